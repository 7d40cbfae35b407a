"""A chair's word on a key question: it confirms or corrects the suggestion, and can be taken back."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.anchors import Anchor
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.states import CoverageStatus
from reviewer.models import ChosenEvidence, CoverageJudgement, EvidenceSpan, KeyQuestion, QuestionCoverage, Topic
from reviewer.services.grading.comments import Selection, selected_place
from reviewer.services.grading.permitted import check_may_write
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
    selection: Selection | None = None,
) -> CoverageJudgement:
    """Confirm or correct the suggestion for one key question; the newest word counts.

    `evidence_span_id` names the suggested sentence that answers, `selection` words that the chair chose instead. Saying
    again what stands, by the same person, changes nothing: a browser that lost its connection may send again. Raises
    NotFound, NotAllowed when others read this paper, Refused when the selected words do not stand where they were, or
    the paper's feedback is released.
    """
    check_may_write(work.session, actor, paper_id)
    _check_question(work.session, paper_id, key_question_id, evidence_span_id)
    place = None if selection is None else selected_place(work.session, paper_id, selection)
    standing = _standing(work.session, paper_id, key_question_id)
    if standing is not None and _says(standing, actor, status, evidence_span_id, place):
        return standing
    judgement = CoverageJudgement(
        paper_id=paper_id,
        key_question_id=key_question_id,
        status=status,
        evidence_span_id=None if place else evidence_span_id,
        judged_by_id=actor.user_id,
        judged_at=work.now,
    )
    if place is not None and selection is not None:
        judgement.chosen = _chosen(place, selection.document_id)
    work.session.add(judgement)
    work.session.flush()
    details = {"question": key_question_id, "status": status.value}
    record(work, actor, paper_id, "question.judged", "judgement", judgement.id, **details)
    return judgement


def take_back_judgement(work: Work, actor: Actor, *, paper_id: int, key_question_id: int) -> CoverageJudgement | None:
    """Undo one's own newest word on a question; the word before it counts again, and is returned.

    Raises Refused when the word that counts is somebody else's, or when there is none.
    """
    check_may_write(work.session, actor, paper_id)
    standing = _standing(work.session, paper_id, key_question_id)
    if standing is None or standing.judged_by_id != actor.user_id:
        raise Refused("nothing_to_take_back", "Here is no word of yours to take back.")
    standing.taken_back_at = work.now
    work.session.flush()
    details = {"question": key_question_id, "status": standing.status.value}
    record(work, actor, paper_id, "question.taken_back", "judgement", standing.id, **details)
    return _standing(work.session, paper_id, key_question_id)


def _standing(session: Session, paper_id: int, key_question_id: int) -> CoverageJudgement | None:
    return session.scalar(
        sa.select(CoverageJudgement)
        .where(
            CoverageJudgement.paper_id == paper_id,
            CoverageJudgement.key_question_id == key_question_id,
            CoverageJudgement.taken_back_at.is_(None),
        )
        .order_by(CoverageJudgement.id.desc())
        .limit(1)
    )


def _says(
    standing: CoverageJudgement, actor: Actor, status: CoverageStatus, span_id: int | None, place: Anchor | None
) -> bool:
    chosen = standing.chosen
    same_place = (chosen and (chosen.start, chosen.end)) == (place and (place.start, place.end))
    same_span = standing.evidence_span_id == (None if place else span_id)
    return standing.judged_by_id == actor.user_id and standing.status is status and same_span and same_place


def _chosen(place: Anchor, document_id: int) -> ChosenEvidence:
    return ChosenEvidence(
        document_id=document_id,
        start=place.start,
        end=place.end,
        quote=place.quote,
        before=place.before,
        after=place.after,
    )


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
