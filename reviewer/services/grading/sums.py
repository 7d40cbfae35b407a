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
            given_of(scorecard),
            [domain_adjustment(row) for row in adjustments[scorecard.paper_id]],
            topics=topics.get(scorecard.paper_id, (1,)),
            moves=moves_of(scorecard),
        )
        for scorecard in scorecards
    }


def domain_adjustment(row: Adjustment) -> scoring.Adjustment:
    """The row as the arithmetic takes it."""
    return scoring.Adjustment(cast("scoring.AdjustmentKind", row.kind), row.points, row.reason, row.rule)


def marks_of(scorecard: Scorecard) -> Mapping[MarkKey, Decimal]:
    """The marks that count so far: as given, moved by the comments that stand."""
    given, moves = given_of(scorecard), moves_of(scorecard)
    if not moves:
        return given
    tops = {one.key: one.top for one in rubric_of(scorecard.rubric).criteria}
    return {
        key: scoring.moved_mark(mark, moves.get(key, Decimal(0)), tops[key.criterion]) if key in moves else mark
        for key, mark in given.items()
    }


def moves_of(scorecard: Scorecard) -> Mapping[MarkKey, Decimal]:
    """What the standing comments add to each mark, or take off it."""
    found: dict[MarkKey, Decimal] = defaultdict(Decimal)
    for comment in scorecard.moves:
        if comment.criterion is not None and comment.points is not None:
            found[MarkKey(comment.criterion, comment.topic_number or None)] += comment.points
    return dict(found)


def given_of(scorecard: Scorecard) -> Mapping[MarkKey, Decimal]:
    """The marks as they were given."""
    return {
        MarkKey(mark.criterion, mark.topic_number or None): mark.points
        for mark in scorecard.marks
        if mark.points is not None
    }
