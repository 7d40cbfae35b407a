"""What moving marks to another version of their rubric would do, before anything is done."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import scoring
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_move import Fitted, fit
from reviewer.domain.states import ScorecardState
from reviewer.models import AdoptedRubric, Committee, Scorecard
from reviewer.services import grading
from reviewer.services.desks.setup import entrance
from reviewer.services.grading.readings import topics_of_papers
from reviewer.services.grading.sums import domain_adjustment, given_of, moves_of
from reviewer.services.rubric_moves.readings import cards_by, released


@dataclass(frozen=True, slots=True)
class CardPlan:
    """What a move does to one reading: its marks, its total, and whether it must be opened again for missing marks."""

    scorecard_id: int
    paper_id: int
    slot: int
    delegation: str
    topic: str
    marks: tuple[Fitted, ...]
    before: Decimal
    after: Decimal
    opens: bool


@dataclass(frozen=True, slots=True)
class CommitteePlan:
    """One committee that marks by the older version, with its readings; `released` stay as they are, by delegation."""

    id: int
    name: str
    cards: tuple[CardPlan, ...]
    released: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MovePlan:
    """From one version to another of the same name, committee by committee."""

    old: AdoptedRubric
    new: AdoptedRubric
    committees: tuple[CommitteePlan, ...]

    @property
    def out_of(self) -> tuple[Decimal, Decimal]:
        """What totals are out of, before and after."""
        return grading.rubric_of(self.old).scale.out_of, grading.rubric_of(self.new).scale.out_of


@dataclass(frozen=True, slots=True)
class Preview:
    """What moving to a version would do, one plan for each other version in use."""

    new: AdoptedRubric
    plans: tuple[MovePlan, ...]

    @property
    def mark(self) -> str:
        """What tells this preview from one in which a mark, a total, a state or a release is another."""
        said = [(one.old.id, one.committees) for one in self.plans]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:32]


def older_in_use(session: Session, actor: Actor, conference_id: int, rubric_id: int) -> list[AdoptedRubric]:
    """Other versions of the rubric by which committees mark. Raises NotFound for anybody but staff."""
    new = adopted(session, actor, conference_id, rubric_id)
    used = sa.select(Committee.rubric_id).where(Committee.conference_id == conference_id)
    return list(
        session.scalars(
            sa.select(AdoptedRubric)
            .filter_by(conference_id=conference_id, name=new.name)
            .where(AdoptedRubric.id != new.id, AdoptedRubric.id.in_(used))
            .order_by(AdoptedRubric.version)
        )
    )


def preview(session: Session, actor: Actor, conference_id: int, rubric_id: int) -> Preview:
    """What moving to this version would do now. Raises NotFound for anybody but staff."""
    new = adopted(session, actor, conference_id, rubric_id)
    older = older_in_use(session, actor, conference_id, rubric_id)
    return Preview(new, tuple(plan_of(session, old, new) for old in older))


def adopted(session: Session, actor: Actor, conference_id: int, rubric_id: int) -> AdoptedRubric:
    """The adopted version. Raises NotFound for another conference's, and for anybody but staff."""
    entrance(session, actor, conference_id=conference_id)
    row = session.get(AdoptedRubric, rubric_id)
    if row is None or row.conference_id != conference_id:
        raise NotFound("rubric_unknown", "Your conference has not adopted this rubric.")
    return row


def plan_of(session: Session, old: AdoptedRubric, new: AdoptedRubric) -> MovePlan:
    """What moving every committee from one version to the other would do now."""
    committees = session.scalars(sa.select(Committee).filter_by(rubric_id=old.id).order_by(Committee.position)).all()
    cards = cards_by(session, old.id, [one.id for one in committees])
    shown = released(session, {card.paper_id for rows in cards.values() for card, _, _ in rows})
    before, after = grading.rubric_of(old), grading.rubric_of(new)
    everything = [card for rows in cards.values() for card, _, _ in rows]
    sums = _sums(session, everything, before, after)
    return MovePlan(
        old,
        new,
        tuple(
            CommitteePlan(
                one.id,
                one.name,
                tuple(
                    _card_plan(card, delegation, topic, sums)
                    for card, delegation, topic in cards[one.id]
                    if card.paper_id not in shown
                ),
                tuple(dict.fromkeys(name for card, name, _ in cards[one.id] if card.paper_id in shown)),
            )
            for one in committees
        ),
    )


_Sums = dict[int, tuple[tuple[Fitted, ...], scoring.Score, scoring.Score]]


def _sums(session: Session, cards: Sequence[Scorecard], old: Rubric, new: Rubric) -> _Sums:
    """By scorecard: its marks as they would be, and its sums before and after."""
    topics = topics_of_papers(session, {card.paper_id for card in cards})
    before = grading.scores_of(session, cards)
    found: _Sums = {}
    for card in cards:
        fitted = fit(old, new, given_of(card))
        marks = {one.key: one.after for one in fitted if one.after is not None}
        lines = [domain_adjustment(row) for row in grading.standing_adjustments(session, card.paper_id)]
        on = topics.get(card.paper_id, (1,))
        after = scoring.total(new, marks, lines, topics=on, moves=moves_of(card))
        found[card.id] = (fitted, before[card.id], after)
    return found


def _card_plan(card: Scorecard, delegation: str, topic: str, sums: _Sums) -> CardPlan:
    fitted, before, after = sums[card.id]
    return CardPlan(
        scorecard_id=card.id,
        paper_id=card.paper_id,
        slot=card.slot,
        delegation=delegation,
        topic=topic,
        marks=fitted,
        before=before.total,
        after=after.total,
        opens=card.state is ScorecardState.FINAL and not after.is_complete,
    )
