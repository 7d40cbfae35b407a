"""Deadlines of a conference, its committees and its seats, as staff see and set them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.states import DeadlineRight
from reviewer.models import Committee, Deadline, Delegation, Extension, Seat, User
from reviewer.services.desks.setup import entrance


@dataclass(frozen=True, slots=True)
class DueLine:
    """A deadline that stands."""

    at: datetime
    grace_minutes: int


@dataclass(frozen=True, slots=True)
class CommitteeDues:
    """The deadlines of a committee's own; where there is none the conference's holds."""

    committee_id: int
    name: str
    own: Mapping[DeadlineRight, DueLine]


@dataclass(frozen=True, slots=True)
class ExtensionLine:
    """More time for one seat, with the reason and who gave it."""

    seat: str
    right: DeadlineRight
    until: datetime
    note: str
    by: str
    granted_at: datetime


@dataclass(frozen=True, slots=True)
class DeadlinesPage:
    """The conference's deadlines by right, its committees with theirs, extensions, and seats (id, name) to extend."""

    timezone: str
    conference: Mapping[DeadlineRight, DueLine]
    committees: tuple[CommitteeDues, ...]
    extensions: tuple[ExtensionLine, ...]
    seats: tuple[tuple[int, str], ...]


def deadlines_page(session: Session, actor: Actor, conference_id: int) -> DeadlinesPage:
    """Every deadline of the conference. Raises NotFound for anybody but its staff."""
    place = entrance(session, actor, conference_id=conference_id)
    dues: dict[int | None, dict[DeadlineRight, DueLine]] = {}
    for one in session.scalars(sa.select(Deadline).filter_by(conference_id=conference_id)):
        dues.setdefault(one.committee_id, {})[one.right] = DueLine(one.at, one.grace_minutes)
    committees = session.execute(
        sa.select(Committee.id, Committee.name).filter_by(conference_id=conference_id).order_by(Committee.position)
    )
    return DeadlinesPage(
        timezone=place.timezone,
        conference=dues.get(None, {}),
        committees=tuple(CommitteeDues(identity, name, dues.get(identity, {})) for identity, name in committees),
        extensions=_extensions(session, conference_id),
        seats=_seats(session, conference_id),
    )


def _seats(session: Session, conference_id: int) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        sa.select(Seat.id, Committee.name, Delegation.name)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(Committee.conference_id == conference_id)
        .order_by(Committee.position, Delegation.name)
    )
    return tuple((seat_id, f"{committee}: {delegation}") for seat_id, committee, delegation in rows)


def _extensions(session: Session, conference_id: int) -> tuple[ExtensionLine, ...]:
    rows = session.execute(
        sa.select(Extension, Committee.name, Delegation.name, User.name)
        .join(Seat, Extension.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .join(User, Extension.granted_by_id == User.id)
        .where(Committee.conference_id == conference_id)
        .order_by(Extension.granted_at.desc(), Extension.id.desc())
    )
    return tuple(
        ExtensionLine(f"{committee}: {delegation}", one.right, one.until, one.note, by, one.granted_at)
        for one, committee, delegation, by in rows
    )
