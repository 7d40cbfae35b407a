"""Whose words a sentence is made of: the guide's own, copied, reworded or translated, are no answer of a paper's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from reviewer.engine.terms import WORD, shingles
from reviewer.engine.text import sentences

if TYPE_CHECKING:
    from reviewer.engine.encoder import Encoder, Vectors

_COPIED = 0.6
"""Share of a sentence's five-word runs that the guide has too, from which it is the guide's."""
_REWORDED = 0.8
"""Cosine of sentence vectors from which one is the other in other words, or in another language."""
_SHORTEST, _LONGEST = 8, 60
_MOST_STATEMENTS = 3_000
"""Statements of a guide that are encoded, those of a hundred pages: they take ten seconds, and no guide takes more."""
_NOTE = re.compile(r"(?<=[.!?\u201d\"])\d{1,3}(?=\s)")
"""A note's number after a sentence, which hides the sentence's end."""
_CITED = re.compile(r"\?|https?:|www\.|\b(?:Retrieved|Recuperado|N\.d\.|Ibid)\b")


def copied(given: Sequence[str], guide: str) -> list[bool]:
    """Whether each sentence shares most of its five-word runs with the guide."""
    if not guide:
        return [False] * len(given)
    known = _runs(guide)
    return [bool(runs) and len(runs & known) >= _COPIED * len(runs) for runs in map(shingles, given)]


def reworded(vectors: Vectors, guide: str, encoder: Encoder) -> list[bool]:
    """Whether each sentence, given by its vector, says what a sentence of the guide says."""
    known = _vectors(guide, encoder)  # type: ignore[arg-type]  # the protocol hides that its objects hash
    if not len(known) or not len(vectors):
        return [False] * len(vectors)
    return [bool(one >= _REWORDED) for one in (vectors @ known.T).max(axis=1)]


def remember(guide: str, encoder: Encoder) -> None:
    """Do now what `copied` and `reworded` do at their first question about a guide: processes forked later have it."""
    _runs(guide)
    _vectors(guide, encoder)  # type: ignore[arg-type]  # the protocol hides that its objects hash


@lru_cache(maxsize=16)
def _runs(guide: str) -> frozenset[tuple[str, ...]]:
    return shingles(guide)


@lru_cache(maxsize=64)
def _vectors(guide: str, encoder: Encoder) -> Vectors:
    """The guide's first statements, once a guide and process; its questions and works cited are no statements."""
    text = _NOTE.sub("", guide)
    every = (" ".join(text[span.start : span.end].split()) for span in sentences(text))
    return encoder.encode(list(islice(filter(_is_statement, every), _MOST_STATEMENTS)))


def _is_statement(sentence: str) -> bool:
    length = len(WORD.findall(sentence))
    return _SHORTEST <= length <= _LONGEST and not _CITED.search(sentence)
