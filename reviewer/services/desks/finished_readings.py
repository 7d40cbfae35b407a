"""The finished readings of a committee that somebody may see beside each other.

A chair sees of others' readings only what both have finished: of anchors the ones they read themselves, of papers with
two readers the ones that are done. Nobody sees those of papers they are too near to, but for their own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.readings import FIRST_ANCHOR
from reviewer.domain.scoring import Score
from reviewer.domain.states import ScorecardState
from reviewer.models import Committee, Paper, Scorecard, Seat
from reviewer.services import grading
from reviewer.services.desks.standing import Body
from reviewer.services.papers import places_of


@dataclass(frozen=True, slots=True)
class Done:
    """A finished scorecard with its reader and sum."""

    card: Scorecard
    reader: int
    score: Score


def finished_readings(session: Session, actor: Actor, of: Body) -> list[Done]:
    """Those of the committee that this person may see, by paper and slot."""
    places = places_of(session, sa.select(Paper.id).join(Seat).where(Seat.committee_id == of.committee_id))
    done = [
        one
        for one in _finished(session, of.committee_id)
        if one.reader == actor.user_id or not access.is_too_near(actor, places[one.card.paper_id])
    ]
    return _seen(actor, of, done, session.get_one(Committee, of.committee_id).readings)


def _finished(session: Session, committee_id: int) -> list[Done]:
    cards = session.scalars(
        sa.select(Scorecard)
        .join(Paper, Scorecard.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id, Scorecard.state == ScorecardState.FINAL)
        .options(selectinload(Scorecard.marks), joinedload(Scorecard.rubric))
        .order_by(Scorecard.paper_id, Scorecard.slot)
    ).all()
    scores = grading.scores_of(session, cards)
    return [Done(card, card.finished_by_id or 0, scores[card.id]) for card in cards]


def _seen(actor: Actor, of: Body, done: Sequence[Done], wanted: int) -> list[Done]:
    """Without what must stay hidden from this person until they, or both readers, are done."""
    if access.is_staff(actor, of.conference_id):
        return list(done)
    finished: dict[int, set[int]] = defaultdict(set)
    mine: set[int] = set()
    for one in done:
        finished[one.card.paper_id].add(one.card.slot)
        if one.reader == actor.user_id and one.card.slot >= FIRST_ANCHOR:
            mine.add(one.card.paper_id)
    return [
        one
        for one in done
        if one.reader == actor.user_id
        or (
            one.card.paper_id in mine if one.card.slot >= FIRST_ANCHOR else _all_in(finished[one.card.paper_id], wanted)
        )
    ]


def _all_in(slots: set[int], wanted: int) -> bool:
    return len([slot for slot in slots if slot <= wanted]) >= wanted


def anchored(done: Sequence[Done]) -> set[tuple[int, int]]:
    """(reader, paper) of every reading of a paper as an anchor."""
    return {(one.reader, one.card.paper_id) for one in done if one.card.slot >= FIRST_ANCHOR}
