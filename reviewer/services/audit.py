"""Writing and checking the append-only log."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.audit import FIRST_HASH, Event, broken_links, event_hash
from reviewer.models import AuditChain, AuditEvent
from reviewer.models.database import insert_or_keep
from reviewer.work import Work

OUTSIDE = 0
"""The chain of acts that belong to no conference."""


def record(
    work: Work,
    action: str,
    *,
    actor_id: int | None,
    conference_id: int | None,
    subject: str,
    subject_id: int | None = None,
    **details: int | str | bool | None,
) -> None:
    """Append one event in the act's own transaction. `details` are ids and codes only: no names, no words of people."""
    chain = conference_id or OUTSIDE
    head = _lock_head(work.session, chain)
    event = Event(chain, head.sequence + 1, work.now, actor_id, action, subject, subject_id, details)
    own_hash = event_hash(event, head.hash)
    work.session.add(
        AuditEvent(
            chain=chain,
            sequence=event.sequence,
            at=event.at,
            actor_id=actor_id,
            action=action,
            subject=subject,
            subject_id=subject_id,
            details=dict(details),
            previous_hash=head.hash,
            hash=own_hash,
        )
    )
    head.sequence, head.hash = event.sequence, own_hash
    work.session.flush()


def _lock_head(session: Session, chain: int) -> AuditChain:
    head = session.get(AuditChain, chain, with_for_update=True, populate_existing=True)
    if head is None:
        # Two first acts at once: the second waits on the unique key and then finds the row.
        insert_or_keep(session, AuditChain, [{"chain": chain, "sequence": 0, "hash": FIRST_HASH}])
        head = session.get_one(AuditChain, chain, with_for_update=True, populate_existing=True)
    return head


def faults(session: Session, conference_id: int | None) -> list[int]:
    """Sequence numbers at which the conference's chain is broken; empty when the log is whole.

    The head, which is kept apart, tells when events were taken from the end; no link can.
    """
    row, chain = AuditEvent, conference_id or OUTSIDE
    rows = session.execute(
        sa.select(
            row.chain,
            row.sequence,
            row.at,
            row.actor_id,
            row.action,
            row.subject,
            row.subject_id,
            row.details,
            row.previous_hash,
            row.hash,
        )
        .where(row.chain == chain)
        .order_by(row.sequence)
    )
    broken = broken_links((Event(*fields), previous_hash, own_hash) for *fields, previous_hash, own_hash in rows)
    last = session.scalar(sa.select(sa.func.max(row.sequence)).where(row.chain == chain)) or 0
    if last < (session.scalar(sa.select(AuditChain.sequence).where(AuditChain.chain == chain)) or 0):
        broken.append(last + 1)
    return broken
