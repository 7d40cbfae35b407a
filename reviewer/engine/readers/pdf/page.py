"""The text of a PDF page, gathered into segments: pieces of a line that PDFium reads in one go."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.readers.assemble import Draft, too_long
from reviewer.engine.readers.pdf.ink import Ink
from reviewer.engine.readers.pdf.looks import Box, page_pictures
from reviewer.engine.readers.pdf.sight import RECOGNISED, Sight, Unseen
from reviewer.engine.readers.pdf.words import RIGHT_TO_LEFT, SUPERSCRIPTS, Word, Words, union

_COLUMN_GAP = 1.2
"""Type sizes of white between two characters that no justified line has: a column or table cell begins."""

_MAX_CHARACTERS = 100_000
"""On one page: the densest page of print holds a tenth."""

_MAX_RUNS = 3_000
"""Runs of words compared with each other on one page; a dense page of print has five hundred."""

_RAISED_SIZE = 0.8
_RECOGNISED_SHARE = 0.8


@dataclass(slots=True)
class Segment:
    """A run of words on one baseline, in upright coordinates (points, origin at the lower left)."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    font: str
    order: int = 0

    @property
    def baseline(self) -> float:
        """Near enough: the bottom of the font's box."""
        return self.bottom


@dataclass(frozen=True, slots=True)
class HiddenWords:
    """Words that a person does not see, why, and the middle of where they stand, upright."""

    text: str
    reason: Unseen
    across: float
    up: float


@dataclass(slots=True)
class Page:
    """A page's visible text, upright, and its short rules; `aside` runs in another direction than most of it."""

    number: int
    width: float
    height: float
    segments: list[Segment] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    hidden: list[HiddenWords] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    has_images: bool = False
    characters: int = 0
    unmapped: int = 0


def read_page(handle: Any, number: int, ink: Ink | None, draft: Draft) -> Page:
    """The page behind `handle`; raises Unreadable(too_long) for one that holds more than any print."""
    text = pdfium.FPDFText_LoadPage(handle)
    if not text:
        return Page(number, 612.0, 792.0)
    try:
        return _Reading(handle, text, number, ink, draft).page()
    finally:
        pdfium.FPDFText_ClosePage(text)


class _Reading:
    def __init__(self, handle: Any, text: Any, number: int, ink: Ink | None, draft: Draft) -> None:
        self._text, self._draft = text, draft
        self._box = _page_box(handle)
        self._pictures = page_pictures(handle, self._box)
        self._words = Words(text)
        self._sight = Sight(ink, self._box, self._pictures, self._words)
        self._page = Page(number, 612.0, 792.0, has_images=bool(self._pictures.boxes))

    def page(self) -> Page:
        count = max(pdfium.FPDFText_CountChars(self._text), 0)
        if count > _MAX_CHARACTERS:
            raise too_long(self._draft.limits)
        runs = [run for line in self._words.lines(count) for run in _runs(line)]
        turn = _turn(runs)
        page, words = self._page, [word for run in runs for word in run]
        page.characters = sum(len(word.text) for word in words)
        page.unmapped = sum(len(word.text) for word in words if not word.mapped)
        left, bottom, right, top = turned(self._box, turn)
        page.width, page.height = right - left, top - bottom
        page.rules = [_moved(turned(rule, turn), left, bottom) for rule in self._pictures.rules]
        self._sight.overlapping = _overlapping(runs)
        unseen = self._unseen(words)
        for run in runs:
            self._take(run, turn, (left, bottom), unseen)
        return page

    def _unseen(self, words: list[Word]) -> dict[int, Unseen]:
        """Why words are not seen, by where they start; what a scanner read in a page's picture lies behind it."""
        found: dict[int, Unseen] = {}
        for word in words:
            reason = self._sight.reason_hidden(word)
            if reason is not None:
                found[word.start] = reason
        if self._pictures.cover:
            recognised = sum(len(word.text) for word in words if found.get(word.start) in RECOGNISED)
            if recognised > _RECOGNISED_SHARE * self._page.characters:
                return {start: reason for start, reason in found.items() if reason not in RECOGNISED}
        return found

    def _take(self, run: list[Word], turn: int, origin: tuple[float, float], unseen: dict[int, Unseen]) -> None:
        seen = [word for word in run if word.start not in unseen]
        for reason, words in itertools.groupby(run, key=lambda word: unseen.get(word.start)):
            if reason is not None:
                self._hide(list(words), reason, turn, origin)
        if not seen:
            return
        _raise_digits(seen)
        text = joined(seen)
        if run[0].look.turn != turn:
            self._page.aside.append(text)
            return
        left, bottom, right, top = union([turned(word.box, turn) for word in seen])
        main = max(seen, key=lambda word: len(word.text)).look
        x, y = origin
        order = len(self._page.segments)
        segment = Segment(text, left - x, right - x, bottom - y, top - y, _size(seen), main.font, order)
        self._page.segments.append(segment)

    def _hide(self, words: list[Word], reason: Unseen, turn: int, origin: tuple[float, float]) -> None:
        left, bottom, right, top = turned(union([word.box for word in words]), turn)
        across, up = (left + right) / 2 - origin[0], (bottom + top) / 2 - origin[1]
        self._page.hidden.append(HiddenWords(f" {joined(words)}", reason, across, up))


def _runs(line: list[Word]) -> Iterator[list[Word]]:
    run: list[Word] = []
    for word in line:
        if run and _breaks(run[-1], word):
            yield run
            run = []
        run.append(word)
    yield run


def _breaks(before: Word, after: Word) -> bool:
    """Whether `after` begins a new segment: far to the right, back to the left, or on another line."""
    turn = after.look.turn
    if before.look.turn != turn:
        return True
    size = max(before.look.size, after.look.size, 1.0)
    one, two = (before.box, after.box) if turn == 0 else (turned(before.box, turn), turned(after.box, turn))
    if two[0] - one[2] > _COLUMN_GAP * size:
        return True
    if two[0] < one[0] - 2 * size and not RIGHT_TO_LEFT.search(after.text + before.text):
        return True
    apart = two[1] > one[3] + 0.05 * size or two[3] < one[1] - 0.05 * size
    return apart and two[0] < one[2]


def _overlapping(runs: list[list[Word]]) -> frozenset[int]:
    """Words of upright runs that lie over other words, by their start: one of them may hide the other."""
    upright = [(union([word.box for word in run]), run) for run in runs[:_MAX_RUNS] if run[0].look.turn == 0]
    upright.sort(key=lambda item: item[0][1])
    found: set[int] = set()
    for at, (box, run) in enumerate(upright):
        for other_box, other in upright[at + 1 :]:
            if other_box[1] > box[3]:
                break
            if _overlap(box, other_box) and joined(run) != joined(other):
                found.update(word.start for word in run if _overlap(word.box, other_box))
                found.update(word.start for word in other if _overlap(word.box, box))
    return frozenset(found)


def _overlap(one: Box, two: Box) -> bool:
    """Whether two boxes share half the height of the lower one, and as much width."""
    half = min(one[3] - one[1], two[3] - two[1]) / 2
    return min(one[3], two[3]) - max(one[1], two[1]) > half and min(one[2], two[2]) - max(one[0], two[0]) > half


def _size(words: list[Word]) -> float:
    sizes: Counter[float] = Counter()
    for word in words:
        sizes[word.look.size] += len(word.text)
    return sizes.most_common(1)[0][0]


def _raise_digits(words: list[Word]) -> None:
    """Small digits above the baseline become superscripts: `end.12` is a note, not a number."""
    base: Word | None = None
    for word in words:
        if base is None or word.space or word.look.turn != 0 or not word.text[0].isdigit():
            base = word
        elif _raised(word, base):
            word.text = word.text.translate(SUPERSCRIPTS)
        else:
            base = word
    if len(words) > 1 and words[0].text.isdigit() and words[0].look.turn == 0 and _raised(words[0], words[1]):
        words[0].text = words[0].text.translate(SUPERSCRIPTS)
        words[1].space = True


def _raised(word: Word, base: Word) -> bool:
    size = base.look.size
    return word.look.size < _RAISED_SIZE * size and word.box[1] > base.box[1] + 0.2 * size


def joined(words: list[Word]) -> str:
    """The words as text."""
    return "".join(" " + word.text if word.space and at else word.text for at, word in enumerate(words))


def _page_box(handle: Any) -> Box:
    rectangle = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(handle, rectangle):
        return 0.0, 0.0, 612.0, 792.0
    return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


def _turn(runs: list[list[Word]]) -> int:
    """The direction of most of the text, in quarter turns against the clock."""
    turns: Counter[int] = Counter()
    for run in runs:
        turns[run[0].look.turn] += sum(len(word.text) for word in run)
    straight = [(count, turn) for turn, count in turns.items() if turn >= 0]
    return max(straight)[1] if straight else 0


def _moved(box: Box, x: float, y: float) -> Box:
    return box[0] - x, box[1] - y, box[2] - x, box[3] - y


def turned(box: Box, turn: int) -> Box:
    """A box of a page that is read after so many quarter turns."""
    left, bottom, right, top = box
    if turn == 1:
        return bottom, -right, top, -left
    if turn == 2:
        return -right, -top, -left, -bottom
    if turn == 3:
        return -top, left, -bottom, right
    return box
