"""A forgotten password: one letter to the account's own address, a link that holds once and not for long."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from reviewer.domain.errors import NotFound, Refused
from reviewer.models import OutboxMail, User
from reviewer.services import accounts, resets
from reviewer.work import House
from tests import factories
from tests.conftest import Clock

NEW = "nine invented lanterns"


def ask(house: House, email: str) -> None:
    with house.work() as work:
        resets.ask(work, email=email)


def letters(house: House) -> list[str]:
    with house.reading() as session:
        rows = session.scalars(sa.select(OutboxMail).where(OutboxMail.template == "reset"))
        return [str(row.parameters["link"]).rsplit("/", 1)[1] for row in rows]


@pytest.fixture
def user(house: House) -> User:
    with house.work() as work:
        return factories.user(work)


def test_link_sets_a_new_password_once_and_ends_sessions(house: House, user: User) -> None:
    ask(house, f" {user.email.upper()}")
    (token,) = letters(house)
    resets.choose(house, token=token, password=NEW)
    with house.reading() as session:
        assert accounts.authenticate(session, email=user.email, password=NEW).id == user.id
        assert accounts.load_person(session, user.id, user.session_key) is None
    with pytest.raises(NotFound):
        resets.choose(house, token=token, password="another long password")


def test_unknown_and_disabled_addresses_get_no_letter(house: House, clock: Clock) -> None:
    with house.work() as work:
        disabled = factories.user(work, disabled_at=clock.now)
    ask(house, "nobody@school.example")
    ask(house, disabled.email)
    assert letters(house) == []


def test_stranger_cannot_fill_a_mailbox(house: House, user: User, clock: Clock) -> None:
    for _ in range(5):
        ask(house, user.email)
    assert len(letters(house)) == 1
    clock.advance(minutes=6)
    ask(house, user.email)
    assert len(letters(house)) == 2


@pytest.mark.parametrize("token", ["", "made-up", "WzEsICJ4Il0.aaaa.bbbb"])
def test_made_up_link_is_gone(house: House, token: str) -> None:
    with pytest.raises(NotFound), house.reading() as session:
        resets.account_of(session, house.settings, token)


def test_short_password_is_refused_and_the_link_still_holds(house: House, user: User) -> None:
    ask(house, user.email)
    (token,) = letters(house)
    with pytest.raises(Refused):
        resets.choose(house, token=token, password="short")
    assert resets.choose(house, token=token, password=NEW).id == user.id


def test_link_of_another_installation_is_gone(house: House, user: User) -> None:
    ask(house, user.email)
    (token,) = letters(house)
    elsewhere = replace(house.settings, secret_key="another secret, of another installation")
    with pytest.raises(NotFound), house.reading() as session:
        resets.account_of(session, elsewhere, token)
