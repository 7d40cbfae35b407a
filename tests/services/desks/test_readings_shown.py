from __future__ import annotations

from decimal import Decimal

import pytest

from reviewer.models import AnchorPaper, Committee, User
from reviewer.services import commenting, scorecards
from reviewer.services.desks.marking import Desk, desk
from reviewer.services.desks.others import Part
from reviewer.services.desks.queue import Queue, View, queue
from reviewer.services.scorecards import Entry
from reviewer.work import House
from tests import factories
from tests.marking_stage import ANSWER, SHARED, Stage, actor, set_stage


@pytest.fixture
def stage(house: House) -> Stage:
    stage = set_stage(house)
    with house.work() as work:
        work.session.get_one(Committee, stage.committee.id).readings = 2
    return stage


def read(house: House, stage: Stage, who: User, points: str, *, finish: bool = True) -> None:
    entries = [Entry(f"criterion-{name}", points, 0) for name in ("content", "writing")]
    with house.work() as work:
        person = factories.actor(work, who)
        if finish:
            done = scorecards.finish(work, person, paper_id=stage.paper.id, entries=entries, seen_submission_id=None)
        else:
            done = scorecards.save_form(work, person, paper_id=stage.paper.id, entries=entries)
    assert done.is_clean, done


def remark(house: House, stage: Stage, who: User, quote: str, words: str) -> None:
    with house.work() as work:
        commenting.comment(work, factories.actor(work, who), paper_id=stage.paper.id, text=words, quote=quote)


def seen(house: House, stage: Stage, who: User) -> Desk:
    person = actor(house, who)
    with house.reading() as session:
        return desk(session, person, stage.paper.id, now=stage.submission.counted_at)


def listed(house: House, stage: Stage, who: User, view: View | None = None) -> Queue:
    person = actor(house, who)
    with house.reading() as session:
        return queue(session, person, stage.committee.id, view or View(), now=stage.submission.counted_at)


def test_each_reader_sees_the_own_reading_and_nothing_of_the_other(house: House, stage: Stage) -> None:
    remark(house, stage, stage.chair, ANSWER, "Name the act's year.")
    read(house, stage, stage.chair, "5")
    remark(house, stage, stage.second, SHARED, "Who pays?")
    read(house, stage, stage.second, "3", finish=False)
    found = seen(house, stage, stage.second)
    assert found.part is Part.OWN
    assert found.others == ()
    assert found.card is not None
    assert {one.value for one in found.card.criteria if one.value} == {"3"}
    assert [one.text for one in found.remarks] == ["Who pays?"]
    total = next(one.total for one in listed(house, stage, stage.second).papers if one.standing.delegation == "Maravel")
    assert total == found.card.total


def test_when_both_are_done_each_sees_the_other_with_its_marks(house: House, stage: Stage) -> None:
    remark(house, stage, stage.chair, ANSWER, "Name the act's year.")
    read(house, stage, stage.chair, "5")
    read(house, stage, stage.second, "3")
    found = seen(house, stage, stage.second)
    (other,) = found.others
    assert (other.slot, other.reader, other.is_final) == (1, "Mirela Dautova", True)
    assert other.marks["content"] == Decimal(5)
    assert [one.text for one in found.remarks] == ["Name the act's year."]


def test_a_third_person_waits_then_moderates_with_both_in_sight(house: House, stage: Stage) -> None:
    read(house, stage, stage.chair, "5")
    read(house, stage, stage.second, "3", finish=False)
    with house.work() as work:
        third = factories.chair(work, work.session.get_one(Committee, stage.committee.id), name="Ilse Varga")
    waiting = seen(house, stage, third)
    assert (waiting.part, waiting.card, waiting.others) == (Part.OTHERS, None, ())
    waits = next(one for one in listed(house, stage, third).papers if one.standing.delegation == "Maravel")
    assert (waits.total, waits.standing.state) == (None, "draft")
    read(house, stage, stage.second, "3")
    found = seen(house, stage, third)
    assert found.part is Part.MODERATION
    assert found.card is not None
    assert [one.marks["content"] for one in found.others] == [Decimal(5), Decimal(3)]


def test_an_anchor_paper_is_read_alone_by_everybody(house: House, stage: Stage) -> None:
    with house.work() as work:
        work.session.add(
            AnchorPaper(committee_id=stage.committee.id, paper_id=stage.paper.id, agreed={}, chosen_at=work.now)
        )
    remark(house, stage, stage.chair, ANSWER, "Name the act's year.")
    read(house, stage, stage.chair, "5")
    read(house, stage, stage.second, "3")
    for who, own in ((stage.chair, "5"), (stage.second, "3")):
        found = seen(house, stage, who)
        assert (found.part, found.others) == (Part.ANCHOR, ())
        assert found.card is not None
        assert {one.value for one in found.card.criteria if one.value} == {own}
        assert len(found.remarks) == (1 if who is stage.chair else 0)


def test_the_queue_says_whose_pile_a_paper_is_and_shows_mine_alone(house: House, stage: Stage) -> None:
    read(house, stage, stage.chair, "5")
    read(house, stage, stage.second, "3", finish=False)
    everything = listed(house, stage, stage.second)
    (paper,) = [one for one in everything.papers if one.readers]
    assert [(one.name, one.is_me, one.state) for one in paper.readers] == [
        ("Mirela Dautova", False, "final"),
        ("Tomas Okonjo", True, "draft"),
    ]
    mine = listed(house, stage, stage.second, View(state="mine"))
    assert [one.standing.paper_id for one in mine.papers] == [stage.paper.id]
    assert (everything.pace.done, everything.pace.total) == (0, 1)
    assert mine.next_unscored == stage.paper.id
