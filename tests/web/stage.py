"""A small conference to try the delegate's pages on: two seats of two schools in one committee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from reviewer.models import Committee, Conference, Paper, User
from reviewer.work import House, Work
from tests import factories

SHARED = (
    "every upstream state should publish the level of its rivers each morning, so that the harbours below have two "
    "days to move their boats and their people before the water arrives"
)
OWN_TEXT = f"Position Paper of Maravel\n\nMaravel rebuilt its quay in nine years. We hold that {SHARED}.\n"
OTHER_TEXT = (
    f"Position Paper of Kelvane\n\nOur national sardine ministry doubled its budget. Kelvane says that {SHARED}. "
    "The sardine ministry stands ready.\n"
)
OTHER_COUNTRY, OTHER_SCHOOL, OTHER_WORDS = "Kelvane", "Saltmarsh Academy", "sardine ministry"


@dataclass(frozen=True)
class Stage:
    """Rows as they were made; their plain fields can be read after the unit of work."""

    conference: Conference
    committee: Committee
    paper: Paper
    other_paper: Paper
    delegate: User
    partner: User
    other_delegate: User
    adviser: User
    chair: User
    staff: User


def set_stage(house: House, **conference: Any) -> Stage:
    """The rows of the stage; handing in ends after two days."""
    with house.work() as work:
        event = factories.conference(work, title="Harbour Model UN", **conference)
        body = factories.committee(work, event, name="Committee on Tides")
        factories.deadline(work, event, at=work.now + timedelta(days=2))
        own_school = factories.school(work, event, name="Lighthouse School")
        own = factories.seat(
            work, body, held_for=factories.delegation(work, event, name="Maravel"), by=own_school, size=2
        )
        other = factories.seat(
            work,
            body,
            held_for=factories.delegation(work, event, name=OTHER_COUNTRY),
            by=factories.school(work, event, name=OTHER_SCHOOL),
        )
        return Stage(
            conference=event,
            committee=body,
            paper=factories.paper(work, own),
            other_paper=factories.paper(work, other),
            delegate=factories.delegate(work, own, name="Ada Ferrolan"),
            partner=factories.delegate(work, own, name="Bo Ilvar"),
            other_delegate=factories.delegate(work, other, name="Cy Marwick"),
            adviser=factories.adviser(work, own_school, name="Dora Venn"),
            chair=factories.chair(work, body, name="Emil Tarsk"),
            staff=factories.staff(work, event, name="Fay Quill"),
        )


def release_feedback(work: Work, stage: Stage, **given: Any) -> None:
    """Mark the newest version of the stage's paper and release it; `content` is the frozen feedback."""
    content = given.pop("content", {})
    newest = given.pop("of")
    rubric = factories.rubric(work, work.session.merge(stage.conference, load=False))
    card = factories.scorecard(work, newest, stage.chair, judged_by=rubric, finished=True)
    final = factories.final_mark(work, card, stage.chair, total="7.5", content=content)
    factories.release(work, stage.conference, stage.staff, final, **given)
