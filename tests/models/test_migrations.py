from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from reviewer.models import Base, Conference, Document, Mark, schema
from reviewer.work import House
from tests import factories as make

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")


def _fill(house: House) -> None:
    with house.work() as work:
        event = make.conference(work)
        body = make.committee(work, event)
        place = make.seat(work, body, size=2)
        boss, chair, pupil = make.staff(work, event), make.chair(work, body), make.delegate(work, place)
        paper = make.submission(work, make.paper(work, place), by=pupil, read=True)
        make.coverage(work, paper, words="We propose a regional fund")
        make.deadline(work, event)
        card = make.scorecard(work, paper, chair, judged_by=make.rubric(work, event, assign=[body]), finished=True)
        make.mark(work, card, "content", "4.5", chair)
        make.release(work, event, boss, make.final_mark(work, card, boss, total="8.25"))
        make.ruling(work, make.case(work, paper.paper, boss), boss)


def _tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names()) - {"alembic_version"}


def _contents(engine: sa.Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in a fixed order."""
    with engine.connect() as connection:
        return {
            table.name: sorted((tuple(row) for row in connection.execute(sa.select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


def test_an_empty_database_goes_to_what_the_models_say(empty_engine: sa.Engine) -> None:
    assert schema.current_revision(empty_engine) is None
    schema.upgrade(empty_engine)
    assert schema.current_revision(empty_engine) == schema.head_revision()
    assert _tables(empty_engine) == set(Base.metadata.tables)
    assert schema.differences(empty_engine) == []


def test_upgrading_twice_changes_nothing(empty_engine: sa.Engine, house_on: Callable[[sa.Engine], House]) -> None:
    schema.upgrade(empty_engine)
    _fill(house_on(empty_engine))
    before = _contents(empty_engine)
    schema.upgrade(empty_engine)
    assert _contents(empty_engine) == before
    assert len([rows for rows in before.values() if rows]) > 20


def test_two_processes_may_upgrade_at_once(empty_engine: sa.Engine) -> None:
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(schema.upgrade, empty_engine) for _ in range(2)]:
            done.result(timeout=60)
    assert schema.differences(empty_engine) == []


def test_the_schema_goes_down_to_nothing_with_data_in_it_and_up_again(
    empty_engine: sa.Engine, house_on: Callable[[sa.Engine], House]
) -> None:
    schema.upgrade(empty_engine)
    _fill(house_on(empty_engine))
    schema.downgrade(empty_engine, "base")
    assert _tables(empty_engine) == set()
    schema.upgrade(empty_engine)
    _fill(house_on(empty_engine))
    assert schema.differences(empty_engine) == []


def test_each_step_above_the_first_goes_down_and_up_without_losing_a_row(
    empty_engine: sa.Engine, house_on: Callable[[sa.Engine], House]
) -> None:
    """Only rows that the older schema can hold are kept through it, and the first schemas hold all of them.

    But for the candidate index, which is derived and made anew.
    """
    schema.upgrade(empty_engine)
    _fill(house_on(empty_engine))
    derived = {"fingerprints", "indexed_documents"}
    before = {name: len(rows) for name, rows in _contents(empty_engine).items() if name not in derived}
    schema.downgrade(empty_engine, "0001")
    assert schema.current_revision(empty_engine) == "0001"
    schema.upgrade(empty_engine)
    after = {name: len(rows) for name, rows in _contents(empty_engine).items() if name not in derived}
    assert after == before
    assert schema.differences(empty_engine) == []


def test_texts_and_blocks_of_documents_are_the_same_before_and_after_they_are_packed(
    empty_engine: sa.Engine, house_on: Callable[[sa.Engine], House]
) -> None:
    text = "Título: Ríos — 河川.\n\nEvery upstream state should publish the level of its rivers each morning."
    schema.upgrade(empty_engine)
    house = house_on(empty_engine)
    with house.work() as work:
        stored = [make.document(work, text), make.document(work)]
        before = {one.id: (one.text, one.blocks) for one in stored}
    assert before[stored[0].id][0] == text
    assert all(blocks for _, blocks in before.values())
    schema.downgrade(empty_engine, "0011")
    with empty_engine.connect() as connection:
        plain = sa.table("documents", sa.column("id"), sa.column("text", sa.Text()), sa.column("blocks", sa.JSON()))
        assert {row[0]: (row[1], row[2]) for row in connection.execute(sa.select(plain))} == before
    schema.upgrade(empty_engine)
    with house.reading() as session:
        rows = session.execute(sa.select(Document.id, Document.text, Document.blocks)).all()
        assert {row[0]: (row[1], row[2]) for row in rows} == before
    with pytest.raises(sa.exc.IntegrityError, match="never changed"), empty_engine.begin() as connection:
        connection.execute(sa.text("UPDATE documents SET words = 1"))


def test_a_condition_on_a_packed_text_is_refused() -> None:
    with pytest.raises(TypeError, match="no conditions"):
        Document.text.contains("rivers")


def test_instants_and_points_come_back_as_they_were_stored(either_house: House) -> None:
    at = datetime(2030, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
    with either_house.work() as work:
        event = make.conference(work, created_at=at)
        body = make.committee(work, event)
        paper = make.submission(work, make.paper(work, make.seat(work, body)), read=True)
        chair = make.chair(work, body)
        card = make.scorecard(work, paper, chair, judged_by=make.rubric(work, event))
        make.mark(work, card, "content", "4.25", chair)
    with either_house.reading() as session:
        assert session.scalars(sa.select(Conference.created_at)).one() == at
        assert session.scalars(sa.select(Mark.points)).one() == Decimal("4.25")


def test_a_naive_instant_and_a_finer_point_are_refused(either_house: House) -> None:
    with pytest.raises(sa.exc.StatementError, match="naive"), either_house.work() as work:
        make.conference(work, created_at=datetime(2030, 3, 1))  # noqa: DTZ001 - what must be refused
    with either_house.work() as work:
        paper = make.submission(work, read=True).paper
        boss = make.user(work)
    with pytest.raises(sa.exc.StatementError, match="hundredth"), either_house.work() as work:
        make.adjustment(work, paper, boss, points="0.333")
