"""Two passages that say the same, word by word, as pieces a page can draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reviewer.domain.states import MatchKind
from reviewer.engine.report import Passage
from reviewer.engine.similarity import Mark, explain


@dataclass(frozen=True, slots=True)
class Piece:
    """Neighbouring words of one kind: `shared` with the other side, `changed` from its words, or `added` here alone."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Wording:
    """Both passages, each cut into pieces that together are its text."""

    own: tuple[Piece, ...]
    other: tuple[Piece, ...]


def wording(own: str, other: str, kind: MatchKind) -> Wording:
    """The two sides of a match in words (see `engine.similarity.explain`)."""
    whole = Passage(kind.value, 0.0, 0, len(own), 0, len(other))
    found = explain(own, other, whole)
    return Wording(_pieces(own, found.left), _pieces(other, found.right))


def _pieces(text: str, marks: Sequence[Mark]) -> tuple[Piece, ...]:
    """What stands between two words belongs to the piece before it, what stands before the first to the first.

    A passage without words is one piece of this side alone.
    """
    if not marks:
        return (Piece(text, "added"),) if text else ()
    starts = [0, *(mark.start for mark in marks[1:]), len(text)]
    return tuple(Piece(text[start:end], mark.kind) for (start, end), mark in zip(pairwise(starts), marks, strict=True))
