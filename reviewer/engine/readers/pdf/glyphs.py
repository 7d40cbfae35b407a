"""The characters of a PDF page, gathered into segments: pieces of a line that PDFium reads in one go."""

from __future__ import annotations

import ctypes
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.readers.assemble import Draft, too_long
from reviewer.engine.readers.pdf.ink import Box, Ink
from reviewer.engine.readers.pdf.looks import TextLook, page_pictures, text_look
from reviewer.engine.readers.pdf.sight import Sight

_COLUMN_GAP = 1.2
"""Type sizes of white between two characters that no justified line has: a column or table cell begins."""

_LINE_END_HYPHEN = 2
"""What PDFium gives for a hyphen at the end of a line."""

_MAX_CHARACTERS = 100_000
"""On one page: the densest page of print holds a tenth."""

_RAISED_SIZE = 0.8
_SUPERSCRIPTS = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_REPLACEMENT = "\ufffd"


@dataclass(slots=True)
class Glyph:
    """One character with its box in points; `space` says that white comes before it."""

    text: str
    box: Box
    look: TextLook
    space: bool = False
    raised: bool = False


@dataclass(slots=True)
class Segment:
    """A run of characters on one baseline, in upright coordinates (points, origin at the lower left)."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    font: str

    @property
    def baseline(self) -> float:
        """Near enough: the bottom of most letters."""
        return self.bottom


@dataclass(slots=True)
class Page:
    """A page's visible text, upright; `aside` is what runs in another direction than most of it."""

    number: int
    width: float
    height: float
    segments: list[Segment] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    hidden: list[tuple[str, str, str]] = field(default_factory=list)
    has_images: bool = False
    characters: int = 0
    unmapped: int = 0


def read_page(handle: Any, number: int, ink: Ink | None, draft: Draft) -> Page:
    """The page behind `handle`; its characters are counted against the draft's limit."""
    text = pdfium.FPDFText_LoadPage(handle)
    if not text:
        return Page(number, 612.0, 792.0)
    try:
        return _Reading(handle, text, number, ink, draft).page()
    finally:
        pdfium.FPDFText_ClosePage(text)


class _Reading:
    def __init__(self, handle: Any, text: Any, number: int, ink: Ink | None, draft: Draft) -> None:
        self._handle, self._text, self._draft = handle, text, draft
        self._looks: dict[int | None, TextLook] = {}
        self._box = _page_box(handle)
        self._pictures = page_pictures(handle, self._box)
        self._sight = Sight(ink, self._box)
        self._page = Page(number, 612.0, 792.0, has_images=self._pictures.number > 0)

    def page(self) -> Page:
        count = pdfium.FPDFText_CountChars(self._text)
        if count > _MAX_CHARACTERS:
            raise too_long(self._draft.limits)
        self._draft.count(max(count, 0))
        runs = list(self._runs(max(count, 0)))
        turn = _turn(runs)
        unseen = sum(len(run) for run in runs if run[0].look.invisible_mode)
        total = sum(len(run) for run in runs)
        self._sight.recognised = self._pictures.cover and unseen > 0.5 * total
        page = self._page
        left, bottom, right, top = _turned(self._box, turn)
        page.width, page.height = right - left, top - bottom
        for run in runs:
            self._take(run, turn, (left, bottom))
        return page

    def _take(self, run: list[Glyph], turn: int, origin: tuple[float, float]) -> None:
        seen = self._seen(_logical(run))
        if not seen:
            return
        _raise_digits(seen)
        text = _joined(seen)
        if run[0].look.turn != turn:
            self._page.aside.append(text)
            return
        boxes = [_turned(glyph.box, turn) for glyph in seen]
        size = Counter(glyph.look.size for glyph in seen).most_common(1)[0][0]
        self._page.segments.append(
            Segment(
                text,
                min(box[0] for box in boxes) - origin[0],
                max(box[2] for box in boxes) - origin[0],
                min(box[1] for box in boxes) - origin[1],
                max(box[3] for box in boxes) - origin[1],
                size,
                seen[0].look.font,
            )
        )

    def _seen(self, run: list[Glyph]) -> list[Glyph]:
        """The glyphs of words a person can see; the others are noted on the page."""
        seen: list[Glyph] = []
        for word in _words(run):
            reason = self._sight.reason_hidden(word)
            if reason is None:
                seen.extend(word)
            else:
                self._page.hidden.append((reason.code, _joined(word) + " ", reason.where))
        return seen

    def _runs(self, count: int) -> Iterator[list[Glyph]]:
        run: list[Glyph] = []
        space = False
        for index in range(count):
            code = pdfium.FPDFText_GetUnicode(self._text, index)
            if code in (10, 13):
                if run:
                    yield run
                run, space = [], False
            elif code in (9, 32, 160) or pdfium.FPDFText_IsGenerated(self._text, index) == 1:
                space = True
            else:
                glyph = self._glyph(index, code)
                glyph.space = space and bool(run)
                if run and _breaks(run[-1], glyph):
                    yield run
                    run = []
                run.append(glyph)
                space = False
        if run:
            yield run

    def _glyph(self, index: int, code: int) -> Glyph:
        self._page.characters += 1
        if pdfium.FPDFText_HasUnicodeMapError(self._text, index) == 1 or code == 0:
            self._page.unmapped += 1
        return Glyph(_character(code), self._char_box(index), self._look(index))

    def _char_box(self, index: int) -> Box:
        sides = [ctypes.c_double() for _ in range(4)]
        pdfium.FPDFText_GetCharBox(self._text, index, *sides)
        left, right, bottom, top = (side.value for side in sides)
        return left, bottom, right, top

    def _look(self, index: int) -> TextLook:
        item = pdfium.FPDFText_GetTextObject(self._text, index)
        key = ctypes.cast(item, ctypes.c_void_p).value
        if key not in self._looks:
            self._looks[key] = text_look(self._text, index, item)
        return self._looks[key]


def _character(code: int) -> str:
    if code == _LINE_END_HYPHEN:
        return "-"
    if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return _REPLACEMENT
    return chr(code)


def _breaks(before: Glyph, after: Glyph) -> bool:
    """Whether `after` begins a new segment: far to the right, back to the left, or on another line."""
    size = max(before.look.size, after.look.size, 1.0)
    if before.look.turn != after.look.turn:
        return True
    one, two = _turned(before.box, after.look.turn), _turned(after.box, after.look.turn)
    if two[0] - one[2] > _COLUMN_GAP * size:
        return True
    apart = two[1] > one[3] + 0.2 * size or two[3] < one[1] - 0.2 * size
    return apart and two[0] < one[0]


def _words(run: list[Glyph]) -> Iterator[list[Glyph]]:
    word: list[Glyph] = []
    for glyph in run:
        if word and (glyph.space or glyph.look is not word[-1].look):
            yield word
            word = []
        word.append(glyph)
    if word:
        yield word


def _logical(run: list[Glyph]) -> list[Glyph]:
    """Letters that one right-to-left ligature stands for: PDFium turns them round with the rest of the line."""
    ordered: list[Glyph] = []
    for glyph in run:
        at = len(ordered)
        while at and ordered[at - 1].box == glyph.box and _is_right_to_left(glyph) and not glyph.space:
            at -= 1
        ordered.insert(at, glyph)
    return ordered


def _raise_digits(glyphs: list[Glyph]) -> None:
    """Small digits after a word, above its baseline, become superscripts: `end.12` is a note, not a number."""
    for before, glyph in pairwise(glyphs):
        if not glyph.text.isdigit() or glyph.space or glyph.look.turn != 0:
            continue
        base = before.look.size
        if before.raised or (glyph.look.size < _RAISED_SIZE * base and glyph.box[1] > before.box[1] + 0.2 * base):
            glyph.raised = True
    for glyph in glyphs:
        if glyph.raised:
            glyph.text = glyph.text.translate(_SUPERSCRIPTS)


def _is_right_to_left(glyph: Glyph) -> bool:
    return unicodedata.bidirectional(glyph.text) in ("R", "AL", "NSM")


def _joined(glyphs: list[Glyph]) -> str:
    return "".join(" " + glyph.text if glyph.space and at else glyph.text for at, glyph in enumerate(glyphs))


def _page_box(handle: Any) -> Box:
    rectangle = pdfium.FS_RECTF()
    if not pdfium.FPDF_GetPageBoundingBox(handle, rectangle):
        return 0.0, 0.0, 612.0, 792.0
    return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top


def _turn(runs: list[list[Glyph]]) -> int:
    """The direction of most of the text, in quarter turns against the clock."""
    turns: Counter[int] = Counter()
    for run in runs:
        turns[run[0].look.turn] += len(run)
    straight = [(count, turn) for turn, count in turns.items() if turn >= 0]
    return max(straight)[1] if straight else 0


def _turned(box: Box, turn: int) -> Box:
    left, bottom, right, top = box
    if turn == 1:
        return bottom, -right, top, -left
    if turn == 2:
        return -right, -top, -left, -bottom
    if turn == 3:
        return -top, left, -bottom, right
    return box
