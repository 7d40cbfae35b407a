"""Format rules on pages: staff choose them, delegates see a checklist, chairs a tab; blind marking stays blind."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import lxml.html
import pytest
import sqlalchemy as sa
import yaml
from flask.testing import FlaskClient
from flask_babel import force_locale
from werkzeug.test import TestResponse

from reviewer import catalog
from reviewer.domain.format_form import profile_from_mapping
from reviewer.engine.facts import Expected
from reviewer.engine.formats import Finding, Occasion, findings
from reviewer.models import AdoptedFormat, AuditEvent, FormatChoice, Submission, User
from reviewer.services import formats
from reviewer.services.formats import Form
from reviewer.web.format_rules import rules
from reviewer.web.format_words import SENTENCES, finding_values, sentence
from reviewer.work import House
from tests import factories as make
from tests import format_papers as papers
from tests.web.stage import Stage, set_stage

SignIn = Callable[[User], FlaskClient]
OWN = b"name: own\ntitle: Our own rules\nlanguage: en\ndescription: Short.\nwords: {max: 30, blocks: true}\n"
LONG = "Maravel asks for a fund. " * 20


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture
def boss(stage: Stage, client_as: SignIn) -> FlaskClient:
    return client_as(stage.staff)


def page(stage: Stage) -> str:
    return f"/conferences/{stage.conference.id}/setup/formats"


def main(answer: TestResponse) -> lxml.html.HtmlElement:
    whole: lxml.html.HtmlElement = lxml.html.document_fromstring(answer.text)
    return whole.xpath("//main")[0]


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def adopted(house: House) -> list[AdoptedFormat]:
    with house.reading() as session:
        return list(session.scalars(sa.select(AdoptedFormat).order_by(AdoptedFormat.id)))


def upload(data: bytes) -> dict[str, object]:
    return {"act": "upload", "file": (BytesIO(data), "own.yaml")}


# staff


def test_every_shipped_profile_can_be_looked_at_and_downloaded(stage: Stage, boss: FlaskClient) -> None:
    shown = words(main(boss.get(page(stage))))
    for profile in catalog.load_formats().values():
        assert " ".join(profile.title.split()) in shown
        for rule in rules_of(boss, profile):
            assert rule in shown
    file = boss.get(f"{page(stage)}/shipped/tecmun.yaml")
    assert catalog.load_format_text(file.data, file="x") == catalog.load_formats()["tecmun"]
    assert "attachment" in file.headers["Content-Disposition"]
    assert boss.get(f"{page(stage)}/shipped/none.yaml").status_code == 404


def rules_of(browser: FlaskClient, profile: object) -> list[str]:
    with browser.application.test_request_context(), force_locale("en"):
        return [" ".join(one["rule"].split()) for one in rules(profile)]  # type: ignore[arg-type]


def test_adopting_with_what_blocks_makes_one_profile_that_the_conference_goes_by(
    house: House, stage: Stage, boss: FlaskClient
) -> None:
    form = {"act": "adopt", "name": "five-hundred-words", "blocks": ["words"], "common": "yes"}
    assert boss.post(page(stage), data=form).status_code == 303
    [row] = adopted(house)
    assert row.content["words"]["blocks"] is True
    assert "blocks" not in row.content["sources"]
    with house.reading() as session:
        profile = formats.profile_of(session, stage.committee.id)
    assert profile is not None
    assert profile.blocking == ("words",)
    again = main(boss.get(page(stage)))
    assert not again.xpath("//section[@aria-labelledby='shipped-title']//input[@value='five-hundred-words']")
    file = boss.get(f"{page(stage)}/{row.id}.yaml")
    assert yaml.safe_load(file.data) == row.content
    assert boss.post(page(stage), data={"act": "adopt", "name": "no-such"}).status_code == 404


def test_a_committee_chooses_for_itself_or_follows(house: House, stage: Stage, boss: FlaskClient) -> None:
    boss.post(page(stage), data={"act": "adopt", "name": "half-page", "common": "yes"})
    boss.post(page(stage), data={"act": "adopt", "name": "tecmun"})
    first, second = (row.id for row in adopted(house))
    mine = f"format-{stage.committee.id}"

    def name() -> str | None:
        with house.reading() as session:
            profile = formats.profile_of(session, stage.committee.id)
            return profile.name if profile else None

    assert name() == "half-page"
    chosen = {"act": "choose", "format-0": str(first)}
    boss.post(page(stage), data={**chosen, mine: str(second)})
    assert name() == "tecmun"
    boss.post(page(stage), data={**chosen, mine: "none"})
    assert name() is None
    select = main(boss.get(page(stage))).get_element_by_id(mine)
    assert [one.get("value") for one in select.xpath("./option[@selected]")] == ["none"]
    boss.post(page(stage), data={**chosen, mine: "common"})
    assert name() == "half-page"
    boss.post(page(stage), data={"act": "choose", "format-0": "none", mine: "common"})
    assert name() is None
    assert boss.post(page(stage), data={"act": "choose", "format-0": "999"}).status_code == 404


def test_what_blocks_can_change_and_its_users_go_along(house: House, stage: Stage, boss: FlaskClient) -> None:
    boss.post(page(stage), data={"act": "adopt", "name": "half-page", "common": "yes"})
    [first] = adopted(house)
    boss.post(page(stage), data={"act": "block", "format": str(first.id), "blocks": ["words", "plain"]})
    _first, second = adopted(house)
    assert second.version == 2
    with house.reading() as session:
        assert session.scalars(sa.select(FormatChoice.format_id)).all() == [second.id]
    boss.post(page(stage), data={"act": "block", "format": str(second.id)})
    with house.reading() as session:
        assert session.scalars(sa.select(FormatChoice.format_id)).all() == [first.id], "the old content stands"
    assert boss.post(page(stage), data={"act": "block", "format": "999"}).status_code == 404


def test_an_own_profile_is_adopted_and_a_faulty_one_shows_every_fault(
    house: House, stage: Stage, boss: FlaskClient
) -> None:
    wrong = boss.post(page(stage), data=upload(OWN.replace(b"max: 30", b"max: -1").replace(b"language: en\n", b"")))
    assert wrong.status_code == 422
    places = [row.text_content() for row in main(wrong).xpath("//section[@aria-labelledby='own-title']//tbody//th")]
    assert sorted(places) == ["language", "words.max"]
    assert boss.post(page(stage), data={"act": "upload"}).status_code == 422
    assert adopted(house) == []
    assert boss.post(page(stage), data=upload(OWN)).status_code == 303
    assert [row.name for row in adopted(house)] == ["own"]


@pytest.mark.parametrize("who", ["delegate", "adviser", "chair"])
def test_nobody_else_learns_of_the_page(house: House, stage: Stage, client_as: SignIn, who: str) -> None:
    browser = client_as(getattr(stage, who))
    assert browser.get(page(stage)).status_code == 404
    assert browser.post(page(stage), data={"act": "adopt", "name": "blind"}).status_code == 404
    assert browser.get(f"{page(stage)}/shipped/blind.yaml").status_code == 404
    assert adopted(house) == []


def test_the_log_speaks_of_it_in_words(house: House, stage: Stage, boss: FlaskClient) -> None:
    boss.post(page(stage), data={"act": "adopt", "name": "half-page", "common": "yes"})
    with house.reading() as session:
        assert set(session.scalars(sa.select(AuditEvent.action))) == {"format.adopted", "format.chosen"}
    shown = words(main(boss.get(f"/conferences/{stage.conference.id}/log")))
    assert "Adopted a format profile" in shown
    assert "Chose a format profile" in shown


# delegates and chairs


def hand_in(house: House, stage: Stage, text: str = LONG) -> int:
    with house.work() as work:
        sent = make.submission(work, stage.paper, text=text, by=stage.delegate, read=True)
        return sent.id


def test_a_delegate_sees_a_checklist_with_where_and_why(house: House, stage: Stage, client_as: SignIn) -> None:
    hand_in(house, stage)
    delegate = client_as(stage.delegate)
    before = words(main(delegate.get(f"/papers/{stage.paper.id}")))
    assert "What it cannot tell is no fault" not in before
    with house.work() as work:
        make.adopted_format(work, stage.conference, words={"max": 30}, fonts={"allowed": ["Arial"]}, pages={"max": 2})
    shown = main(delegate.get(f"/papers/{stage.paper.id}"))
    said = words(shown)
    assert "At most 30 words To mend 100 words. Shorten the paper." in said
    assert "Set in Arial Cannot tell The file does not say enough of its fonts." in said
    assert re.search(r"At most 2 pages Fine About [\d.]+ pages \(estimated as if it were set by these rules\)\.", said)
    [link] = shown.xpath("//a[starts-with(@href, '#at-form-')]")
    assert shown.get_element_by_id(link.get("href")[1:]) is not None


def test_a_version_not_accepted_says_so_why_and_until_when(house: House, stage: Stage, client_as: SignIn) -> None:
    with house.work() as work:
        make.adopted_format(work, stage.conference, words={"max": 30, "blocks": True})
    bad = hand_in(house, stage)
    with house.work() as work:
        formats.judge(work, work.session.get_one(Submission, bad))
    delegate = client_as(stage.delegate)
    said = words(main(delegate.get(f"/papers/{stage.paper.id}")))
    assert "This version is not accepted: its form breaks a rule of the conference." in said
    assert "A new version is not accepted while this is so." in said
    assert re.search(r"A new file sent by .+ counts as received on", said)
    home = words(main(delegate.get("/papers")))
    assert "Not accepted" in home
    assert "Send a replacement" in home
    chair = words(main(client_as(stage.chair).get(f"/papers/{stage.paper.id}/desk")))
    assert "This version was not accepted" in chair


def test_a_chair_has_the_findings_in_the_format_tab_with_their_place(
    house: House, stage: Stage, client_as: SignIn
) -> None:
    hand_in(house, stage)
    chair = client_as(stage.chair)
    desk = f"/papers/{stage.paper.id}/desk"
    assert "No format rules are set for this committee" in words(main(chair.get(desk)).get_element_by_id("format"))
    with house.work() as work:
        make.adopted_format(work, stage.conference, words={"max": 30})
    shown = main(chair.get(desk))
    tab = shown.get_element_by_id("format")
    assert "By the rules of “Rules of form”" in words(tab)
    [link] = tab.xpath(".//a[starts-with(@data-lights, 'form-')]")
    assert shown.xpath(f"//*[contains(concat(' ', @data-ids, ' '), ' {link.get('data-lights')} ')]") or (
        shown.get_element_by_id(f"at-{link.get('data-lights')}") is not None
    )


def test_findings_tell_a_blind_reader_nobodys_name(house: House, client_as: SignIn) -> None:
    stage = set_stage(house, blind_marking=True)
    hand_in(house, stage, f"School: Lighthouse School\n\nDelegate: Ada Ferrolan\n\n{LONG}")
    with house.work() as work:
        make.adopted_format(
            work, stage.conference, blind={"hide": ["school", "delegates"]}, file_name={"pattern": "{school}"}
        )
    answer = client_as(stage.chair).get(f"/papers/{stage.paper.id}/desk")
    assert "It is named here: school" in words(main(answer).get_element_by_id("format"))
    assert "Ferrolan" not in answer.text
    assert "Lighthouse School" not in answer.text


# words


def all_findings() -> list[tuple[Form, Finding]]:
    """What every shipped profile says of papers of each kind."""
    papers_of_each = [
        papers.read(papers.docx_bytes(papers.Sheet(sources=papers.SOURCES, running="Zenda High School"))),
        papers.read(papers.pdf_bytes(papers.Sheet(font="Courier", margin=0.5))),
        papers.read(papers.txt_bytes(papers.Sheet(top=(), parts=(("", (papers.prose(2000),)),)))),
    ]
    seat = Occasion("a.pdf", expected=Expected(committee=("Water",), school=("Zenda High School",)), topics=("A", "B"))
    found = []
    for profile in catalog.load_formats().values():
        for document in papers_of_each:
            form = Form(profile, findings(document, profile, seat))
            found += [(form, one) for one in form.findings]
    return found


@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_finding_is_a_whole_sentence_in_both_languages(app, locale: str) -> None:
    with app.test_request_context(), force_locale(locale):
        codes = set()
        for form, finding in all_findings():
            said = sentence(finding)
            codes.add(finding.code)
            assert said.endswith(".")
            assert not re.search(r"%\(|None|cannot_tell|_", said), said
            assert all(one["rule"] and one["detail"] for one in finding_values(form))
    assert len(codes) > 25


def test_every_code_of_the_engine_has_its_sentence() -> None:
    source = "".join(path.read_text() for path in (catalog.folder().parent / "reviewer/engine/formats").glob("*.py"))
    given = set(re.findall(r'"(?:pass|fail|cannot_tell)",\s+"([a-z]+_[a-z_]+)"', source)) - {"cannot_tell"}
    assert len(given) > 40
    assert given <= set(SENTENCES)


def test_a_rule_is_told_in_the_readers_language(app) -> None:
    made = profile_from_mapping(
        {"name": "x", "title": "X", "language": "en", "description": "D", "pages": {"max": 1, "per": "topic"}}, file="x"
    )
    with app.test_request_context(), force_locale("es"):
        assert rules(made)[0]["rule"] == "Como máximo 1 página, sobre cada tema"
