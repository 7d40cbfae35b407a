"""People and how they come in. Names and addresses live only here and in the outbox, so that they can be erased."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.domain.states import Role
from reviewer.models.base import NEVER_AGAIN, Base, Id, Name, Sha256, by_value, refers
from reviewer.models.conference import Committee, Conference, School, Seat


class User(Base):
    """A person with an account. `session_key` changes when every open session of theirs must end."""

    __tablename__ = "users"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(sa.String(320), unique=True)
    name: Mapped[Name]
    password_hash: Mapped[str | None] = mapped_column(sa.String(300))
    locale: Mapped[str | None] = mapped_column(sa.String(16))
    timezone: Mapped[str | None] = mapped_column(sa.String(64))
    is_operator: Mapped[bool] = mapped_column(default=False)
    session_key: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("email = lower(email)", name="email_lower"),
        NEVER_AGAIN,
    )


class Membership(Base):
    """A person's role in one conference; one person may have several."""

    __tablename__ = "memberships"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    user_id: Mapped[int] = refers("users.id", erase=True)
    role: Mapped[Role] = mapped_column(by_value(Role))
    school_id: Mapped[int | None] = refers("schools.id")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
    conference: Mapped[Conference] = relationship()

    __table_args__ = (sa.UniqueConstraint("conference_id", "user_id", "role"),)


class CommitteeChair(Base):
    """A chair's committee: what a chair may see ends with these rows."""

    __tablename__ = "committee_chairs"

    membership_id: Mapped[int] = refers("memberships.id", erase=True, primary_key=True)
    committee_id: Mapped[int] = mapped_column(
        sa.ForeignKey("committees.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    most_papers: Mapped[int | None]
    """The most papers this chair reads here, as declared; empty: a fair share."""

    membership: Mapped[Membership] = relationship()
    committee: Mapped[Committee] = relationship()


class SeatHolder(Base):
    """A delegate's seat; a double seat has two holders who share its paper."""

    __tablename__ = "seat_holders"

    membership_id: Mapped[int] = refers("memberships.id", erase=True, primary_key=True)
    seat_id: Mapped[int] = mapped_column(sa.ForeignKey("seats.id", ondelete="CASCADE"), primary_key=True, index=True)

    membership: Mapped[Membership] = relationship()
    seat: Mapped[Seat] = relationship()


class Invitation(Base):
    """A link that gives one address one role, once. Only the token's hash is kept; the link is shown or mailed once."""

    __tablename__ = "invitations"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    email: Mapped[str] = mapped_column(sa.String(320), index=True)
    name: Mapped[Name]
    role: Mapped[Role] = mapped_column(by_value(Role))
    committee_id: Mapped[int | None] = refers("committees.id", erase=True)
    seat_id: Mapped[int | None] = refers("seats.id", erase=True)
    school_id: Mapped[int | None] = refers("schools.id", erase=True)
    token_hash: Mapped[Sha256] = mapped_column(unique=True)
    created_by_id: Mapped[int | None] = refers("users.id", index=False)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = refers("users.id", index=False)
    revoked_at: Mapped[datetime | None]

    committee: Mapped[Committee | None] = relationship()
    seat: Mapped[Seat | None] = relationship()
    school: Mapped[School | None] = relationship()
    conference: Mapped[Conference] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(role != 'delegate') OR seat_id IS NOT NULL", name="delegate_has_seat"),
        sa.CheckConstraint("(role != 'chair') OR committee_id IS NOT NULL", name="chair_has_committee"),
        sa.CheckConstraint("(role != 'adviser') OR school_id IS NOT NULL", name="adviser_has_school"),
        sa.CheckConstraint("(accepted_at IS NULL) = (accepted_by_id IS NULL)", name="accepted_by_somebody"),
    )
