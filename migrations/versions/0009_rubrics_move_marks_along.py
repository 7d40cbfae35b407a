"""Deductions that somebody decided not to take, and marks that went along to another version of their rubric."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "declined_deductions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("paper_id", _ID, nullable=False),
        sa.Column("submission_id", _ID, nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=False),
        sa.Column("declined_by_id", _ID, nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _refers("declined_deductions", "paper_id", "papers.id", "CASCADE"),
        _refers("declined_deductions", "submission_id", "submissions.id", "CASCADE"),
        _refers("declined_deductions", "declined_by_id", "users.id", "RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declined_deductions")),
    )
    _index("declined_deductions", "paper_id", "submission_id")
    op.create_table(
        "rubric_moves",
        sa.Column("id", _ID, nullable=False),
        sa.Column("conference_id", _ID, nullable=False),
        sa.Column("from_rubric_id", _ID, nullable=False),
        sa.Column("to_rubric_id", _ID, nullable=False),
        sa.Column("committees", sa.JSON(), nullable=False),
        sa.Column("moved_by_id", _ID, nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", _ID, nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        _refers("rubric_moves", "conference_id", "conferences.id", "CASCADE"),
        _refers("rubric_moves", "from_rubric_id", "adopted_rubrics.id", "CASCADE"),
        _refers("rubric_moves", "to_rubric_id", "adopted_rubrics.id", "CASCADE"),
        _refers("rubric_moves", "moved_by_id", "users.id", "RESTRICT"),
        _refers("rubric_moves", "undone_by_id", "users.id", "RESTRICT"),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_rubric_moves_undone_by_somebody")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rubric_moves")),
    )
    _index("rubric_moves", "conference_id", "from_rubric_id", "to_rubric_id")
    op.create_table(
        "moved_scorecards",
        sa.Column("move_id", _ID, nullable=False),
        sa.Column("scorecard_id", _ID, nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        _refers("moved_scorecards", "move_id", "rubric_moves.id", "CASCADE"),
        _refers("moved_scorecards", "scorecard_id", "scorecards.id", "CASCADE"),
        sa.PrimaryKeyConstraint("move_id", "scorecard_id", name=op.f("pk_moved_scorecards")),
    )
    _index("moved_scorecards", "scorecard_id")


def _refers(table: str, column: str, target: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table in ("moved_scorecards", "rubric_moves", "declined_deductions"):
        op.drop_table(table)
