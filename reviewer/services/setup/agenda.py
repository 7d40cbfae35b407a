"""A committee's topics and key questions as staff write them, and how they change without losing what rests on them.

An unchanged question keeps its row, and with it the coverage and judgements of papers. A reworded one is a new row and
the old one is retired. Whatever changes, the committee's question revision rises and its papers are covered again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, DomainError, Refused
from reviewer.domain.states import SourceKind, Step, Visibility
from reviewer.models import (
    Committee,
    CoverageJudgement,
    Document,
    KeyQuestion,
    Paper,
    QuestionCoverage,
    Seat,
    Source,
    Submission,
    Topic,
)
from reviewer.services import audit, covering, runs
from reviewer.services.papers import current_submissions
from reviewer.services.setup import sources
from reviewer.services.setup.permission import lock_committee
from reviewer.services.submissions import ReceivedFile
from reviewer.work import Work

MOST_TOPICS, MOST_QUESTIONS, LONGEST = 20, 60, 2000
_PARKED = 1000
"""Added to a topic's number while others move: no two topics of a committee have one number, not even for a moment."""


@dataclass(frozen=True, slots=True)
class QuestionForm:
    """A key question; the hint is a chair's line on what an answer may mention."""

    text: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class LinkForm:
    """A support link of a topic."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class TopicForm:
    """A topic in the order of the form; `id` when it stands already, so that even a new title is the same topic."""

    title: str
    questions: tuple[QuestionForm, ...] = ()
    links: tuple[LinkForm, ...] = ()
    id: int | None = None


@dataclass(frozen=True, slots=True)
class FormFault:
    """One thing wrong with a form: where (as in `topic 2, question 3`), a stable code, and what to do."""

    where: str
    code: str
    message: str


def save_questions(
    work: Work, actor: Actor, *, committee_id: int, topics: Sequence[TopicForm], revision: int | None = None
) -> Committee:
    """Make these the committee's topics and questions.

    Raises NotFound for a committee that is not the actor's, Refused with every fault of the form (`details["faults"]`),
    Conflict when `revision` is given and somebody changed the questions since, or when a topic is to go that papers
    have answered.
    """
    committee = lock_committee(work, actor, committee_id)
    if revision is not None and revision != committee.question_revision:
        raise Conflict(
            "questions_changed",
            "Somebody changed these questions while you wrote. Look at their version, then make your changes again.",
            revision=committee.question_revision,
        )
    check_agenda(topics)
    if write_agenda(work, committee, topics, _guide(work.session, committee)):
        committee.question_revision += 1
        replace_prompt(work, actor, committee)
        _cover_again(work, committee)
        audit.record(
            work,
            "questions.changed",
            actor_id=actor.user_id,
            conference_id=committee.conference_id,
            subject="committee",
            subject_id=committee.id,
            revision=committee.question_revision,
        )
    return committee


def check_agenda(topics: Sequence[TopicForm]) -> None:
    """Raise Refused with every fault of the topics."""
    faults = tuple(_faults(topics))
    if faults:
        lines = "\n".join(f"{fault.where}: {fault.message}" for fault in faults)
        raise Refused("agenda_invalid", lines, faults=faults)


def _faults(topics: Sequence[TopicForm]) -> Iterable[FormFault]:
    if not 0 < len(topics) <= MOST_TOPICS:
        yield FormFault("topics", "topic_count", f"A committee has 1 to {MOST_TOPICS} topics.")
    titles: dict[str, int] = {}
    for number, topic in enumerate(topics, 1):
        where, title = f"topic {number}", _normal(topic.title)
        if not title or len(title) > LONGEST:
            yield FormFault(where, "topic_title", f"Give the topic a title of 1 to {LONGEST} characters.")
        elif titles.setdefault(title.casefold(), number) != number:
            yield FormFault(where, "topic_double", f"This is topic {titles[title.casefold()]} again; remove one.")
        if len(topic.questions) > MOST_QUESTIONS:
            yield FormFault(where, "question_count", f"A topic has at most {MOST_QUESTIONS} key questions.")
        yield from _question_faults(where, topic)
        yield from _link_faults(where, topic)


def _question_faults(where: str, topic: TopicForm) -> Iterable[FormFault]:
    seen: dict[str, int] = {}
    for number, question in enumerate(topic.questions, 1):
        text, place = _normal(question.text), f"{where}, question {number}"
        if not text or max(len(text), len(question.hint or "")) > LONGEST:
            yield FormFault(place, "question_text", f"Write a question of 1 to {LONGEST} characters, or remove it.")
        elif seen.setdefault(text, number) != number:
            yield FormFault(place, "question_double", f"This is question {seen[text]} again; remove one.")


def _link_faults(where: str, topic: TopicForm) -> Iterable[FormFault]:
    for number, link in enumerate(topic.links, 1):
        try:
            sources.check_address(link.url)
        except DomainError as wrong:
            yield FormFault(f"{where}, link {number}", wrong.code, wrong.message)


def _normal(text: str) -> str:
    return " ".join(text.split())


def write_agenda(work: Work, committee: Committee, topics: Sequence[TopicForm], guide: Document | None) -> bool:
    """Bring the rows to these topics, which passed `check_agenda`; whether anything changed."""
    session = work.session
    standing = list(session.scalars(sa.select(Topic).filter_by(committee_id=committee.id).order_by(Topic.number)))
    pairs = _pair(topics, standing)
    kept = [topic for topic in pairs if topic is not None]
    gone = [topic for topic in standing if topic not in kept]
    for topic in gone:
        _drop(session, topic)
    changed = bool(gone) | _renumber(session, pairs)
    for number, (form, found) in enumerate(zip(topics, pairs, strict=True), 1):
        links = [{"label": _normal(link.label), "url": link.url} for link in form.links]
        topic = found or Topic(committee_id=committee.id, number=number, links=[])
        changed |= found is None or (topic.title, topic.links) != (_normal(form.title), links)
        topic.title, topic.links = _normal(form.title), links
        session.add(topic)
        session.flush()
        changed |= _write_questions(work, topic, form.questions, guide)
        session.expire(topic, ["questions"])
    session.expire(committee, ["topics"])
    return changed


def _pair(forms: Sequence[TopicForm], standing: Sequence[Topic]) -> list[Topic | None]:
    """For each form the topic that it is: by id, else by title, else by its place in the order."""
    free = {topic.id: topic for topic in standing}
    pairs: list[Topic | None] = [free.pop(form.id, None) if form.id is not None else None for form in forms]
    if any(form.id is not None and found is None for form, found in zip(forms, pairs, strict=True)):
        raise Conflict("topic_gone", "Somebody removed one of these topics meanwhile. Load the page again.")
    for by_place in (False, True):
        for place, form in enumerate(forms):
            if pairs[place] is None:
                fits = (
                    topic
                    for topic in free.values()
                    if (
                        topic.number == place + 1
                        if by_place
                        else topic.title.casefold() == _normal(form.title).casefold()
                    )
                )
                found = next(fits, None)
                pairs[place] = free.pop(found.id) if found else None
    return pairs


def _renumber(session: Session, pairs: Sequence[Topic | None]) -> bool:
    moving = {topic: number for number, topic in enumerate(pairs, 1) if topic is not None and topic.number != number}
    for topic in moving:
        topic.number += _PARKED
    session.flush()
    for topic, number in moving.items():
        topic.number = number
    session.flush()
    return bool(moving)


def _drop(session: Session, topic: Topic) -> None:
    questions = sa.select(KeyQuestion.id).where(KeyQuestion.topic_id == topic.id)
    resting = sa.or_(
        sa.exists().where(Paper.topic_id == topic.id),
        sa.exists().where(QuestionCoverage.key_question_id.in_(questions)),
        sa.exists().where(CoverageJudgement.key_question_id.in_(questions)),
    )
    if session.scalar(sa.select(resting)):
        raise Conflict(
            "topic_in_use",
            f"Papers have answered “{topic.title}”, so it cannot go; you may change its words or its questions.",
            topic=topic.id,
        )
    session.execute(sa.delete(Topic).where(Topic.id == topic.id))


def _write_questions(work: Work, topic: Topic, forms: Sequence[QuestionForm], guide: Document | None) -> bool:
    standing = work.session.scalars(
        sa.select(KeyQuestion).filter_by(topic_id=topic.id, retired_at=None).order_by(KeyQuestion.number)
    )
    free = {question.text: question for question in standing}
    changed = False
    for number, form in enumerate(forms, 1):
        hint = _normal(form.hint or "") or None
        question = free.pop(_normal(form.text), None) or KeyQuestion(topic_id=topic.id, text=_normal(form.text))
        changed |= (question.number, question.hint) != (number, hint)
        question.number, question.hint = number, hint
        if question.document_id is None and guide is not None:
            _anchor(question, guide)
        work.session.add(question)
    for question in free.values():
        question.retired_at = work.now
    work.session.flush()
    return changed or bool(free)


def _anchor(question: KeyQuestion, guide: Document) -> None:
    """Where the question stands in the guide, however its lines are broken there; nothing when it does not."""
    pattern = r"\s+".join(re.escape(word) for word in question.text.split())
    found = re.search(pattern, guide.text)
    if found:
        question.document_id, question.start, question.end = guide.id, found.start(), found.end()


def _guide(session: Session, committee: Committee) -> Document | None:
    return session.scalar(
        sa.select(Document)
        .join(Source, Source.document_id == Document.id)
        .where(Source.committee_id == committee.id, Source.kind == SourceKind.GUIDE, Source.removed_at.is_(None))
        .order_by(Source.id.desc())
        .limit(1)
    )


def replace_prompt(work: Work, actor: Actor, committee: Committee) -> None:
    """Keep the questions as a source of their own, so that repeating them is told apart from copying; one in force."""
    lines = [line for topic in committee.topics for line in (topic.title, *(one.text for one in topic.questions), "")]
    data = "\n".join(lines).encode()
    file = ReceivedFile(work.storage.put(data), len(data), "text/plain", "key-questions.txt")
    standing = work.session.scalars(
        sa.select(Source).filter_by(committee_id=committee.id, kind=SourceKind.PROMPT, removed_at=None)
    ).all()
    for source in standing:
        if source.file_sha256 == file.sha256:
            return
        sources.remove_source(work, actor, source_id=source.id)
    sources.add_source(
        work,
        actor,
        conference_id=committee.conference_id,
        committee_id=committee.id,
        kind=SourceKind.PROMPT,
        title=committee.name,
        visibility=Visibility.PUBLISHED,
        file=file,
    )


def _cover_again(work: Work, committee: Committee) -> None:
    work.session.flush()
    waiting = work.session.scalars(
        sa.select(Submission)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(
            Seat.committee_id == committee.id,
            Submission.id.in_(current_submissions()),
            Submission.document_id.is_not(None),
        )
    ).all()
    for submission in waiting:
        key = covering.inputs_key(work.session, submission, work.settings.semantic)
        runs.record(work, Step.COVER, key, submission_id=submission.id)
