"""A conference with a paper of two pages, handed in as a PDF that names its school and delegate wherever it can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reviewer.models import Committee, Conference, Paper, Submission, User
from reviewer.work import House
from tests import factories
from tests.engine.paged_files import BODY, DELEGATE, MORE, SCHOOL, telling_file

PDF = "application/pdf"
ANSWER = "We propose a short one with a date, and an office of four people that keeps the tables."
SHARED = "states publish the level of their rivers each morning, and the states below answer within the hour"


@dataclass(frozen=True)
class PagedStage:
    """Rows as they were made; their plain fields can be read after the unit of work."""

    conference: Conference
    committee: Committee
    paper: Paper
    submission: Submission
    chair: User
    other_chair: User
    staff: User
    delegate: User
    adviser: User


def set_paged_stage(house: House, data: bytes | None = None, **conference: Any) -> PagedStage:
    """The rows of the stage; the paper is read, its pages drawn, one passage of it copied and one question answered."""
    with house.work() as work:
        event = factories.conference(work, title="Harbour Model UN", **conference)
        body = factories.committee(work, event, name="Committee on Tides")
        factories.rubric(work, event, assign=[body])
        school = factories.school(work, event, name=SCHOOL)
        seat = factories.seat(work, body, held_for=factories.delegation(work, event, name="Maravel"), by=school)
        delegate = factories.delegate(work, seat, name=DELEGATE)
        paper = factories.paper(work, seat)
        sent = factories.submission(
            work, paper, data=data or telling_file(), name="tarquillo.pdf", media_type=PDF, by=delegate, queued=True
        )
        factories.source(work, event, only=body, title="Guide to tides", text=f"{SHARED}, says the guide.\n")
        made = PagedStage(
            conference=event,
            committee=body,
            paper=paper,
            submission=sent,
            chair=factories.chair(work, body, name="Mirela Dautova"),
            other_chair=factories.chair(work, factories.committee(work, event)),
            staff=factories.staff(work, event),
            delegate=delegate,
            adviser=factories.adviser(work, school),
        )
    factories.run_all(house)
    with house.work() as work:
        read = work.session.get_one(Submission, sent.id)
        if read.document is not None and ANSWER in " ".join(read.document.text.split()):
            factories.coverage(work, read, words=ANSWER)
    return made


__all__ = ["ANSWER", "BODY", "DELEGATE", "MORE", "PDF", "SCHOOL", "SHARED", "PagedStage", "set_paged_stage"]
