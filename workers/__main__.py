"""`python -m workers`: the worker process of the Procfile."""

from __future__ import annotations

import os

# Before numpy is loaded: workers are processes already, and threads of a mathematics library do not survive a fork.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import structlog
from sqlalchemy.exc import SQLAlchemyError

from reviewer.services import outbox, runs
from workers import runtime
from workers.pool import Pool

_log = structlog.get_logger(__name__)


def _duty() -> None:
    """What must happen every few seconds: unfinished work is looked after, mails go out."""
    house = runtime.house()
    try:
        swept = runs.sweep(house)
        if swept.rung or swept.requeued or swept.failed:
            _log.info("swept", rung=len(swept.rung), requeued=len(swept.requeued), failed=len(swept.failed))
        outbox.send_due(house, runtime.mailer())
    except SQLAlchemyError as error:
        _log.warning("duty.database_unreachable", error=str(error))


def main() -> None:
    """Load everything once, then keep the workers at work until told to stop."""
    runtime.preload()
    settings = runtime.house().settings
    _log.info("workers.ready", count=settings.worker_count, semantic=runtime.tools().encoder is not None)
    Pool(settings.worker_count, _duty, settings.sweep_seconds).run()


if __name__ == "__main__":
    main()
