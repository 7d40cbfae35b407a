"""The pages of a paper in a real browser: the switch, the marks, and a comment on words selected on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from reviewer.models import Comment, Conference, User
from reviewer.work import House
from tests.conftest import Clock
from tests.factories import PASSWORD
from tests.paged_stage import PagedStage, set_paged_stage

Opens = Callable[..., Page]
PAGES = "[data-pages]"


@pytest.fixture
def stage(house: House) -> PagedStage:
    return set_paged_stage(house)


@pytest.fixture
def opens(chromium: Browser, address: str) -> Iterator[Opens]:
    """Opens a page as a person, in a browser profile of their own; whatever the console complains of fails the test."""
    contexts, complaints = [], []

    def open_as(person: User, path: str, **options) -> Page:
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce"} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(f"{address}/sign-in?next={path}")
        page.get_by_label("E-mail").fill(person.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**{path}")
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert complaints == []


def desk(stage: PagedStage) -> str:
    return f"/papers/{stage.paper.id}/desk"


def word(page: Page, text: str, nth: int = 0) -> Locator:
    found = page.locator(f"{PAGES} text[data-start]").filter(has_text=text).nth(nth)
    found.scroll_into_view_if_needed()
    return found


def drag(page: Page, first: Locator, last: Locator) -> None:
    """Select from one word to another as a hand does."""
    start, end = first.bounding_box(), last.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 1, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] / 2, steps=12)
    page.mouse.move(end["x"] + end["width"] - 3, end["y"] + end["height"] / 2, steps=4)
    page.mouse.up()


def test_words_selected_on_a_page_are_commented_on(house: House, stage: PagedStage, opens: Opens) -> None:
    page = opens(stage.chair, desk(stage))
    page.keyboard.press("p")
    expect(page.locator(f"{PAGES} img").first).to_have_js_property("complete", value=True)
    expect(page.locator("[data-text]")).to_be_hidden()
    drag(page, word(page, "sirens"), word(page, "village"))
    page.keyboard.press("c")
    expect(page.locator("#comment-quote")).to_have_value("sirens in every fishing village,")
    page.locator("#comment-text").fill("How many villages are these?")
    page.get_by_role("button", name="Add the comment").click()
    # The device remembers that pages were shown.
    expect(page.locator(f"{PAGES} g.comment")).to_have_count(1)
    with house.reading() as session:
        assert session.scalars(sa.select(Comment)).one().text == "How many villages are these?"
    expect(page.locator(f"{PAGES} g.comment.is-lit")).to_be_in_viewport()
    page.keyboard.press("p")
    expect(page.locator("[data-text] mark.comment")).to_have_text("sirens in every fishing village,")
    expect(page.locator(PAGES)).to_be_hidden()


def test_tools_light_the_pages_and_the_pages_open_the_tools(stage: PagedStage, opens: Opens) -> None:
    page = opens(stage.chair, f"{desk(stage)}")
    page.get_by_role("link", name="Pages", exact=True).click()
    expect(page.locator(f"{PAGES} g.evidence").first).to_be_visible()
    expect(page.locator("[data-text]")).to_be_hidden()
    page.get_by_role("tab", name="Questions").click()
    page.locator("[data-question] .item-title").first.click()
    expect(page.locator(f"{PAGES} g.is-lit.evidence").first).to_be_in_viewport()
    page.get_by_role("tab", name="Similarity").click()
    page.locator("#similarity .item-title").first.click()
    expect(page.locator(f"{PAGES} g.is-lit.match").first).to_be_in_viewport()
    page.get_by_role("tab", name="Score").click()
    word(page, "tables").click()
    expect(page.get_by_role("tab", name="Questions")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#questions .item.is-open")).to_have_count(1)


def test_sizes_are_kept_on_the_device(stage: PagedStage, opens: Opens) -> None:
    page = opens(stage.chair, f"{desk(stage)}")
    page.get_by_role("link", name="Pages", exact=True).click()
    image = page.locator(f"{PAGES} img").first
    page.get_by_role("link", name="Actual size").click()
    expect(image).to_have_js_property("clientWidth", 816)
    page.reload()
    expect(image).to_have_js_property("clientWidth", 816)
    page.get_by_role("link", name="Page width").click()
    assert image.evaluate("one => one.clientWidth <= one.closest('[data-pages]').clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == 1280


def test_without_scripts_the_pages_are_a_link_away(stage: PagedStage, opens: Opens) -> None:
    page = opens(stage.chair, desk(stage), java_script_enabled=False)
    page.get_by_role("link", name="Pages", exact=True).click()
    expect(page.locator(f"{PAGES} img")).to_have_count(2)
    page.locator("[data-question] .item-title").first.click()
    assert "#at-evidence" in page.url
    page.get_by_role("link", name="Text", exact=True).first.click()
    expect(page.locator("[data-text]")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "scheme", "blind"), [(1280, "light", False), (390, "dark", False), (390, "light", True)]
)
def test_pages_have_no_axe_violations_and_fit(
    house: House, stage: PagedStage, opens: Opens, clock: Clock, width: int, scheme: str, blind: bool
) -> None:
    if blind:
        with house.work() as work:
            event = work.session.get_one(Conference, stage.conference.id)
            event.blind_marking, event.blind_until = True, clock.now + timedelta(days=2)
    viewport = {"width": width, "height": 860}
    page = opens(stage.chair, desk(stage), color_scheme=scheme, viewport=viewport, device_scale_factor=2)
    page.get_by_role("link", name="Pages", exact=True).click()
    expect(page.locator(f"{PAGES} img").first).to_have_js_property("complete", value=True)
    found = [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
