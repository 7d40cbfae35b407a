"""What follows a release: requests to look at a mark again, and awards that two people sign."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reviewer.domain.states import RegradeState
from reviewer.models.base import Base, Code, Id, JsonObject, LongText, by_value, refers


class RegradeRequest(Base):
    """A delegate's request to look at one criterion of a released mark again, with the chairs' answer and staff's."""

    __tablename__ = "regrade_requests"

    id: Mapped[Id]
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    final_mark_id: Mapped[int] = refers("final_marks.id", erase=True)
    criterion: Mapped[Code]
    topic_number: Mapped[int] = mapped_column(default=0)
    reason: Mapped[LongText]
    state: Mapped[RegradeState] = mapped_column(by_value(RegradeState), default=RegradeState.OPEN)
    old_mark: Mapped[Decimal | None]
    asked_by_id: Mapped[int] = refers("users.id", index=False)
    asked_at: Mapped[datetime]
    new_mark: Mapped[Decimal | None]
    answer: Mapped[LongText] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = refers("users.id", index=False)
    answered_at: Mapped[datetime | None]
    escalation: Mapped[LongText] = mapped_column(default="")
    escalated_at: Mapped[datetime | None]
    last_mark: Mapped[Decimal | None]
    last_word: Mapped[LongText] = mapped_column(default="")
    closed_by_id: Mapped[int | None] = refers("users.id", index=False)
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (
        sa.UniqueConstraint("final_mark_id", "criterion", "topic_number"),
        sa.CheckConstraint("length(reason) > 0", name="reason_given"),
    )


class AwardList(Base):
    """A committee's ranked papers as they stood when somebody closed the list; what is signed is this content."""

    __tablename__ = "award_lists"

    id: Mapped[Id]
    committee_id: Mapped[int] = refers("committees.id", erase=True)
    content: Mapped[JsonObject]
    closed_by_id: Mapped[int] = refers("users.id", index=False)
    closed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class AwardSignature(Base):
    """One person's word that an award list is right; a list stands with two."""

    __tablename__ = "award_signatures"

    list_id: Mapped[int] = refers("award_lists.id", erase=True, primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    signed_at: Mapped[datetime]
