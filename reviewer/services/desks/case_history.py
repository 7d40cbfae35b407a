"""What was done about a paper, in order: receipts, the case, exclusions, rulings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import (
    AuditEvent,
    Case,
    Committee,
    Delegation,
    Match,
    Paper,
    Seat,
    Source,
    StaffExclusion,
    Submission,
)
from reviewer.services.desks.staffing import names_of
from reviewer.services.reports import Report


@dataclass(frozen=True, slots=True)
class MadeExclusion:
    """What staff said does not count: a passage (its words in `what`) or a source (its title), and why.

    `for_all`: for every paper of the conference, or, for a passage, for both papers that share it.
    """

    id: int
    match_id: int | None
    source_id: int | None
    what: str
    for_all: bool
    reason: str
    by: str
    made_at: datetime
    revoked_at: datetime | None
    revoked_by: str


class Happened(StrEnum):
    """What an event of the timeline is."""

    RECEIVED = "received"
    OTHER_RECEIVED = "other_received"
    WITHDRAWN = "withdrawn"
    ASKED = "asked"
    OPENED = "opened"
    ASSIGNED = "assigned"
    EXCLUDED = "excluded"
    RESTORED = "restored"
    RULED = "ruled"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline. `number` and `receipt` are a version's; `what` a passage, a person or a verdict."""

    kind: Happened
    at: datetime
    who: str = ""
    what: str = ""
    number: int | None = None
    receipt: str = ""


def exclusions(session: Session, case: Case, report: Report | None) -> list[MadeExclusion]:
    """All exclusions that touch this paper, also those taken back, in the order in which they were made."""
    matches = {one.match_id for one in report.matches} if report else set()
    sources = {one.other.source_id for one in report.matches if one.other.source_id is not None} if report else set()
    rows = session.scalars(
        sa.select(StaffExclusion)
        .where(
            sa.or_(
                StaffExclusion.paper_id == case.paper_id,
                StaffExclusion.match_id.in_(matches),
                sa.and_(StaffExclusion.paper_id.is_(None), StaffExclusion.source_id.in_(sources)),
            )
        )
        .order_by(StaffExclusion.id)
    ).all()
    names = names_of(session, {one for row in rows for one in (row.made_by_id, row.revoked_by_id) if one is not None})
    whats = _whats(session, rows, report)
    return [
        MadeExclusion(
            id=row.id,
            match_id=row.match_id,
            source_id=row.source_id,
            what=whats.get((row.match_id, row.source_id), ""),
            for_all=row.paper_id is None,
            reason=row.reason,
            by=names.get(row.made_by_id, ""),
            made_at=row.made_at,
            revoked_at=row.revoked_at,
            revoked_by=names.get(row.revoked_by_id, "") if row.revoked_by_id is not None else "",
        )
        for row in rows
    ]


def _whats(
    session: Session, rows: Sequence[StaffExclusion], report: Report | None
) -> dict[tuple[int | None, int | None], str]:
    """The words of excluded passages and the titles of excluded sources by (match, source)."""
    found: dict[tuple[int | None, int | None], str] = {}
    if report:
        found.update({(one.match_id, None): one.quote for one in report.matches})
    lost = {row.match_id for row in rows if row.match_id is not None and (row.match_id, None) not in found}
    for match_id, quote in session.execute(sa.select(Match.id, Match.low_quote).where(Match.id.in_(lost))):
        found[match_id, None] = quote
    titles = sa.select(Source.id, Source.title).where(Source.id.in_({row.source_id for row in rows if row.source_id}))
    for source_id, title in session.execute(titles):
        found[None, source_id] = title
    return found


def timeline(session: Session, case: Case, made: Iterable[MadeExclusion], other_paper_id: int | None) -> list[Event]:
    """Everything about the case by time, with the receipts of the paper it is compared with just now."""
    events = [*_receipts(session, case.paper_id, other_paper_id), *_acts(session, case)]
    for one in made:
        events.append(Event(Happened.EXCLUDED, one.made_at, one.by, one.what))
        if one.revoked_at is not None:
            events.append(Event(Happened.RESTORED, one.revoked_at, one.revoked_by, one.what))
    return sorted(events, key=lambda event: event.at)


def _receipts(session: Session, paper_id: int, other_paper_id: int | None) -> list[Event]:
    rows = session.execute(
        sa.select(Submission, Delegation.name)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(Submission.paper_id.in_({paper_id, other_paper_id} - {None}))
        .order_by(Submission.id)
    )
    events = []
    for sent, delegation in rows:
        kind = Happened.RECEIVED if sent.paper_id == paper_id else Happened.OTHER_RECEIVED
        events.append(Event(kind, sent.received_at, delegation, number=sent.number, receipt=sent.receipt))
        if sent.withdrawn_at is not None:
            events.append(Event(Happened.WITHDRAWN, sent.withdrawn_at, delegation, number=sent.number))
    return events


def _acts(session: Session, case: Case) -> list[Event]:
    """The case's own acts; who was given it is told by the log, where each assignment stays."""
    asked = session.execute(
        sa.select(AuditEvent.at, AuditEvent.actor_id).where(
            AuditEvent.subject == "paper",
            AuditEvent.subject_id == case.paper_id,
            AuditEvent.action == "paper.flagged",
        )
    ).all()
    assigned = session.execute(
        sa.select(AuditEvent.at, AuditEvent.actor_id, AuditEvent.details)
        .where(AuditEvent.subject == "case", AuditEvent.subject_id == case.id, AuditEvent.action == "case.assigned")
        .order_by(AuditEvent.id)
    ).all()
    given = [(at, int(actor_id or 0), int(details.get("assignee") or 0)) for at, actor_id, details in assigned]
    people = {case.opened_by_id, *(one.ruled_by_id for one in case.rulings)}
    people |= {one for _at, by, to in given for one in (by, to)} | {by or 0 for _at, by in asked}
    names = names_of(session, people)
    events = [Event(Happened.OPENED, case.opened_at, names.get(case.opened_by_id, ""))]
    events += [Event(Happened.ASKED, at, names.get(by or 0, "")) for at, by in asked]
    events += [Event(Happened.ASSIGNED, at, names.get(by, ""), names.get(to, "")) for at, by, to in given]
    events += [
        Event(Happened.RULED, one.ruled_at, names.get(one.ruled_by_id, ""), one.verdict.value) for one in case.rulings
    ]
    return events
