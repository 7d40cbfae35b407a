"""Where the words of a PDF stand on its pages, and the pages as they were drawn for the desk."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "page_maps",
        sa.Column("document_id", _ID, nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("fault", sa.String(length=64), nullable=True),
        _refers("page_maps", "document_id", "documents.id", "CASCADE"),
        _refers("page_maps", "file_sha256", "stored_files.sha256", "RESTRICT"),
        sa.CheckConstraint("(file_sha256 IS NULL) <> (fault IS NULL)", name=op.f("ck_page_maps_made_or_failed")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_page_maps")),
    )
    _index("page_maps", "file_sha256")
    op.create_table(
        "drawn_pages",
        sa.Column("id", _ID, nullable=False),
        sa.Column("document_id", _ID, nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("cover", sa.String(length=64), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=True),
        sa.Column("fault", sa.String(length=64), nullable=True),
        _refers("drawn_pages", "document_id", "documents.id", "CASCADE"),
        _refers("drawn_pages", "file_sha256", "stored_files.sha256", "RESTRICT"),
        sa.CheckConstraint("page >= 1", name=op.f("ck_drawn_pages_page_from_one")),
        sa.CheckConstraint("(file_sha256 IS NULL) <> (fault IS NULL)", name=op.f("ck_drawn_pages_made_or_failed")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drawn_pages")),
        sa.UniqueConstraint(
            "document_id",
            "page",
            "width_px",
            "cover",
            name=op.f("uq_drawn_pages_document_id_page_width_px_cover"),
        ),
    )
    _index("drawn_pages", "document_id", "file_sha256")


def _refers(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table in ("drawn_pages", "page_maps"):
        op.drop_table(table)
