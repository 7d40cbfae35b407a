"""A hand-written form (a rubric, a format profile) as a conference adopts it: under its content's hash, in versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.models import AdoptedFormat, AdoptedRubric
from reviewer.services import audit
from reviewer.services.setup.permission import lock_conference
from reviewer.work import Work

_ACTS = {"rubric": "rubric.adopted", "format": "format.adopted"}
Adopted = TypeVar("Adopted", AdoptedRubric, AdoptedFormat)


@dataclass(frozen=True, slots=True)
class Form:
    """What is adopted, as the log and its rows know it: `subject` is its kind ("rubric", "format")."""

    subject: str
    name: str
    title: str
    content: Mapping[str, Any]
    content_hash: str


def adopt(work: Work, actor: Actor, kind: type[Adopted], *, conference_id: int, form: Form) -> Adopted:
    """The form as the conference has it from now on, whatever happens to its file.

    The same content gives the row that stands; another content under the same name is its next version. Raises
    NotAllowed for anybody but staff.
    """
    lock_conference(work, actor, conference_id)
    here = kind.conference_id == conference_id
    known = work.session.scalar(sa.select(kind).where(here, kind.content_hash == form.content_hash))
    if known is not None:
        return known
    last = work.session.scalar(sa.select(sa.func.max(kind.version)).where(here, kind.name == form.name))
    row = kind(
        conference_id=conference_id,
        name=form.name,
        version=(last or 0) + 1,
        title=form.title,
        content_hash=form.content_hash,
        content=dict(form.content),
        adopted_by_id=actor.user_id,
        adopted_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    audit.record(
        work,
        _ACTS[form.subject],
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject=form.subject,
        subject_id=row.id,
        version=row.version,
        content=form.content_hash,
    )
    return row
