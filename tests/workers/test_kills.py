"""Whatever is killed with signal 9 in mid-job, every submission ends checked exactly once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import sqlalchemy as sa

from reviewer.domain.states import RunState, Step
from reviewer.models import Comparison, CoverageSnapshot, Document, Run, Submission, schema
from reviewer.settings import Settings
from reviewer.work import House
from tests import factories
from tests.fixtures.servers import broker

PATIENCE_SECONDS = 60
pytestmark = [pytest.mark.slow, pytest.mark.timeout(150)]


@dataclass
class Service:
    """A house with a real broker and a real pool of workers, whose processes a test may kill."""

    house: House
    environment: dict[str, str]
    socket: Path
    pool: subprocess.Popen[bytes] | None = None

    def start_pool(self) -> None:
        self.pool = subprocess.Popen([sys.executable, "-m", "workers"], env={**os.environ, **self.environment})

    def stop_pool(self) -> None:
        assert self.pool is not None
        self.pool.terminate()
        self.pool.wait(30)

    @property
    def workers(self) -> list[int]:
        assert self.pool is not None
        return _children(self.pool.pid)

    @property
    def horses(self) -> list[int]:
        return [horse for worker in self.workers for horse in _children(worker)]


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with tempfile.TemporaryDirectory(prefix="rv-", dir="/tmp") as short:
        socket = Path(short) / "broker.sock"
        environment = {
            "REVIEWER_ENV": "test",
            "VAR_DIR": str(tmp_path / "var"),
            "REDIS_URL": f"unix://{socket}",
            "WORKERS": "2",
            "SWEEP_SECONDS": "1",
            "RUN_LEASE_SECONDS": "5",
            "SEMANTIC": "off",
        }
        (tmp_path / "var").mkdir()
        house = House.open(Settings.from_env(environment))
        schema.upgrade(house.engine)
        made = Service(house, environment, socket)
        yield made
        if made.pool is not None and made.pool.poll() is None:
            made.pool.kill()
            made.pool.wait()
        house.engine.dispose()


def slow_paper(seed: int) -> str:
    """A paper that keeps a worker busy for a second or more: long, and of words that never repeat in order."""
    chance = random.Random(seed)
    words = [f"{chance.choice('bcdfgklmnprst')}{chance.choice('aeiou')}{number:x}" for number in range(4_000)]
    sentences = (" ".join(chance.choices(words, k=14)).capitalize() + "." for _ in range(12_000))
    return "\n\n".join(sentences)


def hand_in(house: House) -> list[int]:
    """Four papers of one committee: a slow one first, then three that share a passage."""
    with house.work() as work:
        committee = factories.committee(work)
        ids = []
        for number in range(4):
            paper = factories.paper(work, factories.seat(work, committee))
            text = (
                slow_paper(number)
                if number == 0
                else f"{factories.PAPER_TEXT}\nOur own last word is number {number}.\n"
            )
            ids.append(factories.submission(work, paper, text=text, queued=True).id)
    return ids


def wait_until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, f"still waiting: {what}"
        time.sleep(0.01)


def states(house: House, submission_ids: list[int]) -> dict[tuple[int, Step], RunState]:
    with house.reading() as session:
        rows = session.execute(
            sa.select(Run.submission_id, Run.step, Run.state).where(Run.submission_id.in_(submission_ids))
        )
        return {(submission, step): state for submission, step, state in rows if submission is not None}


def all_checked(house: House, submission_ids: list[int]) -> bool:
    found = states(house, submission_ids)
    wanted = {(one, step) for one in submission_ids for step in (Step.READ, Step.COMPARE, Step.COVER)}
    return wanted <= found.keys() and all(found[key] is RunState.DONE for key in wanted)


def slow_one_is_running(house: House, submission_ids: list[int]) -> bool:
    return states(house, submission_ids)[submission_ids[0], Step.READ] is RunState.RUNNING


def assert_checked_once(house: House, submission_ids: list[int]) -> None:
    with house.reading() as session:
        submissions = session.scalars(sa.select(Submission).where(Submission.id.in_(submission_ids))).all()
        assert all(one.document_id is not None and one.unreadable_code is None for one in submissions)
        assert session.scalar(sa.select(sa.func.count(Document.id))) == len(submission_ids)
        assert session.scalar(sa.select(sa.func.count(Run.id))) == 3 * len(submission_ids)
        assert session.scalar(sa.select(sa.func.count(CoverageSnapshot.id))) == len(submission_ids)
        # The three short papers share their text, the long one nothing: three pairs, each stored once.
        assert session.scalar(sa.select(sa.func.count(Comparison.id))) == 3
        attempts = session.scalars(sa.select(Run.attempt).where(Run.submission_id == submission_ids[0])).all()
        assert max(attempts) <= 3


def kill(pids: list[int]) -> None:
    assert pids, "nothing to kill: the job was over too soon"
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def test_killed_horse_costs_one_attempt(service: Service) -> None:
    with broker(service.socket):
        ids = hand_in(service.house)
        service.start_pool()
        wait_until(lambda: slow_one_is_running(service.house, ids), "the slow paper to be read")
        kill(service.horses)
        wait_until(lambda: all_checked(service.house, ids), "every paper to be checked")
        assert_checked_once(service.house, ids)
        with service.house.reading() as session:
            read = sa.select(Run.attempt).where(Run.submission_id == ids[0], Run.step == Step.READ)
            assert session.scalar(read) == 2
        service.stop_pool()


def test_killed_workers_and_horses_are_replaced_and_swept(service: Service) -> None:
    with broker(service.socket):
        ids = hand_in(service.house)
        service.start_pool()
        wait_until(lambda: slow_one_is_running(service.house, ids), "the slow paper to be read")
        kill(service.workers + service.horses)
        wait_until(lambda: all_checked(service.house, ids), "every paper to be checked")
        assert_checked_once(service.house, ids)
        service.stop_pool()


def test_killed_pool_leaves_no_orphan_and_its_successor_finishes(service: Service) -> None:
    with broker(service.socket):
        ids = hand_in(service.house)
        service.start_pool()
        wait_until(lambda: slow_one_is_running(service.house, ids), "the slow paper to be read")
        family = service.workers + service.horses
        assert service.pool is not None
        kill([service.pool.pid])
        service.pool.wait()
        wait_until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in family), "the workers to follow their pool")
        service.start_pool()
        wait_until(lambda: all_checked(service.house, ids), "every paper to be checked")
        assert_checked_once(service.house, ids)
        service.stop_pool()


def test_killed_broker_loses_nothing_that_was_handed_in(service: Service) -> None:
    with broker(service.socket) as first:
        ids = hand_in(service.house)
        service.start_pool()
        wait_until(lambda: slow_one_is_running(service.house, ids), "the slow paper to be read")
        first.kill()
        first.wait()
    ids_without_broker = hand_in_while_broker_is_down(service.house)
    service.socket.unlink(missing_ok=True)
    with broker(service.socket):
        wait_until(lambda: all_checked(service.house, ids + ids_without_broker), "every paper to be checked")
        with service.house.reading() as session:
            assert session.scalar(sa.select(sa.func.count(Document.id))) == len(ids) + len(ids_without_broker)
        service.stop_pool()


def hand_in_while_broker_is_down(house: House) -> list[int]:
    with house.work() as work:
        return [factories.submission(work, queued=True).id for _ in range(2)]


def test_broken_file_fails_with_words_and_can_be_tried_again(service: Service) -> None:
    with broker(service.socket):
        with service.house.work() as work:
            broken = factories.submission(
                work, data=b"PK\x03\x04 this is no archive", name="paper.docx", queued=True
            ).id
        service.start_pool()
        wait_until(lambda: states(service.house, [broken])[broken, Step.READ] is RunState.FAILED, "the refusal")
        with service.house.reading() as session:
            run = session.scalars(sa.select(Run).where(Run.submission_id == broken)).one()
            submission = session.get_one(Submission, broken)
            assert (run.error_code, submission.unreadable_code) == ("corrupt", "corrupt")
            assert submission.receipt
            assert "save it again" in (run.error_detail or "")
        service.stop_pool()
