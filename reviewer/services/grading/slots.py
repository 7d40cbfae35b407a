"""How a paper is read, as rows tell it, and a reader's place taken at their first word."""

from __future__ import annotations

from collections import defaultdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.errors import NotAllowed
from reviewer.domain.readings import Readings
from reviewer.domain.states import Role, ScorecardState
from reviewer.models import AnchorPaper, Committee, Membership, Paper, Reader, Scorecard
from reviewer.models.database import insert_or_keep
from reviewer.work import Work


def readings_of(session: Session, actor: Actor, paper_id: int, place: Place) -> Readings:
    """How this paper is read, as the actor stands to it."""
    found = readings_of_papers(session, actor, sa.select(Paper.id).where(Paper.id == paper_id), place)
    return found[paper_id]


def readings_of_papers(session: Session, actor: Actor, papers: sa.Select[int], place: Place) -> dict[int, Readings]:
    """How each of these papers of one committee is read, as the actor stands to it, in a fixed number of queries."""
    duties: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for paper_id, slot, user_id in session.execute(
        sa.select(Reader.paper_id, Reader.slot, Membership.user_id)
        .join(Membership, Reader.membership_id == Membership.id)
        .where(Reader.paper_id.in_(papers), Reader.ended_at.is_(None))
    ):
        duties[paper_id].append((slot, user_id))
    cards: dict[int, list[tuple[int, ScorecardState]]] = defaultdict(list)
    for paper_id, slot, state in session.execute(
        sa.select(Scorecard.paper_id, Scorecard.slot, Scorecard.state).where(Scorecard.paper_id.in_(papers))
    ):
        cards[paper_id].append((slot, state))
    anchors = set(
        session.scalars(
            sa.select(AnchorPaper.paper_id).where(AnchorPaper.paper_id.in_(papers), AnchorPaper.ended_at.is_(None))
        )
    )
    wanted = session.scalar(sa.select(Committee.readings).where(Committee.id == place.committee_id)) or 1
    is_staff = access.is_staff(actor, place.conference_id)
    return {
        paper_id: Readings(
            wanted=wanted,
            is_anchor=paper_id in anchors,
            mine=frozenset(slot for slot, user_id in duties[paper_id] if user_id == actor.user_id),
            taken=frozenset(slot for slot, _ in (*duties[paper_id], *cards[paper_id])),
            finished=frozenset(slot for slot, state in cards[paper_id] if state is ScorecardState.FINAL),
            is_staff=is_staff,
        )
        for paper_id in session.scalars(papers)
    }


def take_slot(work: Work, actor: Actor, *, paper_id: int, place: Place) -> int:
    """The slot the actor writes in, theirs from now on where readers are told apart.

    The caller holds the paper. Raises NotAllowed when others read it.
    """
    readings = readings_of(work.session, actor, paper_id, place)
    slot = readings.slot
    if slot is None:
        raise not_your_reading()
    if slot not in readings.mine and (readings.wanted > 1 or readings.is_anchor):
        row = {
            "paper_id": paper_id,
            "slot": slot,
            "membership_id": _membership(work.session, actor, place),
            "assigned_by_id": actor.user_id,
            "assigned_at": work.now,
        }
        insert_or_keep(work.session, Reader, [row])
    return slot


def not_your_reading() -> NotAllowed:
    """What somebody is told who would write about a paper that has its two readers."""
    return NotAllowed("not_your_reading", "Two others read this paper. You can look at it once both of them are done.")


def _membership(session: Session, actor: Actor, place: Place) -> int:
    """As whom the actor reads: as a chair before as staff."""
    rows = session.execute(
        sa.select(Membership.role, Membership.id).where(
            Membership.user_id == actor.user_id,
            Membership.conference_id == place.conference_id,
            Membership.role.in_([Role.CHAIR, Role.STAFF]),
            Membership.ended_at.is_(None),
        )
    ).all()
    by_role = dict(rows)
    return by_role[Role.CHAIR] if Role.CHAIR in by_role else by_role[Role.STAFF]
