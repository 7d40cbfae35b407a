"""What the machine is doing for a conference: work waiting and failed, mails, stored bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.states import MailState, RunState, Step
from reviewer.models import (
    Committee,
    Conference,
    Delegation,
    OutboxMail,
    Paper,
    Run,
    Seat,
    Source,
    StoredFile,
    Submission,
)

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class FailedRun:
    """A step that failed: of a paper's version (`number`), or of a source (`number` None)."""

    run_id: int
    step: Step
    title: str
    committee: str
    number: int | None
    code: str
    detail: str
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class StuckMail:
    """A mail that could not be handed over: given up, or still tried until `next_attempt_at`."""

    address: str
    template: str
    is_given_up: bool
    attempts: int
    error: str
    next_attempt_at: datetime


@dataclass(frozen=True, slots=True)
class Operations:
    """All of it. `ringing` is how many pieces of work wait in the broker for any conference, None when it is silent."""

    conference_id: int
    timezone: str
    ringing: int | None
    runs: Mapping[RunState, int]
    oldest_queued_at: datetime | None
    failed: tuple[FailedRun, ...]
    mails: Mapping[MailState, int]
    stuck: tuple[StuckMail, ...]
    files: int
    bytes: int


def operations(session: Session, actor: Actor, conference_id: int, *, ringing: int | None) -> Operations:
    """The conference's work, mails and files. Raises NotFound for anybody but its staff."""
    if not access.may_audit(actor, conference_id):
        raise NotFound("conference_unknown", "There is no such conference.")
    ours = _runs_of(conference_id)
    states = session.execute(sa.select(Run.state, sa.func.count()).where(ours).group_by(Run.state))
    mails = session.execute(
        sa.select(OutboxMail.state, sa.func.count())
        .where(OutboxMail.conference_id == conference_id)
        .group_by(OutboxMail.state)
    )
    files, size = _stored(session, conference_id)
    return Operations(
        conference_id=conference_id,
        timezone=session.get_one(Conference, conference_id).timezone,
        ringing=ringing,
        runs=dict.fromkeys(RunState, 0) | dict(states.all()),
        oldest_queued_at=session.scalar(
            sa.select(sa.func.min(Run.queued_at)).where(ours, Run.state == RunState.QUEUED)
        ),
        failed=tuple(_failed(session, conference_id)),
        mails=dict.fromkeys(MailState, 0) | dict(mails.all()),
        stuck=tuple(_stuck(session, conference_id)),
        files=files,
        bytes=size,
    )


def _submissions_of(conference_id: int) -> sa.Select[int]:
    return (
        sa.select(Submission.id)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Committee.conference_id == conference_id)
    )


def _runs_of(conference_id: int) -> sa.ColumnElement[bool]:
    sources = sa.select(Source.id).where(Source.conference_id == conference_id)
    return sa.or_(Run.submission_id.in_(_submissions_of(conference_id)), Run.source_id.in_(sources))


def _failed(session: Session, conference_id: int) -> list[FailedRun]:
    rows = session.execute(
        sa.select(Run, Submission.number, Delegation.name, Committee.name, Source.title)
        .outerjoin(Submission, Run.submission_id == Submission.id)
        .outerjoin(Paper, Submission.paper_id == Paper.id)
        .outerjoin(Seat, Paper.seat_id == Seat.id)
        .outerjoin(Delegation, Seat.delegation_id == Delegation.id)
        .outerjoin(Committee, Seat.committee_id == Committee.id)
        .outerjoin(Source, Run.source_id == Source.id)
        .where(_runs_of(conference_id), Run.state == RunState.FAILED)
        .order_by(Run.finished_at.desc(), Run.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        FailedRun(
            run_id=run.id,
            step=run.step,
            title=delegation or source or "",
            committee=committee or "",
            number=number,
            code=run.error_code or "",
            detail=run.error_detail or "",
            failed_at=run.finished_at or run.queued_at,
        )
        for run, number, delegation, committee, source in rows
    ]


def _stuck(session: Session, conference_id: int) -> list[StuckMail]:
    rows = session.scalars(
        sa.select(OutboxMail)
        .where(
            OutboxMail.conference_id == conference_id,
            OutboxMail.state != MailState.SENT,
            OutboxMail.error.is_not(None),
        )
        .order_by(OutboxMail.id.desc())
        .limit(MOST_SHOWN)
    )
    return [
        StuckMail(
            address=row.address,
            template=row.template,
            is_given_up=row.state is MailState.FAILED,
            attempts=row.attempts,
            error=row.error or "",
            next_attempt_at=row.next_attempt_at,
        )
        for row in rows
    ]


def _stored(session: Session, conference_id: int) -> tuple[int, int]:
    """How many different files the conference keeps, and their bytes."""
    papers = sa.select(Submission.file_sha256).where(Submission.id.in_(_submissions_of(conference_id)))
    sources = sa.select(Source.file_sha256).where(Source.conference_id == conference_id)
    row = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(StoredFile.size), 0)).where(
            sa.or_(StoredFile.sha256.in_(papers), StoredFile.sha256.in_(sources))
        )
    ).one()
    return int(row[0]), int(row[1])
