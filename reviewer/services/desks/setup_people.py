"""The people of a conference: who came, who was invited, and the places to which somebody can be invited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.states import Role
from reviewer.models import (
    Committee,
    CommitteeChair,
    Delegation,
    Invitation,
    Membership,
    School,
    Seat,
    SeatHolder,
    User,
)
from reviewer.services import invitations
from reviewer.services.desks.setup import entrance


class InvitationState(StrEnum):
    """Where an invitation stands."""

    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Member:
    """A person with a role and the places it is for: committees, seats as "Maravel, Council of Tides", or a school."""

    user_id: int
    name: str
    email: str
    role: Role
    places: tuple[str, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An invitation and where it stands."""

    invitation_id: int
    name: str
    email: str
    role: Role
    place: str
    state: InvitationState
    made_at: datetime
    expires_at: datetime
    accepted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Option:
    """A place to which somebody can be invited."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """Members by role, every invitation (those that wait first), and the places for new ones."""

    members: Mapping[Role, tuple[Member, ...]]
    invitations: tuple[InvitationLine, ...]
    committees: tuple[Option, ...]
    schools: tuple[Option, ...]
    seats: tuple[Option, ...]


def people_page(session: Session, actor: Actor, conference_id: int, now: datetime) -> PeoplePage:
    """Everybody of the conference. Raises NotFound for anybody but its staff."""
    entrance(session, actor, conference_id=conference_id)
    return PeoplePage(
        members=_members(session, conference_id),
        invitations=tuple(
            sorted(
                (_line(one, now) for one in session.scalars(_invitations(conference_id))),
                key=lambda one: (list(InvitationState).index(one.state), one.name.casefold(), one.invitation_id),
            )
        ),
        committees=_options(session, sa.select(Committee.id, Committee.name), Committee, conference_id),
        schools=_options(session, sa.select(School.id, School.name), School, conference_id),
        seats=_free_seats(session, conference_id),
    )


def invitations_behind(
    session: Session, actor: Actor, conference_id: int, tokens: Iterable[str]
) -> tuple[tuple[InvitationLine, str], ...]:
    """The open invitations of this conference that these tokens open, each with its token; others are left out."""
    entrance(session, actor, conference_id=conference_id)
    found = []
    for token in tokens:
        with suppress(NotFound):
            one = invitations.find_invitation(session, token)
            if one.conference_id == conference_id:
                found.append((_line(one, one.created_at), token))
    return tuple(found)


def _invitations(conference_id: int) -> sa.Select[Invitation]:
    return (
        sa.select(Invitation)
        .where(Invitation.conference_id == conference_id)
        .options(
            joinedload(Invitation.committee),
            joinedload(Invitation.school),
            joinedload(Invitation.seat).options(joinedload(Seat.delegation), joinedload(Seat.committee)),
        )
    )


def _line(one: Invitation, now: datetime) -> InvitationLine:
    return InvitationLine(
        invitation_id=one.id,
        name=one.name,
        email=one.email,
        role=one.role,
        place=_place_of(one),
        state=_state(one, now),
        made_at=one.created_at,
        expires_at=one.expires_at,
        accepted_at=one.accepted_at,
    )


def _state(one: Invitation, now: datetime) -> InvitationState:
    if one.accepted_at is not None:
        return InvitationState.ACCEPTED
    if one.revoked_at is not None:
        return InvitationState.WITHDRAWN
    return InvitationState.EXPIRED if one.expires_at < now else InvitationState.OPEN


def _place_of(one: Invitation) -> str:
    if one.seat is not None:
        return f"{one.seat.delegation.name}, {one.seat.committee.name}"
    if one.committee is not None:
        return one.committee.name
    return one.school.name if one.school is not None else ""


def _members(session: Session, conference_id: int) -> Mapping[Role, tuple[Member, ...]]:
    rows = session.execute(
        sa.select(Membership, User, School.name)
        .join(User, Membership.user_id == User.id)
        .outerjoin(School, Membership.school_id == School.id)
        .where(Membership.conference_id == conference_id, Membership.ended_at.is_(None))
        .order_by(User.name, User.id)
    ).all()
    places = _places(session, [membership.id for membership, _user, _school in rows])
    found: dict[Role, list[Member]] = {role: [] for role in reversed(Role)}
    for membership, user, school in rows:
        own = places.get(membership.id, [])
        if membership.role is Role.ADVISER and school:
            own = [school]
        member = Member(user.id, user.name, user.email, membership.role, tuple(own), membership.created_at)
        found[membership.role].append(member)
    return {role: tuple(members) for role, members in found.items()}


def _places(session: Session, memberships: Sequence[int]) -> Mapping[int, list[str]]:
    """The committees that chairs chair and the seats that delegates hold, by membership."""
    found: dict[int, list[str]] = defaultdict(list)
    chairing = session.execute(
        sa.select(CommitteeChair.membership_id, Committee.name)
        .join(Committee)
        .where(CommitteeChair.membership_id.in_(memberships))
        .order_by(Committee.position)
    )
    for membership_id, name in chairing:
        found[membership_id].append(name)
    holding = session.execute(
        sa.select(SeatHolder.membership_id, Delegation.name, Committee.name)
        .join(Seat, SeatHolder.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(SeatHolder.membership_id.in_(memberships))
        .order_by(Committee.position)
    )
    for membership_id, delegation, committee in holding:
        found[membership_id].append(f"{delegation}, {committee}")
    return found


def _options(
    session: Session,
    query: sa.Select[int, str],
    of: type[Committee | School],
    conference_id: int,
) -> tuple[Option, ...]:
    return tuple(
        Option(*row) for row in session.execute(query.where(of.conference_id == conference_id).order_by(of.name))
    )


def _free_seats(session: Session, conference_id: int) -> tuple[Option, ...]:
    """The seats with a place that nobody holds, as "Council of Tides: Maravel"."""
    held = sa.select(sa.func.count()).where(SeatHolder.seat_id == Seat.id).correlate(Seat).scalar_subquery()
    rows = session.execute(
        sa.select(Seat.id, Committee.name, Delegation.name)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(Committee.conference_id == conference_id, held < Seat.size)
        .order_by(Committee.position, Delegation.name)
    )
    return tuple(Option(seat_id, f"{committee}: {delegation}") for seat_id, committee, delegation in rows)
