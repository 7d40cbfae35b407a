"""The audit log as staff read it: newest first, with names that are looked up and never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.models import AuditEvent, Conference, User
from reviewer.services import audit
from reviewer.services.desks.staffing import names_of
from reviewer.services.papers import topic_titles

PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One act. `who` is empty when the service acted (`actor_id` None) or the person was erased.

    A topic's number among the details of a paper's act is followed by the topic's title, if it has one still.
    """

    number: int
    at: datetime
    actor_id: int | None
    who: str
    action: str
    subject: str
    subject_id: int | None
    details: Mapping[str, object]
    hash: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the conference's log. `broken` are the numbers at which its chain does not hold."""

    conference_id: int
    timezone: str
    entries: tuple[Entry, ...]
    total: int
    page: int
    actions: tuple[str, ...]
    broken: tuple[int, ...]


def log_page(
    session: Session, actor: Actor, conference_id: int, *, action: str = "", who: str = "", page: int = 1
) -> LogPage:
    """The acts of one kind (`action` empty: of all), by people whose names hold `who`; the whole chain is checked.

    Raises NotFound for anybody but this conference's staff.
    """
    if not access.may_audit(actor, conference_id):
        raise NotFound("conference_unknown", "There is no such conference.")
    conditions = [AuditEvent.chain == conference_id]
    if action:
        conditions.append(AuditEvent.action == action)
    if who.strip():
        conditions.append(AuditEvent.actor_id.in_(_people(who)))
    total = session.scalar(sa.select(sa.func.count()).select_from(AuditEvent).where(*conditions)) or 0
    page = min(max(1, page), max(1, -(-total // PAGE)))
    rows = session.scalars(
        sa.select(AuditEvent)
        .where(*conditions)
        .order_by(AuditEvent.sequence.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    names = names_of(session, {row.actor_id for row in rows if row.actor_id is not None})
    titles = topic_titles(session, {row.details["paper"] for row in rows if {"paper", "topic"} <= row.details.keys()})
    return LogPage(
        conference_id=conference_id,
        timezone=session.get_one(Conference, conference_id).timezone,
        entries=tuple(_entry(row, names, titles) for row in rows),
        total=total,
        page=page,
        actions=tuple(
            session.scalars(
                sa.select(AuditEvent.action)
                .where(AuditEvent.chain == conference_id)
                .distinct()
                .order_by(AuditEvent.action)
            )
        ),
        broken=tuple(audit.faults(session, conference_id)),
    )


def _people(who: str) -> sa.Select[int]:
    return sa.select(User.id).where(User.name.icontains(who.strip(), autoescape=True))


def _details(row: AuditEvent, titles: Mapping[int, Mapping[int, str]]) -> Mapping[str, object]:
    topic = row.details.get("topic")
    title = titles.get(row.details.get("paper", 0), {}).get(topic or 0)
    return row.details if title is None else {**row.details, "topic": f"{topic} ({title})"}


def _entry(row: AuditEvent, names: Mapping[int, str], titles: Mapping[int, Mapping[int, str]]) -> Entry:
    return Entry(
        number=row.sequence,
        at=row.at,
        actor_id=row.actor_id,
        who=names.get(row.actor_id or 0, ""),
        action=row.action,
        subject=row.subject,
        subject_id=row.subject_id,
        details=_details(row, titles),
        hash=row.hash,
    )
