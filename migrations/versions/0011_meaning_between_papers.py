"""What is kept of each text's meaning, so that papers are proposed to each other that share no words.

Derived, and only made where an encoder is installed: papers get theirs when they are next compared, or all at once by
`reviewer index rebuild`.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "meaning_sketches",
        sa.Column("document_id", _ID, nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("language", sa.String(16), nullable=True),
        sa.Column("sentences", sa.Integer(), nullable=False),
        sa.Column("sentences_sha256", sa.String(64), nullable=False),
        sa.Column("vectors", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_meaning_sketches_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_meaning_sketches")),
    )


def downgrade() -> None:
    op.drop_table("meaning_sketches")
