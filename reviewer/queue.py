"""The bell that wakes workers: names of jobs and an RQ queue. The truth about work is the `runs` table.

A lost or doubled ring does no harm: a run is claimed in the database before it is worked on, and the sweep rings
again for what nobody claimed.
"""

from __future__ import annotations

import secrets
from typing import Protocol

import structlog
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from reviewer.domain.states import Step

JOBS = {
    Step.READ: "workers.jobs.read",
    Step.COMPARE: "workers.jobs.compare",
    Step.COVER: "workers.jobs.cover",
    Step.PICTURE: "workers.jobs.picture",
}
"""The function a worker calls for each step, by name: this side never imports the workers'."""

QUEUES = ("checks", "pictures")
"""Served in this order: pictures wait while papers are unchecked."""

_log = structlog.get_logger(__name__)
_JOB_SECONDS = 110
"""Less than a run's lease (120 s by default): a job that takes longer is stopped before another may begin it."""
_SOCKET_SECONDS = 3


class Bell(Protocol):
    """Something that wakes a worker for a run."""

    def ring(self, step: Step, run_id: int) -> bool:
        """Ask for the run to be worked on; False when nobody could be asked (the sweep will ask again)."""
        ...

    def waiting(self) -> frozenset[int] | None:
        """The runs that are rung for and not taken yet; None when that cannot be known now."""
        ...


class RqBell:
    """RQ queues behind a Redis-compatible broker. Never raises for an absent broker: an upload must not fail for it."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(redis_url, socket_timeout=_SOCKET_SECONDS, socket_connect_timeout=_SOCKET_SECONDS)
        self._queues = {
            name: Queue(name, connection=self._redis, serializer=JSONSerializer, default_timeout=_JOB_SECONDS)
            for name in QUEUES
        }

    def ring(self, step: Step, run_id: int) -> bool:
        """Put the run's job on its queue."""
        queue = self._queues["pictures" if step is Step.PICTURE else "checks"]
        try:
            # Each ring is a job of its own: RQ keeps state under a job's id, and an earlier ring may have broken it.
            queue.enqueue(
                JOBS[step], run_id, job_id=f"run-{run_id}-{secrets.token_hex(4)}", result_ttl=0, failure_ttl=3600
            )
        except RedisError as error:
            _log.warning("broker.unreachable", run=run_id, step=step.value, error=str(error))
            return False
        return True

    def waiting(self) -> frozenset[int] | None:
        """Run ids whose jobs stand in a queue."""
        try:
            ids = [job_id for queue in self._queues.values() for job_id in queue.get_job_ids()]
        except RedisError as error:
            _log.warning("broker.unreachable", error=str(error))
            return None
        return frozenset(run_of(job_id) for job_id in ids)


def run_of(job_id: str) -> int:
    """The run that a job of this queue is for."""
    return int(job_id.split("-")[1])


class SilentBell:
    """Rings for nobody: for command-line acts and tests that leave the work to a sweep. Remembers what was asked."""

    def __init__(self) -> None:
        self.rung: list[tuple[Step, int]] = []

    def ring(self, step: Step, run_id: int) -> bool:
        """Remember the run."""
        self.rung.append((step, run_id))
        return False

    def waiting(self) -> frozenset[int] | None:
        """Nothing ever waits here."""
        return frozenset()
