"""How words went from text to text: groups that hang together, chains, and pairs that took from each other.

Texts are known by keys, a flow goes from the one that had words first to the one that has them later. The method knows
nothing of why: whoever was first is the likely source, no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

LEAST_WORDS = 9
"""Words below which a flow says nothing about who took from whom."""
_LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True, order=True)
class Flow:
    """Words of `later` that stood in `earlier` first; `together` when both came at the same instant."""

    earlier: str
    later: str
    words: int
    together: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Exchange:
    """Two texts each of which had parts first: the words that `one` had first, and those that `two` had first."""

    one: str
    two: str
    one_first: int
    two_first: int


def telling(flows: Iterable[Flow]) -> list[Flow]:
    """The flows of enough words to mean something, in a fixed order."""
    return sorted(one for one in flows if one.words >= LEAST_WORDS)


def clusters(flows: Iterable[Flow]) -> list[tuple[str, ...]]:
    """The groups of texts that hang together by any flow, each in order of its keys, the largest first."""
    root: dict[str, str] = {}

    def find(key: str) -> str:
        root.setdefault(key, key)
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    for one in flows:
        root[find(one.earlier)] = find(one.later)
    groups: dict[str, list[str]] = defaultdict(list)
    for key in sorted(root):
        groups[find(key)].append(key)
    return sorted((tuple(group) for group in groups.values()), key=lambda group: (-len(group), group))


def mutual(flows: Iterable[Flow]) -> list[Exchange]:
    """The pairs in which words went both ways."""
    words = {(one.earlier, one.later): one.words for one in flows if not one.together}
    keys = sorted({key for pair in words for key in pair})
    return [
        Exchange(one, two, words[one, two], words[two, one])
        for one, two in combinations(keys, 2)
        if (one, two) in words and (two, one) in words
    ]


def chain_through(flows: Sequence[Flow], key: str) -> tuple[str, ...]:
    """The longest way by which words came to a text and went on from it, earliest first; empty below three texts.

    Pairs that took from each other are no link of a chain: nobody knows which way to read them.
    """
    both_ways = {pair for one in mutual(flows) for pair in ((one.one, one.two), (one.two, one.one))}
    links = [one for one in flows if not one.together and (one.earlier, one.later) not in both_ways]
    before, after = defaultdict(list), defaultdict(list)
    for one in sorted(links):
        before[one.later].append(one.earlier)
        after[one.earlier].append(one.later)
    chain = (*reversed(_longest(before, key, (key,))[1:]), key, *_longest(after, key, (key,))[1:])
    return chain if len(chain) > len((key, key)) else ()


def _longest(steps: dict[str, list[str]], key: str, walked: tuple[str, ...]) -> tuple[str, ...]:
    if len(walked) >= _LONGEST_CHAIN:
        return walked
    ways = [_longest(steps, one, (*walked, one)) for one in steps.get(key, ()) if one not in walked]
    return max(ways, key=len, default=walked)
