"""What seats owe: topics with their key questions, and guides to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from reviewer.domain.access import Place
from reviewer.domain.states import SourceKind, Visibility
from reviewer.models import Document, Source, Topic


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
