"""The award page and its minutes: what broke a tie is named, and what changed since is said before signing."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from html import unescape

from flask.testing import FlaskClient

from reviewer.models import User
from reviewer.services import grading
from reviewer.services.awards import Rules
from reviewer.work import House
from tests import factories
from tests.marking_stage import Stage
from tests.services.test_award_lists import close, on_time, papers, read, stage

__all__ = ["on_time", "stage"]
Browsers = Callable[[User], FlaskClient]


def test_the_minutes_name_the_criterion_that_broke_a_tie(house: House, on_time: Stage, client_as: Browsers) -> None:
    ids = papers(house, on_time)
    read(house, on_time.chair, ids["Maravel"], "3", "5")
    read(house, on_time.chair, ids["Quiriland"], "5", "3")
    made = close(house, on_time.chair, on_time, Rules(("criterion",), "content"))
    said = unescape(client_as(on_time.chair).get(f"/award-lists/{made}").text)
    assert "below by: the mark for “Content”" in said
    assert "Ties go by: the mark for “Content”." in said


def test_what_changed_since_a_list_was_closed_is_said_on_its_page(
    house: House, on_time: Stage, client_as: Browsers
) -> None:
    ids = papers(house, on_time)
    read(house, on_time.chair, ids["Maravel"], "5", "5")
    read(house, on_time.chair, ids["Quiriland"], "3", "5")
    close(house, on_time.chair, on_time)
    there = f"/committees/{on_time.committee.id}/awards"
    chair = client_as(on_time.chair)
    assert "Since it was closed" not in chair.get(there).text
    with house.work() as work:
        who = factories.actor(work, on_time.chair)
        grading.reopen(work, who, paper_id=ids["Quiriland"])
        grading.adjust(work, who, paper_id=ids["Maravel"], kind="deduction", points=Decimal(2), reason="No title.")
    said = chair.get(there).text
    assert "Since it was closed: Maravel 10, now 8; Quiriland 8, now unfinished." in said
    assert said.index("Since it was closed") < said.index("Sign it")


def test_who_closes_a_list_reads_how_many_papers_are_not_marked(
    house: House, on_time: Stage, client_as: Browsers
) -> None:
    ids = papers(house, on_time)
    read(house, on_time.chair, ids["Maravel"], "5", "5")
    there, chair = f"/committees/{on_time.committee.id}/awards", client_as(on_time.chair)
    said = chair.get(there).text
    assert f"{len(ids) - 1} paper" in said[said.index("Close this order as the list") :]
    assert "not in it" in said
    read(house, on_time.chair, ids["Quiriland"], "3", "5")
    said = chair.get(there).text
    assert "1 paper is not in it: its marks are not complete." in said
