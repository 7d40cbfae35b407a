"""What workers do with a run: claim it, work outside any transaction, then write results and finish in one.

A fault of the file is an answer (the run fails for good, with words for its sender); a fault of ours gives the run back
to be tried again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog
from sqlalchemy.exc import OperationalError

from reviewer.domain.states import Step
from reviewer.engine.document import Unreadable
from reviewer.engine.encoder import Encoder
from reviewer.sandbox import Sandbox
from reviewer.services import comparing, covering, picturing, reading, runs
from reviewer.services.runs import Claim, ClaimLost
from reviewer.storage import StorageError
from reviewer.work import House

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Tools:
    """What a worker has besides the house: a sandbox for files and, if installed, an encoder for sentences."""

    sandbox: Sandbox
    encoder: Encoder | None = None


def perform(house: House, tools: Tools, step: Step, run_id: int) -> None:
    """Do a run if it is still to be had. Never raises for what the file or the moment did: the run's row tells."""
    claimed = runs.claim(house, run_id)
    if claimed is None:
        _log.info("run.not_to_be_had", run=run_id, step=step.value)
        return
    try:
        _STEPS[claimed.step](house, tools, claimed)
    except ClaimLost:
        _log.warning("run.claim_lost", run=run_id, attempt=claimed.attempt)
    except Exception as error:  # noqa: BLE001 - a job ends here, whatever broke
        # Whatever broke, the run must not stay claimed until its lease ends; the log keeps the traceback.
        _log.exception("run.broke", run=run_id, step=step.value, attempt=claimed.attempt)
        _give_back(house, claimed, error)


def _give_back(house: House, claimed: Claim, error: Exception) -> None:
    try:
        with house.work() as work:
            runs.give_back(work, claimed, f"{type(error).__name__}: {error}")
    except (ClaimLost, OperationalError) as second:
        _log.warning("run.left_to_the_sweep", run=claimed.run_id, error=str(second))


def _read(house: House, tools: Tools, claimed: Claim) -> None:
    try:
        reading.read(house, tools.sandbox, claimed)
    except Unreadable as unreadable:
        if unreadable.code == "timeout" and claimed.attempt < runs.MOST_ATTEMPTS:
            raise  # a busy machine looks like a slow file: only a file that is slow every time is refused
        with house.work() as work:
            reading.refuse(work, claimed, unreadable)
    except StorageError as error:
        raise RuntimeError(f"stored bytes cannot be had: {error}") from error


def _compare(house: House, tools: Tools, claimed: Claim) -> None:
    comparing.compare(house, claimed, tools.encoder)


def _cover(house: House, tools: Tools, claimed: Claim) -> None:
    covering.cover(house, claimed, tools.encoder)


def _picture(house: House, tools: Tools, claimed: Claim) -> None:
    picturing.picture(house, tools.sandbox, claimed)


_STEPS: dict[Step, Callable[[House, Tools, Claim], None]] = {
    Step.READ: _read,
    Step.COMPARE: _compare,
    Step.COVER: _cover,
    Step.PICTURE: _picture,
}
