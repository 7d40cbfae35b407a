"""The desk by hand: a slash for the comment bank, undo, typed marks, and words that a lost connection cannot take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from reviewer.domain.bank import BankEntry
from reviewer.models import BankComment, Comment, Mark
from reviewer.services import bank, grading
from reviewer.services.bank import Holder
from reviewer.work import House
from tests import factories
from tests.factories import PASSWORD
from tests.marking_stage import Stage, set_stage

Opens = Callable[..., Page]


@pytest.fixture
def stage(house: House) -> Stage:
    stage = set_stage(house)
    with house.work() as work:
        who = factories.actor(work, stage.chair)
        for name, text, points in (
            ("source", "Name your source for {claim}, with {what}.", Decimal(-1)),
            ("fund", "Who pays?", None),
        ):
            entry = BankEntry(name, text, "content" if points else "", points)
            bank.keep(work, who, committee_id=stage.committee.id, holder=Holder.MINE, entry=entry)
    return stage


@pytest.fixture
def desk(chromium: Browser, address: str, stage: Stage) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 820, "height": 1100}, reduced_motion="reduce")
    page = context.new_page()
    path = f"/papers/{stage.paper.id}/desk"
    page.goto(f"{address}/sign-in?next={path}")
    page.get_by_label("E-mail").fill(stage.chair.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{path}")
    yield page
    context.close()


def comments(house: House) -> list[tuple[str, bool]]:
    with house.reading() as session:
        rows = session.scalars(sa.select(Comment).order_by(Comment.id))
        return [(one.text, one.deleted_at is None) for one in rows]


def mark(house: House) -> Decimal | None:
    with house.reading() as session:
        return session.scalar(sa.select(Mark.points).where(Mark.criterion == "content"))


def ready(page: Page) -> None:
    """The page that came back listens to keys."""
    expect(page.get_by_role("button", name="Keys")).to_be_visible()


def open_comments(page: Page) -> None:
    page.get_by_role("tab", name="Comments").click()


def test_a_slash_puts_a_comment_of_the_bank_in_and_asks_for_its_blanks(house: House, desk: Page) -> None:
    open_comments(desk)
    box = desk.get_by_label("Comment", exact=True)
    box.press_sequentially("Well read. /sou")
    expect(desk.locator(".slash-row")).to_have_count(1)
    assert not Axe().run(desk).response["violations"]
    box.press("Enter")
    desk.keyboard.type("the toll")
    box.press("Tab")
    desk.keyboard.type("its year")
    expect(box).to_have_value("Well read. Name your source for the toll, with its year.")
    desk.get_by_role("button", name="Add the comment").click()
    expect(desk.locator(".comment-on")).to_contain_text("−1")
    assert comments(house) == [("Well read. Name your source for the toll, with its year.", True)]
    with house.reading() as session:
        assert session.scalar(sa.select(BankComment.uses).where(BankComment.name == "source")) == 1


def test_marks_are_typed_and_the_last_act_is_undone_by_keys(house: House, desk: Page) -> None:
    for sign in "3.5":
        desk.keyboard.press(sign)
    expect(desk.locator("[data-save-state]")).to_contain_text("Saved")
    desk.keyboard.press("5")
    expect(desk.locator("[data-total]")).to_have_text("5")
    desk.wait_for_timeout(300)
    assert mark(house) == Decimal(5)
    desk.keyboard.press("Control+z")
    expect(desk.locator("[data-total]")).not_to_have_text("5")
    expect(desk.locator("[data-save-state]")).to_contain_text("Saved")
    desk.wait_for_timeout(300)
    assert mark(house) != Decimal(5)


def test_an_added_comment_is_undone_by_the_button(house: House, desk: Page) -> None:
    open_comments(desk)
    desk.get_by_label("Comment", exact=True).fill("Who pays?")
    desk.get_by_role("button", name="Add the comment").click()
    expect(desk.locator("#comment-list .said")).to_contain_text("Who pays?")
    desk.get_by_role("button", name="Undo", exact=True).last.click()
    expect(desk.locator("#comment-list .said")).to_have_count(0)
    assert comments(house) == [("Who pays?", False)]


def test_points_that_were_dropped_and_a_removed_comment_come_back_by_keys(house: House, desk: Page) -> None:
    desk.keyboard.press("5")
    open_comments(desk)
    desk.get_by_label("Comment", exact=True).fill("Who pays?")
    desk.get_by_text("On a criterion, with points").click()
    desk.get_by_label("Criterion", exact=True).select_option("content")
    desk.get_by_label("Points", exact=True).fill("-2")
    desk.get_by_role("button", name="Add the comment").click()
    expect(desk.locator("[data-total]")).to_have_text("3")
    desk.get_by_role("button", name="Without points").click()
    expect(desk.locator("[data-total]")).to_have_text("5")
    expect(desk.get_by_role("button", name="Put −2 back")).to_be_visible()
    ready(desk)
    desk.keyboard.press("Control+z")
    expect(desk.locator("[data-total]")).to_have_text("3")
    desk.get_by_role("button", name="Remove").click()
    expect(desk.locator("[data-total]")).to_have_text("5")
    ready(desk)
    desk.keyboard.press("Control+z")
    expect(desk.locator("[data-total]")).to_have_text("3")
    assert comments(house) == [("Who pays?", True)]


def test_a_comment_changed_elsewhere_since_is_not_undone(house: House, stage: Stage, desk: Page) -> None:
    open_comments(desk)
    desk.get_by_label("Comment", exact=True).fill("Who pays?")
    desk.get_by_role("button", name="Add the comment").click()
    desk.get_by_text("Edit comment 1").click()
    desk.get_by_label("Comment 1", exact=True).fill("Who pays, and when?")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator("#comment-list .said")).to_contain_text("and when?")
    with house.work() as work:
        one = work.session.scalars(sa.select(Comment)).one()
        who = factories.actor(work, stage.chair)
        grading.edit_comment(work, who, comment_id=one.id, text="Who pays for it?", seen_version=one.version)
    ready(desk)
    desk.keyboard.press("Control+z")
    expect(desk.get_by_role("alert")).to_contain_text("Who pays for it?")
    assert comments(house) == [("Who pays for it?", True)]
    desk.get_by_role("link", name="Keep the other").click()
    expect(desk.get_by_role("alert")).to_have_count(0)
    ready(desk)
    desk.keyboard.press("Control+z")
    expect(desk.locator("#comment-list .said")).to_have_count(0)


def test_a_comment_written_without_a_connection_is_offered_again(house: House, desk: Page) -> None:
    open_comments(desk)
    box = desk.get_by_label("Comment", exact=True)
    box.fill("Which harbour do you mean?")
    desk.context.set_offline(True)
    desk.get_by_role("button", name="Add the comment").click()
    expect(desk.locator("[data-save-state]")).to_contain_text("kept on this device")
    expect(box).to_have_value("Which harbour do you mean?")
    assert comments(house) == []
    desk.context.set_offline(False)
    desk.reload()
    open_comments(desk)
    desk.get_by_role("button", name="Put them back").click()
    expect(box).to_have_value("Which harbour do you mean?")
    desk.get_by_role("button", name="Add the comment").click()
    expect(desk.locator("#comment-list .said")).to_contain_text("Which harbour")
    assert comments(house) == [("Which harbour do you mean?", True)]
    desk.reload()
    open_comments(desk)
    expect(desk.get_by_role("button", name="Put them back")).to_have_count(0)


def test_the_overall_comment_written_without_a_connection_is_sent_later(house: House, desk: Page) -> None:
    desk.context.set_offline(True)
    desk.get_by_label("Overall comment").fill("A clear paper.")
    expect(desk.locator("[data-save-state]")).to_contain_text("kept on this device")
    desk.context.set_offline(False)
    expect(desk.locator("[data-save-state]")).to_contain_text("Saved", timeout=20_000)
    desk.reload()
    expect(desk.get_by_label("Overall comment")).to_have_value("A clear paper.")
