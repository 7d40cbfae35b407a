"""Rubrics as adopted, readings and their marks, comments, final marks and the release that shows them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.domain.states import ScorecardState
from reviewer.models.base import Base, Code, Id, JsonObject, LongText, Name, Sha256, by_value, refers
from reviewer.models.papers import Paper
from reviewer.models.people import User


class AdoptedRubric(Base):
    """A rubric as a conference adopted it, under the hash of its content; a change is another version."""

    __tablename__ = "adopted_rubrics"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    name: Mapped[Code]
    version: Mapped[int]
    title: Mapped[Name]
    content_hash: Mapped[Sha256]
    content: Mapped[JsonObject]
    """The rubric's mapping as in `rubrics/*.yaml`."""
    adopted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    adopted_at: Mapped[datetime]

    __table_args__ = (
        sa.UniqueConstraint("conference_id", "content_hash"),
        sa.UniqueConstraint("conference_id", "name", "version"),
    )


class Scorecard(Base):
    """One reading of a paper: slot 1 is the first reader's, 2 the second's. Chairs permitted to a slot share it."""

    __tablename__ = "scorecards"

    id: Mapped[Id]
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    slot: Mapped[int] = mapped_column(default=1)
    rubric_id: Mapped[int] = refers("adopted_rubrics.id")
    submission_id: Mapped[int] = refers("submissions.id", erase=True)
    state: Mapped[ScorecardState] = mapped_column(by_value(ScorecardState), default=ScorecardState.DRAFT)
    overall: Mapped[LongText] = mapped_column(default="")
    overall_version: Mapped[int] = mapped_column(default=0)
    overall_by_id: Mapped[int | None] = refers("users.id", index=False)
    overall_at: Mapped[datetime | None]
    started_by_id: Mapped[int] = refers("users.id", index=False)
    started_at: Mapped[datetime]
    finished_by_id: Mapped[int | None] = refers("users.id", index=False)
    finished_at: Mapped[datetime | None]

    paper: Mapped[Paper] = relationship()
    rubric: Mapped[AdoptedRubric] = relationship()
    marks: Mapped[list[Mark]] = relationship(back_populates="scorecard")
    moves: Mapped[list[Comment]] = relationship(
        viewonly=True,
        lazy="selectin",
        order_by="Comment.id",
        primaryjoin="and_(Scorecard.id == Comment.scorecard_id, Comment.deleted_at.is_(None),"
        " Comment.points.is_not(None))",
    )
    """The standing comments that move a mark."""

    __table_args__ = (
        sa.UniqueConstraint("paper_id", "slot"),
        sa.CheckConstraint("slot >= 1", name="slot_from_one"),
        sa.CheckConstraint("(state = 'final') = (finished_at IS NOT NULL)", name="final_when"),
        sa.CheckConstraint("(finished_at IS NULL) = (finished_by_id IS NULL)", name="finished_by_somebody"),
    )


class Mark(Base):
    """The points and the note for one criterion (and topic; 0 when the criterion is not per topic).

    Points and note are two fields, each with a version of its own, 0 until it is first written.
    """

    __tablename__ = "marks"

    id: Mapped[Id]
    scorecard_id: Mapped[int] = refers("scorecards.id", erase=True)
    criterion: Mapped[Code]
    topic_number: Mapped[int] = mapped_column(default=0)
    points: Mapped[Decimal | None]
    version: Mapped[int] = mapped_column(default=0)
    changed_by_id: Mapped[int] = refers("users.id", index=False)
    changed_at: Mapped[datetime]
    note: Mapped[LongText] = mapped_column(default="")
    note_version: Mapped[int] = mapped_column(default=0)
    note_by_id: Mapped[int | None] = refers("users.id", index=False)
    note_at: Mapped[datetime | None]

    scorecard: Mapped[Scorecard] = relationship(back_populates="marks")
    changed_by: Mapped[User] = relationship(foreign_keys=[changed_by_id])

    __table_args__ = (
        sa.UniqueConstraint("scorecard_id", "criterion", "topic_number"),
        sa.CheckConstraint("version >= 0 AND note_version >= 0", name="versions_not_negative"),
        sa.CheckConstraint("(note_version = 0) = (note_by_id IS NULL)", name="note_by_somebody"),
    )


class Comment(Base):
    """A chair's words on a span of the text, on a criterion, or on both; `deleted_at` keeps an undo possible."""

    __tablename__ = "comments"

    id: Mapped[Id]
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    scorecard_id: Mapped[int] = refers("scorecards.id", erase=True)
    author_id: Mapped[int] = refers("users.id", index=False)
    criterion: Mapped[Code | None]
    topic_number: Mapped[int] = mapped_column(default=0, server_default="0")
    points: Mapped[Decimal | None]
    """What this comment adds to (or, negative, takes off) its criterion's mark; gone with the comment."""
    text: Mapped[LongText]
    document_id: Mapped[int | None] = refers("documents.id", erase=True)
    start: Mapped[int | None]
    end: Mapped[int | None]
    quote: Mapped[LongText | None]
    before: Mapped[str | None] = mapped_column(sa.String(40))
    after: Mapped[str | None] = mapped_column(sa.String(40))
    version: Mapped[int] = mapped_column(default=1)
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    author: Mapped[User] = relationship()

    __table_args__ = (
        sa.CheckConstraint("length(text) > 0", name="text_not_empty"),
        sa.CheckConstraint(
            "(document_id IS NULL) = (start IS NULL) AND (start IS NULL) = (quote IS NULL)"
            ' AND (start IS NULL) = ("end" IS NULL)',
            name="whole_anchor",
        ),
        sa.CheckConstraint('start IS NULL OR start < "end"', name="span_not_empty"),
    )


class Adjustment(Base):
    """Points added to or taken from a paper outside the criteria, each its own visible line with a reason.

    `kind` and `points` are those of `domain.scoring.Adjustment`; `rule` names the rubric's deduction or cap, if any.
    """

    __tablename__ = "adjustments"

    id: Mapped[Id]
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    kind: Mapped[Code]
    points: Mapped[Decimal]
    rule: Mapped[Code | None]
    reason: Mapped[LongText]
    made_by_id: Mapped[int | None] = refers("users.id", index=False)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    __table_args__ = (sa.CheckConstraint("length(reason) > 0", name="reason_given"),)


class FinalMark(Base):
    """What a release may show of a paper: which scorecards, by which method, with which adjustments. Never changed.

    `content` freezes the words of the feedback: criterion lines, comments with their anchors, the overall comment and
    the coverage that was confirmed, so that later edits never reach a released page.
    """

    __tablename__ = "final_marks"

    id: Mapped[Id]
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    submission_id: Mapped[int] = refers("submissions.id", erase=True)
    rubric_id: Mapped[int] = refers("adopted_rubrics.id")
    method: Mapped[Code]
    total: Mapped[Decimal]
    out_of: Mapped[Decimal]
    content: Mapped[JsonObject]
    made_by_id: Mapped[int] = refers("users.id", index=False)
    made_at: Mapped[datetime]

    paper: Mapped[Paper] = relationship()
    scorecards: Mapped[list[Scorecard]] = relationship(secondary="final_mark_scorecards")
    adjustments: Mapped[list[Adjustment]] = relationship(secondary="final_mark_adjustments")

    __table_args__ = (sa.CheckConstraint("out_of > 0", name="out_of_something"),)


class FinalMarkScorecard(Base):
    """A scorecard a final mark came from."""

    __tablename__ = "final_mark_scorecards"

    final_mark_id: Mapped[int] = refers("final_marks.id", erase=True, primary_key=True)
    scorecard_id: Mapped[int] = mapped_column(sa.ForeignKey("scorecards.id", ondelete="CASCADE"), primary_key=True)


class FinalMarkAdjustment(Base):
    """An adjustment a final mark includes."""

    __tablename__ = "final_mark_adjustments"

    final_mark_id: Mapped[int] = refers("final_marks.id", erase=True, primary_key=True)
    adjustment_id: Mapped[int] = mapped_column(sa.ForeignKey("adjustments.id", ondelete="CASCADE"), primary_key=True)


class Release(Base):
    """The act of showing: of a committee, or (committee empty) of the whole conference. Taken back, it hides again."""

    __tablename__ = "releases"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    committee_id: Mapped[int | None] = refers("committees.id", erase=True)
    released_by_id: Mapped[int] = refers("users.id", index=False)
    released_at: Mapped[datetime]
    visible_from: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = refers("users.id", index=False)

    marks: Mapped[list[ReleasedMark]] = relationship(back_populates="release")

    __table_args__ = (
        sa.CheckConstraint("visible_from >= released_at", name="not_before_the_act"),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoked_by_somebody"),
    )


class ReleasedMark(Base):
    """One paper's final mark in a release: the only door through which a delegate sees a judgement."""

    __tablename__ = "released_marks"

    release_id: Mapped[int] = refers("releases.id", erase=True, primary_key=True)
    paper_id: Mapped[int] = mapped_column(sa.ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True, index=True)
    final_mark_id: Mapped[int] = refers("final_marks.id")

    release: Mapped[Release] = relationship(back_populates="marks")
    final_mark: Mapped[FinalMark] = relationship()
