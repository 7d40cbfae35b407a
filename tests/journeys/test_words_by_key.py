"""Key questions by the keyboard alone, by a click, without scripts, and over a connection that breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from reviewer.models import CoverageJudgement, User
from reviewer.work import House
from tests.factories import PASSWORD
from tests.marking_stage import ANSWER, Stage, set_stage

Opens = Callable[..., Page]


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture
def opens(chromium: Browser, address: str) -> Iterator[Opens]:
    """Opens a page as a person, in a browser profile of their own."""
    contexts = []

    def open_as(person: User, path: str, **options) -> Page:
        context = chromium.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce", **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/sign-in?next={path}")
        page.get_by_label("E-mail").fill(person.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"**{path}")
        return page

    yield open_as
    for context in contexts:
        context.close()


def words(house: House) -> list[str]:
    with house.reading() as session:
        rows = session.scalars(
            sa.select(CoverageJudgement)
            .where(CoverageJudgement.taken_back_at.is_(None))
            .order_by(CoverageJudgement.key_question_id, CoverageJudgement.id)
        )
        return [one.status.value for one in rows]


def test_two_keys_confirm_and_correct_two_questions(house: House, stage: Stage, opens: Opens) -> None:
    page = opens(stage.chair, f"/papers/{stage.paper.id}/desk")
    page.keyboard.press("q")
    expect(page.locator(".is-lit")).to_have_text(ANSWER)
    page.keyboard.press("y")
    first = page.locator("[data-question]").first
    expect(first.locator("[data-word]")).to_contain_text("by you")
    expect(first.locator(".quote").first).to_have_class("quote is-confirmed")
    page.keyboard.press("3")
    expect(page.locator("[data-question]").nth(1).locator("[data-word]")).to_contain_text("Not answered")
    assert words(house) == ["covered", "missing"]
    page.keyboard.press("k")
    page.keyboard.press("u")
    expect(first.locator("[data-word]")).to_contain_text("Likely answered")
    assert words(house) == ["missing"]
    assert page.url.endswith(f"/papers/{stage.paper.id}/desk")


def test_a_click_stays_on_the_page_and_says_who_decided(house: House, stage: Stage, opens: Opens) -> None:
    page = opens(stage.chair, f"/papers/{stage.paper.id}/desk")
    page.get_by_role("tab", name="Questions").click()
    first = page.locator("[data-question]").first
    first.get_by_role("button", name="Partly").click()
    expect(first.locator("[data-word]")).to_contain_text("by you")
    expect(first.get_by_role("button", name="Partly")).to_have_attribute("aria-pressed", "true")
    first.get_by_role("button", name="Undo").click()
    expect(first.locator("[data-word]")).to_contain_text("Likely answered")
    assert words(house) == []


def test_without_scripts_the_forms_do_the_same(house: House, stage: Stage, opens: Opens) -> None:
    page = opens(stage.chair, f"/papers/{stage.paper.id}/desk", java_script_enabled=False)
    page.locator("[data-question]").first.get_by_role("button", name="Agree").click()
    expect(page.locator("[data-question]").first.locator("[data-word]")).to_contain_text("by you")
    assert words(house) == ["covered"]


def test_a_word_said_offline_is_kept_and_offered_again(house: House, stage: Stage, opens: Opens) -> None:
    page = opens(stage.chair, f"/papers/{stage.paper.id}/desk")
    page.keyboard.press("q")
    page.context.set_offline(True)
    page.keyboard.press("2")
    expect(page.locator("[data-save-state]")).to_contain_text("kept on this device")
    page.route("**/questions", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    page.unroute("**/questions")
    page.get_by_role("tab", name="Questions").click()
    expect(page.get_by_text("was not saved: partly answered")).to_be_visible()
    assert words(house) == []
    page.get_by_role("button", name="Save it now").click()
    expect(page.locator("[data-question]").first.locator("[data-word]")).to_contain_text("by you")
    assert words(house) == ["partly"]


def test_selected_words_become_the_evidence_of_the_question_in_focus(house: House, stage: Stage, opens: Opens) -> None:
    page = opens(stage.chair, f"/papers/{stage.paper.id}/desk")
    page.keyboard.press("q")
    page.evaluate(
        """(wanted) => {
          const run = [...document.querySelectorAll("[data-start]")].find((one) => one.textContent.includes(wanted));
          const node = [...run.childNodes].find((one) => one.nodeType === 3);
          const from = node.data.indexOf(wanted);
          getSelection().setBaseAndExtent(node, from, node, from + wanted.length);
        }""",
        "We propose a fund.",
    )
    page.get_by_role("button", name="Evidence for question 1").click()
    expect(page.locator(".quote.is-confirmed")).to_have_text("We propose a fund.")
    with house.reading() as session:
        made = session.scalars(sa.select(CoverageJudgement)).one()
        assert made.chosen is not None
        assert made.chosen.quote == "We propose a fund."


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_committee_pages_have_no_axe_violations_and_fit(stage: Stage, opens: Opens, width: int, scheme: str) -> None:
    folder = f"/committees/{stage.committee.id}"
    page = opens(stage.chair, f"{folder}/coverage", color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 860})
    for name in ("coverage", "passages", "hints"):
        page.goto(page.url.replace(page.url.rpartition("/")[2], name))
        found = [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]
        assert found == [], name
        assert page.evaluate("document.documentElement.scrollWidth") == width, name
