"""Coverage that learns: what a chair took back or chose, what a suggestion was wary of, and renewing on demand."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("coverage_judgements", sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("coverage_snapshots", sa.Column("learned_from", sa.Integer(), server_default="0", nullable=False))
    op.add_column("coverage_snapshots", sa.Column("outline", sa.JSON(), nullable=True))
    for column, kind in (("trap", sa.String(64)), ("trap_start", sa.Integer()), ("trap_end", sa.Integer())):
        op.add_column("question_coverage", sa.Column(column, kind, nullable=True))
    op.create_table(
        "chosen_evidence",
        sa.Column("id", _ID, nullable=False),
        sa.Column("judgement_id", _ID, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("before", sa.String(length=40), nullable=False),
        sa.Column("after", sa.String(length=40), nullable=False),
        sa.Column("document_id", _ID, nullable=False),
        sa.CheckConstraint('start < "end"', name=op.f("ck_chosen_evidence_span_not_empty")),
        sa.ForeignKeyConstraint(
            ["judgement_id"],
            ["coverage_judgements.id"],
            name=op.f("fk_chosen_evidence_judgement_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_chosen_evidence_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chosen_evidence")),
        sa.UniqueConstraint("judgement_id", name=op.f("uq_chosen_evidence_judgement_id")),
    )
    op.create_index(op.f("ix_chosen_evidence_document_id"), "chosen_evidence", ["document_id"], unique=False)
    op.create_table(
        "coverage_renewals",
        sa.Column("id", _ID, nullable=False),
        sa.Column("committee_id", _ID, nullable=False),
        sa.Column("asked_by_id", _ID, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("papers", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["committee_id"], ["committees.id"], name=op.f("fk_coverage_renewals_committee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_coverage_renewals_asked_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage_renewals")),
    )
    op.create_index(op.f("ix_coverage_renewals_committee_id"), "coverage_renewals", ["committee_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_coverage_renewals_committee_id"), table_name="coverage_renewals")
    op.drop_table("coverage_renewals")
    op.drop_index(op.f("ix_chosen_evidence_document_id"), table_name="chosen_evidence")
    op.drop_table("chosen_evidence")
    for column in ("trap_end", "trap_start", "trap"):
        op.drop_column("question_coverage", column)
    op.drop_column("coverage_snapshots", "outline")
    op.drop_column("coverage_snapshots", "learned_from")
    op.drop_column("coverage_judgements", "taken_back_at")
