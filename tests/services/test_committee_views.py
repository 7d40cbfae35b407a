"""A committee's papers against its questions, the best passages, and the tables made of them."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa
from lxml import etree
from openpyxl import load_workbook

from reviewer.domain.errors import NotFound
from reviewer.domain.states import CoverageStatus
from reviewer.models import QuestionCoverage
from reviewer.services import grading
from reviewer.services.desks.best_passages import best_passages
from reviewer.services.desks.committee_views import coverage_map
from reviewer.services.exports import coverage as tables
from reviewer.services.exports.workbook import Value, workbook
from reviewer.work import House
from tests.conftest import Clock
from tests.marking_stage import ANSWER, DELEGATE, Stage, actor, set_stage


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def judge(house: House, stage: Stage, status: CoverageStatus, *, with_sentence: bool = False) -> None:
    who = actor(house, stage.chair)
    with house.work() as work:
        row = work.session.scalars(sa.select(QuestionCoverage).order_by(QuestionCoverage.id)).first()
        assert row is not None
        grading.judge_question(
            work,
            who,
            paper_id=stage.paper.id,
            key_question_id=row.key_question_id,
            status=status,
            evidence_span_id=row.evidence[0].id if with_sentence else None,
        )


def test_map_tells_words_from_suggestions_and_has_no_cells_where_there_is_no_text(
    house: House, stage: Stage, clock: Clock
) -> None:
    clock.now += timedelta(minutes=1)
    judge(house, stage, CoverageStatus.MISSING)
    with house.reading() as session:
        seen = coverage_map(session, actor(house, stage.chair), stage.committee.id)
    rows = {row.standing.delegation: row for row in seen.rows}
    assert {name for name, row in rows.items() if row.is_open} == {"Maravel"}
    first, second = rows["Maravel"].cells
    assert first is not None
    assert second is not None
    assert (first.status, first.is_confirmed) == (CoverageStatus.MISSING, True)
    assert (second.status, second.is_confirmed) == (CoverageStatus.COVERED, False)
    assert [one.name for one in seen.columns] == ["1.1", "1.2"]
    assert [one.column.name for one in seen.unanswered()] == ["1.1"]
    assert seen.is_weak is True
    assert seen.new_words == 1


@pytest.mark.parametrize("who", ["delegate", "other_chair", "stranger"])
def test_nobody_else_sees_a_committees_map_or_passages(house: House, stage: Stage, who: str) -> None:
    for page in (coverage_map, best_passages):
        with pytest.raises(NotFound), house.reading() as session:
            page(session, actor(house, getattr(stage, who)), stage.committee.id)


def test_best_passages_begin_with_what_a_chair_confirmed(house: House, stage: Stage) -> None:
    judge(house, stage, CoverageStatus.COVERED, with_sentence=True)
    with house.reading() as session:
        seen = best_passages(session, actor(house, stage.staff), stage.committee.id)
    first, second = seen.questions
    assert [(one.quote, one.is_confirmed) for one in first.passages] == [(ANSWER, True)]
    assert [(one.quote, one.is_confirmed) for one in second.passages] == [(ANSWER, False)]


def test_what_a_chair_called_not_answered_gives_no_passage(house: House, stage: Stage) -> None:
    judge(house, stage, CoverageStatus.MISSING)
    with house.reading() as session:
        seen = best_passages(session, actor(house, stage.chair), stage.committee.id)
    assert seen.questions[0].passages == ()


def test_blind_passages_do_not_name_who_wrote_them(house: House) -> None:
    stage = set_stage(house, blind_marking=True)
    words = f"{DELEGATE} wrote"
    with house.work() as work:
        row = work.session.scalars(sa.select(QuestionCoverage).order_by(QuestionCoverage.id)).first()
        assert row is not None
        row.evidence[0].quote = f"{words} this at Lighthouse School."
    with house.reading() as session:
        blind = best_passages(session, actor(house, stage.chair), stage.committee.id).questions[0].passages[0].quote
        staff = best_passages(session, actor(house, stage.staff), stage.committee.id).questions[0].passages[0].quote
    assert DELEGATE not in blind
    assert "Lighthouse" not in blind
    assert DELEGATE in staff


def test_tables_say_what_is_only_suggested(house: House, stage: Stage) -> None:
    judge(house, stage, CoverageStatus.PARTLY)
    with house.reading() as session:
        seen = coverage_map(session, actor(house, stage.chair), stage.committee.id)
        found = best_passages(session, actor(house, stage.chair), stage.committee.id)
    table = tables.map_table(seen)
    assert table.rows[1] == ("Maravel", "", "partly", "covered (suggested)", 1)
    assert table.content["papers"][0]["questions"]["1.1"] == {"status": "partly", "confirmed": True, "trap": None}
    assert [line[0] for line in tables.questions_table(seen).rows] == ["question", "1.1", "1.2"]
    assert tables.questions_table(seen).content[0]["nobody_answers"] == "yes"
    assert tables.passages_table(found).rows[1][4] == ANSWER


def test_a_workbook_is_read_back_with_words_as_words(house: House) -> None:
    rows: list[tuple[Value, ...]] = [("a", "b"), ("=HYPERLINK(1)", 3), ('<"&>\x00\x0bé 🌊', None), ("#N/A",)]
    data = workbook("Map: [1]", rows)
    assert data == workbook("Map: [1]", rows)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    assert sheet.xpath("count(//*[local-name()='f'])") == 0
    cells = load_workbook(io.BytesIO(data))["Map   1"]
    assert [(cell.value, cell.data_type) for cell in cells["A"]] == [
        ("a", "s"),
        ("=HYPERLINK(1)", "s"),
        ('<"&>é 🌊', "s"),
        ("#N/A", "s"),
    ]
    assert (cells["B2"].value, cells["B3"].value) == (3, None)


def test_a_map_costs_the_same_number_of_queries_for_any_number_of_papers(house: House, stage: Stage, counting) -> None:
    from tests import factories
    from tests.marking_stage import TEXT

    who = actor(house, stage.chair)
    with counting(house.engine) as few, house.reading() as session:
        coverage_map(session, who, stage.committee.id)
    with house.work() as work:
        for number in range(5):
            paper = factories.paper(work, factories.seat(work, stage.committee))
            sent = factories.submission(work, paper, text=f"{TEXT}{number}", read=True)
            factories.coverage(work, sent, words=ANSWER)
    with counting(house.engine) as many, house.reading() as session:
        assert len(coverage_map(session, who, stage.committee.id).rows) == 8
    assert len(many) == len(few)
