"""Staff's audit pages: only for this conference's staff, everything by plain forms, nothing unescaped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from reviewer.domain.states import CaseState, Role, RunState, Step
from reviewer.models import AuditEvent, Case, Ruling, Run, StaffExclusion, User
from reviewer.work import House
from tests import factories as make

LONG = (
    "the harbour of every town shall keep one bell that anybody may ring at any hour when the water rises over the "
    "mark that was cut into the northern pier after the great storm of that year"
)
SHORT = "ring the bell of the northern pier"


@dataclass
class Scene:
    """Ids of one conference with two papers that share a passage, a minor finding, a case and a failed run."""

    conference: int
    papers: tuple[int, int]
    minor: int
    match: int
    source: int
    case: int
    run: int
    staff: User
    people: dict[str, User]

    def pages(self) -> list[str]:
        return [
            f"/conferences/{self.conference}/audit",
            f"/cases/{self.case}",
            f"/cases/{self.case}/dossier",
            f"/conferences/{self.conference}/log",
            f"/conferences/{self.conference}/operations",
        ]

    def acts(self) -> list[tuple[str, dict[str, object]]]:
        return [
            (f"/papers/{self.papers[1]}/case", {}),
            (f"/cases/{self.case}/assign", {"person": self.staff.id}),
            (f"/cases/{self.case}/exclusions", {"match": self.match, "reason": "A motto."}),
            (f"/cases/{self.case}/rulings", {"verdict": "cleared", "reason": "Quoted."}),
            (f"/conferences/{self.conference}/audit/clear", {"paper": self.minor, "reason": "Everybody says it."}),
            (f"/runs/{self.run}/retry", {}),
        ]


@pytest.fixture
def scene(house: House) -> Scene:
    with house.work() as work:
        event = make.conference(work)
        body = make.committee(work, event)
        seats = [make.seat(work, body, held_for=make.delegation(work, event, name=f"<b>Land {n}</b>")) for n in "xyz"]
        texts = (f"We say that {LONG}. <script>alert(1)</script>\n", f"Be it that {LONG}.\n")
        one, two = (
            make.submission(work, make.paper(work, seat), text=text, read=True)
            for seat, text in zip(seats, texts, strict=False)
        )
        small = make.submission(work, make.paper(work, seats[2]), text=f"{make.PAPER_TEXT * 3} {SHORT}!\n", read=True)
        guide = make.source(work, event, text=f"Always {SHORT}, they say.\n")
        assert one.document and two.document and small.document and guide.document  # noqa: PT018
        staff = make.staff(work, event)
        found = make.match(work, one.document, two.document, words=LONG)
        make.match(work, small.document, guide.document, words=SHORT)
        other = make.conference(work)
        people = {
            "delegate": make.delegate(work, seats[0]),
            "adviser": make.adviser(work, make.school(work, event)),
            "chair": make.chair(work, body),
            "staff elsewhere": make.staff(work, other),
            "operator": make.operator(work),
        }
        return Scene(
            conference=event.id,
            papers=(one.paper_id, two.paper_id),
            minor=small.paper_id,
            match=found.id,
            source=guide.id,
            case=make.case(work, one.paper, staff).id,
            run=make.run(work, one, Step.COVER, RunState.FAILED).id,
            staff=staff,
            people=people,
        )


@pytest.fixture
def browser(scene: Scene, client_as: Callable[[User], FlaskClient]) -> FlaskClient:
    return client_as(scene.staff)


@pytest.mark.parametrize("who", ["delegate", "adviser", "chair", "staff elsewhere", "operator"])
def test_everything_looks_missing_to_anybody_else(
    scene: Scene, client_as: Callable[[User], FlaskClient], house: House, who: str
) -> None:
    browser = client_as(scene.people[who])
    assert {page: browser.get(page).status_code for page in scene.pages()} == dict.fromkeys(scene.pages(), 404)
    assert {act: browser.post(act, data=data).status_code for act, data in scene.acts()} == {
        act: 404 for act, _data in scene.acts()
    }
    with house.reading() as session:
        assert session.scalars(sa.select(AuditEvent)).all() == []


def test_strangers_are_asked_to_sign_in(scene: Scene, client: FlaskClient) -> None:
    for page in scene.pages():
        assert client.get(page).location.startswith("/sign-in")
    for act, data in scene.acts():
        assert client.post(act, data=data).location == "/sign-in"


def test_pages_answer_staff_and_escape_what_people_wrote(scene: Scene, browser: FlaskClient) -> None:
    for page in scene.pages():
        answer = browser.get(page)
        assert answer.status_code == 200, page
        assert "<script>alert" not in answer.text
        assert "<b>Land" not in answer.text
    assert "&lt;b&gt;Land x" in browser.get(scene.pages()[0]).text
    assert "&lt;script&gt;alert(1)" in browser.get(scene.pages()[1]).text


def test_every_act_works_by_a_plain_form(scene: Scene, browser: FlaskClient, house: House) -> None:
    for act, data in scene.acts():
        assert browser.post(act, data=data).status_code == 303, act
    with house.reading() as session:
        actions = session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)).all()
        assert session.get_one(Case, scene.case).state is CaseState.RULED
        assert session.get_one(Run, scene.run).state is RunState.QUEUED
    assert actions == [
        "case.opened",
        "case.assigned",
        "exclusion.made",
        "case.ruled",
        "case.opened",
        "case.ruled",
        "run.retried",
    ]


def test_exclusion_changes_the_figure_on_the_next_page_and_back(
    scene: Scene, browser: FlaskClient, house: House
) -> None:
    def share() -> str:
        text = browser.get(f"/cases/{scene.case}").text
        return text.split('id="share"')[1].split('class="number">')[1].split("&")[0]

    before = share()
    browser.post(f"/cases/{scene.case}/exclusions", data={"match": scene.match, "reason": "A motto."})
    assert share() == "0" != before
    with house.reading() as session:
        exclusion = session.scalars(sa.select(StaffExclusion.id)).one()
    assert "A motto." in browser.get(f"/cases/{scene.case}").text
    browser.post(f"/cases/{scene.case}/restored", data={"exclusion": exclusion})
    assert share() == before


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"verdict": "penalty", "reason": "Theirs & not yours.", "penalty": "many"}, "how many points"),
        ({"verdict": "", "reason": "Theirs & not yours."}, "Choose what staff decide"),
        ({"verdict": "cleared", "reason": " "}, "Give a reason"),
    ],
)
def test_refused_ruling_keeps_what_was_typed(
    scene: Scene, browser: FlaskClient, house: House, data: dict[str, str], says: str
) -> None:
    answer = browser.post(f"/cases/{scene.case}/rulings", data=data)
    assert answer.status_code == 422
    assert says in answer.text
    if data["reason"].strip():
        assert "Theirs &amp; not yours." in answer.text
    with house.reading() as session:
        assert session.scalars(sa.select(Ruling)).all() == []


def test_penalty_may_be_written_with_a_comma(scene: Scene, browser: FlaskClient, house: House) -> None:
    browser.post(f"/cases/{scene.case}/rulings", data={"verdict": "penalty", "reason": "So.", "penalty": "2,5"})
    with house.reading() as session:
        assert str(session.scalars(sa.select(Ruling.penalty)).one()) in ("2.5", "2.50")


def test_only_minor_findings_are_cleared_together(scene: Scene, browser: FlaskClient, house: House) -> None:
    there = f"/conferences/{scene.conference}/audit/clear"
    answer = browser.post(there, data={"paper": [scene.minor, scene.papers[1]], "reason": "All of it."})
    assert answer.status_code == 422
    assert "Only minor findings" in answer.text
    assert "All of it." in answer.text
    with house.reading() as session:
        assert session.scalars(sa.select(Ruling)).all() == []


def test_board_filters_by_what_is_shared(scene: Scene, browser: FlaskClient) -> None:
    there = f"/conferences/{scene.conference}/audit"
    assert browser.get(there).text.count("<tr>") == 4
    assert browser.get(there, query_string={"kind": "source"}).text.count("<tr>") == 2
    assert "No paper matches" in browser.get(there, query_string={"shown": "ruled"}).text
    assert browser.get(there, query_string={"shown": "nonsense", "page": "x", "committee": "y"}).status_code == 200


def test_case_beside_a_text_that_shares_nothing_is_missing(scene: Scene, browser: FlaskClient) -> None:
    assert browser.get(f"/cases/{scene.case}", query_string={"other": "source-999"}).status_code == 404
    assert browser.get(f"/cases/{scene.case}", query_string={"other": f"paper-{scene.papers[1]}"}).status_code == 200


def test_dossier_is_a_file_that_needs_nothing_else(scene: Scene, browser: FlaskClient) -> None:
    answer = browser.get(f"/cases/{scene.case}/dossier")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=case-{scene.case}.html"
    assert LONG in answer.text
    for outside in ("<script", "<link", "<img", "href="):
        assert outside not in answer.text


def test_log_names_people_as_they_are_called_today(scene: Scene, browser: FlaskClient, house: House) -> None:
    browser.post(f"/papers/{scene.papers[1]}/case")
    with house.work() as work:
        work.session.get_one(User, scene.staff.id).name = "Ansel Boateng"
    there = f"/conferences/{scene.conference}/log"
    text = browser.get(there, query_string={"act": "case.opened", "who": "boateng"}).text
    assert "Opened a case" in text
    assert "Every entry is in its place" in text
    assert "Nothing matches" in browser.get(there, query_string={"who": "nobody"}).text


def test_log_says_where_it_does_not_hold(scene: Scene, browser: FlaskClient, house: House) -> None:
    browser.post(f"/papers/{scene.papers[1]}/case")
    with house.engine.begin() as connection:
        names = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_events'"
        ).scalars()
        for name in list(names):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql("UPDATE audit_events SET actor_id = 1 + actor_id")
    text = browser.get(f"/conferences/{scene.conference}/log").text
    assert "does not hold at one entry: 1" in text


def test_run_that_has_not_failed_is_not_retried(scene: Scene, browser: FlaskClient, house: House) -> None:
    assert browser.post(f"/runs/{scene.run}/retry").status_code == 303
    assert browser.post(f"/runs/{scene.run}/retry").status_code == 422
    assert browser.post("/runs/999/retry").status_code == 404


def test_staff_who_left_see_nothing_any_more(
    scene: Scene, browser: FlaskClient, house: House, client_as: Callable[[User], FlaskClient]
) -> None:
    with house.work() as work:
        event = make.conference(work)
        place = make.membership(work, event, Role.STAFF)
        place.ended_at = work.now
        person = work.session.get_one(User, place.user_id)
    assert client_as(person).get(f"/conferences/{event.id}/audit").status_code == 404
