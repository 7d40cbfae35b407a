"""One unit of work: a session, the storage, the instant, and the runs to ring for once it is committed.

`House` is made once a process and knows how to begin units. A service takes a `Work` (it may write) or a `Session`
from `House.reading()` (it only reads). Nothing is rung for before the commit: a worker would not find its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import Run
from reviewer.models.database import READING, open_engine, writers_turn
from reviewer.queue import Bell, RqBell
from reviewer.settings import Settings
from reviewer.storage import Storage, from_url

Reading = Session
"""A session in which nothing is written: what read queries take."""
_MOMENT = "moment"


def moment_of(session: Session) -> datetime:
    """The one instant at which everything in this unit happens; for rules that hold only for a time."""
    found: datetime = session.info[_MOMENT]
    return found


@dataclass(slots=True)
class Work:
    """A transaction in progress. `now` is the one instant at which everything in it happens."""

    session: Session
    storage: Storage
    settings: Settings
    now: datetime
    to_ring: list[Run] = field(default_factory=list)

    def ring_after_commit(self, run: Run) -> None:
        """Wake a worker for this run once the transaction stands."""
        self.to_ring.append(run)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    """What one process needs to do any work: settings, database, storage, bell and clock."""

    settings: Settings
    engine: sa.Engine
    storage: Storage
    bell: Bell
    clock: Callable[[], datetime] = _utc_now

    @classmethod
    def open(cls, settings: Settings, *, bell: Bell | None = None, clock: Callable[[], datetime] = _utc_now) -> House:
        """The house these settings describe."""
        return cls(
            settings=settings,
            engine=open_engine(settings.database_url),
            storage=from_url(settings.storage_url),
            bell=bell or RqBell(settings.redis_url),
            clock=clock,
        )

    @contextmanager
    def work(self) -> Iterator[Work]:
        """Begin a writing unit; commit at the end and ring for its runs, or roll all of it back on an exception."""
        with writers_turn(self.engine), Session(self.engine, expire_on_commit=False) as session:
            work = Work(session, self.storage, self.settings, self.clock())
            session.info[_MOMENT] = work.now
            with session.begin():
                # SQLite takes the write lock now, so that what is read here is still true when it is written.
                session.connection()
                yield work
            rung = [(run.step, run.id) for run in work.to_ring]
        for step, run_id in rung:
            self.bell.ring(step, run_id)

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Begin a unit that only reads; it waits for no writer. Anything written in it is rolled back."""
        with Session(self.engine.execution_options(**{READING: True}), info={_MOMENT: self.clock()}) as session:
            yield session  # closing rolls back, and rows that were loaded keep their values
