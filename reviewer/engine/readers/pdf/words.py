"""The words of a PDF page as PDFium reads them: pieces of one look without white inside, with their places.

PDFium is asked word by word, not character by character: a call from Python costs more than what it asks for.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.readers.pdf.looks import Box, TextLook, text_look

_LINE = re.compile(r"[^\r\n]+")
_WORD = re.compile("[^\t \u00a0]+")
_REPLACEMENT = "\ufffd"
_UNKNOWN = {**dict.fromkeys(range(32), _REPLACEMENT), **dict.fromkeys(range(0x7F, 0xA0), _REPLACEMENT)}
# PDFium gives a hyphen at the end of a line as 2 when asked for the character, as U+FFFE in the whole text.
_READABLE = str.maketrans({**_UNKNOWN, **dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT), 2: "-", 0xFFFE: "-"})
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@dataclass(slots=True)
class Word:
    """Characters `start` to `end` of a page's text; `box` in points of the page, `space` says that white precedes."""

    text: str
    box: Box
    look: TextLook
    start: int
    end: int
    space: bool = False
    mapped: bool = True


class Words:
    """Reads the words of one text page."""

    def __init__(self, text: Any) -> None:
        self._text = text
        self._looks: dict[int | None, TextLook] = {}
        self._rectangle = pdfium.FS_RECTF()
        self._sides = [ctypes.c_double() for _ in range(4)]

    def lines(self, count: int) -> Iterator[list[Word]]:
        """The words of the page's `count` characters, line by line as PDFium breaks them."""
        codes = self._codes(count)
        for line in _LINE.finditer(codes):
            found: list[Word] = []
            for match in _WORD.finditer(codes, line.start(), line.end()):
                pieces = self._pieces(match.group(), match.start())
                pieces[0].space = bool(found)
                found += pieces
            if found:
                yield found

    def tight_box(self, word: Word) -> Box:
        """The union of the boxes of a word's letters: what they cover, not the room their font asks for."""
        return union([self._letter_box(index) for index in range(word.start, word.end)])

    def _codes(self, count: int) -> str:
        """One character for each that PDFium counts; asked one by one where the whole leaves some out."""
        buffer = (ctypes.c_ushort * (count + 2))()
        length = pdfium.FPDFText_GetText(self._text, 0, count, buffer) - 1
        if length == count:
            text = ctypes.string_at(buffer, 2 * length).decode("utf-16-le", "surrogatepass")
            if len(text) == count:
                return text
        codes = (pdfium.FPDFText_GetUnicode(self._text, index) for index in range(count))
        return "".join(chr(code) if code <= 0x10FFFF else _REPLACEMENT for code in codes)

    def _pieces(self, codes: str, start: int) -> list[Word]:
        """The word cut where its look changes; the objects at its ends tell whether it does."""
        end = start + len(codes)
        first, last = self._look(start), self._look(end - 1)
        if _RIGHT_TO_LEFT.search(codes):
            codes = self._logical(codes, start)
        elif first is not last:
            return self._cut(codes, start)
        return [self._word(codes, start, end, first)]

    def _cut(self, codes: str, start: int) -> list[Word]:
        looks = [self._look(start + at) for at in range(len(codes))]
        edges = [at for at in range(1, len(codes)) if looks[at] is not looks[at - 1]]
        spans = zip([0, *edges], [*edges, len(codes)], strict=True)
        return [self._word(codes[one:two], start + one, start + two, looks[one]) for one, two in spans]

    def _word(self, codes: str, start: int, end: int, look: TextLook) -> Word:
        box_of = self._loose_box if look.loose else self._letter_box
        box = box_of(start)
        if end - start > 1:
            other = box_of(end - 1)
            box = union((box, other))
        text = codes if codes.isascii() and codes.isprintable() else codes.translate(_READABLE)
        mapped = pdfium.FPDFText_HasUnicodeMapError(self._text, start) != 1 and _REPLACEMENT not in text
        return Word(text, box, look, start, end, mapped=mapped)

    def _logical(self, codes: str, start: int) -> str:
        """Letters that one right-to-left ligature stands for: PDFium turns them round with the rest of the line."""
        ordered: list[tuple[str, Box]] = []
        for at, code in enumerate(codes):
            box, place = self._letter_box(start + at), len(ordered)
            while place and ordered[place - 1][1] == box and unicodedata.bidirectional(code) in ("R", "AL", "NSM"):
                place -= 1
            ordered.insert(place, (code, box))
        return "".join(code for code, _ in ordered)

    def _loose_box(self, index: int) -> Box:
        rectangle = self._rectangle
        pdfium.FPDFText_GetLooseCharBox(self._text, index, rectangle)
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top

    def _letter_box(self, index: int) -> Box:
        left, right, bottom, top = self._sides
        pdfium.FPDFText_GetCharBox(self._text, index, left, right, bottom, top)
        return left.value, bottom.value, right.value, top.value

    def _look(self, index: int) -> TextLook:
        item = pdfium.FPDFText_GetTextObject(self._text, index)
        key = ctypes.addressof(item.contents) if item else None
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = text_look(self._text, index, item)
        return look


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of `boxes`."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
