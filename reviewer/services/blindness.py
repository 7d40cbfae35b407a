"""Blind marking as it stands: from whom names are hidden now, and the acts that begin and end it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access, blindness
from reviewer.domain.access import Actor
from reviewer.domain.blindness import BlindMarking
from reviewer.models import Conference, Release
from reviewer.services import audit
from reviewer.services.setup.permission import lock_conference
from reviewer.work import Work, moment_of


def rule_of(conference: Conference) -> BlindMarking:
    """The conference's rule."""
    return BlindMarking(conference.blind_marking, conference.blind_until)


def is_blind_now(session: Session, conference: Conference) -> bool:
    """Whether marking is blind at the moment of this unit of work."""
    return blindness.is_blind(rule_of(conference), moment_of(session))


def is_hidden_from(session: Session, actor: Actor, conference: Conference) -> bool:
    """Whether this person's pages of other people's papers must not tell whose they are: never for staff."""
    return is_blind_now(session, conference) and not access.is_staff(actor, conference.id)


def has_released(session: Session, conference_id: int) -> bool:
    """Whether any feedback is released, or will be at a moment that is set."""
    found = sa.select(Release.id).where(Release.conference_id == conference_id, Release.revoked_at.is_(None))
    return session.scalar(found.limit(1)) is not None


def set_blind(work: Work, actor: Actor, *, conference_id: int, until: datetime | None) -> Conference:
    """Begin blind marking, or say anew when it ends (None: when staff end it).

    Raises NotAllowed for anybody but staff, Refused when feedback is released already or the end is past.
    """
    conference = lock_conference(work, actor, conference_id)
    was_blind = is_blind_now(work.session, conference)
    released = has_released(work.session, conference_id)
    blindness.check_may_set(rule_of(conference), work.now, until=until, has_released=released)
    if was_blind and conference.blind_until == until:
        return conference
    conference.blind_marking, conference.blind_until = True, until
    _record(work, actor, conference_id, "blind.changed" if was_blind else "blind.begun", until)
    return conference


def end(work: Work, actor: Actor, *, conference_id: int) -> Conference:
    """End blind marking now: chairs see names, files and pages from this moment. Raises NotAllowed but for staff."""
    conference = lock_conference(work, actor, conference_id)
    if is_blind_now(work.session, conference):
        conference.blind_until = work.now
        _record(work, actor, conference_id, "blind.ended", None)
    return conference


def _record(work: Work, actor: Actor, conference_id: int, action: str, until: datetime | None) -> None:
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="conference",
        subject_id=conference_id,
        until=None if until is None else until.isoformat(),
    )
