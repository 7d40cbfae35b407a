"""The desk under a finger, on a tablet held either way: words are selected by a long press, marks and words by taps."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from reviewer.domain.states import ScorecardState
from reviewer.models import Comment, CoverageJudgement, Mark, Scorecard
from reviewer.work import House
from tests.factories import PASSWORD
from tests.marking_stage import Stage, set_stage

SMALLEST, MAIN = 24, 44
MAIN_ACTS = (
    ".levels label, .tools-foot .button, [data-judge] > .button, #comment-form .button, .select-comment, .jump a"
)
EVERY_TARGET = (
    "main :is(button, summary, select, input:not([type=hidden], [type=radio]), textarea, .button, [role=tab], .jump a)"
)


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture(params=[(820, 1180), (1180, 820)], ids=["upright", "across"])
def desk(request: pytest.FixtureRequest, chromium: Browser, address: str, stage: Stage) -> Iterator[Page]:
    width, height = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    yield opened(context, address, stage)
    context.close()


def opened(context: BrowserContext, address: str, stage: Stage) -> Page:
    page = context.new_page()
    page.goto(f"{address}/sign-in?next=/papers/{stage.paper.id}/desk")
    page.get_by_label("E-mail").fill(stage.chair.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").tap()
    expect(page.locator("[data-desk]")).to_be_visible()
    return page


def long_press(page: Page, words: Locator) -> None:
    """Hold a finger on the words and draw the handles around them.

    A headless browser has neither press nor handles: what they leave, a selection, is put there as they would.
    """
    words.scroll_into_view_if_needed()
    words.evaluate("(run) => getSelection().selectAllChildren(run)")
    button = page.locator(".select-comment")
    expect(button).to_be_visible()
    box, view = button.bounding_box(), page.viewport_size
    assert box is not None
    assert view is not None
    assert box["x"] >= 0
    assert box["y"] + box["height"] <= view["height"]


def too_small(page: Page, selector: str, least: int) -> list[str]:
    """What can be seen of these targets and is smaller than a finger needs, by name and size."""
    return page.evaluate(
        """([selector, least]) => [...document.querySelectorAll(selector)]
          .filter((one) => one.checkVisibility({ visibilityProperty: true }))
          .map((one) => {
            const box = (one.closest(".choice") ?? one).getBoundingClientRect();
            return [one.textContent.trim().slice(0, 30) || one.name, Math.round(box.width), Math.round(box.height)];
          })
          .filter(([, width, height]) => Math.min(width, height) < least)
          .map((one) => one.join(" "))""",
        [selector, least],
    )


def test_a_paper_is_marked_by_taps_alone(house: House, desk: Page) -> None:
    long_press(desk, desk.get_by_text("We propose an office."))
    desk.get_by_role("button", name="Comment", exact=True).tap()
    desk.get_by_label("Comment", exact=True).fill("Whose office?")
    assert desk.locator("#comment-quote").input_value() == "We propose a fund. We propose an office."
    desk.get_by_role("button", name="Add the comment").tap()
    expect(desk.locator("#comment-list .said")).to_contain_text("Whose office?")
    assert not Axe().run(desk).response["violations"]
    desk.get_by_role("tab", name="Questions").tap()
    desk.locator("[data-question]").first.get_by_role("button", name="Agree").tap()
    expect(desk.locator("[data-question]").first.locator("[data-word]")).to_contain_text("by you")
    desk.get_by_role("tab", name="Score").tap()
    for name in ("content", "writing"):
        desk.locator(f"label[for^=criterion-{name}-]").last.tap()
    expect(desk.locator("[data-save-state]")).to_contain_text("Saved")
    desk.get_by_role("button", name="Mark as final").tap()
    expect(desk.get_by_text("This paper is scored.")).to_be_visible()
    with house.reading() as session:
        assert session.scalars(sa.select(Scorecard.state)).one() is ScorecardState.FINAL
        assert set(session.scalars(sa.select(Mark.points))) == {Decimal(5)}
        assert session.scalars(sa.select(Comment)).one().quote
        assert session.scalars(sa.select(CoverageJudgement)).one().taken_back_at is None


def test_every_target_fits_a_finger(desk: Page) -> None:
    for name in ("Score", "Questions", "Similarity", "Comments", "Format"):
        desk.get_by_role("tab", name=name).tap()
        assert too_small(desk, EVERY_TARGET, SMALLEST) == [], name
        assert too_small(desk, MAIN_ACTS, MAIN) == [], name
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
