"""A few RQ workers forked from one warm parent, which restarts those that die and sweeps."""

from __future__ import annotations

import ctypes
import os
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import structlog
from redis import Redis
from rq import Queue, Worker
from rq.executions import Execution
from rq.job import Job
from rq.serializers import JSONSerializer

from reviewer.queue import QUEUES, run_of
from reviewer.sandbox import keep_forker
from reviewer.services import runs
from workers import runtime

_log = structlog.get_logger(__name__)
_PR_SET_PDEATHSIG = 1
_RESTART_PAUSE_SECONDS = 1.0
_GRACE_SECONDS = 20.0
_NICENESS = 10
"""Checks may wait a second; somebody who uploads at 23:58 should not."""


class PatientWorker(Worker):
    """An RQ worker that looks for a lost broker every few seconds, and renews the lease of the run it works on."""

    max_connection_wait_time = 3

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Make ready, before the fork, what this job and later ones of its committee share."""
        runtime.warm(run_of(job.id))
        super().execute_job(job, queue)

    def maintain_heartbeats(self, job: Job, execution: Execution) -> None:
        """The work-horse lives: so does its claim, however slow the machine is."""
        super().maintain_heartbeats(job, execution)
        runs.renew(runtime.house(), run_of(job.id))


def serve_jobs() -> None:
    """Work on jobs until told to stop; the life of one forked worker."""
    _end_with_parent(signal.SIGTERM)
    os.nice(_NICENESS)
    settings = runtime.house().settings
    connection = Redis.from_url(settings.redis_url)
    worker = PatientWorker(
        [Queue(name, connection=connection, serializer=JSONSerializer) for name in QUEUES],
        connection=connection,
        serializer=JSONSerializer,
        work_horse_killed_handler=_horse_killed,
        worker_ttl=30,
        maintenance_interval=30,
        job_monitoring_interval=min(5, max(1, settings.run_lease_seconds // 3)),
    )
    worker.work(logging_level="WARNING")


def _horse_killed(job: Job, _pid: int, status: int, _usage: Any) -> None:
    """The process that did the job was killed: free its run at once, without waiting for the lease."""
    _log.warning("worker.horse_killed", job=job.id, status=status)
    runs.worker_died(runtime.house(), run_of(job.id), "The process that did the work was killed.")


def _end_with_parent(number: signal.Signals) -> None:
    """Ask the kernel to signal this process when its parent is gone, however that went (Linux; prctl(2))."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(number))


class Pool:
    """The parent: `count` workers kept alive, and a duty done every few seconds in between."""

    def __init__(self, count: int, duty: Callable[[], None], every_seconds: float) -> None:
        self._count = count
        self._duty = duty
        self._every = every_seconds
        self._children: dict[int, float] = {}
        self._stopping = False

    def run(self) -> None:
        """Run until SIGTERM or SIGINT; then let each worker finish its job, for at most `_GRACE_SECONDS`."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        next_duty = 0.0
        while not self._stopping:
            self._reap()
            while len(self._children) < self._count and not self._stopping:
                self._fork()
            if time.monotonic() >= next_duty:
                self._duty()
                next_duty = time.monotonic() + self._every
            time.sleep(0.2)
        self._end()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _fork(self) -> None:
        keep_forker()
        child = os.fork()
        if child == 0:
            status = 1
            try:
                for number in (signal.SIGTERM, signal.SIGINT):
                    signal.signal(number, signal.SIG_DFL)
                serve_jobs()
                status = 0
            except BaseException:  # noqa: BLE001 - a forked child never returns into its parent's code
                _log.exception("worker.broke")
            finally:
                os._exit(status)
        self._children[child] = time.monotonic()

    def _reap(self) -> None:
        for child, born in list(self._children.items()):
            pid, status = os.waitpid(child, os.WNOHANG)
            if pid:
                del self._children[child]
                _log.warning("worker.ended", pid=pid, status=os.waitstatus_to_exitcode(status))
                if time.monotonic() - born < _RESTART_PAUSE_SECONDS:
                    time.sleep(_RESTART_PAUSE_SECONDS)  # one that dies at its start must not take a core

    def _end(self) -> None:
        for child in self._children:
            os.kill(child, signal.SIGTERM)
        until = time.monotonic() + _GRACE_SECONDS
        while self._children and time.monotonic() < until:
            self._reap()
            time.sleep(0.05)
        for child in self._children:
            os.kill(child, signal.SIGKILL)
