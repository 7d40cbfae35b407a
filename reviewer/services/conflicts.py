"""Whose papers a chair must not read, and how many they read at most: their own word, or staff's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.errors import NotAllowed, NotFound, Refused
from reviewer.models import Committee, CommitteeChair, DeclaredConflict, Membership, Paper, Seat, SeatHolder
from reviewer.services import audit, blindness
from reviewer.work import Work

MOST_PAPERS = 1000
LONGEST_REASON = 500


def declared_by(session: Session, memberships: Collection[int]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """The seats and the schools that each of these memberships declared a conflict with, or staff for it."""
    seats: dict[int, set[int]] = defaultdict(set)
    schools: dict[int, set[int]] = defaultdict(set)
    for row in session.scalars(
        sa.select(DeclaredConflict).where(
            DeclaredConflict.membership_id.in_(memberships), DeclaredConflict.revoked_at.is_(None)
        )
    ):
        if row.seat_id is not None:
            seats[row.membership_id].add(row.seat_id)
        if row.school_id is not None:
            schools[row.membership_id].add(row.school_id)
    return seats, schools


def conflicts(session: Session, committee_id: int) -> tuple[Mapping[int, set[int]], Mapping[int, set[int]]]:
    """For each chair (a membership) the seats and the schools whose papers they must not read."""
    chairs = session.execute(
        sa.select(Membership.id, Membership.user_id)
        .join(CommitteeChair, CommitteeChair.membership_id == Membership.id)
        .where(CommitteeChair.committee_id == committee_id)
    ).all()
    users = {user: chair for chair, user in chairs}
    seats, schools = declared_by(session, users.values())
    for user, school in session.execute(
        sa.select(Membership.user_id, Membership.school_id).where(
            Membership.user_id.in_(users), Membership.school_id.is_not(None), Membership.ended_at.is_(None)
        )
    ):
        schools[users[user]].add(school or 0)
    for user, seat in session.execute(
        sa.select(Membership.user_id, SeatHolder.seat_id)
        .join(SeatHolder, SeatHolder.membership_id == Membership.id)
        .where(Membership.user_id.in_(users), Membership.ended_at.is_(None))
    ):
        seats[users[user]].add(seat)
    return seats, schools


def barred_readers(session: Session, committee_id: int) -> dict[int, frozenset[int]]:
    """For each of the committee's papers the chairs (memberships) who must not read it."""
    seats, schools = conflicts(session, committee_id)
    rows = session.execute(
        sa.select(Paper.id, Seat.id, Seat.school_id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id)
    )
    return {
        paper: frozenset(
            reader
            for reader in seats.keys() | schools.keys()
            if seat in seats.get(reader, ()) or (school is not None and school in schools.get(reader, ()))
        )
        for paper, seat, school in rows
    }


def barred_chairs(session: Session, committee_id: int) -> dict[int, frozenset[int]]:
    """The same by the chairs' accounts."""
    barred = barred_readers(session, committee_id)
    memberships = {reader for readers in barred.values() for reader in readers}
    users = dict(
        session.execute(sa.select(Membership.id, Membership.user_id).where(Membership.id.in_(memberships))).all()
    )
    return {paper: frozenset(users[reader] for reader in readers) for paper, readers in barred.items()}


def set_cap(work: Work, actor: Actor, *, committee_id: int, membership_id: int, most: int | None) -> None:
    """The most papers a chair reads here: their own word, or staff's. Raises NotAllowed for another chair's."""
    row = _chair(work.session, actor, committee_id, membership_id)
    if most is not None and not 0 <= most <= MOST_PAPERS:
        raise Refused(
            "cap_unclear", f"Say a number of papers from 0 to {MOST_PAPERS}, or leave it empty.", most=MOST_PAPERS
        )
    row.most_papers = most
    _record(work, actor, work.session.get_one(Committee, committee_id), "readers.cap_set", number=most)


def declare_conflict(
    work: Work,
    actor: Actor,
    *,
    committee_id: int,
    membership_id: int,
    seat_id: int | None,
    school_id: int | None,
    reason: str = "",
) -> DeclaredConflict:
    """Keep a chair from a seat's or a school's papers; their own word, or staff's. Raises Refused for no such place."""
    _chair(work.session, actor, committee_id, membership_id)
    committee = work.session.get_one(Committee, committee_id)
    _check_place(work.session, committee, seat_id, school_id)
    if school_id is not None and blindness.is_hidden_from(work.session, actor, committee.conference):
        # Which papers close to a chair would tell whose they are.
        raise Refused("conflict_unclear", "Choose one delegation or one school of this committee.")
    row = DeclaredConflict(
        membership_id=membership_id,
        seat_id=seat_id,
        school_id=school_id,
        reason=reason.strip()[:LONGEST_REASON],
        declared_by_id=actor.user_id,
        declared_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    _record(work, actor, committee, "conflict.declared")
    return row


def _check_place(session: Session, committee: Committee, seat_id: int | None, school_id: int | None) -> None:
    known = sa.select(Seat.id).where(Seat.committee_id == committee.id)
    if seat_id is not None and school_id is None:
        known = known.where(Seat.id == seat_id)
    elif school_id is not None and seat_id is None:
        known = known.where(Seat.school_id == school_id)
    else:
        raise Refused("conflict_unclear", "Choose one delegation or one school of this committee.")
    if session.scalar(known.limit(1)) is None:
        raise Refused("conflict_unclear", "Choose one delegation or one school of this committee.")


def revoke_conflict(work: Work, actor: Actor, *, conflict_id: int, committee_id: int) -> None:
    """Take a declared conflict back; it stays in the log. Raises NotAllowed for a chair of whom others declared it."""
    row = work.session.get(DeclaredConflict, conflict_id)
    if row is None:
        raise NotFound("conflict_unknown", "There is no such declared conflict.")
    _chair(work.session, actor, committee_id, row.membership_id)
    committee = work.session.get_one(Committee, committee_id)
    if row.declared_by_id != actor.user_id and not access.may_set_up(actor, committee.conference_id):
        raise NotAllowed("staff_only", "Only this conference's staff may do this.")
    if row.revoked_at is None:
        row.revoked_at = work.now
        _record(work, actor, committee, "conflict.revoked")


def _chair(session: Session, actor: Actor, committee_id: int, membership_id: int) -> CommitteeChair:
    """A chair's place here, for that chair and for staff."""
    committee = session.get(Committee, committee_id)
    if committee is None or not access.may_read_for_marking(actor, Place(committee.conference_id, committee.id)):
        raise NotFound("committee_unknown", "There is no such committee.")
    row = session.get(CommitteeChair, (membership_id, committee_id))
    if row is None:
        raise NotFound("chair_unknown", "This committee has no such chair.")
    person = session.get_one(Membership, membership_id).user_id
    if person != actor.user_id and not access.may_set_up(actor, committee.conference_id):
        raise NotAllowed("staff_only", "Only this conference's staff may do this.")
    return row


def _record(work: Work, actor: Actor, committee: Committee, action: str, **details: int | str | None) -> None:
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=committee.conference_id,
        subject="committee",
        subject_id=committee.id,
        **details,
    )
