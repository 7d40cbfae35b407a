"""A rubric while it is edited: kept as it was typed, with a version, until it is adopted or thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotFound
from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.models import AdoptedRubric, RubricDraft, User
from reviewer.services import audit
from reviewer.services.desks.setup import entrance
from reviewer.services.setup.permission import lock_conference
from reviewer.services.setup.rubrics import adopt_rubric
from reviewer.work import Work

_LONGEST = 56


def drafts(session: Session, actor: Actor, conference_id: int) -> list[RubricDraft]:
    """The conference's drafts, the one changed last first. Raises NotFound for anybody but its staff."""
    entrance(session, actor, conference_id=conference_id)
    return list(
        session.scalars(
            sa.select(RubricDraft).filter_by(conference_id=conference_id).order_by(RubricDraft.changed_at.desc())
        )
    )


def draft_of(session: Session, actor: Actor, conference_id: int, draft_id: int) -> RubricDraft:
    """One draft. Raises NotFound when it is not of this conference, or not there any more."""
    entrance(session, actor, conference_id=conference_id)
    row = session.get(RubricDraft, draft_id)
    if row is None or row.conference_id != conference_id:
        raise NotFound("draft_unknown", "This draft is not there any more. It was adopted or thrown away.")
    return row


def start_draft(work: Work, actor: Actor, *, conference_id: int, content: Mapping[str, Any], name: str) -> RubricDraft:
    """A draft that begins with this content; one of the same name that stands is given back as it is."""
    lock_conference(work, actor, conference_id)
    known = work.session.scalar(sa.select(RubricDraft).filter_by(conference_id=conference_id, name=name))
    if known is not None:
        return known
    row = RubricDraft(
        conference_id=conference_id,
        name=name,
        content={**content, "name": name},
        version=1,
        changed_by_id=actor.user_id,
        changed_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    return row


def free_name(session: Session, conference_id: int, wanted: str) -> str:
    """`wanted`, or with a number behind it: a name that no rubric or draft of the conference has."""
    taken = {
        *session.scalars(sa.select(AdoptedRubric.name).filter_by(conference_id=conference_id)),
        *session.scalars(sa.select(RubricDraft.name).filter_by(conference_id=conference_id)),
    }
    base = wanted[:_LONGEST].strip("-")
    names = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def save_draft(
    work: Work, actor: Actor, *, conference_id: int, draft_id: int, content: Mapping[str, Any], seen_version: int
) -> RubricDraft:
    """Keep the draft as it was typed, however unfinished.

    Raises Conflict with `by`, `at` and `version` when somebody else saved it since; nothing of theirs is overwritten.
    """
    row = _held(work, actor, conference_id, draft_id)
    if row.content == {**content, "name": row.name}:
        return row
    if row.version != seen_version:
        name = work.session.scalar(sa.select(User.name).where(User.id == row.changed_by_id)) or ""
        message = "Somebody else changed this draft meanwhile. Look at theirs and decide which to keep."
        raise Conflict("draft_changed", message, by=name, at=row.changed_at, version=row.version)
    row.content = {**content, "name": row.name}
    row.version += 1
    row.changed_by_id, row.changed_at = actor.user_id, work.now
    return row


def adopt_draft(work: Work, actor: Actor, *, conference_id: int, draft_id: int) -> AdoptedRubric:
    """The draft as it is saved, adopted; the draft is done with. Raises FormFaults with everything wrong in it."""
    row = _held(work, actor, conference_id, draft_id)
    rubric = rubric_from_mapping(row.content, file=row.name)
    adopted = adopt_rubric(work, actor, conference_id=conference_id, rubric=rubric)
    work.session.delete(row)
    return adopted


def drop_draft(work: Work, actor: Actor, *, conference_id: int, draft_id: int) -> None:
    """Throw the draft away."""
    row = _held(work, actor, conference_id, draft_id)
    work.session.delete(row)
    audit.record(
        work,
        "rubric.draft_dropped",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="conference",
        subject_id=conference_id,
    )


def _held(work: Work, actor: Actor, conference_id: int, draft_id: int) -> RubricDraft:
    lock_conference(work, actor, conference_id)
    row = work.session.get(RubricDraft, draft_id, with_for_update=True)
    if row is None or row.conference_id != conference_id:
        raise NotFound("draft_unknown", "This draft is not there any more. It was adopted or thrown away.")
    return row
