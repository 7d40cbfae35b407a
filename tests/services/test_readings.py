from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from reviewer.domain.errors import NotAllowed
from reviewer.models import AnchorPaper, Committee, FinalMark, Scorecard, User
from reviewer.services import grading, release, scorecards
from reviewer.services.scorecards import Entry
from reviewer.work import House
from tests import factories
from tests.marking_stage import Stage, actor, set_stage


@pytest.fixture
def stage(either_house: House) -> Stage:
    stage = set_stage(either_house)
    with either_house.work() as work:
        committee = work.session.get_one(Committee, stage.committee.id)
        committee.readings, committee.moderate_beyond = 2, Decimal(3)
    return stage


def mark(house: House, who: User, stage: Stage, points: str) -> None:
    entries = [Entry("criterion-content", points, 0), Entry("criterion-writing", points, 0)]
    with house.work() as work:
        outcome = scorecards.finish(
            work, factories.actor(work, who), paper_id=stage.paper.id, entries=entries, seen_submission_id=None
        )
    assert outcome.is_clean, outcome


def slots(house: House) -> dict[int, int]:
    with house.reading() as session:
        return dict(session.execute(sa.select(Scorecard.slot, Scorecard.started_by_id)).all())


def ready(house: House, stage: Stage) -> bool:
    with house.reading() as session:
        return stage.paper.id in release.ready_and_missing(session, stage.conference.id, None)[0]


def test_two_chairs_get_a_reading_each_and_a_third_must_wait(either_house: House, stage: Stage) -> None:
    mark(either_house, stage.chair, stage, "5")
    with either_house.work() as work:
        who = factories.actor(work, stage.second)
        scorecards.save_field(work, who, paper_id=stage.paper.id, entry=Entry("criterion-content", "5", 0))
    assert slots(either_house) == {1: stage.chair.id, 2: stage.second.id}
    third, entry = actor(either_house, stage.staff), Entry("criterion-content", "0", 0)
    with pytest.raises(NotAllowed) as refused, either_house.work() as work:
        scorecards.save_field(work, third, paper_id=stage.paper.id, entry=entry)
    assert refused.value.code == "not_your_reading"
    assert not ready(either_house, stage)


def test_readings_near_each_other_make_their_mean(either_house: House, stage: Stage) -> None:
    mark(either_house, stage.chair, stage, "3.5")
    mark(either_house, stage.second, stage, "5")
    assert ready(either_house, stage)
    with either_house.work() as work:
        release.release(work, factories.actor(work, stage.staff), conference_id=stage.conference.id, committee_id=None)
    with either_house.reading() as session:
        final = session.scalars(sa.select(FinalMark)).one()
    assert (final.method, final.total) == ("mean", Decimal("8.5"))


def test_readings_far_apart_wait_for_a_third_who_decides(either_house: House, stage: Stage) -> None:
    mark(either_house, stage.chair, stage, "0")
    mark(either_house, stage.second, stage, "5")
    assert not ready(either_house, stage)
    mark(either_house, stage.staff, stage, "3")
    assert slots(either_house)[3] == stage.staff.id
    with either_house.work() as work:
        release.release(work, factories.actor(work, stage.staff), conference_id=stage.conference.id, committee_id=None)
    with either_house.reading() as session:
        final = session.scalars(sa.select(FinalMark)).one()
    assert (final.method, final.total) == ("single", Decimal(6))


def test_anchor_readings_are_alone_and_never_enter_a_mark(either_house: House, stage: Stage) -> None:
    with either_house.work() as work:
        row = AnchorPaper(committee_id=stage.committee.id, paper_id=stage.paper.id, chosen_at=work.now)
        work.session.add(row)
    mark(either_house, stage.chair, stage, "5")
    mark(either_house, stage.second, stage, "5")
    assert set(slots(either_house)) == {10, 11}
    assert not ready(either_house, stage)


def test_what_is_seen_of_another_reading(either_house: House, stage: Stage) -> None:
    mark(either_house, stage.chair, stage, "5")
    second = actor(either_house, stage.second)
    with either_house.reading() as session:
        place = grading.check_may_mark(session, second, stage.paper.id)
        assert not grading.readings_of(session, second, stage.paper.id, place).shows(1)
    mark(either_house, stage.second, stage, "5")
    with either_house.reading() as session:
        assert grading.readings_of(session, second, stage.paper.id, place).shows(1)
