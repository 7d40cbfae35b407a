"""What the engine found: frozen results that know nothing of where they are stored or shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ENGINE_VERSION = "3"
"""Part of every stored result's key: raised when the same inputs may give another answer."""

MatchKind = Literal["verbatim", "reworded", "paraphrase", "translated"]
Exclusion = Literal["quotation", "references", "prompt", "common_phrase", "short", "title", "name", "rule"]
Status = Literal["covered", "partly", "missing"]
TrapKind = Literal["restated", "guide_pasted"]
Split = Literal["headings", "words", "none"]
RemarkCode = Literal["off_topic", "topic_missing", "topic_empty"]


@dataclass(frozen=True, slots=True)
class Passage:
    """Two spans that say the same: `start`..`end` of the left text, `other_start`..`other_end` of the right one.

    `score` is 0 to 1: the share of the words of both spans that are common; of a paraphrase or translation, which share
    few, the likeness of the sentences' meanings (their vectors' mean cosine). `excluded` and `other_excluded` say why
    the passage does not count for the left and for the right text; None means that it counts.
    """

    kind: MatchKind
    score: float
    start: int
    end: int
    other_start: int
    other_end: int
    excluded: Exclusion | None = None
    other_excluded: Exclusion | None = None

    def mirrored(self) -> Passage:
        """The same passage seen from the other text."""
        return Passage(
            kind=self.kind,
            score=self.score,
            start=self.other_start,
            end=self.other_end,
            other_start=self.start,
            other_end=self.end,
            excluded=self.other_excluded,
            other_excluded=self.excluded,
        )


@dataclass(frozen=True, slots=True)
class Question:
    """A key question as the guide words it, with a chair's optional line on what an answer may mention."""

    text: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of the paper that may answer a question; `score` grows with likelihood."""

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Trap:
    """A sentence that looks like an answer and is none: it only repeats the question, or is the guide's own."""

    kind: TrapKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuestionCoverage:
    """One question's suggestion: evidence best first, at most three. `status` is a suggestion, never a verdict."""

    question: str
    status: Status
    score: float
    evidence: tuple[Evidence, ...] = ()
    trap: Trap | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Characters of the paper that speak of a topic."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TopicCoverage:
    """One topic's questions, in the order given; `covered` is the share whose status is covered.

    `parts` is where the paper speaks of the topic and `split` how that was told: by headings, by its words, or not at
    all (then every sentence may answer every question, and `parts` is empty).
    """

    title: str
    covered: float
    questions: tuple[QuestionCoverage, ...]
    parts: tuple[Part, ...] = ()
    split: Split = "none"


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the whole paper that a chair should look at; `topic` is the index of the topic concerned."""

    code: RemarkCode
    topic: int | None = None
    start: int | None = None
    end: int | None = None
