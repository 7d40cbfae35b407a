"""A roster is checked as a whole, shown as a plan, and only then imported: all of it or nothing.

The same roster imported again adds nothing; a corrected one adds and changes only what is new in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.states import Role
from reviewer.engine.readers.table import Row
from reviewer.models import Committee, Delegation, Invitation, Membership, Seat, SeatHolder, User
from reviewer.services.setup.roster_table import Line, Person, RosterFault, columns_of, fold, read_row


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """One seat as it will be: where, for whom, and what is new about it.

    `seat_id` is None for a new seat. `invite` are the delegates who neither hold this seat nor are invited to it.
    `withdraw` are invitations to addresses that the roster replaced. `before` says size and school of a seat that
    changes.
    """

    line: int
    committee_id: int
    committee: str
    delegation: str
    school: str
    size: int
    seat_id: int | None
    invite: tuple[Person, ...]
    withdraw: tuple[int, ...] = ()
    before: tuple[int, str] | None = None

    @property
    def is_new(self) -> bool:
        """Whether the seat is to be made."""
        return self.seat_id is None

    @property
    def changes_nothing(self) -> bool:
        """Whether all that the row says stands already."""
        return not (self.is_new or self.invite or self.withdraw or self.before)


@dataclass(frozen=True, slots=True)
class RosterPlan:
    """What an import would do, and every fault that forbids it. `ignored` are columns that mean nothing here."""

    seats: tuple[SeatPlan, ...]
    faults: tuple[RosterFault, ...]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Standing:
    """The conference's rows that a roster meets, loaded in few queries."""

    committees: Mapping[str, Committee]
    seats: Mapping[tuple[int, str], Seat]
    holders: Mapping[int, frozenset[str]]
    open: Mapping[int, Mapping[str, int]]


def check_roster(session: Session, *, conference_id: int, rows: Sequence[Row]) -> RosterPlan:
    """What importing these rows would do, with every fault and its line; nothing is written."""
    columns, faults, ignored = columns_of(rows)
    if faults:
        return RosterPlan((), tuple(faults), ignored)
    standing = _load(session, conference_id)
    lines = []
    for row in rows:
        line, wrong = read_row(row, columns)
        lines.append(line)
        faults += wrong
    faults += _double_seats(lines, standing)
    faults += _double_people(lines)
    plans = []
    for line in lines:
        committee = standing.committees.get(fold(line.committee))
        if committee is None:
            faults += _unknown_committee(line, standing)
            continue
        seat = standing.seats.get((committee.id, fold(line.delegation)))
        faults += _no_room(line, seat, standing)
        plans.append(_plan(line, committee, seat, standing))
    return RosterPlan(tuple(plans), tuple(sorted(faults, key=lambda fault: fault.line)), ignored)


def _load(session: Session, conference_id: int) -> _Standing:
    committees = session.scalars(sa.select(Committee).filter_by(conference_id=conference_id)).all()
    seats = session.execute(
        sa.select(Seat, Delegation.name)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .options(sa.orm.joinedload(Seat.school))
        .where(Delegation.conference_id == conference_id)
    ).all()
    holders: dict[int, set[str]] = {}
    for seat_id, email in session.execute(
        sa.select(SeatHolder.seat_id, User.email)
        .join(Membership, SeatHolder.membership_id == Membership.id)
        .join(User, Membership.user_id == User.id)
        .where(Membership.conference_id == conference_id, Membership.ended_at.is_(None))
    ):
        holders.setdefault(seat_id, set()).add(email)
    waiting: dict[int, dict[str, int]] = {}
    for place, email, invitation_id in session.execute(
        sa.select(Invitation.seat_id, Invitation.email, Invitation.id).where(
            Invitation.conference_id == conference_id,
            Invitation.role == Role.DELEGATE,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
    ):
        assert place is not None, "a delegate's invitation names a seat: the database refuses any other"
        waiting.setdefault(place, {})[email] = invitation_id
    names = {fold(committee.slug): committee for committee in committees}
    return _Standing(
        committees=names | {fold(committee.name): committee for committee in committees},
        seats={(seat.committee_id, fold(name)): seat for seat, name in seats},
        holders={seat_id: frozenset(emails) for seat_id, emails in holders.items()},
        open=waiting,
    )


def _double_seats(lines: Iterable[Line], standing: _Standing) -> Iterator[RosterFault]:
    first: dict[tuple[object, str], int] = {}
    for line in lines:
        committee = standing.committees.get(fold(line.committee))
        key = (committee.id if committee else fold(line.committee), fold(line.delegation))
        if line.delegation and first.setdefault(key, line.number) != line.number:
            yield RosterFault(
                line.number,
                "seat_double",
                f"{line.delegation} has this seat on line {first[key]} already; put a second delegate into the columns "
                "“second delegate” and “second email” of that line.",
                {"delegation": line.delegation, "first": first[key]},
            )


def _double_people(lines: Iterable[Line]) -> Iterator[RosterFault]:
    first: dict[str, int] = {}
    for line in lines:
        for person in line.people:
            if first.setdefault(person.email, line.number) != line.number:
                message = (
                    f"{person.email} has a seat on line {first[person.email]} already; each delegate has one seat."
                )
                details = {"email": person.email, "first": first[person.email]}
                yield RosterFault(line.number, "email_twice", message, details)


def _unknown_committee(line: Line, standing: _Standing) -> Iterator[RosterFault]:
    if line.committee:
        names = sorted({committee.name for committee in standing.committees.values()})
        if not names:
            message = f"There is no committee “{line.committee}”; set up the conference's committees first."
            yield RosterFault(line.number, "no_committees", message, {"committee": line.committee})
            return
        known = ", ".join(names)
        message = f"There is no committee “{line.committee}”; the conference has {known}."
        details = {"committee": line.committee, "known": known}
        yield RosterFault(line.number, "committee_unknown", message, details)


def _no_room(line: Line, seat: Seat | None, standing: _Standing) -> Iterator[RosterFault]:
    if seat is None:
        return
    others = standing.holders.get(seat.id, frozenset()) - {person.email for person in line.people}
    if others and len(others) + len(line.people) > line.size:
        yield RosterFault(
            line.number,
            "seat_taken",
            f"This seat is held by {', '.join(sorted(others))}, which leaves no room for the delegates of this row; "
            "end that place first or correct the row.",
            {"others": ", ".join(sorted(others))},
        )


def _plan(line: Line, committee: Committee, seat: Seat | None, standing: _Standing) -> SeatPlan:
    place = (line.number, committee.id, committee.name, line.delegation, line.school, line.size)
    if seat is None:
        return SeatPlan(*place, seat_id=None, invite=line.people)
    held = standing.holders.get(seat.id, frozenset())
    waiting = standing.open.get(seat.id, {})
    named = {person.email for person in line.people}
    replaced = [identity for email, identity in waiting.items() if email not in named]
    is_full = len(named | held | set(waiting)) > line.size
    school = seat.school.name if seat.school else ""
    changed = (line.size, fold(line.school or school)) != (seat.size, fold(school))
    return SeatPlan(
        *place,
        seat_id=seat.id,
        invite=tuple(person for person in line.people if person.email not in held and person.email not in waiting),
        withdraw=tuple(replaced) if named and is_full else (),
        before=(seat.size, school) if changed else None,
    )
