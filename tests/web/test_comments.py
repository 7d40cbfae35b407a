"""Comments changed after they were saved, by forms alone: words, criterion and points, and what stands in the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from reviewer.models import Comment
from reviewer.work import House
from tests.marking_stage import ANSWER, Stage, set_stage

Browsers = Callable[..., FlaskClient]


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture
def chair(client_as: Browsers, stage: Stage) -> FlaskClient:
    return client_as(stage.chair)


@pytest.fixture
def comment(house: House, chair: FlaskClient, stage: Stage) -> int:
    """A comment of the chair's with a point taken off, on a criterion that has its mark."""
    posted = {"field": "criterion-content", "value": "5", "version": "0"}
    chair.post(f"/papers/{stage.paper.id}/scorecard/field", data=posted, headers={"Accept": "application/json"})
    sent = {"text": "Which year?", "quote": ANSWER, "on": "content", "points": "-1"}
    page = chair.post(f"/papers/{stage.paper.id}/comments", data=sent, follow_redirects=True)
    assert "“Content” counts 4 now; the total is 4." in page.text
    with house.reading() as session:
        return session.query(Comment).one().id


def change(browser: FlaskClient, comment: int, **said: str):
    sent = {"text": "Which year?", "on": "content", "points": "-1", "version": "1"} | said
    return browser.post(f"/comments/{comment}", data=sent, follow_redirects=True)


def stored(house: House, comment: int) -> tuple[str, str | None, str]:
    with house.reading() as session:
        row = session.get_one(Comment, comment)
        return row.text, row.criterion, str(row.points)


def test_the_form_holds_what_stands_and_says_what_a_change_does_to_the_total(
    house: House, chair: FlaskClient, stage: Stage, comment: int
) -> None:
    page = chair.get(f"/papers/{stage.paper.id}/desk").text
    assert 'name="points" value="\u22121"' in page
    done = change(chair, comment, text="Which year, which law?", points="\u22122,5")
    assert "“Content” counts 2.5 now; the total is 2.5." in done.text
    assert stored(house, comment) == ("Which year, which law?", "content", "-2.5")
    moved = change(chair, comment, version="2", on="writing", points="-1")
    assert "“Content” counts 5 now; the total is 5." in moved.text
    assert "The points wait until “Writing” has a mark." in moved.text


def test_only_new_words_say_nothing_of_the_total(chair: FlaskClient, comment: int) -> None:
    assert "now; the total is" not in change(chair, comment, text="Which decade?").text


def test_what_cannot_be_stays_in_the_open_form_with_its_reason(house: House, chair: FlaskClient, comment: int) -> None:
    refused = change(chair, comment, text="Typed with care.", points="-9")
    assert refused.status_code == 422
    form = refused.text.split(f'id="edit-comment-{comment}"', 1)[1].split("</details>", 1)[0]
    assert "Typed with care." in form
    assert 'value="-9"' in form
    assert "A comment can move “Content” by up to 5 points" in form
    assert stored(house, comment)[0] == "Which year?"


def test_a_change_over_another_window_is_refused_with_what_stands_there(
    house: House, chair: FlaskClient, comment: int
) -> None:
    change(chair, comment, text="From the first window.", points="-2")
    late = change(chair, comment, text="From the second window.", points="-3")
    assert late.status_code == 409
    box = re.search(r'<div class="conflict".*?</div>', late.text, re.DOTALL)
    assert box is not None
    assert "From the first window." in box.group()
    assert "Content: " in re.sub(r"\s+", " ", unescape(box.group()))
    assert "From the second window." in late.text
    assert stored(house, comment) == ("From the first window.", "content", "-2")
    version = re.search(r'data-edit.*?name="version" value="(\d+)"', late.text, re.DOTALL)
    assert version is not None
    assert change(chair, comment, text="From the second window.", version=version.group(1)).status_code == 200
    assert stored(house, comment)[0] == "From the second window."


def test_points_that_were_dropped_are_offered_back_by_one_press(house: House, chair: FlaskClient, comment: int) -> None:
    bare = chair.post(f"/comments/{comment}/points", follow_redirects=True)
    assert "“Content” counts 5 now; the total is 5." in bare.text
    offer = re.search(r'<form class="row-wrap".*?</form>', bare.text, re.DOTALL)
    assert offer is not None
    assert "Put \u22121 back" in unescape(offer.group())
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', offer.group()))
    back = chair.post(f"/comments/{comment}", data=fields, follow_redirects=True)
    assert "“Content” counts 4 now; the total is 4." in back.text
    assert stored(house, comment) == ("Which year?", "content", "-1")
    assert "It stands without points now." not in chair.get(bare.request.full_path).text


def test_an_address_made_up_offers_nothing(chair: FlaskClient, stage: Stage, comment: int) -> None:
    for by in ("%3Cb%3E", "", "9" * 40, "-", "1e9"):
        page = chair.get(f"/papers/{stage.paper.id}/desk?bare={comment}&by={by}")
        assert page.status_code == 200
        assert "It stands without points now." not in page.text
