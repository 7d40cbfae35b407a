"""Staff's audit of a paper: the case and what was ruled."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.domain.states import CaseState, Verdict
from reviewer.models.base import Base, Id, LongText, by_value, refers
from reviewer.models.papers import Paper
from reviewer.models.people import User


class Case(Base):
    """An audit of one paper, opened by a person. Reports say what overlaps; only a ruling judges."""

    __tablename__ = "cases"

    id: Mapped[Id]
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    state: Mapped[CaseState] = mapped_column(by_value(CaseState), default=CaseState.OPEN)
    opened_by_id: Mapped[int] = refers("users.id", index=False)
    opened_at: Mapped[datetime]
    assignee_id: Mapped[int | None] = refers("users.id")

    paper: Mapped[Paper] = relationship()
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    rulings: Mapped[list[Ruling]] = relationship(back_populates="case", order_by="Ruling.id")

    __table_args__ = (
        sa.UniqueConstraint("paper_id"),
        sa.CheckConstraint("state != 'assigned' OR assignee_id IS NOT NULL", name="assigned_to_somebody"),
    )


class Ruling(Base):
    """A decision with its reason. A later one replaces it; none is ever changed or removed."""

    __tablename__ = "rulings"

    id: Mapped[Id]
    case_id: Mapped[int] = refers("cases.id", erase=True)
    verdict: Mapped[Verdict] = mapped_column(by_value(Verdict))
    reason: Mapped[LongText]
    penalty: Mapped[Decimal | None]
    similarity: Mapped[float]
    """The counted share of copied words at the moment of the ruling, 0 to 1."""
    ruled_by_id: Mapped[int] = refers("users.id", index=False)
    ruled_at: Mapped[datetime]

    case: Mapped[Case] = relationship(back_populates="rulings")
    ruled_by: Mapped[User] = relationship()

    __table_args__ = (
        sa.CheckConstraint("length(reason) > 0", name="reason_given"),
        sa.CheckConstraint("(verdict = 'penalty') = (penalty IS NOT NULL)", name="penalty_has_points"),
        sa.CheckConstraint("penalty IS NULL OR penalty > 0", name="penalty_positive"),
    )
