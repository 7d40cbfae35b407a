"""Whether a person sees a word of a PDF page, and if not, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reviewer.engine.readers.pdf.ink import Box, Ink
from reviewer.engine.readers.pdf.looks import TextLook

_TINY_POINTS = 4.0
_FAINT = 26
_WHITE = 230
_LATIN_END = 0x250
_SQUEEZED = 0.08
"""Average width of a letter over its size; the narrowest typefaces have 0.2."""


class _Glyph(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def box(self) -> Box: ...
    @property
    def look(self) -> TextLook: ...


@dataclass(frozen=True, slots=True)
class Unseen:
    """A flag's code, and where the words are, as its detail goes on after `are`."""

    code: str
    where: str


_OFF_PAGE = Unseen("invisible_text", "placed outside the page")
_MODE = Unseen("invisible_text", "written in invisible mode")
_TRANSPARENT = Unseen("invisible_text", "filled with a transparent colour")
_WHITE_TEXT = Unseen("white_text", "white on white")
_BELOW = Unseen("invisible_text", "covered, clipped, in the colour of their ground or on a layer that is switched off")


class Sight:
    """Judges the words of one page; `recognised` says that its text is what a scanner read in its picture."""

    def __init__(self, ink: Ink | None, page: Box) -> None:
        self._ink, self._page = ink, page
        self._last: Unseen | None = None
        self.recognised = False

    def reason_hidden(self, word: Sequence[_Glyph]) -> Unseen | None:
        """Why this word (glyphs of one look) is not seen, or None if it is; signs go with the word before."""
        if any(glyph.text.isalnum() for glyph in word):
            self._last = self._reason(word)
        return self._last

    def _reason(self, word: Sequence[_Glyph]) -> Unseen | None:
        look = word[0].look
        box = _union([glyph.box for glyph in word])
        if look.size < _TINY_POINTS or self._squeezed(word, box):
            return Unseen("tiny_text", f"set in {look.size:g} points or squeezed to nothing")
        if look.invisible_mode and not self.recognised:
            return _MODE
        if look.opacity < _FAINT and not look.invisible_mode:
            return _TRANSPARENT
        if self._outside(box):
            return _OFF_PAGE
        if self._ink is None or _cannot_be_drawn(word) or self._ink.shows(box):
            return None
        return _WHITE_TEXT if min(look.colour) > _WHITE else _BELOW

    def _squeezed(self, word: Sequence[_Glyph], box: Box) -> bool:
        across = box[3] - box[1] if word[0].look.turn in (1, 3) else box[2] - box[0]
        return len(word) > 3 and across < _SQUEEZED * word[0].look.size * len(word)

    def _outside(self, box: Box) -> bool:
        left, bottom, right, top = self._page
        return box[2] <= left or box[0] >= right or box[3] <= bottom or box[1] >= top


def _cannot_be_drawn(word: Sequence[_Glyph]) -> bool:
    """A font that is not in the file may be missing here and present on the author's machine."""
    return not word[0].look.embedded and any(ord(glyph.text[0]) >= _LATIN_END for glyph in word)


def _union(boxes: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )
