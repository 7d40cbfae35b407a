"""Format profiles as adopted, who goes by which, and pages that a word processor counted."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.models.base import Base, Code, Id, JsonObject, Name, Sha256, refers


class AdoptedFormat(Base):
    """A format profile as a conference adopted it, under the hash of its content; a change is another version."""

    __tablename__ = "adopted_formats"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    name: Mapped[Code]
    version: Mapped[int]
    title: Mapped[Name]
    content_hash: Mapped[Sha256]
    content: Mapped[JsonObject]
    """The profile's mapping as in `rubrics/formats/*.yaml`."""
    adopted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    adopted_at: Mapped[datetime]

    __table_args__ = (
        sa.UniqueConstraint("conference_id", "content_hash"),
        sa.UniqueConstraint("conference_id", "name", "version"),
    )


class FormatChoice(Base):
    """The profile that papers go by: of a committee, or (committee empty) of all that chose none of their own.

    A committee's choice without a profile means that its papers are not checked.
    """

    __tablename__ = "format_choices"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    committee_id: Mapped[int | None] = refers("committees.id", erase=True)
    format_id: Mapped[int | None] = refers("adopted_formats.id")
    chosen_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    chosen_at: Mapped[datetime]

    format: Mapped[AdoptedFormat | None] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_format_choices_committee",
            "committee_id",
            unique=True,
            sqlite_where=sa.text("committee_id IS NOT NULL"),
            postgresql_where=sa.text("committee_id IS NOT NULL"),
        ),
        sa.Index(
            "uq_format_choices_conference",
            "conference_id",
            unique=True,
            sqlite_where=sa.text("committee_id IS NULL"),
            postgresql_where=sa.text("committee_id IS NULL"),
        ),
    )


class RenderedPages(Base):
    """How many pages a word processor made of a document whose format has none."""

    __tablename__ = "rendered_pages"

    document_id: Mapped[int] = refers("documents.id", erase=True, primary_key=True)
    pages: Mapped[int]
    rendered_at: Mapped[datetime]

    __table_args__ = (sa.CheckConstraint("pages >= 1", name="pages_from_one"),)
