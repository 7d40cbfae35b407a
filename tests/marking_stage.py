"""A conference to try the chairs' pages on: two committees, and in the first three papers in different states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from reviewer.domain.access import Actor
from reviewer.domain.states import DeadlineRight, Exclusion, Step, Visibility
from reviewer.models import Committee, Conference, DocumentMetadata, Paper, Seat, Submission, User
from reviewer.work import House, Work
from tests import factories

ANSWER = "In 2019 our parliament passed the Tidal Safety Act, which pays for sirens in every fishing village."
SHARED = "every upstream state publishes the level of its rivers each morning"
QUOTED = "the sea belongs to those who guard it"
TEXT = (
    "Position Paper of Maravel\n\n"
    f"Maravel has rebuilt its harbour twice 🌊, and it knows what a warning is worth. {ANSWER} Ada Ferrolan wrote "
    "this at Lighthouse School.\n\n"
    f"We propose that {SHARED}. The old law says “{QUOTED}”.\n\nWe propose a fund. We propose an office.\n"
)
ELSEWHERE_TEXT = (
    "Position Paper of Kelvane\n\nOur national sardine ministry doubled its budget. We hold that "
    f"{SHARED}, and the sardine ministry stands ready.\n"
)
SECRET_WORDS = "sardine ministry"
SCHOOL, DELEGATE, FILE, AUTHOR = "Lighthouse School", "Ada Ferrolan", "ferrolan-final.docx", "Teo Marwick"


@dataclass(frozen=True)
class Stage:
    """Rows as they were made; their plain fields can be read after the unit of work."""

    conference: Conference
    committee: Committee
    elsewhere: Committee
    seat: Seat
    paper: Paper
    submission: Submission
    unread: Paper
    missing: Paper
    foreign: Paper
    chair: User
    second: User
    other_chair: User
    delegate: User
    staff: User
    stranger: User


def set_stage(house: House, **conference: Any) -> Stage:
    """The rows of the stage. The first paper was read, compared and covered; it came after the award deadline."""
    with house.work() as work:
        event = factories.conference(work, title="Harbour Model UN", **conference)
        body = factories.committee(work, event, name="Committee on Tides")
        elsewhere = factories.committee(work, event, name="Committee on Rivers")
        factories.rubric(work, event, assign=[body, elsewhere])
        factories.deadline(work, event, at=work.now + timedelta(days=2))
        award = work.now - timedelta(days=1)
        factories.deadline(work, event, at=award, right=DeadlineRight.PAPER_AWARD)
        school = factories.school(work, event, name=SCHOOL)
        seat = factories.seat(work, body, held_for=factories.delegation(work, event, name="Maravel"), by=school)
        delegate = factories.delegate(work, seat, name=DELEGATE)
        paper, submission = _paper(work, seat, TEXT, delegate)
        away = factories.seat(work, elsewhere, held_for=factories.delegation(work, event, name="Kelvane"))
        foreign, foreign_submission = _paper(work, away, ELSEWHERE_TEXT, None)
        _found(work, event, body, submission, foreign_submission)
        unread = factories.paper(work, factories.seat(work, body, held_for=_delegation(work, event, "Norrland")))
        factories.submission(work, unread, queued=True)
        missing = factories.paper(work, factories.seat(work, body, held_for=_delegation(work, event, "Ostria")))
        return Stage(
            conference=event,
            committee=body,
            elsewhere=elsewhere,
            seat=seat,
            paper=paper,
            submission=submission,
            unread=unread,
            missing=missing,
            foreign=foreign,
            chair=factories.chair(work, body, name="Mirela Dautova"),
            second=factories.chair(work, body, name="Tomas Okonjo"),
            other_chair=factories.chair(work, elsewhere, name="Rhea Solberg"),
            delegate=delegate,
            staff=factories.staff(work, event, name="Petra Lindqvist"),
            stranger=factories.staff(work, factories.conference(work)),
        )


def _delegation(work: Work, event: Conference, name: str) -> Any:
    return factories.delegation(work, event, name=name)


def _paper(work: Work, seat: Seat, text: str, by: User | None) -> tuple[Paper, Submission]:
    paper = factories.paper(work, seat)
    sent = factories.submission(work, paper, text=text, name=FILE, by=by, read=True)
    for step in (Step.READ, Step.COMPARE, Step.COVER):
        factories.run(work, sent, step)
    return paper, sent


def _found(work: Work, event: Conference, body: Committee, mine: Submission, foreign: Submission) -> None:
    document = factories.document(work, TEXT)
    other = factories.document(work, ELSEWHERE_TEXT)
    assert (document.id, other.id) == (mine.document_id, foreign.document_id)
    work.session.get_one(DocumentMetadata, document.id).author = AUTHOR
    factories.match(work, document, other, words=SHARED)
    guide = factories.source(
        work, event, only=body, title="Guide to tides", text=f"{QUOTED}, says the guide.\n", visibility=Visibility.STAFF
    )
    law = factories.match(work, document, work.session.get_one(type(document), guide.document_id), words=QUOTED)
    for side in ("low_excluded", "high_excluded"):
        setattr(law, side, Exclusion.QUOTATION)
    factories.coverage(work, mine, words=ANSWER)


def actor(house: House, person: User) -> Actor:
    """The person as the access rules see them."""
    with house.work() as work:
        return factories.actor(work, person)
