"""The release pages: what is missing is said before, nothing happens without a confirmation, others see nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from reviewer.models import AdoptedRubric, Committee, Conference, Paper, Release, User
from reviewer.services import release
from reviewer.work import House
from tests import factories as make
from tests.conftest import Clock


@dataclass
class Scene:
    """A conference in New York with one paper that is ready and one that lacks a mark."""

    conference: int
    committee: int
    elsewhere: int
    ready: int
    staff: User
    people: dict[str, User]

    @property
    def there(self) -> str:
        return f"/conferences/{self.conference}/release"


@pytest.fixture
def scene(house: House) -> Scene:
    with house.work() as work:
        event = make.conference(work, timezone="America/New_York")
        body = make.committee(work, event, name="Environment Assembly")
        rubric = make.rubric(work, event, assign=[body])
        chair = make.chair(work, body)
        seats = [make.seat(work, body, held_for=make.delegation(work, event, name=name)) for name in ("Chad", "Peru")]
        papers = [make.submission(work, make.paper(work, seat), read=True) for seat in seats]
        for paper, finished in zip(papers, (True, False), strict=True):
            card = make.scorecard(work, paper, chair, judged_by=rubric, finished=finished)
            for key in ("content", "writing")[: 2 if finished else 1]:
                make.mark(work, card, key, "5", chair)
        other = make.conference(work)
        return Scene(
            conference=event.id,
            committee=body.id,
            elsewhere=make.committee(work, other).id,
            ready=papers[0].paper_id,
            staff=make.staff(work, event),
            people={
                "delegate": make.delegate(work, seats[0]),
                "adviser": make.adviser(work, make.school(work, event)),
                "chair": chair,
                "staff elsewhere": make.staff(work, other),
                "operator": make.operator(work),
            },
        )


@pytest.fixture
def browser(scene: Scene, client_as: Callable[[User], FlaskClient]) -> FlaskClient:
    return client_as(scene.staff)


def releases(house: House) -> list[Release]:
    with house.reading() as session:
        return list(session.scalars(sa.select(Release).order_by(Release.id)))


@pytest.mark.parametrize("who", ["delegate", "adviser", "chair", "staff elsewhere", "operator"])
def test_release_looks_missing_to_anybody_else(
    scene: Scene, house: House, client_as: Callable[[User], FlaskClient], who: str
) -> None:
    client_as(scene.staff).post(scene.there, data={"committee": "all", "when": "now", "confirmed": "yes"})
    [made] = releases(house)
    browser = client_as(scene.people[who])
    assert browser.get(scene.there).status_code == 404
    assert browser.post(scene.there, data={"committee": "all", "when": "now", "confirmed": "yes"}).status_code == 404
    assert browser.post(f"/releases/{made.id}/take-back").status_code == 404
    assert [one.revoked_at for one in releases(house)] == [None]


def test_strangers_are_asked_to_sign_in(scene: Scene, client: FlaskClient) -> None:
    assert client.get(scene.there).location.startswith("/sign-in")
    assert client.post(scene.there).location == "/sign-in"
    assert client.post("/releases/1/take-back").location == "/sign-in"


def test_overview_says_what_is_missing(scene: Scene, browser: FlaskClient) -> None:
    text = browser.get(scene.there).text
    assert "1 paper would be left out" in text
    assert "Peru" in text
    assert "1 mark is missing" in text


def test_first_post_only_shows_what_would_happen(scene: Scene, browser: FlaskClient, house: House) -> None:
    answer = browser.post(scene.there, data={"committee": str(scene.committee), "when": "now"})
    assert answer.status_code == 200
    assert "Release Environment Assembly?" in answer.text
    assert "Chad" in answer.text
    assert "1 mark is missing" in answer.text
    assert "10 of 10" in answer.text
    assert releases(house) == []


def test_confirmed_release_is_out_now_and_can_be_taken_back(
    scene: Scene, browser: FlaskClient, house: House, client_as: Callable[[User], FlaskClient]
) -> None:
    delegate = client_as(scene.people["delegate"])
    feedback = f"/papers/{scene.ready}/feedback"
    assert delegate.get(feedback).status_code == 404
    answer = browser.post(scene.there, data={"committee": "all", "when": "now", "confirmed": "yes"})
    assert answer.status_code == 303
    assert delegate.get(feedback).status_code == 200
    [made] = releases(house)
    assert browser.post(f"/releases/{made.id}/take-back").status_code == 303
    assert delegate.get(feedback).status_code == 404
    assert "Taken back" in browser.get(scene.there).text


def test_moment_is_read_in_the_conferences_zone(scene: Scene, browser: FlaskClient, house: House) -> None:
    data = {"committee": "all", "when": "later", "date": "2030-03-02", "time": "18:00", "confirmed": "yes"}
    assert browser.post(scene.there, data=data).status_code == 303
    assert [one.visible_from for one in releases(house)] == [datetime(2030, 3, 2, 23, 0, tzinfo=UTC)]
    assert "Waits for its moment" in browser.get(scene.there).text


@pytest.mark.parametrize(
    ("day", "hour", "says"),
    [
        ("2030-02-01", "18:00", "That moment has passed"),
        ("", "18:00", "Give a date and a time"),
        ("2030-03-10", "02:30", "That hour is skipped"),
    ],
)
def test_wrong_moment_is_refused_beside_its_field_and_kept(
    scene: Scene, browser: FlaskClient, house: House, day: str, hour: str, says: str
) -> None:
    answer = browser.post(scene.there, data={"committee": "all", "when": "later", "date": day, "time": hour})
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{hour}"' in answer.text
    assert releases(house) == []


def test_a_release_taken_back_says_whether_and_how_long_it_was_shown(
    scene: Scene, browser: FlaskClient, house: House, clock: Clock
) -> None:
    for visible_from in (clock.now, clock.now + timedelta(days=2)):
        with house.work() as work:
            staff = make.actor(work, scene.staff)
            made = release.release(
                work, staff, conference_id=scene.conference, committee_id=None, visible_from=visible_from
            )
        clock.advance(hours=1)
        with house.work() as work:
            release.take_back(work, make.actor(work, scene.staff), release_id=made.release_id)
    clock.advance(days=3)
    planned, shown = re.findall(r"<p>([^<]*)<time[^>]*>[^<]*</time>([^<]*)", plain_list(browser.get(scene.there).text))
    assert planned == ("Was to be shown at ", "; never shown")
    assert shown == ("Shown from ", " to ")


def plain_list(page: str) -> str:
    """The releases there were, as the page lists them."""
    return page.partition('id="released-title"')[2].partition("</ul>")[0]


def test_committee_of_another_conference_is_missing(scene: Scene, browser: FlaskClient, house: House) -> None:
    for chosen in (str(scene.elsewhere), "nonsense"):
        answer = browser.post(scene.there, data={"committee": chosen, "when": "now", "confirmed": "yes"})
        assert answer.status_code == 404
    assert releases(house) == []


def test_overview_says_which_readings_are_missing_and_which_papers_need_a_third_person(
    scene: Scene, browser: FlaskClient, house: House
) -> None:
    with house.work() as work:
        body = work.session.get_one(Committee, scene.committee)
        body.readings, body.moderate_beyond = 2, Decimal(2)
        chair = scene.people["chair"]
        second = make.chair(work, body)
        rubric = work.session.scalars(sa.select(AdoptedRubric)).one()
        event = work.session.get_one(Conference, scene.conference)
        seat = make.seat(work, body, held_for=make.delegation(work, event, name="Togo"))
        apart = make.submission(work, make.paper(work, seat), read=True)
        for slot, (who, points) in enumerate(((chair, "5"), (second, "0")), 1):
            card = make.scorecard(work, apart, who, judged_by=rubric, slot=slot, finished=True)
            for key in ("content", "writing"):
                make.mark(work, card, key, points, who)
        make.case(work, work.session.get_one(Paper, apart.paper_id), scene.staff)
    text = " ".join(browser.get(scene.there).text.split())
    lacking = dict(re.findall(r'<li><a class="strong"[^>]*>([^<]+)</a>[^<]*<span class="hint">([^<]+)</span>', text))
    assert lacking == {
        "Chad": "1 more reading is needed",
        "Peru": "1 mark is missing",
        "Togo": "its readings are too far apart: a third person must read it; an open case",
    }
