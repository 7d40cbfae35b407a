from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import urlsplit

import lxml.html
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reviewer.domain.states import CommitteeKind, DeadlineRight, Role, RunState, SourceKind, Step
from reviewer.models import (
    AdoptedRubric,
    Committee,
    Conference,
    Deadline,
    Extension,
    Invitation,
    KeyQuestion,
    OutboxMail,
    Paper,
    Run,
    Seat,
    Source,
    Topic,
    User,
)
from reviewer.sandbox import Sandbox
from reviewer.web.setup_csv import safe_cell
from reviewer.work import House
from tests import factories as make

SignIn = Callable[[User], FlaskClient]

GUIDE = """Background Guide

Harbour City Model United Nations

General Assembly Second Committee

Topic 1: Fishing villages and the rising sea

The sea rises, and villages move inland.

Key Questions

- What has your country done for villages that must move?
- Who should pay when a whole harbour has to be rebuilt?

Topic 2: Lighthouses as common heritage

Key Questions

- Which lighthouses should be protected first?
"""

ROSTER = """Committee,Country,Size,School,Delegate,E-mail,Second delegate,Second email
General Assembly Second Committee,Maravel,2,Lighthouse School,Ada Ferrolan,ada@school.example,Teo Marwick,teo@b.example
General Assembly Second Committee,Costa Brisa,1,Harbour College,=Iria Belmonte,iria@college.example,,
"""

RUBRIC = """name: own-sheet
title: Our own sheet
language: en
description: One criterion is enough for a rehearsal.
scale:
  basis: points
  out_of: 5
criteria:
  - key: content
    title: Content
    kind: points
    top: 5
    levels:
      - {key: good, title: Good, range: [3, 5], chairs: It answers., delegates: You answer.}
      - {key: weak, title: Weak, range: [0, 2], chairs: It does not., delegates: You do not yet.}
"""


@pytest.fixture(autouse=True)
def _quick_sandbox(app: Flask, request: pytest.FixtureRequest) -> None:
    """Files are read in forked children, which start faster; one journey keeps the spawned ones of production."""
    if "from_a_guide_and_a_roster" not in request.node.name:
        app.extensions["sandbox"] = Sandbox("fork")


@pytest.fixture
def event(house: House) -> Conference:
    with house.work() as work:
        return make.conference(work, title="Harbour City", timezone="America/New_York", languages=["en"])


@pytest.fixture
def boss(house: House, event: Conference, client_as: SignIn) -> FlaskClient:
    with house.work() as work:
        person = make.staff(work, event)
    return client_as(person)


def tree(answer: TestResponse) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(answer.text)


def text_of(answer: TestResponse) -> str:
    return " ".join(tree(answer).xpath("//main")[0].text_content().split())


def fields(answer: TestResponse, form_id: str | None = None) -> dict[str, str]:
    """What a browser would send of a page's form as it stands."""
    page = tree(answer)
    form = page.get_element_by_id(form_id) if form_id else page.xpath("//main//form")[0]
    return {name: value.strip() for name, value in form.form_values() if name not in ("act", "csrf_token")}


def upload(text: str | bytes, name: str) -> tuple[BytesIO, str]:
    return BytesIO(text.encode() if isinstance(text, str) else text), name


def count(house: House, model: type) -> int:
    with house.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


# --- who may come in


def addresses(event: Conference, committee: Committee) -> list[tuple[str, str]]:
    folder = f"/conferences/{event.id}"
    return [
        ("GET", f"{folder}/setup"),
        ("GET", f"{folder}/setup/settings"),
        ("POST", f"{folder}/setup/settings"),
        ("GET", f"{folder}/setup/blind"),
        ("POST", f"{folder}/setup/blind"),
        ("GET", f"{folder}/setup/guide"),
        ("POST", f"{folder}/setup/guide"),
        ("POST", f"{folder}/setup/committees"),
        ("GET", f"/committees/{committee.id}/setup"),
        ("POST", f"/committees/{committee.id}/setup"),
        ("POST", f"/committees/{committee.id}/setup/edition"),
        ("GET", f"/committees/{committee.id}/setup/agenda.yaml"),
        ("GET", f"{folder}/setup/rubrics"),
        ("POST", f"{folder}/setup/rubrics"),
        ("GET", f"{folder}/setup/rubrics/shipped/blank.yaml"),
        ("GET", f"{folder}/setup/formats"),
        ("POST", f"{folder}/setup/formats"),
        ("GET", f"{folder}/setup/formats/shipped/blind.yaml"),
        ("GET", f"{folder}/setup/deadlines"),
        ("POST", f"{folder}/setup/deadlines"),
        ("POST", f"{folder}/setup/extensions"),
        ("GET", f"{folder}/setup/roster"),
        ("POST", f"{folder}/setup/roster"),
        ("POST", f"{folder}/setup/roster/links.csv"),
        ("GET", f"{folder}/setup/roster/template.csv"),
        ("GET", f"{folder}/people"),
        ("POST", f"{folder}/people/invitations"),
        ("POST", f"{folder}/people/invitations/1/renew"),
        ("POST", f"{folder}/people/1/end"),
        ("GET", f"{folder}/sources"),
        ("POST", f"{folder}/sources"),
        ("POST", f"{folder}/sources/1/remove"),
        ("POST", f"{folder}/sources/1/restore"),
        ("POST", f"{folder}/sources/1/retry"),
    ]


def test_every_page_of_the_blueprint_is_in_the_list_of_doors(app, house: House, event: Conference) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
    rules = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("setup.")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    adapter = app.url_map.bind("localhost")
    seen = {(method, adapter.match(path, method)[0]) for method, path in addresses(event, committee)}
    assert rules - seen == {
        ("GET", "setup.create"),
        ("POST", "setup.create"),
        ("GET", "setup.rubric_file"),
        ("GET", "setup.rubric_history"),
        ("GET", "setup.rubric_draft"),
        ("POST", "setup.rubric_draft"),
        ("POST", "setup.preview_rubric"),
        ("POST", "setup.start_rubric"),
        ("GET", "setup.move_rubric"),
        ("POST", "setup.do_move_rubric"),
        ("POST", "setup.move_rubric_back"),
        ("GET", "setup.format_file"),
    }


@pytest.mark.parametrize("who", ["delegate", "adviser", "chair", "other_staff", "operator"])
def test_nobody_but_the_conferences_staff_learns_that_its_set_up_exists(
    house: House, event: Conference, client_as: SignIn, who: str
) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
        seat = make.seat(work, committee)
        school = make.school(work, event)
        people = {
            "delegate": lambda: make.delegate(work, seat),
            "adviser": lambda: make.adviser(work, school),
            "chair": lambda: make.chair(work, committee),
            "other_staff": lambda: make.staff(work, make.conference(work)),
            "operator": lambda: make.operator(work),
        }
        person = people[who]()
    browser = client_as(person)
    missing = text_of(browser.get("/conferences/999999/setup"))
    for method, path in addresses(event, committee):
        answer = browser.open(path, method=method)
        assert (answer.status_code, text_of(answer)) == (404, missing), (method, path)


def test_a_visitor_is_asked_to_sign_in(house: House, event: Conference, client: FlaskClient) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
    for method, path in [*addresses(event, committee), ("GET", "/conferences/new"), ("POST", "/conferences/new")]:
        answer = client.open(path, method=method)
        assert answer.status_code == 302, (method, path)
        assert answer.location.startswith("/sign-in"), (method, path)


def test_only_operators_find_the_form_for_a_conference(house: House, boss: FlaskClient, client_as: SignIn) -> None:
    assert boss.get("/conferences/new").status_code == 404
    assert boss.post("/conferences/new", data={"title": "Mine"}).status_code == 404
    with house.work() as work:
        operator = make.operator(work)
    assert client_as(operator).get("/conferences/new").status_code == 200


def test_things_of_another_conference_stay_untouched(house: House, event: Conference, boss: FlaskClient) -> None:
    with house.work() as work:
        other = make.conference(work)
        committee = make.committee(work, other)
        seat = make.seat(work, committee)
        source = make.source(work, other)
        rubric = make.rubric(work, other)
        invited = make.invitation(work, other)
        make.deadline(work, other)
    folder = f"/conferences/{event.id}"
    assert boss.post(f"{folder}/sources/{source.id}/remove").status_code == 404
    assert boss.get(f"{folder}/setup/rubrics/{rubric.id}.yaml").status_code == 404
    assert boss.post(f"{folder}/people/invitations/{invited.id}/renew").status_code == 404
    later = {"seat": seat.id, "right": "submission", "until": "2031-01-01T10:00", "note": "A storm."}
    assert boss.post(f"{folder}/setup/extensions", data=later).status_code == 404
    wanted = {"committee": committee.id, "at-submission": "2030-05-01T10:00"}
    assert boss.post(f"{folder}/setup/deadlines", data=wanted).status_code == 404
    with house.reading() as session:
        assert session.get_one(Source, source.id).removed_at is None
        assert session.get_one(Invitation, invited.id).token_hash == invited.token_hash
        assert session.scalars(sa.select(Extension)).all() == []
        assert [one.conference_id for one in session.scalars(sa.select(Deadline))] == [other.id]


# --- from nothing to a conference


def test_a_conference_is_made_from_a_guide_and_a_roster(house: House, client_as: SignIn) -> None:
    with house.work() as work:
        browser = client_as(make.operator(work))
    made = browser.post(
        "/conferences/new",
        data={
            "title": "Harbour City",
            "timezone": "America/New_York",
            "languages": "en, es",
            "starts_on": "2030-05-01",
        },
    )
    assert made.status_code == 303
    home = made.location
    assert "Next: Committees." in text_of(browser.get(home))

    proposed = browser.post(f"{home}/guide", data={"file": upload(GUIDE, "guide.txt")})
    assert proposed.status_code == 200
    form = fields(proposed, "agenda")
    assert form["committee"] == "General Assembly Second Committee"
    assert form["topic-2"] == "Lighthouses as common heritage"
    assert form["question-1-2"] == "Who should pay when a whole harbour has to be rebuilt?"
    assert count(house, Committee) == 0

    done = browser.post(f"{home}/committees", data=form | {"act": "confirm", "due": "2030-04-01T23:59"})
    assert done.status_code == 303
    with house.reading() as session:
        committee = session.scalars(sa.select(Committee)).one()
        questions = session.scalars(sa.select(KeyQuestion).order_by(KeyQuestion.id)).all()
        assert [one.text for one in questions] == [form["question-1-1"], form["question-1-2"], form["question-2-1"]]
        assert all(one.document_id is not None for one in questions)
        deadline = session.scalars(sa.select(Deadline)).one()
        assert (deadline.committee_id, deadline.at) == (committee.id, datetime(2030, 4, 2, 3, 59, tzinfo=UTC))

    checked = browser.post(f"{home}/roster", data={"act": "check", "file": upload(ROSTER, "roster.csv")})
    assert checked.status_code == 200
    assert "2 new seats" in text_of(checked)
    assert count(house, Seat) == 0
    imported = browser.post(f"{home}/roster", data=fields(checked) | {"act": "import"})
    assert imported.status_code == 200
    assert count(house, Seat) == count(house, Paper) == 2
    assert count(house, Invitation) == count(house, OutboxMail) == 3
    links = re.findall(r"/invitations/[\w-]{20,}", imported.text)
    assert len(links) == 3
    assert browser.application.test_client().get(links[0]).status_code == 200

    saved = browser.post(f"{home}/roster/links.csv", data=fields(imported))
    rows = list(csv.reader(io.StringIO(saved.data.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == ["ada@school.example", "teo@b.example", "iria@college.example"]
    assert [row[3].endswith(link) for row, link in zip(rows[1:], links, strict=True)] == [True] * 3
    again = browser.post(f"{home}/roster", data=fields(checked) | {"act": "import"})
    assert again.status_code == 200
    assert count(house, Invitation) == 3


def test_a_conference_that_cannot_be_keeps_what_was_typed(house: House, client_as: SignIn) -> None:
    with house.work() as work:
        browser = client_as(make.operator(work))
    typed = {"title": "Harbour City", "timezone": "Atlantis/Deep", "languages": "en", "starts_on": "2030-05-01"}
    answer = browser.post("/conferences/new", data=typed)
    assert answer.status_code == 422
    assert fields(answer) == typed
    assert "Atlantis/Deep" in tree(answer).get_element_by_id("timezone-error").text_content()
    assert (
        browser.post("/conferences/new", data=typed | {"timezone": "Europe/Madrid", "starts_on": "May"}).status_code
        == 422
    )
    assert count(house, Conference) == 0


def test_settings_change_the_rules_and_say_what_cannot_be(house: House, event: Conference, boss: FlaskClient) -> None:
    path = f"/conferences/{event.id}/setup/settings"
    form = fields(boss.get(path))
    assert (
        boss.post(
            path, data=form | {"title": "Harbour City Two", "delegates_see_similarity": "yes", "languages": "en es"}
        ).status_code
        == 303
    )
    with house.reading() as session:
        changed = session.get_one(Conference, event.id)
        shown = changed.delegates_see_similarity
        assert (changed.title, shown, changed.languages) == ("Harbour City Two", True, ["en", "es"])
    refused = boss.post(path, data=form | {"replacement_window_minutes": "soon", "retain_until": "2029-01-01"})
    assert refused.status_code == 422
    assert tree(refused).get_element_by_id("replacement_window_minutes-error") is not None
    assert fields(refused)["retain_until"] == "2029-01-01"


# --- committees


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "guide.txt", "empty"),
        (b"%PDF-1.7 not really", "guide.pdf", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "guide.png", "cannot be read"),
    ],
)
def test_a_guide_that_cannot_be_read_is_refused_beside_its_field(
    house: House, event: Conference, boss: FlaskClient, data: bytes, name: str, said: str
) -> None:
    answer = boss.post(f"/conferences/{event.id}/setup/guide", data={"file": upload(data, name)})
    assert answer.status_code == 422
    assert said in tree(answer).get_element_by_id("file-error").text_content()
    assert count(house, Committee) == count(house, Source) == 0


def test_a_guide_without_topics_leads_to_a_form_that_says_so(event: Conference, boss: FlaskClient) -> None:
    answer = boss.post(
        f"/conferences/{event.id}/setup/guide",
        data={"file": upload("Dear delegates, welcome to the harbour.", "a.txt")},
    )
    assert answer.status_code == 200
    assert tree(answer).xpath("//section[@aria-labelledby='notices-title']//li")


def proposed(event: Conference, boss: FlaskClient) -> dict[str, str]:
    return fields(
        boss.post(f"/conferences/{event.id}/setup/guide", data={"file": upload(GUIDE, "guide.txt")}), "agenda"
    )


def test_lines_of_a_proposal_move_go_and_come_without_script(
    house: House, event: Conference, boss: FlaskClient
) -> None:
    form, path = proposed(event, boss), f"/conferences/{event.id}/setup/committees"
    first, second = form["question-1-1"], form["question-1-2"]
    down = fields(boss.post(path, data=form | {"act": "down-question:1:1"}), "agenda")
    assert (down["question-1-1"], down["question-1-2"]) == (second, first)
    gone = fields(boss.post(path, data=form | {"act": "drop-question:1:1"}), "agenda")
    assert (gone["question-1-1"], gone["question-1-2"]) == (second, "")
    more = fields(boss.post(path, data=form | {"act": "add-question:2"}), "agenda")
    assert {"question-2-2", "question-2-3", "question-2-4"} <= set(more)
    swapped = fields(boss.post(path, data=form | {"act": "up-topic:2"}), "agenda")
    assert (swapped["topic-1"], swapped["question-1-1"]) == (form["topic-2"], form["question-2-1"])
    added = fields(boss.post(path, data=form | {"act": "add-topic"}), "agenda")
    assert added["topic-3"] == ""
    assert fields(boss.post(path, data=form | {"act": "arrange"}), "agenda") == form
    fewer = fields(boss.post(path, data=form | {"act": "drop-topic:1"}), "agenda")
    assert boss.post(path, data=fewer | {"act": "confirm"}).status_code == 303
    with house.reading() as session:
        assert [one.title for one in session.scalars(sa.select(Topic))] == [form["topic-2"]]


def test_every_fault_of_a_committee_stands_beside_its_line(house: House, event: Conference, boss: FlaskClient) -> None:
    form = proposed(event, boss)
    wrong = form | {
        "topic-2": form["topic-1"].upper(),
        "question-1-2": form["question-1-1"],
        "url-1-1": "javascript:alert(1)",
        "act": "confirm",
    }
    answer = boss.post(f"/conferences/{event.id}/setup/committees", data=wrong)
    assert answer.status_code == 422
    for line in ("topic-2", "question-1-2", "url-1-1"):
        assert tree(answer).get_element_by_id(f"{line}-error").text_content().strip(), line
    assert fields(answer, "agenda")["question-1-2"] == form["question-1-1"]
    assert count(house, Committee) == count(house, Source) == 0


def test_a_ticket_of_somebody_elses_making_reads_no_file(house: House, event: Conference, boss: FlaskClient) -> None:
    form = proposed(event, boss)
    forged = form | {"ticket": form["ticket"][:-2] + "aa", "act": "confirm"}
    answer = boss.post(f"/conferences/{event.id}/setup/committees", data=forged)
    assert answer.status_code == 422
    assert count(house, Committee) == 0
    roster = boss.post(f"/conferences/{event.id}/setup/roster", data={"act": "import", "ticket": form["ticket"]})
    assert roster.status_code == 422


def test_a_committee_is_changed_and_a_later_form_does_not_overwrite_it(
    house: House, event: Conference, boss: FlaskClient
) -> None:
    with house.work() as work:
        committee = make.committee(work, event, name="Committee on Tides")
    path = f"/committees/{committee.id}/setup"
    form = fields(boss.get(path), "agenda")
    changed = form | {
        "committee": "Committee on Harbours",
        "question-1-3": "Who keeps the lamps lit?",
        "hint-1-1": "Sirens",
        "act": "confirm",
    }
    assert boss.post(path, data=changed).status_code == 303
    with house.reading() as session:
        row = session.get_one(Committee, committee.id)
        assert (row.name, row.question_revision) == ("Committee on Harbours", 2)
        assert [one.text for one in row.topics[0].questions][-1] == "Who keeps the lamps lit?"
        assert row.topics[0].questions[0].hint == "Sirens"
    late = boss.post(path, data=form | {"question-1-1": "Something else?", "act": "confirm"})
    assert late.status_code == 409
    assert fields(late, "agenda")["question-1-1"] == "Something else?"
    with house.reading() as session:
        assert session.get_one(Committee, committee.id).name == "Committee on Harbours"


def test_a_committee_written_by_hand_needs_no_guide(house: House, event: Conference, boss: FlaskClient) -> None:
    form = fields(boss.get(f"/conferences/{event.id}/setup/guide?by=hand"), "agenda")
    filled = form | {"committee": "Crisis Cabinet", "kind": "crisis", "topic-1": "The lamp goes out", "act": "confirm"}
    filled.pop("paper_required")
    assert boss.post(f"/conferences/{event.id}/setup/committees", data=filled).status_code == 303
    with house.reading() as session:
        made = session.scalars(sa.select(Committee)).one()
        assert (made.kind, made.paper_required) == (CommitteeKind.CRISIS, False)


def test_a_committees_languages_are_codes_and_its_rubric_is_one_of_the_conference(
    house: House, event: Conference, boss: FlaskClient
) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
        foreign = make.rubric(work, make.conference(work))
    path = f"/committees/{committee.id}/setup"
    form = fields(boss.get(path), "agenda")
    wrong = boss.post(path, data=form | {"languages": "English", "act": "confirm"})
    assert wrong.status_code == 422
    assert tree(wrong).get_element_by_id("languages-error") is not None
    assert boss.post(path, data={"act": "rubric", "rubric": str(foreign.id)}).status_code == 404
    with house.reading() as session:
        row = session.get_one(Committee, committee.id)
        assert (row.languages, row.rubric_id) == (["en"], None)


# --- rosters


def test_a_faulty_roster_names_every_row_and_imports_nothing(
    house: House, event: Conference, boss: FlaskClient
) -> None:
    with house.work() as work:
        make.committee(work, event, name="Council of Tides")
    table = (
        "Committee,Country,Delegate,E-mail\nCouncil of Tides,Maravel,Ada,ada@school.example\n"
        "Council of Nothing,Maravel,Bo,bo@school.example\nCouncil of Tides,,Cy,cy@school.example\n"
        "Council of Tides,Brisa,Di,not an address\n"
    )
    answer = boss.post(f"/conferences/{event.id}/setup/roster", data={"file": upload(table, "roster.csv")})
    assert answer.status_code == 422
    rows = [row.text_content().strip() for row in tree(answer).xpath("//table[1]/tbody/tr/th")]
    assert rows[:3] == ["3", "4", "5"]
    assert not tree(answer).xpath("//button[@value='import']")
    assert count(house, Seat) == count(house, Invitation) == 0


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 a workbook", b"Committee,Committee\na,b\n", b"\x00\xff\x00"])
def test_a_roster_that_is_no_table_is_refused_with_words(event: Conference, boss: FlaskClient, data: bytes) -> None:
    answer = boss.post(f"/conferences/{event.id}/setup/roster", data={"file": upload(data, "roster.csv")})
    assert answer.status_code == 422
    assert len(text_of(answer)) > 50
    assert tree(answer).xpath("//*[@id='file-error']") or tree(answer).xpath("//table")


def test_a_roster_is_checked_again_when_it_is_imported(house: House, event: Conference, boss: FlaskClient) -> None:
    with house.work() as work:
        make.committee(work, event, name="Council of Tides")
    table = "Committee,Country\nCouncil of Tides,Maravel\n"
    path = f"/conferences/{event.id}/setup/roster"
    checked = fields(boss.post(path, data={"file": upload(table, "roster.csv")}))
    with house.work() as work:
        work.session.scalars(sa.select(Committee)).one().name = "Council of Storms"
        work.session.scalars(sa.select(Committee)).one().slug = "storms"
    answer = boss.post(path, data=checked | {"act": "import"})
    assert answer.status_code == 422
    assert "Council of Storms" in text_of(answer)
    assert count(house, Seat) == 0


def test_no_cell_of_a_saved_table_is_a_formula(house: House, event: Conference, boss: FlaskClient) -> None:
    with house.work() as work:
        make.committee(work, event, name="Council of Tides")
    evil = ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1"]
    table = io.StringIO()
    rows = [
        ("Council of Tides", f"{one} Maravel {n}", f"{one} Ada", f"{one[:1].strip('@')}{n}@b.example")
        for n, one in enumerate(evil[:4])
    ]
    csv.writer(table).writerows([("Committee", "Country", "Delegate", "E-mail"), *rows])
    path = f"/conferences/{event.id}/setup/roster"
    checked = boss.post(path, data={"file": upload(table.getvalue(), "roster.csv")})
    imported = boss.post(path, data=fields(checked) | {"act": "import"})
    saved = boss.post(f"{path}/links.csv", data=fields(imported))
    read = list(csv.reader(io.StringIO(saved.data.decode("utf-8-sig"))))
    assert len(read) == 5
    assert [cell for row in read for cell in row if cell.strip()[:1] in "=+-@"] == []
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert [safe_cell(one)[0] for one in evil] == ["'"] * 6
    assert safe_cell("Maravel - the coast") == "Maravel - the coast"


def test_links_of_another_conference_are_not_saved_here(house: House, event: Conference, boss: FlaskClient) -> None:
    saved = boss.post(f"/conferences/{event.id}/setup/roster/links.csv", data={"tokens": "a b c"})
    assert len(saved.data.decode("utf-8-sig").splitlines()) == 1
    header = boss.get(f"/conferences/{event.id}/setup/roster/template.csv").data.decode("utf-8-sig").strip()
    assert header.split(",")[:2] == ["Committee", "Delegation"]


# --- deadlines


def set_due(event: Conference, boss: FlaskClient, at: str, **more: str) -> TestResponse:
    return boss.post(
        f"/conferences/{event.id}/setup/deadlines", data={"at-submission": at, **more}, follow_redirects=True
    )


def due(house: House) -> datetime | None:
    with house.reading() as session:
        return session.scalar(sa.select(Deadline.at).where(Deadline.right == DeadlineRight.SUBMISSION))


def test_a_deadline_is_typed_by_the_conferences_clock(house: House, event: Conference, boss: FlaskClient) -> None:
    assert set_due(event, boss, "2030-03-01T23:59").status_code == 200
    assert due(house) == datetime(2030, 3, 2, 4, 59, tzinfo=UTC)
    page = boss.get(f"/conferences/{event.id}/setup/deadlines")
    assert fields(page)["at-submission"] == "2030-03-01T23:59"
    assert "23:59 EST" in text_of(page)
    set_due(event, boss, "2030-07-01T23:59")
    assert due(house) == datetime(2030, 7, 2, 3, 59, tzinfo=UTC)
    set_due(event, boss, "")
    assert due(house) is None


def test_an_hour_that_is_skipped_is_refused_and_kept_in_the_field(
    house: House, event: Conference, boss: FlaskClient
) -> None:
    answer = set_due(event, boss, "2030-03-10T02:30")
    assert answer.status_code == 422
    assert "skipped" in tree(answer).get_element_by_id("at-0-submission-error").text_content()
    assert fields(answer)["at-submission"] == "2030-03-10T02:30"
    assert due(house) is None


def test_an_hour_that_comes_twice_is_the_first_and_the_page_says_so(
    house: House, event: Conference, boss: FlaskClient
) -> None:
    answer = set_due(event, boss, "2030-11-03T01:30")
    assert due(house) == datetime(2030, 11, 3, 5, 30, tzinfo=UTC)
    assert "comes twice" in answer.text
    assert "EDT" in answer.text


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00", "9999-12-31T23:59", "tomorrow", "2030-02-30T10:00", "2030-03-01T", "²"]
)
def test_a_moment_that_cannot_be_is_refused(house: House, event: Conference, boss: FlaskClient, at: str) -> None:
    answer = set_due(event, boss, at)
    assert answer.status_code == 422
    assert fields(answer)["at-submission"] == at
    assert due(house) is None


def test_numbers_that_no_row_can_have_are_not_found(event: Conference, boss: FlaskClient) -> None:
    huge = "9" * 30
    assert boss.get(f"/conferences/{huge}/setup").status_code == 404
    assert boss.post(f"/conferences/{event.id}/sources/{huge}/remove").status_code == 404
    answer = boss.post(
        f"/conferences/{event.id}/people/invitations", data={"email": "a@b.example", "place": f"chair:{huge}"}
    )
    assert answer.status_code == 422
    late = boss.post(f"/conferences/{event.id}/setup/settings", data={"replacement_window_minutes": "999999999"})
    assert late.status_code == 422


def test_saving_what_stands_changes_nothing(house: House, event: Conference, boss: FlaskClient) -> None:
    second_pass = datetime(2030, 11, 3, 6, 30, tzinfo=UTC)
    with house.work() as work:
        make.deadline(work, event, at=second_pass)
    path = f"/conferences/{event.id}/setup/deadlines"
    form = fields(boss.get(path))
    assert form["at-submission"] == "2030-11-03T01:30"
    assert boss.post(path, data=form).status_code == 303
    assert due(house) == second_pass


def test_a_committees_own_deadline_and_a_seats_extension(house: House, event: Conference, boss: FlaskClient) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
        seat = make.seat(work, committee)
    path = f"/conferences/{event.id}/setup"
    more = {"seat": str(seat.id), "right": "submission", "until": "2030-04-05T12:00", "note": "A storm."}
    early = boss.post(f"{path}/extensions", data=more)
    assert early.status_code == 422
    assert tree(early).get_element_by_id("note").get("value") == "A storm."
    own = {"committee": str(committee.id), "at-submission": "2030-04-01T12:00", "grace-submission": "5"}
    assert boss.post(f"{path}/deadlines", data=own).status_code == 303
    assert boss.post(f"{path}/extensions", data=more | {"note": " "}).status_code == 422
    assert boss.post(f"{path}/extensions", data=more).status_code == 303
    with house.reading() as session:
        deadline = session.scalars(sa.select(Deadline)).one()
        assert (deadline.committee_id, deadline.grace_minutes) == (committee.id, 5)
        assert session.scalars(sa.select(Extension)).one().until == datetime(2030, 4, 5, 16, 0, tzinfo=UTC)
    assert "A storm." in text_of(boss.get(f"{path}/deadlines"))


# --- rubrics


def test_a_shipped_rubric_is_adopted_given_and_downloaded(house: House, event: Conference, boss: FlaskClient) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
    path = f"/conferences/{event.id}/setup/rubrics"
    assert boss.post(path, data={"act": "adopt", "name": "fmun-20", "assign": "yes"}).status_code == 303
    with house.reading() as session:
        rubric = session.scalars(sa.select(AdoptedRubric)).one()
        assert session.get_one(Committee, committee.id).rubric_id == rubric.id
    file = boss.get(f"{path}/{rubric.id}.yaml")
    assert "attachment" in file.headers["Content-Disposition"]
    assert boss.post(path, data={"act": "upload", "file": upload(file.data, "again.yaml")}).status_code == 303
    assert count(house, AdoptedRubric) == 1
    assert boss.post(path, data={"act": "adopt", "name": "no-such"}).status_code == 404


def test_an_own_rubric_is_adopted_and_a_faulty_one_shows_every_fault(
    house: House, event: Conference, boss: FlaskClient
) -> None:
    path = f"/conferences/{event.id}/setup/rubrics"
    wrong = RUBRIC.replace("out_of: 5", "out_of: 7").replace("title: Content", "title: ''").replace("language: en", "")
    answer = boss.post(path, data={"act": "upload", "file": upload(wrong, "own.yaml")})
    assert answer.status_code == 422
    places = [row.text_content() for row in tree(answer).xpath("//section[@aria-labelledby='own-title']//tbody//th")]
    assert len(places) >= 3
    assert any("language" in place for place in places)
    assert count(house, AdoptedRubric) == 0
    assert boss.post(path, data={"act": "upload", "file": upload("a: [", "own.yaml")}).status_code == 422
    assert boss.post(path, data={"act": "upload", "file": upload(RUBRIC, "own.yaml")}).status_code == 303
    assert count(house, AdoptedRubric) == 1


def test_a_committee_that_is_being_marked_keeps_its_rubric(house: House, event: Conference, boss: FlaskClient) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
        first = make.rubric(work, event, assign=[committee])
        paper = make.paper(work, make.seat(work, committee))
        person = make.chair(work, committee)
        make.scorecard(work, make.submission(work, paper, read=True), person, judged_by=first)
    path = f"/conferences/{event.id}/setup/rubrics"
    boss.post(path, data={"act": "upload", "file": upload(RUBRIC, "own.yaml")})
    with house.reading() as session:
        second = session.scalars(sa.select(AdoptedRubric.id).where(AdoptedRubric.id != first.id)).one()
    answer = boss.post(path, data={"act": "assign", f"rubric-{committee.id}": str(second)})
    assert answer.status_code == 409
    assert tree(answer).get_element_by_id(f"rubric-{committee.id}-error") is not None
    page = boss.post(f"/committees/{committee.id}/setup", data={"act": "rubric", "rubric": str(second)})
    assert page.status_code == 409
    with house.reading() as session:
        assert session.get_one(Committee, committee.id).rubric_id == first.id


# --- people and sources


def test_an_invitation_link_is_shown_once_and_a_new_one_replaces_it(
    house: House, event: Conference, boss: FlaskClient, app
) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
    folder = f"/conferences/{event.id}/people"
    wanted = {"name": "Oren Vask", "email": "oren@school.example", "place": f"chair:{committee.id}"}
    assert boss.post(f"{folder}/invitations", data=wanted).status_code == 303
    assert count(house, OutboxMail) == 0
    first = tree(boss.get(folder)).get_element_by_id("fresh-link").get("value")
    again = boss.get(folder)
    assert "/invitations/" not in again.text.replace(f"{folder}/invitations", "")
    with house.reading() as session:
        made = session.scalars(sa.select(Invitation)).one()
        assert (made.role, made.committee_id) == (Role.CHAIR, committee.id)
    boss.post(f"{folder}/invitations/{made.id}/renew")
    second = tree(boss.get(folder)).get_element_by_id("fresh-link").get("value")
    stranger = app.test_client()
    assert stranger.get(urlsplit(first).path).status_code == 404
    assert stranger.get(urlsplit(second).path).status_code == 200


@pytest.mark.parametrize(
    ("email", "place", "field"), [("nonsense", "staff", "email"), ("a@b.example", "chair:", "place")]
)
def test_an_invitation_that_cannot_be_keeps_what_was_typed(
    house: House, event: Conference, boss: FlaskClient, email: str, place: str, field: str
) -> None:
    answer = boss.post(
        f"/conferences/{event.id}/people/invitations", data={"name": "Oren", "email": email, "place": place}
    )
    assert answer.status_code == 422
    assert tree(answer).get_element_by_id(f"{field}-error") is not None
    assert tree(answer).get_element_by_id("name").get("value") == "Oren"
    assert count(house, Invitation) == 0


def test_sources_come_together_go_and_come_back(house: House, event: Conference, boss: FlaskClient) -> None:
    path = f"/conferences/{event.id}/sources"
    files = [upload(f"A past paper on tides, number {n}.", f"past-{n}.txt") for n in (1, 2)]
    sent = {"file": [*files, upload(b"", "empty.txt")], "kind": "past_paper", "visibility": "staff"}
    answer = boss.post(path, data=sent)
    assert answer.status_code == 422
    assert "empty.txt" in tree(answer).get_element_by_id("file-error").text_content()
    with house.reading() as session:
        rows = session.scalars(sa.select(Source).order_by(Source.id)).all()
        assert [(one.title, one.kind) for one in rows] == [
            ("past-1", SourceKind.PAST_PAPER),
            ("past-2", SourceKind.PAST_PAPER),
        ]
    make.run_all(house)
    assert text_of(boss.get(path)).count("Ready") == 2
    assert boss.post(f"{path}/{rows[0].id}/remove").status_code == 303
    assert "Bring back" in boss.get(path).text
    assert boss.post(f"{path}/{rows[0].id}/restore").status_code == 303
    assert text_of(boss.get(path)).count("Ready") == 2


def test_a_source_that_could_not_be_read_is_tried_again(house: House, event: Conference, boss: FlaskClient) -> None:
    with house.work() as work:
        source = make.source(work, event, read=False, unreadable_code="corrupt")
        make.run(work, source, Step.READ, RunState.FAILED)
    path = f"/conferences/{event.id}/sources"
    assert "Cannot be read" in text_of(boss.get(path))
    assert boss.post(f"{path}/{source.id}/retry").status_code == 303
    assert "Being read" in text_of(boss.get(path))
    assert boss.post(f"{path}/{source.id}/retry").status_code == 422
    with house.reading() as session:
        assert session.scalars(sa.select(Run.state).where(Run.source_id == source.id)).one() is RunState.QUEUED


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_point_only_at_what_is_there_in_both_languages(
    house: House, event: Conference, boss: FlaskClient, language: str
) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
        make.chair(work, committee)
        make.delegate(work, make.seat(work, committee))
        make.rubric(work, event, assign=[committee])
        make.deadline(work, event)
        make.deadline(work, event, only=committee)
        make.source(work, event)
        make.source(work, event, removed_at=work.now)
        make.invitation(work, event)
    pages = [
        path for method, path in addresses(event, committee) if method == "GET" and not path.endswith((".csv", ".yaml"))
    ]
    assert len(pages) == 11
    for path in pages:
        answer = boss.get(path, headers={"Accept-Language": language})
        assert answer.status_code == 200, path
        page = tree(answer)
        assert page.get("lang") == language
        ids = [str(one) for one in page.xpath("//@id")]
        assert sorted(ids) == sorted(set(ids)), path
        for attribute in ("for", "aria-labelledby", "aria-describedby"):
            assert {word for value in page.xpath(f"//@{attribute}") for word in value.split()} <= set(ids), path
        for form in page.xpath("//form[@method='post']"):
            assert form.xpath(".//input[@name='csrf_token']"), path
