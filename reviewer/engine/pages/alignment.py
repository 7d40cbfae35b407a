"""Which letter of a text each letter of its file's pages became.

A reader moves notes, drops running heads, joins hyphens and composes accents, so the two sequences are alike in long
stretches and never as a whole. Blocks are taken in the text's order; within each the longest stretch that goes on where
the last one ended is taken, else one that begins with the same letters nearest to it, on the block's own page first.
No letter of a page is given twice: of a sentence that stands on two pages, each copy has its own place.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reviewer.engine.returning.places import letters_of

_GRAM = 6
"""Letters that must agree before a stretch is believed to go on."""
_FAR = 12
"""Letters that must agree, or a block's last ones, where it goes on somewhere else."""
_NEAR = 60
_MOST_PLACES = 400
"""Places of the same letters that are weighed at most: a file of one letter has no more to tell."""
_LAST = 1 << 30


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A block of the text: its offsets, and the page (from 0) on which it begins, if that is known."""

    start: int
    end: int
    page: int | None


class Alignment:
    """Offsets into the text for the signs (characters) of the pages; `pages` holds the page of each sign, from 0."""

    def __init__(self, signs: Sequence[str], pages: Sequence[int], text: str, blocks: Sequence[TextBlock]) -> None:
        self._pages = pages
        self._shown, self._origins = letters_of(signs)
        self._letters, self._offsets = letters_of(text)
        self._to = array("l", [-1]) * len(self._shown)
        self._places = self._grams()
        self._at = 0
        for block, first, last in self._ranges(blocks):
            self._place(block, first, last)
        self._fill()
        self.placed = sum(one >= 0 for one in self._to)

    @property
    def letters(self) -> int:
        """How many letters the text has."""
        return len(self._letters)

    def offsets(self) -> list[int]:
        """For each sign the offset of the character it became, -1 for none; signs without letters have none yet."""
        found = [-1] * len(self._pages)
        for place, letter in enumerate(self._to):
            if letter >= 0 and found[self._origins[place]] < 0:
                found[self._origins[place]] = self._offsets[letter]
        return found

    def _grams(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = defaultdict(list)
        for at in range(len(self._shown) - _GRAM + 1):
            places[self._shown[at : at + _GRAM]].append(at)
        return places

    def _ranges(self, blocks: Sequence[TextBlock]) -> Iterator[tuple[TextBlock, int, int]]:
        """Each block with the range of its letters, in the order of the text."""
        at = 0
        for block in sorted(blocks, key=lambda one: one.start):
            while at < len(self._offsets) and self._offsets[at] < block.start:
                at += 1
            first = at
            while at < len(self._offsets) and self._offsets[at] < block.end:
                at += 1
            yield block, first, at

    def _place(self, block: TextBlock, first: int, last: int) -> None:
        at = first
        while at < last:
            length = self._common(self._at, at, last)
            if length < min(_GRAM, last - at):
                found = self._best(block, at, last)
                if found is None:
                    at += 1
                    continue
                self._at, length = found
            for step in range(length):
                self._to[self._at + step] = at + step
            self._at, at = self._at + length, at + length

    def _best(self, block: TextBlock, at: int, last: int) -> tuple[int, int] | None:
        """Where these letters stand, free and nearest, and how many of them; None when nowhere."""
        size = min(_GRAM, last - at)
        places = self._places.get(self._letters[at : at + size], ()) if size == _GRAM else self._short(at, size)
        found: list[tuple[tuple[int, bool, int], int, int]] = []
        for place in places[:_MOST_PLACES]:
            length = self._common(place, at, last)
            near = abs(place - self._at) <= _NEAR
            if length >= (size if near else min(_FAR, last - at)):
                found.append(((self._strays(place, block), place < self._at, abs(place - self._at)), place, length))
        return min(found)[1:] if found else None

    def _short(self, at: int, size: int) -> list[int]:
        """Places of a block's last few letters: only right after what was placed before, or as a whole block."""
        words = self._letters[at : at + size]
        found: list[int] = []
        place = self._shown.find(words)
        while place >= 0 and len(found) < _MOST_PLACES:
            found.append(place)
            place = self._shown.find(words, place + 1)
        return found

    def _strays(self, place: int, block: TextBlock) -> int:
        """How many pages a place is from where the block begins; a paragraph may run on to the next page."""
        if block.page is None:
            return 0
        apart = self._pages[self._origins[place]] - block.page
        return max(0, apart - 1) if apart >= 0 else _LAST + apart

    def _common(self, place: int, at: int, last: int) -> int:
        """How many letters agree from `place` on the pages and `at` in the text, as far as nobody has them."""
        shown, letters, to = self._shown, self._letters, self._to
        length, most = 0, min(last - at, len(shown) - place)
        while length < most and to[place + length] < 0 and shown[place + length] == letters[at + length]:
            length += 1
        return length

    def _fill(self) -> None:
        """Short leftovers between two stretches that go on in both: a word beside a sign that the reader changed."""
        before = -1
        for place in range(len(self._to)):
            if self._to[place] < 0:
                continue
            gap = place - before - 1
            if before >= 0 and 0 < gap < _GRAM and self._to[place] - self._to[before] - 1 == gap:
                for step in range(1, gap + 1):
                    if self._shown[before + step] == self._letters[self._to[before] + step]:
                        self._to[before + step] = self._to[before] + step
            before = place
