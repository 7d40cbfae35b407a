"""The log forms one line under any number of writers, and any change of it is found where it was made."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from reviewer.domain.audit import FIRST_HASH
from reviewer.models import AuditChain, AuditEvent, schema
from reviewer.models.database import open_engine
from reviewer.queue import SilentBell
from reviewer.services import audit
from reviewer.settings import Settings
from reviewer.work import House, Work


def act(work: Work, number: int, conference_id: int | None = 1) -> None:
    audit.record(
        work, "mark.set", actor_id=7, conference_id=conference_id, subject="mark", subject_id=number, version=1
    )


def act_and_fail(house: House) -> None:
    with house.work() as work:
        act(work, 2)
        raise RuntimeError("the act failed")


def write(house: House, count: int) -> None:
    for number in range(1, count + 1):
        with house.work() as work:
            act(work, number)


def faults(house: House, conference_id: int | None = 1) -> list[int]:
    with house.reading() as session:
        return audit.faults(session, conference_id)


def test_chain_holds_from_the_first_event_on(house: House) -> None:
    write(house, 4)
    with house.reading() as session:
        rows = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.sequence)).all()
    assert [row.sequence for row in rows] == [1, 2, 3, 4]
    assert [row.previous_hash for row in rows] == [FIRST_HASH, *(row.hash for row in rows[:-1])]
    assert faults(house) == []


def test_act_rolled_back_leaves_no_event_and_no_gap(house: House) -> None:
    write(house, 1)
    with pytest.raises(RuntimeError):
        act_and_fail(house)
    write(house, 1)
    with house.reading() as session:
        assert session.scalars(sa.select(AuditEvent.sequence).order_by(AuditEvent.sequence)).all() == [1, 2]
    assert faults(house) == []


def test_database_refuses_to_change_or_remove_an_event(house: House) -> None:
    write(house, 2)
    for statement in ("UPDATE audit_events SET actor_id = 9", "DELETE FROM audit_events"):
        with pytest.raises(sa.exc.DBAPIError), house.engine.begin() as connection:
            connection.exec_driver_sql(statement)
    assert faults(house) == []


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_events SET actor_id = 9 WHERE sequence = 3", [3]),
        ("UPDATE audit_events SET action = 'case.ruled' WHERE sequence = 1", [1]),
        ("UPDATE audit_events SET details = '{\"version\": 2}' WHERE sequence = 5", [5]),
        ("DELETE FROM audit_events WHERE sequence = 2", [3]),
        ("UPDATE audit_events SET hash = previous_hash WHERE sequence = 4", [4, 5]),
    ],
)
def test_tampering_past_the_database_is_found_where_it_was_done(
    house: House, statement: str, broken: list[int]
) -> None:
    write(house, 5)
    with house.engine.begin() as connection:
        triggers = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_events'"
        ).scalars()
        for name in list(triggers):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(statement)
    assert faults(house) == broken


def test_each_conference_has_a_chain_of_its_own(house: House) -> None:
    for conference_id in (1, 2, None, 1):
        with house.work() as work:
            act(work, 1, conference_id)
    with house.reading() as session:
        heads = dict(session.execute(sa.select(AuditChain.chain, AuditChain.sequence)).all())
    assert heads == {1: 2, 2: 1, audit.OUTSIDE: 1}
    assert faults(house) == faults(house, 2) == faults(house, None) == []


def _write_together(house: House, writers: int, each: int) -> None:
    def many(_writer: int) -> None:
        write(house, each)

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(many, range(writers)))


def test_writers_at_once_form_one_line_on_sqlite(house: House) -> None:
    _write_together(house, writers=4, each=8)
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.max(AuditEvent.sequence))) == 32
    assert faults(house) == []


@pytest.fixture
def postgres_house(postgres_url: str, settings: Settings, tmp_path: Path) -> Iterator[House]:
    engine = open_engine(postgres_url)
    schema.upgrade(engine)
    engine.dispose()
    made = House.open(replace(settings, database_url=postgres_url), bell=SilentBell())
    yield made
    made.engine.dispose()


def test_writers_at_once_form_one_line_on_postgresql(postgres_house: House) -> None:
    _write_together(postgres_house, writers=4, each=8)
    with postgres_house.reading() as session:
        assert session.scalar(sa.select(sa.func.max(AuditEvent.sequence))) == 32
    assert faults(postgres_house) == []


def test_events_taken_from_the_end_are_missed(house: House) -> None:
    write(house, 4)
    with house.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER refuse_delete_audit_events")
        connection.exec_driver_sql("DELETE FROM audit_events WHERE sequence > 2")
    assert faults(house) == [3]
    with house.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit_events")
    assert faults(house) == [1]
