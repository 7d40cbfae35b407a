"""The database itself refuses to change what must never change.

Audit events take neither update nor delete. Documents, final marks and rulings take no update; adopted rubrics and
submissions none of the columns that say what they are. A later migration that rebuilds one of these tables on SQLite
drops its triggers with it and must create them again; `tests/models/test_immutable.py` fails when one is missing.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FROZEN = {
    "audit_events": None,
    "documents": None,
    "final_marks": None,
    "rulings": None,
    "adopted_rubrics": ("conference_id", "name", "version", "content_hash", "content"),
    "submissions": ("paper_id", "number", "file_sha256", "receipt", "received_at"),
}
KEPT = ("audit_events",)


def upgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% rows are never changed', TG_TABLE_NAME "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    for table, columns in FROZEN.items():
        of = f" OF {', '.join(columns)}" if columns else ""
        _create(table, "UPDATE", of, postgresql=postgresql)
    for table in KEPT:
        _create(table, "DELETE", "", postgresql=postgresql)


def _create(table: str, event: str, of: str, *, postgresql: bool) -> None:
    head = f"CREATE TRIGGER refuse_{event.lower()}_{table} BEFORE {event}{of} ON {table} FOR EACH ROW"
    if postgresql:
        op.execute(f"{head} EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END")


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    triggers = [(table, "update") for table in FROZEN] + [(table, "delete") for table in KEPT]
    for table, event in triggers:
        op.execute(f"DROP TRIGGER refuse_{event}_{table}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION refuse_change()")
