from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.domain.states import DeadlineRight, RegradeState
from reviewer.mail import render
from reviewer.models import AuditEvent, Committee, FinalMark, OutboxMail, RegradeRequest, User
from reviewer.services import regrades, release, scorecards
from reviewer.services.desks.log import log_page
from reviewer.services.desks.regrade_marks import MarksAsked, ReadingMark, is_changed
from reviewer.services.desks.regrades import committee_regrades, conference_regrades, own_regrades
from reviewer.services.scorecards import Entry, plain
from reviewer.work import House
from tests import factories
from tests.conftest import Clock
from tests.marking_stage import Stage, actor, set_stage

WHY = "The third paragraph names the law and its date."


@pytest.fixture
def stage(house: House) -> Stage:
    """The stage with its first paper scored 3 and 3 and released, and a week to ask."""
    stage = set_stage(house)
    with house.work() as work:
        factories.deadline(work, stage.conference, at=work.now + timedelta(days=7), right=DeadlineRight.REGRADE)
        who = factories.actor(work, stage.chair)
        entries = [Entry("criterion-content", "3", 0), Entry("criterion-writing", "3", 0)]
        scorecards.finish(work, who, paper_id=stage.paper.id, entries=entries, seen_submission_id=None)
    with house.work() as work:
        release.release(
            work, factories.actor(work, stage.staff), conference_id=stage.conference.id, committee_id=stage.committee.id
        )
    return stage


def ask(house: House, who: User, stage: Stage, criterion: str = "content", reason: str = WHY) -> int:
    with house.work() as work:
        return regrades.ask(
            work,
            factories.actor(work, who),
            paper_id=stage.paper.id,
            criterion=criterion,
            topic=None,
            reason=reason,
        ).id


def settle(
    act: Callable[..., RegradeRequest], house: House, who: User, request: int, mark: str | None, version: int = 1
) -> None:
    with house.work() as work:
        act(
            work,
            factories.actor(work, who),
            request_id=request,
            mark=None if mark is None else Decimal(mark),
            words="We read it again.",
            seen_version=version,
        )


def escalate(house: House, who: User, request: int) -> None:
    with house.work() as work:
        regrades.escalate(work, factories.actor(work, who), request_id=request, reason=WHY)


def shown(house: House, stage: Stage) -> FinalMark:
    with house.reading() as session:
        final = release.visible_mark(session, stage.paper.id, house.clock())
        assert final is not None
        return final


def given(marks: tuple[ReadingMark, ...]) -> list[str]:
    """The marks of a stage, reader by reader."""
    return [plain(one.mark) for one in marks]


def test_a_raised_mark_reaches_the_released_feedback_and_the_old_one_stays_beside_it(
    house: House, stage: Stage
) -> None:
    before = shown(house, stage)
    request = ask(house, stage.delegate, stage)
    settle(regrades.answer, house, stage.second, request, "5")
    after = shown(house, stage)
    assert (before.total, after.total) == (Decimal(6), Decimal(8))
    with house.reading() as session:
        own = own_regrades(session, actor(house, stage.delegate), stage.paper.id, house.clock())
        [one] = own.requests
        assert given(one.readings.before) == ["3"]
        assert given(one.readings.answered) == ["5"]
        assert one.answer == "We read it again."
        assert session.get_one(FinalMark, before.id).content == before.content
        mails = session.scalars(sa.select(OutboxMail).where(OutboxMail.template == "regrade")).all()
        acts = session.scalars(sa.select(AuditEvent.action).where(AuditEvent.subject == "regrade")).all()
    assert [mail.address for mail in mails] == [stage.delegate.email]
    assert acts == ["regrade.asked", "regrade.answered"]


def test_keeping_the_mark_changes_nothing_that_is_shown(house: House, stage: Stage) -> None:
    before = shown(house, stage)
    settle(regrades.answer, house, stage.chair, ask(house, stage.delegate, stage), None)
    assert shown(house, stage).id == before.id


def test_staff_have_the_last_word(house: House, stage: Stage) -> None:
    request = ask(house, stage.delegate, stage)
    settle(regrades.answer, house, stage.chair, request, "5")
    escalate(house, stage.delegate, request)
    settle(regrades.close, house, stage.staff, request, "3.5", version=3)
    assert shown(house, stage).total == Decimal("6.5")
    with house.reading() as session:
        row = session.get_one(RegradeRequest, request)
    assert (row.state, row.old_mark, row.new_mark, row.last_mark) == (
        RegradeState.CLOSED,
        Decimal(3),
        Decimal(5),
        Decimal("3.5"),
    )
    with pytest.raises(Refused, match="Wait for the chairs"):
        escalate(house, stage.delegate, request)


def test_a_criterion_is_asked_about_once(house: House, stage: Stage) -> None:
    ask(house, stage.delegate, stage)
    with pytest.raises(Refused) as refused:
        ask(house, stage.delegate, stage)
    assert refused.value.code == "regrade_twice"
    assert ask(house, stage.delegate, stage, criterion="writing")


def test_the_window_closes(house: House, stage: Stage, clock: Clock) -> None:
    request = ask(house, stage.delegate, stage)
    settle(regrades.answer, house, stage.chair, request, None)
    clock.advance(days=8)
    with pytest.raises(Refused) as refused:
        ask(house, stage.delegate, stage, criterion="writing")
    assert refused.value.code == "regrade_closed"
    with pytest.raises(Refused) as refused:
        escalate(house, stage.delegate, request)
    assert refused.value.code == "regrade_closed"
    with house.reading() as session:
        assert not own_regrades(session, actor(house, stage.delegate), stage.paper.id, house.clock()).may_ask


def test_two_answers_do_not_overwrite_each_other(house: House, stage: Stage) -> None:
    request = ask(house, stage.delegate, stage)
    settle(regrades.answer, house, stage.chair, request, "5")
    with pytest.raises(Conflict) as refused:
        settle(regrades.answer, house, stage.second, request, "0")
    assert refused.value.code == "regrade_changed"
    assert shown(house, stage).total == Decimal(8)


@pytest.mark.parametrize(
    ("reason", "criterion", "code"),
    [("no", "content", "regrade_reason"), (WHY, "elegance", "criterion_unknown")],
)
def test_what_cannot_be_looked_at_is_refused(
    house: House, stage: Stage, reason: str, criterion: str, code: str
) -> None:
    with pytest.raises((Refused, NotFound)) as refused:
        ask(house, stage.delegate, stage, criterion=criterion, reason=reason)
    assert refused.value.code == code


def test_a_mark_the_rubric_does_not_have_changes_nothing(house: House, stage: Stage) -> None:
    request = ask(house, stage.delegate, stage)
    with pytest.raises(Refused, match="not a mark"):
        settle(regrades.answer, house, stage.chair, request, "4.7")
    with house.reading() as session:
        assert session.get_one(RegradeRequest, request).state is RegradeState.OPEN


def test_only_the_right_people_act(house: House, stage: Stage) -> None:
    for who, error in ((stage.chair, NotAllowed), (stage.stranger, NotFound), (stage.other_chair, NotFound)):
        with pytest.raises(error):
            ask(house, who, stage)
    request = ask(house, stage.delegate, stage)
    for who, error in ((stage.delegate, NotAllowed), (stage.other_chair, NotFound), (stage.stranger, NotFound)):
        with pytest.raises(error):
            settle(regrades.answer, house, who, request, "5")
    settle(regrades.answer, house, stage.chair, request, None)
    with pytest.raises(NotAllowed):
        escalate(house, stage.chair, request)
    escalate(house, stage.delegate, request)
    with pytest.raises(NotAllowed):
        settle(regrades.close, house, stage.chair, request, "5", version=3)


def test_lists_are_for_the_committee_and_for_staff_with_what_waits_first(house: House, stage: Stage) -> None:
    answered = ask(house, stage.delegate, stage)
    settle(regrades.answer, house, stage.chair, answered, None)
    waiting = ask(house, stage.delegate, stage, criterion="writing")
    chair, staff = actor(house, stage.chair), actor(house, stage.staff)
    with house.reading() as session:
        of_chair = committee_regrades(session, chair, stage.committee.id)
        of_staff = conference_regrades(session, staff, stage.conference.id)
        assert [one.id for one in of_chair.requests] == [waiting, answered]
        assert [one.marked_it for one in of_chair.requests] == [True, True]
        assert [one.marked_it for one in of_staff.requests] == [False, False]
        with pytest.raises(NotFound):
            conference_regrades(session, chair, stage.conference.id)
        with pytest.raises(NotFound):
            committee_regrades(session, actor(house, stage.other_chair), stage.committee.id)


def test_a_criterion_marked_for_each_topic_names_its_topic_wherever_it_stands(house: House) -> None:
    stage = set_stage(house)
    content, writing = factories.RUBRIC["criteria"]
    criteria = [{**content, "per_topic": True}, writing]
    value = rubric_from_mapping({**factories.RUBRIC, "name": "per-topic", "criteria": criteria}, file="test")
    with house.work() as work:
        body = work.session.get_one(Committee, stage.committee.id)
        factories.topic(work, body, number=2, title="Ports after storms")
        factories.rubric(work, stage.conference, value=value, assign=[body])
        factories.deadline(work, stage.conference, at=work.now + timedelta(days=7), right=DeadlineRight.REGRADE)
    with house.work() as work:
        names = ("criterion-content--1", "criterion-content--2", "criterion-writing")
        entries = [Entry(name, "3", 0) for name in names]
        who = factories.actor(work, stage.chair)
        scorecards.finish(work, who, paper_id=stage.paper.id, entries=entries, seen_submission_id=None)
    with house.work() as work:
        staff = factories.actor(work, stage.staff)
        release.release(work, staff, conference_id=stage.conference.id, committee_id=stage.committee.id)
    with house.work() as work:
        who = factories.actor(work, stage.delegate)
        request = regrades.ask(work, who, paper_id=stage.paper.id, criterion="content", topic=2, reason=WHY).id
    settle(regrades.answer, house, stage.chair, request, None)
    with house.reading() as session:
        own = own_regrades(session, actor(house, stage.delegate), stage.paper.id, house.clock())
        [seen] = committee_regrades(session, actor(house, stage.chair), stage.committee.id).requests
        mail = session.scalars(sa.select(OutboxMail).where(OutboxMail.template == "regrade")).one()
        log = log_page(session, actor(house, stage.staff), stage.conference.id, action="regrade.asked")
    first = ("content", 1, "Content", "Early warning for coastal cities")
    assert own.criteria == (first, ("writing", None, "Writing", ""))
    assert [(one.criterion, one.topic) for one in (*own.requests, seen)] == [("Content", "Ports after storms")] * 2
    assert "“Content: Ports after storms”" in render("regrade", "en", mail.parameters)[1]
    assert [one.details["topic"] for one in log.entries] == ["2 (Ports after storms)"]


@pytest.fixture
def read_twice(house: House) -> Stage:
    """The stage with its first paper read twice, 5 and 3.5 for the content, 3 for the writing, and released."""
    return released_with(house, ("5", "3"), ("3.5", "3"))


def released_with(house: House, *readings: tuple[str, str]) -> Stage:
    """A stage whose first paper has these readings, of content and writing, and is released; their mean counts."""
    stage = set_stage(house)
    with house.work() as work:
        body = work.session.get_one(Committee, stage.committee.id)
        body.readings, body.moderate_beyond = 2, Decimal(2)
        factories.deadline(work, stage.conference, at=work.now + timedelta(days=7), right=DeadlineRight.REGRADE)
    for who, (content, writing) in zip((stage.chair, stage.second), readings, strict=True):
        entries = [Entry("criterion-content", content, 0), Entry("criterion-writing", writing, 0)]
        with house.work() as work:
            by = factories.actor(work, who)
            outcome = scorecards.finish(work, by, paper_id=stage.paper.id, entries=entries, seen_submission_id=None)
        assert outcome.is_clean, outcome
    with house.work() as work:
        staff = factories.actor(work, stage.staff)
        release.release(work, staff, conference_id=stage.conference.id, committee_id=stage.committee.id)
    return stage


def seen(house: House, stage: Stage) -> MarksAsked:
    with house.reading() as session:
        [one] = committee_regrades(session, actor(house, stage.staff), stage.committee.id).requests
        return one.readings


def test_the_first_reader_s_own_mark_as_the_answer_raises_the_second_reader_s(house: House, read_twice: Stage) -> None:
    before = shown(house, read_twice)
    assert before.total == Decimal("7.25")
    request = ask(house, read_twice.delegate, read_twice)
    assert given(seen(house, read_twice).now) == ["5", "3.5"]
    settle(regrades.answer, house, read_twice.second, request, "5")
    after = shown(house, read_twice)
    assert (after.id != before.id, after.total) == (True, Decimal(8))
    marks = seen(house, read_twice)
    assert (given(marks.before), given(marks.answered), marks.closed) == (["5", "3.5"], ["5", "5"], ())
    assert is_changed(marks.before, marks.answered)


def test_a_mark_that_every_reading_gave_makes_no_new_final_mark(house: House) -> None:
    stage = released_with(house, ("3.5", "3"), ("3.5", "5"))
    before = shown(house, stage)
    settle(regrades.answer, house, stage.second, ask(house, stage.delegate, stage), "3.5")
    assert shown(house, stage).id == before.id
    marks = seen(house, stage)
    assert given(marks.answered) == ["3.5", "3.5"]
    assert not is_changed(marks.before, marks.answered)


def test_keeping_leaves_each_reading_its_own_mark_whoever_keeps(house: House, read_twice: Stage) -> None:
    before = shown(house, read_twice)
    request = ask(house, read_twice.delegate, read_twice)
    settle(regrades.answer, house, read_twice.second, request, None)
    escalate(house, read_twice.delegate, request)
    settle(regrades.close, house, read_twice.staff, request, None, version=3)
    assert shown(house, read_twice).id == before.id
    marks = seen(house, read_twice)
    assert [given(stage) for stage in (marks.before, marks.answered, marks.closed)] == [["5", "3.5"]] * 3


def test_staff_may_give_what_the_chairs_kept_for_one_reading(house: House, read_twice: Stage) -> None:
    request = ask(house, read_twice.delegate, read_twice)
    settle(regrades.answer, house, read_twice.second, request, None)
    escalate(house, read_twice.delegate, request)
    settle(regrades.close, house, read_twice.staff, request, "3.5", version=3)
    marks = seen(house, read_twice)
    assert (given(marks.answered), given(marks.closed)) == (["5", "3.5"], ["3.5", "3.5"])
    assert shown(house, read_twice).total == Decimal("6.5")


def test_an_answer_of_before_readings_were_told_apart_still_says_what_it_did(house: House, read_twice: Stage) -> None:
    request = ask(house, read_twice.delegate, read_twice)
    settle(regrades.answer, house, read_twice.second, request, None)
    with house.work() as work:
        work.session.get_one(RegradeRequest, request).new_mark = Decimal(5)
    assert given(seen(house, read_twice).answered) == ["5", "3.5"]


def test_readings_that_an_answer_parts_still_decide(house: House) -> None:
    stage = released_with(house, ("5", "0"), ("0.5", "5"))
    settle(regrades.answer, house, stage.second, ask(house, stage.delegate, stage), "5")
    after = shown(house, stage)
    assert (after.method, after.total, len(after.content["criteria"])) == ("mean", Decimal("7.5"), 4)
