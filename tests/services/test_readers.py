from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.states import Role
from reviewer.models import Committee, CommitteeChair, Membership, Paper, Reader, User
from reviewer.services import conflicts, readers, scorecards
from reviewer.services.desks.pace import pace
from reviewer.services.desks.readers import ReadersPage, readers_page
from reviewer.services.scorecards import Entry
from reviewer.work import House
from tests import factories
from tests.conftest import Clock
from tests.marking_stage import Stage, actor, set_stage


@pytest.fixture
def stage(either_house: House) -> Stage:
    """The stage with five more readable papers of other schools in its committee."""
    stage = set_stage(either_house)
    with either_house.work() as work:
        for name in ("Quiriland", "Tessaly", "Umbria", "Valdria", "Wexland"):
            held = factories.delegation(work, stage.conference, name=name)
            seat = factories.seat(work, stage.committee, held_for=held, by=factories.school(work, stage.conference))
            factories.submission(
                work, factories.paper(work, seat), text=f"Position Paper of {name}\n\n{name} speaks.\n", read=True
            )
    return stage


def chair_id(house: House, stage: Stage, person: User) -> int:
    with house.reading() as session:
        return session.scalars(
            sa.select(CommitteeChair.membership_id)
            .join(Membership, CommitteeChair.membership_id == Membership.id)
            .where(Membership.user_id == person.id, CommitteeChair.committee_id == stage.committee.id)
        ).one()


def page(house: House, who: User, stage: Stage, planned: str = "") -> ReadersPage:
    with house.reading() as session:
        return readers_page(session, actor(house, who), stage.committee.id, planned=planned)


def assign(house: House, stage: Stage, planned: str = "rest") -> int:
    plan = page(house, stage.staff, stage, planned).plan
    assert plan is not None
    with house.work() as work:
        return readers.apply(
            work,
            factories.actor(work, stage.staff),
            committee_id=stage.committee.id,
            anew=planned == "anew",
            seen=plan.seen,
        )


def duties(house: House) -> dict[tuple[int, int], int]:
    with house.reading() as session:
        rows = session.execute(
            sa.select(Reader.paper_id, Reader.slot, Membership.user_id)
            .join(Membership, Reader.membership_id == Membership.id)
            .where(Reader.ended_at.is_(None))
        )
        return {(paper, slot): user for paper, slot, user in rows}


def test_a_plan_is_looked_at_before_it_takes_effect(either_house: House, stage: Stage) -> None:
    seen = page(either_house, stage.staff, stage, "rest")
    assert seen.plan is not None
    assert (seen.plan.changes, seen.unassigned, seen.papers) == (6, 6, 6)
    assert duties(either_house) == {}
    assert assign(either_house, stage) == 6
    after = page(either_house, stage.staff, stage)
    assert after.unassigned == 0
    assert sum(one.papers for one in after.chairs) == 6
    assert all(one.papers for one in after.chairs)


def test_a_plan_that_nobody_saw_is_refused(either_house: House, stage: Stage) -> None:
    who = actor(either_house, stage.staff)
    with pytest.raises(Conflict) as refused, either_house.work() as work:
        readers.apply(work, who, committee_id=stage.committee.id, anew=False, seen="an older plan")
    assert refused.value.code == "plan_changed"
    assert duties(either_house) == {}


def test_own_school_and_declared_conflicts_are_kept_away(either_house: House, stage: Stage) -> None:
    with either_house.work() as work:
        place = work.session.get_one(Membership, chair_id(either_house, stage, stage.chair))
        place.school_id = stage.seat.school_id
    second = chair_id(either_house, stage, stage.second)
    seat = next(seat for seat, name in page(either_house, stage.staff, stage).seats if name == "Umbria")
    with either_house.work() as work:
        conflicts.declare_conflict(
            work,
            factories.actor(work, stage.second),
            committee_id=stage.committee.id,
            membership_id=second,
            seat_id=seat,
            school_id=None,
            reason="My sister.",
        )
    assign(either_house, stage)
    given = duties(either_house)
    assert given[stage.paper.id, 1] == stage.second.id
    with either_house.reading() as session:
        umbria = session.scalars(sa.select(Paper.id).where(Paper.seat_id == seat)).one()
    assert given[umbria, 1] == stage.chair.id


def test_a_cap_holds_and_what_nobody_can_take_is_named(either_house: House, stage: Stage) -> None:
    for person in (stage.chair, stage.second):
        with either_house.work() as work:
            conflicts.set_cap(
                work,
                factories.actor(work, person),
                committee_id=stage.committee.id,
                membership_id=chair_id(either_house, stage, person),
                most=2,
            )
    plan = page(either_house, stage.staff, stage, "rest").plan
    assert plan is not None
    assert [why for _, why in plan.unfilled] == ["full", "full"]


def test_what_somebody_began_stays_theirs(either_house: House, stage: Stage) -> None:
    assign(either_house, stage)
    paper, slot = next(place for place, user in duties(either_house).items() if user == stage.chair.id)
    with either_house.work() as work:
        who = factories.actor(work, stage.chair)
        scorecards.save_field(work, who, paper_id=paper, entry=Entry("criterion-content", "5", 0))
    with either_house.work() as work:
        conflicts.set_cap(
            work,
            factories.actor(work, stage.staff),
            committee_id=stage.committee.id,
            membership_id=chair_id(either_house, stage, stage.chair),
            most=1,
        )
    assign(either_house, stage, "anew")
    given = duties(either_house)
    assert [place for place, user in given.items() if user == stage.chair.id] == [(paper, slot)]
    assert len(given) == 6


def test_two_readings_give_every_paper_two_readers(either_house: House, stage: Stage) -> None:
    with either_house.work() as work:
        readers.set_readings(
            work,
            factories.actor(work, stage.staff),
            committee_id=stage.committee.id,
            readings=2,
            combine="mean",
            moderate_beyond=Decimal("2.5"),
        )
    assign(either_house, stage)
    given = duties(either_house)
    assert len(given) == 12
    assert all(given[paper, 1] != given[paper, 2] for paper, _slot in given)
    with either_house.reading() as session:
        assert session.get_one(Committee, stage.committee.id).moderate_beyond == Decimal("2.5")


@pytest.mark.parametrize(("readings", "combine", "beyond"), [(3, "mean", None), (2, "single", None), (1, "mean", "-1")])
def test_settings_that_mean_nothing_are_refused(house: House, readings: int, combine: str, beyond: str | None) -> None:
    stage = set_stage(house)
    with pytest.raises(Refused), house.work() as work:
        readers.set_readings(
            work,
            factories.actor(work, stage.staff),
            committee_id=stage.committee.id,
            readings=readings,
            combine=combine,
            moderate_beyond=None if beyond is None else Decimal(beyond),
        )


def test_chairs_see_piles_but_only_staff_share_out(house: House) -> None:
    stage = set_stage(house)
    assert [one.is_mine for one in page(house, stage.chair, stage).chairs] == [True, False]
    with pytest.raises(NotAllowed):
        page(house, stage.chair, stage, "rest")
    for who in (stage.delegate, stage.other_chair, stage.stranger):
        with pytest.raises(NotFound):
            page(house, who, stage)
    mine, other = chair_id(house, stage, stage.chair), chair_id(house, stage, stage.second)
    chair = actor(house, stage.chair)
    with pytest.raises(NotAllowed), house.work() as work:
        conflicts.set_cap(work, chair, committee_id=stage.committee.id, membership_id=other, most=1)
    with house.work() as work:
        conflicts.set_cap(work, chair, committee_id=stage.committee.id, membership_id=mine, most=1)


def test_a_conflict_is_with_one_place_of_this_committee(house: House) -> None:
    stage = set_stage(house)
    mine = chair_id(house, stage, stage.chair)
    for seat, school in ((None, None), (stage.seat.id, stage.seat.school_id), (999, None), (None, 999)):
        with pytest.raises(Refused), house.work() as work:
            conflicts.declare_conflict(
                work,
                factories.actor(work, stage.chair),
                committee_id=stage.committee.id,
                membership_id=mine,
                seat_id=seat,
                school_id=school,
            )


def test_a_conflict_can_be_taken_back(house: House) -> None:
    stage = set_stage(house)
    mine = chair_id(house, stage, stage.chair)
    with house.work() as work:
        who = factories.actor(work, stage.chair)
        made = conflicts.declare_conflict(
            work, who, committee_id=stage.committee.id, membership_id=mine, seat_id=stage.seat.id, school_id=None
        ).id
    assert [one.name for one in page(house, stage.chair, stage).chairs[0].conflicts] == ["Maravel"]
    with house.work() as work:
        who = factories.actor(work, stage.chair)
        conflicts.revoke_conflict(work, who, conflict_id=made, committee_id=stage.committee.id)
    assert page(house, stage.chair, stage).chairs[0].conflicts == ()


def test_a_chair_who_lost_their_place_loses_what_they_had_not_begun(either_house: House, stage: Stage) -> None:
    assign(either_house, stage)
    with either_house.work() as work:
        place = work.session.scalars(
            sa.select(Membership).where(Membership.user_id == stage.second.id, Membership.role == Role.CHAIR)
        ).one()
        place.ended_at = work.now
    assign(either_house, stage)
    assert set(duties(either_house).values()) == {stage.chair.id}


def test_pace_tells_what_is_left_for_each_paper(house: House, clock: Clock) -> None:
    stage = set_stage(house)
    with house.work() as work:
        who = factories.actor(work, stage.chair)
        scorecards.save_field(work, who, paper_id=stage.paper.id, entry=Entry("criterion-content", "5", 0))
    clock.advance(minutes=9)
    with house.work() as work:
        who = factories.actor(work, stage.chair)
        entries = [Entry("criterion-writing", "5", 0)]
        scorecards.finish(work, who, paper_id=stage.paper.id, entries=entries, seen_submission_id=None)
    now = house.clock()
    with house.reading() as session:
        found = pace(
            session,
            stage.committee.id,
            stage.chair.id,
            done=1,
            total=4,
            due=now + timedelta(hours=1),
            now=now,
        )
        late = pace(session, stage.committee.id, stage.chair.id, done=1, total=4, due=now - timedelta(hours=1), now=now)
    assert (found.usual, found.each) == (timedelta(minutes=9), timedelta(minutes=20))
    assert late.each is None
