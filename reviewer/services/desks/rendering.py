"""A document's text with its highlights, cut into the blocks and runs that a page draws.

A run is a stretch of one block over which the same highlights lie: it begins and ends wherever any of them does, so
that overlapping highlights need no nested markup. Nothing of the text is lost or shown twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Highlight:
    """Something to be seen on characters `start` to `end` (exclusive) of a text.

    `id` names it on the page ("evidence-4"); it is empty when nothing points there. `number` is the sign set where it
    ends, and `note` what is to stand beside the block in which it ends (a comment).
    """

    id: str
    start: int
    end: int
    classes: tuple[str, ...]
    number: int | None = None
    note: object | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """The sign of a highlight that ends here."""

    id: str
    number: int


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of a block that the same highlights cover; `start` is an offset into the document's text."""

    text: str
    start: int
    classes: tuple[str, ...]
    ids: tuple[str, ...]
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A paragraph-like piece of the page: the reader's kind and page, its runs, and the notes beside it.

    A heading's `level` is its depth below the headings before it, from 1: papers skip levels, outlines may not.
    """

    kind: str
    level: int | None
    page: int | None
    start: int
    runs: tuple[Run, ...]
    notes: tuple[object, ...] = ()


def shown_blocks(
    text: str, blocks: Sequence[Mapping[str, Any]], highlights: Iterable[Highlight] = ()
) -> tuple[ShownBlock, ...]:
    """The whole text as blocks of runs.

    `blocks` are as a document stores them (`kind`, `start`, `end`, `level`, `page`), in order. Words that stand in no
    block become paragraphs of their own; white space between blocks is left out. Highlights may overlap, reach over
    several blocks, or out of the text (they are clipped); empty ones are left out. Each highlight's sign and note come
    once, in the last block it touches.
    """
    pieces = list(_ranked(_pieces(text, blocks)))
    lying = [[h for h in highlights_of if h.end > h.start] for highlights_of in _spread(pieces, list(highlights))]
    last = {id(one): place for place, over in enumerate(lying) for one in over}
    return tuple(
        _block(text, piece, over, [one for one in over if last[id(one)] == place])
        for place, (piece, over) in enumerate(zip(pieces, lying, strict=True))
    )


def _pieces(text: str, blocks: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The blocks in order without overlap, and plain paragraphs for the words between them."""
    reached = 0
    for block in blocks:
        start, end = max(int(block["start"]), reached), min(int(block["end"]), len(text))
        if start >= end:
            continue
        yield from _gap(text, reached, start)
        yield {**block, "start": start, "end": end}
        reached = end
    yield from _gap(text, reached, len(text))


def _gap(text: str, start: int, end: int) -> Iterator[Mapping[str, Any]]:
    words = text[start:end].strip()
    if words:
        at = text.index(words, start, end)
        yield {"kind": "paragraph", "level": None, "page": None, "start": at, "end": at + len(words)}


def _ranked(pieces: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    above: list[int] = []
    for piece in pieces:
        if piece["kind"] != "heading":
            yield piece
            continue
        level = piece.get("level") or 1
        above = [*(one for one in above if one < level), level]
        yield {**piece, "level": len(above)}


def _spread(pieces: list[Mapping[str, Any]], highlights: list[Highlight]) -> Iterator[list[Highlight]]:
    for piece in pieces:
        yield [one for one in highlights if one.start < piece["end"] and one.end > piece["start"]]


def _block(text: str, piece: Mapping[str, Any], over: list[Highlight], ending: list[Highlight]) -> ShownBlock:
    start, end = piece["start"], piece["end"]
    borders = sorted({start, end, *(max(one.start, start) for one in over), *(min(one.end, end) for one in over)})
    signs = {one: min(one.end, end) for one in ending}
    runs = tuple(
        _run(text, left, right, [one for one in over if one.start <= left and one.end >= right], signs)
        for left, right in pairwise(borders)
    )
    notes = tuple(one.note for one in sorted(ending, key=lambda one: signs[one]) if one.note is not None)
    return ShownBlock(piece["kind"], piece.get("level"), piece.get("page"), start, runs, notes)


def _run(text: str, start: int, end: int, over: list[Highlight], signs: Mapping[Highlight, int]) -> Run:
    return Run(
        text=text[start:end],
        start=start,
        classes=tuple(dict.fromkeys(name for one in over for name in one.classes)),
        ids=tuple(dict.fromkeys(one.id for one in over if one.id)),
        anchors=tuple(Anchor(one.id, one.number) for one in over if one.number is not None and signs.get(one) == end),
    )
