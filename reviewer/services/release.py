"""The act of showing: final marks are made and frozen, and become visible together at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound, Refused
from reviewer.models import (
    Committee,
    Conference,
    FinalMark,
    Membership,
    Paper,
    Release,
    ReleasedMark,
    Seat,
    SeatHolder,
    User,
)
from reviewer.services import audit, final_marks, outbox
from reviewer.work import Work

_SLACK = timedelta(minutes=2)
"""How far in the past a chosen moment may lie: a form names the minute in which it was filled in."""


@dataclass(frozen=True, slots=True)
class Released:
    """What a release did: how many papers it shows, and the papers it could not, by id."""

    release_id: int
    shown: int
    left_out: tuple[int, ...]


def ready_and_missing(session: Session, conference_id: int, committee_id: int | None) -> tuple[list[int], list[int]]:
    """The papers that a release would show now, and those that were handed in but lack a reading or a moderation."""
    handed_in = (
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Committee.conference_id == conference_id, Paper.submissions.any(withdrawn_at=None))
        .order_by(Paper.id)
    )
    if committee_id is not None:
        handed_in = handed_in.where(Committee.id == committee_id)
    shown = _shown_papers(session, conference_id)
    waiting = [paper_id for paper_id in session.scalars(handed_in) if paper_id not in shown]
    decided = final_marks.deciding_scorecards(session, handed_in)
    return [one for one in waiting if one in decided], [one for one in waiting if one not in decided]


def _shown_papers(session: Session, conference_id: int) -> set[int]:
    return set(session.scalars(_standing().where(Release.conference_id == conference_id)))


def release(
    work: Work, actor: Actor, *, conference_id: int, committee_id: int | None, visible_from: datetime | None = None
) -> Released:
    """Freeze the final mark of every paper whose reading is finished, and show them all at `visible_from` (now).

    Papers without complete marks are left out and named. Raises NotFound for anybody but staff and for a committee of
    another conference, Refused when there is nothing to show or the moment has passed.
    """
    session = work.session
    _check_place(session, actor, conference_id, committee_id)
    # Two releases at once would both show the same papers: the second waits here and then finds them shown.
    session.get_one(Conference, conference_id, with_for_update={"key_share": True})
    _lock_papers(session, conference_id, committee_id)
    ready, missing = ready_and_missing(session, conference_id, committee_id)
    check_can_release(len(ready), visible_from, work.now)
    row = Release(
        conference_id=conference_id,
        committee_id=committee_id,
        released_by_id=actor.user_id,
        released_at=work.now,
        visible_from=max(visible_from or work.now, work.now),
    )
    session.add(row)
    session.flush()
    for paper_id in ready:
        final = final_marks.make(work, actor, paper_id=paper_id)
        session.add(ReleasedMark(release_id=row.id, paper_id=paper_id, final_mark_id=final.id))
    session.flush()
    _tell_delegates(work, row, ready)
    audit.record(
        work,
        "release.made",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="release",
        subject_id=row.id,
        committee=committee_id,
        papers=len(ready),
    )
    return Released(row.id, len(ready), tuple(missing))


def _lock_papers(session: Session, conference_id: int, committee_id: int | None) -> None:
    """Wait for whoever changes a paper or its marks at this moment, and let nobody begin until all are frozen."""
    papers = (
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Committee.conference_id == conference_id)
        .order_by(Paper.id)
        .with_for_update(key_share=True, of=Paper)
    )
    session.execute(papers if committee_id is None else papers.where(Committee.id == committee_id))


def check_can_release(ready: int, visible_from: datetime | None, now: datetime) -> None:
    """Raise Refused when no paper is ready, or when the moment has passed."""
    if visible_from is not None and visible_from < now - _SLACK:
        raise Refused("moment_past", "That moment has passed. Choose a later one, or release now.")
    if not ready:
        raise Refused("nothing_to_release", "No paper here has complete marks, so there is nothing to release.")


def take_back(work: Work, actor: Actor, *, release_id: int) -> Release:
    """Hide again what a release showed; marks may then be changed and released anew."""
    row = work.session.get(Release, release_id)
    if row is None or not access.may_release(actor, row.conference_id):
        raise NotFound("release_unknown", "There is no such release.")
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by_id = work.now, actor.user_id
        outbox.call_off(work, "feedback", conference_id=row.conference_id, parameter="release", value=row.id)
        audit.record(
            work,
            "release.taken_back",
            actor_id=actor.user_id,
            conference_id=row.conference_id,
            subject="release",
            subject_id=row.id,
        )
    return row


def _check_place(session: Session, actor: Actor, conference_id: int, committee_id: int | None) -> None:
    if not access.may_release(actor, conference_id):
        raise NotFound("conference_unknown", "There is no such conference.")
    if committee_id is None:
        return
    committee = session.get(Committee, committee_id)
    if committee is None or committee.conference_id != conference_id:
        raise NotFound("committee_unknown", "This conference has no such committee.")


def holds(session: Session, paper_id: int) -> bool:
    """Whether a release that was not taken back has this paper, be it shown now or at a later moment."""
    return session.scalar(_standing().where(ReleasedMark.paper_id == paper_id).limit(1)) is not None


def _standing() -> sa.Select[int]:
    return (
        sa.select(ReleasedMark.paper_id)
        .join(Release, ReleasedMark.release_id == Release.id)
        .where(Release.revoked_at.is_(None))
    )


def _tell_delegates(work: Work, row: Release, papers: list[int]) -> None:
    people = work.session.execute(
        sa.select(Paper.id, User)
        .join(SeatHolder, SeatHolder.seat_id == Paper.seat_id)
        .join(Membership, SeatHolder.membership_id == Membership.id)
        .join(User, Membership.user_id == User.id)
        .where(Paper.id.in_(papers), Membership.ended_at.is_(None))
    )
    for paper_id, user in people:
        mail = outbox.write(
            work,
            "feedback",
            address=user.email,
            conference_id=row.conference_id,
            recipient=user,
            parameters={"link": f"{work.settings.base_url}/papers/{paper_id}/feedback", "release": row.id},
        )
        mail.next_attempt_at = row.visible_from


def visible_mark(session: Session, paper_id: int, now: datetime) -> FinalMark | None:
    """The final mark that a delegate may see now: of a release that is not taken back and whose moment has come."""
    return session.scalar(
        sa.select(FinalMark)
        .join(ReleasedMark, ReleasedMark.final_mark_id == FinalMark.id)
        .join(Release, ReleasedMark.release_id == Release.id)
        .where(ReleasedMark.paper_id == paper_id, Release.revoked_at.is_(None), Release.visible_from <= now)
        .order_by(Release.id.desc())
        .limit(1)
    )
