from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.states import Role, Verdict
from reviewer.models import AwardList, Committee, Deadline, DeclaredConflict, Membership, User
from reviewer.services import awards, grading, scorecards, submissions
from reviewer.services.awards import Rules
from reviewer.services.desks.awards import awards_page, minutes
from reviewer.services.exports.scores import committee_scores, conference_scores
from reviewer.services.scorecards import Entry
from reviewer.work import House
from tests import factories
from tests.marking_stage import Stage, actor, set_stage


@pytest.fixture
def stage(house: House) -> Stage:
    """The stage with a second readable paper in its committee, and its first one free of the missed award deadline."""
    stage = set_stage(house)
    with house.work() as work:
        seat = factories.seat(
            work, stage.committee, held_for=factories.delegation(work, stage.conference, name="Quiriland")
        )
        factories.submission(work, factories.paper(work, seat), read=True, by=factories.delegate(work, seat))
    return stage


def papers(house: House, stage: Stage) -> dict[str, int]:
    with house.reading() as session:
        table = awards.ranking(session, actor(house, stage.staff), stage.committee.id, Rules())
        return {one.delegation: one.paper_id for one in table.papers.values()}


def read(house: House, who: User, paper_id: int, content: str, writing: str) -> None:
    entries = [Entry("criterion-content", content, 0), Entry("criterion-writing", writing, 0)]
    with house.work() as work:
        scorecards.finish(work, factories.actor(work, who), paper_id=paper_id, entries=entries, seen_submission_id=None)


def close(house: House, who: User, stage: Stage, rules: Rules | None = None) -> int:
    with house.work() as work:
        return awards.close(
            work, factories.actor(work, who), committee_id=stage.committee.id, rules=rules or Rules()
        ).id


def sign(house: House, who: User, list_id: int) -> None:
    with house.work() as work:
        awards.sign(work, factories.actor(work, who), list_id=list_id)


@pytest.fixture
def on_time(house: House, stage: Stage) -> Stage:
    """Nobody missed a deadline for awards."""
    with house.work() as work:
        for row in work.session.scalars(sa.select(Deadline)):
            row.at = work.now.replace(year=work.now.year + 1)
    return stage


def test_a_late_or_unfinished_paper_cannot_win_and_the_reason_is_said(house: House, stage: Stage) -> None:
    read(house, stage.chair, stage.paper.id, "5", "5")
    with house.reading() as session:
        found = awards.ranking(session, actor(house, stage.staff), stage.committee.id, Rules()).ranking
    assert found.ranked == ()
    reasons = {one.paper: one.reasons for one in found.barred}
    assert reasons[stage.paper.id] == ("late",)
    assert reasons[papers(house, stage)["Quiriland"]] == ("unfinished", "late")


def test_a_withdrawn_paper_is_listed_apart_and_one_that_never_came_not_at_all(house: House, on_time: Stage) -> None:
    read(house, on_time.chair, on_time.paper.id, "5", "5")
    with house.work() as work:
        who = factories.actor(work, on_time.delegate)
        submissions.withdraw(work, who, submission_id=on_time.submission.id)
    with house.reading() as session:
        table = awards.ranking(session, actor(house, on_time.staff), on_time.committee.id, Rules())
    assert {one.paper: one.reasons for one in table.ranking.barred}[on_time.paper.id] == ("withdrawn",)
    assert on_time.missing.id not in table.papers
    read(house, on_time.chair, papers(house, on_time)["Quiriland"], "3", "3")
    with house.reading() as session:
        row = session.get_one(AwardList, close(house, on_time.staff, on_time))
        assert ["withdrawn"] in [one["reasons"] for one in row.content["barred"]]


def test_who_is_too_near_sees_the_place_of_a_paper_and_not_its_marks(house: House, on_time: Stage) -> None:
    read(house, on_time.chair, on_time.paper.id, "5", "5")
    with house.work() as work:
        place = work.session.scalars(
            sa.select(Membership).where(Membership.user_id == on_time.chair.id, Membership.role == Role.CHAIR)
        ).one()
        place.school_id = on_time.seat.school_id
    for who, total in ((on_time.second, 10.0), (on_time.chair, None)):
        with house.reading() as session:
            lines = committee_scores(session, actor(house, who), on_time.committee.id).content
        assert [line["total"] for line in lines if line["delegation"] == "Maravel"] == [total]


def test_a_ruling_bars_a_paper(house: House, on_time: Stage) -> None:
    read(house, on_time.chair, on_time.paper.id, "5", "5")
    with house.work() as work:
        factories.ruling(
            work, factories.case(work, on_time.paper, on_time.staff), on_time.staff, verdict=Verdict.DISQUALIFIED
        )
    with house.reading() as session:
        found = awards.ranking(session, actor(house, on_time.staff), on_time.committee.id, Rules()).ranking
    assert {one.paper: one.reasons for one in found.barred}[on_time.paper.id] == ("ruling",)


def test_a_closed_list_stands_with_two_signatures_and_later_marks_do_not_change_it(
    house: House, on_time: Stage
) -> None:
    ids = papers(house, on_time)
    read(house, on_time.chair, ids["Maravel"], "5", "5")
    read(house, on_time.chair, ids["Quiriland"], "3", "5")
    made = close(house, on_time.chair, on_time)
    sign(house, on_time.chair, made)
    sign(house, on_time.chair, made)
    who = actor(house, on_time.staff)
    with house.reading() as session:
        assert not minutes(session, who, made)[1].stands
    sign(house, on_time.staff, made)
    with house.work() as work:
        chair = factories.actor(work, on_time.chair)
        grading.reopen(work, chair, paper_id=ids["Maravel"])
    with house.reading() as session:
        of, closed = minutes(session, who, made)
        assert of.committee_id == on_time.committee.id
        assert closed.stands
        assert [(one["delegation"], one["rank"], one["total"]) for one in closed.content["ranked"]] == [
            ("Maravel", 1, "10.00"),
            ("Quiriland", 2, "8.00"),
        ]
        assert [name for name, _ in closed.signed] == ["Mirela Dautova", "Petra Lindqvist"]


def test_ties_go_by_the_chosen_rule(house: House, on_time: Stage) -> None:
    ids = papers(house, on_time)
    read(house, on_time.chair, ids["Maravel"], "3", "5")
    read(house, on_time.chair, ids["Quiriland"], "5", "3")
    with house.reading() as session:
        who = actor(house, on_time.staff)
        tied = awards.ranking(session, who, on_time.committee.id, Rules(())).ranking.ranked
        assert [one.tied for one in tied] == [True, True]
        rules = Rules.from_words(["criterion", "nonsense"], "content")
        assert rules.ties == ("criterion",)
        broken = awards.ranking(session, who, on_time.committee.id, rules).ranking.ranked
    assert [(one.paper, one.broken_by) for one in broken] == [(ids["Quiriland"], None), (ids["Maravel"], "criterion")]


@pytest.mark.parametrize("near", ["school", "declared"])
def test_who_is_too_near_to_a_ranked_paper_cannot_sign(house: House, on_time: Stage, near: str) -> None:
    read(house, on_time.chair, on_time.paper.id, "5", "5")
    made = close(house, on_time.staff, on_time)
    with house.work() as work:
        place = work.session.scalars(sa.select(Membership).filter_by(user_id=on_time.chair.id, role=Role.CHAIR)).one()
        if near == "school":
            place.school_id = on_time.seat.school_id
        else:
            row = DeclaredConflict(membership_id=place.id, seat_id=on_time.seat.id, reason="", declared_at=work.now)
            work.session.add(row)
    with pytest.raises(Refused, match="Maravel") as refused:
        sign(house, on_time.chair, made)
    assert refused.value.code == "too_near"
    sign(house, on_time.second, made)


def test_a_withdrawn_list_is_signed_no_more_and_a_new_one_takes_its_place(house: House, on_time: Stage) -> None:
    read(house, on_time.chair, on_time.paper.id, "5", "5")
    first = close(house, on_time.chair, on_time)
    second = close(house, on_time.chair, on_time)
    with pytest.raises(Refused) as refused:
        sign(house, on_time.staff, first)
    assert refused.value.code == "awards_withdrawn"
    with house.reading() as session:
        page = awards_page(session, actor(house, on_time.chair), on_time.committee.id, Rules())
        assert page.closed is not None
        assert page.closed.id == second
    with house.work() as work:
        awards.withdraw(work, factories.actor(work, on_time.staff), list_id=second)
    with house.reading() as session:
        assert awards_page(session, actor(house, on_time.chair), on_time.committee.id, Rules()).closed is None


def test_nothing_ranked_closes_nothing(house: House, on_time: Stage) -> None:
    with pytest.raises(Refused) as refused:
        close(house, on_time.chair, on_time)
    assert refused.value.code == "nothing_ranked"


def test_strangers_see_neither_awards_nor_marks(house: House, on_time: Stage) -> None:
    read(house, on_time.chair, on_time.paper.id, "5", "5")
    made = close(house, on_time.chair, on_time)
    for person in (on_time.delegate, on_time.other_chair, on_time.stranger):
        with pytest.raises(NotFound):
            sign(house, person, made)
        who = actor(house, person)
        with house.reading() as session:
            with pytest.raises(NotFound):
                awards_page(session, who, on_time.committee.id, Rules())
            with pytest.raises(NotFound):
                committee_scores(session, who, on_time.committee.id)
            with pytest.raises(NotFound):
                conference_scores(session, who, on_time.conference.id)


def test_marks_come_as_a_table_with_a_column_a_criterion(house: House, on_time: Stage) -> None:
    read(house, on_time.chair, on_time.paper.id, "5", "3.5")
    with house.reading() as session:
        found = conference_scores(session, actor(house, on_time.staff), on_time.conference.id)
    heading, *lines = found.rows
    by_name = {line[1]: dict(zip(heading, line, strict=True)) for line in lines}
    maravel = by_name["Maravel"]
    assert (maravel["total"], maravel["content"], maravel["writing"]) == (8.5, 5.0, 3.5)
    assert by_name["Ostria"]["total"] is None
    assert {line[0] for line in lines} == {"Committee on Tides", "Committee on Rivers"}
    assert Decimal(str(maravel["out_of"])) == 10


@pytest.mark.parametrize(
    ("method", "total", "reached"),
    [("mean", 6.3, 7.0), ("highest", 7.2, 8.0), ("lowest", 5.4, 6.0), ("median", 6.3, 7.0)],
)
def test_the_total_of_two_readings_is_what_they_reached_less_what_was_taken_off(
    house: House, on_time: Stage, method: str, total: float, reached: float
) -> None:
    with house.work() as work:
        body = work.session.get_one(Committee, on_time.committee.id)
        body.readings, body.combine = 2, method
        who = factories.actor(work, on_time.staff)
        grading.adjust(work, who, paper_id=on_time.paper.id, kind="percent", points=Decimal(10), reason="No title.")
    read(house, on_time.chair, on_time.paper.id, "5", "3")
    read(house, on_time.second, on_time.paper.id, "3", "3")
    with house.reading() as session:
        who = actor(house, on_time.staff)
        (line,) = [one for one in committee_scores(session, who, on_time.committee.id).content if one["readings"]]
        assert (line["readings"], line["total"], line["reached"]) == (2, total, reached)
        assert line["taken_off"] == pytest.approx(reached - total)


def test_a_tie_goes_by_the_points_that_all_readings_reached(house: House, on_time: Stage) -> None:
    ids = papers(house, on_time)
    with house.work() as work:
        work.session.get_one(Committee, on_time.committee.id).readings = 2
        who = factories.actor(work, on_time.staff)
        grading.adjust(work, who, paper_id=ids["Quiriland"], kind="deduction", points=Decimal(1), reason="No title.")
    for name, first, second in (("Maravel", "5", "3"), ("Quiriland", "5", "5")):
        read(house, on_time.chair, ids[name], first, "3")
        read(house, on_time.second, ids[name], second, "3")
    with house.reading() as session:
        found = awards.ranking(session, actor(house, on_time.staff), on_time.committee.id, Rules(("raw",))).ranking
    assert [(one.paper, one.total, one.broken_by) for one in found.ranked] == [
        (ids["Quiriland"], Decimal("7.00"), None),
        (ids["Maravel"], Decimal("7.00"), "raw"),
    ]
