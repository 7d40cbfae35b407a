"""Small slips at the desk: words across paragraphs, words not sent yet, nothing to take back, an empty bank."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from reviewer.models import ChosenEvidence, Comment, CoverageJudgement, Mark
from reviewer.work import House
from tests.factories import PASSWORD
from tests.marking_stage import TEXT, Stage, set_stage

FIRST, LAST = "of Maravel", "Maravel has rebuilt its harbour"
ACROSS = f"{FIRST}\n\n{LAST}"
SELECT = """([from, to]) => {
  const walker = (words, ahead) => {
    for (const run of document.querySelectorAll("[data-paper] [data-start]")) {
      const at = run.textContent.indexOf(words);
      if (at >= 0) return [run.firstChild, at + (ahead ? words.length : 0)];
    }
  };
  getSelection().setBaseAndExtent(...walker(from, false), ...walker(to, true));
}"""


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture
def desk(chromium: Browser, address: str, stage: Stage) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    path = f"/papers/{stage.paper.id}/desk"
    page.goto(f"{address}/sign-in?next={path}")
    page.get_by_label("E-mail").fill(stage.chair.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Keys")).to_be_visible()
    yield page
    context.close()


def select(page: Page, first: str = FIRST, last: str = LAST) -> None:
    page.evaluate(SELECT, [first, last])


def comment_on_selection(page: Page) -> None:
    page.locator(".select-comment").click()


def test_words_across_two_paragraphs_are_commented_on(house: House, desk: Page) -> None:
    select(desk)
    comment_on_selection(desk)
    expect(desk.get_by_label("Passage")).to_have_value(f"{FIRST}\n{LAST}")
    desk.get_by_label("Comment", exact=True).fill("Which harbour?")
    desk.get_by_role("button", name="Add the comment").click()
    expect(desk.locator("#comment-list .said")).to_contain_text("Which harbour?")
    with house.reading() as session:
        made = session.scalars(sa.select(Comment)).one()
        assert (made.quote, made.start) == (ACROSS, TEXT.index(ACROSS))


def test_words_across_two_paragraphs_answer_a_question(house: House, desk: Page) -> None:
    desk.keyboard.press("q")
    select(desk)
    desk.get_by_role("button", name="Evidence for question 1").click()
    expect(desk.locator("[data-question]").first.locator("[data-word]")).to_contain_text("by you")
    with house.reading() as session:
        assert session.scalars(sa.select(ChosenEvidence.quote)).one() == ACROSS


def test_a_pasted_passage_that_is_not_found_has_the_focus_until_other_words_are_selected(
    house: House, desk: Page
) -> None:
    desk.get_by_role("tab", name="Comments").click()
    desk.get_by_label("Passage").fill("Nobody wrote this.")
    desk.get_by_label("Comment", exact=True).fill("Which harbour?")
    desk.get_by_role("button", name="Add the comment").click()
    passage = desk.get_by_label("Passage")
    expect(passage).to_be_focused()
    fault = desk.locator("#comment-quote-error")
    expect(fault).to_contain_text("do not stand in the paper")
    select(desk)
    comment_on_selection(desk)
    expect(fault).to_have_count(0)
    expect(passage).not_to_have_attribute("aria-invalid", "true")
    desk.get_by_role("button", name="Add the comment").click()
    expect(desk.locator("#comment-list .said")).to_contain_text("Which harbour?")


def test_the_foot_tells_of_an_unsent_comment_until_it_is_sent(house: House, desk: Page) -> None:
    desk.get_by_role("tab", name="Comments").click()
    desk.context.set_offline(True)
    desk.get_by_label("Comment", exact=True).fill("Which harbour?")
    desk.get_by_role("button", name="Add the comment").click()
    unsent, saved = desk.locator("[data-unsent]"), desk.locator("[data-save-state]")
    expect(unsent).to_have_text("1 comment is not sent yet.")
    desk.context.set_offline(False)
    expect(saved).to_be_empty()
    desk.get_by_role("tab", name="Score").click()
    desk.keyboard.press("5")
    expect(saved).to_contain_text("Saved")
    expect(unsent).to_have_text("1 comment is not sent yet.")
    desk.reload()
    unsent.get_by_role("link").click()
    expect(desk.get_by_label("Comment", exact=True)).to_be_focused()
    desk.get_by_role("button", name="Put them back").click()
    expect(unsent).to_be_visible()
    desk.get_by_role("button", name="Add the comment").click()
    expect(desk.locator("#comment-list .said")).to_contain_text("Which harbour?")
    expect(unsent).to_be_hidden()
    with house.reading() as session:
        assert session.scalars(sa.select(Comment.text)).one() == "Which harbour?"


def test_an_unsent_comment_that_is_deleted_is_told_of_no_more(desk: Page) -> None:
    desk.get_by_role("tab", name="Comments").click()
    desk.context.set_offline(True)
    box = desk.get_by_label("Comment", exact=True)
    box.fill("Which harbour?")
    desk.get_by_role("button", name="Add the comment").click()
    expect(desk.locator("[data-unsent]")).to_be_visible()
    box.fill("")
    expect(desk.locator("[data-unsent]")).to_be_hidden()


def test_what_is_missing_does_not_hide_that_a_mark_is_not_saved(house: House, desk: Page) -> None:
    line = desk.locator("[data-save-state]")
    desk.context.set_offline(True)
    desk.keyboard.press("5")
    expect(line).to_contain_text("Could not save")
    desk.keyboard.press("f")
    expect(line).to_contain_text("Some criteria have no mark yet")
    expect(line).to_contain_text("Could not save")
    desk.context.set_offline(False)
    expect(line).to_contain_text("Saved", timeout=20_000)
    with house.reading() as session:
        assert session.scalars(sa.select(Mark.points).where(Mark.version > 0)).all() == [Decimal(5)]


def test_nothing_to_take_back_is_said_calmly_and_asks_nobody(house: House, desk: Page) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    line = desk.locator("[data-save-state]")
    desk.keyboard.press("q")
    desk.keyboard.press("u")
    expect(line).to_have_text("You have not decided this question.")
    expect(line).not_to_contain_class("is-fault")
    assert asked == []
    desk.keyboard.press("2")
    desk.keyboard.press("k")
    expect(desk.locator("[data-question]").first.locator("[data-word]")).to_contain_text("by you")
    desk.keyboard.press("u")
    expect(desk.locator("[data-question]").first.locator("[data-word]")).not_to_contain_text("by you")
    with house.reading() as session:
        assert [one is None for one in session.scalars(sa.select(CoverageJudgement.taken_back_at))] == [False]


def test_a_slash_over_an_empty_bank_leads_to_it(stage: Stage, desk: Page) -> None:
    desk.get_by_role("tab", name="Comments").click()
    box = desk.get_by_label("Comment", exact=True)
    words = desk.get_by_text("The comment bank is empty.")
    box.press_sequentially("Well read ")
    expect(words).to_be_hidden()
    box.press_sequentially("/so")
    expect(words).to_be_visible()
    link = desk.get_by_role("link", name="Add a comment to it")
    expect(link).to_have_attribute("href", f"/committees/{stage.committee.id}/bank")
    box.press_sequentially(" on")
    expect(words).to_be_hidden()
