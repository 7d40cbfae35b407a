from __future__ import annotations

from decimal import Decimal

import pytest

from reviewer.domain.errors import NotFound, Refused
from reviewer.models import Committee, User
from reviewer.services import anchors, scorecards
from reviewer.services.desks.calibration import Calibration, calibration
from reviewer.services.scorecards import Entry
from reviewer.work import House
from tests import factories
from tests.marking_stage import Stage, actor, set_stage


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def choose(house: House, who: User, stage: Stage, paper_id: int | None = None) -> int:
    with house.work() as work:
        return anchors.choose(
            work,
            factories.actor(work, who),
            committee_id=stage.committee.id,
            paper_id=stage.paper.id if paper_id is None else paper_id,
        ).id


def read(house: House, who: User, paper_id: int, content: str, writing: str) -> None:
    entries = [Entry("criterion-content", content, 0), Entry("criterion-writing", writing, 0)]
    with house.work() as work:
        outcome = scorecards.finish(
            work, factories.actor(work, who), paper_id=paper_id, entries=entries, seen_submission_id=None
        )
    assert outcome.is_clean, outcome


def page(house: House, who: User, stage: Stage) -> Calibration:
    with house.reading() as session:
        return calibration(session, actor(house, who), stage.committee.id)


def test_an_anchor_shows_others_marks_only_to_who_is_done(house: House, stage: Stage) -> None:
    choose(house, stage.staff, stage)
    read(house, stage.chair, stage.paper.id, "5", "3")
    [before] = page(house, stage.second, stage).anchors
    assert (before.readings, before.mine_done, before.waiting) == ((), False, ("Tomas Okonjo",))
    read(house, stage.second, stage.paper.id, "3", "3")
    [after] = page(house, stage.second, stage).anchors
    assert [(one.reader, one.total) for one in after.readings] == [
        ("Mirela Dautova", Decimal(8)),
        ("Tomas Okonjo", Decimal(6)),
    ]
    assert after.waiting == ()


def test_agreement_severity_and_outliers_come_from_shared_papers(house: House, stage: Stage) -> None:
    choose(house, stage.staff, stage)
    read(house, stage.chair, stage.paper.id, "5", "5")
    read(house, stage.second, stage.paper.id, "3", "0")
    found = page(house, stage.staff, stage)
    content, _writing, total = found.criteria
    assert (content.figures.papers, content.figures.difference) == (1, 2.0)
    assert not content.figures.is_firm
    assert (total.title, total.figures.difference) == ("", 7.0)
    assert [(one.name, one.lean) for one in found.chairs] == [("Tomas Okonjo", -7.0), ("Mirela Dautova", 7.0)]
    assert [(one.delegation, one.apart) for one in found.outliers] == [("Maravel", 7.0)]


def test_a_chair_who_finished_nothing_is_named(house: House, stage: Stage) -> None:
    read(house, stage.chair, stage.paper.id, "5", "5")
    assert [(one.name, one.papers, one.lean) for one in page(house, stage.staff, stage).chairs] == [
        ("Mirela Dautova", 1, None),
        ("Tomas Okonjo", 0, None),
    ]


def test_with_two_readers_a_chair_sees_neither_until_both_are_done(house: House, stage: Stage) -> None:
    with house.work() as work:
        work.session.get_one(Committee, stage.committee.id).readings = 2
    read(house, stage.chair, stage.paper.id, "5", "5")
    assert [one.papers for one in page(house, stage.second, stage).chairs] == [0, 0]
    read(house, stage.second, stage.paper.id, "3", "3")
    assert [one.papers for one in page(house, stage.second, stage).chairs] == [1, 1]
    [rank] = page(house, stage.second, stage).ranks
    assert (rank.rank, rank.raw, rank.adjusted_rank) == (1, 8.0, 1)


def test_an_anchor_that_ended_is_marked_as_any_other(house: House, stage: Stage) -> None:
    anchor = choose(house, stage.chair, stage)
    read(house, stage.chair, stage.paper.id, "5", "5")
    assert page(house, stage.staff, stage).ranks == ()
    with house.work() as work:
        anchors.end(work, factories.actor(work, stage.chair), anchor_id=anchor)
    read(house, stage.second, stage.paper.id, "3", "3")
    found = page(house, stage.staff, stage)
    assert [one.is_open for one in found.anchors] == [False]
    assert [len(one.readings) for one in found.anchors] == [1]


def test_what_is_agreed_is_kept_if_the_rubric_has_such_a_mark(house: House, stage: Stage) -> None:
    anchor = choose(house, stage.chair, stage)

    def agree(mark: str | None, criterion: str = "content") -> None:
        with house.work() as work:
            value = None if mark is None else Decimal(mark)
            who = factories.actor(work, stage.chair)
            anchors.agree(work, who, anchor_id=anchor, criterion=criterion, topic=None, mark=value)

    agree("3.5")
    assert page(house, stage.chair, stage).anchors[0].agreed == {"content": "3.5"}
    for mark, criterion in (("9", "content"), ("3", "elegance")):
        with pytest.raises(Refused):
            agree(mark, criterion)
    agree(None)
    assert page(house, stage.chair, stage).anchors[0].agreed == {}


def test_papers_that_cannot_be_anchors_are_refused(house: House, stage: Stage) -> None:
    read(house, stage.chair, stage.paper.id, "5", "5")
    for paper, code in (
        (stage.paper.id, "anchor_marked"),
        (stage.unread.id, "nothing_to_mark"),
        (stage.foreign.id, "paper_unknown"),
    ):
        with pytest.raises((Refused, NotFound)) as refused:
            choose(house, stage.chair, stage, paper)
        assert refused.value.code == code
    assert page(house, stage.chair, stage).candidates == ()


def test_strangers_see_and_choose_nothing(house: House, stage: Stage) -> None:
    anchor = choose(house, stage.chair, stage)
    for who in (stage.delegate, stage.other_chair, stage.stranger):
        with pytest.raises(NotFound):
            page(house, who, stage)
        with pytest.raises(NotFound):
            choose(house, who, stage)
        with house.work() as work, pytest.raises(NotFound):
            anchors.end(work, factories.actor(work, who), anchor_id=anchor)
