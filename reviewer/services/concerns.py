"""A chair's word to staff about a paper. It opens nothing and decides nothing: staff do."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.states import Role
from reviewer.models import AuditEvent, Committee, Delegation, Membership, Paper, Seat, User
from reviewer.services import audit, outbox
from reviewer.services.grading import check_may_mark
from reviewer.work import Work

LONGEST_NOTE = 1_000


def tell_staff(work: Work, actor: Actor, *, paper_id: int, note: str) -> bool:
    """Ask the conference's staff, by mail, to look at a paper; each person asks once. False when they had asked."""
    place = check_may_mark(work.session, actor, paper_id)
    if has_asked(work.session, actor, paper_id):
        return False
    audit.record(
        work,
        "paper.flagged",
        actor_id=actor.user_id,
        conference_id=place.conference_id,
        subject="paper",
        subject_id=paper_id,
    )
    delegation, committee = work.session.execute(
        sa.select(Delegation.name, Committee.name)
        .select_from(Paper)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Paper.id == paper_id)
    ).one()
    parameters = {
        "chair": work.session.get_one(User, actor.user_id).name,
        "delegation": delegation,
        "committee": committee,
        "note": note.strip()[:LONGEST_NOTE],
        "link": f"{work.settings.base_url}/papers/{paper_id}/desk#similarity",
    }
    for person in _staff(work, place.conference_id):
        outbox.write(
            work,
            "paper_flagged",
            address=person.email,
            conference_id=place.conference_id,
            recipient=person,
            parameters=parameters,
        )
    return True


def has_asked(session: Session, actor: Actor, paper_id: int) -> bool:
    """Whether this person has told staff of this paper."""
    found = session.scalar(
        sa.select(AuditEvent.id)
        .where(
            AuditEvent.subject == "paper",
            AuditEvent.subject_id == paper_id,
            AuditEvent.action == "paper.flagged",
            AuditEvent.actor_id == actor.user_id,
        )
        .limit(1)
    )
    return found is not None


def papers_asked_about(session: Session, conference_id: int) -> set[int]:
    """The papers of which some chair has told staff."""
    found = session.scalars(
        sa.select(AuditEvent.subject_id).where(
            AuditEvent.chain == conference_id, AuditEvent.action == "paper.flagged", AuditEvent.subject == "paper"
        )
    )
    return {paper_id for paper_id in found if paper_id is not None}


def _staff(work: Work, conference_id: int) -> list[User]:
    return list(
        work.session.scalars(
            sa.select(User)
            .join(Membership, Membership.user_id == User.id)
            .where(
                Membership.conference_id == conference_id,
                Membership.role == Role.STAFF,
                Membership.ended_at.is_(None),
                User.disabled_at.is_(None),
            )
            .order_by(User.id)
        )
    )
