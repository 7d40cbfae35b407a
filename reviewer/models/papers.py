"""Papers, their numbered submissions, the stored bytes, the documents read from them, and the runs of work."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.domain.states import RunState, Step
from reviewer.models.base import Base, Code, Id, JsonObject, LongText, PackedJson, PackedText, Sha256, by_value, refers
from reviewer.models.conference import Seat, Topic

if TYPE_CHECKING:
    from reviewer.models.evidence import Source


class StoredFile(Base):
    """Bytes in storage, by their SHA-256. Kept alive by the rows that refer to it; without any it may be collected."""

    __tablename__ = "stored_files"

    sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    size: Mapped[int]
    created_at: Mapped[datetime]

    __table_args__ = (
        sa.CheckConstraint("length(sha256) = 64", name="sha256_length"),
        sa.CheckConstraint("size >= 0", name="size_not_negative"),
    )


class Document(Base):
    """A file as one reader version read it; never changed. A better reader makes another row."""

    __tablename__ = "documents"

    id: Mapped[Id]
    file_sha256: Mapped[Sha256] = refers("stored_files.sha256")
    reader_version: Mapped[Code]
    media_type: Mapped[str] = mapped_column(sa.String(120))
    language: Mapped[str | None] = mapped_column(sa.String(16))
    text: Mapped[str] = mapped_column(PackedText)
    text_sha256: Mapped[Sha256]
    words: Mapped[int]
    words_body: Mapped[int]
    pages: Mapped[int | None]
    blocks: Mapped[list[JsonObject]] = mapped_column(PackedJson)
    """`{"kind", "start", "end", "level", "page"}` as in the engine's Block."""
    format: Mapped[JsonObject] = mapped_column("format", quote=True)  # FORMAT JSON is syntax to PostgreSQL
    flags: Mapped[list[JsonObject]]
    read_at: Mapped[datetime]

    __table_args__ = (sa.UniqueConstraint("file_sha256", "reader_version"),)


class DocumentMetadata(Base):
    """What a file says of its author and history: personal, so apart from the document and erasable."""

    __tablename__ = "document_metadata"

    document_id: Mapped[int] = refers("documents.id", erase=True, primary_key=True)
    author: Mapped[LongText | None]
    last_modified_by: Mapped[LongText | None]
    created: Mapped[str | None] = mapped_column(sa.String(40))
    modified: Mapped[str | None] = mapped_column(sa.String(40))
    edit_minutes: Mapped[int | None]
    revision_ids: Mapped[list[str]]


class Paper(Base):
    """What one seat owes: for one topic, or (topic empty) for all of the committee's."""

    __tablename__ = "papers"

    id: Mapped[Id]
    seat_id: Mapped[int] = refers("seats.id", erase=True)
    topic_id: Mapped[int | None] = refers("topics.id", erase=True)

    seat: Mapped[Seat] = relationship()
    topic: Mapped[Topic | None] = relationship()
    submissions: Mapped[list[Submission]] = relationship(back_populates="paper", order_by="Submission.number")

    __table_args__ = (
        sa.Index(
            "uq_papers_seat_topic",
            "seat_id",
            "topic_id",
            unique=True,
            sqlite_where=sa.text("topic_id IS NOT NULL"),
            postgresql_where=sa.text("topic_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_papers_seat",
            "seat_id",
            unique=True,
            sqlite_where=sa.text("topic_id IS NULL"),
            postgresql_where=sa.text("topic_id IS NULL"),
        ),
    )


class Submission(Base):
    """One numbered upload, never changed: what was sent, by whom, when, and the receipt given for it.

    `document_id` and `unreadable_*` are what reading gave; `not_accepted_since` says when it failed a check of its form
    that blocks. `counted_at` is the instant it counts as received (see `domain.deadlines.counted_time`).
    """

    __tablename__ = "submissions"

    id: Mapped[Id]
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    number: Mapped[int]
    file_sha256: Mapped[Sha256] = refers("stored_files.sha256")
    file_name: Mapped[str] = mapped_column(sa.String(255))
    media_type: Mapped[str] = mapped_column(sa.String(120))
    size: Mapped[int]
    receipt: Mapped[str] = mapped_column(sa.String(16), unique=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"), index=True)
    received_at: Mapped[datetime]
    counted_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = refers("documents.id")
    unreadable_code: Mapped[Code | None]
    unreadable_since: Mapped[datetime | None]
    not_accepted_since: Mapped[datetime | None]

    paper: Mapped[Paper] = relationship(back_populates="submissions")
    document: Mapped[Document | None] = relationship()

    @property
    def void_since(self) -> datetime | None:
        """Since when its sender is told that it cannot count: unreadable, or not accepted."""
        return self.unreadable_since or self.not_accepted_since

    runs: Mapped[list[Run]] = relationship(back_populates="submission", order_by="Run.id")

    __table_args__ = (
        sa.UniqueConstraint("paper_id", "number"),
        sa.CheckConstraint("number >= 1", name="number_from_one"),
        sa.CheckConstraint("document_id IS NULL OR unreadable_code IS NULL", name="read_or_unreadable"),
        sa.CheckConstraint("(unreadable_code IS NULL) = (unreadable_since IS NULL)", name="unreadable_since_when"),
        sa.CheckConstraint("counted_at <= received_at", name="counted_not_later"),
    )


class PagePicture(Base):
    """One page of a PDF as a PNG, made in the sandbox: the only form in which a PDF's look reaches a browser."""

    __tablename__ = "page_pictures"

    id: Mapped[Id]
    document_id: Mapped[int] = refers("documents.id", erase=True)
    page: Mapped[int]
    file_sha256: Mapped[Sha256] = refers("stored_files.sha256")

    __table_args__ = (
        sa.UniqueConstraint("document_id", "page"),
        sa.CheckConstraint("page >= 1", name="page_from_one"),
    )


class PageMap(Base):
    """Where the words of a PDF stand on its pages, as JSON in storage (`engine.pages.sheets`), or why not."""

    __tablename__ = "page_maps"

    document_id: Mapped[int] = refers("documents.id", erase=True, primary_key=True)
    file_sha256: Mapped[Sha256 | None] = refers("stored_files.sha256")
    fault: Mapped[Code | None]

    __table_args__ = (sa.CheckConstraint("(file_sha256 IS NULL) <> (fault IS NULL)", name="made_or_failed"),)


class DrawnPage(Base):
    """A page as it was drawn for the desk, or why it could not be.

    `cover` is empty for the page as it is; else it names, by a hash, which words are shown and which are covered.
    """

    __tablename__ = "drawn_pages"

    id: Mapped[Id]
    document_id: Mapped[int] = refers("documents.id", erase=True)
    page: Mapped[int]
    width_px: Mapped[int]
    cover: Mapped[str] = mapped_column(sa.String(64), default="")
    file_sha256: Mapped[Sha256 | None] = refers("stored_files.sha256")
    fault: Mapped[Code | None]

    __table_args__ = (
        sa.UniqueConstraint("document_id", "page", "width_px", "cover"),
        sa.CheckConstraint("page >= 1", name="page_from_one"),
        sa.CheckConstraint("(file_sha256 IS NULL) <> (fault IS NULL)", name="made_or_failed"),
    )


class Run(Base):
    """One step of work on one submission or source, recorded before it is queued.

    The database is the truth and the broker only a bell: a run is claimed by moving it from queued to running, and
    finished only by the attempt that claimed it. `inputs_key` names everything the result rests on, so the same work
    is never recorded twice.
    """

    __tablename__ = "runs"

    id: Mapped[Id]
    submission_id: Mapped[int | None] = refers("submissions.id", erase=True)
    source_id: Mapped[int | None] = refers("sources.id", erase=True)
    step: Mapped[Step] = mapped_column(by_value(Step))
    inputs_key: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[RunState] = mapped_column(by_value(RunState), default=RunState.QUEUED)
    attempt: Mapped[int] = mapped_column(default=0)
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    error_code: Mapped[Code | None]
    error_detail: Mapped[LongText | None]

    submission: Mapped[Submission | None] = relationship(back_populates="runs")
    source: Mapped[Source | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(submission_id IS NULL) != (source_id IS NULL)", name="one_subject"),
        sa.CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", name="running_has_lease"),
        sa.CheckConstraint("(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="finished_when"),
        sa.CheckConstraint("(state = 'failed') = (error_code IS NOT NULL)", name="failed_says_why"),
        sa.Index(
            "uq_runs_submission",
            "submission_id",
            "step",
            "inputs_key",
            unique=True,
            sqlite_where=sa.text("submission_id IS NOT NULL"),
            postgresql_where=sa.text("submission_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_runs_source",
            "source_id",
            "step",
            "inputs_key",
            unique=True,
            sqlite_where=sa.text("source_id IS NOT NULL"),
            postgresql_where=sa.text("source_id IS NOT NULL"),
        ),
        sa.Index("ix_runs_state", "state", "lease_until"),
    )
