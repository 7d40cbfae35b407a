"""Format profiles: as a conference adopted them, who goes by which, and the versions that a blocking check did not accept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FROZEN = ("conference_id", "name", "version", "content_hash", "content")


def upgrade() -> None:
    op.create_table(
        "adopted_formats",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conference_id", _ID, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("adopted_by_id", _ID, nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_adopted_formats_conference_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["adopted_by_id"], ["users.id"], name=op.f("fk_adopted_formats_adopted_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adopted_formats")),
        sa.UniqueConstraint(
            "conference_id", "content_hash", name=op.f("uq_adopted_formats_conference_id_content_hash")
        ),
        sa.UniqueConstraint(
            "conference_id", "name", "version", name=op.f("uq_adopted_formats_conference_id_name_version")
        ),
    )
    op.create_index("ix_adopted_formats_conference_id", "adopted_formats", ["conference_id"])
    op.create_table(
        "format_choices",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conference_id", _ID, nullable=False),
        sa.Column("committee_id", _ID, nullable=True),
        sa.Column("format_id", _ID, nullable=True),
        sa.Column("chosen_by_id", _ID, nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_format_choices_conference_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_format_choices_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["format_id"], ["adopted_formats.id"], name=op.f("fk_format_choices_format_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"], ["users.id"], name=op.f("fk_format_choices_chosen_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_format_choices")),
    )
    for column in ("conference_id", "committee_id", "format_id"):
        op.create_index(f"ix_format_choices_{column}", "format_choices", [column])
    op.create_index(
        "uq_format_choices_committee",
        "format_choices",
        ["committee_id"],
        unique=True,
        sqlite_where=sa.text("committee_id IS NOT NULL"),
        postgresql_where=sa.text("committee_id IS NOT NULL"),
    )
    op.create_index(
        "uq_format_choices_conference",
        "format_choices",
        ["conference_id"],
        unique=True,
        sqlite_where=sa.text("committee_id IS NULL"),
        postgresql_where=sa.text("committee_id IS NULL"),
    )
    op.create_table(
        "rendered_pages",
        sa.Column("document_id", _ID, nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pages >= 1", name=op.f("ck_rendered_pages_pages_from_one")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_rendered_pages_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_rendered_pages")),
    )
    op.add_column("submissions", sa.Column("not_accepted_since", sa.DateTime(timezone=True), nullable=True))
    head = (
        "CREATE TRIGGER refuse_update_adopted_formats BEFORE UPDATE OF "
        f"{', '.join(_FROZEN)} ON adopted_formats FOR EACH ROW"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"{head} EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'adopted_formats rows are never changed'); END")


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute("DROP TRIGGER refuse_update_adopted_formats" + (" ON adopted_formats" if postgresql else ""))
    op.drop_column("submissions", "not_accepted_since")
    op.drop_table("rendered_pages")
    op.drop_table("format_choices")
    op.drop_table("adopted_formats")
