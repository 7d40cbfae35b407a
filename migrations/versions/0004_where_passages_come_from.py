"""Rules for where passages come from, how a passage is introduced, and what a ruling rested on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

FROZEN = ("provenance_rules", "ruling_evidence")


def upgrade() -> None:
    op.add_column("matches", sa.Column("low_manner", sa.String(length=64), nullable=True))
    op.add_column("matches", sa.Column("high_manner", sa.String(length=64), nullable=True))
    op.create_table(
        "provenance_rules",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conference_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provenance", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conference_id"], ["conferences.id"], name=op.f("fk_provenance_rules_conference_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["users.id"], name=op.f("fk_provenance_rules_made_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provenance_rules")),
    )
    op.create_index(op.f("ix_provenance_rules_conference_id"), "provenance_rules", ["conference_id"], unique=False)
    op.create_table(
        "ruling_evidence",
        sa.Column("ruling_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ruling_id"], ["rulings.id"], name=op.f("fk_ruling_evidence_ruling_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ruling_id", name=op.f("pk_ruling_evidence")),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in FROZEN:
        head = f"CREATE TRIGGER refuse_update_{table} BEFORE UPDATE ON {table} FOR EACH ROW"
        if postgresql:
            op.execute(f"{head} EXECUTE FUNCTION refuse_change()")
        else:
            op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END")


def downgrade() -> None:
    op.drop_table("ruling_evidence")
    op.drop_table("provenance_rules")
    op.drop_column("matches", "high_manner")
    op.drop_column("matches", "low_manner")
