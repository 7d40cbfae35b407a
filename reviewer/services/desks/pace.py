"""How the time goes: papers done and left, the time there is, and how long a paper takes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.readings import FIRST_ANCHOR
from reviewer.domain.states import ScorecardState
from reviewer.models import Conference, Membership, Paper, Reader, Scorecard, Seat
from reviewer.services.desks.standing import DONE, Body, Standing

_LONGEST_SITTING = timedelta(hours=1)
"""A paper that was open for longer was left lying; its time says nothing."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`usual` is the median time a paper, None before there is one; `each` what is left for each of those to do.

    `left` is None without a moment by which marks are due, and negative once it has passed.
    """

    done: int
    total: int
    usual: timedelta | None
    left: timedelta | None

    @property
    def each(self) -> timedelta | None:
        """The time there is for each paper still to do."""
        if self.left is None or self.left <= timedelta(0) or self.done >= self.total:
            return None
        return self.left / (self.total - self.done)


def usual_times(session: Session, committee_id: int) -> dict[int, timedelta]:
    """Each person's median time from a paper's first mark to its last word, by user."""
    rows = session.execute(
        sa.select(Scorecard.finished_by_id, Scorecard.started_at, Scorecard.finished_at)
        .join(Paper, Scorecard.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(
            Seat.committee_id == committee_id,
            Scorecard.state == ScorecardState.FINAL,
            Scorecard.finished_by_id == Scorecard.started_by_id,
        )
    )
    found: dict[int, list[float]] = defaultdict(list)
    for person, begun, ended in rows:
        if person is not None and ended is not None and ended - begun <= _LONGEST_SITTING:
            found[person].append((ended - begun).total_seconds())
    return {person: timedelta(seconds=median(times)) for person, times in found.items()}


def own_pile(session: Session, committee_id: int, user_id: int) -> tuple[int, int]:
    """How many papers this person was given here, and how many of them they finished."""
    rows = session.execute(
        sa.select(Reader.paper_id, Scorecard.state)
        .join(Membership, Reader.membership_id == Membership.id)
        .join(Paper, Reader.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .outerjoin(Scorecard, sa.and_(Scorecard.paper_id == Reader.paper_id, Scorecard.slot == Reader.slot))
        .where(
            Seat.committee_id == committee_id,
            Membership.user_id == user_id,
            Reader.ended_at.is_(None),
            Reader.slot < FIRST_ANCHOR,
        )
    ).all()
    return len(rows), sum(state is ScorecardState.FINAL for _, state in rows)


def pace(
    session: Session,
    committee_id: int,
    user_id: int,
    *,
    done: int,
    total: int,
    due: datetime | None,
    now: datetime,
) -> Pace:
    """One person's pace: over their own pile where they have one, else over all of the committee's papers."""
    given, finished = own_pile(session, committee_id, user_id)
    if given:
        done, total = finished, given
    return Pace(done, total, usual_times(session, committee_id).get(user_id), None if due is None else due - now)


def pace_here(session: Session, of: Body, standing: Sequence[Standing], user_id: int, *, now: datetime) -> Pace:
    """One person's pace in a committee whose papers are known already."""
    ready = [one for one in standing if one.is_ready]
    due = session.get_one(Conference, of.conference_id).marks_due_at
    done = sum(one.state in DONE for one in ready)
    return pace(session, of.committee_id, user_id, done=done, total=len(ready), due=due, now=now)
