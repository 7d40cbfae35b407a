"""Carrying out a roster's plan, in one transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, Refused
from reviewer.domain.states import Role
from reviewer.models import Committee, Delegation, Invitation, Paper, School, Seat
from reviewer.services import audit, invitations
from reviewer.services.memberships import Target
from reviewer.services.setup.permission import lock_conference
from reviewer.services.setup.roster_table import fold
from reviewer.services.setup.rosters import RosterPlan, SeatPlan
from reviewer.work import Work


@dataclass(frozen=True, slots=True)
class InvitedDelegate:
    """An invitation that was just made; `token` opens it and is shown only now."""

    invitation_id: int
    name: str
    email: str
    seat_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: rows added by kind (`school`, `delegation`, `seat`, `paper`), people, changed seats' ids."""

    added: dict[str, int]
    invited: tuple[InvitedDelegate, ...]
    withdrawn: int
    changed: tuple[int, ...]


class _Import:
    """One import in progress: what stands by its folded name, and what was done."""

    def __init__(self, work: Work, actor: Actor, conference_id: int, *, mail: bool) -> None:
        self.work, self.actor, self.conference_id, self.mail = work, actor, conference_id, mail
        session = work.session
        schools = session.scalars(sa.select(School).filter_by(conference_id=conference_id))
        delegations = session.scalars(sa.select(Delegation).filter_by(conference_id=conference_id))
        committees = session.scalars(sa.select(Committee).filter_by(conference_id=conference_id))
        self.schools = {fold(school.name): school for school in schools}
        self.delegations = {fold(delegation.name): delegation for delegation in delegations}
        self.committees = {committee.id: committee for committee in committees}
        self.added: Counter[str] = Counter()
        self.invited: list[InvitedDelegate] = []
        self.withdrawn = 0
        self.changed: list[int] = []

    def school(self, name: str) -> School | None:
        if not name:
            return None
        key = fold(name)
        if key not in self.schools:
            self.schools[key] = School(conference_id=self.conference_id, name=name)
            self._add("school", self.schools[key])
        return self.schools[key]

    def delegation(self, name: str) -> Delegation:
        key = fold(name)
        if key not in self.delegations:
            self.delegations[key] = Delegation(conference_id=self.conference_id, name=name)
            self._add("delegation", self.delegations[key])
        return self.delegations[key]

    def seat(self, plan: SeatPlan) -> Seat:
        """The plan's seat, made or brought up to date, with its paper."""
        committee = self.committees.get(plan.committee_id)
        if committee is None:
            raise _stale()
        delegation, school = self.delegation(plan.delegation), self.school(plan.school)
        seat = self.work.session.scalar(
            sa.select(Seat).filter_by(committee_id=committee.id, delegation_id=delegation.id)
        )
        if (seat is None) != plan.is_new:
            raise _stale()
        if seat is None:
            seat = Seat(committee_id=committee.id, delegation_id=delegation.id, size=plan.size)
            seat.school_id = school.id if school else None
            self._add("seat", seat)
        elif plan.before is not None:
            seat.size, seat.school_id = plan.size, school.id if school else seat.school_id
            self.changed.append(seat.id)
        if committee.paper_required and not self._has_paper(seat):
            self._add("paper", Paper(seat_id=seat.id))
        return seat

    def _has_paper(self, seat: Seat) -> bool:
        return self.work.session.scalar(sa.select(Paper.id).filter_by(seat_id=seat.id).limit(1)) is not None

    def withdraw(self, invitation_id: int) -> None:
        invitation = self.work.session.get_one(Invitation, invitation_id)
        if invitation.accepted_at is not None:
            raise _stale()
        invitation.revoked_at = self.work.now
        self.withdrawn += 1

    def invite(self, plan: SeatPlan, seat: Seat) -> None:
        target = Target(Role.DELEGATE, seat_id=seat.id, school_id=seat.school_id)
        for person in plan.invite:
            if self._is_invited(person.email, seat):
                continue
            made = invitations.invite(
                self.work,
                self.actor,
                conference_id=self.conference_id,
                email=person.email,
                name=person.name,
                target=target,
                mail=self.mail,
            )
            self.invited.append(InvitedDelegate(made.invitation_id, person.name, person.email, seat.id, made.token))

    def _is_invited(self, email: str, seat: Seat) -> bool:
        """Whether an invitation was made since the roster was checked, as by a second click on the same button."""
        standing = sa.select(Invitation.id).filter_by(email=email, seat_id=seat.id, revoked_at=None)
        return self.work.session.scalar(standing.limit(1)) is not None

    def _add(self, kind: str, row: School | Delegation | Seat | Paper) -> None:
        self.work.session.add(row)
        self.work.session.flush()
        self.added[kind] += 1


def _stale() -> Conflict:
    return Conflict("roster_stale", "The conference changed since this roster was checked. Check it again.")


def import_roster(work: Work, actor: Actor, *, conference_id: int, plan: RosterPlan, mail: bool = True) -> Imported:
    """Do what a checked roster plans: schools, delegations, seats, papers, and an invitation for each new delegate.

    Raises NotAllowed for anybody but staff, Refused while the plan has faults, Conflict when what it rests on changed;
    nothing is half imported.
    """
    lock_conference(work, actor, conference_id)
    if plan.faults:
        lines = "\n".join(f"line {fault.line}: {fault.message}" for fault in plan.faults)
        raise Refused("roster_invalid", lines, faults=plan.faults)
    running = _Import(work, actor, conference_id, mail=mail)
    for seat_plan in plan.seats:
        seat = running.seat(seat_plan)
        for invitation_id in seat_plan.withdraw:
            running.withdraw(invitation_id)
        running.invite(seat_plan, seat)
    done = Imported(dict(running.added), tuple(running.invited), running.withdrawn, tuple(running.changed))
    audit.record(
        work,
        "roster.imported",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="conference",
        subject_id=conference_id,
        seats=done.added.get("seat", 0),
        invited=len(done.invited),
        withdrawn=done.withdrawn,
        changed=len(done.changed),
    )
    return done
