"""What a view has at hand about the request: the house, the sandbox, the person and what they may do."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import cast

from flask import current_app
from flask_login import UserMixin, current_user

from reviewer.domain.access import Actor
from reviewer.sandbox import Sandbox
from reviewer.work import House, Reading, Work


@dataclass(frozen=True, slots=True)
class Person(UserMixin):  # type: ignore[misc]  # flask-login has no types
    """The signed-in person of this request."""

    actor: Actor
    name: str
    email: str
    session_key: str
    locale: str | None
    timezone: str | None

    def get_id(self) -> str:
        """What the session cookie holds: it stops naming anybody when the person's session key changes."""
        return f"{self.actor.user_id}.{self.session_key}"


def house() -> House:
    """The house of this application."""
    return cast("House", current_app.extensions["house"])


def sandbox() -> Sandbox:
    """The sandbox of this application: what a view reads of a file, it reads there."""
    return cast("Sandbox", current_app.extensions["sandbox"])


def reading() -> AbstractContextManager[Reading]:
    """A unit that only reads."""
    return house().reading()


def working() -> AbstractContextManager[Work]:
    """A unit that may write; it commits when the block ends well."""
    return house().work()


def person() -> Person:
    """Who asks; only in views behind sign-in."""
    return cast("Person", current_user._get_current_object())  # noqa: SLF001 - werkzeug's way out of a proxy


def actor() -> Actor:
    """The asking person's grants; only in views behind sign-in."""
    return person().actor
