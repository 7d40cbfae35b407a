"""The key questions a paper owes, with what a program suggests, its evidence, and what a chair decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.anchors import Anchor, find_again
from reviewer.domain.states import CoverageStatus
from reviewer.models import (
    ChosenEvidence,
    CoverageJudgement,
    Document,
    EvidenceSpan,
    KeyQuestion,
    QuestionCoverage,
    Topic,
    User,
)
from reviewer.services.desks.rendering import Highlight
from reviewer.services.desks.suggestions import Suggestions
from reviewer.services.judgements import judged


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that may answer, at its place in the document shown; `is_confirmed` when a chair judged by it."""

    id: str
    span_id: int | None
    start: int
    end: int
    is_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Word:
    """A chair's word that counts: `sentence` is the suggested sentence by which it was said."""

    status: CoverageStatus
    by: str
    by_id: int
    at: datetime
    sentence: int | None


def word_of(session: Session, judgement: CoverageJudgement | None) -> Word | None:
    """What a page says of a judgement."""
    if judgement is None:
        return None
    name = session.scalar(sa.select(User.name).where(User.id == judgement.judged_by_id)) or ""
    return Word(judgement.status, name, judgement.judged_by_id, judgement.judged_at, judgement.evidence_span_id)


@dataclass(frozen=True, slots=True)
class Trap:
    """A passage that seems to answer and does not: the question said again, or the guide's own words."""

    id: str
    code: str
    place: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One question. `suggested` is None while it was not looked for; `decided` is the chairs' newest word.

    `by` says whose word it is and `at` when it was said.
    """

    question_id: int
    topic_number: int
    topic: str
    text: str
    hint: str
    suggested: CoverageStatus | None
    decided: CoverageStatus | None
    by: str
    at: datetime | None
    is_mine: bool
    evidence: tuple[Evidence, ...]
    trap: Trap | None


def answers(
    session: Session,
    paper_id: int,
    suggestions: Suggestions | None,
    document: Document,
    committee_id: int,
    topic_id: int | None,
    reader_id: int,
) -> tuple[Answer, ...]:
    """The questions of the paper's topics in the guide's order."""
    asked = session.execute(
        sa.select(KeyQuestion, Topic)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .where(
            Topic.committee_id == committee_id,
            KeyQuestion.retired_at.is_(None),
            sa.true() if topic_id is None else Topic.id == topic_id,
        )
        .order_by(Topic.number, KeyQuestion.number)
    ).all()
    suggested: Mapping[int, QuestionCoverage] = suggestions.questions if suggestions else {}
    words = judged(session, paper_id)
    names = _names(session, words.values())
    return tuple(
        _answer(question, topic, suggested.get(question.id), words.get(question.id), document, names, reader_id)
        for question, topic in asked
    )


def _names(session: Session, words: Iterable[CoverageJudgement]) -> dict[int, str]:
    wanted = {one.judged_by_id for one in words}
    return dict(session.execute(sa.select(User.id, User.name).where(User.id.in_(wanted))).all()) if wanted else {}


def _answer(
    question: KeyQuestion,
    topic: Topic,
    row: QuestionCoverage | None,
    word: CoverageJudgement | None,
    document: Document,
    names: Mapping[int, str],
    reader_id: int,
) -> Answer:
    return Answer(
        question_id=question.id,
        topic_number=topic.number,
        topic=topic.title,
        text=question.text,
        hint=question.hint or "",
        suggested=row.status if row else None,
        decided=word.status if word else None,
        by=names.get(word.judged_by_id, "") if word else "",
        at=word.judged_at if word else None,
        is_mine=word is not None and word.judged_by_id == reader_id,
        evidence=_evidence(question.id, row, word, document),
        trap=_trap(row, document),
    )


def _evidence(
    question_id: int, row: QuestionCoverage | None, word: CoverageJudgement | None, document: Document
) -> tuple[Evidence, ...]:
    """What a chair judged by first, then the suggested sentences; one that is gone from this reading is left out."""
    chosen = None if word is None else word.chosen or word.evidence_span
    found = []
    if chosen is not None and (place := place_in(chosen, document)) is not None:
        span_id = chosen.id if isinstance(chosen, EvidenceSpan) else None
        found.append(Evidence(f"evidence-{span_id or f'own-{question_id}'}", span_id, *place, is_confirmed=True))
    for span in [] if row is None else row.evidence:
        place = place_in(span, document)
        if place is not None and all((one.start, one.end) != place for one in found):
            found.append(Evidence(f"evidence-{span.id}", span.id, *place))
    return tuple(found)


def _trap(row: QuestionCoverage | None, document: Document) -> Trap | None:
    if row is None or row.trap is None:
        return None
    here = row.snapshot.document_id == document.id and row.trap_start is not None and row.trap_end is not None
    place = (row.trap_start or 0, row.trap_end or 0) if here else None
    return Trap(f"evidence-trap-{row.id}", row.trap, place)


def place_in(span: EvidenceSpan | ChosenEvidence, document: Document) -> tuple[int, int] | None:
    """Where the words stand in this document; None when they cannot be found again."""
    if span.document_id == document.id:
        return span.start, span.end
    again = find_again(Anchor(span.start, span.end, span.quote, span.before, span.after), document.text)
    return None if again is None else (again.start, again.end)


def highlights(found: Sequence[Answer], shown: Suggestions | None) -> list[Highlight]:
    """The passages that may answer a question.

    Those that only seem to, and the parts that belong to a topic, are drawn as nothing until they are asked for.
    """
    lights = [Highlight(one.id, one.start, one.end, ("evidence",)) for answer in found for one in answer.evidence]
    traps = [answer.trap for answer in found if answer.trap is not None]
    lights += [Highlight(trap.id, *trap.place, ("trap",)) for trap in traps if trap.place is not None]
    return _parts(shown) + lights


def _parts(shown: Suggestions | None) -> list[Highlight]:
    topics = shown.outline.topics if shown else ()
    return [
        Highlight(f"evidence-part-{place}-{number}", start, end, ("part",))
        for place, topic in enumerate(topics)
        for number, (start, end) in enumerate(topic.parts)
        if len(topics) > 1
    ]
