"""The audit event of an act on a paper."""

from __future__ import annotations

from reviewer.domain.access import Actor
from reviewer.services import audit
from reviewer.services.papers import paper_place
from reviewer.work import Work


def record(
    work: Work, actor: Actor, paper_id: int, action: str, subject: str, subject_id: int, **details: int | str | None
) -> None:
    """Write the event under the paper's conference."""
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=paper_place(work.session, paper_id).conference_id,
        subject=subject,
        subject_id=subject_id,
        paper=paper_id,
        **details,
    )
