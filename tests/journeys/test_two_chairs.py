"""Two chairs at one paper in two real browsers: nobody's words are lost, and each sees what the other did."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from reviewer.models import Comment, Mark, Scorecard, User
from reviewer.services.scorecards import plain
from reviewer.work import House
from tests.factories import PASSWORD
from tests.marking_stage import ANSWER, SHARED, TEXT, Stage, set_stage

Opens = Callable[..., Page]


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture
def opens(chromium: Browser, address: str) -> Iterator[Opens]:
    """Opens a page as a person, in a browser profile of their own. What its console complains of fails the test."""
    contexts = []
    complaints: list[str] = []

    def open_as(person: User, path: str, *, offline_is_fine: bool = False, **options) -> Page:
        context = chromium.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        if not offline_is_fine:
            page.on("pageerror", lambda error: complaints.append(str(error)))
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


def choose(page: Page, criterion: str, mark: str) -> None:
    page.get_by_role("group", name=criterion).locator(f"label:has-text('{mark}')").first.click()


def marks(house: House) -> dict[str, str]:
    with house.reading() as session:
        return {mark.criterion: plain(mark.points) for mark in session.query(Mark).filter(Mark.version > 0)}


def test_the_second_chair_sees_what_changed_and_by_whom_and_chooses(house: House, stage: Stage, opens: Opens) -> None:
    path = f"/papers/{stage.paper.id}/desk"
    first, second = opens(stage.chair, path), opens(stage.second, path)
    choose(first, "Content", "5")
    expect(first.locator("[data-save-state]")).to_contain_text("Saved")
    expect(first.locator("[data-total]")).to_have_text("5")

    choose(second, "Content", "3")
    conflict = second.locator(".conflict")
    expect(conflict).to_contain_text("Mirela Dautova changed this at")
    expect(conflict).to_contain_text("“Strong, 5”. You had “Fair, 3”.")
    assert marks(house) == {"content": "5"}
    second.get_by_role("button", name="Keep theirs").click()
    assert second.locator("[name=criterion-content]:checked").input_value() == "5"

    choose(first, "Writing", "3½")
    expect(first.locator("[data-total]")).to_have_text("8.5")
    choose(second, "Writing", "0")
    second.get_by_role("button", name="Use mine").click()
    expect(second.locator("[data-save-state]")).to_contain_text("Saved")
    expect(second.locator("[data-total]")).to_have_text("5")
    assert marks(house) == {"content": "5", "writing": "0"}

    first.get_by_role("button", name="Mark as final").click()
    notice = first.get_by_text("Tomas Okonjo changed this at")
    expect(notice).to_be_visible()
    expect(first.locator("[name=criterion-writing]:checked")).to_have_value("3.5")
    with house.reading() as session:
        assert session.query(Scorecard).one().finished_at is None
    first.get_by_role("button", name="Mark as final").click()
    expect(first.get_by_text("This paper is scored.")).to_be_visible()
    assert marks(house) == {"content": "5", "writing": "3.5"}


def test_words_written_offline_are_kept_and_offered_back(house: House, stage: Stage, opens: Opens) -> None:
    page = opens(stage.chair, f"/papers/{stage.paper.id}/desk", offline_is_fine=True)
    page.context.set_offline(True)
    page.locator("#overall").fill("Written in a tunnel.")
    expect(page.locator("[data-save-state]")).to_contain_text("kept on this device")
    # The service stays out of reach of the script while the page is loaded again, or it would save them by itself.
    page.route("**/scorecard/field", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    page.unroute("**/scorecard/field")
    expect(page.get_by_text("“Written in a tunnel.”")).to_be_visible()
    page.get_by_role("button", name="Put them back").click()
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")
    with house.reading() as session:
        assert session.query(Scorecard).one().overall == "Written in a tunnel."


def test_keys_mark_a_paper_and_go_on(house: House, stage: Stage, opens: Opens) -> None:
    page = opens(stage.chair, f"/committees/{stage.committee.id}/queue")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk")
    for key in ("n", "5"):
        page.keyboard.press(key)
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")
    for key in ("n", "3"):
        page.keyboard.press(key)
    expect(page.locator("[data-total]")).to_have_text("8")
    page.keyboard.press("h")
    expect(page.locator("[data-total]")).to_have_text("8.5")
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")
    page.wait_for_load_state("networkidle")
    assert marks(house) == {"content": "5", "writing": "3.5"}


SELECT = """(wanted) => {
  const run = [...document.querySelectorAll("[data-start]")].find((one) => one.textContent.includes(wanted));
  const node = [...run.childNodes].find((one) => one.nodeType === 3);
  const from = node.data.indexOf(wanted);
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, from + wanted.length);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


def test_selected_words_after_an_emoji_become_a_comment_at_their_place(
    house: House, stage: Stage, opens: Opens
) -> None:
    page = opens(stage.chair, f"/papers/{stage.paper.id}/desk")
    page.evaluate(SELECT, "it knows what a warning is worth")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.locator("#comment-text").fill("A good beginning.")
    page.get_by_role("button", name="Add the comment").click()
    page.wait_for_url("**#comment-*")
    expect(page.locator(".is-lit")).to_have_text("it knows what a warning is worth")
    with house.reading() as session:
        made = session.query(Comment).one()
        assert (made.start, made.quote) == (TEXT.index("it knows"), "it knows what a warning is worth")


def test_choosing_a_question_or_a_match_lights_its_passage(stage: Stage, opens: Opens) -> None:
    page = opens(stage.chair, f"/papers/{stage.paper.id}/desk")
    page.get_by_role("tab", name="Questions").click()
    page.locator("#questions .item-title").first.click()
    expect(page.locator(".is-lit")).to_have_text(ANSWER)
    page.get_by_role("tab", name="Similarity").click()
    page.locator("#similarity .item-title").first.click()
    expect(page.locator(".is-lit")).to_have_text(SHARED)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light")])
def test_live_queue_and_desk_have_no_axe_violations(stage: Stage, opens: Opens, width: int, scheme: str) -> None:
    page = opens(stage.chair, f"/committees/{stage.committee.id}/queue", color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 860})
    assert _violations(page) == []
    page.goto(page.url.replace(f"/committees/{stage.committee.id}/queue", f"/papers/{stage.paper.id}/desk"))
    for tab in ("Score", "Questions", "Similarity", "Comments", "Format"):
        page.get_by_role("tab", name=tab).click()
        assert _violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def _violations(page: Page) -> list[str]:
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]
