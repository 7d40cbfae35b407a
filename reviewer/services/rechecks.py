"""A delegate asks for checks again that stopped on our side."""

from __future__ import annotations

import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Refused
from reviewer.domain.states import RunState
from reviewer.models import Run, Submission
from reviewer.services import runs
from reviewer.services.submissions import check_may_submit
from reviewer.work import Work

WORTH_RETRYING = frozenset({runs.INTERRUPTED, "timeout"})
"""Failures that may pass. Any other is a fault of the file, which another look would only find again."""


def retry_checks(work: Work, actor: Actor, *, paper_id: int) -> int:
    """Queue the stopped checks of a paper's newest version again; how many there were.

    Raises NotFound or NotAllowed for a paper that is not the actor's to hand in, Refused when nothing has stopped.
    """
    check_may_submit(work.session, actor, paper_id)
    newest = (
        sa.select(sa.func.max(Submission.id))
        .where(Submission.paper_id == paper_id, Submission.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    stopped = work.session.scalars(
        sa.select(Run.id).where(
            Run.submission_id == newest, Run.state == RunState.FAILED, Run.error_code.in_(WORTH_RETRYING)
        )
    ).all()
    if not stopped:
        raise Refused("run_not_failed", "Only work that failed can be tried again; this has not failed.")
    for run_id in stopped:
        runs.retry(work, run_id)
    return len(stopped)
