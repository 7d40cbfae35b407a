"""A move is taken back: marks as they were, and those that changed since as they fit."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import scoring
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_move import fit
from reviewer.domain.scoring import MarkKey
from reviewer.domain.states import ScorecardState
from reviewer.models import AdoptedRubric, Committee, RubricMove, Scorecard
from reviewer.services import grading
from reviewer.services.grading.sums import given_of
from reviewer.services.rubric_moves.readings import cards_by, hold, record, released, set_mark
from reviewer.services.setup.permission import lock_conference
from reviewer.work import Work


def undo(work: Work, actor: Actor, *, conference_id: int, move_id: int) -> RubricMove:
    """Move back: every mark that nobody changed since is as it was, any other goes along like in a move.

    Raises NotFound, Refused when it was undone, when a later move stands on it, or when papers of it are released now.
    """
    lock_conference(work, actor, conference_id)
    row = work.session.get(RubricMove, move_id, with_for_update=True)
    if row is None or row.conference_id != conference_id:
        raise NotFound("move_unknown", "There is no such move of a rubric.")
    hold(work.session, row.committees)
    _check_undo(work.session, row)
    old, new = (work.session.get_one(AdoptedRubric, one) for one in (row.from_rubric_id, row.to_rubric_id))
    known = {one.scorecard_id: one.before for one in row.scorecards}
    for rows in cards_by(work.session, new.id, row.committees).values():
        for card, _delegation, _topic in rows:
            _move_back(work, actor, card, (grading.rubric_of(new), grading.rubric_of(old)), known.get(card.id, {}))
            card.rubric_id = old.id
            work.session.expire(card, ["rubric"])
    for committee in work.session.scalars(sa.select(Committee).where(Committee.id.in_(row.committees))):
        committee.rubric_id = old.id
    row.undone_by_id, row.undone_at = actor.user_id, work.now
    work.session.flush()
    record(work, actor, "rubric.moved_back", row, len(row.scorecards))
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
        card.paper_id for rows in cards_by(session, row.to_rubric_id, row.committees).values() for card, _, _ in rows
    }
    if released(session, papers):
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
            set_mark(work, actor, mark, Decimal(was["before"]))
        else:
            set_mark(work, actor, mark, back.get(key))
    topics = grading.topics_of(work.session, card.paper_id)
    is_complete = scoring.total(old, given_of(card), topics=topics).is_complete
    if before.get("finished_at") and card.state is ScorecardState.DRAFT and is_complete:
        card.state = ScorecardState.FINAL
        card.finished_by_id, card.finished_at = before["finished_by"], datetime.fromisoformat(before["finished_at"])
