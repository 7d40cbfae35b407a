"""The texts of documents and their blocks are kept compressed: they were half of the database.

The room that the old columns leave is used again by new rows; a SQLite file itself shrinks with VACUUM.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0011"
branch_labels = None
depends_on = None

_AT_ONCE = 500
_PLAIN: dict[str, sa.types.TypeEngine[Any]] = {"text": sa.Text(), "blocks": sa.JSON()}
_PACKED: dict[str, sa.types.TypeEngine[Any]] = {name: sa.LargeBinary() for name in _PLAIN}


def upgrade() -> None:
    _replace(_PLAIN, _PACKED, {"text": _packed, "blocks": lambda blocks: _packed(_as_json(blocks))}, empty="''")


def downgrade() -> None:
    _replace(_PACKED, _PLAIN, {"text": _unpacked, "blocks": lambda blocks: json.loads(_unpacked(blocks))}, empty="'[]'")


def _replace(
    old: dict[str, sa.types.TypeEngine[Any]],
    new: dict[str, sa.types.TypeEngine[Any]],
    to_new: dict[str, Callable[[Any], Any]],
    *,
    empty: str,
) -> None:
    """Other columns of the same names with the same contents; SQLite adds no column without a default."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute("DROP TRIGGER refuse_update_documents" + (" ON documents" if postgresql else ""))
    for name in old:
        op.execute(f"ALTER TABLE documents RENAME COLUMN {name} TO old_{name}")
        op.add_column("documents", sa.Column(name, new[name], nullable=False, server_default=sa.text(empty)))
    _fill(old, new, to_new)
    for name in old:
        op.execute(f"ALTER TABLE documents DROP COLUMN old_{name}")
        if postgresql:
            op.alter_column("documents", name, server_default=None)
    _refuse_changes(postgresql=postgresql)


def _fill(
    old: dict[str, sa.types.TypeEngine[Any]],
    new: dict[str, sa.types.TypeEngine[Any]],
    to_new: dict[str, Callable[[Any], Any]],
) -> None:
    read = sa.table("documents", sa.column("id"), *(sa.column(f"old_{name}", kind) for name, kind in old.items()))
    written = sa.table("documents", sa.column("id"), *(sa.column(name, kind) for name, kind in new.items()))
    connection, last = op.get_bind(), 0
    update = written.update().where(written.c.id == sa.bindparam("of"))
    while rows := connection.execute(sa.select(read).where(read.c.id > last).order_by(read.c.id).limit(_AT_ONCE)).all():
        filled = [{"of": row[0], **dict(zip(to_new, _converted(row[1:], to_new), strict=True))} for row in rows]
        connection.execute(update.values({name: sa.bindparam(name) for name in to_new}), filled)
        last = rows[-1][0]


def _converted(values: Iterable[Any], to_new: dict[str, Callable[[Any], Any]]) -> list[Any]:
    return [convert(value) for convert, value in zip(to_new.values(), values, strict=True)]


def _refuse_changes(*, postgresql: bool) -> None:
    head = "CREATE TRIGGER refuse_update_documents BEFORE UPDATE ON documents FOR EACH ROW"
    if postgresql:
        op.execute(f"{head} EXECUTE FUNCTION refuse_change()")
    else:
        op.execute(f"{head} BEGIN SELECT RAISE(ABORT, 'documents rows are never changed'); END")


def _as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode())


def _unpacked(packed: bytes) -> str:
    return zlib.decompress(packed).decode()
