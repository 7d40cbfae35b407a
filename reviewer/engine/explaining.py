"""Why two passages match, word by word: what is the same on both sides, and what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from reviewer.engine.fingerprints import Folded, fold

Likeness = Literal["same", "moved", "changed"]


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
    (Ratcliff and Metzener, "Pattern Matching: The Gestalt Approach", 1988).
    """
    one, two = fold(own), fold(other)
    matcher = SequenceMatcher(None, one.words, two.words, autojunk=False)
    left, right = set(one.words), set(two.words)
    here = [_elsewhere(word, right) for word in one.words]
    there = [_elsewhere(word, left) for word in two.words]
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            here[block.a + step] = there[block.b + step] = "same"
    return Explanation(_pieces(own, one, here), _pieces(other, two, there))


def _elsewhere(word: str, others: set[str]) -> Likeness:
    return "moved" if word in others and len(word) > 3 else "changed"


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
