"""What every request passes: passwords are not guessed, numbers and letters that no row can hold are nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from reviewer.domain.access import Actor
from reviewer.domain.states import Role
from reviewer.models import User
from reviewer.services import invitations
from reviewer.services.memberships import Target
from reviewer.settings import Settings
from reviewer.web.app import create_app
from reviewer.work import House
from tests import factories
from tests.factories import PASSWORD
from tests.web.stage import Stage, set_stage

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def limited(settings: Settings, house: House, broker_url: str) -> Iterator[Flask]:
    """The application as it runs outside tests, counting in a real broker."""
    Redis.from_url(broker_url).flushall()
    outside = replace(settings, environment="development", redis_url=broker_url)
    made = create_app(outside, replace(house, settings=outside))
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    Redis.from_url(broker_url).flushall()
    create_app(settings, house)  # the limiter is one for the process: put it to rest again


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def tries(browser: FlaskClient, email: str, password: str, origin: str) -> int:
    data = {"email": email, "password": password}
    return browser.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": origin}).status_code


def invited(house: House, stage: Stage, email: str) -> str:
    with house.work() as work:
        actor: Actor = factories.actor(work, work.session.merge(stage.staff, load=False))
        target = Target(Role.CHAIR, committee_id=stage.committee.id)
        made = invitations.invite(
            work, actor, conference_id=stage.conference.id, email=email, name="Emil", target=target, mail=False
        )
        return made.token


def test_passwords_are_not_guessed_without_end(limited: Flask, stage: Stage) -> None:
    answers = [tries(limited.test_client(), stage.delegate.email, f"wrong {n}", ELSEWHERE) for n in range(12)]
    assert answers == [422] * 10 + [429] * 2


def test_who_guesses_elsewhere_does_not_lock_the_owner_out(limited: Flask, stage: Stage) -> None:
    for n in range(15):
        tries(limited.test_client(), stage.delegate.email, f"wrong {n}", ELSEWHERE)
    assert tries(limited.test_client(), stage.delegate.email, PASSWORD, HOME) == 302


def test_signing_in_well_is_never_too_often(limited: Flask, stage: Stage) -> None:
    answers = {tries(limited.test_client(), stage.delegate.email, PASSWORD, HOME) for _ in range(15)}
    assert answers == {302}


def test_an_invitation_is_no_second_door_for_guessing(limited: Flask, house: House, stage: Stage) -> None:
    email = stage.chair.email
    statuses = []
    for n in range(12):
        token = invited(house, stage, email)  # a link of its own each time, and a form that names somebody else
        form = {"password": f"wrong {n} wrong", "email": f"somebody-{n}@school.example"}
        browser = limited.test_client()
        answer = browser.post(f"/invitations/{token}", data=form, environ_base={"REMOTE_ADDR": ELSEWHERE})
        statuses.append(answer.status_code)
    assert statuses == [422] * 10 + [429] * 2
    assert tries(limited.test_client(), email, PASSWORD, ELSEWHERE) == 429


def test_what_the_limiter_keeps_names_nobody_and_stays_small(limited: Flask, stage: Stage, broker_url: str) -> None:
    tries(limited.test_client(), stage.delegate.email, "wrong", HOME)
    tries(limited.test_client(), "x" * 100_000 + "@school.example", "wrong", HOME)
    keys = [key.decode() for key in Redis.from_url(broker_url).scan_iter()]
    assert keys
    assert all(len(key) < 300 for key in keys)
    assert not any(stage.delegate.email in key for key in keys)


TOO_GREAT = 10**20


@pytest.mark.parametrize(
    "path",
    [
        f"/papers/{TOO_GREAT}",
        f"/papers/{TOO_GREAT}/feedback",
        f"/submissions/{TOO_GREAT}/original",
        f"/committees/{TOO_GREAT}/queue",
        f"/cases/{TOO_GREAT}",
        f"/conferences/{TOO_GREAT}/audit",
    ],
)
def test_a_number_no_row_can_have_is_not_found(
    client_as: Callable[[User], FlaskClient], stage: Stage, path: str
) -> None:
    assert client_as(stage.staff).get(path).status_code == 404


def test_a_number_no_row_can_have_in_a_form_is_refused(client_as: Callable[[User], FlaskClient], stage: Stage) -> None:
    browser = client_as(stage.staff)
    clear = browser.post(f"/conferences/{stage.conference.id}/audit/clear", data={"paper": TOO_GREAT, "reason": "x"})
    judged = browser.post(f"/papers/{stage.paper.id}/questions", data={"question": TOO_GREAT, "ruling": "covered"})
    assert (clear.status_code, judged.status_code) == (422, 404)


@pytest.mark.parametrize("letter", ["%00", "a%00b"])
def test_letters_no_database_keeps_are_refused_before_anything_reads_them(
    client_as: Callable[[User], FlaskClient], stage: Stage, letter: str
) -> None:
    browser = client_as(stage.staff)
    asked = browser.get(f"/conferences/{stage.conference.id}/log?who={letter}")
    sent = browser.post(
        f"/papers/{stage.paper.id}/comments",
        data=f"text={letter}",
        content_type="application/x-www-form-urlencoded",
    )
    assert (asked.status_code, sent.status_code) == (400, 400)
