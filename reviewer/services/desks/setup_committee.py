"""One committee as its staff change it: its agenda beside its guide."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.states import CommitteeKind, SourceKind
from reviewer.models import Committee, Paper, Seat, Source, Topic
from reviewer.services.desks.setup_guide import GuideText, guide_text
from reviewer.services.setup.agenda import LinkForm, QuestionForm, TopicForm


@dataclass(frozen=True, slots=True)
class CommitteePage:
    """A committee with its agenda as a form begins with it. `revision` says which agenda that is.

    `papers` counts the papers that its seats owe; `guide` is the newest guide that could be read.
    """

    committee_id: int
    conference_id: int
    name: str
    kind: CommitteeKind
    languages: tuple[str, ...]
    paper_required: bool
    revision: int
    rubric_id: int | None
    topics: tuple[TopicForm, ...]
    guide: GuideText | None
    guide_source_id: int | None
    seats: int
    papers: int


def committee_page(session: Session, actor: Actor, committee_id: int) -> CommitteePage:
    """One committee. Raises NotFound for a committee of a conference that the actor does not set up."""
    committee = session.get(Committee, committee_id)
    if committee is None or not access.may_set_up(actor, committee.conference_id):
        raise NotFound("committee_unknown", "There is no such committee.")
    source = session.scalar(
        sa.select(Source)
        .options(joinedload(Source.document))
        .where(
            Source.committee_id == committee_id,
            Source.kind == SourceKind.GUIDE,
            Source.removed_at.is_(None),
            Source.document_id.is_not(None),
        )
        .order_by(Source.id.desc())
        .limit(1)
    )
    return CommitteePage(
        committee_id=committee.id,
        conference_id=committee.conference_id,
        name=committee.name,
        kind=committee.kind,
        languages=tuple(committee.languages),
        paper_required=committee.paper_required,
        revision=committee.question_revision,
        rubric_id=committee.rubric_id,
        topics=tuple(_form(topic) for topic in committee.topics),
        guide=_guide(committee, source) if source else None,
        guide_source_id=source.id if source else None,
        seats=_number(session, sa.select(sa.func.count(Seat.id)).where(Seat.committee_id == committee_id)),
        papers=_number(
            session,
            sa.select(sa.func.count(Paper.id))
            .join(Seat, Paper.seat_id == Seat.id)
            .where(Seat.committee_id == committee_id),
        ),
    )


def _number(session: Session, query: sa.Select[int]) -> int:
    return session.scalar(query) or 0


def _form(topic: Topic) -> TopicForm:
    return TopicForm(
        title=topic.title,
        questions=tuple(QuestionForm(question.text, question.hint) for question in topic.questions),
        links=tuple(LinkForm(link["label"], link["url"]) for link in topic.links),
        id=topic.id,
    )


def _guide(committee: Committee, source: Source) -> GuideText:
    document = source.document
    assert document is not None, "only a source with a document is asked for"
    spots = [
        (question.text, question.start, question.end)
        for topic in committee.topics
        for question in topic.questions
        if question.document_id == document.id and question.start is not None and question.end is not None
    ]
    return guide_text(document.text, document.blocks, spots, source.file_name, document.language or "")
