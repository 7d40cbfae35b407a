"""What stands beside a paper's criteria on its desk: lines that move the total, and those that facts propose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import scoring
from reviewer.domain.rubric import Rubric
from reviewer.models import Adjustment, MovedScorecard, RubricMove, Scorecard, User
from reviewer.services import grading
from reviewer.services.desks.card import Card
from reviewer.services.desks.staffing import names_of
from reviewer.services.grading.adjustments import RULING
from reviewer.services.grading.proposals import Proposal, proposals, rubric_for
from reviewer.services.grading.sums import domain_adjustment


@dataclass(frozen=True, slots=True)
class Line:
    """One adjustment that counts: what it changes in points of the total, why, and who made it when."""

    id: int
    reason: str
    points: Decimal
    by: str
    at: datetime
    is_ruling: bool


@dataclass(frozen=True, slots=True)
class MarkMoved:
    """What became of one mark when the rubric changed; points are None where there is or was none."""

    title: str
    topic: int | None
    how: str
    before: Decimal | None
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Moved:
    """The last change of the rubric under this paper's marks, with the marks that did not stay as they were."""

    by: str
    at: datetime
    marks: tuple[MarkMoved, ...]
    was_finished: bool


@dataclass(frozen=True, slots=True)
class Adjusting:
    """Everything of it. `is_open`: nothing of the paper is released, so that it may change."""

    lines: tuple[Line, ...]
    proposals: tuple[Proposal, ...]
    moved: Moved | None
    is_open: bool


def adjusting(session: Session, paper_id: int, card: Card | None, *, is_open: bool) -> Adjusting | None:
    """What the desk shows beside the criteria; None while the committee has no rubric.

    The caller has asked whether the reader may mark the paper.
    """
    rubric = rubric_for(session, paper_id)
    if card is None or rubric is None:
        return None
    rows = grading.standing_adjustments(session, paper_id)
    names = names_of(session, {row.made_by_id or 0 for row in rows})
    changes = [points for _reason, points in card.adjustments] or _alone(session, paper_id, rubric, rows)
    lines = tuple(
        Line(row.id, row.reason, points, names.get(row.made_by_id or 0, ""), row.made_at, row.rule == RULING)
        for row, points in zip(rows, changes, strict=True)
    )
    return Adjusting(lines, proposals(session, paper_id, rubric), _moved(session, paper_id), is_open)


def _alone(session: Session, paper_id: int, rubric: Rubric, rows: Sequence[Adjustment]) -> list[Decimal]:
    """What the lines change while nobody has given a mark."""
    topics = grading.topics_of(session, paper_id)
    score = scoring.total(rubric, {}, [domain_adjustment(row) for row in rows], topics=topics)
    return [line.points for line in score.adjustments]


def _moved(session: Session, paper_id: int) -> Moved | None:
    row = session.execute(
        sa.select(RubricMove, User.name, MovedScorecard.before)
        .join(MovedScorecard, MovedScorecard.move_id == RubricMove.id)
        .join(Scorecard, MovedScorecard.scorecard_id == Scorecard.id)
        .join(User, RubricMove.moved_by_id == User.id)
        .where(Scorecard.paper_id == paper_id, RubricMove.undone_at.is_(None))
        .where(RubricMove.to_rubric_id == Scorecard.rubric_id)
        .order_by(RubricMove.id.desc(), Scorecard.slot)
        .limit(1)
    ).first()
    if row is None:
        return None
    move, name, before = row
    marks = tuple(
        MarkMoved(one["title"], one["topic"], one["how"], _points(one["before"]), _points(one["after"]))
        for one in before["marks"]
        if one["how"] != "kept"
    )
    return Moved(name, move.moved_at, marks, bool(before.get("finished_at")))


def _points(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)
