"""The whole database as one file, and back: SQLite by its online backup, PostgreSQL by pg_dump and pg_restore."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

import psycopg
import sqlalchemy as sa
from psycopg import pq

from reviewer.domain.errors import Refused


class Snapshots(Protocol):
    """One database. `kind` says which sort of file its snapshots are."""

    kind: str

    def is_empty(self) -> bool:
        """Whether nothing would be lost by restoring over it."""
        ...

    def save(self, target: Path) -> None:
        """Write a consistent snapshot while others go on reading and writing."""
        ...

    def load(self, source: Path, now: datetime) -> None:
        """Put a snapshot in the place of all that is there, wholly or not at all."""
        ...


def snapshots_of(database_url: str) -> Snapshots:
    """How to save and load the database at this address."""
    url = sa.make_url(database_url)
    if url.get_backend_name() == "sqlite":
        return SqliteSnapshots(Path(url.database or ""))
    return PostgresSnapshots(url.set(drivername="postgresql").render_as_string(hide_password=False))


class SqliteSnapshots:
    """A database file; what it replaces is kept beside it."""

    kind = "sqlite"

    def __init__(self, path: Path) -> None:
        self._path = path

    def is_empty(self) -> bool:
        return not self._path.exists()

    def save(self, target: Path) -> None:
        """A copy in one file; raises Refused when there is no database."""
        if not self._path.exists():
            raise Refused("no_database", f"There is no database at {self._path}: nothing to back up.")
        address = f"{self._path.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # else the copy would want a second file beside it

    def load(self, source: Path, now: datetime) -> None:
        """Swap the file in; the former one stays as NAME.before-restore-TIME."""
        _check_sqlite(source)
        draft = self._path.with_name(f".{self._path.name}.restoring")
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(source, draft)
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        if self._path.exists():
            self._keep_former(f"{self._path.name}.before-restore-{now:%Y%m%dT%H%M%S.%f}")
        draft.replace(self._path)

    def _keep_former(self, name: str) -> None:
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(self._path)) as former:
            former.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # a damaged one is kept as it is
        os.link(self._path, self._path.with_name(name))
        # A log that stayed behind would be read into the restored database and ruin it.
        with suppress(FileNotFoundError):
            self._path.with_name(self._path.name + "-wal").rename(self._path.with_name(name + "-wal"))
        self._path.with_name(self._path.name + "-shm").unlink(missing_ok=True)


def _check_sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        try:
            found = connection.execute("PRAGMA quick_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        raise Refused("backup_damaged", f"The database in the backup is damaged ({found}); use another backup.")


class PostgresSnapshots:
    """A PostgreSQL database, by the tools of its own version, which must be on PATH."""

    kind = "postgresql"

    def __init__(self, address: str) -> None:
        self._address = address
        parsed = pq.Conninfo.parse(address.encode())
        given = {option.keyword.decode(): option.val.decode() for option in parsed if option.val}
        # In the environment, not among the arguments: there every user of the machine could read the password.
        self._env = os.environ | {
            option.envvar.decode(): given[option.keyword.decode()]
            for option in parsed
            if option.envvar and option.keyword.decode() in given
        }
        self._name = given.get("dbname", "")

    def is_empty(self) -> bool:
        with psycopg.connect(self._address) as connection:
            return connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = 'public'").fetchone() is None

    def save(self, target: Path) -> None:
        """Raises Refused when pg_dump is missing or fails."""
        self._run("pg_dump", "--format=custom", "--no-owner", f"--file={target}")

    def load(self, source: Path, now: datetime) -> None:  # noqa: ARG002 - a server has no place to keep the former one
        """In one transaction; raises Refused, with all as it was, when pg_restore is missing or fails."""
        options = ("--clean", "--if-exists", "--no-owner", "--exit-on-error", "--single-transaction")
        self._run("pg_restore", *options, f"--dbname={self._name}", str(source))

    def _run(self, tool: str, *arguments: str) -> None:
        program = shutil.which(tool)
        if program is None:
            raise Refused(
                "tool_missing",
                f"{tool} is not on PATH. Install PostgreSQL's client tools of the server's version and try again.",
            )
        done = subprocess.run([program, *arguments], env=self._env, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise Refused("tool_failed", f"{tool} failed and nothing was changed: {done.stderr.strip()}")
