"""The marks of a committee, or of all of a conference's, as one table for staff and chairs to take along."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.scoring import Score, combine, mark_keys
from reviewer.models import AdoptedRubric, Committee, Paper, Scorecard
from reviewer.services import final_marks, grading
from reviewer.services.desks.staffing import committees_of
from reviewer.services.desks.standing import body, standings
from reviewer.services.exports.coverage import Table
from reviewer.services.exports.workbook import Value
from reviewer.services.grading.sums import marks_of
from reviewer.services.scorecards import name_of

_FIXED = ("committee", "delegation", "topic", "state", "words", "total", "out_of", "reached", "taken_off", "readings")


def committee_scores(session: Session, actor: Actor, committee_id: int) -> Table:
    """A line a paper, without the marks of those that the asker is too near to.

    `total` is `reached` less `taken_off` (below zero where more was added), all made from the same readings.

    Raises NotFound for who is neither the committee's chair nor staff.
    """
    lines = _lines(session, actor, committee_id)
    return _table("scores", lines)


def conference_scores(session: Session, actor: Actor, conference_id: int) -> Table:
    """A line a paper of every committee. Raises NotFound for anybody but staff."""
    if not access.is_staff(actor, conference_id):
        raise NotFound("conference_unknown", "There is no such conference.")
    lines = [line for one in committees_of(session, conference_id) for line in _lines(session, actor, one.id)]
    return _table("scores", lines)


def _table(name: str, lines: Sequence[dict[str, Value]]) -> Table:
    marks = list(dict.fromkeys(key for line in lines for key in line if key not in _FIXED))
    heading = (*_FIXED, *marks)
    rows = [tuple(line.get(key) for key in heading) for line in lines]
    return Table(name, (heading, *rows), list(lines))


def _lines(session: Session, actor: Actor, committee_id: int) -> list[dict[str, Value]]:
    of = body(session, actor, committee_id)
    papers = standings(session, actor, of)
    ids = sa.select(Paper.id).where(Paper.id.in_([one.paper_id for one in papers if one.mine]))
    cards = final_marks.deciding_scorecards(session, ids)
    scores = grading.scores_of(session, [card for group in cards.values() for card in group])
    committee = session.get_one(Committee, committee_id)
    row = session.get(AdoptedRubric, committee.rubric_id) if committee.rubric_id else None
    fields = [name_of(key) for key in mark_keys(grading.rubric_of(row))] if row else []
    return [
        {
            "committee": of.name,
            "delegation": one.delegation,
            "topic": one.topic,
            "state": one.state.value,
            "words": one.words,
            **_sums(cards.get(one.paper_id, []), scores, committee),
            **dict.fromkeys(fields, None),
            **_marks(cards.get(one.paper_id, [])),
        }
        for one in papers
    ]


def _sums(cards: Sequence[Scorecard], scores: dict[int, Score], committee: Committee) -> dict[str, Value]:
    if not cards:
        return {"total": None, "out_of": None, "reached": None, "taken_off": None, "readings": 0}
    found = [scores[card.id] for card in cards]
    combined = combine(found, final_marks.method_of(committee, len(found)))
    return {
        "total": float(combined.total),
        "out_of": float(combined.out_of),
        "reached": float(combined.reached),
        "taken_off": float(combined.reached - combined.total),
        "readings": len(found),
    }


def _marks(cards: Sequence[Scorecard]) -> dict[str, Value]:
    """The marks of the readings that decide, their mean where there are several."""
    found: dict[str, list[float]] = {}
    for card in cards:
        for key, points in marks_of(card).items():
            found.setdefault(name_of(key), []).append(float(points))
    return {name: sum(points) / len(points) for name, points in found.items()}
