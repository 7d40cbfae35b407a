"""Committees and their marks go along to another version of their rubric, as the preview said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, Refused
from reviewer.domain.rubric_move import Fitted
from reviewer.domain.scoring import MarkKey
from reviewer.domain.states import ScorecardState
from reviewer.models import Committee, MovedScorecard, RubricMove, Scorecard
from reviewer.services.rubric_moves.previews import CardPlan, MovePlan, older_in_use, preview
from reviewer.services.rubric_moves.readings import hold, record, set_mark
from reviewer.services.setup.permission import lock_conference
from reviewer.work import Work


def move(work: Work, actor: Actor, *, conference_id: int, rubric_id: int, seen: str) -> list[RubricMove]:
    """Let every committee that marks by another version mark by this one, and take its marks along, as was `seen`.

    A finished reading that lacks a required mark afterwards is open again. Raises Refused when nothing is to be moved,
    Conflict when somebody marked, released or chose since the preview, so that nothing happens that nobody saw.
    """
    lock_conference(work, actor, conference_id)
    older = older_in_use(work.session, actor, conference_id, rubric_id)
    if not older:
        raise Refused("nothing_to_move", "No committee marks by another version of this rubric.")
    committees = work.session.scalars(
        sa.select(Committee)
        .where(Committee.conference_id == conference_id, Committee.rubric_id.in_([one.id for one in older]))
        .with_for_update()
    ).all()
    hold(work.session, [one.id for one in committees])
    found = preview(work.session, actor, conference_id, rubric_id)
    if found.mark != seen:
        raise Conflict("move_changed", "Somebody marked meanwhile. Look at what would become of the marks now.")
    return [_move(work, actor, plan) for plan in found.plans]


def _move(work: Work, actor: Actor, plan: MovePlan) -> RubricMove:
    row = RubricMove(
        conference_id=plan.old.conference_id,
        from_rubric_id=plan.old.id,
        to_rubric_id=plan.new.id,
        committees=[one.id for one in plan.committees],
        moved_by_id=actor.user_id,
        moved_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    for one in plan.committees:
        work.session.get_one(Committee, one.id).rubric_id = plan.new.id
        for card in one.cards:
            _move_card(work, actor, row, card)
    work.session.flush()
    record(work, actor, "rubric.moved", row, sum(len(one.cards) for one in plan.committees))
    return row


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
    rows = {MarkKey(mark.criterion, mark.topic_number or None): mark for mark in card.marks}
    for one in fitted:
        set_mark(work, actor, rows[one.key], one.after)
