from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from reviewer.models import BankComment
from reviewer.work import House
from tests.marking_stage import Stage, set_stage

Browsers = Callable[..., FlaskClient]
FORM = {"name": "source", "text": "Name your source for {claim}.", "criterion": "content", "points": "−1"}


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture
def chair(client_as: Browsers, stage: Stage) -> FlaskClient:
    return client_as(stage.chair)


@pytest.fixture
def address(stage: Stage) -> str:
    return f"/committees/{stage.committee.id}/bank"


def test_a_comment_is_kept_and_stands_on_the_desk(chair: FlaskClient, stage: Stage, address: str) -> None:
    assert chair.post(address, data=FORM).status_code == 303
    page = chair.get(f"/papers/{stage.paper.id}/desk").text
    assert re.search(r'<option value="\d+" data-name="source" data-uses="0" data-on="content" data-points="-1">', page)


def test_without_scripts_a_chosen_comment_is_put_into_the_box(chair: FlaskClient, stage: Stage, address: str) -> None:
    chair.post(address, data=FORM)
    number = re.search(r"/bank/(\d+)/retire", chair.get(address).text)
    assert number
    sent = {"insert": "1", "bank": number[1], "text": "Good.", "quote": ""}
    page = chair.post(f"/papers/{stage.paper.id}/comments", data=sent).text
    assert "Good. Name your source for {claim}." in page
    assert 'value="content" selected' in page


def test_a_wrong_form_comes_back_with_what_was_typed(chair: FlaskClient, address: str) -> None:
    answer = chair.post(address, data=FORM | {"name": "two words"})
    assert answer.status_code == 422
    assert "Name your source for {claim}." in answer.text
    assert "letters, digits and single hyphens" in answer.text


def test_a_file_is_looked_at_first_and_its_faults_are_named(house: House, chair: FlaskClient, address: str) -> None:
    table = b"name,text\nfund,Who <b>pays</b>?\ntwo words,x\n"
    looked = chair.post(f"{address}/import", data={"file": (io.BytesIO(table), "bank.csv"), "holder": "committee"})
    assert looked.status_code == 422
    assert "Row 2: the name “two words”" in looked.text
    assert "Who &lt;b&gt;pays&lt;/b&gt;?" in looked.text
    with house.reading() as session:
        assert session.query(BankComment).count() == 0
    sure = {"table": table.decode(), "holder": "committee", "sure": "yes"}
    assert chair.post(f"{address}/import", data=sure).status_code == 303
    with house.reading() as session:
        assert [row.name for row in session.query(BankComment)] == ["fund"]


def test_exports_read_back_and_no_spreadsheet_takes_them_for_formulas(chair: FlaskClient, address: str) -> None:
    chair.post(address, data=FORM | {"text": "=1+1"})
    table = chair.get(f"{address}/mine.csv").data.decode("utf-8-sig")
    assert "source,'=1+1,content,'-1" in table
    for text in (table, chair.get(f"{address}/mine.yaml").text):
        looked = chair.post(f"{address}/import", data={"table": text})
        assert looked.status_code == 200
        assert "<dd>=1+1" in looked.text


def test_an_edit_of_an_old_version_is_told_and_keeps_what_was_typed(
    chair: FlaskClient, client_as: Browsers, stage: Stage, address: str
) -> None:
    chair.post(address, data=FORM | {"holder": "committee"})
    number = re.search(r"/bank/(\d+)/retire", chair.get(address).text)
    assert number
    edit = f"{address}/{number[1]}"
    assert client_as(stage.second).post(edit, data=FORM | {"text": "Cite it.", "version": "1"}).status_code == 303
    late = chair.post(edit, data=FORM | {"text": "Mine.", "version": "1"})
    assert late.status_code == 409
    assert "Mine." in late.text
    assert "Cite it." in late.text
