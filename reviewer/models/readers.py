"""Who reads which paper, who must not, the papers all chairs read to agree, and the comments they keep at hand."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from reviewer.models.base import Base, Code, Id, JsonObject, LongText, refers


class Reader(Base):
    """A chair's duty to read one paper in one slot. Without any, a committee's chairs share the first slot."""

    __tablename__ = "readers"

    id: Mapped[Id]
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    slot: Mapped[int]
    membership_id: Mapped[int] = refers("memberships.id", erase=True)
    assigned_by_id: Mapped[int | None] = refers("users.id", index=False)
    assigned_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (
        sa.Index(
            "uq_readers_standing",
            "paper_id",
            "slot",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.CheckConstraint("slot >= 1", name="slot_from_one"),
    )


class DeclaredConflict(Base):
    """A seat or a school whose papers a chair must not read, beyond their own."""

    __tablename__ = "declared_conflicts"

    id: Mapped[Id]
    membership_id: Mapped[int] = refers("memberships.id", erase=True)
    seat_id: Mapped[int | None] = refers("seats.id", erase=True)
    school_id: Mapped[int | None] = refers("schools.id", erase=True)
    reason: Mapped[LongText] = mapped_column(default="")
    declared_by_id: Mapped[int | None] = refers("users.id", index=False)
    declared_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (sa.CheckConstraint("(seat_id IS NULL) != (school_id IS NULL)", name="one_target"),)


class AnchorPaper(Base):
    """A paper that every chair of a committee reads alone before marking opens, to agree on what marks mean."""

    __tablename__ = "anchor_papers"

    id: Mapped[Id]
    committee_id: Mapped[int] = refers("committees.id", erase=True)
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    agreed: Mapped[JsonObject] = mapped_column(default=dict)
    """What the dais agreed on after talking: marks by field name."""
    chosen_by_id: Mapped[int | None] = refers("users.id", index=False)
    chosen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("committee_id", "paper_id"),)


class BankComment(Base):
    """A comment kept for use again: one chair's own, a committee's, or the conference's.

    `owner_id` set: that person's own; else `committee_id` set: the committee's; else the conference's.
    """

    __tablename__ = "bank_comments"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    committee_id: Mapped[int | None] = refers("committees.id", erase=True)
    owner_id: Mapped[int | None] = refers("users.id", erase=True)
    name: Mapped[Code]
    """What is typed after the slash."""
    text: Mapped[LongText]
    """With placeholders in braces that are asked for on insert: "Name your source for {claim}"."""
    criterion: Mapped[Code | None]
    points: Mapped[Decimal | None]
    uses: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    made_by_id: Mapped[int | None] = refers("users.id", index=False)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    __table_args__ = (
        sa.CheckConstraint("length(text) > 0", name="text_not_empty"),
        sa.CheckConstraint("owner_id IS NULL OR committee_id IS NULL", name="one_holder"),
    )


class RubricDraft(Base):
    """A rubric being edited; adopting it makes an `AdoptedRubric`. `content` is the mapping of `rubrics/*.yaml`."""

    __tablename__ = "rubric_drafts"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    name: Mapped[Code]
    content: Mapped[JsonObject]
    version: Mapped[int] = mapped_column(default=1)
    changed_by_id: Mapped[int | None] = refers("users.id", index=False)
    changed_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("conference_id", "name"),)
