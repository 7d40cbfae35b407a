"""Chairs' words on key questions, newest first where there are several; one that was taken back does not count."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from reviewer.domain.states import CoverageStatus
from reviewer.models import ChosenEvidence, CoverageJudgement, EvidenceSpan, KeyQuestion, Topic

MOST_LEARNED = 12
"""Confirmed sentences a question that suggestions learn from, the newest: more cost time and change little."""


def judged(session: Session, paper_id: int) -> dict[int, CoverageJudgement]:
    """The judgement that counts for each key question of a paper, by the question's id."""
    return _newest(session, CoverageJudgement.paper_id == paper_id).get(paper_id, {})


def judged_in(session: Session, committee_id: int) -> dict[int, dict[int, CoverageJudgement]]:
    """The judgements that count in a committee, by paper and question, in one query."""
    of_committee = (
        sa.select(KeyQuestion.id)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .where(Topic.committee_id == committee_id, KeyQuestion.retired_at.is_(None))
    )
    return _newest(session, CoverageJudgement.key_question_id.in_(of_committee))


def _newest(session: Session, which: sa.ColumnElement[bool]) -> dict[int, dict[int, CoverageJudgement]]:
    rows = session.scalars(
        sa.select(CoverageJudgement)
        .where(which, CoverageJudgement.taken_back_at.is_(None))
        .options(joinedload(CoverageJudgement.evidence_span), joinedload(CoverageJudgement.chosen))
        .order_by(CoverageJudgement.id)
    )
    found: dict[int, dict[int, CoverageJudgement]] = defaultdict(dict)
    for row in rows:
        found[row.paper_id][row.key_question_id] = row
    return found


def words_of(judgement: CoverageJudgement) -> str | None:
    """The sentence by which a chair judged, if they named one."""
    place = judgement.chosen or judgement.evidence_span
    return None if place is None else place.quote


def confirmed(session: Session, committee_id: int, *, but_not: int | None = None) -> dict[str, list[str]]:
    """For each question's text the newest `MOST_LEARNED` sentences that chairs confirmed as answers in a committee.

    `but_not` is a paper that may not learn from itself.
    """
    standing = (
        sa.select(sa.func.max(CoverageJudgement.id))
        .where(CoverageJudgement.taken_back_at.is_(None), CoverageJudgement.paper_id != (but_not or 0))
        .group_by(CoverageJudgement.paper_id, CoverageJudgement.key_question_id)
    )
    rows = session.execute(
        sa.select(KeyQuestion.text, sa.func.coalesce(ChosenEvidence.quote, EvidenceSpan.quote))
        .select_from(CoverageJudgement)
        .join(KeyQuestion, CoverageJudgement.key_question_id == KeyQuestion.id)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .outerjoin(EvidenceSpan, CoverageJudgement.evidence_span_id == EvidenceSpan.id)
        .outerjoin(ChosenEvidence, ChosenEvidence.judgement_id == CoverageJudgement.id)
        .where(
            CoverageJudgement.id.in_(standing),
            CoverageJudgement.status == CoverageStatus.COVERED,
            Topic.committee_id == committee_id,
            KeyQuestion.retired_at.is_(None),
            sa.or_(EvidenceSpan.id.is_not(None), ChosenEvidence.id.is_not(None)),
        )
        .order_by(CoverageJudgement.id.desc())
    )
    found: dict[str, list[str]] = defaultdict(list)
    for question, sentence in rows:
        if len(found[question]) < MOST_LEARNED:
            found[question].append(" ".join(sentence.split()))
    return dict(found)
