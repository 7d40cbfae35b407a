"""Staff begin blind marking, say when it ends, and end it; chairs' pages follow at that moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import lxml.html
import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from reviewer.models import AdoptedRubric, AuditEvent, Conference, DeclaredConflict, Membership, Seat, User
from reviewer.work import House
from tests import factories
from tests.conftest import Clock
from tests.marking_stage import SCHOOL, Stage, set_stage

SignIn = Callable[[User], FlaskClient]


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


@pytest.fixture
def boss(stage: Stage, client_as: SignIn) -> FlaskClient:
    return client_as(stage.staff)


def page(stage: Stage) -> str:
    return f"/conferences/{stage.conference.id}/setup/blind"


def local(stage: Stage, instant: datetime) -> str:
    return f"{instant.astimezone(ZoneInfo(stage.conference.timezone)):%Y-%m-%dT%H:%M}"


def acts(house: House) -> list[str]:
    with house.reading() as session:
        found = sa.select(AuditEvent.action).where(AuditEvent.action.startswith("blind.")).order_by(AuditEvent.id)
        return list(session.scalars(found))


def shows_school(client_as: SignIn, stage: Stage) -> bool:
    answer = client_as(stage.chair).get(f"/papers/{stage.paper.id}/desk")
    assert answer.status_code == 200
    return SCHOOL in answer.text


def test_it_begins_ends_by_itself_at_its_moment_and_begins_again(
    boss: FlaskClient, stage: Stage, house: House, client_as: SignIn, clock: Clock
) -> None:
    assert shows_school(client_as, stage)
    until = clock.now + timedelta(days=2)
    sent = {"act": "set", "ends": "at", "until": local(stage, until)}
    assert boss.post(page(stage), data=sent).status_code == 303
    assert not shows_school(client_as, stage)
    assert "Names hidden until Sunday 3 March, 07:00 EST" in words_of(client_as(stage.chair), desk(stage))
    assert "Names hidden until Sunday 3 March 2030, 07:00 EST" in words_of(client_as(stage.chair), queue(stage))
    clock.now = until - timedelta(microseconds=1)
    assert not shows_school(client_as, stage)
    clock.now = until
    assert shows_school(client_as, stage)
    assert "Names have been shown since" in boss.get(page(stage)).text
    assert boss.post(page(stage), data={"act": "set", "ends": "hand"}).status_code == 303
    assert not shows_school(client_as, stage)
    assert acts(house) == ["blind.begun", "blind.begun"]


def words_of(browser: FlaskClient, address: str) -> str:
    whole = lxml.html.document_fromstring(browser.get(address).text)
    assert isinstance(whole, lxml.html.HtmlElement)
    return " ".join(whole.text_content().split())


def desk(stage: Stage) -> str:
    return f"/papers/{stage.paper.id}/desk"


def queue(stage: Stage) -> str:
    return f"/committees/{stage.committee.id}/queue"


def test_staff_end_it_by_hand_once(
    boss: FlaskClient, stage: Stage, house: House, client_as: SignIn, clock: Clock
) -> None:
    boss.post(page(stage), data={"act": "set", "ends": "hand"})
    later = {"act": "set", "ends": "at", "until": local(stage, clock.now + timedelta(days=1))}
    boss.post(page(stage), data=later)
    boss.post(page(stage), data=later)
    assert "End blind marking now?" in boss.get(page(stage)).text
    boss.post(page(stage), data={"act": "end"})
    boss.post(page(stage), data={"act": "end"})
    assert shows_school(client_as, stage)
    assert acts(house) == ["blind.begun", "blind.changed", "blind.ended"]
    with house.reading() as session:
        assert session.get_one(Conference, stage.conference.id).blind_until == clock.now


@pytest.mark.parametrize(
    ("until", "said"), [("", "Give a date and a time"), ("2020-01-01T10:00", "That moment has passed")]
)
def test_an_end_that_cannot_be_is_said_beside_its_field(
    boss: FlaskClient, stage: Stage, house: House, until: str, said: str
) -> None:
    answer = boss.post(page(stage), data={"act": "set", "ends": "at", "until": until})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'id="until-error"' in answer.text
    assert acts(house) == []


def test_it_cannot_begin_once_feedback_is_released(
    boss: FlaskClient, stage: Stage, house: House, client_as: SignIn
) -> None:
    with house.work() as work:
        rubric = work.session.scalars(sa.select(AdoptedRubric)).one()
        card = factories.scorecard(work, stage.submission, stage.chair, judged_by=rubric, finished=True)
        factories.release(work, stage.conference, stage.staff, factories.final_mark(work, card, stage.staff))
    answer = boss.post(page(stage), data={"act": "set", "ends": "hand"})
    assert answer.status_code == 422
    assert "Take the releases back first" in answer.text
    assert "Begin blind marking" not in boss.get(page(stage)).text
    assert shows_school(client_as, stage)


def test_a_declared_school_is_a_school_without_a_name_while_marking_is_blind(
    boss: FlaskClient, stage: Stage, house: House, client_as: SignIn
) -> None:
    address = f"/committees/{stage.committee.id}/readers"
    with house.work() as work:
        place = work.session.scalars(sa.select(Membership).where(Membership.user_id == stage.chair.id)).one()
        school = work.session.get_one(Seat, stage.seat.id).school_id
        factories.add(work, DeclaredConflict(membership_id=place.id, school_id=school, declared_at=work.now))
    assert SCHOOL in words_of(client_as(stage.chair), address)
    boss.post(page(stage), data={"act": "set", "ends": "hand"})
    blind = words_of(client_as(stage.chair), address)
    assert "A school; its name is hidden" in blind
    assert SCHOOL not in blind
    assert SCHOOL in words_of(boss, address)
