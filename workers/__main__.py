"""`python -m workers`: the worker process of the Procfile."""

from __future__ import annotations

import os

# Before numpy is loaded: workers are processes already, and threads of a mathematics library do not survive a fork.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import structlog

from reviewer import logs
from reviewer.services.duty import Duty
from workers import runtime
from workers.pool import Pool

_log = structlog.get_logger(__name__)


def main() -> None:
    """Load everything once, then keep the workers at work until told to stop."""
    logs.configure()
    runtime.preload()
    settings = runtime.house().settings
    _log.info("workers.ready", count=settings.worker_count, semantic=runtime.tools().encoder is not None)
    duty = Duty(runtime.house(), runtime.mailer())
    Pool(settings.worker_count, duty.look_after, settings.sweep_seconds).run()


if __name__ == "__main__":
    main()
