"""What staff do about the machine's work in their conference."""

from __future__ import annotations

import sqlalchemy as sa

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.models import Run, Source
from reviewer.services import audit, runs
from reviewer.services.papers import paper_place
from reviewer.work import Work


def retry_run(work: Work, actor: Actor, *, run_id: int) -> int:
    """Queue a failed run again; the id of its conference. Raises NotFound for anybody but that conference's staff."""
    run = work.session.get(Run, run_id)
    conference_id = None if run is None else _conference(work, run)
    if conference_id is None or not access.may_audit(actor, conference_id):
        raise NotFound("run_unknown", "There is no such piece of work.")
    runs.retry(work, run_id)
    audit.record(
        work,
        "run.retried",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="run",
        subject_id=run_id,
    )
    return conference_id


def _conference(work: Work, run: Run) -> int | None:
    if run.submission is not None:
        return paper_place(work.session, run.submission.paper_id).conference_id
    return work.session.scalar(sa.select(Source.conference_id).where(Source.id == run.source_id))
