"""A run is done once, by one claim, whatever is delivered twice, lost or late."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.states import RunState, Step
from reviewer.models import Document, Run, Submission
from reviewer.queue import SilentBell
from reviewer.services import runs
from reviewer.services.runs import INTERRUPTED, MOST_ATTEMPTS, ClaimLost
from reviewer.work import House
from tests import factories
from tests.conftest import Clock


def queued_run(house: House) -> int:
    with house.work() as work:
        submission = factories.submission(work, queued=True)
    with house.reading() as session:
        return session.scalars(sa.select(Run.id).where(Run.submission_id == submission.id)).one()


def state(house: House, run_id: int) -> tuple[RunState, int]:
    with house.reading() as session:
        run = session.get_one(Run, run_id)
        return run.state, run.attempt


class TellingBell(SilentBell):
    """A bell that rings and knows what waits."""

    def __init__(self, waiting: frozenset[int] | None) -> None:
        super().__init__()
        self._waiting = waiting

    def ring(self, step: Step, run_id: int) -> bool:
        super().ring(step, run_id)
        return True

    def waiting(self) -> frozenset[int] | None:
        return self._waiting


def test_run_is_rung_for_only_after_the_commit(house: House) -> None:
    assert isinstance(house.bell, SilentBell)

    def record_and_fail() -> None:
        with house.work() as work:
            factories.submission(work, queued=True)
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        record_and_fail()
    assert house.bell.rung == []
    run_id = queued_run(house)
    assert house.bell.rung == [(Step.READ, run_id)]


def test_same_step_on_same_inputs_is_recorded_once(house: House) -> None:
    with house.work() as work:
        submission = factories.submission(work)
        for _ in range(2):
            runs.record(work, Step.READ, "inputs", submission_id=submission.id)
        runs.record(work, Step.READ, "other inputs", submission_id=submission.id)
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Run.id))) == 2


def test_second_delivery_finds_nothing_to_claim(house: House) -> None:
    run_id = queued_run(house)
    claimed = runs.claim(house, run_id)
    assert claimed is not None
    assert runs.claim(house, run_id) is None
    with house.work() as work:
        runs.finish(work, claimed)
    assert runs.claim(house, run_id) is None
    assert state(house, run_id) == (RunState.DONE, 1)


def test_attempt_that_lost_its_claim_leaves_nothing_behind(house: House, clock: Clock) -> None:
    run_id = queued_run(house)
    slow = runs.claim(house, run_id)
    assert slow is not None
    clock.advance(hours=1)
    runs.sweep(house)
    quick = runs.claim(house, run_id)
    assert quick is not None

    def finish_late() -> None:
        with house.work() as work:
            factories.document(work, "what the slow attempt read")
            runs.finish(work, slow)

    with pytest.raises(ClaimLost):
        finish_late()
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Document.id))) == 0
    with house.work() as work:
        runs.finish(work, quick)
    assert state(house, run_id) == (RunState.DONE, 2)


def test_run_whose_lease_is_over_is_queued_again_until_it_fails_with_a_reason(house: House, clock: Clock) -> None:
    run_id = queued_run(house)
    for _ in range(MOST_ATTEMPTS):
        assert runs.claim(house, run_id) is not None
        clock.advance(hours=1)
        runs.sweep(house)
    with house.reading() as session:
        run = session.get_one(Run, run_id)
        assert (run.state, run.error_code) == (RunState.FAILED, INTERRUPTED)
        assert run.error_detail


def test_running_run_within_its_lease_is_left_alone(house: House, clock: Clock) -> None:
    run_id = queued_run(house)
    runs.claim(house, run_id)
    clock.advance(seconds=house.settings.run_lease_seconds - 1)
    assert runs.sweep(house).requeued == ()
    assert state(house, run_id) == (RunState.RUNNING, 1)


def test_renewed_lease_outlives_the_first(house: House, clock: Clock) -> None:
    run_id = queued_run(house)
    claimed = runs.claim(house, run_id)
    assert claimed is not None
    for _ in range(3):
        clock.advance(seconds=house.settings.run_lease_seconds - 1)
        assert runs.renew(house, run_id)
        assert runs.sweep(house).requeued == ()
    with house.work() as work:
        runs.finish(work, claimed)
    assert state(house, run_id) == (RunState.DONE, 1)


def test_only_a_running_run_has_a_lease_to_renew(house: House, clock: Clock) -> None:
    run_id = queued_run(house)
    assert not runs.renew(house, run_id)
    runs.claim(house, run_id)
    clock.advance(hours=1)
    assert runs.sweep(house).requeued == (run_id,)
    assert not runs.renew(house, run_id)
    assert state(house, run_id) == (RunState.QUEUED, 1)


def test_dead_worker_frees_its_run_at_once(house: House) -> None:
    run_id = queued_run(house)
    runs.claim(house, run_id)
    runs.worker_died(house, run_id, "killed")
    assert state(house, run_id) == (RunState.QUEUED, 1)
    runs.worker_died(house, run_id, "told twice")
    assert state(house, run_id) == (RunState.QUEUED, 1)


def test_failed_run_can_be_tried_again_with_all_its_attempts(house: House) -> None:
    run_id = queued_run(house)
    claimed = runs.claim(house, run_id)
    assert claimed is not None
    with house.work() as work:
        runs.fail(work, claimed, "corrupt", "The file is damaged.")
    with house.work() as work:
        runs.retry(work, run_id)
    assert state(house, run_id) == (RunState.QUEUED, 0)
    with house.reading() as session:
        assert session.get_one(Run, run_id).error_code is None


def test_only_failed_work_is_tried_again(house: House) -> None:
    run_id = queued_run(house)
    with pytest.raises(Refused) as refused, house.work() as work:
        runs.retry(work, run_id)
    assert refused.value.code == "run_not_failed"
    with pytest.raises(NotFound), house.work() as work:
        runs.retry(work, 10_000)


@pytest.mark.parametrize(
    ("knows", "age", "rung"),
    [
        (frozenset(), 60, True),  # the broker lost it
        (frozenset(), 1, False),  # just committed: its own ring is on the way
        (None, 60, False),  # no broker: nobody could be asked
    ],
)
def test_sweep_rings_for_queued_runs_that_nobody_waits_for(
    house: House, clock: Clock, knows: frozenset[int] | None, age: int, rung: bool
) -> None:
    run_id = queued_run(house)
    bell = TellingBell(knows)
    clock.advance(seconds=age)
    swept = runs.sweep(House(house.settings, house.engine, house.storage, bell, clock), patience=timedelta(seconds=5))
    assert (run_id in swept.rung) is rung
    assert bool(bell.rung) is rung


def test_sweep_leaves_runs_that_wait_in_the_queue(house: House, clock: Clock) -> None:
    run_id = queued_run(house)
    clock.advance(seconds=60)
    bell = TellingBell(frozenset({run_id}))
    assert runs.sweep(House(house.settings, house.engine, house.storage, bell, clock)).rung == ()


def test_whole_pipeline_done_twice_gives_one_result(house: House) -> None:
    with house.work() as work:
        submission_id = factories.submission(work, queued=True).id
    done = factories.run_all(house)
    assert done == 3
    with house.work() as work:
        for run in work.session.scalars(sa.select(Run)):
            run.state, run.finished_at = RunState.QUEUED, None
    assert factories.run_all(house) == 3
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(Document.id))) == 1
        assert session.get_one(Submission, submission_id).document_id is not None
        assert set(session.scalars(sa.select(Run.state))) == {RunState.DONE}
