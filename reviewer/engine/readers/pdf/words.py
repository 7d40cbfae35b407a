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

_LINE = re.compile("[^\r\n\x02\ufffe]+[\x02\ufffe]?|[\x02\ufffe]")
"""A hyphen at a line's end is the only break that PDFium gives there."""

_LINE_END_HYPHENS = ("\x02", "\ufffe")
_WORD = re.compile("[^\t \u00a0]+")
_REPLACEMENT = "\ufffd"
_UNKNOWN = {**dict.fromkeys(range(32), _REPLACEMENT), **dict.fromkeys(range(0x7F, 0xA0), _REPLACEMENT)}
# PDFium gives a hyphen at the end of a line as 2 when asked for the character, as U+FFFE in the whole text.
_READABLE = str.maketrans({**_UNKNOWN, **dict.fromkeys(range(0xD800, 0xE000), _REPLACEMENT), 2: "-", 0xFFFE: "-"})
_ACCENTS = {"\u00b4": "\u0301", "`": "\u0300", "\u02c6": "\u0302", "\u00a8": "\u0308", "\u02dc": "\u0303"}
_ACCENTS |= {"\u00b8": "\u0327", "\u02c7": "\u030c", "\u02d8": "\u0306", "\u02d9": "\u0307", "\u02da": "\u030a"}
_ACCENTED = re.compile(f"([{''.join(_ACCENTS)}])([^\\W\\d_])")
"""An accent drawn by itself and the letter that it stands on: how TeX writes them without a font that has both."""

_NOTE_DIGITS = re.compile(r"^\d{1,3}(?=[^\W\d])|(?<![\d.,/])(?<!\d[-\u2013])\d{1,3}$")
SUPERSCRIPTS = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_RAISED = 0.45
"""Share of its font's box at which a digit begins that stands above the line; one on the line begins at a quarter."""

_SQUEEZED = 0.1
_GAP, _NO_GAP = 0.18, 0.02
"""Type sizes of white that part two words, and that do not, whatever spaces the file has there."""

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


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
                white = match.group() not in _LINE_END_HYPHENS and bool(found)
                pieces[0].space = white and not _touching(found[-1], pieces[0])
                found += pieces
            if found:
                yield found

    def tight_box(self, word: Word) -> Box:
        """The union of the boxes of a word's letters: what they cover, not the room their font asks for."""
        return union([self.letter_box(index) for index in range(word.start, word.end)])

    def object_of(self, word: Word) -> Any:
        """The text object that a word belongs to."""
        return pdfium.FPDFText_GetTextObject(self._text, word.start)

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
        if RIGHT_TO_LEFT.search(codes):
            codes = self._logical(codes, start)
        elif first is not last:
            return self._cut(codes, start)
        return [self._word(codes, start, end, first)]

    def _cut(self, codes: str, start: int) -> list[Word]:
        """The word cut where its look changes or white shows: programs that move letters about leave spaces out."""
        looks = [self._look(start + at) for at in range(len(codes))]
        boxes = [self._loose_box(start + at) for at in range(len(codes))]
        upright = looks[0].turn == 0
        pieces: list[Word] = []
        begin = 0
        for at in range(1, len(codes) + 1):
            white = at < len(codes) and upright and boxes[at][0] - boxes[at - 1][2] > _GAP * looks[at].size
            if at == len(codes) or white or looks[at] is not looks[at - 1]:
                pieces.append(self._word(codes[begin:at], start + begin, start + at, looks[begin]))
                pieces[-1].space = begin > 0 and upright and _apart(boxes[begin - 1], boxes[begin], looks[begin].size)
                begin = at
        return pieces

    def _word(self, codes: str, start: int, end: int, look: TextLook) -> Word:
        box_of = self._loose_box if look.loose else self.letter_box
        box = box_of(start)
        if end - start > 1:
            box = union((box, box_of(end - 1)))
        plain = codes.isascii() and codes.isprintable() and "`" not in codes
        text = codes if plain else self._readable(codes, start)
        if text[-1].isdigit() or text[0].isdigit():
            text = _NOTE_DIGITS.sub(lambda match: self._raised(match, box, start), text)
        mapped = pdfium.FPDFText_HasUnicodeMapError(self._text, start) != 1 and _REPLACEMENT not in text
        return Word(text, box, look, start, end, mapped=mapped)

    def _readable(self, codes: str, start: int) -> str:
        return _ACCENTED.sub(lambda match: self._composed(match, start), codes).translate(_READABLE)

    def _composed(self, match: re.Match[str], start: int) -> str:
        """The letter with its accent, if the accent is drawn over it."""
        accent, letter = self.letter_box(start + match.start(1)), self._loose_box(start + match.start(2))
        if not letter[0] < (accent[0] + accent[2]) / 2 < letter[2]:
            return match.group()
        base = {"\u0131": "i", "\u0237": "j"}.get(match.group(2), match.group(2))
        return unicodedata.normalize("NFC", base + _ACCENTS[match.group(1)])

    def _raised(self, match: re.Match[str], box: Box, start: int) -> str:
        """The digits as superscripts, if they are drawn above the line in the size of the rest."""
        bottom = self.letter_box(start + match.start())[1]
        if bottom - box[1] < _RAISED * (box[3] - box[1]):
            return match.group()
        return match.group().translate(SUPERSCRIPTS)

    def _logical(self, codes: str, start: int) -> str:
        """Letters that one right-to-left ligature stands for: PDFium turns them round with the rest of the line."""
        ordered: list[tuple[str, Box]] = []
        for at, code in enumerate(codes):
            box, place = self.letter_box(start + at), len(ordered)
            while place and ordered[place - 1][1] == box and unicodedata.bidirectional(code) in ("R", "AL", "NSM"):
                place -= 1
            ordered.insert(place, (code, box))
        return "".join(code for code, _ in ordered)

    def _loose_box(self, index: int) -> Box:
        rectangle = self._rectangle
        pdfium.FPDFText_GetLooseCharBox(self._text, index, rectangle)
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top

    def letter_box(self, index: int) -> Box:
        """What the glyph of a character covers."""
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


def _apart(before: Box, after: Box, size: float) -> bool:
    return after[0] - before[2] > _GAP * size


def _touching(before: Word, after: Word) -> bool:
    """Whether two upright words on one line, in reading order, have no white between them."""
    one, two = before.box, after.box
    on_one_line = one[1] < two[3] and two[1] < one[3]
    if two[2] - two[0] < _SQUEEZED * after.look.size * len(after.text):
        return False  # letters squeezed to nothing have no white between their words either
    upright = before.look.turn == 0 and after.look.turn == 0 and before.look.loose and after.look.loose
    return upright and on_one_line and two[0] > one[0] and two[0] - one[2] < _NO_GAP * after.look.size


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of `boxes`."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
