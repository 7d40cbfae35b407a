"""Feedback to take away: whose it is, when, what is in it, and that nothing in it runs."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reviewer.engine import readers
from reviewer.engine.readers.sniff import DOCX, PDF, TEXT
from reviewer.models import AdoptedRubric, Document, Paper, Release, School, Seat, Submission, User
from reviewer.services import reading, release
from reviewer.web.feedback_made import safe_name
from reviewer.work import House, Work
from tests import factories
from tests.conftest import Clock
from tests.engine import returned_files as back
from tests.web.stage import OTHER_TEXT, Stage, set_stage

OFFICE = Path(__file__).parents[1] / "corpus/clean/office"
WORD = (OFFICE / "word.docx").read_bytes()
PORTABLE = (OFFICE.parent / "pdf/chromium_a4_table.pdf").read_bytes()
FILES = ("paper", "card", "sheet")
CRITERION = {
    "reader": 1,
    "key": "content",
    "topic": None,
    "title": "Content",
    "mark": "3",
    "top": "5",
    "points": "3.5",
    "worth": "5",
    "level_title": "Fair",
    "descriptor": "Your content is fair.",
    "note": "Name your sources.",
}


def content(text: str, words: str) -> dict[str, Any]:
    start = text.index(words)
    placed = {"document_id": 1, "start": start, "end": start + len(words), "quote": words}
    everywhere = {"document_id": None, "start": None, "end": None, "quote": None}
    return {
        "criteria": [CRITERION],
        "adjustments": [{"reason": "Two days late.", "points": "-1"}],
        "overall": "Well argued.",
        "band": "=Good",
        "comments": [
            {"text": "Who pays for that?", "criterion": "content", "topic": None, "points": "-0.5", **placed},
            {"text": "A joy to read.", "criterion": None, **everywhere},
        ],
        "coverage": [
            {"topic": "A", "question": "Who pays?", "status": "partly", "confirmed": True, "evidence": []},
            {"topic": "A", "question": "Which court?", "status": "missing", "confirmed": False, "evidence": []},
        ],
    }


def hand_in(work: Work, paper: Paper, data: bytes, name: str, media_type: str) -> Submission:
    read = reading.store_document(work, readers.read(data, name=name))
    return factories.submission(work, paper, data=data, name=name, media_type=media_type, document_id=read)


def marked(
    work: Work, stage: Stage, data: bytes, words: str, name: str = "p.docx", kind: str = DOCX, *, sent: bytes = b""
) -> Submission:
    """The stage's paper, marked and released; `sent` are other bytes than those the text was read from."""
    made = hand_in(work, stage.paper, data, name, kind)
    if sent:
        made = factories.submission(
            work, stage.paper, data=sent, name=name, media_type=kind, document_id=made.document_id
        )
    rubric = factories.rubric(work, work.session.merge(stage.conference, load=False))
    card = factories.scorecard(work, made, stage.chair, judged_by=rubric, finished=True)
    text = work.session.get_one(Document, made.document_id).text
    final = factories.final_mark(work, card, stage.chair, total="7.5", content=content(text, words))
    factories.release(work, stage.conference, stage.staff, final)
    return made


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture
def shown(house: House, stage: Stage) -> Stage:
    with house.work() as work:
        marked(work, stage, WORD, "eleven of its towns drink")
    return stage


SignIn = Callable[[User], FlaskClient]


def there(stage: Stage, which: str) -> str:
    return f"/papers/{stage.paper.id}/feedback/{which}"


def pack_of(house: House, stage: Stage) -> str:
    with house.reading() as session:
        return f"/schools/{session.get_one(Seat, stage.paper.seat_id).school_id}/feedback"


def taken(client: FlaskClient, path: str) -> TestResponse:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text[:300]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer


def test_a_word_paper_comes_back_with_its_comments_signed_by_the_dais(shown: Stage, client_as: SignIn) -> None:
    answer = taken(client_as(shown.delegate), there(shown, "paper"))
    assert "Maravel, Committee on Tides, with comments.docx" in answer.headers["Content-Disposition"]
    (remark,) = back.remarks(answer.data)
    assert remark.author == "The dais of Committee on Tides"
    assert remark.text == "Content (−0.5): Who pays for that?"
    assert back.letters(remark.words) == "elevenofitstownsdrink"
    text = readers.read(answer.data).text
    for words in ("7.5 of 10 points", "Content: 3.5 of 5 points", "Fair. Your content is fair.", "Name your sources."):
        assert words in text
    for words in ("Two days late.: −1", "Well argued.", "A joy to read.", "Who pays? Partly answered."):
        assert words in text
    everything = b"".join(back.part(answer.data, name) for name in back.names(answer.data))
    for person in (shown.chair, shown.staff, shown.delegate):
        assert person.name.encode() not in everything


def test_a_pdf_comes_back_with_highlights_and_the_card_behind_it(house: House, stage: Stage, client_as: SignIn) -> None:
    words = " ".join(readers.read(PORTABLE).text.split("\n\n")[4].split()[:5])
    with house.work() as work:
        marked(work, stage, PORTABLE, words, "p.pdf", PDF)
    answer = taken(client_as(stage.delegate), there(stage, "paper"))
    assert answer.mimetype == PDF
    document, before = pdfium.PdfDocument(answer.data), pdfium.PdfDocument(PORTABLE)
    assert len(document) == len(before) + 2
    assert "The dais of Committee on Tides".encode("utf-16-be").hex().upper().encode() in answer.data.upper() or (
        b"The dais of Committee on Tides" in answer.data
    )
    last = document[len(document) - 1].get_textpage().get_text_range()
    assert "Who pays for that?" in last
    assert "A joy to read." in last


def test_a_plain_text_comes_back_as_a_word_file(house: House, stage: Stage, client_as: SignIn) -> None:
    with house.work() as work:
        marked(work, stage, OTHER_TEXT.encode(), "doubled its budget", "p.txt", TEXT)
    answer = taken(client_as(stage.delegate), there(stage, "paper"))
    (remark,) = back.remarks(answer.data)
    assert remark.words == "doubled its budget"
    assert (
        "a Word document made of your text" in client_as(stage.delegate).get(f"/papers/{stage.paper.id}/feedback").text
    )


@pytest.mark.parametrize("which", FILES)
def test_nothing_is_given_before_the_moment_or_after_it_was_taken_back(
    house: House, shown: Stage, client_as: SignIn, clock: Clock, which: str
) -> None:
    path, pack = there(shown, which), pack_of(house, shown)
    with house.work() as work:
        made = work.session.scalars(sa.select(Release)).one()
        made.visible_from = clock.now + timedelta(hours=1)
    for person in (shown.delegate, shown.adviser, shown.staff):
        assert client_as(person).get(path).status_code == 404
    assert archive(client_as(shown.adviser).get(pack)).namelist() == ["scores.csv"]
    clock.now += timedelta(hours=1)
    assert client_as(shown.delegate).get(path).status_code == 200
    with house.work() as work:
        actor = factories.actor(work, shown.staff)
        release.take_back(work, actor, release_id=work.session.scalars(sa.select(Release)).one().id)
    for person in (shown.delegate, shown.adviser, shown.staff):
        assert client_as(person).get(path).status_code == 404
    assert archive(client_as(shown.adviser).get(pack)).namelist() == ["scores.csv"]


def test_a_later_edit_reaches_no_file(house: House, shown: Stage, client_as: SignIn) -> None:
    before = taken(client_as(shown.delegate), there(shown, "paper")).data
    with house.work() as work:
        hand_in(work, shown.paper, (OFFICE / "pandoc.docx").read_bytes(), "new.docx", DOCX)
    assert taken(client_as(shown.delegate), there(shown, "paper")).data == before


def test_the_card_is_one_page_and_says_what_was_released(shown: Stage, client_as: SignIn) -> None:
    document = pdfium.PdfDocument(taken(client_as(shown.adviser), there(shown, "card")).data)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    for words in (
        "Maravel, Committee on Tides",
        "7.5 of 10 points",
        "3.5 of 5 points",
        "Partly answered",
        "Well argued.",
    ):
        assert words in text
    assert shown.chair.name not in text
    with_comments = pdfium.PdfDocument(taken(client_as(shown.adviser), there(shown, "sheet")).data)
    assert len(with_comments) == 2


def test_files_speak_the_person_s_language(shown: Stage, client_as: SignIn) -> None:
    browser = client_as(shown.delegate)
    browser.post("/language", data={"language": "es"})
    answer = taken(browser, there(shown, "paper"))
    assert back.remarks(answer.data)[0].author == "La mesa de Committee on Tides"
    assert "7,5 de 10 puntos" in readers.read(answer.data).text


def archive(answer: TestResponse) -> zipfile.ZipFile:
    assert answer.status_code == 200, answer.text[:300]
    assert answer.mimetype == "application/zip"
    found = zipfile.ZipFile(io.BytesIO(answer.data))
    assert found.testzip() is None
    return found


def test_a_file_that_cannot_come_back_is_refused_with_a_way_out(house: House, stage: Stage, client_as: SignIn) -> None:
    with house.work() as work:
        marked(work, stage, WORD, "eleven of its towns drink", sent=b"PK\x03\x04 broken")
    answer = client_as(stage.delegate).get(there(stage, "paper"))
    assert answer.status_code == 422
    assert there(stage, "sheet") in answer.text
    assert "with every comment beside the words" in answer.text
    found = archive(client_as(stage.adviser).get(pack_of(house, stage)))
    assert found.namelist()[0] == "Maravel, Committee on Tides, feedback.pdf"


def test_the_pack_holds_a_school_s_papers_and_a_table_that_runs_nothing(
    house: House, shown: Stage, client_as: SignIn
) -> None:
    with house.work() as work:
        again = work.session.merge(shown.committee, load=False)
        school = work.session.get_one(School, work.session.get_one(Seat, shown.paper.seat_id).school_id)
        for name in ("MARAVEL", "../..\\=cmd|' /C calc'!A0"):
            event = work.session.merge(shown.conference, load=False)
            held = factories.delegation(work, event, name=name)
            paper = factories.paper(work, factories.seat(work, again, held_for=held, by=school))
            made = hand_in(work, paper, WORD, "p.docx", DOCX)
            rubric = work.session.scalars(sa.select(AdoptedRubric)).one()
            card = factories.scorecard(work, made, shown.chair, judged_by=rubric, finished=True)
            text = work.session.get_one(Document, made.document_id).text
            final = factories.final_mark(work, card, shown.chair, content=content(text, "eleven of its towns drink"))
            factories.release(work, event, shown.staff, final)
    found = archive(client_as(shown.adviser).get(pack_of(house, shown)))
    names = found.namelist()
    assert len(names) == 7
    assert len({name.casefold() for name in names}) == 7
    assert not [name for name in names if set(name) & set('/\\:*?"<>|') or name.startswith(".")]
    assert sum(name.endswith(".docx") for name in names) == 3
    for name in names:
        if name.endswith(".docx"):
            assert len(back.remarks(found.read(name))) == 1
    rows = list(csv.DictReader(io.StringIO(found.read("scores.csv").decode("utf-8-sig"))))
    assert [row["total"] for row in rows] == ["7.5", "8", "8"]
    assert {row["Content"] for row in rows} == {"3.5"}
    assert {row["band"] for row in rows} == {"'=Good"}
    assert {row["paper"] for row in rows} | {row["card"] for row in rows} == set(names) - {"scores.csv"}
    assert "Ada Ferrolan" not in found.read("scores.csv").decode()


def test_only_the_school_s_adviser_and_staff_may_take_the_pack(house: House, shown: Stage, client_as: SignIn) -> None:
    allowed = {one.id for one in (shown.adviser, shown.staff)}
    for one in (shown.adviser, shown.staff, shown.delegate, shown.other_delegate, shown.chair):
        assert client_as(one).get(pack_of(house, shown)).status_code == (200 if one.id in allowed else 404)


def test_pages_offer_the_files_to_those_who_may_have_them(house: House, shown: Stage, client_as: SignIn) -> None:
    page = client_as(shown.delegate).get(f"/papers/{shown.paper.id}/feedback").text
    assert all(there(shown, which) in page for which in FILES)
    assert pack_of(house, shown) in client_as(shown.adviser).get("/papers").text
    assert pack_of(house, shown) not in client_as(shown.delegate).get("/papers").text


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Côte d'Ivoire", "Côte d'Ivoire"),
        ("../../etc/passwd", "etc passwd"),
        ("con", "_con"),
        ("a\u202egpj.exe", "a gpj.exe"),
        ("...", "_"),
        ("x" * 300, "x" * 100),
        ("中国", "中国"),
    ],
)
def test_names_are_safe_everywhere(name: str, safe: str) -> None:
    assert safe_name(name) == safe
