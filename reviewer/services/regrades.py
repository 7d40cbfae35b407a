"""A delegate asks once to look at one criterion again; chairs answer, and staff have the last word.

A mark that changes is written into the readings that made the final mark, and a new final mark takes the old one's
place in the release: what was frozen before stays as it was, and both stand beside each other on the request.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access, scoring
from reviewer.domain.access import Actor, Place
from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.scoring import MarkKey
from reviewer.domain.states import DeadlineRight, RegradeState
from reviewer.models import FinalMark, Mark, Membership, RegradeRequest, Release, ReleasedMark, SeatHolder, User
from reviewer.services import audit, final_marks, grading, outbox, release
from reviewer.services.dues import dues
from reviewer.services.grading.readings import refuse_when_too_near
from reviewer.services.papers import lock_paper, paper_place, topic_titles
from reviewer.work import Work

LONGEST_REASON = 2_000
SHORTEST_REASON = 20
"""A reason under this many characters names no passage and gives nobody anything to look at."""


def open_until(session: Session, place: Place) -> datetime | None:
    """Until when this seat may ask; None when the conference set no such deadline."""
    found = [due for due, _ in dues(session, [place])[place.seat_id] if due.right is DeadlineRight.REGRADE]
    return found[0].at if found else None


def ask(work: Work, actor: Actor, *, paper_id: int, criterion: str, topic: int | None, reason: str) -> RegradeRequest:
    """Ask for another look at one criterion of the released mark.

    Raises NotFound for a paper or criterion that is not there, Refused outside the window, without a reason, or when
    this criterion was asked about before.
    """
    session = work.session
    place = paper_place(session, paper_id)
    if not access.may_submit(actor, place):
        raise _unknown_to(actor, place)
    lock_paper(session, paper_id)
    final = release.visible_mark(session, paper_id, work.now)
    if final is None:
        raise NotFound("feedback_unknown", "There is no released feedback for this paper.")
    until = open_until(session, place)
    if until is None or work.now > until:
        raise Refused("regrade_closed", "The time for asking for a regrade has passed.")
    line = _line(final, criterion, topic)
    if _asked(session, paper_id, criterion, topic):
        raise Refused("regrade_twice", "You have asked about this criterion already. Look at the answer below.")
    row = RegradeRequest(
        paper_id=paper_id,
        final_mark_id=final.id,
        criterion=criterion,
        topic_number=topic or 0,
        reason=_reason(reason),
        state=RegradeState.OPEN,
        old_mark=None if line["mark"] is None else Decimal(line["mark"]),
        asked_by_id=actor.user_id,
        asked_at=work.now,
    )
    session.add(row)
    session.flush()
    _record(work, actor, row, place, "regrade.asked")
    return row


def _unknown_to(actor: Actor, place: Place) -> NotFound | NotAllowed:
    if access.may_read_own_paper(actor, place) or access.may_read_for_marking(actor, place):
        return NotAllowed("not_your_paper", "Only the seat's own delegates may do this.")
    return NotFound("paper_unknown", "There is no such paper.")


def _reason(written: str) -> str:
    reason = written.strip()[:LONGEST_REASON]
    if len(reason) < SHORTEST_REASON:
        raise Refused("regrade_reason", "Say which passage was misread and why, in a sentence or two.")
    return reason


def _line(final: FinalMark, criterion: str, topic: int | None) -> Mapping[str, Any]:
    for line in final.content.get("criteria", ()):
        if line["key"] == criterion and line["topic"] == topic:
            return dict(line)
    raise NotFound("criterion_unknown", "This feedback has no such criterion. Reload the page.")


def _asked(session: Session, paper_id: int, criterion: str, topic: int | None) -> bool:
    found = sa.select(RegradeRequest.id).where(
        RegradeRequest.paper_id == paper_id,
        RegradeRequest.criterion == criterion,
        RegradeRequest.topic_number == (topic or 0),
    )
    return session.scalar(found) is not None


def answer(
    work: Work, actor: Actor, *, request_id: int, mark: Decimal | None, words: str, seen_version: int
) -> RegradeRequest:
    """Answer an open request: with a mark that every deciding reading then gives, or (None) keeping each as it is.

    Raises Conflict when it changed since it was looked at, Refused for a mark the rubric does not have.
    """
    row, place = _held(work, request_id)
    grading.check_may_mark(work.session, actor, row.paper_id)
    _check_seen(row, seen_version)
    if row.state is not RegradeState.OPEN:
        raise Refused("regrade_answered", "This request was answered already.")
    row.answer, row.new_mark = _words(words), mark
    row.answered_by_id, row.answered_at = actor.user_id, work.now
    row.state = RegradeState.ANSWERED
    _apply(work, actor, row, mark)
    _told(work, actor, row, place, "regrade.answered")
    return row


def escalate(work: Work, actor: Actor, *, request_id: int, reason: str) -> RegradeRequest:
    """Ask staff to look at an answer, once, while the window is open."""
    row, place = _held(work, request_id)
    if not access.may_submit(actor, place):
        raise _unknown_to(actor, place)
    if row.state is not RegradeState.ANSWERED:
        raise Refused("regrade_not_answered", "Staff look at answers. Wait for the chairs' answer first.")
    until = open_until(work.session, place)
    if until is None or work.now > until:
        raise Refused("regrade_closed", "The time for asking for a regrade has passed.")
    row.escalation, row.escalated_at, row.state = _reason(reason), work.now, RegradeState.ESCALATED
    row.version += 1
    _record(work, actor, row, place, "regrade.escalated")
    return row


def close(
    work: Work, actor: Actor, *, request_id: int, mark: Decimal | None, words: str, seen_version: int
) -> RegradeRequest:
    """Staff's last word on an escalated request: a mark, or (None) the chairs' answer as it stands."""
    row, place = _held(work, request_id)
    if not access.may_release(actor, place.conference_id):
        if access.may_read_for_marking(actor, place) or access.may_read_own_paper(actor, place):
            raise NotAllowed("staff_only", "Only the conference's staff may do this.")
        raise NotFound("regrade_unknown", "There is no such request.")
    refuse_when_too_near(actor, place)
    _check_seen(row, seen_version)
    if row.state is not RegradeState.ESCALATED:
        raise Refused("regrade_not_escalated", "Nobody asked staff to look at this request.")
    row.last_word, row.last_mark = _words(words), mark
    row.closed_by_id, row.closed_at = actor.user_id, work.now
    row.state = RegradeState.CLOSED
    _apply(work, actor, row, mark)
    _told(work, actor, row, place, "regrade.closed")
    return row


def _held(work: Work, request_id: int) -> tuple[RegradeRequest, Place]:
    """The request, held, and where its paper stands; raises NotFound."""
    paper_id = work.session.scalar(sa.select(RegradeRequest.paper_id).where(RegradeRequest.id == request_id))
    if paper_id is None:
        raise NotFound("regrade_unknown", "There is no such request.")
    lock_paper(work.session, paper_id)
    row = work.session.get_one(RegradeRequest, request_id, with_for_update=True)
    return row, paper_place(work.session, paper_id)


def _check_seen(row: RegradeRequest, seen_version: int) -> None:
    if row.version != seen_version:
        raise Conflict("regrade_changed", "Somebody else answered meanwhile. Look at their answer.")


def _words(written: str) -> str:
    words = written.strip()[:LONGEST_REASON]
    if not words:
        raise Refused("regrade_words", "Say why: the delegate reads it beside the marks.")
    return words


def _apply(work: Work, actor: Actor, row: RegradeRequest, mark: Decimal | None) -> None:
    """Write a mark into each deciding reading that gave another, and put a new final mark into the same release.

    None keeps every reading's own mark; so does a mark that all of them gave already.
    """
    row.version += 1
    if mark is None:
        return
    session = work.session
    shown = session.execute(
        sa.select(ReleasedMark)
        .join(Release, ReleasedMark.release_id == Release.id)
        .where(ReleasedMark.paper_id == row.paper_id, Release.revoked_at.is_(None))
        .order_by(Release.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if shown is None:
        raise Refused("release_taken_back", "The feedback was taken back. Change the mark on the desk instead.")
    final = session.get_one(FinalMark, shown.final_mark_id)
    key = MarkKey(row.criterion, row.topic_number or None)
    for scorecard in final.scorecards:
        scoring.check_mark(grading.rubric_of(scorecard.rubric), key, mark, grading.topics_of(session, row.paper_id))
    others = [
        one
        for scorecard in final.scorecards
        for one in scorecard.marks
        if (one.criterion, one.topic_number) == (row.criterion, row.topic_number) and one.points != mark
    ]
    if not others:
        return
    for one in others:
        _write(one, mark, actor, work.now)
    session.flush()
    shown.final_mark_id = final_marks.make(work, actor, paper_id=row.paper_id, decided_by=final.scorecards).id


def _write(row: Mark, points: Decimal, actor: Actor, now: datetime) -> None:
    row.points = points
    row.version += 1
    row.changed_by_id, row.changed_at = actor.user_id, now


def _told(work: Work, actor: Actor, row: RegradeRequest, place: Place, action: str) -> None:
    work.session.flush()
    _record(work, actor, row, place, action)
    about = {"criterion": _criterion_of(work.session, row), "topic": _topic_of(work.session, row)}
    holders = work.session.scalars(
        sa.select(User)
        .join(Membership, Membership.user_id == User.id)
        .join(SeatHolder, SeatHolder.membership_id == Membership.id)
        .where(SeatHolder.seat_id == place.seat_id, Membership.ended_at.is_(None))
        .order_by(User.id)
    )
    for person in holders:
        outbox.write(
            work,
            "regrade",
            address=person.email,
            conference_id=place.conference_id,
            recipient=person,
            parameters={"link": f"{work.settings.base_url}/papers/{row.paper_id}/feedback#regrade", **about},
        )


def _criterion_of(session: Session, row: RegradeRequest) -> str:
    """The title that the released mark gives the criterion."""
    final = session.get_one(FinalMark, row.final_mark_id)
    return str(_line(final, row.criterion, row.topic_number or None)["title"])


def _topic_of(session: Session, row: RegradeRequest) -> str:
    """The title of the topic for which the criterion was marked; empty where it is marked once."""
    return topic_titles(session, [row.paper_id]).get(row.paper_id, {}).get(row.topic_number, "")


def _record(work: Work, actor: Actor, row: RegradeRequest, place: Place, action: str) -> None:
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=place.conference_id,
        subject="regrade",
        subject_id=row.id,
        paper=row.paper_id,
        criterion=row.criterion,
        topic=row.topic_number or None,
    )
