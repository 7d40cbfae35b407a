"""Chairs' words on key questions, newest first where there are several."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import CoverageJudgement


def judged(session: Session, paper_id: int) -> dict[int, CoverageJudgement]:
    """The judgement that counts for each key question of a paper, by the question's id."""
    rows = session.scalars(
        sa.select(CoverageJudgement).where(CoverageJudgement.paper_id == paper_id).order_by(CoverageJudgement.id)
    )
    return {row.key_question_id: row for row in rows}
