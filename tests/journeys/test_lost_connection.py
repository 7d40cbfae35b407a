"""A connection that breaks while a paper is marked: all fields keep their words, nobody's are overwritten."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from reviewer.domain.states import ScorecardState
from reviewer.models import Adjustment, Comment, Mark, Scorecard, User
from reviewer.services import commenting, scorecards
from reviewer.services.scorecards import Entry
from reviewer.work import House
from tests import factories
from tests.factories import PASSWORD
from tests.marking_stage import Stage, set_stage

KEPT = "kept on this device"


@pytest.fixture
def stage(house: House) -> Stage:
    stage = set_stage(house)
    with house.work() as work:
        who = factories.actor(work, stage.chair)
        commenting.comment(work, who, paper_id=stage.paper.id, text="Which year?", on="writing", points="-1")
    return stage


@pytest.fixture
def desk(chromium: Browser, address: str, stage: Stage) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    path = f"/papers/{stage.paper.id}/desk"
    page.goto(f"{address}/sign-in?next={path}")
    page.get_by_label("E-mail").fill(stage.chair.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    yield ready(page)
    context.close()


def level(page: Page, name: str, value: str):
    return page.locator(f'input[name="criterion-{name}"][value="{value}"]')


def fails(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text(KEPT)


def come_back(page: Page) -> Page:
    """The tab went while nothing could be sent, without a last word, and the desk is opened anew when one is online."""
    desk = page.url.split("#")[0]
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no last word')); }")
    page.goto("about:blank")
    page.context.set_offline(False)
    page.goto(desk)
    return ready(page)


def ready(page: Page) -> Page:
    """The page, once its script listens."""
    expect(page.get_by_role("button", name="Keys")).to_be_visible()
    return page


def by_another(house: House, stage: Stage, name: str, value: str, version: int = 0) -> None:
    with house.work() as work:
        who = factories.actor(work, work.session.get_one(User, stage.second.id))
        scorecards.save_field(work, who, paper_id=stage.paper.id, entry=Entry(name, value, version))


def marks(house: House) -> dict[str, Decimal | None]:
    with house.reading() as session:
        rows = session.execute(sa.select(Mark.criterion, Mark.points).where(Mark.version > 0))
        return {row.criterion: row.points for row in rows}


def test_a_mark_is_offered_again_and_then_saved(house: House, desk: Page) -> None:
    desk.context.set_offline(True)
    desk.keyboard.press("5")
    fails(desk)
    come_back(desk)
    assert marks(house) == {}
    expect(level(desk, "content", "5")).not_to_be_checked()
    desk.get_by_role("button", name="Put them back").click()
    expect(desk.locator("[data-save-state]")).to_contain_text("Saved")
    assert marks(house) == {"content": Decimal(5)}
    assert desk.evaluate("document.activeElement.closest('[data-criterion]') !== null")


def test_a_mark_that_another_chair_gave_meanwhile_is_shown_and_not_overwritten(
    house: House, stage: Stage, desk: Page
) -> None:
    desk.context.set_offline(True)
    desk.keyboard.press("5")
    fails(desk)
    by_another(house, stage, "criterion-content", "3")
    come_back(desk)
    expect(level(desk, "content", "3")).to_be_checked()
    expect(desk.get_by_role("alert")).to_contain_text("Meanwhile it was changed")
    desk.get_by_role("button", name="Throw them away").click()
    desk.wait_for_timeout(300)
    assert marks(house) == {"content": Decimal(3)}
    desk.reload()
    expect(desk.get_by_role("alert")).to_have_count(0)


def test_words_sent_when_the_connection_is_back_meet_what_another_chair_saved(
    house: House, stage: Stage, desk: Page
) -> None:
    desk.context.set_offline(True)
    desk.get_by_label("Overall comment").fill("A clear paper.")
    fails(desk)
    by_another(house, stage, "overall", "A muddled paper.")
    desk.context.set_offline(False)
    clash = desk.get_by_role("alert")
    expect(clash).to_contain_text("Tomas Okonjo", timeout=20_000)
    expect(clash).to_contain_text("A muddled paper.")
    with house.reading() as session:
        assert session.scalars(sa.select(Scorecard.overall)).one() == "A muddled paper."
    clash.get_by_role("button", name="Keep theirs").click()
    expect(desk.get_by_label("Overall comment")).to_have_value("A muddled paper.")
    expect(desk.get_by_label("Overall comment")).to_be_focused()


def test_a_note_is_offered_again(house: House, desk: Page) -> None:
    note = desk.get_by_label("Note on Content")
    desk.get_by_text("Note on this criterion").first.click()
    desk.context.set_offline(True)
    note.fill("Ask for the year.")
    fails(desk)
    come_back(desk)
    expect(desk.get_by_role("alert")).to_contain_text("Ask for the year.")
    desk.get_by_role("button", name="Put them back").click()
    expect(desk.locator("[data-save-state]")).to_contain_text("Saved")
    with house.reading() as session:
        assert session.scalars(sa.select(Mark.note).where(Mark.criterion == "content")).one() == "Ask for the year."


def test_a_change_of_a_comment_is_kept_and_offered_beside_it(house: House, desk: Page) -> None:
    desk.get_by_role("tab", name="Comments").click()
    desk.get_by_text("Edit comment 1").click()
    desk.get_by_label("Comment 1", exact=True).fill("Which year, and which law?")
    desk.get_by_label("Points of comment 1").fill("-2")
    desk.context.set_offline(True)
    desk.get_by_role("button", name="Save", exact=True).click()
    fails(desk)
    come_back(desk)
    desk.get_by_role("tab", name="Comments").click()
    desk.get_by_role("button", name="Put them back").click()
    expect(desk.get_by_label("Points of comment 1")).to_have_value("-2")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".comment-on")).to_contain_text("−2")
    with house.reading() as session:
        assert session.scalars(sa.select(Comment.text)).one() == "Which year, and which law?"


def test_a_line_by_hand_is_kept(house: House, desk: Page) -> None:
    desk.get_by_text("Add a line by hand").click()
    desk.get_by_label("How much").fill("1")
    desk.get_by_label("Reason").fill("No list of sources.")
    desk.context.set_offline(True)
    desk.get_by_role("button", name="Add the line").click()
    fails(desk)
    come_back(desk)
    desk.get_by_role("button", name="Put them back").click()
    desk.get_by_role("button", name="Add the line").click()
    expect(desk.locator("#deductions .list")).to_contain_text("No list of sources.")
    with house.reading() as session:
        assert session.scalars(sa.select(Adjustment.reason)).one() == "No list of sources."


def test_final_waits_on_the_page_until_the_connection_is_back(house: House, desk: Page) -> None:
    desk.keyboard.press("5")
    desk.keyboard.press("n")
    expect(desk.locator("[data-save-state]")).to_contain_text("Saved")
    desk.context.set_offline(True)
    desk.keyboard.press("3")
    desk.keyboard.press("f")
    fails(desk)
    desk.keyboard.press("j")
    expect(level(desk, "writing", "3")).to_be_checked()
    desk.context.set_offline(False)
    expect(desk.locator("[data-save-state]")).to_contain_text("Saved", timeout=20_000)
    assert marks(house) == {"content": Decimal(5), "writing": Decimal(3)}
    desk.keyboard.press("f")
    expect(desk.get_by_text("This paper is scored.")).to_be_visible()
    with house.reading() as session:
        assert session.scalars(sa.select(Scorecard.state)).one() is ScorecardState.FINAL
