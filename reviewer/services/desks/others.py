"""The readings of a paper beside one's own: hidden until their readers may see each other's, then with their marks."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from reviewer.domain.readings import FIRST_ANCHOR, MODERATION, Readings
from reviewer.domain.scoring import CriterionLine, Score
from reviewer.domain.states import ScorecardState
from reviewer.models import Scorecard, User
from reviewer.services import grading
from reviewer.services.scorecards import name_of


class Part(StrEnum):
    """What a person has to do with a paper's marks."""

    SHARED = "shared"
    OWN = "own"
    MODERATION = "moderation"
    ANCHOR = "anchor"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A reading that somebody else wrote. `lines` hold its marks as they count in the total."""

    slot: int
    reader: str
    is_final: bool
    total: Decimal | None
    out_of: Decimal
    lines: tuple[CriterionLine, ...]
    overall: str

    @property
    def marks(self) -> dict[str, Decimal]:
        """The marks given, by the field's name."""
        return {name_of(line.key): line.mark for line in self.lines if line.mark is not None}


def part_of(readings: Readings) -> Part:
    """As what this person stands before the paper's marks."""
    if readings.slot is None:
        return Part.OTHERS
    if readings.is_anchor:
        return Part.ANCHOR
    if readings.slot == MODERATION:
        return Part.MODERATION
    return Part.SHARED if readings.wanted == 1 else Part.OWN


def other_readings(session: Session, paper_id: int, readings: Readings) -> tuple[OtherReading, ...]:
    """The readings, but for one's own, that this person may look at now, by slot."""
    own = readings.slot
    cards = session.scalars(
        sa.select(Scorecard)
        .where(Scorecard.paper_id == paper_id, Scorecard.slot < FIRST_ANCHOR, Scorecard.slot.is_distinct_from(own))
        .order_by(Scorecard.slot)
        .options(selectinload(Scorecard.marks), selectinload(Scorecard.rubric))
    ).all()
    seen = [card for card in cards if readings.shows(card.slot)]
    if not seen:
        return ()
    writers = [card.finished_by_id or card.started_by_id for card in seen]
    names = dict(session.execute(sa.select(User.id, User.name).where(User.id.in_(writers))).all())
    scores = grading.scores_of(session, seen)
    return tuple(
        _reading(card, scores[card.id], names.get(writer, "")) for card, writer in zip(seen, writers, strict=True)
    )


def _reading(card: Scorecard, score: Score, reader: str) -> OtherReading:
    lines = tuple(line for line in score.lines if line.mark is not None)
    return OtherReading(
        slot=card.slot,
        reader=reader,
        is_final=card.state is ScorecardState.FINAL,
        total=score.total if lines else None,
        out_of=score.out_of,
        lines=lines,
        overall=card.overall,
    )
