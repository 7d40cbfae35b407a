"""The key questions a paper owes, with what a program suggests, its evidence, and what a chair decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from reviewer.domain.anchors import Anchor, find_again
from reviewer.domain.states import CoverageStatus
from reviewer.models import CoverageSnapshot, Document, EvidenceSpan, KeyQuestion, QuestionCoverage, Topic
from reviewer.services.desks.rendering import Highlight
from reviewer.services.judgements import judged


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage that may answer, at its place in the document shown."""

    span_id: int
    start: int
    end: int

    @property
    def id(self) -> str:
        """Its name on the page."""
        return f"evidence-{self.span_id}"


@dataclass(frozen=True, slots=True)
class Answer:
    """One question. `suggested` is None while it was not looked for; `decided` is the chairs' newest word."""

    question_id: int
    topic: str
    text: str
    hint: str
    suggested: CoverageStatus | None
    decided: CoverageStatus | None
    evidence: tuple[Evidence, ...]


def answers(
    session: Session, paper_id: int, submission_id: int, document: Document, committee_id: int, topic_id: int | None
) -> tuple[Answer, ...]:
    """The questions of the paper's topics in the guide's order."""
    asked = session.execute(
        sa.select(KeyQuestion, Topic.title)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .where(
            Topic.committee_id == committee_id,
            KeyQuestion.retired_at.is_(None),
            sa.true() if topic_id is None else Topic.id == topic_id,
        )
        .order_by(Topic.number, KeyQuestion.number)
    ).all()
    suggested = _suggested(session, submission_id)
    words = judged(session, paper_id)
    return tuple(
        Answer(
            question_id=question.id,
            topic=topic,
            text=question.text,
            hint=question.hint or "",
            suggested=suggested[question.id].status if question.id in suggested else None,
            decided=words[question.id].status if question.id in words else None,
            evidence=_evidence(suggested.get(question.id), document),
        )
        for question, topic in asked
    )


def _suggested(session: Session, submission_id: int) -> dict[int, QuestionCoverage]:
    newest = sa.select(sa.func.max(CoverageSnapshot.id)).where(CoverageSnapshot.submission_id == submission_id)
    rows = session.scalars(
        sa.select(QuestionCoverage)
        .where(QuestionCoverage.snapshot_id == newest.scalar_subquery())
        .options(selectinload(QuestionCoverage.evidence))
    )
    return {row.key_question_id: row for row in rows}


def _evidence(row: QuestionCoverage | None, document: Document) -> tuple[Evidence, ...]:
    found = []
    for span in [] if row is None else row.evidence:
        place = _place(span, document)
        if place is not None:
            found.append(Evidence(span.id, *place))
    return tuple(found)


def _place(span: EvidenceSpan, document: Document) -> tuple[int, int] | None:
    if span.document_id == document.id:
        return span.start, span.end
    again = find_again(Anchor(span.start, span.end, span.quote, span.before, span.after), document.text)
    return None if again is None else (again.start, again.end)


def highlights(found: Sequence[Answer]) -> list[Highlight]:
    """The passages that may answer a question."""
    return [Highlight(one.id, one.start, one.end, ("evidence",)) for answer in found for one in answer.evidence]
