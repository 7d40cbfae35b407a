"""Exact runs: the longest sequences of equal words, and the copies word for word that they add up to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise, product

from reviewer.engine.fingerprints import K
from reviewer.engine.similarity.fragments import Fragment
from reviewer.engine.similarity.sequenced import Sequenced

_REPEATS = 6
"""A k-gram that occurs more often in both texts is a page header or a refrain and starts no run; more often in one of
them, only its first places there do: pasting what was copied again and again must not hide it."""
_SECTION = 40
"""Words beside headings from which a run copies a section, headings and all."""
_BEYOND = 15
"""Words a run must go on before and after a zone for the zone to be part of what was copied."""


def exact_runs(left: Sequenced, right: Sequenced) -> list[Fragment]:
    """Maximal runs of equal words, at least `K` long, in order."""
    diagonals: dict[int, list[int]] = defaultdict(list)
    for value in left.positions.keys() & right.positions.keys():
        here, there = left.places(value), right.places(value)
        if min(len(here), len(there)) <= _REPEATS:
            for one, two in product(here[:_REPEATS], there[:_REPEATS]):
                diagonals[two - one].append(one)
    found: list[Fragment] = []
    for shift, starts in diagonals.items():
        starts.sort()
        first = starts[0]
        for one, two in pairwise([*starts, len(left.words) + K]):
            if two > one + K:
                found.append(Fragment(first, one + K, first + shift, one + K + shift, one + K - first))
                first = two
    return sorted(found)


def passed(text: Sequenced, spans: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The segments of headings and cited quotations that were copied with the text around them.

    `spans` are exact runs on this text's side. A zone belongs to one when the run goes on for long before and after it;
    headings at a run's edges do when the run copies a whole section. A reference list never does, however come by.
    """
    inside: set[int] = set()
    for start, end in spans:
        if end - start > 2 * _BEYOND:
            within = _within(text, start, end)
            titles = {number for number in within if text.segments[number].zone == "title"}
            deep = set(_within(text, start + _BEYOND, end - _BEYOND))
            inside |= {number for number in deep if text.segments[number].zone in ("title", "quotation")}
            if end - start - sum(text.segments[n].end - text.segments[n].start for n in titles) >= _SECTION:
                inside |= titles
    return frozenset(inside)


def _within(text: Sequenced, start: int, end: int) -> range:
    """The segments that lie wholly between two words."""
    first, last = text.segment_of[start], text.segment_of[end - 1]
    if text.segments[first].start < start:
        first += 1
    if text.segments[last].end > end:
        last -= 1
    return range(first, last + 1)


def cut(
    run: Fragment, left: Sequenced, right: Sequenced, here: Collection[int], there: Collection[int]
) -> Iterator[Fragment]:
    """The pieces of a run in one zone on both sides; `here` and `there` are segments that belong to none after all."""
    shift = run.other_start - run.start
    bounds = {run.start, run.end}
    for text, open_, offset in ((left, here, 0), (right, there, shift)):
        for number in range(text.segment_of[run.start + offset] + 1, text.segment_of[run.end - 1 + offset] + 1):
            before = None if number - 1 in open_ else text.segments[number - 1].zone
            after = None if number in open_ else text.segments[number].zone
            if before != after:
                bounds.add(text.segments[number].start - offset)
    for one, two in pairwise(sorted(bounds)):
        yield Fragment(one, two, one + shift, two + shift, two - one)
