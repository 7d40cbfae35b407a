"""What must happen again and again: lost work is found, mails go out, days of retention are kept.

Any number of processes may do it at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from reviewer.services import files, indexing, meanings, outbox, runs
from reviewer.services.outbox import Mailer
from reviewer.services.setup import retention
from reviewer.storage import StorageError
from reviewer.work import House

_log = structlog.get_logger(__name__)
_CLEANING_EVERY = timedelta(hours=1)


class Duty:
    """The duties of one process; it remembers only when it last cleaned up."""

    def __init__(self, house: House, mailer: Mailer) -> None:
        self._house = house
        self._mailer = mailer
        self._cleaned_at: datetime | None = None

    def look_after(self) -> None:
        """Do what is due. A database or storage that cannot be reached is logged and met again at the next turn."""
        try:
            swept = runs.sweep(self._house)
            if swept.rung or swept.requeued or swept.failed:
                _log.info("swept", rung=len(swept.rung), requeued=len(swept.requeued), failed=len(swept.failed))
            outbox.send_due(self._house, self._mailer)
            put_in = indexing.catch_up(self._house)
            if put_in:
                _log.info("index.caught_up", documents=put_in)
            self._clean_up()
        except (SQLAlchemyError, StorageError) as error:
            _log.warning("duty.put_off", error=f"{type(error).__name__}: {error}")

    def _clean_up(self) -> None:
        now = self._house.clock()
        if self._cleaned_at is not None and now - self._cleaned_at < _CLEANING_EVERY:
            return
        self._cleaned_at = now
        erased = retention.purge_due(self._house)
        meanings.forget_idle(self._house)
        freed = files.collect_garbage(self._house)
        if erased or freed:
            _log.info("cleaned_up", conferences_erased=len(erased), files_freed=freed)
