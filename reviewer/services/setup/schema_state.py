"""Whether the database can be used: reachable, and at the schema that this code knows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from reviewer.models import schema


class DatabaseUnusable(Exception):
    """The database cannot be reached or has another schema; the message says what to do and holds no password."""


@dataclass(frozen=True, slots=True)
class SchemaState:
    """Where the database stands (None: never migrated), where the code is, and what differs beyond that."""

    revision: str | None
    newest: str | None
    differences: tuple[str, ...]

    @property
    def is_newest(self) -> bool:
        """Whether the database is as this code needs it."""
        return self.revision == self.newest and not self.differences


def upgrade(engine: sa.Engine) -> tuple[str | None, str | None]:
    """Bring the database to the newest schema; the revision before and the one now. Raises DatabaseUnusable."""
    _make_folder(engine)
    try:
        before = schema.current_revision(engine)
        schema.upgrade(engine)
        return before, schema.current_revision(engine)
    except OperationalError as error:
        raise _unreachable(engine, error) from error


def state(engine: sa.Engine) -> SchemaState:
    """How the database compares with the code. Raises DatabaseUnusable when it cannot be reached."""
    _check_file(engine)
    try:
        revision = schema.current_revision(engine)
        found = tuple(map(str, schema.differences(engine))) if revision == schema.head_revision() else ()
    except OperationalError as error:
        raise _unreachable(engine, error) from error
    return SchemaState(revision, schema.head_revision(), found)


def require_newest(engine: sa.Engine) -> None:
    """Raise DatabaseUnusable unless the database is at the newest schema."""
    _check_file(engine)
    try:
        revision = schema.current_revision(engine)
    except OperationalError as error:
        raise _unreachable(engine, error) from error
    if revision != schema.head_revision():
        raise DatabaseUnusable(
            f"The database is at revision {revision or 'none'}, this program needs {schema.head_revision()}. "
            "Run: reviewer db upgrade"
        )


def _make_folder(engine: sa.Engine) -> None:
    path = _file(engine)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def _check_file(engine: sa.Engine) -> None:
    """A look must not leave an empty database behind, as connecting to SQLite does."""
    path = _file(engine)
    if path is not None and not path.exists():
        raise DatabaseUnusable(f"There is no database at {path} yet. Run: reviewer db upgrade")


def _file(engine: sa.Engine) -> Path | None:
    return Path(engine.url.database) if engine.dialect.name == "sqlite" and engine.url.database else None


def _unreachable(engine: sa.Engine, error: OperationalError) -> DatabaseUnusable:
    where = engine.url.render_as_string(hide_password=True)
    return DatabaseUnusable(f"The database {where} cannot be used: {error.orig}. Check DATABASE_URL and that it runs.")
