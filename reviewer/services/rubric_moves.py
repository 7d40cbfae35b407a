"""A rubric's new version takes the marks of an older one along, after a preview, and can be moved back.

Papers whose feedback is released keep the version by which they were marked. What was before is stored with the move.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from reviewer.domain import scoring
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_move import Fitted, fit
from reviewer.domain.scoring import MarkKey
from reviewer.domain.states import ScorecardState
from reviewer.models import (
    AdoptedRubric,
    Committee,
    Delegation,
    Mark,
    MovedScorecard,
    Paper,
    Release,
    ReleasedMark,
    RubricMove,
    Scorecard,
    Seat,
    Topic,
)
from reviewer.services import audit, grading
from reviewer.services.desks.setup import entrance
from reviewer.services.grading.readings import topics_of_papers
from reviewer.services.grading.sums import domain_adjustment, given_of, moves_of
from reviewer.services.setup.permission import lock_conference
from reviewer.work import Work


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


def plans(session: Session, actor: Actor, conference_id: int, rubric_id: int) -> list[MovePlan]:
    """What moving to this version would do, one plan for each other version in use. Raises NotFound as above."""
    new = adopted(session, actor, conference_id, rubric_id)
    return [_plan(session, old, new) for old in older_in_use(session, actor, conference_id, rubric_id)]


def adopted(session: Session, actor: Actor, conference_id: int, rubric_id: int) -> AdoptedRubric:
    """The adopted version. Raises NotFound for another conference's, and for anybody but staff."""
    entrance(session, actor, conference_id=conference_id)
    row = session.get(AdoptedRubric, rubric_id)
    if row is None or row.conference_id != conference_id:
        raise NotFound("rubric_unknown", "Your conference has not adopted this rubric.")
    return row


def _plan(session: Session, old: AdoptedRubric, new: AdoptedRubric) -> MovePlan:
    committees = session.scalars(sa.select(Committee).filter_by(rubric_id=old.id).order_by(Committee.position)).all()
    cards = _cards(session, old.id, [one.id for one in committees])
    shown = _released(session, {card.paper_id for rows in cards.values() for card, _, _ in rows})
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


_Row = tuple[Scorecard, str, str]


def _cards(session: Session, rubric_id: int, committees: Sequence[int]) -> dict[int, list[_Row]]:
    rows = session.execute(
        sa.select(Scorecard, Seat.committee_id, Delegation.name, Topic.title)
        .join(Paper, Scorecard.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .outerjoin(Topic, Paper.topic_id == Topic.id)
        .where(Scorecard.rubric_id == rubric_id, Seat.committee_id.in_(committees))
        .order_by(Delegation.name, Topic.number, Scorecard.paper_id, Scorecard.slot)
        .options(selectinload(Scorecard.marks), selectinload(Scorecard.moves), joinedload(Scorecard.rubric))
    )
    found: dict[int, list[_Row]] = defaultdict(list)
    for card, committee_id, delegation, topic in rows:
        found[committee_id].append((card, delegation, topic or ""))
    return found


def _released(session: Session, papers: Iterable[int]) -> set[int]:
    return set(
        session.scalars(
            sa.select(ReleasedMark.paper_id)
            .join(Release, ReleasedMark.release_id == Release.id)
            .where(ReleasedMark.paper_id.in_(papers), Release.revoked_at.is_(None))
        )
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


def move(work: Work, actor: Actor, *, conference_id: int, rubric_id: int) -> list[RubricMove]:
    """Let every committee that marks by another version mark by this one, and take its marks along.

    A finished reading that lacks a required mark afterwards is open again. Raises Refused when nothing is to be moved.
    """
    lock_conference(work, actor, conference_id)
    older = older_in_use(work.session, actor, conference_id, rubric_id)
    if not older:
        raise Refused("nothing_to_move", "No committee marks by another version of this rubric.")
    new = work.session.get_one(AdoptedRubric, rubric_id)
    return [_move(work, actor, old, new) for old in older]


def _move(work: Work, actor: Actor, old: AdoptedRubric, new: AdoptedRubric) -> RubricMove:
    committees = work.session.scalars(sa.select(Committee).filter_by(rubric_id=old.id).with_for_update()).all()
    _hold(work.session, [one.id for one in committees])
    plan = _plan(work.session, old, new)
    row = RubricMove(
        conference_id=old.conference_id,
        from_rubric_id=old.id,
        to_rubric_id=new.id,
        committees=[one.id for one in committees],
        moved_by_id=actor.user_id,
        moved_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    for committee in committees:
        committee.rubric_id = new.id
    for card in (card for one in plan.committees for card in one.cards):
        _move_card(work, actor, row, card)
    work.session.flush()
    _record(work, actor, "rubric.moved", row, sum(len(one.cards) for one in plan.committees))
    return row


def _hold(session: Session, committees: Sequence[int]) -> None:
    """Wait for whoever marks or releases a paper of these committees, and let nobody begin until the end."""
    session.execute(
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id.in_(committees))
        .order_by(Paper.id)
        .with_for_update(key_share=True, of=Paper)
    )


def _move_card(work: Work, actor: Actor, row: RubricMove, plan: CardPlan) -> None:
    card = work.session.get_one(Scorecard, plan.scorecard_id)
    before: dict[str, Any] = {
        "marks": [_noted(one) for one in plan.marks],
        "total": str(plan.before),
        "total_after": str(plan.after),
    }
    if plan.opens:
        before |= {"finished_by": card.finished_by_id, "finished_at": _iso(card.finished_at)}
        card.state, card.finished_at, card.finished_by_id = ScorecardState.DRAFT, None, None
    work.session.add(MovedScorecard(move_id=row.id, scorecard_id=card.id, before=before))
    card.rubric_id = row.to_rubric_id
    _write(work, actor, card, plan.marks)
    work.session.expire(card, ["rubric"])


def _noted(one: Fitted) -> dict[str, Any]:
    return {
        "criterion": one.key.criterion,
        "topic": one.key.topic,
        "title": one.title,
        "how": one.how,
        "before": str(one.before),
        "after": None if one.after is None else str(one.after),
    }


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()


def _write(work: Work, actor: Actor, card: Scorecard, fitted: Iterable[Fitted]) -> None:
    """Give the rows their new points, as a new version each: a desk that is open elsewhere is told of it."""
    rows = {MarkKey(mark.criterion, mark.topic_number or None): mark for mark in card.marks}
    for one in fitted:
        _set(work, actor, rows[one.key], one.after)


def _set(work: Work, actor: Actor, mark: Mark, points: Decimal | None) -> None:
    if mark.points == points:
        return
    mark.points = points
    mark.version += 1
    mark.changed_by_id, mark.changed_at = actor.user_id, work.now


def undo(work: Work, actor: Actor, *, conference_id: int, move_id: int) -> RubricMove:
    """Move back: every mark that nobody changed since is as it was, any other goes along like in a move.

    Raises NotFound, Refused when it was undone, when a later move stands on it, or when papers of it are released now.
    """
    lock_conference(work, actor, conference_id)
    row = work.session.get(RubricMove, move_id, with_for_update=True)
    if row is None or row.conference_id != conference_id:
        raise NotFound("move_unknown", "There is no such move of a rubric.")
    _hold(work.session, row.committees)
    _check_undo(work.session, row)
    old, new = (work.session.get_one(AdoptedRubric, one) for one in (row.from_rubric_id, row.to_rubric_id))
    known = {one.scorecard_id: one.before for one in row.scorecards}
    for rows in _cards(work.session, new.id, row.committees).values():
        for card, _delegation, _topic in rows:
            _move_back(work, actor, card, (grading.rubric_of(new), grading.rubric_of(old)), known.get(card.id, {}))
            card.rubric_id = old.id
            work.session.expire(card, ["rubric"])
    for committee in work.session.scalars(sa.select(Committee).where(Committee.id.in_(row.committees))):
        committee.rubric_id = old.id
    row.undone_by_id, row.undone_at = actor.user_id, work.now
    work.session.flush()
    _record(work, actor, "rubric.moved_back", row, len(row.scorecards))
    return row


def _check_undo(session: Session, row: RubricMove) -> None:
    if row.undone_at is not None:
        raise Refused("move_undone", "This move was taken back already.")
    elsewhere = session.scalar(
        sa.select(sa.func.count())
        .select_from(Committee)
        .where(Committee.id.in_(row.committees), Committee.rubric_id != row.to_rubric_id)
    )
    if elsewhere:
        raise Refused("move_followed", "A later move or choice stands on this one. Take that back first.")
    papers = {
        card.paper_id for rows in _cards(session, row.to_rubric_id, row.committees).values() for card, _, _ in rows
    }
    if _released(session, papers):
        raise Refused(
            "move_released", "Feedback on papers marked by the new version is released. Take the release back first."
        )


def _move_back(
    work: Work, actor: Actor, card: Scorecard, rubrics: tuple[Rubric, Rubric], before: dict[str, Any]
) -> None:
    new, old = rubrics
    stored = {MarkKey(one["criterion"], one["topic"]): one for one in before.get("marks", [])}
    back = {one.key: one.after for one in fit(new, old, given_of(card))}
    for mark in card.marks:
        key = MarkKey(mark.criterion, mark.topic_number or None)
        was = stored.get(key)
        if was is not None and was["after"] == (None if mark.points is None else str(mark.points)):
            _set(work, actor, mark, Decimal(was["before"]))
        else:
            _set(work, actor, mark, back.get(key))
    topics = grading.topics_of(work.session, card.paper_id)
    is_complete = scoring.total(old, given_of(card), topics=topics).is_complete
    if before.get("finished_at") and card.state is ScorecardState.DRAFT and is_complete:
        card.state = ScorecardState.FINAL
        card.finished_by_id, card.finished_at = before["finished_by"], datetime.fromisoformat(before["finished_at"])


def _record(work: Work, actor: Actor, action: str, row: RubricMove, papers: int) -> None:
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=row.conference_id,
        subject="rubric",
        subject_id=row.to_rubric_id,
        rubric=row.from_rubric_id,
        papers=papers,
    )
