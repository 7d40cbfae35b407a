"""What must happen every few seconds, in any number of processes at once: lost work is found, mails go out."""

from __future__ import annotations

import structlog
from sqlalchemy.exc import SQLAlchemyError

from reviewer.services import outbox, runs
from reviewer.services.outbox import Mailer
from reviewer.work import House

_log = structlog.get_logger(__name__)


def look_after(house: House, mailer: Mailer) -> None:
    """Sweep and send. A database that cannot be reached now is logged and met again at the next turn."""
    try:
        swept = runs.sweep(house)
        if swept.rung or swept.requeued or swept.failed:
            _log.info("swept", rung=len(swept.rung), requeued=len(swept.requeued), failed=len(swept.failed))
        outbox.send_due(house, mailer)
    except SQLAlchemyError as error:
        _log.warning("duty.database_unreachable", error=str(error))
