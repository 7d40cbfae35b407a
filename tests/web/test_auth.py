from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from reviewer import passwords
from reviewer.domain.states import Role
from reviewer.models import OutboxMail, User
from reviewer.services import invitations
from reviewer.services.memberships import Target
from reviewer.work import House, Work
from tests import factories
from tests.conftest import Clock
from tests.factories import PASSWORD
from tests.web.stage import Stage, set_stage

As = Callable[[User], FlaskClient]
NEW_PASSWORD = "four borrowed lanterns"


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def enter(browser: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> int:
    return browser.post("/sign-in", data={"email": email, "password": password} | more).status_code


def is_in(browser: FlaskClient) -> bool:
    return browser.get("/account").status_code == 200


def invited(house: House, stage: Stage, email: str, name: str = "Gil Orsay") -> str:
    """The address of a fresh invitation as a member of staff."""
    with house.work() as work:
        actor = factories.actor(work, stage.staff)
        made = invitations.invite(
            work, actor, conference_id=stage.conference.id, email=email, name=name, target=Target(Role.STAFF)
        )
    return f"/invitations/{made.token}"


# --- signing in and out


def test_signing_in_leads_to_the_page_that_was_wanted(client: FlaskClient, stage: Stage) -> None:
    asked = client.get(f"/papers/{stage.paper.id}")
    form = client.get(asked.location).text
    wanted = re.search(r'name="next" value="([^"]+)"', form)
    assert wanted is not None
    data = {"email": stage.delegate.email.upper(), "password": PASSWORD, "next": wanted.group(1)}
    answer = client.post("/sign-in", data=data)
    assert answer.location.startswith(f"/papers/{stage.paper.id}")
    assert client.get(answer.location).status_code == 200


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"])
def test_signing_in_leads_nowhere_else(client: FlaskClient, stage: Stage, wanted: str) -> None:
    data = {"email": stage.delegate.email, "password": PASSWORD, "next": wanted}
    assert client.post("/sign-in", data=data).location == "/"


def test_a_wrong_password_and_an_unknown_address_are_told_alike(client: FlaskClient, stage: Stage) -> None:
    wrong = client.post("/sign-in", data={"email": stage.delegate.email, "password": "no"})
    unknown = client.post("/sign-in", data={"email": "nobody@school.example", "password": "no"})
    faults = [re.findall(r'id="password-error".*?</p>', answer.text, re.DOTALL) for answer in (wrong, unknown)]
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert faults[0] == faults[1]
    assert "do not go together" in faults[0][0]
    assert f'value="{stage.delegate.email}"' in wrong.text
    assert not is_in(client)


def test_signing_out_ends_the_session(client: FlaskClient, stage: Stage) -> None:
    enter(client, stage.delegate.email)
    assert is_in(client)
    client.post("/sign-out")
    assert not is_in(client)


def test_a_disabled_account_is_out_at_once(client: FlaskClient, stage: Stage, house: House) -> None:
    enter(client, stage.delegate.email)
    with house.work() as work:
        work.session.get_one(User, stage.delegate.id).disabled_at = work.now
    assert not is_in(client)
    assert enter(client, stage.delegate.email) == 422


def test_signing_in_needs_the_forms_token(guarded_app: Flask, stage: Stage) -> None:
    browser = guarded_app.test_client()
    assert enter(browser, stage.delegate.email) == 400
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert token is not None
    assert enter(browser, stage.delegate.email, csrf_token=token.group(1)) == 302


# --- invitations


def test_an_invitation_makes_an_account_and_signs_in(client: FlaskClient, stage: Stage, house: House) -> None:
    address = invited(house, stage, "gil@school.example")
    page = client.get(address).text
    for words in ("Harbour Model UN", "gil@school.example", "Gil Orsay", "Staff"):
        assert words in page
    answer = client.post(address, data={"name": "Gil de Orsay", "password": NEW_PASSWORD})
    assert answer.status_code == 302
    assert "Gil de Orsay" in client.get("/account").text
    again = client.get(address)
    assert again.status_code == 404
    assert "not open any more" in again.text


def test_a_short_password_is_refused_beside_its_field_and_the_name_is_kept(
    client: FlaskClient, stage: Stage, house: House
) -> None:
    address = invited(house, stage, "gil@school.example")
    answer = client.post(address, data={"name": "Gil the Younger", "password": "short"})
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.text
    assert 'value="Gil the Younger"' in answer.text
    assert "password-error" in answer.text


def test_an_existing_account_is_invited_with_its_own_password(client: FlaskClient, stage: Stage, house: House) -> None:
    address = invited(house, stage, stage.delegate.email)
    assert "has an account already" in client.get(address).text
    assert client.post(address, data={"password": NEW_PASSWORD}).status_code == 422
    assert client.post(address, data={"password": PASSWORD}).status_code == 302


def test_who_is_signed_in_with_the_invited_address_accepts_without_a_password(
    client_as: As, stage: Stage, house: House
) -> None:
    address = invited(house, stage, stage.delegate.email)
    browser = client_as(stage.delegate)
    assert 'type="password"' not in browser.get(address).text
    assert browser.post(address).status_code == 302
    other = invited(house, stage, stage.partner.email)
    assert 'type="password"' in browser.get(other).text
    assert browser.post(other).status_code == 422


def test_an_old_or_invented_link_says_what_to_do(client: FlaskClient, stage: Stage, house: House, clock: Clock) -> None:
    address = invited(house, stage, "gil@school.example")
    clock.advance(days=61)
    for answer in (
        client.post(address, data={"name": "Gil", "password": NEW_PASSWORD}),
        client.get("/invitations/invented"),
    ):
        assert answer.status_code == 404
        assert "Ask the conference&#39;s staff for a new link" in answer.text


# --- the own account


def test_a_new_password_ends_the_other_sessions(client_as: As, stage: Stage) -> None:
    here, elsewhere = client_as(stage.delegate), client_as(stage.delegate)
    assert here.post("/account", data={"current": PASSWORD, "password": NEW_PASSWORD}).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)
    assert enter(elsewhere, stage.delegate.email) == 422
    assert enter(elsewhere, stage.delegate.email, NEW_PASSWORD) == 302


def test_a_wrong_current_password_changes_nothing(client_as: As, stage: Stage) -> None:
    browser = client_as(stage.delegate)
    answer = browser.post("/account", data={"current": "wrong", "password": NEW_PASSWORD})
    assert answer.status_code == 422
    assert "current-error" in answer.text
    assert "password-error" not in answer.text
    assert enter(browser, stage.delegate.email, NEW_PASSWORD) == 302  # signed in already: sent on
    assert is_in(client_as(stage.delegate))


def test_signing_out_everywhere_ends_every_copy_of_every_session(client_as: As, stage: Stage) -> None:
    here, copied = client_as(stage.delegate), client_as(stage.delegate)
    somebody = client_as(stage.partner)
    assert is_in(here)
    assert is_in(copied)
    here.post("/sign-out")
    assert is_in(copied)  # what was copied before outlives a plain signing out
    answer = copied.post("/account/sign-out-everywhere", follow_redirects=True)
    assert "You are signed out everywhere." in answer.text
    assert not is_in(copied)
    assert not is_in(client_as(stage.delegate))
    assert is_in(somebody)


@pytest.mark.parametrize("act", ["sign in", "new account", "known account", "new password", "forgotten password"])
def test_no_password_is_hashed_while_writers_wait(
    client: FlaskClient, client_as: As, stage: Stage, house: House, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    writing: list[bool] = []
    hashed: list[bool] = []
    begin = House.work

    @contextmanager
    def watched(self: House) -> Iterator[Work]:
        with begin(self) as work:
            writing.append(True)
            yield work
            writing.pop()

    monkeypatch.setattr(House, "work", watched)
    for name in ("hash_password", "verify_password"):
        compute = getattr(passwords, name)
        monkeypatch.setattr(passwords, name, lambda *given, c=compute: (hashed.append(bool(writing)), c(*given))[1])
    if act == "sign in":
        assert enter(client, stage.delegate.email) == 302
    elif act == "new password":
        form = {"current": PASSWORD, "password": "eight borrowed lanterns"}
        assert client_as(stage.delegate).post("/account", data=form).status_code == 302
    elif act == "forgotten password":
        client.post("/forgotten-password", data={"email": stage.delegate.email})
        with house.reading() as session:
            link = session.scalars(sa.select(OutboxMail)).one().parameters["link"]
        token = link.rpartition("/")[2]
        assert client.post(f"/new-password/{token}", data={"password": "eight borrowed lanterns"}).status_code == 303
    else:
        email = stage.other_delegate.email if act == "known account" else "gil@school.example"
        assert client.post(invited(house, stage, email), data={"name": "Gil", "password": PASSWORD}).status_code == 302
    assert hashed
    assert not any(hashed)
