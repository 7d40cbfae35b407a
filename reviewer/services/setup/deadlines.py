"""Until when what is possible: deadlines of a conference or a committee, and later ones for single seats."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.states import DeadlineRight
from reviewer.models import Committee, Deadline, Extension, Seat
from reviewer.services import audit
from reviewer.services.setup.permission import check_committee, lock_committee, lock_conference
from reviewer.work import Work


def set_deadline(
    work: Work,
    actor: Actor,
    *,
    conference_id: int,
    committee_id: int | None,
    right: DeadlineRight,
    at: datetime,
    grace_minutes: int = 0,
) -> Deadline:
    """The deadline for a right, of one committee or (None) of the conference; it replaces the one that stood.

    Raises NotAllowed for anybody but staff, NotFound for another conference's committee, Refused for a negative grace.
    """
    lock_conference(work, actor, conference_id)
    check_committee(work, conference_id, committee_id)
    if grace_minutes < 0:
        raise Refused("grace_negative", "Minutes of grace cannot be negative; write 0 for none.")
    deadline = _find(work, conference_id, committee_id, right)
    if deadline is None:
        deadline = Deadline(conference_id=conference_id, committee_id=committee_id, right=right)
        work.session.add(deadline)
    deadline.at, deadline.grace_minutes = at, grace_minutes
    work.session.flush()
    _tell(work, actor, "deadline.set", deadline, at=at.isoformat(), grace=grace_minutes)
    return deadline


def clear_deadline(
    work: Work, actor: Actor, *, conference_id: int, committee_id: int | None, right: DeadlineRight
) -> None:
    """Take a deadline away: a committee then has the conference's, the conference none. Nothing happens without one."""
    lock_conference(work, actor, conference_id)
    deadline = _find(work, conference_id, committee_id, right)
    if deadline is not None:
        _tell(work, actor, "deadline.cleared", deadline)
        work.session.delete(deadline)
        work.session.flush()


def grant_extension(
    work: Work, actor: Actor, *, seat_id: int, right: DeadlineRight, until: datetime, note: str
) -> Extension:
    """A later instant for one seat, with the reason; it replaces an earlier one for the same right.

    Raises NotFound for a seat of another conference, Refused without a reason, without a deadline to extend, or when
    `until` is not later than it.
    """
    seat = work.session.get(Seat, seat_id)
    if seat is None:
        raise NotFound("seat_unknown", "There is no such seat in your conference.")
    committee = lock_committee(work, actor, seat.committee_id)
    if not note.strip():
        raise Refused("reason_missing", "Write down why this seat gets more time.")
    deadline = _find(work, committee.conference_id, committee.id, right) or _find(
        work, committee.conference_id, None, right
    )
    if deadline is None:
        raise Refused("no_deadline", "There is no deadline to extend; set one first.")
    if until <= deadline.at:
        raise Refused("extension_not_later", "An extension must end after the deadline.", due=deadline.at.isoformat())
    extension = work.session.scalar(sa.select(Extension).filter_by(seat_id=seat_id, right=right))
    if extension is None:
        extension = Extension(seat_id=seat_id, right=right)
        work.session.add(extension)
    extension.until, extension.note = until, note.strip()
    extension.granted_by_id, extension.granted_at = actor.user_id, work.now
    work.session.flush()
    _tell_extension(work, actor, committee, extension)
    return extension


def _find(work: Work, conference_id: int, committee_id: int | None, right: DeadlineRight) -> Deadline | None:
    return work.session.scalar(
        sa.select(Deadline).where(
            Deadline.conference_id == conference_id,
            Deadline.right == right,
            Deadline.committee_id == committee_id if committee_id is not None else Deadline.committee_id.is_(None),
        )
    )


def _tell(work: Work, actor: Actor, action: str, deadline: Deadline, **details: str | int) -> None:
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=deadline.conference_id,
        subject="deadline",
        subject_id=deadline.id,
        committee=deadline.committee_id,
        right=deadline.right.value,
        **details,
    )


def _tell_extension(work: Work, actor: Actor, committee: Committee, extension: Extension) -> None:
    audit.record(
        work,
        "extension.granted",
        actor_id=actor.user_id,
        conference_id=committee.conference_id,
        subject="seat",
        subject_id=extension.seat_id,
        right=extension.right.value,
        until=extension.until.isoformat(),
    )
