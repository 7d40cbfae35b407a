"""The candidate index without positions, and which documents stand in it under which key.

The index is derived: its rows go with the old table, and workers put the documents in again (or, at once,
`reviewer index rebuild`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.drop_table("fingerprints")
    op.create_table(
        "fingerprints",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", _ID, autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "document_id", name=op.f("pk_fingerprints")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "indexed_documents",
        sa.Column("document_id", _ID, autoincrement=False, nullable=False),
        sa.Column("key_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_indexed_documents_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "key_id", name=op.f("pk_indexed_documents")),
    )
    op.create_table(
        "index_rebuilds",
        sa.Column("key_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key_id", name=op.f("pk_index_rebuilds")),
    )


def downgrade() -> None:
    op.drop_table("index_rebuilds")
    op.drop_table("indexed_documents")
    op.drop_table("fingerprints")
    op.create_table(
        "fingerprints",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("document_id", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_fingerprints_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", "document_id", "position", name=op.f("pk_fingerprints")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_fingerprints_document_id"), "fingerprints", ["document_id"], unique=False)
