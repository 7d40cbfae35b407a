from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reviewer.domain.states import RunState, Step, Visibility
from reviewer.models import Paper, Release, Run, Submission, User
from reviewer.settings import Settings
from reviewer.work import House
from tests import factories
from tests.conftest import Clock
from tests.engine.builders import pdf_file
from tests.web.stage import OTHER_COUNTRY, OTHER_SCHOOL, OTHER_TEXT, OTHER_WORDS, OWN_TEXT, SHARED, Stage, set_stage
from tests.web.stage import release_feedback as release

As = Callable[[User], FlaskClient]
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def send(browser: FlaskClient, paper: Paper, data: bytes | str = OWN_TEXT, name: str = "maravel.txt") -> TestResponse:
    body = data.encode() if isinstance(data, str) else data
    return browser.post(f"/papers/{paper.id}/submissions", data={"file": (io.BytesIO(body), name)})


def sent(house: House, paper: Paper) -> list[Submission]:
    with house.reading() as session:
        query = sa.select(Submission).where(Submission.paper_id == paper.id).order_by(Submission.number)
        rows = list(session.scalars(query))
        session.expunge_all()
        return rows


def fetch(browser: FlaskClient, address: str) -> TestResponse:
    """A download, read whole and closed as a browser would."""
    answer = browser.get(address)
    assert answer.data
    answer.close()
    return answer


def page(browser: FlaskClient, paper: Paper) -> str:
    answer = browser.get(f"/papers/{paper.id}")
    assert answer.status_code == 200
    return answer.text


# --- handing in


def test_home_shows_what_is_owed_and_by_when(client_as: As, stage: Stage, house: House) -> None:
    with house.work() as work:
        factories.source(work, stage.conference, title="Guide to the Tides")
    text = client_as(stage.delegate).get("/papers").text
    for words in ("Committee on Tides", "Maravel", "Early warning for coastal cities", "Guide to the Tides"):
        assert words in text
    assert "Who should pay for instruments that small states cannot afford?" in text
    assert "Sunday 3 March, 07:00 EST" in text
    assert "in 2 days" in text
    assert "Not submitted" in text
    assert OTHER_COUNTRY not in text


def test_sending_a_file_gives_a_receipt_on_the_page(client_as: As, stage: Stage, house: House) -> None:
    browser = client_as(stage.delegate)
    answer = send(browser, stage.paper)
    assert answer.status_code == 303
    (row,) = sent(house, stage.paper)
    text = browser.get(answer.location).text
    for words in (row.receipt, row.file_sha256, "Version 1 has arrived", "maravel.txt", "Friday 1 March, 07:00 EST"):
        assert words in text


def test_a_script_gets_the_receipt_as_json(client_as: As, stage: Stage, house: House) -> None:
    file = {"file": (io.BytesIO(OWN_TEXT.encode()), "maravel.txt")}
    answer = client_as(stage.delegate).post(
        f"/papers/{stage.paper.id}/submissions", data=file, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 201
    (row,) = sent(house, stage.paper)
    assert answer.json is not None
    assert (answer.json["receipt"], answer.json["number"]) == (row.receipt, 1)


def test_both_halves_of_a_double_delegation_hand_in_the_same_paper(client_as: As, stage: Stage, house: House) -> None:
    send(client_as(stage.delegate), stage.paper)
    send(client_as(stage.partner), stage.paper, OWN_TEXT + "A second thought.\n")
    assert [(row.number, row.uploaded_by_id) for row in sent(house, stage.paper)] == [
        (1, stage.delegate.id),
        (2, stage.partner.id),
    ]
    text = page(client_as(stage.delegate), stage.paper)
    assert "Bo Ilvar" in text
    assert stage.partner.email not in text


def test_an_adviser_reads_and_cannot_send(client_as: As, stage: Stage, house: House) -> None:
    send(client_as(stage.delegate), stage.paper)
    browser = client_as(stage.adviser)
    assert sent(house, stage.paper)[0].receipt in page(browser, stage.paper)
    assert 'type="file"' not in page(browser, stage.paper)
    assert send(browser, stage.paper, "Another text.").status_code == 403
    assert len(sent(house, stage.paper)) == 1


@pytest.mark.parametrize("who", ["other_delegate", "chair", "staff"])
def test_others_do_not_learn_that_the_delegates_page_exists(client_as: As, stage: Stage, who: str) -> None:
    browser = client_as(getattr(stage, who))
    for path in ("", "/progress", "/feedback"):
        assert browser.get(f"/papers/{stage.paper.id}{path}").status_code == 404
    assert browser.get("/papers/999999").status_code == 404


def test_another_seats_delegate_cannot_send(client_as: As, stage: Stage, house: House) -> None:
    assert send(client_as(stage.other_delegate), stage.paper).status_code == 404
    assert send(client_as(stage.chair), stage.paper).status_code == 403
    assert sent(house, stage.paper) == []


def test_nobody_reaches_a_paper_without_signing_in(client: FlaskClient, stage: Stage) -> None:
    answer = client.get(f"/papers/{stage.paper.id}")
    assert answer.status_code == 302
    assert "/sign-in?next=" in answer.location
    assert send(client, stage.paper).status_code == 302


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "paper.txt", "This file is empty"),
        (b"\x00\x01\x02\x03" * 50, "paper.docx", "This file is damaged"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "paper.docx", "protected by a password"),
        (b"MZ\x90\x00" + b"\x00" * 100, "paper.exe", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_beside_the_field(
    client_as: As, stage: Stage, house: House, data: bytes, name: str, words: str
) -> None:
    answer = send(client_as(stage.delegate), stage.paper, data, name)
    assert answer.status_code == 422
    fault = re.search(r'id="file-error".*?</p>', answer.text, re.DOTALL)
    assert fault is not None
    assert words in fault.group()
    assert sent(house, stage.paper) == []


def test_no_file_at_all_is_said(client_as: As, stage: Stage) -> None:
    answer = client_as(stage.delegate).post(f"/papers/{stage.paper.id}/submissions", data={})
    assert answer.status_code == 422
    assert "No file came with that" in answer.text


def test_a_file_over_the_limit_is_refused(
    app: Flask, client_as: As, stage: Stage, house: House, settings: Settings
) -> None:
    small = replace(settings, upload_limit_bytes=100_000)
    app.extensions["house"] = replace(house, settings=small)
    answer = send(client_as(stage.delegate), stage.paper, b"a" * 100_001)
    assert answer.status_code == 422
    assert "too large" in answer.text
    assert sent(house, stage.paper) == []


def test_a_request_far_over_the_limit_is_not_even_read(
    client_as: As, stage: Stage, house: House, settings: Settings
) -> None:
    answer = client_as(stage.delegate).post(
        f"/papers/{stage.paper.id}/submissions",
        data=b"a" * (settings.upload_limit_bytes + 2_000_000),
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == 413
    assert "The limit is 20 MB." in answer.text


def test_the_same_file_twice_keeps_the_first_receipt(client_as: As, stage: Stage, house: House) -> None:
    browser = client_as(stage.delegate)
    send(browser, stage.paper)
    answer = send(browser, stage.paper)
    assert answer.status_code == 409
    assert "exactly the file you sent as version 1" in answer.text
    assert sent(house, stage.paper)[0].receipt in answer.text


def test_after_the_deadline_nothing_is_taken_and_no_form_is_shown(
    client_as: As, stage: Stage, house: House, clock: Clock
) -> None:
    browser = client_as(stage.delegate)
    clock.advance(days=3)
    answer = send(browser, stage.paper)
    assert answer.status_code == 422
    assert "deadline has passed" in answer.text
    assert "Handing in is over" in page(browser, stage.paper)
    assert "Hand in the paper" not in browser.get("/papers").text
    assert sent(house, stage.paper) == []


def test_an_extension_reopens_the_form_for_its_seat_only(
    client_as: As, stage: Stage, house: House, clock: Clock
) -> None:
    with house.work() as work:
        seat = work.session.get_one(Paper, stage.paper.id).seat
        factories.extension(work, seat, until=work.now + timedelta(days=5), by=stage.staff)
    clock.advance(days=3)
    assert "Staff extended this deadline for your seat" in page(client_as(stage.delegate), stage.paper)
    assert send(client_as(stage.delegate), stage.paper).status_code == 303
    assert send(client_as(stage.other_delegate), stage.other_paper, OTHER_TEXT).status_code == 422


def test_a_form_without_its_token_changes_nothing(guarded_app: Flask, stage: Stage, house: House, app: Flask) -> None:
    browser = guarded_app.test_client()
    with browser.session_transaction() as session:
        session["_user_id"] = f"{stage.delegate.id}.{stage.delegate.session_key}"
    assert send(browser, stage.paper).status_code == 400
    assert sent(house, stage.paper) == []
    token = re.search(r'name="csrf-token" content="([^"]+)"', browser.get(f"/papers/{stage.paper.id}").text)
    assert token is not None
    data = {"file": (io.BytesIO(OWN_TEXT.encode()), "maravel.txt"), "csrf_token": token.group(1)}
    assert browser.post(f"/papers/{stage.paper.id}/submissions", data=data).status_code == 303
    assert len(sent(house, stage.paper)) == 1


# --- checks


def test_checks_are_followed_until_they_are_settled(client_as: As, stage: Stage, house: House) -> None:
    browser = client_as(stage.delegate)
    send(browser, stage.paper)
    first = browser.get(f"/papers/{stage.paper.id}/progress").text
    assert "look=1" in first
    assert 'hx-trigger="load delay:1s"' in first
    later = browser.get(f"/papers/{stage.paper.id}/progress?look=50").text
    assert 'hx-trigger="load delay:8s"' in later
    factories.run_all(house)
    settled = browser.get(f"/papers/{stage.paper.id}/progress").text
    assert "hx-trigger" not in settled
    assert "What the checks found" in settled
    assert "Checked" in browser.get("/papers").text


def test_the_home_page_is_drawn_again_when_its_checks_are_settled(client_as: As, stage: Stage, house: House) -> None:
    browser = client_as(stage.delegate)
    send(browser, stage.paper)
    assert "hx-get" in browser.get("/papers").text
    factories.run_all(house)
    assert browser.get(f"/papers/{stage.paper.id}/progress?on=home").headers["HX-Refresh"] == "true"


def test_what_the_checks_found_stands_on_the_page(client_as: As, stage: Stage, house: House) -> None:
    browser = client_as(stage.delegate)
    answer = "In 2019 our country passed a law that has warned people of floods with sirens in every city."
    send(browser, stage.paper, f"{OWN_TEXT}\n{answer}\n\nThe m\u0430in point is w\u0430ter.\n")
    factories.run_all(house)
    text = page(browser, stage.paper)
    assert "What has your country done to warn people of floods?" in text
    assert "warned people of floods with sirens" in text
    assert "Letters of another alphabet" in text
    assert "of them" in text


def test_an_unreadable_file_says_why_and_until_when_a_replacement_counts(
    client_as: As, stage: Stage, house: House, clock: Clock
) -> None:
    browser = client_as(stage.delegate)
    clock.advance(hours=47)
    scan = pdf_file(lambda canvas: canvas.rect(100, 100, 200, 200, fill=1))
    assert send(browser, stage.paper, scan, "scan.pdf").status_code == 303
    clock.advance(minutes=10)
    factories.run_all(house)
    text = page(browser, stage.paper)
    assert "it may be a scan" in text
    assert "A new file sent by Monday 4 March, 06:10 EST counts as received on Sunday 3 March, 06:00 EST." in text
    assert sent(house, stage.paper)[0].receipt in text
    clock.advance(hours=20)
    assert "Send a replacement" in browser.get("/papers").text
    assert send(browser, stage.paper).status_code == 303
    first, second = sent(house, stage.paper)
    assert second.counted_at == first.received_at
    assert "Counts as received" in page(browser, stage.paper)
    clock.advance(hours=20)
    assert 'type="file"' not in page(browser, stage.paper)


def test_stopped_checks_can_be_done_again_by_the_seats_delegates(client_as: As, stage: Stage, house: House) -> None:
    browser = client_as(stage.delegate)
    send(browser, stage.paper)
    with house.work() as work:
        run = work.session.scalars(sa.select(Run).where(Run.step == Step.READ)).one()
        run.state, run.error_code, run.finished_at = RunState.FAILED, "interrupted", work.now
    assert "A check stopped" in browser.get("/papers").text
    assert "Check it again" in page(browser, stage.paper)
    assert client_as(stage.other_delegate).post(f"/papers/{stage.paper.id}/checks").status_code == 404
    assert client_as(stage.adviser).post(f"/papers/{stage.paper.id}/checks").status_code == 403
    assert browser.post(f"/papers/{stage.paper.id}/checks").status_code == 303
    factories.run_all(house)
    assert "What the checks found" in page(browser, stage.paper)
    assert browser.post(f"/papers/{stage.paper.id}/checks").status_code == 422


# --- versions and files


def test_withdrawing_brings_the_earlier_version_back(client_as: As, stage: Stage, house: House) -> None:
    browser = client_as(stage.delegate)
    send(browser, stage.paper)
    send(browser, stage.paper, OWN_TEXT + "More.\n")
    newest = sent(house, stage.paper)[1]
    assert client_as(stage.other_delegate).post(f"/submissions/{newest.id}/withdraw").status_code == 404
    assert client_as(stage.adviser).post(f"/submissions/{newest.id}/withdraw").status_code == 403
    answer = browser.post(f"/submissions/{newest.id}/withdraw")
    assert answer.status_code == 303
    text = browser.get(answer.location).text
    assert "Version 2 is withdrawn" in text
    assert sent(house, stage.paper)[0].receipt in text


def test_originals_are_given_to_those_who_may_have_them(client_as: As, stage: Stage, house: House) -> None:
    send(client_as(stage.delegate), stage.paper, name="r\u00e9sum\u00e9 <b>.txt")
    address = f"/submissions/{sent(house, stage.paper)[0].id}/original"
    for person in (stage.delegate, stage.partner, stage.adviser, stage.chair, stage.staff):
        answer = fetch(client_as(person), address)
        assert answer.data == OWN_TEXT.encode()
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert "filename*=UTF-8''r%C3%A9sum%C3%A9" in answer.headers["Content-Disposition"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert fetch(client_as(stage.other_delegate), address).status_code == 404


def test_while_marking_is_blind_a_chair_gets_no_original(client_as: As, house: House) -> None:
    stage = set_stage(house, blind_marking=True)
    send(client_as(stage.delegate), stage.paper)
    address = f"/submissions/{sent(house, stage.paper)[0].id}/original"
    assert fetch(client_as(stage.chair), address).status_code == 403
    assert fetch(client_as(stage.staff), address).status_code == 200


def test_pictures_of_pages_go_to_those_who_may_read_the_paper(client_as: As, stage: Stage, house: House) -> None:
    words = "The harbour was rebuilt twice in one generation, and the sirens were paid by the city."
    browser = client_as(stage.delegate)
    send(browser, stage.paper, pdf_file(lambda canvas: canvas.drawString(60, 700, words)), "maravel.pdf")
    factories.run_all(house)
    address = f"/papers/{stage.paper.id}/pages/1.png"
    for person in (stage.delegate, stage.adviser, stage.chair, stage.staff):
        answer = fetch(client_as(person), address)
        assert answer.mimetype == "image/png"
        assert answer.data.startswith(b"\x89PNG")
    assert fetch(client_as(stage.other_delegate), address).status_code == 404
    assert browser.get(f"/papers/{stage.paper.id}/pages/2.png").status_code == 404


def test_published_sources_are_for_members_and_the_others_for_staff(client_as: As, stage: Stage, house: House) -> None:
    with house.work() as work:
        guide = factories.source(work, stage.conference, text="The guide.\n").id
        hidden = factories.source(work, stage.conference, visibility=Visibility.STAFF, text="A past paper.\n").id
        stranger = factories.staff(work, factories.conference(work))
    for person in (stage.delegate, stage.adviser, stage.chair, stage.staff):
        assert fetch(client_as(person), f"/sources/{guide}/original").data == b"The guide.\n"
    assert fetch(client_as(stage.delegate), f"/sources/{hidden}/original").status_code == 404
    assert fetch(client_as(stage.staff), f"/sources/{hidden}/original").status_code == 200
    assert fetch(client_as(stranger), f"/sources/{guide}/original").status_code == 404


# --- what must not be seen


@pytest.mark.parametrize("shows_similarity", [False, True])
def test_no_page_of_a_delegate_shows_another_papers_words_or_country(
    client_as: As, house: House, shows_similarity: bool
) -> None:
    stage = set_stage(house, delegates_see_similarity=shows_similarity)
    send(client_as(stage.other_delegate), stage.other_paper, OTHER_TEXT, "kelvane.txt")
    browser = client_as(stage.delegate)
    send(browser, stage.paper)
    factories.run_all(house)
    pages = [
        browser.get(path).text
        for path in (
            "/papers",
            f"/papers/{stage.paper.id}",
            f"/papers/{stage.paper.id}/progress",
            f"/papers/{stage.paper.id}/feedback",
        )
    ]
    for text in pages:
        for secret in (OTHER_COUNTRY, OTHER_SCHOOL, OTHER_WORDS, "Cy Marwick", "kelvane"):
            assert secret not in text
    assert ("This passage also stands in: another text" in pages[1]) is shows_similarity
    if shows_similarity:
        assert SHARED[:60] in pages[1]


def test_a_published_source_is_named_where_similarity_is_shown(client_as: As, house: House) -> None:
    stage = set_stage(house, delegates_see_similarity=True)
    with house.work() as work:
        factories.source(work, stage.conference, title="Open Guide", text=f"The guide says: {SHARED}.\n")
        factories.source(
            work,
            stage.conference,
            title="Secret Archive",
            visibility=Visibility.STAFF,
            text=f"An old paper of Brill held that {SHARED}. So it was.\n",
        )
    browser = client_as(stage.delegate)
    send(browser, stage.paper)
    factories.run_all(house)
    text = page(browser, stage.paper)
    assert "Open Guide" in text
    assert "another text" in text
    assert "Secret Archive" not in text
    assert "Brill" not in text


# --- feedback


CONTENT = {
    "criteria": [
        {
            "reader": 1,
            "key": "content",
            "topic": None,
            "title": "Content",
            "mark": "4.5",
            "top": "5",
            "points": "4.5",
            "worth": "5",
            "level_title": "Strong",
            "descriptor": "Your content is strong.",
            "note": "The quay is a good example.",
        }
    ],
    "adjustments": [{"reason": "Two days late.", "points": "-1"}],
    "overall": "A paper with a voice <of> its own.",
    "band": "Commended",
}


def marked(house: House, stage: Stage, **release_fields: object) -> None:
    with house.work() as work:
        row = factories.submission(work, work.session.get_one(Paper, stage.paper.id), text=OWN_TEXT, read=True)
        words = "Maravel rebuilt its quay in nine years."
        start = OWN_TEXT.index(words)
        placed = {"start": start, "end": start + len(words), "quote": words, "document_id": row.document_id}
        coverage = {
            "topic": "Early warning",
            "question": "Who was warned?",
            "status": "covered",
            "confirmed": True,
            "evidence": [placed],
        }
        content = CONTENT | {
            "comments": [
                {"text": "Nine years is long: why?", "criterion": "content"} | placed,
                {
                    "text": "Say who pays.",
                    "criterion": None,
                    "document_id": None,
                    "start": None,
                    "end": None,
                    "quote": None,
                },
            ],
            "coverage": [coverage],
        }
        release(work, stage, of=row, content=content, **release_fields)


def test_released_feedback_is_shown_whole_and_escaped(client_as: As, stage: Stage, house: House) -> None:
    marked(house, stage)
    browser = client_as(stage.delegate)
    answer = browser.get(f"/papers/{stage.paper.id}/feedback")
    assert answer.status_code == 200
    for words in (
        "7.5",
        "Your content is strong.",
        "The quay is a good example.",
        "Two days late.",
        "\u22121",
        "voice &lt;of&gt; its own",
        "Nine years is long: why?",
        "Say who pays.",
        "Who was warned?",
        "Commended",
    ):
        assert words in answer.text
    assert 'data-ids="evidence-1 comment-1"' in answer.text
    assert "Feedback ready" in browser.get("/papers").text
    assert stage.chair.name not in answer.text


def test_feedback_is_hidden_before_its_moment_and_after_it_is_taken_back(
    client_as: As, stage: Stage, house: House, clock: Clock
) -> None:
    marked(house, stage, visible_from=clock.now + timedelta(days=1))
    browser = client_as(stage.delegate)

    def seen() -> bool:
        answer = browser.get(f"/papers/{stage.paper.id}/feedback")
        shown = "Nine years is long" in answer.text or "7.5" in answer.text
        assert shown is (answer.status_code == 200)
        assert shown or "No feedback yet" in answer.text
        assert shown is ("Feedback ready" in browser.get("/papers").text)
        return shown

    assert not seen()
    clock.advance(days=1, seconds=1)
    assert seen()
    with house.work() as work:
        row = work.session.scalars(sa.select(Release)).one()
        row.revoked_at, row.revoked_by_id = work.now, stage.staff.id
    assert not seen()


def test_a_released_paper_takes_no_new_version(client_as: As, stage: Stage, house: House) -> None:
    marked(house, stage)
    browser = client_as(stage.delegate)
    assert send(browser, stage.paper, "Another text.").status_code == 422
    assert 'type="file"' not in page(browser, stage.paper)
