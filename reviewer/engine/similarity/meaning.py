"""Sentences that say the same in other words or another language, found by vectors of meaning.

Likeness of meaning alone accuses nobody: papers of one committee are all about the same. A pair of sentences is
believed when each is the other's best (as when parallel texts are mined: Artetxe, Schwenk, "Margin-based Parallel
Corpus Mining with Multilingual Sentence Embeddings", ACL 2019), when it is far more alike than sentences on one
subject are, or somewhat less and its neighbours answer each other too, when both are of like length, and when
the numbers they state do not contradict it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.engine.encoder import Encoder, restored, rounded
from reviewer.engine.fingerprints import Folded
from reviewer.engine.similarity.sequenced import Sequenced

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Cosines = NDArray[np.float32]

_LETTERS = 40
"""Characters of a sentence, a Chinese or Japanese one counting thrice: shorter ones are alike for too many reasons."""
_MOST_SENTENCES = 2_000
"""Sentences of a text that are looked at; encoding one takes some milliseconds."""
_ALONE = 0.76
"""Cosine from which a pair of sentences in two languages is believed by itself. Sentences that different authors wrote
on one topic stayed below 0.57 in two languages and below 0.67 in one; translations lie mostly above 0.75."""
_ALONE_IN_ONE_LANGUAGE = 0.82
TOGETHER = 0.66
"""Cosine from which two neighbouring pairs are believed together."""
_BESIDE = 0.5
"""Cosine from which a sentence next to a believed one is taken to go on with it."""
_STEP = 2
"""Sentences that two pairs may be apart, on either side, and be neighbours."""
_LENGTHS = 2.5
"""How many times longer one sentence of a pair may be."""
_ANYWAY = 0.88
"""Cosine at which contradicting numbers are taken for the copier's own change."""
_NUMBER = re.compile(r"\d{2,}")
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Meanings:
    """The sentences of a text that have a vector: numbers of segments, their texts, one row of `vectors` each."""

    segments: tuple[int, ...]
    texts: tuple[str, ...]
    vectors: Cosines

    @property
    def sha256(self) -> str:
        """A hash of the texts, in hexadecimal: stored vectors are of use again only for these very sentences."""
        return hashlib.sha256("\n".join(self.texts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Told:
    """Segments `start` to `end` of the left text (inclusive) that say what `other_start` to `other_end` say."""

    start: int
    end: int
    other_start: int
    other_end: int
    cosine: float


def meanings(text: str, folded: Folded, sequenced: Sequenced, encoder: Encoder) -> Meanings:
    """The vectors of the sentences of a text's body; headings, references and cited quotations have none.

    They are rounded as stored ones are, so that it makes no difference to an answer whether they were stored.
    """
    segments, texts = spoken(text, folded, sequenced)
    return Meanings(segments, texts, restored(rounded(encoder.encode(texts))))


def spoken(text: str, folded: Folded, sequenced: Sequenced) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The sentences of a text's body that are long enough to mean something: numbers of segments, and their texts."""
    segments, texts = [], []
    for number, segment in enumerate(sequenced.segments):
        written = text[folded.starts[segment.start] : folded.ends[segment.end - 1]] if segment.zone is None else ""
        if len(written) + 2 * len(_UNSPACED.findall(written)) >= _LETTERS:
            segments.append(number)
            texts.append(" ".join(written.split()))
    return tuple(segments[:_MOST_SENTENCES]), tuple(texts[:_MOST_SENTENCES])


def alike_in_meaning(
    left: Meanings, right: Meanings, *, here: Collection[int], there: Collection[int], one_language: bool
) -> list[Told]:
    """Runs of sentences that say the same, in order; segments `here` and `there` are told by their words already."""
    if not left.segments or not right.segments:
        return []
    cosines = left.vectors @ right.vectors.T
    pairs = {
        (one, two): cosine
        for (one, two), cosine in mutual(cosines).items()
        if not (left.segments[one] in here or right.segments[two] in there)
        and _comparable(left.texts[one], right.texts[two], cosine)
    }
    return [_told(run, left, right, cosines) for run in _runs(believed(pairs, one_language=one_language))]


def mutual(cosines: Cosines) -> dict[tuple[int, int], float]:
    """Of each pair of sentences (row, column) that are each other's best, and alike enough, how alike they are."""
    best_right, best_left = cosines.argmax(axis=1), cosines.argmax(axis=0)
    return {
        (one, int(two)): float(cosines[one, two])
        for one, two in enumerate(best_right)
        if best_left[two] == one and cosines[one, two] >= TOGETHER
    }


def believed(pairs: Mapping[tuple[int, int], float], *, one_language: bool) -> list[tuple[int, int]]:
    """Those of the pairs that are so alike that they say the same, or that have a neighbour, in order."""
    alone = _ALONE_IN_ONE_LANGUAGE if one_language else _ALONE
    return sorted(pair for pair, cosine in pairs.items() if cosine >= alone or _has_neighbour(pair, pairs))


def _comparable(one: str, two: str, cosine: float) -> bool:
    """Of like length, and without numbers that only one of them has where both state some."""
    if max(len(one), len(two)) > _LENGTHS * min(len(one), len(two)) and not _UNSPACED.search(one + two):
        return False
    here, there = set(_NUMBER.findall(one)), set(_NUMBER.findall(two))
    return not (here and there) or bool(here & there) or cosine >= _ANYWAY


def _has_neighbour(pair: tuple[int, int], pairs: Collection[tuple[int, int]]) -> bool:
    """Whether a sentence close by answers to one that is close by on the other side; order may differ."""
    one, two = pair
    return any(
        (one + step, two + other) in pairs
        for step in range(-_STEP, _STEP + 1)
        for other in range(-_STEP, _STEP + 1)
        if step and other
    )


def _runs(pairs: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Pairs close to the one before on both sides, together."""
    run: list[tuple[int, int]] = []
    for pair in pairs:
        if run and (pair[0] - run[-1][0] > _STEP or min(abs(pair[1] - other) for _, other in run) > _STEP):
            yield run
            run = []
        run.append(pair)
    if run:
        yield run


def _told(run: Sequence[tuple[int, int]], left: Meanings, right: Meanings, cosines: Cosines) -> Told:
    """A run, with the sentence next to it on either side when it goes on with what the run's edge says."""
    start, end = run[0][0], run[-1][0]
    other_start, other_end = min(two for _, two in run), max(two for _, two in run)
    start, end = _widened(start, end, left.segments, cosines[:, other_start : other_end + 1].max(axis=1))
    other_start, other_end = _widened(other_start, other_end, right.segments, cosines[start : end + 1].max(axis=0))
    return Told(
        left.segments[start],
        left.segments[end],
        right.segments[other_start],
        right.segments[other_end],
        sum(float(cosines[pair]) for pair in run) / len(run),
    )


def _widened(start: int, end: int, segments: Sequence[int], likeness: Cosines) -> tuple[int, int]:
    if start > 0 and segments[start] - segments[start - 1] == 1 and likeness[start - 1] >= _BESIDE:
        start -= 1
    if end + 1 < len(segments) and segments[end + 1] - segments[end] == 1 and likeness[end + 1] >= _BESIDE:
        end += 1
    return start, end
