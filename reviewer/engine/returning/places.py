"""Finding again, in the characters of a file, the words of a text that was read from it.

A reader joins hyphens, drops soft signs and turns ligatures into letters, so only letters and digits are compared, in
compatibility form (Unicode Standard Annex 15, NFKD) without marks: some PDFs set accents as letters of their own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from reviewer.engine.document import Span
from reviewer.engine.returning.notes import Note

_SHORTEST_PIECE = 12
"""Letters from which on a piece of a quotation is believed to be that piece."""
_ENOUGH = 0.5
"""Share of a quotation that its pieces must cover to stand for it."""
_PIECED = 1_000
"""Letters of a quotation that are looked for in pieces: each is a search through the whole text."""
_MANY = 500
"""Places of the same words that are weighed at most."""


@lru_cache(maxsize=4096)
def _letters(character: str) -> str:
    found = unicodedata.normalize("NFKD", character).replace("ı", "i")
    return "".join(one for one in found if one.isalnum() and unicodedata.category(one) != "Lm")


def letters_of(characters: Iterable[str]) -> tuple[str, list[int]]:
    """The letters of a sequence of characters, and for each the number of the character it came from."""
    letters: list[str] = []
    origins: list[int] = []
    for number, character in enumerate(characters):
        for letter in _letters(character):
            letters.append(letter)
            origins.append(number)
    return "".join(letters), origins


class Letters:
    """The letters of a sequence of characters, each with the number of the character it came from."""

    def __init__(self, characters: Iterable[str]) -> None:
        self.text, self._origins = letters_of(characters)

    def find(self, note: Note) -> list[Span]:
        """Where the note's words stand, as spans of characters: one, or several pieces; none when in doubt."""
        quote = plain(note.quote)
        if not quote:
            return []
        around = plain(note.before), plain(note.after)
        places = list(self._occurrences(quote))
        if len(places) > 1 and not any(around):
            return []
        if places:
            return [self._span(self._best(places, len(quote), around, note.share), len(quote))]
        return self._pieces(quote[:_PIECED], note.share)

    def _span(self, at: int, length: int) -> Span:
        return Span(self._origins[at], self._origins[at + length - 1] + 1)

    def _occurrences(self, words: str) -> Iterator[int]:
        at = self.text.find(words)
        for _ in range(_MANY):
            if at < 0:
                return
            yield at
            at = self.text.find(words, at + 1)

    def _best(self, places: list[int], length: int, around: tuple[str, str], share: float) -> int:
        """The place whose surroundings agree furthest; among equals the one nearest to where it should be."""
        before, after = around

        def rank(at: int) -> tuple[int, float]:
            left = _common(reversed(self.text[max(0, at - len(before)) : at]), reversed(before))
            right = _common(self.text[at + length : at + length + len(after)], after)
            return -left - right, abs(at / max(1, len(self.text)) - share)

        return min(places, key=rank)

    def _pieces(self, quote: str, share: float) -> list[Span]:
        """The quotation in the longest pieces that are found, in order: it may run around a note or a page's foot."""
        found: list[Span] = []
        covered, at, near = 0, 0, int(share * len(self.text))
        while len(quote) - at >= min(_SHORTEST_PIECE, len(quote)):
            length = self._longest(quote[at:])
            if length < _SHORTEST_PIECE:
                at += 1
                continue
            piece = quote[at : at + length]
            place = min(self._occurrences(piece), key=lambda one: abs(one - near))
            found.append(self._span(place, length))
            covered, at, near = covered + length, at + length, place + length
        return found if covered >= _ENOUGH * len(quote) else []

    def _longest(self, words: str) -> int:
        """Length of the longest beginning of `words` that stands in the text."""
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if words[:middle] in self.text else (low, middle - 1)
        return low


def plain(words: str) -> str:
    """The letters and digits of these words."""
    return "".join(map(_letters, words))


def _common(one: Iterable[str], two: Iterable[str]) -> int:
    length = 0
    for mine, other in zip(one, two, strict=False):
        if mine != other:
            break
        length += 1
    return length
