"""Why two passages match, word by word: what is the same on both sides, and what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from reviewer.engine.fingerprints import Folded, fold

Likeness = Literal["same", "moved", "changed"]

_RUN = 3
_SHORT_WORD = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of a passage; `moved` words stand on the other side too, but in another place."""

    text: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Explanation:
    """Both passages, cut into pieces that together give their text again."""

    own: tuple[Piece, ...]
    other: tuple[Piece, ...]


def explain(own: str, other: str) -> Explanation:
    """Mark the words of two passages as the same in order, the same in another place, or changed.

    Words are compared folded (case, accents and look-alike letters make no difference), by the longest matching blocks
    (Ratcliff and Metzener, "Pattern Matching: The Gestalt Approach", 1988). What is left counts as moved where three
    words in a row, or a word of more than three letters, stand on the other side.
    """
    one, two = fold(own), fold(other)
    here, there = _elsewhere(one.words, two.words), _elsewhere(two.words, one.words)
    matcher = SequenceMatcher(None, one.words, two.words, autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            here[block.a + step] = there[block.b + step] = "same"
    return Explanation(_pieces(own, one, here), _pieces(other, two, there))


def _elsewhere(words: Sequence[str], others: Sequence[str]) -> list[Likeness]:
    telling = {word for word in others if len(word) > _SHORT_WORD}
    found: list[Likeness] = ["moved" if word in telling else "changed" for word in words]
    runs = {tuple(others[at : at + _RUN]) for at in range(len(others) - _RUN + 1)}
    for at in range(len(words) - _RUN + 1):
        if tuple(words[at : at + _RUN]) in runs:
            found[at : at + _RUN] = ["moved"] * _RUN
    return found


def _pieces(text: str, folded: Folded, likeness: Sequence[Likeness]) -> tuple[Piece, ...]:
    """Runs of words of one likeness; what stands between two words belongs to the run before it."""
    found: list[Piece] = []
    begin = 0
    for at in range(1, len(folded) + 1):
        if at == len(folded) or likeness[at] != likeness[at - 1]:
            end = len(text) if at == len(folded) else folded.starts[at]
            found.append(Piece(text[begin:end], likeness[at - 1]))
            begin = end
    return tuple(found)
