"""Nothing of a mark is told before its moment, whatever is asked, and nothing after it was taken back."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.mail import render
from reviewer.models import Committee, Conference, OutboxMail, Paper, RegradeRequest, Seat, User
from reviewer.services import outbox, regrades, release
from reviewer.work import House
from tests import factories
from tests.conftest import Clock
from tests.web.answers_read import plain, said_by
from tests.web.test_every_route import World, app, ask, client_of, requests_of, world

__all__ = ["app", "world"]
TELLING = {
    "glimmerstone": "the word of a level",
    "velvetine": "what a level says to delegates",
    "brackenfold": "a comment",
    "ostrellin": "the note beside a mark",
    "marzipole": "the words on the whole",
    "quernstone": "why points were taken off",
    "6.85": "the total",
}
_OWN = ("delegate", "partner", "adviser")


def telling_rubric() -> Any:
    """Two criteria whose levels say words and numbers of their own."""
    form: dict[str, Any] = copy.deepcopy(dict(factories.RUBRIC))
    form["name"], form["scale"] = "telling", {**form["scale"], "out_of": 7.85}
    for criterion, points in zip(form["criteria"], (4.6, 3.25), strict=True):
        criterion["half_points"] = False
        criterion["levels"][0] |= {"title": "Glimmerstone", "points": points, "delegates": "It is velvetine."}
        criterion["levels"][1] |= {"points": 2}
    return rubric_from_mapping(form, file="telling.yaml")


@pytest.fixture
def set_for_tomorrow(world: World, house: House, clock: Clock) -> tuple[World, datetime]:
    """The world of every route, where another paper of the same seat is marked, and shown from tomorrow noon on."""
    moment = clock.now + timedelta(days=1)
    with house.work() as work:
        session = work.session
        event = session.get_one(Conference, world.ids["conference_id"])
        body = session.get_one(Committee, world.ids["committee_id"])
        seat = session.get_one(Seat, session.get_one(Paper, world.ids["paper_id"]).seat_id)
        paper = factories.paper(work, seat, topic=body.topics[0])
        sent = factories.submission(work, paper, text=f"{factories.PAPER_TEXT}Another one.\n", read=True)
        chair, boss = _row(world, "chair"), _row(world, "staff")
        rubric = factories.rubric(work, event, value=telling_rubric())
        overall: dict[str, Any] = {"overall": "A marzipole of a paper.", "overall_version": 1}
        overall |= {"overall_by_id": chair.id, "overall_at": work.now}
        card = factories.scorecard(work, sent, chair, judged_by=rubric, finished=True, **overall)
        noted = {"note_by_id": chair.id, "note_at": work.now}
        factories.mark(work, card, "content", "4.6", chair, note="See the ostrellin.", note_version=1, **noted)
        factories.mark(work, card, "writing", "3.25", chair)
        factories.comment(work, card, chair, text="A brackenfold here.", words="what a warning is worth")
        factories.adjustment(work, paper, boss, reason="No quernstone was given.")
        factories.run(work, sent)
        made = release.release(
            work, factories.actor(work, boss), conference_id=event.id, committee_id=body.id, visible_from=moment
        )
        assert made.shown == 1
        ids = {**world.ids, "paper_id": paper.id, "submission_id": sent.id, "release_id": made.release_id}
    world.freeze()
    return replace(world, ids=ids), moment


def _row(world: World, who: str) -> User:
    person = world.people[who]
    assert person is not None
    return person


def met_by(app: Flask, seen: World, who: str) -> dict[str, list[str]]:
    """By telling word, where this person met it: every route, where it led, and every letter to them."""
    person = _row(seen, who)
    found: dict[str, list[str]] = {}
    for where, said in _said(app, seen, person):
        for word in TELLING:
            if word in said:
                found.setdefault(word, []).append(where)
    return found


def _said(app: Flask, seen: World, person: User) -> Iterator[tuple[str, str]]:
    for endpoint, method, path in requests_of(app, seen):
        seen.reset()
        client = client_of(app, person)
        answer = ask(client, seen, endpoint, method, path)
        yield f"{method} {path}", said_by(answer)
        if answer.status_code in (302, 303):
            yield f"after {method} {path}", said_by(client.get(answer.headers["Location"]))
        answer.close()
    with seen.house.reading() as session:
        rows = session.scalars(sa.select(OutboxMail).where(OutboxMail.address == person.email)).all()
    for row in rows:
        yield f"letter {row.template}", plain(" ".join(render(row.template, row.locale, row.parameters)))


class Postbox:
    """Keeps the addresses and kinds of the letters it is given."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []

    def send(self, *, address: str, template: str, locale: str, parameters: dict[str, Any]) -> None:
        self.sent.append((template, address))


@pytest.mark.parametrize("who", _OWN)
def test_until_the_moment_nobody_is_told_anything(
    app: Flask, set_for_tomorrow: tuple[World, datetime], clock: Clock, who: str
) -> None:
    seen, moment = set_for_tomorrow
    clock.now = moment - timedelta(microseconds=1)
    assert met_by(app, seen, who) == {}


def test_at_the_moment_all_of_it_is_there_and_the_letters_go(
    app: Flask, house: House, set_for_tomorrow: tuple[World, datetime], clock: Clock
) -> None:
    seen, moment = set_for_tomorrow
    clock.now = moment - timedelta(microseconds=1)
    post = Postbox()
    outbox.send_due(house, post, most=1000)
    assert [one for one in post.sent if one[0] == "feedback"] == []
    clock.now = moment
    outbox.send_due(house, post, most=1000)
    assert sorted(one for one in post.sent if one[0] == "feedback") == sorted(
        ("feedback", _row(seen, who).email) for who in ("delegate", "partner")
    )
    seen.reset()
    for who in _OWN:
        page = plain(client_of(app, _row(seen, who)).get(f"/papers/{seen.ids['paper_id']}/feedback").text)
        assert [word for word in TELLING if word not in page] == [], who


def test_after_it_was_taken_back_nothing_is_there_not_even_what_a_regrade_said(
    app: Flask, house: House, set_for_tomorrow: tuple[World, datetime], clock: Clock
) -> None:
    seen, moment = set_for_tomorrow
    clock.now = moment
    paper_id = int(str(seen.ids["paper_id"]))
    with house.work() as work:
        delegate, chair, boss = (factories.actor(work, _row(seen, who)) for who in ("delegate", "chair", "staff"))
        asked = regrades.ask(
            work, delegate, paper_id=paper_id, criterion="writing", topic=None, reason="Look at the last paragraph."
        )
        regrades.answer(
            work, chair, request_id=asked.id, mark=Decimal(2), words="The marzipole stays.", seen_version=asked.version
        )
        release.take_back(work, boss, release_id=int(str(seen.ids["release_id"])))
        assert work.session.get_one(RegradeRequest, asked.id).new_mark == 2
    seen.freeze()
    for who in ("delegate", "adviser"):
        assert met_by(app, seen, who) == {}, who
    with house.reading() as session:
        waiting = sa.select(OutboxMail).where(OutboxMail.template == "feedback")
        links = [row.parameters["link"] for row in session.scalars(waiting)]
    assert not [link for link in links if f"/papers/{paper_id}/" in link]
