"""How words went from text to text: groups that hang together, chains, and pairs that took from each other.

Texts are known by keys, a flow goes from the one that had words first to the one that has them later. The method knows
nothing of why: whoever was first is the likely source, no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

LEAST_WORDS = 9
"""Words below which a flow says nothing about who took from whom."""
_LONGEST_WAY = 8
_SHORTEST_CHAIN = 3


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
    return sorted(
        Exchange(one, two, count, words[two, one])
        for (one, two), count in words.items()
        if one < two and (two, one) in words
    )


_Steps = Mapping[str, Sequence[str]]


def chain_through(flows: Sequence[Flow], key: str) -> tuple[str, ...]:
    """The longest way by which words came to a text and went on from it, earliest first; empty below three texts.

    Pairs that took from each other are no link of a chain: nobody knows which way to read them. A way has at most
    eight steps to either side.
    """
    before, after = _links(flows)
    return _if_chain(
        (*reversed(_walked(before, key, _steps_left(before))[1:]), *_walked(after, key, _steps_left(after)))
    )


def longest_chain(flows: Sequence[Flow]) -> tuple[str, ...]:
    """The longest way of all, as `chain_through` tells them; of equal ones the first by its keys."""
    _before, after = _links(flows)
    left = _steps_left(after)
    begin = max(sorted(after), key=lambda key: left(key, _LONGEST_WAY), default=None)
    return () if begin is None else _if_chain(_walked(after, begin, left))


def _if_chain(chain: tuple[str, ...]) -> tuple[str, ...]:
    return chain if len(chain) >= _SHORTEST_CHAIN else ()


def _links(flows: Sequence[Flow]) -> tuple[_Steps, _Steps]:
    """For each text those it took from, and those that took from it."""
    both_ways = {pair for one in mutual(flows) for pair in ((one.one, one.two), (one.two, one.one))}
    before, after = defaultdict(list), defaultdict(list)
    for one in sorted(flows):
        if not one.together and (one.earlier, one.later) not in both_ways:
            before[one.later].append(one.earlier)
            after[one.earlier].append(one.later)
    return before, after


def _steps_left(steps: _Steps) -> Callable[[str, int], int]:
    """How many steps a way from a text can still have, at most so many; each answer is worked out once."""

    @cache
    def left(key: str, most: int) -> int:
        return max((1 + left(one, most - 1) for one in steps.get(key, ())), default=0) if most else 0

    return left


def _walked(steps: _Steps, key: str, left: Callable[[str, int], int]) -> tuple[str, ...]:
    """A longest way from a text; no text twice, should words have gone in a ring."""
    walked = [key]
    for most in range(_LONGEST_WAY - 1, -1, -1):
        onwards = [one for one in steps.get(walked[-1], ()) if one not in walked]
        if not onwards:
            break
        walked.append(max(onwards, key=lambda one, most=most: left(one, most)))  # type: ignore[misc]
    return tuple(walked)
