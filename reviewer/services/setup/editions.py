"""A new edition of a committee's guide: what it changes is shown first, and only what is chosen is taken."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict
from reviewer.domain.states import DeadlineRight, SourceKind
from reviewer.engine.guide import Guide, read_guide
from reviewer.models import Committee, Deadline, Document, Source
from reviewer.services.desks.setup_committee import CommitteePage, committee_page
from reviewer.services.reading import engine_document
from reviewer.services.setup import committees
from reviewer.services.setup.agenda import TopicForm
from reviewer.services.setup.committees import CommitteeForm
from reviewer.services.setup.edition_diff import Change, differences, merged
from reviewer.services.setup.guides import GuideFile, due_of, topics_of
from reviewer.work import Work

DEADLINE = "deadline"
"""The key of the change of the deadline."""


@dataclass(frozen=True, slots=True)
class DueChange:
    """The new edition states another deadline; `is_yours` when the standing one was not the old edition's."""

    before: datetime | None
    after: datetime
    is_yours: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """What a new edition changes in a committee as it is at `revision`; `unchanged` counts the questions that stay."""

    committee: CommitteePage
    changes: tuple[Change, ...]
    due: DueChange | None
    unchanged: int


def compare_edition(session: Session, actor: Actor, *, committee_id: int, guide: GuideFile) -> Edition:
    """The differences. Raises NotFound for anybody but the conference's staff."""
    seen = committee_page(session, actor, committee_id)
    before = _before(session, committee_id)
    new = read_guide(guide.document)
    changes = differences(_topics(before), seen.topics, topics_of(new))
    asked = {" ".join(one.text.split()) for topic in topics_of(new) for one in topic.questions}
    return Edition(
        committee=seen,
        changes=tuple(changes),
        due=_due_change(session, committee_id, before, new),
        unchanged=sum(" ".join(one.text.split()) in asked for topic in seen.topics for one in topic.questions),
    )


def take_edition(
    work: Work,
    actor: Actor,
    *,
    committee_id: int,
    guide: GuideFile,
    taken: Collection[str],
    revision: int,
) -> Committee:
    """Bring the committee to what was chosen; the guide becomes its newest one.

    Raises NotFound, Conflict when somebody changed the questions since `revision`, Refused for an agenda that cannot
    be.
    """
    seen = committee_page(work.session, actor, committee_id)
    if seen.revision != revision:
        raise Conflict(
            "questions_changed", "Somebody changed these questions meanwhile. Look at the differences again."
        )
    before, new = _before(work.session, committee_id), read_guide(guide.document)
    due = _due_change(work.session, committee_id, before, new)
    form = CommitteeForm(
        name=seen.name,
        kind=seen.kind,
        topics=merged(_topics(before), seen.topics, topics_of(new), taken),
        languages=seen.languages,
        paper_required=seen.paper_required,
        submission_due=due.after if due and DEADLINE in taken else None,
    )
    return committees.confirm_committee(
        work,
        actor,
        conference_id=seen.conference_id,
        form=form,
        guide=guide,
        committee_id=committee_id,
        revision=revision,
    )


def _before(session: Session, committee_id: int) -> Guide | None:
    """What the committee's newest guide says, read again: its text was kept as it was."""
    row = session.scalar(
        sa.select(Document)
        .join(Source, Source.document_id == Document.id)
        .where(Source.committee_id == committee_id, Source.kind == SourceKind.GUIDE, Source.removed_at.is_(None))
        .order_by(Source.id.desc())
        .limit(1)
    )
    return None if row is None else read_guide(engine_document(row))


def _topics(before: Guide | None) -> tuple[TopicForm, ...]:
    return () if before is None else topics_of(before)


def _due_change(session: Session, committee_id: int, before: Guide | None, new: Guide) -> DueChange | None:
    after = due_of(new)
    standing = session.scalar(
        sa.select(Deadline.at).where(Deadline.committee_id == committee_id, Deadline.right == DeadlineRight.SUBMISSION)
    )
    if after is None or after == standing:
        return None
    said = due_of(before) if before else None
    return DueChange(standing, after, is_yours=standing is not None and standing != said)
