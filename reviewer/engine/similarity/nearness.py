"""Which of many texts may say what one text says in other words: by stored vectors alone, for alignment to decide.

Papers of one committee are about the same, and of thousands of pairs some have two sentences that meet by chance. So
more is asked of two papers than of a paper and a source: two sentences at least that are believed, and likeness that
adds up, counted from where sentences on one subject end. Short answers that students gave independently to
one question came to two thirds of `LEAST_EVIDENCE` at most, two translated sentences to twice as much as it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.engine.encoder import Encoder, restored, rounded
from reviewer.engine.similarity.meaning import TOGETHER, Meanings, believed, mutual
from reviewer.engine.similarity.prepared import Prepared

if TYPE_CHECKING:
    from reviewer.engine.encoder import Codes, Vectors
    from reviewer.engine.similarity.meaning import Cosines

LEAST_EVIDENCE = 0.2
"""What believed pairs of sentences must come to, each counted by its cosine above `_CHANCE`."""
LEAST_SENTENCES = 2
_CHANCE, _CHANCE_IN_ONE_LANGUAGE = 0.6, 0.7
"""Cosines up to which a pair of sentences proves nothing between papers on one subject."""
_AT_ONCE = 2_048
"""Sentences of other texts that are held as vectors at a time: 4 MB."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is kept of a text's meaning: the rounded vectors of its sentences, and the language most of it is in."""

    text_id: int
    language: str | None
    codes: Codes

    @classmethod
    def stored(cls, text_id: int, language: str | None, data: bytes, sentences: int) -> Spoken:
        """The inverse of keeping `language` and `codes.tobytes()`."""
        import numpy as np

        codes = np.frombuffer(data, dtype=np.int8)
        return cls(text_id, language, codes.reshape(sentences, len(codes) // max(sentences, 1)))


def spoken(text_id: int, text: Prepared, encoder: Encoder) -> Spoken:
    """What may be kept of a text's meaning."""
    return Spoken(text_id, text.language, rounded(text.meanings(encoder).vectors))


def nearest(mine: Spoken, others: Iterable[Spoken]) -> list[tuple[int, float]]:
    """The texts that may say what `mine` says, with the evidence of each: most first, then by smallest id.

    `others` are taken a few at a time: however many they are, no more are in memory.
    """
    if len(mine.codes) < LEAST_SENTENCES:
        return []
    vectors = restored(mine.codes)
    found = [pair for batch in _batches(others) for pair in _evidence(vectors, mine.language, batch)]
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def tells_enough(left: Meanings, right: Meanings, *, one_language: bool) -> bool:
    """Whether two papers say the same in more than what two papers on one subject say by chance."""
    if min(len(left.texts), len(right.texts)) < LEAST_SENTENCES:
        return False
    return _told(left.vectors @ right.vectors.T, one_language=one_language) >= LEAST_EVIDENCE


def _batches(others: Iterable[Spoken]) -> Iterator[list[Spoken]]:
    batch: list[Spoken] = []
    for one in others:
        if len(one.codes) >= LEAST_SENTENCES:
            batch.append(one)
        if sum(len(held.codes) for held in batch) >= _AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch


def _evidence(vectors: Vectors, language: str | None, batch: Sequence[Spoken]) -> Iterator[tuple[int, float]]:
    import numpy as np

    cosines = vectors @ restored(np.concatenate([one.codes for one in batch])).T
    ends = np.cumsum([len(one.codes) for one in batch])
    starts = ends - [len(one.codes) for one in batch]
    # Most texts have no two sentences near enough: they are told by one pass over all.
    answered = (np.maximum.reduceat(cosines, starts, axis=1) >= TOGETHER).sum(axis=0)
    for number in np.flatnonzero(answered >= LEAST_SENTENCES):
        one = batch[int(number)]
        told = _told(cosines[:, starts[number] : ends[number]], one_language=one.language == language)
        if told >= LEAST_EVIDENCE:
            yield one.text_id, told


def _told(cosines: Cosines, *, one_language: bool) -> float:
    """The evidence that two texts say the same; 0 when fewer sentences than `LEAST_SENTENCES` say it."""
    pairs = mutual(cosines)
    kept = believed(pairs, one_language=one_language)
    chance = _CHANCE_IN_ONE_LANGUAGE if one_language else _CHANCE
    return sum(max(0.0, pairs[pair] - chance) for pair in kept) if len(kept) >= LEAST_SENTENCES else 0.0
