"""Marks by single keys where levels are worth other than 1, 2, 3: a key sets the mark it names or none."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.models import Committee
from reviewer.work import House
from tests import factories
from tests.factories import PASSWORD
from tests.marking_stage import set_stage


def rubric() -> Rubric:
    """`content` with a fractional level and half points, `writing` in ranges without, `style` typed, in quarters."""
    made: dict[str, Any] = copy.deepcopy(dict(factories.RUBRIC))
    content, writing = made["criteria"]
    words = {"chairs": "Words.", "delegates": "Words."}
    content["levels"] = [
        {"key": f"step-{place}", "title": f"Step {place}", "points": points, **words}
        for place, points in enumerate((5, 4.25, 3, 2, 1))
    ]
    writing["levels"] = [
        {"key": f"band-{place}", "title": f"Band {place}", "range": ends, **words}
        for place, ends in enumerate(([10, 12], [4, 5], [0, 1]))
    ]
    writing["half_points"] = False
    style = {"key": "style", "title": "Style"}
    made["criteria"].append(
        style | {"levels": [{"key": "any", "title": "Any", "range": [1.25, 20.25], **words}, writing["levels"][-1]]}
    )
    made["name"] = "uneven"
    made["scale"] = {"basis": "points", "out_of": 37.25}
    return rubric_from_mapping(made, file="test")


@pytest.fixture
def desk(house: House, chromium: Browser, address: str) -> Iterator[Page]:
    stage = set_stage(house)
    with house.work() as work:
        body = work.session.get_one(Committee, stage.committee.id)
        factories.rubric(work, stage.conference, value=rubric(), assign=[body])
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, reduced_motion="reduce")
    page = context.new_page()
    path = f"/papers/{stage.paper.id}/desk"
    page.goto(f"{address}/sign-in?next={path}")
    page.get_by_label("E-mail").fill(stage.chair.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{path}")
    yield page
    context.close()


def press(page: Page, criterion: str, keys: str) -> str:
    """Press these keys one by one on a criterion that keeps its mark; the mark that is set then, or nothing."""
    page.wait_for_timeout(950)
    page.locator(f"[data-field=criterion-{criterion}] input[type=radio]").first.evaluate(
        "(one) => (one.closest('fieldset').querySelector('input:checked') ?? one).focus()"
    )
    for key in keys:
        page.keyboard.press(key)
    chosen = page.locator(f"[name=criterion-{criterion}]:checked")
    return chosen.input_value() if chosen.count() else ""


def test_a_key_sets_the_level_whose_mark_begins_with_it_and_h_its_half(desk: Page) -> None:
    expect(desk.locator("label.half", has_text="4¼")).to_have_count(0)
    assert press(desk, "content", "7") == ""
    assert [press(desk, "content", keys) for keys in ("4", "5", "3", "1")] == ["4.25", "5", "3", "1"]
    assert press(desk, "content", "4.25") == "4.25"
    assert [press(desk, "content", "h") for _again in "123"] == ["4.75", "4.25", "4.75"]
    assert press(desk, "content", "5h") == "4.75"
    assert press(desk, "content", "3.5") == "3.5"
    expect(desk.locator("[data-save-state]")).to_contain_text("Saved")
    expect(desk.locator("[data-total]")).to_have_text("3.5")


def test_in_ranges_a_key_counts_no_levels_and_h_without_halves_changes_nothing(desk: Page) -> None:
    assert [press(desk, "writing", keys) for keys in ("2", "3", "9")] == ["", "", ""]
    assert [press(desk, "writing", keys) for keys in ("12", "4", "5", "1", "10")] == ["12", "4", "5", "1", "10"]
    assert [press(desk, "writing", keys) for keys in ("2", "h")] == ["10", "10"]


def test_digits_on_two_criteria_are_two_marks(desk: Page) -> None:
    press(desk, "content", "1")
    desk.keyboard.press("n")
    desk.keyboard.press("0")
    assert desk.locator("[name=criterion-writing]:checked").input_value() == "0"
    assert desk.locator("[name=criterion-content]:checked").input_value() == "1"


def test_a_typed_mark_may_be_any_that_the_levels_have(desk: Page) -> None:
    field = desk.locator("input[name=criterion-style]")
    field.fill("4.25")
    field.blur()
    expect(desk.locator("[data-save-state]")).to_contain_text("Saved")
    assert field.evaluate("(one) => one.checkValidity()")
    expect(desk.locator("[data-total]")).to_have_text("4.25")
