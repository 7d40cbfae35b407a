"""Sharing a committee's papers out among its chairs: a plan to look at first, then duties that stand until they end.

What somebody began stays theirs, unless they must not read it. A chair of a delegation's own school, who holds its
seat, or who declared a conflict with either never gets its paper; one who has it already gives it to another by the
next plan, with what they wrote.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.assigning import Available, Duty, Pile, Plan, plan
from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.readings import FIRST_ANCHOR, SECOND
from reviewer.domain.scoring import Method
from reviewer.domain.states import Role
from reviewer.models import (
    Committee,
    CommitteeChair,
    Document,
    Membership,
    Paper,
    Reader,
    Scorecard,
    Seat,
    Submission,
)
from reviewer.services import audit
from reviewer.services.conflicts import barred_readers
from reviewer.services.papers import submissions_to_mark
from reviewer.work import Work

METHODS: tuple[Method, ...] = ("mean", "median", "highest", "lowest")
assert set(METHODS) < set(get_args(Method)), "a committee chooses among the ways scores can be combined"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan, which of its duties were begun, how many readings change hands, and a mark that tells it from another."""

    plan: Plan
    begun: frozenset[tuple[int, int]]
    changes: int
    mark: str


def check_may_share_out(session: Session, actor: Actor, committee_id: int) -> Committee:
    """The committee, for its conference's staff; raises NotAllowed for its chairs, NotFound for everybody else."""
    committee = session.get(Committee, committee_id)
    if committee is None:
        raise NotFound("committee_unknown", "There is no such committee.")
    if access.may_set_up(actor, committee.conference_id):
        return committee
    if access.may_read_for_marking(actor, Place(committee.conference_id, committee.id)):
        raise NotAllowed("staff_only", "Only this conference's staff may do this.")
    raise NotFound("committee_unknown", "There is no such committee.")


def set_readings(
    work: Work, actor: Actor, *, committee_id: int, readings: int, combine: str, moderate_beyond: Decimal | None
) -> None:
    """How many independent readings a paper gets, how they make one total, and how far apart calls for a third."""
    committee = check_may_share_out(work.session, actor, committee_id)
    if readings not in (1, SECOND) or combine not in METHODS:
        raise Refused("readings_unclear", "Choose one or two readings, and how they make one total.")
    if moderate_beyond is not None and not 0 < moderate_beyond <= 1000:
        raise Refused("moderation_unclear", "Say from how many points apart a third person looks, or leave it empty.")
    committee.readings, committee.combine, committee.moderate_beyond = readings, combine, moderate_beyond
    _record(work, actor, committee, "readings.set", readings=readings)


def set_due(work: Work, actor: Actor, *, committee_id: int, at: datetime | None) -> None:
    """When all chairs of the conference are to be done; None takes it away. It only drives what their pages say."""
    committee = check_may_share_out(work.session, actor, committee_id)
    committee.conference.marks_due_at = at
    _record(work, actor, committee, "marks_due.set", at=None if at is None else at.isoformat())


def propose(session: Session, actor: Actor, committee_id: int, *, anew: bool = False) -> Proposal:
    """A plan for the committee's papers that can be marked; `anew` keeps only what was begun, else every duty is kept.

    Nobody keeps a paper they must not read.
    """
    committee = check_may_share_out(session, actor, committee_id)
    begun = _begun(session, committee_id)
    readers = _readers(session, committee_id)
    here = {one.reader for one in readers}
    barred = barred_readers(session, committee_id)
    standing = _standing(session, committee_id)
    kept = [
        one
        for one in standing
        if one.reader not in barred.get(one.paper, ())
        and ((one.paper, one.slot) in begun or (not anew and one.reader in here and one.slot <= committee.readings))
    ]
    found = plan(_piles(session, committee_id), readers, readings=committee.readings, kept=kept)
    changes = len({(one.paper, one.slot) for one in set(standing) ^ set(found.duties)})
    return Proposal(found, begun, changes, _mark(found))


def _mark(found: Plan) -> str:
    duties = ";".join(f"{one.paper}.{one.slot}.{one.reader}" for one in found.duties)
    return hashlib.sha256(duties.encode()).hexdigest()[:32]


def apply(work: Work, actor: Actor, *, committee_id: int, anew: bool, seen: str) -> int:
    """Let a plan that was looked at take effect; returns how many readings changed hands.

    Raises Conflict when papers or chairs changed since, so that nobody gets what nobody saw.
    """
    committee = check_may_share_out(work.session, actor, committee_id)
    work.session.execute(sa.select(Committee.id).where(Committee.id == committee_id).with_for_update(key_share=True))
    found = propose(work.session, actor, committee_id, anew=anew)
    if found.mark != seen:
        raise Conflict("plan_changed", "Papers or chairs changed since this plan was made. Look at the new plan.")
    wanted = set(found.plan.duties)
    before = {(one.paper, one.slot): one for one in _standing(work.session, committee_id)}
    for place, duty in before.items():
        if duty not in wanted:
            _end(work, place)
    work.session.flush()
    for duty in sorted(wanted - set(before.values())):
        work.session.add(
            Reader(
                paper_id=duty.paper,
                slot=duty.slot,
                membership_id=duty.reader,
                assigned_by_id=actor.user_id,
                assigned_at=work.now,
            )
        )
    _record(work, actor, committee, "readers.assigned", changed=found.changes)
    return found.changes


def _end(work: Work, place: tuple[int, int]) -> None:
    paper_id, slot = place
    row = work.session.scalars(
        sa.select(Reader).where(Reader.paper_id == paper_id, Reader.slot == slot, Reader.ended_at.is_(None))
    ).one()
    row.ended_at = work.now


def _in_committee(committee_id: int) -> sa.Select[int]:
    return sa.select(Paper.id).join(Seat, Paper.seat_id == Seat.id).where(Seat.committee_id == committee_id)


def duties_to_give_away(session: Session, committee_id: int) -> list[Duty]:
    """The duties that stand although their readers must not read the paper: a conflict became known later."""
    barred = barred_readers(session, committee_id)
    return [one for one in _standing(session, committee_id) if one.reader in barred.get(one.paper, ())]


def _begun(session: Session, committee_id: int) -> frozenset[tuple[int, int]]:
    rows = session.execute(
        sa.select(Scorecard.paper_id, Scorecard.slot).where(
            Scorecard.paper_id.in_(_in_committee(committee_id)), Scorecard.slot < FIRST_ANCHOR
        )
    )
    return frozenset((paper, slot) for paper, slot in rows)


def _standing(session: Session, committee_id: int) -> list[Duty]:
    """The duties that stand."""
    rows = session.execute(
        sa.select(Reader.paper_id, Reader.slot, Reader.membership_id)
        .where(Reader.paper_id.in_(_in_committee(committee_id)), Reader.ended_at.is_(None), Reader.slot <= SECOND)
        .order_by(Reader.id)
    )
    return [Duty(*row) for row in rows]


def _readers(session: Session, committee_id: int) -> list[Available]:
    rows = session.execute(
        sa.select(CommitteeChair.membership_id, CommitteeChair.most_papers)
        .join(Membership, CommitteeChair.membership_id == Membership.id)
        .where(
            CommitteeChair.committee_id == committee_id,
            Membership.role == Role.CHAIR,
            Membership.ended_at.is_(None),
        )
        .order_by(CommitteeChair.membership_id)
    )
    return [Available(*row) for row in rows]


def _piles(session: Session, committee_id: int) -> list[Pile]:
    rows = session.execute(
        sa.select(Submission.paper_id, Document.words)
        .join(Document, Submission.document_id == Document.id)
        .where(Submission.id.in_(submissions_to_mark(committee_id)))
        .order_by(Submission.paper_id)
    )
    barred = barred_readers(session, committee_id)
    return [Pile(paper, words, barred[paper]) for paper, words in rows]


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
