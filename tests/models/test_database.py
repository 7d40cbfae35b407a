from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from reviewer.models import AuditEvent
from reviewer.services import audit
from reviewer.work import House

WRITERS, ACTS = 12, 8


def test_many_writers_at_once_lose_nothing_on_either_database(either_house: House) -> None:
    def act(_number: int) -> None:
        for _ in range(ACTS):
            with either_house.work() as work:
                audit.record(work, "tested", actor_id=None, conference_id=7, subject="test")

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(act, range(WRITERS)))
    with either_house.reading() as session:
        numbers = session.scalars(sa.select(AuditEvent.sequence).where(AuditEvent.chain == 7)).all()
        assert sorted(numbers) == list(range(1, WRITERS * ACTS + 1))
        assert audit.faults(session, 7) == []


def test_reader_does_not_wait_for_a_writer(house: House) -> None:
    writing, read = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with house.work() as work:
            audit.record(work, "tested", actor_id=None, conference_id=7, subject="test")
            writing.set()
            assert read.wait(20), "the reader waited for the writer"

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write_slowly)
        assert writing.wait(20)
        with house.reading() as session:
            assert session.scalars(sa.select(AuditEvent.id)).all() == []
        read.set()
        writer.result()


def test_unit_of_work_inside_another_is_refused_instead_of_waiting_for_itself(house: House) -> None:
    with house.work(), pytest.raises(RuntimeError, match="inside another"):
        house.work().__enter__()


def test_turn_ends_with_an_act_that_fails(house: House) -> None:
    def fail() -> None:
        with house.work():
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    with house.work() as work:
        audit.record(work, "tested", actor_id=None, conference_id=7, subject="test")


def test_written_in_a_reading_unit_is_not_kept(house: House) -> None:
    with house.reading() as session:
        session.execute(sa.text("INSERT INTO audit_chains (chain, sequence, hash) VALUES (9, 0, 'x')"))
    with house.reading() as session:
        assert session.scalar(sa.text("SELECT count(*) FROM audit_chains")) == 0
