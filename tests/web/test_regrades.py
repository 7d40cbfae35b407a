"""What the pages say of a regrade: each reader's mark before and after, the points they gave, and until when."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.domain.states import DeadlineRight
from reviewer.models import Committee, RegradeRequest, Scorecard, User
from reviewer.services import release, scorecards
from reviewer.services.scorecards import Entry
from reviewer.work import House
from tests import factories
from tests.conftest import Clock
from tests.marking_stage import Stage, set_stage

WHY = "The third paragraph names the law and its date."
SignIn = Callable[[User], FlaskClient]


def weighed_stage(house: House, *content: str) -> Stage:
    """A paper read once for each of these marks of its content, each mark worth six times its points; nothing shown."""
    stage = set_stage(house)
    criteria = [{**one, "weight": 50} for one in factories.RUBRIC["criteria"]]
    scale = {"basis": "weights", "out_of": 60}
    value = rubric_from_mapping({**factories.RUBRIC, "name": "weighed", "scale": scale, "criteria": criteria}, file="w")
    with house.work() as work:
        body = work.session.get_one(Committee, stage.committee.id)
        body.readings = len(content)
        factories.rubric(work, stage.conference, value=value, assign=[body])
        factories.deadline(work, stage.conference, at=work.now + timedelta(days=7), right=DeadlineRight.REGRADE)
    for who, mark in zip((stage.chair, stage.second), content, strict=False):
        entries = [Entry("criterion-content", mark, 0), Entry("criterion-writing", "3", 0)]
        with house.work() as work:
            by = factories.actor(work, who)
            outcome = scorecards.finish(
                work, by, paper_id=stage.paper.id, entries=entries, seen_submission_id=stage.submission.id
            )
        assert outcome.is_clean, outcome
    return stage


def show(house: House, stage: Stage) -> None:
    with house.work() as work:
        staff = factories.actor(work, stage.staff)
        release.release(work, staff, conference_id=stage.conference.id, committee_id=stage.committee.id)


@pytest.fixture
def read_twice(house: House) -> Stage:
    """The stage with a released paper whose content has 5 from one reader and 3.5 from the other."""
    stage = weighed_stage(house, "5", "3.5")
    show(house, stage)
    return stage


def ask(browser: FlaskClient, stage: Stage) -> None:
    sent = browser.post(f"/papers/{stage.paper.id}/regrades", data={"criterion": "content", "reason": WHY})
    assert sent.status_code == 302, sent.text


def settle(house: House, browser: FlaskClient, act: str, mark: str) -> None:
    with house.reading() as session:
        row = session.scalars(sa.select(RegradeRequest)).one()
    form = {"mark": mark, "words": "We read it again.", "version": row.version}
    assert browser.post(f"/regrades/{row.id}/{act}", data=form).status_code == 302


def facts(page: str) -> list[str]:
    """The lines of marks on a page's one request: what is said, then the marks."""
    [listed] = re.findall(r'<dl class="regrade-marks facts">(.*?)</dl>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in re.findall(r"<dt>.*?</dd>", listed, re.DOTALL)]


def delegates_page(browser: FlaskClient, stage: Stage) -> str:
    return browser.get(f"/papers/{stage.paper.id}/feedback").text


def chairs_page(browser: FlaskClient, stage: Stage) -> str:
    return browser.get(f"/committees/{stage.committee.id}/regrades").text


def test_both_pages_say_what_each_reader_gave_before_and_after(
    house: House, read_twice: Stage, client_as: SignIn
) -> None:
    delegate, chair = client_as(read_twice.delegate), client_as(read_twice.second)
    ask(delegate, read_twice)
    page = chairs_page(chair, read_twice)
    assert facts(page) == ["Mark before 5 of 5 (reader 1) 3.5 of 5 (reader 2)"]
    assert '<option value="" selected>keep the marks: 5 (reader 1), 3.5 (reader 2)</option>' in page
    assert "A mark you choose is written into each of these readings." in page
    settle(house, chair, "answer", "5")
    assert facts(chairs_page(chair, read_twice)) == [
        "Mark before 5 of 5 (reader 1) 3.5 of 5 (reader 2)",
        "After the chairs' answer 5 of 5 (reader 1) 5 of 5 (reader 2)",
    ]
    assert facts(delegates_page(delegate, read_twice)) == [
        "Mark before 5 of 5, 30 of 30 points (reader 1) 3.5 of 5, 21 of 30 points (reader 2)",
        "After the chairs' answer 5 of 5, 30 of 30 points (reader 1) 5 of 5, 30 of 30 points (reader 2)",
    ]


def test_kept_marks_are_said_to_be_unchanged_and_staff_s_change_is_not(
    house: House, read_twice: Stage, client_as: SignIn
) -> None:
    delegate = client_as(read_twice.delegate)
    ask(delegate, read_twice)
    settle(house, client_as(read_twice.second), "answer", "")
    kept = "After the chairs' answer 5 of 5, 30 of 30 points (reader 1) 3.5 of 5, 21 of 30 points (reader 2) unchanged"
    assert facts(delegates_page(delegate, read_twice))[1:] == [kept]
    with house.reading() as session:
        request = session.scalars(sa.select(RegradeRequest.id)).one()
    assert delegate.post(f"/regrades/{request}/escalate", data={"reason": WHY}).status_code == 302
    settle(house, client_as(read_twice.staff), "close", "5")
    last = "After staff's word 5 of 5, 30 of 30 points (reader 1) 5 of 5, 30 of 30 points (reader 2)"
    assert facts(delegates_page(delegate, read_twice))[1:] == [kept, last]


def test_a_paper_read_once_names_no_reader_and_what_comments_do_is_said(house: House, client_as: SignIn) -> None:
    stage = weighed_stage(house, "5")
    with house.work() as work:
        card = work.session.scalars(sa.select(Scorecard).where(Scorecard.paper_id == stage.paper.id)).one()
        comment = factories.comment(work, card, stage.chair)
        comment.criterion, comment.points = "content", Decimal("-0.5")
    show(house, stage)
    delegate = client_as(stage.delegate)
    ask(delegate, stage)
    assert facts(delegates_page(delegate, stage)) == ["Mark before 4.5 of 5, 27 of 30 points"]
    page = chairs_page(client_as(stage.second), stage)
    assert facts(page) == ["Mark before 4.5 of 5"]
    assert '<option value="" selected>keep 4.5</option>' in page
    assert "Comments with points go on moving the mark you choose." in page
    assert "each of these readings" not in page


def test_the_window_says_until_when_and_how_long_that_is(read_twice: Stage, client_as: SignIn, clock: Clock) -> None:
    delegate = client_as(read_twice.delegate)
    clock.advance(days=4, hours=21)
    page = delegates_page(delegate, read_twice)
    assert "You can ask until" in page
    [left] = re.findall(r'id="regrade".*?<span class="left"[^>]*>([^<]+)<', page, re.DOTALL)
    assert left == "in 2 days 3 hr"
    ask(delegate, read_twice)
    clock.advance(days=3)
    assert "You can ask until" not in delegates_page(delegate, read_twice)
