"""Work that survives everything: recorded first, claimed before it is done, finished only by who claimed it.

A run's life: queued -> running (claimed, with a lease that its worker renews) -> done or failed. A worker that dies
leaves it running; when this is noticed, or when the lease is over, the run is queued again, and after `MOST_ATTEMPTS`
it fails with a reason and can be retried by a person. Results are written in the transaction that finishes the run and
are fenced by the attempt's number: of two attempts at once only the one that holds the claim leaves anything behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import OperationalError

from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.states import RunState, Step
from reviewer.models import Run
from reviewer.models.database import insert_or_keep
from reviewer.work import House, Work

_log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 3
INTERRUPTED = "interrupted"
"""The error code of a run whose worker died at every attempt."""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right of one attempt to do and finish a run."""

    run_id: int
    attempt: int
    step: Step
    submission_id: int | None
    source_id: int | None


class ClaimLost(Exception):
    """The run was given to another attempt meanwhile; nothing of this one may be kept."""


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did, by run id."""

    rung: tuple[int, ...]
    requeued: tuple[int, ...]
    failed: tuple[int, ...]


def record(
    work: Work, step: Step, inputs_key: str, *, submission_id: int | None = None, source_id: int | None = None
) -> None:
    """Record a step and ring for it after the commit. The same step on the same inputs is recorded only once."""
    subject = {"submission_id": submission_id, "source_id": source_id}
    row = {"step": step, "inputs_key": inputs_key, "state": RunState.QUEUED, "attempt": 0, "queued_at": work.now}
    insert_or_keep(work.session, Run, [{**subject, **row}])
    run = work.session.scalars(
        sa.select(Run).where(
            Run.step == step,
            Run.inputs_key == inputs_key,
            Run.submission_id == submission_id if submission_id is not None else Run.source_id == source_id,
        )
    ).one()
    if run.state is RunState.QUEUED:
        work.ring_after_commit(run)


def claim(house: House, run_id: int) -> Claim | None:
    """Take a queued run; None when it is not to be had (taken, finished, or gone), which is no error."""
    with house.work() as work:
        taken = work.session.execute(
            sa.update(Run)
            .where(Run.id == run_id, Run.state == RunState.QUEUED)
            .values(
                state=RunState.RUNNING,
                attempt=Run.attempt + 1,
                started_at=work.now,
                lease_until=work.now + timedelta(seconds=work.settings.run_lease_seconds),
            )
            .returning(Run.attempt, Run.step, Run.submission_id, Run.source_id)
        ).one_or_none()
    return None if taken is None else Claim(run_id, *taken)


def renew(house: House, run_id: int) -> bool:
    """Extend the lease of a run whose worker is seen to live; whether that was done.

    A slow machine then costs time and no attempt; a job that never ends is stopped by its queue's time limit. A
    database that cannot be had now is only logged: the next renewal comes well before the lease is over.
    """
    try:
        with house.work() as work:
            renewed = work.session.execute(
                sa.update(Run)
                .where(Run.id == run_id, Run.state == RunState.RUNNING)
                .values(lease_until=work.now + timedelta(seconds=work.settings.run_lease_seconds))
                .returning(Run.id)
            ).one_or_none()
    except OperationalError as error:
        _log.warning("run.lease_not_renewed", run=run_id, error=str(error)[:200])
        return False
    return renewed is not None


def finish(work: Work, claimed: Claim) -> None:
    """Mark the run done, in the transaction that writes its results. Raises ClaimLost, which rolls them back."""
    _end(work, claimed, state=RunState.DONE, finished_at=work.now, lease_until=None)


def fail(work: Work, claimed: Claim, code: str, detail: str) -> None:
    """Mark the run failed for good, with a reason; a person may retry it. Raises ClaimLost."""
    _end(
        work,
        claimed,
        state=RunState.FAILED,
        finished_at=work.now,
        lease_until=None,
        error_code=code,
        error_detail=detail[:2000],
    )


def give_back(work: Work, claimed: Claim, detail: str) -> bool:
    """Queue the run again after a fault that may pass, or fail it at the last attempt; whether it was queued."""
    if claimed.attempt >= MOST_ATTEMPTS:
        fail(work, claimed, INTERRUPTED, detail)
        return False
    _end(work, claimed, state=RunState.QUEUED, lease_until=None, queued_at=work.now, error_detail=detail[:2000])
    work.ring_after_commit(work.session.get_one(Run, claimed.run_id))
    return True


def _end(work: Work, claimed: Claim, **values: object) -> None:
    ended = work.session.execute(
        sa.update(Run)
        .where(Run.id == claimed.run_id, Run.attempt == claimed.attempt, Run.state == RunState.RUNNING)
        .values(**values)
        .returning(Run.id)
    ).one_or_none()
    if ended is None:
        raise ClaimLost(f"run {claimed.run_id}, attempt {claimed.attempt}")


def worker_died(house: House, run_id: int, detail: str) -> None:
    """Free a run whose worker was seen to die, without waiting for its lease."""
    with house.work() as work:
        run = work.session.get(Run, run_id)
        if run is not None and run.state is RunState.RUNNING:
            give_back(work, Claim(run.id, run.attempt, run.step, run.submission_id, run.source_id), detail)


def retry(work: Work, run_id: int) -> Run:
    """Queue a failed run again, with all its attempts. Raises NotFound, or Refused when it has not failed."""
    run = work.session.get(Run, run_id, with_for_update=True)
    if run is None:
        raise NotFound("run_unknown", "There is no such piece of work.")
    if run.state is not RunState.FAILED:
        raise Refused("run_not_failed", "Only work that failed can be tried again; this has not failed.")
    run.state, run.attempt, run.queued_at = RunState.QUEUED, 0, work.now
    run.finished_at = run.error_code = run.error_detail = None
    work.session.flush()
    work.ring_after_commit(run)
    return run


def sweep(house: House, *, patience: timedelta = timedelta(seconds=5)) -> Swept:
    """Look after unfinished work: ring again for queued runs without a job, take back runs whose lease is over.

    Any number of processes may sweep at once. `patience` is how long a queued run may go without a job: the moment
    between a commit and its ring, or between a ring and the claim, is no loss.
    """
    waiting = house.bell.waiting()
    with house.work() as work:
        overdue = work.session.scalars(
            sa.select(Run)
            .where(Run.state == RunState.RUNNING, Run.lease_until < work.now)
            .with_for_update(skip_locked=True)
        ).all()
        requeued: list[int] = []
        failed: list[int] = []
        for run in overdue:
            claimed = Claim(run.id, run.attempt, run.step, run.submission_id, run.source_id)
            again = give_back(work, claimed, "The work was interrupted before it could finish.")
            (requeued if again else failed).append(run.id)
        silent = work.session.execute(
            sa.select(Run.id, Run.step)
            .where(Run.state == RunState.QUEUED, Run.queued_at < work.now - patience)
            .order_by(Run.id)
        ).all()
    rung = [
        run_id
        for run_id, step in silent
        if waiting is not None and run_id not in waiting and house.bell.ring(step, run_id)
    ]
    return Swept(tuple(rung), tuple(requeued), tuple(failed))
