"""Renewing a committee's suggestions on demand: one run a paper, counted, and stopped without harm.

What a renewal makes stands beside what was there: a snapshot is never changed, and chairs' words stay. Stopping takes
away the runs that nobody has begun; those under way end as they would.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.errors import Conflict, NotFound, Refused
from reviewer.domain.states import RunState, Step
from reviewer.models import (
    Committee,
    CoverageJudgement,
    CoverageRenewal,
    CoverageSnapshot,
    KeyQuestion,
    Paper,
    Run,
    Seat,
    Submission,
    Topic,
    User,
)
from reviewer.services import audit, covering, runs
from reviewer.services.papers import current_submissions
from reviewer.work import Work


@dataclass(frozen=True, slots=True)
class Renewal:
    """How far the newest renewal is: `done` of `papers`, `failed` and `waiting` among the rest."""

    renewal_id: int
    by: str
    asked_at: datetime
    papers: int
    done: int
    failed: int
    waiting: int
    is_cancelled: bool

    @property
    def is_running(self) -> bool:
        """Whether papers still wait for it."""
        return not self.is_cancelled and self.waiting > 0


def check_may_renew(session: Session, actor: Actor, committee_id: int) -> Committee:
    """The committee, for its chairs and the conference's staff. Raises NotFound for everybody else."""
    committee = session.get(Committee, committee_id)
    if committee is None or not access.may_read_for_marking(actor, Place(committee.conference_id, committee.id)):
        raise NotFound("committee_unknown", "There is no such committee.")
    return committee


def renew(work: Work, actor: Actor, *, committee_id: int) -> CoverageRenewal:
    """Have every current paper of the committee looked at again.

    Raises Conflict while a renewal is under way, Refused when there is no readable paper.
    """
    committee = check_may_renew(work.session, actor, committee_id)
    work.session.get_one(Committee, committee_id, with_for_update={"key_share": True})
    under_way = renewal(work.session, committee_id)
    if under_way is not None and under_way.is_running:
        raise Conflict("renewal_running", "The suggestions are being renewed already.")
    waiting = _submissions(work.session, committee_id)
    if not waiting:
        raise Refused("nothing_to_renew", "There is no readable paper here yet.")
    row = CoverageRenewal(committee_id=committee_id, asked_by_id=actor.user_id, asked_at=work.now, papers=len(waiting))
    work.session.add(row)
    work.session.flush()
    for submission in waiting:
        key = covering.inputs_key(work.session, submission, work.settings.semantic)
        runs.record(work, Step.COVER, covering.renewed_key(key, row.id), submission_id=submission.id)
    _tell(work, actor, committee, "suggestions.renewed", papers=len(waiting))
    return row


def cancel(work: Work, actor: Actor, *, committee_id: int) -> None:
    """Stop the renewal under way, if there is one; what it made already stays."""
    committee = check_may_renew(work.session, actor, committee_id)
    under_way = renewal(work.session, committee_id)
    if under_way is None or not under_way.is_running:
        return
    work.session.get_one(CoverageRenewal, under_way.renewal_id).cancelled_at = work.now
    work.session.execute(
        sa.delete(Run)
        .where(Run.id.in_(_runs(under_way.renewal_id, committee_id)), Run.state == RunState.QUEUED)
        .execution_options(synchronize_session=False)
    )
    _tell(work, actor, committee, "suggestions.renewal_stopped", papers=under_way.waiting)


def renewal(session: Session, committee_id: int) -> Renewal | None:
    """The newest renewal of a committee."""
    found = session.execute(
        sa.select(CoverageRenewal, User.name)
        .join(User, CoverageRenewal.asked_by_id == User.id)
        .where(CoverageRenewal.committee_id == committee_id)
        .order_by(CoverageRenewal.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    row, name = found
    states = dict(
        session.execute(
            sa.select(Run.state, sa.func.count(Run.id))
            .where(Run.id.in_(_runs(row.id, committee_id)))
            .group_by(Run.state)
        ).all()
    )
    return Renewal(
        renewal_id=row.id,
        by=name,
        asked_at=row.asked_at,
        papers=row.papers,
        done=states.get(RunState.DONE, 0),
        failed=states.get(RunState.FAILED, 0),
        waiting=states.get(RunState.QUEUED, 0) + states.get(RunState.RUNNING, 0),
        is_cancelled=row.cancelled_at is not None,
    )


def new_words(session: Session, committee_id: int) -> int:
    """How many words of chairs and changed hints have come since the committee's newest suggestion was made."""
    newest = (
        sa.select(sa.func.max(CoverageSnapshot.made_at))
        .join(Submission, CoverageSnapshot.submission_id == Submission.id)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id)
        .scalar_subquery()
    )
    return (
        session.scalar(
            sa.select(sa.func.count(CoverageJudgement.id))
            .join(KeyQuestion, CoverageJudgement.key_question_id == KeyQuestion.id)
            .join(Topic, KeyQuestion.topic_id == Topic.id)
            .where(
                Topic.committee_id == committee_id,
                CoverageJudgement.taken_back_at.is_(None),
                CoverageJudgement.judged_at > newest,
            )
        )
        or 0
    )


def _runs(renewal_id: int, committee_id: int) -> sa.Select[int]:
    """The runs of a renewal. The key's end names it; the committee's papers keep the search short."""
    return (
        sa.select(Run.id)
        .join(Submission, Run.submission_id == Submission.id)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(
            Seat.committee_id == committee_id,
            Run.step == Step.COVER,
            Run.inputs_key.endswith(covering.renewed_key("", renewal_id), autoescape=True),
        )
    )


def _submissions(session: Session, committee_id: int) -> list[Submission]:
    return list(
        session.scalars(
            sa.select(Submission)
            .join(Paper, Submission.paper_id == Paper.id)
            .join(Seat, Paper.seat_id == Seat.id)
            .where(
                Seat.committee_id == committee_id,
                Submission.id.in_(current_submissions()),
                Submission.document_id.is_not(None),
            )
            .order_by(Submission.id)
        )
    )


def _tell(work: Work, actor: Actor, committee: Committee, action: str, *, papers: int) -> None:
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=committee.conference_id,
        subject="committee",
        subject_id=committee.id,
        papers=papers,
    )
