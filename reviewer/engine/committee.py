"""What the papers of one committee teach about each other: which words are rare, what answers look like, usual scores.

A `PaperDigest` is made once per paper and stored beside its coverage; a `CommitteeContext` is the sum of the digests of
the *other* papers. Both are plain values that become JSON, so that a shown score can keep the snapshot it rests on.
Sums do not depend on the order of the papers.
"""

from __future__ import annotations

import base64
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Answer:
    """A paper's best sentence for one question: its score, its stems and, with an encoder, its vector.

    `vector` holds half-precision numbers, little-endian: a committee keeps thousands.
    """

    score: float
    stems: tuple[str, ...]
    vector: bytes = b""


@dataclass(frozen=True, slots=True)
class PaperDigest:
    """What one paper gives to the others. `answers` is keyed by the question's text; no sentence is kept as such.

    `containing` counts sentences by the stems in them, `particulars` are the paper's names and figures, `vector_sum`
    and `word_sum` the sums of its sentences' vectors and of the mean vectors of their words.
    """

    sentences: int
    containing: Mapping[str, int]
    vector_sum: tuple[float, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)
    particulars: frozenset[str] = frozenset()
    word_sum: tuple[float, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping."""
        return {
            "sentences": self.sentences,
            "containing": dict(self.containing),
            "vector_sum": list(self.vector_sum),
            "word_sum": list(self.word_sum),
            "particulars": sorted(self.particulars),
            "answers": {
                question: {
                    "score": one.score,
                    "stems": list(one.stems),
                    "vector": base64.b64encode(one.vector).decode(),
                }
                for question, one in self.answers.items()
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`; raises KeyError or TypeError on anything else.

        Of a digest of an older engine the answers are left out: their scores are on another scale.
        """
        known = "word_sum" in data
        answers = data["answers"] if known else {}
        return cls(
            sentences=data["sentences"],
            containing=dict(data["containing"]),
            vector_sum=tuple(data["vector_sum"]),
            answers={
                question: Answer(one["score"], tuple(one["stems"]), base64.b64decode(one["vector"]))
                for question, one in answers.items()
            },
            particulars=frozenset(data["particulars"]) if known else frozenset(),
            word_sum=tuple(data["word_sum"]) if known else (),
        )


@dataclass(frozen=True, slots=True)
class CommitteeContext:
    """What is known of a committee from the other papers' digests."""

    papers: int
    sentences: int
    containing: Mapping[str, int]
    vector_sum: tuple[float, ...]
    answers: Mapping[str, tuple[Answer, ...]]
    """Every other paper's answer to a question, best first."""
    particulars: Mapping[str, int] = field(default_factory=dict)
    """In how many papers each name or figure stands."""
    word_sum: tuple[float, ...] = ()

    @classmethod
    def pool(cls, digests: Iterable[PaperDigest]) -> Self | None:
        """The sum of the digests, or None without any."""
        all_ = list(digests)
        if not all_:
            return None
        answers: dict[str, list[Answer]] = {}
        for digest in all_:
            for question, answer in digest.answers.items():
                answers.setdefault(question, []).append(answer)
        return cls(
            papers=len(all_),
            sentences=sum(digest.sentences for digest in all_),
            containing=_count(digest.containing for digest in all_),
            vector_sum=_add([digest.vector_sum for digest in all_]),
            answers={
                question: tuple(sorted(given, key=lambda one: (-one.score, one.stems, one.vector)))
                for question, given in answers.items()
            },
            particulars=_count(dict.fromkeys(digest.particulars, 1) for digest in all_),
            word_sum=_add([digest.word_sum for digest in all_]),
        )

    def without(self, digest: PaperDigest) -> CommitteeContext | None:
        """The committee of the other papers, when this one is among the pooled; None when it was the only one."""
        if self.papers == 1:
            return None
        return CommitteeContext(
            papers=self.papers - 1,
            sentences=self.sentences - digest.sentences,
            containing=_less(self.containing, digest.containing),
            vector_sum=_take(self.vector_sum, digest.vector_sum),
            answers={
                question: _without(given, digest.answers.get(question)) for question, given in self.answers.items()
            },
            particulars=_less(self.particulars, dict.fromkeys(digest.particulars, 1)),
            word_sum=_take(self.word_sum, digest.word_sum),
        )

    def better_half(self, question: str) -> tuple[Answer, ...]:
        """The answers of the better half of the other papers, best first."""
        given = self.answers.get(question, ())
        return given[: (len(given) + 1) // 2]

    def scores(self, questions: Iterable[str]) -> list[float]:
        """The scores, as their own papers tell them, of all other papers for these questions, ascending."""
        return sorted(answer.score for question in questions for answer in self.answers.get(question, ()))


def _count(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return dict(total)


def _less(total: Mapping[str, int], part: Mapping[str, int]) -> dict[str, int]:
    left = dict(total)
    for key, count in part.items():
        if left.get(key, 0) > count:
            left[key] -= count
        else:
            left.pop(key, None)
    return left


def _without(given: Sequence[Answer], own: Answer | None) -> tuple[Answer, ...]:
    if own not in given:
        return tuple(given)
    place = given.index(own)
    return (*given[:place], *given[place + 1 :])


def _add(vectors: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The sum of the vectors that are there; exact summation keeps it free of the order of papers."""
    given = [vector for vector in vectors if vector]
    return tuple(math.fsum(column) for column in zip(*given, strict=True)) if given else ()


def _take(total: Sequence[float], part: Sequence[float]) -> tuple[float, ...]:
    if not part:
        return tuple(total)
    return tuple(round(left - right, 4) for left, right in zip(total, part, strict=True))
