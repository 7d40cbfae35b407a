"""What the papers of one committee teach about each other: which words are rare, what answers look like, usual scores.

A `PaperDigest` is made once per paper and stored beside its coverage; a `CommitteeContext` is the sum of the digests of
the *other* papers. Both are plain values that become JSON, so that a shown score can keep the snapshot it rests on.
Sums do not depend on the order of the papers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Answer:
    """A paper's best sentence for one question: its base score, its stems and, with an encoder, its vector."""

    score: float
    stems: tuple[str, ...]
    vector: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperDigest:
    """What one paper gives to the others. `answers` is keyed by the question's text; no sentence is kept as such."""

    sentences: int
    containing: Mapping[str, int]
    vector_sum: tuple[float, ...] = ()
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`; raises KeyError or TypeError on anything else."""
        return cls(
            sentences=data["sentences"],
            containing=dict(data["containing"]),
            vector_sum=tuple(data["vector_sum"]),
            answers={
                question: Answer(one["score"], tuple(one["stems"]), tuple(one["vector"]))
                for question, one in data["answers"].items()
            },
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

    @classmethod
    def pool(cls, digests: Iterable[PaperDigest]) -> Self | None:
        """The sum of the digests, or None without any."""
        all_ = list(digests)
        if not all_:
            return None
        containing: Counter[str] = Counter()
        answers: dict[str, list[Answer]] = {}
        for digest in all_:
            containing.update(digest.containing)
            for question, answer in digest.answers.items():
                answers.setdefault(question, []).append(answer)
        return cls(
            papers=len(all_),
            sentences=sum(digest.sentences for digest in all_),
            containing=dict(containing),
            vector_sum=_add([digest.vector_sum for digest in all_]),
            answers={
                question: tuple(sorted(given, key=lambda one: (-one.score, one.stems)))
                for question, given in answers.items()
            },
        )

    def better_half(self, question: str) -> tuple[Answer, ...]:
        """The answers of the better half of the other papers, best first."""
        given = self.answers.get(question, ())
        return given[: (len(given) + 1) // 2]

    def scores(self, questions: Iterable[str]) -> list[float]:
        """The base scores of all other papers for these questions, ascending."""
        return sorted(answer.score for question in questions for answer in self.answers.get(question, ()))


def _add(vectors: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The sum of the vectors that are there; exact summation keeps it free of the order of papers."""
    given = [vector for vector in vectors if vector]
    return tuple(math.fsum(column) for column in zip(*given, strict=True)) if given else ()
