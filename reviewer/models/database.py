"""Opening the database so that SQLite and PostgreSQL behave alike.

SQLite begins writing transactions with BEGIN IMMEDIATE and waits for the lock: the driver's default begins to read
and fails with "database is locked" when it wants to write. Reading transactions stay deferred, so that a page never
waits for an upload (write-ahead log).
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from reviewer.models.base import Base

READING = "reviewer_reading"
"""The execution option of an engine or connection whose transactions only read."""

_LOCK_WAIT_SECONDS = 30
_POOL_SIZE = 20


def open_engine(url: str) -> sa.Engine:
    """An engine for a SQLite file or a PostgreSQL server. A forked child drops inherited connections unclosed."""
    if url.startswith("sqlite"):
        engine = sa.create_engine(
            url,
            connect_args={"timeout": _LOCK_WAIT_SECONDS, "check_same_thread": False},
            pool_size=_POOL_SIZE,
            hide_parameters=True,  # messages of errors end in logs, and parameters are people's names and words
        )
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    else:
        engine = sa.create_engine(url, pool_size=_POOL_SIZE, pool_pre_ping=True, hide_parameters=True)
    os.register_at_fork(after_in_child=lambda: engine.dispose(close=False))
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)
    connection.isolation_level = None  # the driver must not begin by itself: _begin_sqlite does
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-32000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: sa.Connection) -> None:
    options: dict[str, Any] = dict(connection.get_execution_options())
    connection.exec_driver_sql("BEGIN" if options.get(READING) else "BEGIN IMMEDIATE")


_mine = threading.local()


@contextmanager
def writers_turn(engine: sa.Engine) -> Iterator[None]:
    """Wait for one's turn to write. PostgreSQL needs no turns; SQLite's writers, of any process, form a queue here.

    SQLite itself lets a waiting writer sleep and ask again, up to a tenth of a second at a time: with twenty of them
    the unlucky wait for seconds while the lock is free. The kernel wakes the waiters of a file lock at once, and frees
    the lock of a process that dies. Raises RuntimeError for a turn inside a turn, which would wait for itself.
    """
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        yield
        return
    if getattr(_mine, "turn", False):
        raise RuntimeError("a unit of work was begun inside another; pass the Work on instead")
    with Path(f"{path}-turn").open("ab") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        _mine.turn = True
        try:
            yield
        finally:
            _mine.turn = False


def insert_or_keep(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> int:
    """Insert rows, leaving alone those that stand already by some unique key. Returns how many were new."""
    if not rows:
        return 0
    table = model.__table__
    assert isinstance(table, sa.Table)
    counted = {"preserve_rowcount": True}  # otherwise PostgreSQL's count is lost, and -1 looks like a new row
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    # Rows go as parameters: one statement is compiled for any number of them.
    result = session.execute(dialect.insert(table).on_conflict_do_nothing(), rows, execution_options=counted)
    assert isinstance(result, sa.CursorResult)
    return result.rowcount
