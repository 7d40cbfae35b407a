"""Whether a person sees a word of a PDF page, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.engine.document import Value
from reviewer.engine.readers.pdf.ink import Ink
from reviewer.engine.readers.pdf.looks import Box, Pictures
from reviewer.engine.readers.pdf.words import Word, Words

_TINY_POINTS = 4.0
_FAINT = 26
_WHITE = 230
_LATIN_END = 0x250
_SQUEEZED = 0.08
"""Average width of a letter over its size; the narrowest typefaces have 0.2."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """A flag's code, where the words are, as its detail goes on after `are`, and why in a word, with its measure."""

    code: str
    where: str
    why: str
    measure: float | None = None

    def values(self) -> dict[str, Value]:
        """The cause as a flag's values."""
        return {"why": self.why} if self.measure is None else {"why": self.why, "measure": self.measure}


_OFF_PAGE = Unseen("invisible_text", "placed outside the page", "off_page")
_MODE = Unseen("invisible_text", "written in invisible mode", "mode")
_TRANSPARENT = Unseen("invisible_text", "filled with a transparent colour", "transparent")
_WHITE_TEXT = Unseen("white_text", "white on white", "white")
_BELOW = Unseen(
    "invisible_text", "covered, clipped, in the colour of their ground or on a layer that is switched off", "below"
)
_SQUEEZED_TEXT = Unseen("tiny_text", "squeezed until their letters stand on each other", "squeezed")
_BEHIND = Unseen("invisible_text", "covered by a picture", "picture")
RECOGNISED = frozenset((_MODE, _BEHIND))
"""How a scanner's program lays the text it read below or over the page's picture."""


class Sight:
    """Judges the words of one page; `overlapping` are those that share their place with others, by their start."""

    def __init__(self, ink: Ink | None, page: Box, pictures: Pictures, words: Words) -> None:
        self._ink, self._page, self._pictures, self._words = ink, page, pictures, words
        self._last: Unseen | None = None
        self.overlapping: frozenset[int] = frozenset()

    def reason_hidden(self, word: Word) -> Unseen | None:
        """Why this word is not seen, or None if it is; signs go with the word before."""
        if word.text.isalnum() or any(map(str.isalnum, word.text)) or not word.mapped:
            self._last = self._reason(word)
        return self._last

    def _reason(self, word: Word) -> Unseen | None:
        look = word.look
        if look.size < _TINY_POINTS:
            return Unseen("tiny_text", f"set in {look.size:g} points", "points", look.size)
        if self._squeezed(word):
            return _SQUEEZED_TEXT
        if look.invisible_mode:
            return _MODE
        if look.opacity < _FAINT:
            return _TRANSPARENT
        if self._outside(word.box):
            return _OFF_PAGE
        return None if self._ink is None else self._covered(word, self._ink)

    def _covered(self, word: Word, ink: Ink) -> Unseen | None:
        """Why nothing of the word is drawn where it stands, or None."""
        pictured = self._pictures.touch(word.box)
        if word.start in self.overlapping:
            seen = ink.adds_alone(self._words.object_of(word), self._words.tight_box(word))
            return None if seen or _cannot_be_drawn(word) else _BELOW
        if not pictured and word.look.turn == 0 and ink.shows_upright(word.box):
            return None
        if _cannot_be_drawn(word):
            return None
        box = self._words.tight_box(word)
        if ink.adds(box) if pictured else ink.shows(box):
            return None
        if min(word.look.colour) > _WHITE and not ink.shows(box):
            return _WHITE_TEXT
        return _BEHIND if pictured else _BELOW

    def _squeezed(self, word: Word) -> bool:
        box = word.box
        across = box[3] - box[1] if word.look.turn in (1, 3) else box[2] - box[0]
        length = len(word.text)
        return across < _SQUEEZED * word.look.size * length

    def _outside(self, box: Box) -> bool:
        left, bottom, right, top = self._page
        return box[2] <= left or box[0] >= right or box[3] <= bottom or box[1] >= top


def _cannot_be_drawn(word: Word) -> bool:
    """A font that is not in the file may be missing here and present on the author's machine."""
    return not word.look.embedded and any(ord(character) >= _LATIN_END for character in word.text)
