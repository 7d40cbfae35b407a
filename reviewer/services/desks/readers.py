"""Who reads what in a committee: chairs with their piles, caps and conflicts, and a plan to look at."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.assigning import spread
from reviewer.domain.readings import FIRST_ANCHOR
from reviewer.domain.states import Role, ScorecardState
from reviewer.engine.hiding import Veil
from reviewer.models import (
    Committee,
    CommitteeChair,
    DeclaredConflict,
    Delegation,
    Document,
    Membership,
    Paper,
    Reader,
    School,
    Scorecard,
    Seat,
    Submission,
    User,
)
from reviewer.services import readers
from reviewer.services.desks.blinding import committee_veil
from reviewer.services.desks.pace import usual_times
from reviewer.services.desks.standing import Body, body
from reviewer.services.papers import submissions_to_mark


@dataclass(frozen=True, slots=True)
class Declared:
    """A declared conflict: the delegation's or the school's name, and why."""

    id: int
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChairPile:
    """A chair's pile as it stands: papers, words, how many are done; `usual` is the median time a paper."""

    membership_id: int
    name: str
    is_mine: bool
    papers: int
    words: int
    done: int
    most: int | None
    usual: timedelta | None
    conflicts: tuple[Declared, ...]


@dataclass(frozen=True, slots=True)
class ToGiveAway:
    """A paper on the pile of a chair who must not read it; `state` is that reading's, None before it began."""

    chair: str
    delegation: str
    state: ScorecardState | None


@dataclass(frozen=True, slots=True)
class PlannedPile:
    """What a chair would have by a plan, and how many of the papers are new to them."""

    name: str
    papers: int
    words: int
    fresh: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanSeen:
    """A plan to look at and how many readings it gives to others; `unfilled` are (delegation, why), `seen` its mark."""

    piles: tuple[PlannedPile, ...]
    unfilled: tuple[tuple[str, str], ...]
    changes: int
    spread: float
    anew: bool
    seen: str


@dataclass(frozen=True, slots=True)
class ReadersPage:
    """The page. `seats` and `schools` are (id, name) to declare a conflict with; `plan` is None until asked for.

    `to_give_away` is for staff alone; `unready` counts papers of which there is nothing to mark yet.
    """

    body: Body
    is_staff: bool
    readings: int
    combine: str
    moderate_beyond: Decimal | None
    due: datetime | None
    chairs: tuple[ChairPile, ...]
    to_give_away: tuple[ToGiveAway, ...]
    unassigned: int
    papers: int
    unready: int
    seats: tuple[tuple[int, str], ...]
    schools: tuple[tuple[int, str], ...]
    plan: PlanSeen | None


def readers_page(session: Session, actor: Actor, committee_id: int, *, planned: str = "") -> ReadersPage:
    """The page; `planned` asks for a plan: "rest" fills what is open, "anew" shares everything not begun out again.

    Raises NotFound for who is neither the committee's chair nor staff, NotAllowed for a chair who asks for a plan.
    """
    of = body(session, actor, committee_id)
    committee = session.get_one(Committee, committee_id)
    is_staff = access.may_set_up(actor, of.conference_id)
    words = _words(session, committee_id)
    plan = _plan(session, actor, committee_id, anew=planned == "anew") if planned else None
    return ReadersPage(
        body=of,
        is_staff=is_staff,
        readings=committee.readings,
        combine=committee.combine,
        moderate_beyond=committee.moderate_beyond,
        due=committee.conference.marks_due_at,
        chairs=_chairs(session, actor, committee_id, words, is_staff=is_staff, blind=of.blind),
        to_give_away=_to_give_away(session, committee_id) if is_staff else (),
        unassigned=_unassigned(session, committee_id, words, committee.readings),
        papers=len(words),
        unready=_owed(session, committee_id) - len(words),
        seats=_seats(session, committee_id),
        schools=() if of.blind else _schools(session, committee_id),
        plan=plan,
    )


def _words(session: Session, committee_id: int) -> dict[int, int]:
    """The words of each paper that can be marked."""
    rows = session.execute(
        sa.select(Submission.paper_id, Document.words)
        .join(Document, Submission.document_id == Document.id)
        .where(Submission.id.in_(submissions_to_mark(committee_id)))
    )
    return dict(rows.all())


def _owed(session: Session, committee_id: int) -> int:
    owed = sa.select(sa.func.count(Paper.id)).join(Seat, Paper.seat_id == Seat.id)
    return session.scalar(owed.where(Seat.committee_id == committee_id)) or 0


def _chairs(
    session: Session, actor: Actor, committee_id: int, words: Mapping[int, int], *, is_staff: bool, blind: bool
) -> tuple[ChairPile, ...]:
    rows = session.execute(
        sa.select(CommitteeChair, User.id, User.name)
        .join(Membership, CommitteeChair.membership_id == Membership.id)
        .join(User, Membership.user_id == User.id)
        .where(
            CommitteeChair.committee_id == committee_id,
            Membership.role == Role.CHAIR,
            Membership.ended_at.is_(None),
        )
        .order_by(User.name)
    ).all()
    given, done = _given(session, committee_id)
    usual = usual_times(session, committee_id)
    veil = committee_veil(session, committee_id) if blind else None
    declared = _declared(session, [row.membership_id for row, _, _ in rows], veil)
    return tuple(
        ChairPile(
            membership_id=row.membership_id,
            name=name,
            is_mine=user_id == actor.user_id,
            papers=len(given[row.membership_id]),
            words=sum(words.get(paper, 0) for paper in given[row.membership_id]),
            done=done[row.membership_id],
            most=row.most_papers,
            usual=usual.get(user_id),
            conflicts=declared[row.membership_id] if is_staff or user_id == actor.user_id else (),
        )
        for row, user_id, name in rows
    )


def _given(session: Session, committee_id: int) -> tuple[dict[int, list[int]], Counter[int]]:
    rows = session.execute(
        sa.select(Reader.membership_id, Reader.paper_id, Scorecard.state)
        .join(Paper, Reader.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .outerjoin(Scorecard, sa.and_(Scorecard.paper_id == Reader.paper_id, Scorecard.slot == Reader.slot))
        .where(Seat.committee_id == committee_id, Reader.ended_at.is_(None), Reader.slot < FIRST_ANCHOR)
    )
    given: dict[int, list[int]] = defaultdict(list)
    done: Counter[int] = Counter()
    for chair, paper, state in rows:
        given[chair].append(paper)
        done[chair] += state is ScorecardState.FINAL
    return given, done


def _to_give_away(session: Session, committee_id: int) -> tuple[ToGiveAway, ...]:
    duties = {(one.paper, one.slot) for one in readers.duties_to_give_away(session, committee_id)}
    rows = session.execute(
        sa.select(Reader.paper_id, Reader.slot, User.name, Delegation.name, Scorecard.state)
        .join(Membership, Reader.membership_id == Membership.id)
        .join(User, Membership.user_id == User.id)
        .join(Paper, Reader.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .outerjoin(Scorecard, sa.and_(Scorecard.paper_id == Reader.paper_id, Scorecard.slot == Reader.slot))
        .where(Reader.paper_id.in_({paper for paper, _slot in duties}), Reader.ended_at.is_(None))
        .order_by(User.name, Delegation.name)
    )
    return tuple(
        ToGiveAway(chair, delegation, state)
        for paper, slot, chair, delegation, state in rows
        if (paper, slot) in duties
    )


def _declared(session: Session, chairs: list[int], veil: Veil | None) -> dict[int, tuple[Declared, ...]]:
    rows = session.execute(
        sa.select(DeclaredConflict, Delegation.name, School.name)
        .outerjoin(Seat, DeclaredConflict.seat_id == Seat.id)
        .outerjoin(Delegation, Seat.delegation_id == Delegation.id)
        .outerjoin(School, DeclaredConflict.school_id == School.id)
        .where(DeclaredConflict.membership_id.in_(chairs), DeclaredConflict.revoked_at.is_(None))
        .order_by(DeclaredConflict.id)
    )
    found: dict[int, tuple[Declared, ...]] = defaultdict(tuple)
    for row, delegation, school in rows:
        name = delegation or ("" if veil else school) or ""
        reason = veil.words(row.reason) if veil else row.reason
        found[row.membership_id] += (Declared(row.id, name, reason),)
    return found


def _unassigned(session: Session, committee_id: int, words: Mapping[int, int], readings: int) -> int:
    """How many readings of readable papers nobody was given."""
    rows = session.execute(
        sa.select(Reader.paper_id, Reader.slot)
        .join(Paper, Reader.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id, Reader.ended_at.is_(None), Reader.slot <= readings)
    )
    taken = {(paper, slot) for paper, slot in rows if paper in words}
    return len(words) * readings - len(taken)


def _seats(session: Session, committee_id: int) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        sa.select(Seat.id, Delegation.name)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(Seat.committee_id == committee_id)
        .order_by(Delegation.name)
    )
    return tuple((seat, name) for seat, name in rows)


def _schools(session: Session, committee_id: int) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        sa.select(School.id, School.name)
        .join(Seat, Seat.school_id == School.id)
        .where(Seat.committee_id == committee_id)
        .distinct()
        .order_by(School.name)
    )
    return tuple((school, name) for school, name in rows)


def _plan(session: Session, actor: Actor, committee_id: int, *, anew: bool) -> PlanSeen:
    proposal = readers.propose(session, actor, committee_id, anew=anew)
    names = dict(
        session.execute(
            sa.select(CommitteeChair.membership_id, User.name)
            .join(Membership, CommitteeChair.membership_id == Membership.id)
            .join(User, Membership.user_id == User.id)
            .where(CommitteeChair.committee_id == committee_id)
        ).all()
    )
    delegations = dict(
        session.execute(
            sa.select(Paper.id, Delegation.name)
            .join(Seat, Paper.seat_id == Seat.id)
            .join(Delegation, Seat.delegation_id == Delegation.id)
            .where(Seat.committee_id == committee_id)
        ).all()
    )
    given, _done = _given(session, committee_id)
    fresh: dict[int, list[str]] = defaultdict(list)
    for duty in proposal.plan.duties:
        if duty.paper not in given[duty.reader]:
            fresh[duty.reader].append(delegations[duty.paper])
    load = proposal.plan.words
    return PlanSeen(
        piles=tuple(
            PlannedPile(name, proposal.plan.papers.get(chair, 0), load.get(chair, 0), tuple(sorted(fresh[chair])))
            for chair, name in sorted(names.items(), key=lambda pair: pair[1])
        ),
        unfilled=tuple((delegations[one.paper], one.because) for one in proposal.plan.unfilled),
        changes=proposal.changes,
        spread=spread([load.get(chair, 0) for chair in names]),
        anew=anew,
        seen=proposal.mark,
    )
