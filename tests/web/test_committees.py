"""A committee's coverage pages, and words on key questions by form and by script."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from reviewer.models import CoverageJudgement, CoverageRenewal, EvidenceSpan, KeyQuestion, Topic
from reviewer.work import House
from tests.marking_stage import ANSWER, Stage, set_stage

SignIn = Callable[..., FlaskClient]


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture
def chair(stage: Stage, client_as: SignIn) -> FlaskClient:
    return client_as(stage.chair)


def first_question(house: House) -> int:
    with house.reading() as session:
        return session.scalars(sa.select(KeyQuestion.id).order_by(KeyQuestion.id)).first() or 0


def judge(chair: FlaskClient, stage: Stage, house: House, *, script: bool = False, **form: object):
    headers = {"Accept": "application/json"} if script else {}
    data = {"question": first_question(house), **form}
    return chair.post(f"/papers/{stage.paper.id}/questions", data=data, headers=headers)


def test_desk_names_the_weaker_suggestions_and_leads_to_the_committee(chair: FlaskClient, stage: Stage) -> None:
    page = chair.get(f"/papers/{stage.paper.id}/desk").text
    assert "Weaker suggestions" in page
    assert f"/committees/{stage.committee.id}/coverage" in page


def test_agreeing_takes_the_suggestion_with_its_first_sentence(house: House, chair: FlaskClient, stage: Stage) -> None:
    page = chair.get(f"/papers/{stage.paper.id}/desk").text
    found = re.search(r'name="suggested" value="(\w+)"><input type="hidden" name="evidence" value="(\d+)"', page)
    assert found
    answer = judge(chair, stage, house, ruling="agree", suggested=found[1], evidence=found[2])
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"#question-{first_question(house)}")
    with house.reading() as session:
        made = session.scalars(sa.select(CoverageJudgement)).one()
        assert (made.status, made.evidence_span_id) == (found[1], int(found[2]))
    assert "chosen by a chair" in chair.get(f"/papers/{stage.paper.id}/desk").text


def test_script_gets_the_line_that_says_who_decided(house: House, chair: FlaskClient, stage: Stage) -> None:
    told = judge(chair, stage, house, script=True, ruling="partly").get_json()
    assert told["ruling"] == "partly"
    assert "Partly answered" in told["state"]
    assert "by you, " in told["state"]
    back = judge(chair, stage, house, script=True, ruling="undo").get_json()
    assert back["ruling"] == ""
    again = judge(chair, stage, house, script=True, ruling="undo")
    assert (again.status_code, again.get_json()["message"]) == (422, "Here is no word of yours to take back.")


def test_a_sentence_or_pasted_words_answer(house: House, chair: FlaskClient, stage: Stage) -> None:
    with house.reading() as session:
        span = session.scalars(sa.select(EvidenceSpan.id).order_by(EvidenceSpan.id)).first()
    judge(chair, stage, house, sentence=span)
    judge(chair, stage, house, ruling="covered", quote="We propose a fund.")
    with house.reading() as session:
        first, second = session.scalars(sa.select(CoverageJudgement).order_by(CoverageJudgement.id)).all()
        assert first.evidence_span_id == span
        assert second.chosen is not None
        assert second.chosen.quote == "We propose a fund."
    assert judge(chair, stage, house, ruling="covered", quote="nowhere to be found").status_code == 422


@pytest.mark.parametrize("form", [{"ruling": "brilliant"}, {}, {"ruling": "agree", "suggested": "no"}])
def test_what_is_no_word_is_refused(house: House, chair: FlaskClient, stage: Stage, form: dict[str, Any]) -> None:
    assert judge(chair, stage, house, **form).status_code == 400


@pytest.mark.parametrize("script", [True, False])
def test_a_delegate_says_no_word(house: House, client_as: SignIn, stage: Stage, script: bool) -> None:
    answer = judge(client_as(stage.delegate), stage, house, script=script, ruling="covered")
    assert answer.status_code == 403
    with house.reading() as session:
        assert session.scalars(sa.select(CoverageJudgement)).all() == []


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Questions nobody answers"), ("es", "Preguntas que nadie responde")]
)
def test_map_passages_and_hints_are_drawn_in_both_languages(
    chair: FlaskClient, stage: Stage, language: str, words: str
) -> None:
    headers = {"Accept-Language": language}
    page = chair.get(f"/committees/{stage.committee.id}/coverage", headers=headers).text
    assert words in page
    assert "Maravel" in page
    assert ANSWER in chair.get(f"/committees/{stage.committee.id}/passages", headers=headers).text
    assert 'name="hint-' in chair.get(f"/committees/{stage.committee.id}/hints", headers=headers).text


def test_tables_come_in_three_forms(chair: FlaskClient, stage: Stage) -> None:
    folder = f"/committees/{stage.committee.id}/coverage"
    rows = list(csv.reader(io.StringIO(chair.get(f"{folder}/passages.csv").get_data().decode("utf-8-sig"))))
    assert rows[1][4] == ANSWER
    assert json.loads(chair.get(f"{folder}/map.json").text)["papers"][0]["delegation"] == "Maravel"
    book = chair.get(f"{folder}/questions.xlsx")
    assert book.get_data()[:2] == b"PK"
    assert book.headers["Content-Disposition"].startswith("attachment")
    for path in ("map.exe", "secrets.csv"):
        assert chair.get(f"{folder}/{path}").status_code == 404


def test_no_cell_of_a_saved_map_is_a_formula(house: House, chair: FlaskClient, stage: Stage) -> None:
    with house.work() as work:
        work.session.get_one(KeyQuestion, first_question(house)).text = "=HYPERLINK(1)"
    text = chair.get(f"/committees/{stage.committee.id}/coverage/questions.csv").get_data().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert "'=HYPERLINK(1)" in {row[2] for row in rows}


def test_renewing_shows_how_far_it_is_and_can_be_stopped(house: House, chair: FlaskClient, stage: Stage) -> None:
    folder = f"/committees/{stage.committee.id}/coverage"
    page = chair.post(f"{folder}/renew", follow_redirects=True).text
    assert "0 of 1 papers" in page
    assert 'hx-trigger="every 2s"' in page
    assert "already" in chair.post(f"{folder}/renew", follow_redirects=True).text
    stopped = chair.post(f"{folder}/stop", follow_redirects=True).text
    assert "Renewing is stopped" in stopped
    with house.reading() as session:
        assert session.scalars(sa.select(CoverageRenewal)).one().cancelled_at is not None


def test_hints_are_written_and_nobody_overwrites_another(house: House, chair: FlaskClient, stage: Stage) -> None:
    question, address = first_question(house), f"/committees/{stage.committee.id}/hints"
    said = {f"hint-{question}": "the Tidal Safety Act", f"was-{question}": ""}
    assert "The hints are saved." in chair.post(address, data=said, follow_redirects=True).text
    late = chair.post(address, data={f"hint-{question}": "sirens", f"was-{question}": ""})
    assert late.status_code == 409
    assert "sirens" in late.text
    with house.reading() as session:
        assert session.get_one(KeyQuestion, question).hint == "the Tidal Safety Act"
    assert "An answer may mention: the Tidal Safety Act" in chair.get(f"/papers/{stage.paper.id}/desk").text
    other = chair.post(address, data={"hint-99999": "x", "was-99999": ""})
    assert other.status_code == 404


GUIDE = """Background Guide

Harbour City Model United Nations 2030

Committee on Tides

Topic 1: Early warning for coastal cities

Key Questions

- What has your country done to warn people of floods?
- Which communities are warned last, and why?
"""


def upload(text: str, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(text.encode()), name


def test_an_agenda_that_was_saved_makes_the_form_of_another_committee(client_as: SignIn, stage: Stage) -> None:
    boss = client_as(stage.staff)
    saved = boss.get(f"/committees/{stage.committee.id}/setup/agenda.yaml")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    address = f"/conferences/{stage.conference.id}/setup/guide"
    page = boss.post(address, data={"file": upload(saved.text, "agenda.yaml")})
    assert page.status_code == 200
    assert "What has your country done to warn people of floods?" in page.text
    wrong = boss.post(address, data={"file": upload("topics: 3", "agenda.yaml")})
    assert wrong.status_code == 422
    assert "cannot be read as an agenda" in wrong.text


@pytest.mark.parametrize(
    ("language", "words"), [("en", "New edition of the guide"), ("es", "Nueva edición de la guía")]
)
def test_a_new_edition_is_shown_first_and_taken_when_it_is_ticked(
    house: House, client_as: SignIn, stage: Stage, language: str, words: str
) -> None:
    boss = client_as(stage.staff)
    address, headers = f"/committees/{stage.committee.id}/setup/edition", {"Accept-Language": language}
    shown = boss.post(address, data={"file": upload(GUIDE, "guide.txt")}, headers=headers)
    assert words in shown.text
    found = dict(re.findall(r'name="(ticket|revision)" value="([^"]*)"', shown.text))
    keys = re.findall(r'name="take" value="([^"]*)"( checked)?', shown.text)
    assert [key for key, ticked in keys if ticked]
    taken = boss.post(address, data={**found, "take": [key for key, ticked in keys if ticked]}, headers=headers)
    assert taken.status_code == 303
    with house.reading() as session:
        standing = session.scalars(
            sa.select(KeyQuestion.text)
            .join(Topic, KeyQuestion.topic_id == Topic.id)
            .where(Topic.committee_id == stage.committee.id, KeyQuestion.retired_at.is_(None))
        ).all()
    assert "Which communities are warned last, and why?" in standing
    late = boss.post(address, data={**found, "take": []}, headers=headers)
    assert late.status_code == 409
