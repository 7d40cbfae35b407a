"""What a background guide says about a conference: names, deadline, topics, key questions and links.

Every value keeps its place in the guide and how sure the reading is, because staff check an import before they accept
it. What is not stated is left out and said in a warning; nothing is made up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from reviewer.engine.document import Document, Span
from reviewer.engine.guide.deadline import read_deadline
from reviewer.engine.guide.found import Found
from reviewer.engine.guide.headings import HeadingKind
from reviewer.engine.guide.lines import mend, read_lines, vocabulary
from reviewer.engine.guide.links import Link, read_links
from reviewer.engine.guide.names import Officer, read_committee, read_conference, read_officers
from reviewer.engine.guide.notices import Notice, of_topic
from reviewer.engine.guide.questions import IN_A_ROW, left_out, read_questions
from reviewer.engine.guide.topics import TopicText, read_topics

SectionKind = Literal["definitions", "actions_taken"]


_SECTIONS: dict[HeadingKind, SectionKind] = {"definitions": "definitions", "actions": "actions_taken"}


@dataclass(frozen=True, slots=True)
class GuideSection:
    """A part of a topic under a heading of a known kind: its text as printed, line breaks mended."""

    kind: SectionKind
    heading: str
    text: Found[str]


@dataclass(frozen=True, slots=True)
class GuideTopic:
    """An agenda item. `title.value` is empty when the guide names no topic; questions are worded as printed.

    `links` are those the guide recommends, `bibliography` the works it cites. `sections` are the guide's own text on
    definitions and on actions taken before.
    """

    title: Found[str]
    questions: tuple[Found[str], ...]
    links: tuple[Found[Link], ...]
    bibliography: tuple[Found[Link], ...] = ()
    sections: tuple[GuideSection, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """What was read; a value the guide does not state is None. `deadline` is ISO 8601 with an offset."""

    conference: Found[str] | None
    committee: Found[str] | None
    officers: tuple[Found[Officer], ...]
    deadline: Found[str] | None
    topics: tuple[GuideTopic, ...]
    notices: tuple[Notice, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        """The notices in English."""
        return tuple(notice.sentence for notice in self.notices)


def read_guide(document: Document) -> Guide:
    """The guide behind a document, in English or Spanish. What cannot be told is missing, with a warning."""
    lines = read_lines(document)
    words = vocabulary(document.text)
    flow = mend(lines, words)
    conference = read_conference(document, flow)
    deadline, notices = read_deadline(flow)
    texts = read_topics(lines, words)
    topics = tuple(_topic(topic, words) for topic in texts)
    unasked = [left_out(text.parts, topic.questions, words) for text, topic in zip(texts, topics, strict=True)]
    return Guide(
        conference=conference,
        committee=read_committee(document, flow, conference.value if conference else None, lines),
        officers=tuple(read_officers(flow, lines)),
        deadline=deadline,
        topics=topics,
        notices=(*notices, *_topic_notices(topics, unasked)),
    )


def _topic(topic: TopicText, words: Counter[str]) -> GuideTopic:
    return GuideTopic(
        topic.title,
        tuple(read_questions(topic.parts, words)),
        tuple(read_links(topic.parts)),
        tuple(read_links(topic.parts, "bibliography")),
        tuple(_sections(topic, words)),
    )


def _sections(topic: TopicText, words: Counter[str]) -> Iterator[GuideSection]:
    """The parts of known kinds, each with the parts under headings of its own below it."""
    for part in topic.parts:
        kind = _SECTIONS.get(part.kind) if part.kind else None
        if kind is not None and part.lines:
            flow = mend(part.lines, words)
            yield GuideSection(kind, part.heading, Found(flow.text, flow.span(0, len(flow.text)), 0.8))


def _topic_notices(topics: tuple[GuideTopic, ...], unasked: Sequence[list[Span]]) -> Iterator[Notice]:
    if all(not topic.title.value for topic in topics):
        yield Notice("no_topic_title")
    for number, (topic, left) in enumerate(zip(topics, unasked, strict=True), 1):
        title, spans = topic.title.value, tuple(question.span for question in topic.questions)
        unsure = tuple(question.span for question in topic.questions if question.certainty == "low")
        if not topic.questions:
            yield of_topic("no_questions", number, title)
        elif any(question.confidence <= IN_A_ROW for question in topic.questions):
            yield of_topic("questions_unannounced", number, title, spans=spans)
        elif unsure:
            yield of_topic("questions_uncertain", number, title, count=len(unsure), spans=unsure)
        if left:
            yield of_topic("questions_left_out", number, title, count=len(left), spans=tuple(left))
