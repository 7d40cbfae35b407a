"""The drawn pages in a real browser, under the policy of production: axe, keyboard, selection, autosave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from tests.web.gallery import open_page, served
from tests.web.gallery_contexts import PAGES
from tests.web.gallery_text import PAPER

TEXT = "\n".join(words for _, _, _, words in PAPER)
SELECT = """(words) => {
  const runs = [...document.querySelectorAll("[data-start]")];
  const range = document.createRange();
  const [from, to] = words.map((start) => runs.find((run) => run.textContent.startsWith(start)));
  range.setStart(from.firstChild, 4);
  range.setEnd(to.firstChild, 11);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@dataclass
class Gallery:
    home: str
    chrome: Browser

    def page(self, name: str, *, width: int = 1280, theme: str = "light") -> Page:
        self.said: list[str] = []
        return open_page(self.chrome, f"{self.home}/{name}", width, theme, self.said)


@pytest.fixture(scope="module")
def gallery(chromium: Browser) -> Iterator[Gallery]:
    with served() as home:
        yield Gallery(home, chromium)


@pytest.fixture
def desk(gallery: Gallery) -> Iterator[Page]:
    page = gallery.page("desk")
    yield page
    page.context.close()


def complaints(page: Page) -> list[str]:
    return [found["id"] + ": " + found["nodes"][0]["html"] for found in Axe().run(page).response["violations"]]


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_page_has_no_axe_violations_and_a_silent_console(gallery: Gallery, name: str) -> None:
    page = gallery.page(name, theme="dark" if len(name) % 2 else "light")
    assert complaints(page) == []
    assert gallery.said == []
    page.context.close()


@pytest.mark.parametrize("tab", ["Questions", "Similarity", "Comments", "Format"])
def test_desk_tab_has_no_axe_violations(desk: Page, tab: str) -> None:
    desk.get_by_role("tab", name=tab).click()
    assert desk.get_by_role("tabpanel", name=tab).is_visible()
    assert complaints(desk) == []


def test_choosing_a_question_lights_its_passage(desk: Page) -> None:
    desk.get_by_role("tab", name="Questions").click()
    desk.locator("#question-1 .item-title").click()
    lit = desk.locator(".is-lit")
    assert lit.count() == 1
    assert lit.inner_text().startswith("That commission has survived a dispute before the International Court")


def test_clicking_a_commented_passage_opens_its_comment(desk: Page) -> None:
    desk.locator('[data-paper] [data-ids~="comment-2"]').first.click()
    assert desk.get_by_role("tab", selected=True).inner_text().startswith("Comments")
    assert desk.locator(".item.is-open").get_attribute("id") == "comment-2"


def test_selected_words_reach_the_comment_form_with_their_offsets(desk: Page) -> None:
    desk.evaluate(SELECT, ["The 1997", "significant harm"])
    desk.get_by_role("button", name="Comment", exact=True).click()
    start = int(desk.locator("[name=start]").input_value())
    end = int(desk.locator("[name=end]").input_value())
    quote = desk.locator("#comment-quote").input_value()
    assert TEXT[start:end] == quote
    assert quote.startswith("1997 Convention")
    assert desk.evaluate("document.activeElement.id") == "comment-text"


def test_keys_set_a_level_and_its_half_and_save_each(desk: Page) -> None:
    desk.keyboard.press("n")
    desk.keyboard.press("4")
    desk.get_by_text("Saved 21:05").wait_for()
    assert desk.locator("[data-total]").inner_text() == "13.5"
    desk.keyboard.press("h")
    assert desk.locator("[name=criterion-sources]:checked").input_value() == "4.5"
    assert desk.locator("[data-total]").inner_text() == "14"


def test_a_clash_shows_both_and_the_person_chooses(desk: Page) -> None:
    desk.evaluate("document.getElementById('scorecard').dataset.autosave = '/clash'")
    desk.keyboard.press("n")
    desk.keyboard.press("4")
    conflict = desk.locator(".conflict p")
    conflict.wait_for()
    assert conflict.inner_text() == "Mirela Dautova changed this at 21:07 to “2”. You had “Strong, 4”."
    desk.get_by_role("button", name="Keep theirs").click()
    assert desk.locator("[name=criterion-sources]:checked").input_value() == "2"
    assert desk.locator("[data-field=criterion-sources]").get_attribute("data-version") == "9"


def test_words_written_offline_are_offered_back(desk: Page) -> None:
    desk.route("**/save", lambda route: route.abort())
    desk.locator("#overall").fill("Words written on a train.")
    desk.get_by_text("Could not save").wait_for()
    desk.reload()
    desk.get_by_text("This device holds words").wait_for()
    desk.unroute("**/save")
    desk.get_by_role("button", name="Put them back").click()
    desk.get_by_text("Saved 21:05").wait_for()
    assert desk.locator("#overall").input_value() == "Words written on a train."
    assert desk.evaluate("localStorage.length") == 0


def test_level_chosen_before_the_script_has_come_is_saved_when_it_comes(desk: Page) -> None:
    held: list[Route] = []
    desk.route("**/desk.js", lambda route: held.append(route))  # noqa: PLW0108 - it must be a function
    desk.reload(wait_until="commit")
    criterion = desk.locator("fieldset.criterion").last
    criterion.locator(".levels > label:not(.half)").nth(1).click()
    assert desk.get_by_text("Saved 21:05").count() == 0
    with desk.expect_request("**/save") as saving:
        for route in held:
            route.continue_()
    assert str(criterion.get_attribute("data-field")) in (saving.value.post_data or "")
    desk.get_by_text("Saved 21:05").wait_for()


def test_desk_without_javascript_shows_every_tool(gallery: Gallery) -> None:
    context = gallery.chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{gallery.home}/desk")
    for name in ("Score", "Questions", "Similarity", "Comments", "Format"):
        assert page.get_by_role("heading", name=name, exact=True).count() == 1
    assert page.get_by_role("button", name="Save the draft").count() == 1
    context.close()


def test_upload_names_the_file_or_what_is_wrong_with_it(gallery: Gallery) -> None:
    page = gallery.page("upload")
    line = page.locator("[data-drop-file]")
    page.locator("#file").set_input_files({"name": "uruguay.docx", "mimeType": "", "buffer": b"x" * 48_200})
    assert line.inner_text() == "uruguay.docx, 48.2 kB, DOCX"
    page.locator("#file").set_input_files({"name": "uruguay.pages", "mimeType": "", "buffer": b"x"})
    assert line.inner_text() == "This is .pages. Send one of: .docx, .pdf, .txt."
    page.context.close()


def test_deadline_is_told_in_the_readers_own_time(gallery: Gallery) -> None:
    page = gallery.page("upload")
    assert page.locator(".deadline .yours").inner_text() == "Tuesday 05:59 your time"
    page.context.close()


def test_confirmation_opens_as_a_dialog_and_closing_it_changes_nothing(gallery: Gallery) -> None:
    page = gallery.page("upload-done")
    page.locator("summary", has_text="Withdraw").click()
    assert page.get_by_role("dialog", name="Withdraw version 2?").is_visible()
    page.get_by_role("button", name="Keep things as they are").click()
    assert page.get_by_role("dialog").count() == 0
    assert page.url.endswith("/upload-done")
    page.context.close()


@pytest.mark.parametrize("name", ["desk", "feedback", "queue", "case", "setup"])
def test_page_fits_a_phone(gallery: Gallery, name: str) -> None:
    page = gallery.page(name, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.context.close()
