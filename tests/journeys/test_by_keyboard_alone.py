"""A chair's whole evening by the keyboard: from the list of papers to the last final mark, and no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect

from reviewer.domain.bank import BankEntry
from reviewer.domain.states import ScorecardState
from reviewer.models import Comment, CoverageJudgement, Mark, Paper, Scorecard
from reviewer.services import bank
from reviewer.services.bank import Holder
from reviewer.work import House
from tests import factories
from tests.factories import PASSWORD
from tests.marking_stage import ANSWER, SHARED, Stage, set_stage


@pytest.fixture
def stage(house: House) -> Stage:
    """The stage with a second paper that can be read, and a comment bank."""
    stage = set_stage(house)
    with house.work() as work:
        second = work.session.get_one(Paper, stage.missing.id)
        factories.submission(work, second, text="Ostria hopes.", read=True)
        who = factories.actor(work, stage.chair)
        entry = BankEntry("source", "Name your source for {claim}.", "content", Decimal(-1))
        bank.keep(work, who, committee_id=stage.committee.id, holder=Holder.MINE, entry=entry)
    return stage


@pytest.fixture
def page(chromium: Browser, address: str, stage: Stage) -> Iterator[Page]:
    """The list of papers, signed in by keys; every use of the mouse would be told by the page itself."""
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    page = context.new_page()
    page.add_init_script("addEventListener('pointerdown', () => { sessionStorage.pointer = 'used'; }, true)")
    page.goto(f"{address}/sign-in?next=/committees/{stage.committee.id}/queue")
    page.get_by_label("E-mail").focus()
    page.keyboard.type(stage.chair.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("[data-rows]")).to_be_visible()
    yield page
    context.close()


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def ready(page: Page) -> None:
    """The page that came back listens to keys."""
    expect(page.get_by_role("button", name="Keys")).to_be_visible()


def saved(page: Page) -> None:
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")


def chosen(page: Page) -> str:
    return page.evaluate("getSelection().toString()")


def focus_is_seen(page: Page) -> str:
    """The name of what has the focus; it lies in sight and is not the page as a whole."""
    return page.evaluate(
        """() => {
          const here = document.activeElement;
          const box = (here.matches(".levels input") ? here.nextElementSibling : here).getBoundingClientRect();
          const seen = here !== document.body && box.width > 0 && box.bottom > 0 && box.top < innerHeight;
          return seen ? here.id || here.className || here.tagName : "";
        }"""
    )


def test_from_the_list_to_the_last_final_mark(house: House, stage: Stage, page: Page) -> None:
    # The list: j marks a row, Enter opens the paper that has the focus.
    press(page, "j")
    assert page.evaluate("document.activeElement.textContent").strip() == "Maravel"
    press(page, "Enter")
    page.wait_for_url(f"**/papers/{stage.paper.id}/desk")
    ready(page)

    # What is missing is said before anything is sent, and has the focus.
    press(page, "f")
    expect(page.locator("[data-save-state]")).to_contain_text("no mark yet: Content; Writing")
    assert focus_is_seen(page).startswith("criterion-content")
    press(page, "5", "n", "3")
    saved(page)

    # Sentences are walked, the words of one are chosen, and a comment of the bank is put in with its blank filled.
    press(page, "s")
    first = chosen(page)
    press(page, "s", "s")
    assert chosen(page) == ANSWER != first
    press(page, "w")
    assert chosen(page).startswith("Maravel has rebuilt")
    press(page, "s", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft")
    assert chosen(page) == "In 2019 our"
    press(page, "Shift+S")
    assert chosen(page) == ANSWER
    assert focus_is_seen(page)
    press(page, "c")
    assert focus_is_seen(page) == "comment-text"
    page.keyboard.type("/sou")
    press(page, "Enter")
    page.keyboard.type("the law")
    press(page, "Tab", "Control+Enter")
    expect(page.locator(".comment-on")).to_contain_text("−1")
    ready(page)
    assert focus_is_seen(page).startswith("comment-")
    expect(page.locator(".is-lit").first).to_have_text(ANSWER)

    # The comment is changed, and the change undone.
    press(page, "Tab")
    for _ in range(4):
        if page.evaluate("document.activeElement.matches('summary')"):
            break
        press(page, "Tab")
    press(page, "Enter", "Tab")
    page.keyboard.type(" ")
    press(page, "Tab", "Tab")
    page.keyboard.type("−2")
    press(page, "Control+Enter")
    expect(page.locator(".comment-on")).to_contain_text("−2")
    expect(page.get_by_text("“Content” counts 3 now; the total is 6.")).to_be_visible()
    ready(page)
    press(page, "Control+z")
    expect(page.locator(".comment-on")).to_contain_text("−1")
    ready(page)

    # The questions: the evidence lights up, one is confirmed and one corrected.
    press(page, "q")
    expect(page.locator(".is-lit").first).to_have_text(ANSWER)
    press(page, "y", "3")
    expect(page.locator("[data-question]").nth(1).locator("[data-word]")).to_contain_text("Not answered")
    assert focus_is_seen(page)

    # The passages that also stand elsewhere, then out again and into the overall comment.
    press(page, "m")
    expect(page.locator(".is-lit").first).to_have_text(SHARED)
    assert focus_is_seen(page) == "item-title"
    press(page, "Escape")
    expect(page.locator(".is-lit")).to_have_count(0)
    assert focus_is_seen(page) == "tab-score"

    press(page, "o")
    assert focus_is_seen(page) == "overall"
    page.keyboard.type("A clear paper.")
    press(page, "Escape")

    # Final, reopened, final again; then the next paper, and back to the list at the row one came from.
    press(page, "f")
    expect(page.get_by_text("This paper is scored.")).to_be_visible()
    ready(page)
    press(page, "r")
    expect(page.locator("[data-final]")).to_be_visible()
    ready(page)
    press(page, "f")
    expect(page.get_by_text("This paper is scored.")).to_be_visible()
    ready(page)
    press(page, "n")
    page.wait_for_url(f"**/papers/{stage.missing.id}/desk")
    ready(page)
    press(page, "l")
    page.wait_for_url("**/queue?here=*")
    assert page.evaluate("document.activeElement.textContent").strip() == "Ostria"

    assert page.evaluate("sessionStorage.pointer ?? 'never'") == "never"
    with house.reading() as session:
        card = session.scalars(sa.select(Scorecard)).one()
        assert (card.state, card.overall) == (ScorecardState.FINAL, "A clear paper.")
        assert sorted((one.criterion, one.points) for one in session.scalars(sa.select(Mark))) == [
            ("content", Decimal(5)),
            ("writing", Decimal(3)),
        ]
        comment = session.scalars(sa.select(Comment)).one()
        assert (comment.quote, comment.text, comment.points) == (ANSWER, "Name your source for the law.", Decimal(-1))
        assert [one.status.value for one in session.scalars(sa.select(CoverageJudgement))] == ["covered", "missing"]


def test_a_field_is_left_by_escape_and_single_keys_work_again(stage: Stage, page: Page) -> None:
    press(page, "j", "Enter")
    page.wait_for_url(f"**/papers/{stage.paper.id}/desk")
    ready(page)
    press(page, "c")
    page.keyboard.type("No harm done. q")
    press(page, "Escape", "q")
    expect(page.get_by_role("tab", name="Questions")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#comment-text")).to_have_value("No harm done. q")


def test_the_help_names_every_key_of_the_desk(stage: Stage, page: Page) -> None:
    press(page, "j", "Enter")
    page.wait_for_url(f"**/papers/{stage.paper.id}/desk")
    ready(page)
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    named = set(dialog.locator("kbd").all_inner_texts())
    assert {*"hatxnofrswcmjklqyeu/", "1", "9", "Ctrl", "Enter", "Esc", "→", "←", "↓", "↑"} <= named
    press(page, "Escape")
    expect(dialog).not_to_be_visible()
