from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from reviewer.models import User
from reviewer.settings import Settings
from reviewer.web.app import create_app
from reviewer.work import House
from tests.factories import PASSWORD


@pytest.fixture
def app(settings: Settings, house: House) -> Flask:
    """The application over this test's house. Forms need no token here; `guarded_app` is where they do."""
    made = create_app(settings, house)
    made.config["TESTING"] = True
    made.config["WTF_CSRF_ENABLED"] = False
    return made


@pytest.fixture
def guarded_app(settings: Settings, house: House) -> Flask:
    """The application with every guard of production, form tokens too."""
    made = create_app(settings, house)
    made.config["TESTING"] = True
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client_as(app: Flask) -> Callable[[User], FlaskClient]:
    """A browser of its own for each person, signed in by the session that signing in makes."""

    def sign_in(person: User) -> FlaskClient:
        browser = app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"] = f"{person.id}.{person.session_key}"
            session["_fresh"] = True
        return browser

    return sign_in


@pytest.fixture
def sign_in() -> Callable[[FlaskClient, User], None]:
    """Signing in as a person does: by the form, with the password every invented person has."""

    def act(browser: FlaskClient, person: User) -> None:
        answer = browser.post("/sign-in", data={"email": person.email, "password": PASSWORD})
        assert answer.status_code == 302, answer.text

    return act
