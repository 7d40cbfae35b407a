"""What seats owe: topics with their key questions, guides to read, deadlines with their extensions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from reviewer.domain.access import Place
from reviewer.domain.deadlines import Due, effective_due
from reviewer.domain.states import DeadlineRight, SourceKind, Visibility
from reviewer.models import Deadline, Document, Extension, Source, Topic


@dataclass(frozen=True, slots=True)
class TopicAsked:
    """A topic with the key questions that stand now, and the guide's links as (label, url)."""

    topic_id: int
    title: str
    questions: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """A published guide; `committee_id` empty: for the whole conference. `pages` may be unknown."""

    source_id: int
    title: str
    pages: int | None
    conference_id: int
    committee_id: int | None

    def is_for(self, place: Place) -> bool:
        """Whether it is read for papers of this place."""
        return self.conference_id == place.conference_id and self.committee_id in (None, place.committee_id)


def topics(session: Session, committees: Collection[int | None]) -> Mapping[int | None, list[TopicAsked]]:
    """The topics of each committee, in order."""
    found: dict[int | None, list[TopicAsked]] = defaultdict(list)
    rows = session.scalars(
        sa.select(Topic)
        .where(Topic.committee_id.in_(committees))
        .options(selectinload(Topic.questions))
        .order_by(Topic.number)
    )
    for row in rows:
        links = tuple((link["label"], link["url"]) for link in row.links)
        questions = tuple(question.text for question in row.questions)
        found[row.committee_id].append(TopicAsked(row.id, row.title, questions, links))
    return found


def guides(session: Session, conferences: Collection[int]) -> list[Guide]:
    """The published guides of these conferences."""
    rows = session.execute(
        sa.select(Source.id, Source.title, Document.pages, Source.conference_id, Source.committee_id)
        .outerjoin(Document, Source.document_id == Document.id)
        .where(
            Source.conference_id.in_(conferences),
            Source.kind == SourceKind.GUIDE,
            Source.visibility == Visibility.PUBLISHED,
            Source.removed_at.is_(None),
        )
        .order_by(Source.committee_id.is_(None), Source.id)
    )
    return [Guide(*row) for row in rows]


def dues(session: Session, places: Collection[Place]) -> Mapping[int | None, list[tuple[Due, bool]]]:
    """By seat, each right's due (the committee's own, else the conference's) and whether it is extended."""
    set_for: dict[tuple[int, int | None, DeadlineRight], Due] = {}
    for row in session.scalars(
        sa.select(Deadline).where(Deadline.conference_id.in_({place.conference_id for place in places}))
    ):
        due = Due(row.right, row.at, timedelta(minutes=row.grace_minutes))
        set_for[row.conference_id, row.committee_id, row.right] = due
    until = {
        (row.seat_id, row.right): row.until
        for row in session.scalars(
            sa.select(Extension).where(Extension.seat_id.in_({place.seat_id for place in places}))
        )
    }
    found: dict[int | None, list[tuple[Due, bool]]] = defaultdict(list)
    for place in {place.seat_id: place for place in places}.values():
        for right in DeadlineRight:
            common = set_for.get((place.conference_id, None, right))
            own = set_for.get((place.conference_id, place.committee_id, right), common)
            if own is not None and place.seat_id is not None:
                extended = effective_due(own, until.get((place.seat_id, right)))
                found[place.seat_id].append((extended, extended != own))
    return found
