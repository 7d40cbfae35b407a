from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from reviewer.domain.errors import NotFound
from reviewer.domain.states import CoverageStatus, DeadlineRight, Role, RunState, Step
from reviewer.models import Committee, Paper, Submission
from reviewer.services import grading, release
from reviewer.services.desks.queue import QueuedPaper, View, queue
from reviewer.services.desks.readers import readers_page
from reviewer.services.desks.standing import PaperState
from reviewer.work import House
from tests import factories, marking_stage
from tests.marking_stage import Stage, actor, set_stage


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def seen(house: House, stage: Stage, view: View | None = None, *, by=None):
    who = actor(house, by or stage.chair)
    with house.reading() as session:
        return queue(session, who, stage.committee.id, view or View(), now=stage.submission.counted_at)


def row(house: House, stage: Stage, delegation: str) -> QueuedPaper:
    return next(one for one in seen(house, stage).papers if one.standing.delegation == delegation)


def mark_all(house: House, stage: Stage, *, finish: bool) -> None:
    who = actor(house, stage.chair)
    with house.work() as work:
        for criterion, points in (("content", "5"), ("writing", "3.5")):
            grading.set_mark(
                work,
                who,
                paper_id=stage.paper.id,
                criterion=criterion,
                topic=None,
                points=Decimal(points),
                seen_version=0,
            )
        if finish:
            grading.finish(work, who, paper_id=stage.paper.id)


def test_queue_says_how_far_each_paper_is(house: House, stage: Stage) -> None:
    states = {one.standing.delegation: one.standing.state for one in seen(house, stage).papers}
    assert states == {
        "Maravel": PaperState.UNSCORED,
        "Norrland": PaperState.RECEIVED,
        "Ostria": PaperState.MISSING,
    }


def test_papers_with_nothing_to_mark_are_told_apart_and_never_offered(house: House, stage: Stage) -> None:
    with house.work() as work:
        work.session.get_one(Submission, stage.submission.id).not_accepted_since = work.now
        seat = factories.seat(work, stage.committee, held_for=factories.delegation(work, stage.conference, name="Azur"))
        broken = factories.submission(work, factories.paper(work, seat))
        broken.unreadable_code, broken.unreadable_since = "corrupt", work.now
    found = seen(house, stage)
    assert {one.standing.delegation: one.standing.state for one in found.papers} == {
        "Azur": PaperState.FAILED,
        "Maravel": PaperState.NOT_ACCEPTED,
        "Norrland": PaperState.RECEIVED,
        "Ostria": PaperState.MISSING,
    }
    assert (found.progress.total, found.progress.unready, found.next_unscored, found.pace.total) == (0, 4, None, 0)
    assert len(seen(house, stage, View(state="unready")).papers) == 4
    with house.reading() as session:
        page = readers_page(session, actor(house, stage.staff), stage.committee.id, planned="rest")
    assert page.plan is not None
    assert (page.papers, page.unready, page.unassigned, page.plan.changes) == (0, 4, 0, 0)


def test_an_older_version_that_was_accepted_is_marked(house: House, stage: Stage) -> None:
    with house.work() as work:
        paper = work.session.get_one(Paper, stage.paper.id)
        newer = factories.submission(work, paper, text="Position Paper of Maravel\n\nToo short.\n", read=True)
        newer.not_accepted_since = work.now
    found = seen(house, stage)
    assert row(house, stage, "Maravel").standing.state is PaperState.UNSCORED
    assert (found.next_unscored, found.progress.total, found.progress.unready) == (stage.paper.id, 1, 2)


def test_queue_gives_a_paper_its_figures(house: House, stage: Stage) -> None:
    one = row(house, stage, "Maravel")
    assert one.standing.words is not None
    assert one.standing.words > 40
    assert one.similarity is not None
    assert 0 < one.similarity < 0.5
    assert (one.covered, one.questions) == (2, 2)
    assert one.is_late
    assert (one.total, one.out_of) == (None, None)


def test_queue_counts_a_chairs_word_rather_than_the_suggestion(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    with house.work() as work:
        question = work.session.get_one(Committee, stage.committee.id).topics[0].questions[0].id
        grading.judge_question(
            work, who, paper_id=stage.paper.id, key_question_id=question, status=CoverageStatus.MISSING
        )
    assert row(house, stage, "Maravel").covered == 1


def test_queue_shows_a_draft_then_a_score_then_what_was_released(house: House, stage: Stage) -> None:
    mark_all(house, stage, finish=False)
    draft = row(house, stage, "Maravel")
    assert (draft.standing.state, draft.total, draft.out_of) == (PaperState.DRAFT, Decimal("8.5"), Decimal(10))
    who = actor(house, stage.staff)
    with house.work() as work:
        grading.finish(work, who, paper_id=stage.paper.id)
    assert row(house, stage, "Maravel").standing.state is PaperState.SCORED
    with house.work() as work:
        release.release(work, who, conference_id=stage.conference.id, committee_id=None)
    shown = row(house, stage, "Maravel")
    assert (shown.standing.state, shown.total) == (PaperState.RELEASED, Decimal("8.5"))


def test_progress_counts_papers_that_can_be_marked_whatever_the_filter(house: House, stage: Stage) -> None:
    mark_all(house, stage, finish=True)
    found = seen(house, stage, View(state="missing"))
    assert [one.standing.delegation for one in found.papers] == ["Ostria"]
    assert (found.progress.scored, found.progress.drafts, found.progress.total) == (1, 0, 1)


@pytest.mark.parametrize(
    ("view", "delegations"),
    [
        (View(), ["Maravel", "Norrland", "Ostria"]),
        (View(sort="-delegation"), ["Ostria", "Norrland", "Maravel"]),
        (View(sort="-words"), ["Maravel", "Norrland", "Ostria"]),
        (View(sort="words"), ["Maravel", "Norrland", "Ostria"]),
        (View(sort="state"), ["Ostria", "Norrland", "Maravel"]),
        (View(sort="nonsense"), ["Maravel", "Norrland", "Ostria"]),
        (View(query="ÓSTR"), ["Ostria"]),
        (View(state="late"), ["Maravel", "Norrland"]),
        (View(state="unscored"), ["Maravel"]),
        (View(state="scored"), []),
    ],
)
def test_queue_is_sorted_and_filtered_with_unknown_values_last(
    house: House, stage: Stage, view: View, delegations: list[str]
) -> None:
    assert [one.standing.delegation for one in seen(house, stage, view).papers] == delegations


def test_an_extension_keeps_the_right_that_the_deadline_took(house: House, stage: Stage) -> None:
    with house.work() as work:
        until = work.now + timedelta(hours=1)
        factories.extension(work, stage.seat, until=until, by=stage.staff, right=DeadlineRight.PAPER_AWARD)
    assert not row(house, stage, "Maravel").is_late


def test_a_paper_whose_reading_failed_says_so(house: House, stage: Stage) -> None:
    with house.work() as work:
        seat = factories.seat(work, stage.committee, held_for=factories.delegation(work, stage.conference, name="Azur"))
        unreadable = factories.submission(
            work, factories.paper(work, seat), unreadable_code="encrypted", unreadable_since=work.now
        )
        factories.run(work, unreadable, Step.READ, RunState.FAILED)
    assert row(house, stage, "Azur").standing.state is PaperState.FAILED


def test_next_unscored_skips_what_cannot_be_read_and_ends_with_drafts(house: House, stage: Stage) -> None:
    assert seen(house, stage).next_unscored == stage.paper.id
    mark_all(house, stage, finish=False)
    assert seen(house, stage).next_unscored == stage.paper.id
    with house.work() as work:
        grading.finish(work, factories.actor(work, stage.chair), paper_id=stage.paper.id)
    assert seen(house, stage).next_unscored is None


@pytest.mark.parametrize("who", ["other_chair", "delegate", "stranger"])
def test_a_queue_is_for_its_chairs_and_staff(house: House, stage: Stage, who: str) -> None:
    with pytest.raises(NotFound):
        seen(house, stage, by=getattr(stage, who))
    assert len(seen(house, stage, by=stage.staff).papers) == 3


def test_a_chair_sees_no_figure_of_their_own_seats_paper(house: House, stage: Stage) -> None:
    mark_all(house, stage, finish=True)
    with house.work() as work:
        factories.membership(work, stage.conference, Role.CHAIR, person=stage.delegate, committees=[stage.committee])
    own = next(one for one in seen(house, stage, by=stage.delegate).papers if one.standing.delegation == "Maravel")
    assert (own.total, own.similarity, own.covered) == (None, None, None)
    assert not own.standing.mine


def test_a_queue_costs_the_same_number_of_queries_for_any_number_of_papers(
    house: House, stage: Stage, counting
) -> None:
    mark_all(house, stage, finish=False)
    who = actor(house, stage.chair)
    with counting(house.engine) as few, house.reading() as session:
        queue(session, who, stage.committee.id, View(sort="-similarity"), now=stage.submission.counted_at)
    with house.work() as work:
        for _ in range(8):
            sent = factories.submission(
                work,
                factories.paper(work, factories.seat(work, stage.committee)),
                text=f"{marking_stage.TEXT} Number {factories.number()}.",
                read=True,
            )
            factories.coverage(work, sent)
            grading.set_mark(
                work,
                who,
                paper_id=sent.paper_id,
                criterion="content",
                topic=None,
                points=Decimal(3),
                seen_version=0,
            )
    with counting(house.engine) as many, replace(house).reading() as session:  # a house that kept nothing yet
        found = queue(session, who, stage.committee.id, View(sort="-similarity"), now=stage.submission.counted_at)
        assert len(found.papers) == 11
    assert len(few) > 5
    assert len(many) == len(few)
    assert len(many) <= 38
