"""From a scorecard's rows to its sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import scoring
from reviewer.domain.scoring import MarkKey
from reviewer.models import Adjustment, Scorecard
from reviewer.services.grading.readings import rubric_of, topics_of_papers


def score_of(session: Session, scorecard: Scorecard) -> scoring.Score:
    """The scorecard's sum with the paper's adjustments, complete or running."""
    return scores_of(session, [scorecard])[scorecard.id]


def scores_of(session: Session, scorecards: Sequence[Scorecard]) -> dict[int, scoring.Score]:
    """The sums of several scorecards by their ids, in a fixed number of queries."""
    papers = {scorecard.paper_id for scorecard in scorecards}
    adjustments: dict[int, list[Adjustment]] = defaultdict(list)
    for row in session.scalars(
        sa.select(Adjustment)
        .where(Adjustment.paper_id.in_(papers), Adjustment.revoked_at.is_(None))
        .order_by(Adjustment.id)
    ):
        adjustments[row.paper_id].append(row)
    rubrics = {scorecard.rubric_id: scorecard.rubric for scorecard in scorecards}
    parsed = {identity: rubric_of(row) for identity, row in rubrics.items()}
    topics = topics_of_papers(session, papers)
    return {
        scorecard.id: scoring.total(
            parsed[scorecard.rubric_id],
            marks_of(scorecard),
            [domain_adjustment(row) for row in adjustments[scorecard.paper_id]],
            topics=topics.get(scorecard.paper_id, (1,)),
        )
        for scorecard in scorecards
    }


def domain_adjustment(row: Adjustment) -> scoring.Adjustment:
    """The row as the arithmetic takes it."""
    return scoring.Adjustment(cast("scoring.AdjustmentKind", row.kind), row.points, row.reason, row.rule)


def marks_of(scorecard: Scorecard) -> Mapping[MarkKey, Decimal]:
    """The marks given so far."""
    return {
        MarkKey(mark.criterion, mark.topic_number or None): mark.points
        for mark in scorecard.marks
        if mark.points is not None
    }
