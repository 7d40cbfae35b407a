"""The event and its bodies: conference, committees, topics, key questions, delegations, schools, seats, deadlines."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.domain.states import CommitteeKind, DeadlineRight
from reviewer.models.base import NEVER_AGAIN, Base, Code, Id, LongText, Name, by_value, refers


class Conference(Base):
    """One event with its zone, languages and rules. `retain_until` is the day its personal data must be gone."""

    __tablename__ = "conferences"

    id: Mapped[Id]
    slug: Mapped[Code] = mapped_column(unique=True)
    title: Mapped[Name]
    timezone: Mapped[str] = mapped_column(sa.String(64))
    languages: Mapped[list[str]]
    starts_on: Mapped[date | None]
    retain_until: Mapped[date]
    blind_marking: Mapped[bool] = mapped_column(default=False)
    blind_until: Mapped[datetime | None]
    """When blind marking ends by itself; without it, when staff end it (then this is that moment)."""
    marks_due_at: Mapped[datetime | None]
    """When chairs are to be done; only their own pages speak of it."""
    delegates_see_similarity: Mapped[bool] = mapped_column(default=False)
    replacement_window_minutes: Mapped[int] = mapped_column(default=24 * 60)
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    committees: Mapped[list[Committee]] = relationship(back_populates="conference", order_by="Committee.position")

    __table_args__ = (
        sa.CheckConstraint("replacement_window_minutes >= 0", name="window_not_negative"),
        sa.CheckConstraint("length(slug) > 0", name="slug_not_empty"),
        NEVER_AGAIN,
    )


class Committee(Base):
    """A body of the conference. `question_revision` rises with every change of its topics or key questions."""

    __tablename__ = "committees"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    slug: Mapped[Code]
    name: Mapped[Name]
    kind: Mapped[CommitteeKind] = mapped_column(by_value(CommitteeKind))
    languages: Mapped[list[str]]
    paper_required: Mapped[bool] = mapped_column(default=True)
    position: Mapped[int] = mapped_column(default=0)
    question_revision: Mapped[int] = mapped_column(default=1)
    rubric_id: Mapped[int | None] = refers("adopted_rubrics.id")
    readings: Mapped[int] = mapped_column(default=1, server_default="1")
    """How many independent readings a paper gets: 1 is shared by the committee's chairs, 2 are blind to each other."""
    combine: Mapped[Code] = mapped_column(default="mean", server_default="mean")
    """How several readings make one total: a `domain.scoring.Method`."""
    moderate_beyond: Mapped[Decimal | None]
    """Points of the total by which two readings may differ before a third person looks; empty: never asked for."""

    conference: Mapped[Conference] = relationship(back_populates="committees")
    topics: Mapped[list[Topic]] = relationship(back_populates="committee", order_by="Topic.number")

    __table_args__ = (sa.UniqueConstraint("conference_id", "slug"),)


class Topic(Base):
    """An agenda item, numbered from 1 within its committee."""

    __tablename__ = "topics"

    id: Mapped[Id]
    committee_id: Mapped[int] = refers("committees.id", erase=True)
    number: Mapped[int]
    title: Mapped[LongText]
    links: Mapped[list[dict[str, str]]] = mapped_column(sa.JSON, default=list)
    """Support links of the guide: `{"label", "url"}`."""

    committee: Mapped[Committee] = relationship(back_populates="topics")
    questions: Mapped[list[KeyQuestion]] = relationship(
        back_populates="topic",
        order_by="KeyQuestion.number",
        primaryjoin="and_(KeyQuestion.topic_id == Topic.id, KeyQuestion.retired_at.is_(None))",
    )

    __table_args__ = (
        sa.UniqueConstraint("committee_id", "number"),
        sa.CheckConstraint("number >= 1", name="number_from_one"),
    )


class KeyQuestion(Base):
    """A guide's question with its place there. A changed question is a new row; the old one is retired, not lost."""

    __tablename__ = "key_questions"

    id: Mapped[Id]
    topic_id: Mapped[int] = refers("topics.id", erase=True)
    number: Mapped[int]
    text: Mapped[LongText]
    hint: Mapped[LongText | None]
    document_id: Mapped[int | None] = refers("documents.id")
    start: Mapped[int | None]
    end: Mapped[int | None]
    retired_at: Mapped[datetime | None]

    topic: Mapped[Topic] = relationship(back_populates="questions")

    __table_args__ = (
        sa.CheckConstraint("length(text) > 0", name="text_not_empty"),
        sa.CheckConstraint(
            '(document_id IS NULL) = (start IS NULL) AND (start IS NULL) = ("end" IS NULL)', name="whole_anchor"
        ),
    )


class School(Base):
    """Where delegates come from; hidden while marking is blind."""

    __tablename__ = "schools"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    name: Mapped[Name]

    __table_args__ = (sa.UniqueConstraint("conference_id", "name"),)


class Delegation(Base):
    """A state or body represented at the conference."""

    __tablename__ = "delegations"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    name: Mapped[Name]

    __table_args__ = (sa.UniqueConstraint("conference_id", "name"),)


class Seat(Base):
    """A delegation in a committee, held by one or two delegates of a school."""

    __tablename__ = "seats"

    id: Mapped[Id]
    committee_id: Mapped[int] = refers("committees.id", erase=True)
    delegation_id: Mapped[int] = refers("delegations.id", erase=True)
    school_id: Mapped[int | None] = refers("schools.id")
    size: Mapped[int] = mapped_column(default=1)

    committee: Mapped[Committee] = relationship()
    delegation: Mapped[Delegation] = relationship()
    school: Mapped[School | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("committee_id", "delegation_id"),
        sa.CheckConstraint("size IN (1, 2)", name="single_or_double"),
    )


class Deadline(Base):
    """An instant until which a named right is kept; for one committee, or (committee empty) for the conference."""

    __tablename__ = "deadlines"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    committee_id: Mapped[int | None] = refers("committees.id", erase=True)
    right: Mapped[DeadlineRight] = mapped_column(by_value(DeadlineRight))
    at: Mapped[datetime]
    grace_minutes: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        sa.Index(
            "uq_deadlines_committee",
            "committee_id",
            "right",
            unique=True,
            sqlite_where=sa.text("committee_id IS NOT NULL"),
            postgresql_where=sa.text("committee_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_deadlines_conference",
            "conference_id",
            "right",
            unique=True,
            sqlite_where=sa.text("committee_id IS NULL"),
            postgresql_where=sa.text("committee_id IS NULL"),
        ),
        sa.CheckConstraint("grace_minutes >= 0", name="grace_not_negative"),
    )


class Extension(Base):
    """A later instant for one seat, with the reason and who granted it."""

    __tablename__ = "extensions"

    id: Mapped[Id]
    seat_id: Mapped[int] = refers("seats.id", erase=True)
    right: Mapped[DeadlineRight] = mapped_column(by_value(DeadlineRight))
    until: Mapped[datetime]
    note: Mapped[LongText]
    granted_by_id: Mapped[int] = refers("users.id", index=False)
    granted_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("seat_id", "right"),)
