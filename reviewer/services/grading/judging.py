"""A chair's word on a key question: it confirms or corrects the suggestion."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.states import CoverageStatus
from reviewer.models import CoverageJudgement, EvidenceSpan, KeyQuestion, QuestionCoverage, Topic
from reviewer.services.grading.readings import check_may_mark, refuse_when_released
from reviewer.services.grading.records import record
from reviewer.services.papers import paper_place
from reviewer.work import Work


def judge_question(
    work: Work,
    actor: Actor,
    *,
    paper_id: int,
    key_question_id: int,
    status: CoverageStatus,
    evidence_span_id: int | None = None,
) -> CoverageJudgement:
    """Confirm or correct the suggestion for one key question; the newest word counts. Raises NotFound."""
    check_may_mark(work.session, actor, paper_id)
    refuse_when_released(work.session, paper_id)
    _check_question(work.session, paper_id, key_question_id, evidence_span_id)
    judgement = CoverageJudgement(
        paper_id=paper_id,
        key_question_id=key_question_id,
        status=status,
        evidence_span_id=evidence_span_id,
        judged_by_id=actor.user_id,
        judged_at=work.now,
    )
    work.session.add(judgement)
    work.session.flush()
    record(
        work,
        actor,
        paper_id,
        "question.judged",
        "judgement",
        judgement.id,
        question=key_question_id,
        status=status.value,
    )
    return judgement


def _check_question(session: Session, paper_id: int, key_question_id: int, evidence_span_id: int | None) -> None:
    committee_of_question = session.scalar(
        sa.select(Topic.committee_id)
        .join(KeyQuestion, KeyQuestion.topic_id == Topic.id)
        .where(KeyQuestion.id == key_question_id)
    )
    if committee_of_question != paper_place(session, paper_id).committee_id:
        raise NotFound("question_unknown", "This committee has no such key question.")
    if evidence_span_id is None:
        return
    question = session.scalar(
        sa.select(QuestionCoverage.key_question_id)
        .join(EvidenceSpan, EvidenceSpan.question_coverage_id == QuestionCoverage.id)
        .where(EvidenceSpan.id == evidence_span_id)
    )
    if question != key_question_id:
        raise NotFound("evidence_unknown", "There is no such evidence for this question.")
