"""The readings that a rubric's move touches: found, held, given other points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from reviewer.domain.access import Actor
from reviewer.models import Delegation, Mark, Paper, Release, ReleasedMark, RubricMove, Scorecard, Seat, Topic
from reviewer.services import audit
from reviewer.work import Work

Row = tuple[Scorecard, str, str]
"""A reading, its delegation's name and its topic's title."""


def cards_by(session: Session, rubric_id: int, committees: Sequence[int]) -> dict[int, list[Row]]:
    """Each committee's readings by this version, with the delegation's name and the topic's title."""
    rows = session.execute(
        sa.select(Scorecard, Seat.committee_id, Delegation.name, Topic.title)
        .join(Paper, Scorecard.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .outerjoin(Topic, Paper.topic_id == Topic.id)
        .where(Scorecard.rubric_id == rubric_id, Seat.committee_id.in_(committees))
        .order_by(Delegation.name, Topic.number, Scorecard.paper_id, Scorecard.slot)
        .options(selectinload(Scorecard.marks), selectinload(Scorecard.moves), joinedload(Scorecard.rubric))
    )
    found: dict[int, list[Row]] = defaultdict(list)
    for card, committee_id, delegation, topic in rows:
        found[committee_id].append((card, delegation, topic or ""))
    return found


def released(session: Session, papers: Iterable[int]) -> set[int]:
    """Those of these papers that a release shows."""
    return set(
        session.scalars(
            sa.select(ReleasedMark.paper_id)
            .join(Release, ReleasedMark.release_id == Release.id)
            .where(ReleasedMark.paper_id.in_(papers), Release.revoked_at.is_(None))
        )
    )


def hold(session: Session, committees: Sequence[int]) -> None:
    """Wait for whoever marks or releases a paper of these committees, and let nobody begin until the end."""
    session.execute(
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id.in_(committees))
        .order_by(Paper.id)
        .with_for_update(key_share=True, of=Paper)
    )


def set_mark(work: Work, actor: Actor, mark: Mark, points: Decimal | None) -> None:
    """Give a mark its new points, as a new version: a desk that is open elsewhere is told of it."""
    if mark.points == points:
        return
    mark.points = points
    mark.version += 1
    mark.changed_by_id, mark.changed_at = actor.user_id, work.now


def record(work: Work, actor: Actor, action: str, row: RubricMove, papers: int) -> None:
    """The move's event under its conference."""
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=row.conference_id,
        subject="rubric",
        subject_id=row.to_rubric_id,
        rubric=row.from_rubric_id,
        papers=papers,
    )
