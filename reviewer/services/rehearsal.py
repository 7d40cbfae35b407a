"""What workers learn before they fork, so that no job learns it alone: all steps of invented papers, rolled back.

A worker's parent rehearses before it forks: what the steps load, compile and cache (modules, patterns, some forty SQL
statements) is then in every forked child from the start, instead of costing each job a tenth of a second of CPU.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import BinaryIO

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from reviewer.domain.states import CommitteeKind, RunState, Step
from reviewer.engine import copies, readers
from reviewer.models import (
    Committee,
    Conference,
    Delegation,
    KeyQuestion,
    Paper,
    Run,
    Seat,
    StoredFile,
    Submission,
    Topic,
)
from reviewer.models.database import insert_or_keep
from reviewer.queue import SilentBell
from reviewer.services import analysis, covering, runs
from reviewer.services.analysis import Tools
from reviewer.work import House, Reading, Work

_log = structlog.get_logger(__name__)

_TEXT = """Position Paper of the Republic of Rehearsal

I. Warnings that come in time
In 2019 the Republic of Rehearsal paid for sirens in forty villages along its coast, and trained their teachers.
We propose a regional fund that lends instruments to states which cannot buy them, and offer to host its office.
"""
_QUESTION = "Who should pay for instruments that small states cannot afford?"


@dataclass(slots=True)
class _Memory:
    """Bytes that need not outlive the rehearsal."""

    held: dict[str, bytes] = field(default_factory=dict)

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        self.held[sha256] = data
        return sha256

    def open(self, sha256: str) -> BinaryIO:
        return io.BytesIO(self.held[sha256])

    def exists(self, sha256: str) -> bool:
        return sha256 in self.held

    def delete(self, sha256: str) -> None:
        self.held.pop(sha256, None)

    def iterate(self) -> Iterator[str]:
        yield from self.held


@dataclass(frozen=True)
class _Stage(House):
    """A house whose every unit of work is part of one transaction that never commits."""

    session: Session | None = None

    @contextmanager
    def work(self) -> Iterator[Work]:
        assert self.session is not None
        with self.session.begin_nested():
            yield Work(self.session, self.storage, self.settings, self.clock())

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        assert self.session is not None
        yield self.session


def rehearse(house: House, tools: Tools) -> int:
    """Do all steps of two papers and forget them; how many runs were done. A database that refuses is only logged."""
    try:
        with Session(house.engine, expire_on_commit=False) as session:
            stage = _Stage(house.settings, house.engine, _Memory(), SilentBell(), house.clock, session)
            _invent(stage)
            done = _perform(stage, tools)
            session.rollback()
    except SQLAlchemyError as error:
        _log.warning("rehearsal.refused", error=str(error)[:200])
        return 0
    return done


def prepare_for(house: House, tools: Tools, run_id: int) -> None:
    """Encode the guide that a `cover` run will ask for, once a worker instead of once a job. Never raises."""
    if tools.encoder is None:
        return
    try:
        with house.reading() as session:
            guide = covering.guide_of_run(session, run_id)
    except SQLAlchemyError as error:
        _log.warning("rehearsal.refused", error=str(error)[:200])
        return
    if guide:
        copies.remember(guide, tools.encoder)


def _invent(stage: _Stage) -> None:
    with stage.work() as work:
        now, session = work.now, work.session
        conference = Conference(
            slug=f"rehearsal-{now.timestamp()}",
            title="Rehearsal",
            timezone="UTC",
            languages=["en"],
            retain_until=(now + timedelta(days=1)).date(),
            created_at=now,
        )
        session.add(conference)
        session.flush()
        committee = Committee(
            conference_id=conference.id,
            slug="rehearsal",
            name="Rehearsal",
            kind=CommitteeKind.OTHER,
            languages=["en"],
        )
        session.add(committee)
        session.flush()
        topic = Topic(committee_id=committee.id, number=1, title="Warnings that come in time", links=[])
        session.add(topic)
        session.flush()
        session.add(KeyQuestion(topic_id=topic.id, number=1, text=_QUESTION))
        for number in (1, 2):
            _hand_in(work, conference, committee, number)


def _hand_in(work: Work, conference: Conference, committee: Committee, number: int) -> None:
    session = work.session
    delegation = Delegation(conference_id=conference.id, name=f"Rehearsal {number}")
    session.add(delegation)
    session.flush()
    seat = Seat(committee_id=committee.id, delegation_id=delegation.id)
    session.add(seat)
    session.flush()
    paper = Paper(seat_id=seat.id)
    session.add(paper)
    session.flush()
    data = f"{_TEXT}This is rehearsal {number} at {work.now.isoformat()}.\n".encode()
    sha256 = work.storage.put(data)
    insert_or_keep(session, StoredFile, [{"sha256": sha256, "size": len(data), "created_at": work.now}])
    submission = Submission(
        paper_id=paper.id,
        number=1,
        file_sha256=sha256,
        file_name="rehearsal.txt",
        media_type="text/plain",
        size=len(data),
        receipt=f"REHEARSAL{number}",
        received_at=work.now,
        counted_at=work.now,
    )
    session.add(submission)
    session.flush()
    runs.record(work, Step.READ, f"read:{readers.READER_VERSION}", submission_id=submission.id)


def _perform(stage: _Stage, tools: Tools) -> int:
    done = 0
    assert stage.session is not None
    ours = sa.select(Submission.id).where(Submission.receipt.like("REHEARSAL%"))
    waiting = (
        sa.select(Run.step, Run.id)
        .where(Run.state == RunState.QUEUED, Run.submission_id.in_(ours))
        .order_by(Run.id)
        .limit(1)
    )
    while (found := stage.session.execute(waiting).one_or_none()) is not None:
        analysis.perform(stage, tools, *found)
        done += 1
    return done
