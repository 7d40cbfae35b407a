"""The append-only audit log and the outbox."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reviewer.domain.states import MailState
from reviewer.models.base import Base, Code, Id, JsonObject, LongText, Sha256, by_value, refers


class AuditEvent(Base):
    """One act: ids and codes only, no name and no text, so that it can outlive the personal data it speaks of.

    Each event holds the hash of the one before it (see `domain.audit`); the database refuses to change or delete a
    row. Ids are plain numbers, not foreign keys: the rows they name may be erased, the event stays.
    """

    __tablename__ = "audit_events"

    id: Mapped[Id]
    chain: Mapped[int]
    """The conference's id, or 0 for acts outside any conference."""
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    """A user's id; empty when the service itself acted."""
    action: Mapped[Code]
    subject: Mapped[Code]
    subject_id: Mapped[int | None]
    details: Mapped[JsonObject]
    previous_hash: Mapped[Sha256]
    hash: Mapped[Sha256]

    __table_args__ = (
        sa.UniqueConstraint("chain", "sequence"),
        sa.CheckConstraint("sequence >= 1", name="sequence_from_one"),
        sa.Index("ix_audit_events_subject", "subject", "subject_id"),
    )


class AuditChain(Base):
    """The head of one chain. Writers lock this row, so that two acts at once still form one line."""

    __tablename__ = "audit_chains"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[Sha256]


class OutboxMail(Base):
    """A mail written in the same transaction as the act that causes it, sent later by a worker."""

    __tablename__ = "outbox"

    id: Mapped[Id]
    conference_id: Mapped[int | None] = refers("conferences.id", erase=True)
    recipient_id: Mapped[int | None] = refers("users.id", erase=True)
    address: Mapped[str] = mapped_column(sa.String(320))
    template: Mapped[Code]
    locale: Mapped[str] = mapped_column(sa.String(16))
    parameters: Mapped[JsonObject]
    state: Mapped[MailState] = mapped_column(by_value(MailState), default=MailState.WAITING)
    written_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[LongText | None]

    __table_args__ = (
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_when"),
        sa.Index("ix_outbox_state", "state", "next_attempt_at"),
    )
