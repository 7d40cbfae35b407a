"""Points, notes and the overall comment: fields with a version each. Nobody's words are overwritten.

A write names the version its author saw. If another was written since, the write is refused with what stands there now,
by whom and when, and the author decides. Writing what stands there already is never a conflict: a browser that lost
its connection may send again.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import scoring
from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, Refused
from reviewer.domain.rubric import Rubric
from reviewer.domain.scoring import MarkKey
from reviewer.models import Mark, Scorecard, User
from reviewer.models.database import insert_or_keep
from reviewer.services.grading.readings import open_draft, rubric_of, topics_of
from reviewer.services.grading.records import record
from reviewer.work import Work

LONGEST_COMMENT = 5_000


def set_mark(
    work: Work,
    actor: Actor,
    *,
    paper_id: int,
    criterion: str,
    topic: int | None,
    points: Decimal | None,
    seen_version: int,
) -> Mark:
    """Give, change or (points None) take back the mark for one criterion.

    `seen_version` is the version the author saw, 0 for none. Raises Conflict with `by`, `at`, `value` and `version` of
    what stands there, Refused for a mark that the rubric does not have.
    """
    scorecard = open_draft(work, actor, paper_id)
    rubric = rubric_of(scorecard.rubric)
    if points is not None:
        scoring.check_mark(rubric, MarkKey(criterion, topic), points, topics_of(work.session, paper_id))
    mark = _mark(work, actor, scorecard, rubric, criterion, topic)
    if mark.version and mark.points == points:
        return mark
    if mark.version != seen_version:
        value = None if mark.points is None else str(mark.points)
        raise changed_meanwhile(work.session, mark.changed_by_id, mark.changed_at, mark.version, value)
    mark.points = points
    mark.version += 1
    mark.changed_by_id, mark.changed_at = actor.user_id, work.now
    work.session.flush()
    record(work, actor, paper_id, "mark.set", "mark", mark.id, criterion=criterion, topic=topic, version=mark.version)
    return mark


def set_note(
    work: Work, actor: Actor, *, paper_id: int, criterion: str, topic: int | None, note: str, seen_version: int
) -> Mark:
    """Write the note beside one criterion's mark; a field of its own, with conflicts as in `set_mark`."""
    scorecard = open_draft(work, actor, paper_id)
    mark = _mark(work, actor, scorecard, rubric_of(scorecard.rubric), criterion, topic)
    written = note[:LONGEST_COMMENT]
    if mark.note == written:
        return mark
    if mark.note_version != seen_version:
        raise changed_meanwhile(work.session, mark.note_by_id, mark.note_at, mark.note_version, mark.note)
    mark.note = written
    mark.note_version += 1
    mark.note_by_id, mark.note_at = actor.user_id, work.now
    work.session.flush()
    record(
        work, actor, paper_id, "note.set", "mark", mark.id, criterion=criterion, topic=topic, version=mark.note_version
    )
    return mark


def _mark(work: Work, actor: Actor, scorecard: Scorecard, rubric: Rubric, criterion: str, topic: int | None) -> Mark:
    if MarkKey(criterion, topic) not in scoring.mark_keys(rubric, topics_of(work.session, scorecard.paper_id)):
        raise Refused("criterion_unknown", "This rubric has no such criterion. Reload the page.")
    place = {"scorecard_id": scorecard.id, "criterion": criterion, "topic_number": topic or 0}
    empty = {"version": 0, "changed_by_id": actor.user_id, "changed_at": work.now, "note": "", "note_version": 0}
    insert_or_keep(work.session, Mark, [place | empty])
    return work.session.scalars(sa.select(Mark).filter_by(**place).with_for_update()).one()


def set_overall(work: Work, actor: Actor, *, paper_id: int, text: str, seen_version: int) -> Scorecard:
    """Write the overall comment. Raises Conflict as `set_mark` does."""
    scorecard = open_draft(work, actor, paper_id)
    written = text[:LONGEST_COMMENT]
    if scorecard.overall == written:
        return scorecard
    if scorecard.overall_version != seen_version:
        raise changed_meanwhile(
            work.session, scorecard.overall_by_id, scorecard.overall_at, scorecard.overall_version, scorecard.overall
        )
    scorecard.overall = written
    scorecard.overall_version += 1
    scorecard.overall_by_id, scorecard.overall_at = actor.user_id, work.now
    record(work, actor, paper_id, "overall.set", "scorecard", scorecard.id, version=scorecard.overall_version)
    return scorecard


def changed_meanwhile(
    session: Session, by_id: int | None, at: datetime | None, version: int, value: str | None
) -> Conflict:
    """The refusal of a write over a version its author did not see, with what stands there now."""
    name = session.scalar(sa.select(User.name).where(User.id == by_id)) or ""
    message = "Somebody else changed this meanwhile. Look at their version and decide which to keep."
    return Conflict("field_changed", message, by=name, at=at, version=version, value=value)
