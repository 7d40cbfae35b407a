"""One unit of work: a session, the storage, the instant, and the runs to ring for once it is committed.

`House` is made once a process and knows how to begin units. A service takes a `Work` (it may write) or a `Session`
from `House.reading()` (it only reads). Nothing is rung for before the commit: a worker would not find its row.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import Run
from reviewer.models.database import READING, open_engine, writers_turn
from reviewer.queue import Bell, RqBell
from reviewer.settings import Settings
from reviewer.storage import Storage, from_url

Reading = Session
"""A session in which nothing is written: what read queries take."""


@sa.event.listens_for(Session, "loaded_as_persistent")
def _hold(session: Session, row: object) -> None:
    """Hold on to rows where that is wanted: a session forgets them, and reads again what is asked for by its key."""
    held = session.info.get(_HELD)
    if held is not None:
        held.append(row)


_MOMENT = "moment"
_KNOWN = "known"
_SHELF = "shelf"
_HELD = "held"

Found = TypeVar("Found")


def moment_of(session: Session) -> datetime:
    """The one instant at which everything in this unit happens; for rules that hold only for a time."""
    found: datetime = session.info[_MOMENT]
    return found


def once(session: Session, key: Hashable, find: Callable[[], Found]) -> Found:
    """What `find` finds, looked for once in a unit that only reads; each time anew where rows may change meanwhile.

    `key` names what is looked for, for all callers in the process.
    """
    known: dict[Hashable, Found] | None = session.info.get(_KNOWN)
    if known is None:
        return find()
    if key not in known:
        known[key] = find()
    return known[key]


@contextmanager
def settled(session: Session) -> Iterator[None]:
    """A stretch of a unit that writes in which nothing changes that `once` is asked for, and rows are held on to."""
    session.info.update({_KNOWN: {}, _HELD: []})
    try:
        yield
    finally:
        del session.info[_KNOWN], session.info[_HELD]


def kept(session: Session, place: Hashable, digest: bytes) -> Any:
    """What was kept at a place of this process for this digest; None where nothing was, or rows may change meanwhile.

    The digest must tell everything that the result rests on: then nothing that is kept is ever out of date.
    """
    shelf: Shelf | None = session.info.get(_SHELF)
    return None if shelf is None else shelf.get(place, digest)


def keep(session: Session, place: Hashable, digest: bytes, result: Found) -> Found:
    """Keep a result instead of what was at that place, and give it back."""
    shelf: Shelf | None = session.info.get(_SHELF)
    if shelf is not None:
        shelf.put(place, digest, result)
    return result


class Shelf:
    """The results that one process keeps for its database: the newest few thousand of the last hour, one a place.

    What was erased from the database must not stay in a process: a result goes when it is `seconds` old, at the next
    look at the shelf.
    """

    def __init__(self, most: int = 8_000, seconds: float = 3600.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._results: OrderedDict[Hashable, tuple[float, bytes, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, place: Hashable, digest: bytes) -> Any:
        """The result, if it was kept for this very digest."""
        with self._lock:
            self._forget()
            found = self._results.get(place)
        return found[2] if found is not None and found[1] == digest else None

    def put(self, place: Hashable, digest: bytes, result: object) -> None:
        """Keep a result; the oldest one goes when there are too many."""
        with self._lock:
            self._results.pop(place, None)
            self._results[place] = self._clock(), digest, result
            self._forget()

    def _forget(self) -> None:
        """The oldest are first, since a result that is kept anew goes to the end."""
        oldest_allowed = self._clock() - self._seconds
        while self._results:
            kept_at = next(iter(self._results.values()))[0]
            if kept_at >= oldest_allowed and len(self._results) <= self._most:
                return
            self._results.popitem(last=False)


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
    _reader: sa.Engine = field(init=False, repr=False, compare=False)
    """The same engine for units that only read; made once, since making it costs more than a query."""
    _shelf: Shelf = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_reader", self.engine.execution_options(**{READING: True}))
        object.__setattr__(self, "_shelf", Shelf())

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
        info = {_MOMENT: self.clock(), _KNOWN: {}, _SHELF: self._shelf, _HELD: []}
        with Session(self._reader, info=info) as session:
            yield session  # closing rolls back, and rows that were loaded keep their values
