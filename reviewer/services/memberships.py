"""A person's places in conferences: the grants that the access rules reason about, given, widened and ended."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Grant
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.states import Role
from reviewer.models import CommitteeChair, Membership, Seat, SeatHolder, User
from reviewer.services import audit
from reviewer.services.conflicts import declared_by
from reviewer.work import Work


@dataclass(frozen=True, slots=True)
class Target:
    """What somebody is given: a role, with the committee, seat or school that the role needs."""

    role: Role
    committee_id: int | None = None
    seat_id: int | None = None
    school_id: int | None = None


def load_actor(session: Session, user_id: int) -> Actor | None:
    """The person with all their grants, in five queries; None when the account is gone or disabled."""
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None:
        return None
    memberships = session.scalars(
        sa.select(Membership).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    ).all()
    ids = [membership.id for membership in memberships]
    committees: dict[int, set[int]] = defaultdict(set)
    for chair in session.scalars(sa.select(CommitteeChair).where(CommitteeChair.membership_id.in_(ids))):
        committees[chair.membership_id].add(chair.committee_id)
    seats: dict[int, set[int]] = defaultdict(set)
    for holder in session.scalars(sa.select(SeatHolder).where(SeatHolder.membership_id.in_(ids))):
        seats[holder.membership_id].add(holder.seat_id)
    conflict_seats, conflict_schools = declared_by(session, ids)
    return Actor(
        user_id=user.id,
        is_operator=user.is_operator,
        grants=tuple(
            Grant(
                conference_id=membership.conference_id,
                role=membership.role,
                committees=frozenset(committees[membership.id]),
                seats=frozenset(seats[membership.id]),
                school_id=membership.school_id,
                conflict_seats=frozenset(conflict_seats[membership.id]),
                conflict_schools=frozenset(conflict_schools[membership.id]),
            )
            for membership in memberships
        ),
    )


def add_membership(work: Work, *, conference_id: int, user_id: int, target: Target, actor_id: int | None) -> Membership:
    """Give a person a role, or widen the one they have by another committee or seat.

    Raises Refused when the seat is full, or when an adviser is to advise a second school.
    """
    session = work.session
    membership = session.scalar(
        sa.select(Membership).where(
            Membership.conference_id == conference_id, Membership.user_id == user_id, Membership.role == target.role
        )
    )
    if membership is None:
        membership = Membership(
            conference_id=conference_id,
            user_id=user_id,
            role=target.role,
            school_id=target.school_id,
            created_at=work.now,
        )
        session.add(membership)
    elif membership.ended_at is not None:
        _begin_anew(session, membership, target)
    elif target.role is Role.ADVISER and membership.school_id != target.school_id:
        raise Refused(
            "adviser_elsewhere",
            "This person advises another school of this conference already; ask the conference's staff.",
        )
    session.flush()
    if target.role is Role.CHAIR and target.committee_id is not None:
        session.merge(CommitteeChair(membership_id=membership.id, committee_id=target.committee_id))
    if target.role is Role.DELEGATE and target.seat_id is not None:
        _take_seat(session, membership, target.seat_id)
    session.flush()
    audit.record(
        work,
        "membership.granted",
        actor_id=actor_id,
        conference_id=conference_id,
        subject="user",
        subject_id=user_id,
        role=target.role.value,
        committee=target.committee_id,
        seat=target.seat_id,
    )
    return membership


def end_membership(work: Work, actor: Actor, *, conference_id: int, user_id: int, role: Role) -> None:
    """Take a person's role in a conference away, with its committees or seats; what they wrote stays.

    Raises NotFound for anybody but staff and for a role the person does not have, Refused for the last of the staff.
    """
    session = work.session
    if not access.may_set_up(actor, conference_id):
        raise NotFound("member_unknown", "This conference has no such member.")
    standing = sa.select(Membership).where(
        Membership.conference_id == conference_id, Membership.role == role, Membership.ended_at.is_(None)
    )
    members = session.scalars(standing.with_for_update(key_share=True)).all()
    membership = next((one for one in members if one.user_id == user_id), None)
    if membership is None:
        raise NotFound("member_unknown", "This conference has no such member.")
    if role is Role.STAFF and len(members) == 1:
        raise Refused("last_staff", "A conference needs somebody on its staff. Invite another first.")
    membership.ended_at = work.now
    for places in (CommitteeChair, SeatHolder):
        session.execute(sa.delete(places).where(places.membership_id == membership.id))
    audit.record(
        work,
        "membership.ended",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="user",
        subject_id=user_id,
        role=role.value,
    )


def _begin_anew(session: Session, membership: Membership, target: Target) -> None:
    """Somebody who had left comes back for this place alone: what they could see before does not come back with it."""
    membership.ended_at, membership.school_id = None, target.school_id
    for places in (CommitteeChair, SeatHolder):
        session.execute(sa.delete(places).where(places.membership_id == membership.id))


def _take_seat(session: Session, membership: Membership, seat_id: int) -> None:
    seat = session.get_one(Seat, seat_id, with_for_update={"key_share": True})
    holders = set(session.scalars(sa.select(SeatHolder.membership_id).where(SeatHolder.seat_id == seat_id)))
    if membership.id in holders:
        return
    if len(holders) >= seat.size:
        raise Refused("seat_full", "Every place of this seat is taken; ask the conference's staff.", seat=seat_id)
    session.add(SeatHolder(membership_id=membership.id, seat_id=seat_id))
