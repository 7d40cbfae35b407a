"""Lines beside the criteria, as a chair works with them in a browser without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from reviewer.models import Release
from reviewer.services import grading, scorecards
from reviewer.services.scorecards import Entry
from reviewer.work import House
from tests import factories
from tests.deduction_stage import set_rules
from tests.marking_stage import Stage

Browsers = Callable[..., FlaskClient]


@pytest.fixture
def stage(house: House) -> Stage:
    return set_rules(house)


@pytest.fixture
def chair(client_as: Browsers, stage: Stage) -> FlaskClient:
    return client_as(stage.chair)


def panel(browser: FlaskClient, stage: Stage) -> str:
    page = browser.get(f"/papers/{stage.paper.id}/desk").text
    return unescape(page[page.index('id="deductions"') : page.index('id="questions-title"')])


def decide(browser: FlaskClient, stage: Stage, **sent: str):
    return browser.post(f"/papers/{stage.paper.id}/deductions", data=sent)


def lines(house: House, stage: Stage) -> list[tuple[str, str]]:
    with house.reading() as session:
        return [(str(one.points), one.reason) for one in grading.standing_adjustments(session, stage.paper.id)]


def test_each_proposal_is_a_line_of_its_own_with_its_reason(chair: FlaskClient, stage: Stage, house: House) -> None:
    shown = panel(chair, stage)
    assert shown.count("data-proposal") == 4
    assert re.search(r"Received 1 Mar 2030, \d\d:\d\d:\d\d, after the deadline for the paper award, 28 Feb 2030", shown)
    assert "−1 proposed" in shown
    assert "at most 4 proposed" in shown
    assert lines(house, stage) == []


def test_one_press_takes_it_and_the_delegates_reason_is_the_fact(
    chair: FlaskClient, stage: Stage, house: House
) -> None:
    assert decide(chair, stage, rule="long", act="take", times="2").headers["Location"].endswith("#deductions")
    [(points, reason)] = lines(house, stage)
    assert points == "1"
    assert reason.startswith("Too long. ")
    shown = panel(chair, stage)
    assert shown.count("data-proposal") == 3
    [address] = re.findall(r'action="(/adjustments/\d+/revoke)"', shown)
    chair.post(address)
    assert lines(house, stage) == []


def test_a_declined_one_stays_in_sight_with_who_declined_it(chair: FlaskClient, stage: Stage, house: House) -> None:
    decide(chair, stage, rule="late", act="decline")
    shown = panel(chair, stage)
    assert "Not taken: Mirela Dautova" in shown
    assert shown.count("data-proposal") == 3
    decide(chair, stage, rule="late", act="again")
    assert panel(chair, stage).count("data-proposal") == 4
    assert lines(house, stage) == []


def test_a_line_by_hand_comes_back_as_typed_until_it_can_be_used(
    chair: FlaskClient, stage: Stage, house: House
) -> None:
    address = f"/papers/{stage.paper.id}/adjustments"
    answer = chair.post(address, data={"kind": "bonus", "points": "much", "reason": "A fine map."})
    assert answer.status_code == 422
    assert 'value="much"' in answer.text
    assert "A fine map." in answer.text
    assert "Give a positive number of points." in unescape(answer.text)
    chair.post(address, data={"kind": "bonus", "points": "0,5", "reason": "A fine map."})
    assert lines(house, stage) == [("0.5", "A fine map.")]
    assert "+0.5" in panel(chair, stage)


@pytest.mark.parametrize("who", ["other_chair", "delegate", "stranger"])
def test_others_cannot(client_as: Browsers, stage: Stage, house: House, who: str) -> None:
    browser = client_as(getattr(stage, who))
    assert decide(browser, stage, rule="late", act="take").status_code in (403, 404)
    sent = {"kind": "bonus", "points": "1", "reason": "Mine."}
    assert browser.post(f"/papers/{stage.paper.id}/adjustments", data=sent).status_code in (403, 404)
    assert lines(house, stage) == []


def test_a_release_says_before_and_while_it_waits_what_nobody_decided_on(
    house: House, stage: Stage, client_as: Browsers
) -> None:
    with house.work() as work:
        entries = [Entry(f"criterion-{name}", "3", 0) for name in ("content", "writing")]
        who = factories.actor(work, stage.chair)
        scorecards.finish(work, who, paper_id=stage.paper.id, entries=entries, seen_submission_id=None)
    staff = client_as(stage.staff)
    there = f"/conferences/{stage.conference.id}/release"
    form = {"committee": "all", "when": "later", "date": f"{house.clock().year + 1}-01-01", "time": "12:00"}
    desk = f"/papers/{stage.paper.id}/desk#deductions"
    assert desk in staff.post(there, data=form).text
    staff.post(there, data=form | {"confirmed": "yes"})
    waiting = staff.get(there).text
    assert "It will be shown without it." in waiting
    assert desk in waiting
    with house.work() as work:
        [made] = work.session.scalars(sa.select(Release))
        made.visible_from = work.now
    assert "It will be shown without it." not in staff.get(there).text
