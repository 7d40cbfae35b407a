"""While marking is blind nothing that a chair can reach tells whose a paper is, whatever may hold a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from reviewer.mail import render
from reviewer.models import Conference, OutboxMail, User
from reviewer.work import House
from tests import factories
from tests.conftest import Clock
from tests.web.answers_read import plain, said_by
from tests.web.named_papers import TELLING, judge, name_everybody
from tests.web.test_every_route import World, app, ask, client_of, requests_of, world

__all__ = ["app", "world"]
_VARIANTS: tuple[dict[str, str], ...] = (
    {},
    {"ending": "csv", "what": "passages"},
    {"ending": "xlsx", "what": "questions"},
    {"ending": "json", "what": "passages"},
)


@pytest.fixture
def named(world: World, house: House, clock: Clock) -> World:
    """The world of every route, blind for two days, in which everything that may name somebody does."""
    with house.work() as work:
        newest, _twin = name_everybody(work, world)
        event = work.session.get_one(Conference, world.ids["conference_id"])
        event.blind_marking, event.blind_until = True, clock.now + timedelta(days=2)
    factories.run_all(house)
    with house.work() as work:
        judge(work, world, newest)
    world.freeze()
    return replace(world, ids={**world.ids, "submission_id": newest})


def answers(app: Flask, named: World, person: User) -> Iterator[tuple[str, str]]:
    """Each request that a route knows, where it led, and the letters it wrote to the person: all that they say."""
    for variant in _VARIANTS:
        asked = replace(named, ids={**named.ids, **variant})
        for endpoint, method, path in requests_of(app, asked):
            if variant and not variant.keys() & app.url_map._rules_by_endpoint[endpoint][0].arguments:
                continue
            named.reset()
            client = client_of(app, person)
            answer = ask(client, asked, endpoint, method, path)
            yield f"{method} {path}", said_by(answer)
            if answer.status_code in (302, 303):
                yield f"after {method} {path}", said_by(client.get(answer.headers["Location"]))
            yield f"letters after {method} {path}", letters(named, person)
            answer.close()


def letters(named: World, person: User) -> str:
    """Every letter to this person, as it is or will be sent."""
    with named.house.reading() as session:
        rows = session.scalars(sa.select(OutboxMail).where(OutboxMail.address == person.email)).all()
    made = [render(row.template, row.locale, row.parameters) for row in rows if row.parameters]
    return plain("\n".join(part for letter in made for part in letter))


def found_in(app: Flask, named: World, who: str) -> dict[str, list[str]]:
    """By telling word, where this person met it."""
    person = named.people[who]
    assert person is not None
    found: dict[str, list[str]] = {word: [] for word in TELLING}
    for where, said in answers(app, named, person):
        for word in TELLING:
            if word in said:
                found[word].append(where)
    return found


def test_a_blind_chair_meets_no_name_anywhere(app: Flask, named: World) -> None:
    met = {word: places for word, places in found_in(app, named, "chair").items() if places}
    assert not met, "\n".join(f"{word} ({TELLING[word]}): {places}" for word, places in met.items())


def test_staff_meet_every_name_while_marking_is_blind(app: Flask, named: World) -> None:
    assert [word for word, places in found_in(app, named, "staff").items() if not places] == []


def test_after_the_phase_the_chair_meets_every_name(app: Flask, named: World, clock: Clock) -> None:
    clock.advance(days=2)
    found = found_in(app, named, "chair")
    assert [word for word, places in found.items() if not places] == []
    met = {where.rpartition("/")[2] for places in found.values() for where in places if where.startswith("GET")}
    assert met >= {"original", "desk", "regrades", "readers", "passages", "passages.csv", "passages.json"}


def test_a_blind_chair_gets_neither_file_nor_pictures_but_a_text_without_names(
    app: Flask,
    named: World,
) -> None:
    client = client_of(app, named.people["chair"])
    paper = named.ids["paper_id"]
    assert client.get(f"/submissions/{named.ids['submission_id']}/original").status_code == 403
    assert client.get(f"/papers/{paper}/pages/1.png").status_code == 403
    copy = client.get(f"/papers/{paper}/copy.txt")
    assert "attachment" in copy.headers["Content-Disposition"]
    assert "We propose a fund that lends instruments to states" in copy.text
    assert "▒▒▒▒▒▒ ▒▒▒▒▒▒▒▒▒" in copy.text
