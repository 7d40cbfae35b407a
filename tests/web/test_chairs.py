from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from reviewer.models import AuditEvent, Comment, Committee, Mark, OutboxMail, Scorecard
from reviewer.services.scorecards import plain
from reviewer.work import House
from tests import factories
from tests.marking_stage import ANSWER, AUTHOR, DELEGATE, FILE, SCHOOL, SECRET_WORDS, Stage, set_stage

Browsers = Callable[..., FlaskClient]
JSON = {"Accept": "application/json"}


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture
def chair(client_as: Browsers, stage: Stage) -> FlaskClient:
    return client_as(stage.chair)


def desk_of(stage: Stage) -> str:
    return f"/papers/{stage.paper.id}/desk"


def field(browser: FlaskClient, stage: Stage, name: str, value: str, version: int):
    posted = {"field": name, "value": value, "version": str(version)}
    return browser.post(f"/papers/{stage.paper.id}/scorecard/field", data=posted, headers=JSON)


def form_of(page: str, form_id: str) -> dict[str, str]:
    """What a browser without scripts would send of a form: its named fields as they stand."""
    inside = re.search(rf'<form[^>]*id="{form_id}".*?</form>', page, re.DOTALL)
    assert inside, f"no form {form_id}"
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", inside.group()):
        values = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if values.get("type") != "radio" or " checked" in tag:
            found[values["name"]] = unescape(values.get("value", ""))
    for name, words in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', inside.group(), re.DOTALL):
        found[name] = unescape(words)
    return found


def marks(house: House) -> dict[str, str]:
    with house.reading() as session:
        return {mark.criterion: plain(mark.points) for mark in session.query(Mark).filter(Mark.version > 0)}


def test_the_queue_shows_papers_with_their_figures_and_links_to_those_that_can_be_read(
    chair: FlaskClient, stage: Stage
) -> None:
    page = chair.get(f"/committees/{stage.committee.id}/queue?sort=-similarity").text
    assert f'href="{desk_of(stage)}?sort=-similarity"' in page
    assert "2 of 2" in page
    assert "Late: no paper award" in page
    assert re.search(r"0 of 1 scored", page)
    assert f"/papers/{stage.unread.id}/desk" not in page


def test_a_paper_that_others_read_can_be_looked_at_and_says_so(
    house: House, client_as: Browsers, chair: FlaskClient, stage: Stage
) -> None:
    with house.work() as work:
        work.session.get_one(Committee, stage.committee.id).readings = 2
    for who in (chair, client_as(stage.second)):
        assert field(who, stage, "criterion-content", "5", 0).status_code == 200
    with house.work() as work:
        third = factories.chair(work, work.session.get_one(Committee, stage.committee.id))
    reader = client_as(third)
    page = reader.get(desk_of(stage)).text
    assert "Two others read this paper. You can read it, but not mark it" in page
    assert 'id="scorecard"' not in page
    assert 'id="comment-form"' not in page
    assert 'name="ruling"' not in page
    assert field(reader, stage, "criterion-content", "1", 0).status_code == 403


def test_the_queue_tells_the_pace_and_leads_to_the_committees_pages(chair: FlaskClient, stage: Stage) -> None:
    page = chair.get(f"/committees/{stage.committee.id}/queue").text
    assert "Your pace: 0 of 1 done" in page
    for name in ("Best passages", "Hints", "Readers", "Awards", "Calibration", "Regrades"):
        assert f">{name}</a>" in page
    assert "0 of 1 done" in chair.get(desk_of(stage)).text


def test_a_filter_that_fits_nothing_offers_all_papers(chair: FlaskClient, stage: Stage) -> None:
    page = chair.get(f"/committees/{stage.committee.id}/queue?state=draft&query=zzz").text
    assert "No paper fits these filters" in page
    assert 'value="zzz"' in page


def test_autosave_answers_as_its_contract_says(chair: FlaskClient, client_as: Browsers, stage: Stage) -> None:
    saved = field(chair, stage, "criterion-content", "3.5", 0)
    assert (saved.status_code, saved.json) == (200, {"version": 1, "clock": "07:00", "total": "3.5"})
    late = field(client_as(stage.second), stage, "criterion-content", "5", 0)
    assert late.status_code == 409
    assert late.json == {"version": 1, "value": "3.5", "label": None, "by": "Mirela Dautova", "clock": "07:00"}
    kept = field(client_as(stage.second), stage, "criterion-content", "5", 1)
    assert kept.json == {"version": 2, "clock": "07:00", "total": "5"}


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("criterion-content", "4", "Choose one of"),
        ("criterion-content", "many", "many is not a number"),
        ("criterion-nothing", "3", "no such criterion"),
        ("anything", "3", "no such criterion"),
    ],
)
def test_autosave_says_why_it_refuses(chair: FlaskClient, stage: Stage, name: str, value: str, words: str) -> None:
    refused = field(chair, stage, name, value, 0)
    assert refused.status_code == 422
    assert words in refused.json["message"]


def test_without_scripts_the_whole_form_is_saved_and_then_finished(
    house: House, chair: FlaskClient, stage: Stage
) -> None:
    entered = form_of(chair.get(desk_of(stage)).text, "scorecard")
    entered |= {"criterion-content": "5", "note-content": "Good.\r\nVery.", "overall": "Well done."}
    saved = chair.post(f"/papers/{stage.paper.id}/scorecard", data=entered, follow_redirects=True)
    assert "The draft is saved." in saved.text
    again = form_of(saved.text, "scorecard")
    assert (again["criterion-content"], again["note-content"], again["overall"]) == ("5", "Good.\nVery.", "Well done.")
    assert again["version-criterion-content"] == "1"
    early = chair.post(f"/papers/{stage.paper.id}/finish", data=again)
    assert early.status_code == 422
    assert "Some criteria have no mark yet: Writing." in early.text
    done = chair.post(
        f"/papers/{stage.paper.id}/finish", data=again | {"criterion-writing": "0"}, follow_redirects=True
    )
    assert "This paper is scored." in done.text
    with house.reading() as session:
        assert session.query(Scorecard).one().finished_by_id == stage.chair.id
    assert chair.post(f"/papers/{stage.paper.id}/reopen", follow_redirects=True).status_code == 200
    assert marks(house) == {"content": "5", "writing": "0"}


def test_without_scripts_the_second_chair_sees_both_words_and_can_keep_either(
    house: House, chair: FlaskClient, client_as: Browsers, stage: Stage
) -> None:
    second = client_as(stage.second)
    entered = form_of(second.get(desk_of(stage)).text, "scorecard")
    field(chair, stage, "criterion-content", "5", 0)
    field(chair, stage, "overall", "Hers.", 0)
    field(chair, stage, "criterion-writing", "3", 0)
    entered |= {"criterion-content": "3", "overall": "Mine."}
    clash = second.post(f"/papers/{stage.paper.id}/scorecard", data=entered)
    assert clash.status_code == 409
    page = unescape(clash.text)
    assert "Mirela Dautova changed this at 07:00 to “5”" in page
    assert "Mirela Dautova changed this at 07:00 to “Hers.”" in page
    assert "Mirela Dautova changed this at 07:00; this is what stands now." in page
    assert marks(house) == {"content": "5", "writing": "3"}
    shown = form_of(clash.text, "scorecard")
    assert (shown["criterion-content"], shown["overall"], shown["criterion-writing"]) == ("3", "Mine.", "3")
    kept = second.post(f"/papers/{stage.paper.id}/scorecard", data=shown)
    assert kept.status_code == 302
    assert marks(house) == {"content": "3", "writing": "3"}


def test_a_mark_the_rubric_does_not_have_is_refused_beside_its_field(chair: FlaskClient, stage: Stage) -> None:
    entered = form_of(chair.get(desk_of(stage)).text, "scorecard") | {"criterion-content": "4", "overall": "Kept."}
    refused = chair.post(f"/papers/{stage.paper.id}/scorecard", data=entered)
    assert refused.status_code == 422
    assert "4 is not a mark of" in refused.text
    assert form_of(refused.text, "scorecard")["overall"] == "Kept."


def test_pasted_words_become_a_comment_or_an_error_that_keeps_what_was_typed(
    house: House, chair: FlaskClient, stage: Stage
) -> None:
    address = f"/papers/{stage.paper.id}/comments"
    lost = chair.post(address, data={"text": "Which one?", "quote": "We propose a"})
    assert lost.status_code == 422
    assert "These words stand in 2 places" in lost.text
    assert "Which one?" in lost.text
    made = chair.post(address, data={"text": "<b>Which</b> year?", "quote": ANSWER})
    with house.reading() as session:
        comment = session.query(Comment).one()
    assert made.headers["Location"].endswith(f"{desk_of(stage)}#comment-{comment.id}")
    page = chair.get(desk_of(stage)).text
    assert "&lt;b&gt;Which&lt;/b&gt; year?" in page
    assert f'id="at-comment-{comment.id}"' in page


def test_a_comment_is_edited_removed_and_brought_back_by_its_author_only(
    house: House, chair: FlaskClient, client_as: Browsers, stage: Stage
) -> None:
    chair.post(f"/papers/{stage.paper.id}/comments", data={"text": "Which?", "quote": ANSWER})
    with house.reading() as session:
        number = session.query(Comment).one().id
    second = client_as(stage.second)
    for act in ("", "/remove", "/restore"):
        assert second.post(f"/comments/{number}{act}", data={"text": "No.", "version": "1"}).status_code == 403
        assert client_as(stage.other_chair).post(f"/comments/{number}{act}").status_code == 404
    assert chair.post(f"/comments/{number}", data={"text": "Which year?", "version": "1"}).status_code == 302
    assert "Which year?" in chair.get(desk_of(stage)).text
    chair.post(f"/comments/{number}/remove")
    page = chair.get(desk_of(stage)).text
    assert "1 removed comment of yours" in page
    assert f'id="at-comment-{number}"' not in page
    chair.post(f"/comments/{number}/restore")
    assert f'id="at-comment-{number}"' in chair.get(desk_of(stage)).text


def test_a_comment_with_points_moves_its_criterion_and_can_stand_without_them(chair: FlaskClient, stage: Stage) -> None:
    field(chair, stage, "criterion-content", "5", 0)
    said = {"text": "No figures.", "on": "content", "points": "-1"}
    there = chair.post(f"/papers/{stage.paper.id}/comments", data=said)
    assert there.status_code == 302
    page = chair.get(desk_of(stage)).text
    assert re.search(r"<span data-moved-from>5</span> −1 \(1 comment\) = <strong data-moved-to>4</strong>", page)
    comment = re.search(r"/comments/(\d+)/points", page)
    assert comment
    chair.post(comment.group())
    page = chair.get(desk_of(stage)).text
    assert "No figures." in page
    assert "data-move=" not in page
    wrong = chair.post(f"/papers/{stage.paper.id}/comments", data=said | {"points": "-9"})
    assert wrong.status_code == 422
    assert "by up to 5 points either way" in wrong.text


def test_a_chairs_word_on_a_question_replaces_the_suggestion(chair: FlaskClient, stage: Stage) -> None:
    page = chair.get(desk_of(stage)).text
    question = re.search(r'name="question" value="(\d+)"', page)
    assert question
    address = f"/papers/{stage.paper.id}/questions"
    ruled = chair.post(address, data={"question": question[1], "ruling": "missing"}, follow_redirects=True)
    assert "by you, " in ruled.text
    undone = chair.post(address, data={"question": question[1], "ruling": "undo"}, follow_redirects=True)
    assert "by you, " not in undone.text
    assert chair.post(address, data={"question": question[1], "ruling": "undo"}).status_code == 422
    assert chair.post(address, data={"question": question[1], "ruling": "brilliant"}).status_code == 400
    assert chair.post(address, data={"question": "9999", "ruling": "missing"}).status_code == 404


def test_staff_are_told_once_and_the_page_remembers(house: House, chair: FlaskClient, stage: Stage) -> None:
    assert "Tell staff about this paper" in chair.get(desk_of(stage)).text
    for _ in range(2):
        told = chair.post(f"/papers/{stage.paper.id}/staff", data={"note": "Look."}, follow_redirects=True)
        assert "You told staff about this paper" in told.text
    with house.reading() as session:
        assert [mail.address for mail in session.query(OutboxMail)] == [stage.staff.email]
        event = session.query(AuditEvent).filter_by(action="paper.flagged").one()
        assert (event.subject_id, event.actor_id, event.details) == (stage.paper.id, stage.chair.id, {})


def routes(stage: Stage) -> list[tuple[str, str]]:
    paper = f"/papers/{stage.paper.id}"
    posts = ["scorecard", "scorecard/field", "comments", "questions", "finish", "reopen", "staff"]
    return [
        ("GET", f"/committees/{stage.committee.id}/queue"),
        ("GET", f"{paper}/desk"),
        *(("POST", f"{paper}/{name}") for name in posts),
    ]


NONSENSE = {"field": "nonsense", "value": "?", "version": "x", "ruling": "?"}
ENTERED = {"field": "criterion-content", "value": "5", "version": "0", "text": "Hm.", "ruling": "missing"}


@pytest.mark.parametrize(
    ("who", "allowed"),
    [("other_chair", {404}), ("stranger", {404}), ("delegate", {403, 404}), (None, {302, 401})],
)
def test_chairs_pages_are_closed_to_everybody_else(
    house: House, client: FlaskClient, client_as: Browsers, stage: Stage, who: str | None, allowed: set[int]
) -> None:
    browser = client if who is None else client_as(getattr(stage, who))
    for method, address in routes(stage):
        for sent in (ENTERED, NONSENSE):
            answer = browser.open(address, method=method, data=sent if method == "POST" else None)
            assert answer.status_code in allowed, (method, address, answer.status_code)
        assert "Tidal Safety" not in answer.text
        if who is None:
            assert answer.headers["Location"].startswith("/sign-in")
    assert marks(house) == {}
    with house.reading() as session:
        assert session.query(Comment).count() == 0


@pytest.mark.parametrize("who", ["chair", "second", "staff"])
def test_chairs_pages_are_open_to_chairs_and_staff(client_as: Browsers, stage: Stage, who: str) -> None:
    browser = client_as(getattr(stage, who))
    for method, address in routes(stage)[:2]:
        assert browser.open(address, method=method).status_code == 200
    assert field(browser, stage, "criterion-content", "5", 0).status_code == 200


def test_what_does_not_exist_looks_like_what_is_not_for_me(client_as: Browsers, stage: Stage) -> None:
    browser = client_as(stage.other_chair)
    hidden, absent = (browser.get(f"/papers/{number}/desk") for number in (stage.paper.id, 98765))
    assert (hidden.status_code, absent.status_code) == (404, 404)
    assert hidden.text == absent.text


def test_no_word_of_another_committees_paper_reaches_a_chairs_page(
    client_as: Browsers, chair: FlaskClient, stage: Stage
) -> None:
    for address in (f"/committees/{stage.committee.id}/queue", desk_of(stage)):
        page = chair.get(address).text
        assert SECRET_WORDS not in page
        assert "Kelvane" not in page
    assert "A paper of another committee" in chair.get(desk_of(stage)).text
    assert "Kelvane" in client_as(stage.staff).get(desk_of(stage)).text


@pytest.mark.parametrize("secret", [SCHOOL, DELEGATE, FILE, AUTHOR])
def test_blind_marking_hides_whose_paper_it_is(house: House, client_as: Browsers, secret: str) -> None:
    stage = set_stage(house, blind_marking=True)
    for address in (f"/committees/{stage.committee.id}/queue", desk_of(stage)):
        assert secret not in client_as(stage.chair).get(address).text
    page = client_as(stage.chair).get(desk_of(stage)).text
    assert "Names hidden" in page
    assert "Original file" not in page
    assert "Maravel" in page


@pytest.mark.parametrize("secret", [SCHOOL, FILE, AUTHOR])
def test_without_blind_marking_the_desk_says_whose_paper_it_is(chair: FlaskClient, stage: Stage, secret: str) -> None:
    page = chair.get(desk_of(stage)).text
    assert secret in page
    assert "Names hidden" not in page
