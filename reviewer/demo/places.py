"""Where the demo's things came to stand in the database, found by the names its content uses."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.states import RunState, Step
from reviewer.models import Delegation, Document, KeyQuestion, Paper, Run, School, Seat, Submission, Topic
from reviewer.services.grading import Selection, current_submission


def school_ids(session: Session, conference_id: int) -> dict[str, int]:
    """The conference's schools by name."""
    rows = session.execute(sa.select(School.name, School.id).where(School.conference_id == conference_id))
    return {row[0]: row[1] for row in rows}


def owed_papers(session: Session, committee_id: int) -> dict[str, int]:
    """The papers that a committee's seats owe, by delegation."""
    rows = session.execute(
        sa.select(Delegation.name, Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(Seat.committee_id == committee_id)
    )
    return {row[0]: row[1] for row in rows}


def waiting(session: Session, submission_id: int, step: Step) -> list[int]:
    """The runs of a step that a submission waits for, in the order in which they were asked for."""
    runs = sa.select(Run.id).filter_by(submission_id=submission_id, step=step, state=RunState.QUEUED)
    return list(session.scalars(runs.order_by(Run.id)))


def questions(session: Session, committee_id: int) -> dict[tuple[int, int], int]:
    """A committee's key questions by the numbers of topic and question."""
    rows = session.execute(
        sa.select(Topic.number, KeyQuestion.number, KeyQuestion.id)
        .join(KeyQuestion.topic)
        .where(Topic.committee_id == committee_id)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def selection(session: Session, paper_id: int, quote: str) -> Selection:
    """The words of a quote where they stand in the paper's text; raises ValueError when they do not."""
    submission = current_submission(session, paper_id)
    document = session.get(Document, submission.document_id) if isinstance(submission, Submission) else None
    start = document.text.find(quote) if document is not None else -1
    if document is None or start < 0:
        raise ValueError(f"paper {paper_id} does not say {quote!r}")
    return Selection(document.id, start, start + len(quote), quote)
