"""The texts that papers of a conference are compared with, and how far each was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.states import RunState, SourceKind, Step, Visibility
from reviewer.models import Committee, Document, Run, Source, User
from reviewer.services.desks.setup import entrance


class SourceState(StrEnum):
    """How far a source is: waiting for its reading, read, unreadable, or stopped on our side."""

    WAITING = "waiting"
    READ = "read"
    UNREADABLE = "unreadable"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source. `committee` None: for the whole conference. `unreadable_code` says why it could not be read."""

    source_id: int
    title: str
    file_name: str
    url: str | None
    kind: SourceKind
    visibility: Visibility
    committee: str | None
    words: int | None
    added_at: datetime
    added_by: str | None
    removed_at: datetime | None
    state: SourceState
    unreadable_code: str | None


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Sources in force and removed ones, the newest first, and the committees one can be for (id, name)."""

    sources: tuple[SourceLine, ...]
    removed: tuple[SourceLine, ...]
    committees: tuple[tuple[int, str], ...]


def sources_page(session: Session, actor: Actor, conference_id: int) -> SourcesPage:
    """Every source of the conference but the questions themselves. Raises NotFound for anybody but its staff."""
    entrance(session, actor, conference_id=conference_id)
    lines = _lines(session, conference_id)
    committees = session.execute(
        sa.select(Committee.id, Committee.name).filter_by(conference_id=conference_id).order_by(Committee.position)
    )
    return SourcesPage(
        sources=tuple(one for one in lines if one.removed_at is None),
        removed=tuple(one for one in lines if one.removed_at is not None),
        committees=tuple((identity, name) for identity, name in committees),
    )


def _lines(session: Session, conference_id: int) -> list[SourceLine]:
    reading = (
        sa.select(Run.state)
        .where(Run.source_id == Source.id, Run.step == Step.READ)
        .order_by(Run.id.desc())
        .limit(1)
        .correlate(Source)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Source, Committee.name, Document.words, User.name, reading)
        .outerjoin(Committee, Source.committee_id == Committee.id)
        .outerjoin(Document, Source.document_id == Document.id)
        .outerjoin(User, Source.added_by_id == User.id)
        .where(Source.conference_id == conference_id, Source.kind != SourceKind.PROMPT)
        .order_by(Source.id.desc())
    )
    return [
        SourceLine(
            source_id=source.id,
            title=source.title,
            file_name=source.file_name,
            url=source.url,
            kind=source.kind,
            visibility=source.visibility,
            committee=committee,
            words=words,
            added_at=source.added_at,
            added_by=adder,
            removed_at=source.removed_at,
            state=_state(source, state),
            unreadable_code=source.unreadable_code,
        )
        for source, committee, words, adder, state in rows
    ]


def _state(source: Source, reading: RunState | None) -> SourceState:
    if source.document_id is not None:
        return SourceState.READ
    if source.unreadable_code is not None:
        return SourceState.UNREADABLE
    return SourceState.STOPPED if reading is RunState.FAILED else SourceState.WAITING
