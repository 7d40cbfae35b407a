"""Anchor papers as the calibration page shows them: who read them how, who is awaited, which papers could be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.readings import FIRST_ANCHOR
from reviewer.domain.scoring import MarkKey
from reviewer.domain.states import ScorecardState
from reviewer.models import AnchorPaper, Paper, Scorecard, Seat, Submission
from reviewer.services.conflicts import barred_chairs
from reviewer.services.desks.finished_readings import Done
from reviewer.services.desks.standing import Body
from reviewer.services.grading.sums import marks_of
from reviewer.services.papers import submissions_to_mark


@dataclass(frozen=True, slots=True)
class Reading:
    """One chair's finished reading of a paper: marks by field name ("content", "content--2"), and the total."""

    reader: str
    is_mine: bool
    marks: Mapping[str, Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Anchor:
    """An anchor paper. `readings` are empty while its reader has not finished their own; `waiting` are not done."""

    id: int
    paper_id: int
    delegation: str
    is_open: bool
    mine_done: bool
    readings: tuple[Reading, ...]
    agreed: Mapping[str, str]
    waiting: tuple[str, ...]


def anchors(
    session: Session,
    actor: Actor,
    of: Body,
    done: Sequence[Done],
    names: Mapping[int, str],
    delegations: Mapping[int, str],
) -> tuple[Anchor, ...]:
    """The committee's anchor papers, with the finished readings that may be seen and the chairs that are awaited."""
    rows = session.scalars(
        sa.select(AnchorPaper).where(AnchorPaper.committee_id == of.committee_id).order_by(AnchorPaper.id)
    )
    finished = _who_finished(session, of.committee_id)
    barred = barred_chairs(session, of.committee_id)
    return tuple(
        Anchor(
            id=row.id,
            paper_id=row.paper_id,
            delegation=delegations.get(row.paper_id, ""),
            is_open=row.ended_at is None,
            mine_done=actor.user_id in finished[row.paper_id],
            readings=tuple(
                _reading(one, names, actor)
                for one in done
                if one.card.paper_id == row.paper_id and one.card.slot >= FIRST_ANCHOR
            ),
            agreed=row.agreed,
            waiting=tuple(
                name
                for person, name in names.items()
                if person not in finished[row.paper_id] and person not in barred.get(row.paper_id, ())
            ),
        )
        for row in rows
    )


def _who_finished(session: Session, committee_id: int) -> dict[int, set[int]]:
    rows = session.execute(
        sa.select(Scorecard.paper_id, Scorecard.finished_by_id)
        .join(Paper, Scorecard.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(
            Seat.committee_id == committee_id,
            Scorecard.slot >= FIRST_ANCHOR,
            Scorecard.state == ScorecardState.FINAL,
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for paper_id, person in rows:
        found[paper_id].add(person or 0)
    return found


def _reading(one: Done, names: Mapping[int, str], actor: Actor) -> Reading:
    return Reading(
        reader=names.get(one.reader, ""),
        is_mine=one.reader == actor.user_id,
        marks={_name(key): points for key, points in marks_of(one.card).items()},
        total=one.score.total,
    )


def _name(key: MarkKey) -> str:
    return key.criterion if key.topic is None else f"{key.criterion}--{key.topic}"


def candidates(session: Session, committee_id: int, delegations: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    """Papers to mark that nobody has marked yet and that are no open anchors, by id and name."""
    taken = sa.select(Scorecard.paper_id).where(Scorecard.slot < FIRST_ANCHOR)
    anchors = sa.select(AnchorPaper.paper_id).where(AnchorPaper.ended_at.is_(None))
    rows = session.scalars(
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(
            Seat.committee_id == committee_id,
            Paper.id.in_(sa.select(Submission.paper_id).where(Submission.id.in_(submissions_to_mark(committee_id)))),
            Paper.id.not_in(taken),
            Paper.id.not_in(anchors),
        )
    )
    return tuple(sorted(((paper, delegations[paper]) for paper in rows), key=lambda pair: pair[1]))
