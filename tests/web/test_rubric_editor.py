"""The rubric editor as staff work with it in a browser without scripts."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from reviewer import catalog
from reviewer.domain import faults, rubric_form
from reviewer.domain.faults import Fault, FormFaults
from reviewer.domain.rubric_form import rubric_from_mapping, to_mapping
from reviewer.models import AdoptedRubric, Committee, Mark, RubricDraft
from reviewer.web.fault_words import fault_words
from reviewer.web.rubric_editor_form import arranged, field_of, read
from reviewer.work import House
from tests import factories as make
from tests.rubric_fields import fields_of

Browsers = Callable[..., FlaskClient]
SHIPPED = sorted(catalog.load_all())


class Form(HTMLParser):
    """What a browser would send of the editor's form."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._inside = False
        self._area = self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._inside = found.get("id") == "rubric-form"
        name = found.get("name") or ""
        if not self._inside or (not name and tag != "option"):
            return
        if tag == "input" and (found.get("type") != "checkbox" or "checked" in found):
            self.sent[name] = found.get("value") or ""
        if tag == "textarea":
            self._area, self.sent[name] = name, ""
        if tag == "select":
            self._select = name
        if tag == "option" and "selected" in found:
            self.sent[self._select] = found.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self.sent[self._area] = self.sent[self._area].removeprefix("\n")
            self._area = ""


@pytest.fixture
def event(house: House) -> Any:
    with house.work() as work:
        return make.conference(work, title="Harbour Model UN")


@pytest.fixture
def staff(house: House, event: Any, client_as: Browsers) -> FlaskClient:
    with house.work() as work:
        person = make.staff(work, event, name="Petra Lindqvist")
    return client_as(person)


def start(browser: FlaskClient, event: Any, **sent: str) -> str:
    answer = browser.post(f"/conferences/{event.id}/setup/rubrics/drafts", data=sent)
    return answer.headers["Location"]


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_rubric_goes_through_the_form_unchanged(name: str) -> None:
    content = to_mapping(catalog.load_all()[name])
    assert rubric_from_mapping(read(fields_of(content), name), file="form") == rubric_from_mapping(content, file="form")


@pytest.mark.parametrize("name", SHIPPED)
def test_the_page_sends_back_the_rubric_it_was_drawn_from(
    staff: FlaskClient, event: Any, house: House, name: str
) -> None:
    page = staff.get(start(staff, event, **{"from": f"shipped:{name}", "title": "Ours"}))
    assert page.status_code == 200
    content = read(Form(page.text).sent, name)
    assert rubric_from_mapping(content | {"title": "-"}, file="form") == rubric_from_mapping(
        to_mapping(catalog.load_all()[name]) | {"title": "-"}, file="form"
    )


def test_buttons_keep_everything_typed_and_adopting_makes_a_version(
    staff: FlaskClient, event: Any, house: House
) -> None:
    address = start(staff, event, **{"from": "shipped:fmun-20"})
    sent = Form(staff.get(address).text).sent | {"title": "Our twenty", "act": "add:criteria"}
    staff.post(address, data=sent)
    page = staff.get(address).text
    assert "Our twenty" in page
    again = Form(page).sent
    places = {name.split("-")[1] for name in again if name.startswith("criteria-")}
    last = max(map(int, places))
    assert again[f"criteria-{last}-title"] == ""
    refused = staff.post(address, data=again | {"act": "adopt"})
    assert refused.status_code == 422
    assert f'id="criteria-{last}-title-error"' in refused.text
    removed = Form(refused.text).sent | {"act": f"remove:criteria-{last}"}
    staff.post(address, data=removed)
    done = staff.post(address, data=Form(staff.get(address).text).sent | {"act": "adopt"})
    assert done.status_code == 303
    with house.reading() as session:
        adopted = session.query(AdoptedRubric).one()
        assert (adopted.name, adopted.version, adopted.title) == ("fmun-20", 1, "Our twenty")
        assert session.query(RubricDraft).count() == 0


def test_the_second_editor_is_told_and_overwrites_nothing(
    staff: FlaskClient, event: Any, house: House, client_as: Browsers
) -> None:
    address = start(staff, event, **{"from": "shipped:fmun-20"})
    with house.work() as work:
        other = client_as(make.staff(work, event, name="Tomas Okonjo"))
    mine, theirs = Form(staff.get(address).text).sent, Form(other.get(address).text).sent
    other.post(address, data=theirs | {"title": "Theirs", "act": "save"})
    answer = staff.post(address, data=mine | {"title": "Mine", "act": "save"})
    assert answer.status_code == 409
    assert "Tomas Okonjo saved this draft meanwhile" in unescape(answer.text)
    assert 'value="Mine"' in answer.text
    with house.reading() as session:
        assert session.query(RubricDraft).one().content["title"] == "Theirs"
    assert staff.post(address, data=Form(answer.text).sent | {"act": "save"}).status_code == 303
    with house.reading() as session:
        assert session.query(RubricDraft).one().content["title"] == "Mine"


def test_the_preview_is_the_desks_form_of_what_is_typed_and_saves_nothing(
    staff: FlaskClient, event: Any, house: House
) -> None:
    address = start(staff, event, **{"from": "shipped:fmun-20"})
    sent = Form(staff.get(address).text).sent | {"criteria-0-title": "A new name", "out_of": "many"}
    page = staff.post(f"{address}/preview", data=sent).text
    assert "data-criterion" in page
    assert "A new name" in page
    assert "This must be a number, not words." in unescape(page)
    with house.reading() as session:
        assert session.query(RubricDraft).one().content["criteria"][0]["title"] != "A new name"


def test_a_blank_start_has_its_own_name_beside_others(staff: FlaskClient, event: Any, house: House) -> None:
    for _ in range(2):
        start(staff, event, **{"from": "shipped:blank", "title": "Rúbrica del puerto"})
    with house.reading() as session:
        assert [one.name for one in session.query(RubricDraft)] == ["rubrica-del-puerto", "rubrica-del-puerto-2"]


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("up:criteria-1", ["b", "a", "c"]),
        ("down:criteria-1", ["a", "c", "b"]),
        ("remove:criteria-1", ["a", "c"]),
        ("up:criteria-0", ["a", "b", "c"]),
        ("down:criteria-9", ["a", "b", "c"]),
        ("remove:nothing-1", ["a", "b", "c"]),
        ("add:criteria", ["a", "b", "c", "criterion"]),
        ("save", ["a", "b", "c"]),
    ],
)
def test_entries_are_added_removed_and_moved(act: str, order: list[str]) -> None:
    content = {"criteria": [{"key": key, "title": key, "levels": []} for key in "abc"]}
    assert [one["key"] for one in arranged(content, act)["criteria"]] == order


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("title", "title"),
        ("scale.out_of", "out_of"),
        ("criteria", "criteria"),
        ("criteria[b].levels[#2].range", "criteria-1-levels-1-low"),
        ("criteria[#1].weight", "criteria-0-weight"),
        ("deductions[late].points", "deductions-0-amount"),
        ("bands[#1].at_least", "bands-0-at_least"),
    ],
)
def test_a_fault_is_shown_at_its_field(path: str, field: str) -> None:
    content = {
        "criteria": [{"key": "a", "levels": []}, {"key": "b", "levels": [{"key": "x"}, {"key": "y"}]}],
        "deductions": [{"key": "late"}],
    }
    assert field_of(path, content) == field


def _reasons(module: Any) -> set[str]:
    """Every sentence that a module's source says of a fault, with a mark for each thing filled in."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    found = set()
    inside = {part for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            found.add("".join(str(one.value) if isinstance(one, ast.Constant) else "7" for one in node.values))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in inside:
            found.add(node.value)
    said = [one.value for one in ast.walk(tree) if isinstance(one, ast.Expr)]
    docs = {one.value for one in said if isinstance(one, ast.Constant)}
    return {one for one in found - docs if one.endswith(".") and " " in one}


def test_every_sentence_of_the_reader_has_its_words_in_spanish(app: Flask) -> None:
    reasons = _reasons(faults) | _reasons(rubric_form)
    assert len(reasons) > 30
    with app.test_request_context(headers={"Accept-Language": "es"}):
        untold = [one for one in reasons if fault_words(Fault("", "", one)) == one]
    assert untold == []


def test_a_real_fault_is_told_with_its_numbers(app: Flask) -> None:
    content = to_mapping(catalog.load_all()["fmun-20"])
    content["scale"]["out_of"] = 21
    with pytest.raises(FormFaults) as wrong:
        rubric_from_mapping(content, file="")
    with app.test_request_context(headers={"Accept-Language": "es"}):
        [told] = [fault_words(one) for one in wrong.value.faults]
    assert re.search(r"\b20\b.*\b21\b", told)
    assert "points" not in told


def test_a_changed_rubric_in_use_leads_to_what_moving_marks_would_do_and_back(
    staff: FlaskClient, event: Any, house: House
) -> None:
    with house.work() as work:
        body = make.committee(work, event, name="Committee on Tides")
        old = make.rubric(work, event, assign=[body])
        chair = make.chair(work, body)
        seat = make.seat(work, body, held_for=make.delegation(work, event, name="Maravel"))
        card = make.scorecard(work, make.submission(work, make.paper(work, seat), read=True), chair, judged_by=old)
        make.mark(work, card, "content", "5", chair)
    address = start(staff, event, **{"from": f"adopted:{old.id}"})
    sent = Form(staff.get(address).text).sent
    sent |= {"criteria-0-levels-0-low": "6", "out_of": "11", "act": "adopt"}
    preview = staff.post(address, data=sent).headers["Location"]
    page = unescape(staff.get(preview).text)
    assert "Content: 5 became 6" in page
    assert "Maravel" in page
    [stale] = re.findall(r'name="seen" value="([^"]+)"', page)
    with house.work() as work:
        work.session.scalars(sa.select(Mark)).one().points = Decimal(3)
    refused = staff.post(preview, data={"seen": stale})
    assert refused.status_code == 409
    page = unescape(refused.text)
    assert "Somebody marked meanwhile." in page
    assert "Content: 5 became 6" not in page
    [seen] = re.findall(r'name="seen" value="([^"]+)"', page)
    versions = staff.post(preview, data={"seen": seen}).headers["Location"]
    page = unescape(staff.get(versions).text)
    assert "“Strong” of “Content”: points 5, now 6" in page
    [back] = re.findall(r'action="([^"]+/undo)"', page)
    assert staff.post(back).status_code == 303
    with house.reading() as session:
        assert session.query(Mark.points).scalar() == 3
        assert session.query(Committee.rubric_id).filter_by(id=body.id).scalar() == old.id
