"""Two spans of words that answer to each other, and what they tell about copying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from reviewer.engine.similarity.sequenced import Sequenced


class Fragment(NamedTuple):
    """Words `start`..`end` on the left that answer to words `other_start`..`other_end` on the right, ends exclusive."""

    start: int
    end: int
    other_start: int
    other_end: int
    exact: int
    """Words of the left side that lie in exact runs."""

    def mirrored(self) -> Fragment:
        """The same seen from the other text; exact words are as many there, repetitions aside."""
        return Fragment(self.other_start, self.other_end, self.start, self.end, self.exact)

    @property
    def longest(self) -> int:
        """The words of the longer side."""
        return max(self.end - self.start, self.other_end - self.other_start)

    @property
    def shortest(self) -> int:
        """The words of the shorter side."""
        return min(self.end - self.start, self.other_end - self.other_start)

    @property
    def is_exact(self) -> bool:
        """Whether half of either side lies in exact runs."""
        return 2 * self.exact >= self.longest


def hull(fragments: Sequence[Fragment]) -> Fragment:
    """The smallest fragment that holds all the others; exact words count once."""
    return Fragment(
        min(one.start for one in fragments),
        max(one.end for one in fragments),
        min(one.other_start for one in fragments),
        max(one.other_end for one in fragments),
        min(sum(one.exact for one in fragments), covered((one.start, one.end) for one in fragments if one.exact)),
    )


def covered(spans: Iterable[tuple[int, int]]) -> int:
    """How many places the spans cover together."""
    total, reached = 0, -1
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def overlap(one: tuple[int, int], two: tuple[int, int]) -> int:
    """How many places two spans share."""
    return max(0, min(one[1], two[1]) - max(one[0], two[0]))


class Evidence(NamedTuple):
    """What two spans have in common beyond chance."""

    weight: float
    """Summed rarity of the content words both have, each as often as both have it: nats of surprise."""
    dice: float
    """Twice that, divided by the summed rarity of all content words of both: 0 to 1."""


def evidence(fragment: Fragment, left: Sequenced, right: Sequenced, rarity: Callable[[str], float]) -> Evidence:
    """The evidence of a fragment; stop words weigh nothing."""
    here = Counter(left.stems[fragment.start : fragment.end])
    there = Counter(right.stems[fragment.other_start : fragment.other_end])
    here.pop("", None)
    there.pop("", None)
    weight = total = 0.0
    for stem, times in here.items():
        value = rarity(stem)
        total += times * value
        if stem in there:
            weight += min(times, there[stem]) * value
    total += sum(times * rarity(stem) for stem, times in there.items())
    return Evidence(weight, 2 * weight / total if total else 0.0)


def neighbours(fragment: Fragment, left: Sequenced, right: Sequenced) -> float:
    """The share of the different pairs of neighbouring words of one side, the one with fewer, that both sides have."""
    ours = set(pairwise(left.words[fragment.start : fragment.end]))
    theirs = set(pairwise(right.words[fragment.other_start : fragment.other_end]))
    return len(ours & theirs) / (min(len(ours), len(theirs)) or 1)


def common_words(left: Sequence[str], right: Sequence[str]) -> int:
    """How many words the two have in common, each as often as it is in both; order does not matter."""
    counts = Counter(left)
    counts &= Counter(right)
    return counts.total()
