"""A passage explained word by word: what stands on both sides, what was put in its place, what nothing answers to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import LCSseq

from reviewer.engine.fingerprints import Folded, fold
from reviewer.engine.report import Passage
from reviewer.engine.terms import content_stem

MarkKind = Literal["shared", "changed", "added"]

_ORDERED = 25_000_000
"""Product of both sides' words up to which their order is compared, about a second; beyond, words alone are."""


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Characters `start` to `end` of a text, from the first to the last of some neighbouring words of one kind."""

    start: int
    end: int
    kind: MarkKind


@dataclass(frozen=True, slots=True)
class Explanation:
    """The words of a passage on either side, in order, every word in exactly one mark.

    `shared`: the other side has the word too, in its place or, if it tells something, elsewhere. `changed`: another
    form of the word, or another word where the sequence of both goes on around it. `added`: neither.
    """

    left: tuple[Mark, ...]
    right: tuple[Mark, ...]


def explain(left: str, right: str, passage: Passage) -> Explanation:
    """The word-level marks of a passage; `left` and `right` are the two whole texts that it was found in."""
    one = fold(left[passage.start : passage.end])
    two = fold(right[passage.other_start : passage.other_end])
    here, there = _kinds(one.words, two.words)
    return Explanation(
        tuple(_marks(one, here, passage.start)),
        tuple(_marks(two, there, passage.other_start)),
    )


def _kinds(left: Sequence[str], right: Sequence[str]) -> tuple[list[MarkKind], list[MarkKind]]:
    here: list[MarkKind] = ["added"] * len(left)
    there: list[MarkKind] = ["added"] * len(right)
    if len(left) * len(right) <= _ORDERED:
        here_end = there_end = 0
        for one, two, length in (*_runs(left, right), (len(left), len(right), 0)):
            if one > here_end and two > there_end:
                here[here_end:one] = ["changed"] * (one - here_end)
                there[there_end:two] = ["changed"] * (two - there_end)
            here_end, there_end = one + length, two + length
            here[one:here_end] = there[two:there_end] = ["shared"] * length
    _answer(left, right, here, there, same="shared", by_stem=False)
    _answer(left, right, here, there, same="changed", by_stem=True)
    return here, there


def _runs(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int, int]]:
    """The longest common subsequence as runs: where each begins on the left and on the right, and its length."""
    steps = LCSseq.opcodes(left, right)
    return [(step.src_start, step.dest_start, step.src_end - step.src_start) for step in steps if step.tag == "equal"]


def _answer(
    left: Sequence[str],
    right: Sequence[str],
    here: list[MarkKind],
    there: list[MarkKind],
    *,
    same: MarkKind,
    by_stem: bool,
) -> None:
    """Give content words not yet shared their counterpart wherever it stands, each counterpart once."""
    ours = [_key(word, by_stem=by_stem) if kind != "shared" else "" for word, kind in zip(left, here, strict=True)]
    theirs = [_key(word, by_stem=by_stem) if kind != "shared" else "" for word, kind in zip(right, there, strict=True)]
    both = Counter(ours) & Counter(theirs)
    for keys, kinds in ((ours, here), (theirs, there)):
        open_ = Counter(both)
        for place, key in enumerate(keys):
            if key and open_[key] > 0:
                open_[key] -= 1
                kinds[place] = same


def _key(word: str, *, by_stem: bool) -> str:
    """What a word is known by elsewhere; nothing for a function word, whose place alone tells anything."""
    stem = content_stem(word)
    return stem if by_stem or not stem else word


def _marks(folded: Folded, kinds: Sequence[MarkKind], offset: int) -> Iterator[Mark]:
    """Neighbouring words of one kind together."""
    first = 0
    for place in range(1, len(kinds) + 1):
        if place == len(kinds) or kinds[place] != kinds[first]:
            yield Mark(folded.starts[first] + offset, folded.ends[place - 1] + offset, kinds[first])
            first = place
