"""Deductions that somebody decided not to take, and marks that went along to another version of their rubric."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.models.base import Base, Code, Id, JsonObject, refers
from reviewer.models.grading import Scorecard


class DeclinedDeduction(Base):
    """A proposed deduction or cap that a person decided not to take, for one version of the paper.

    `rule` is the rubric's key. `ended_at` when it was proposed again.
    """

    __tablename__ = "declined_deductions"

    id: Mapped[Id]
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    submission_id: Mapped[int] = refers("submissions.id", erase=True)
    rule: Mapped[Code]
    declined_by_id: Mapped[int] = refers("users.id", index=False)
    declined_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class RubricMove(Base):
    """The act of moving committees and their scorecards from one version of a rubric to another.

    `committees` are the ids of those that marked by the older one. Undone, everything is as it was before.
    """

    __tablename__ = "rubric_moves"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    from_rubric_id: Mapped[int] = refers("adopted_rubrics.id", erase=True)
    to_rubric_id: Mapped[int] = refers("adopted_rubrics.id", erase=True)
    committees: Mapped[list[int]] = mapped_column(sa.JSON)
    moved_by_id: Mapped[int] = refers("users.id", index=False)
    moved_at: Mapped[datetime]
    undone_by_id: Mapped[int | None] = refers("users.id", index=False)
    undone_at: Mapped[datetime | None]

    scorecards: Mapped[list[MovedScorecard]] = relationship(back_populates="move")

    __table_args__ = (sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone_by_somebody"),)


class MovedScorecard(Base):
    """One scorecard of a move, and what was in it before.

    `before`: `marks`, each {criterion, topic, title, how, before, after} with points as text or null; `total` and
    `total_after` as text; `finished_by` and `finished_at` (ISO) where it was finished and had to be opened again.
    """

    __tablename__ = "moved_scorecards"

    move_id: Mapped[int] = refers("rubric_moves.id", erase=True, primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(
        sa.ForeignKey("scorecards.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    before: Mapped[JsonObject]

    move: Mapped[RubricMove] = relationship(back_populates="scorecards")
    scorecard: Mapped[Scorecard] = relationship()
