"""What a background guide says about a conference: names, deadline, topics, key questions and links.

Every value keeps its place in the guide and how sure the reading is, because staff check an import before they accept
it. What is not stated is left out and said in a warning; nothing is made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reviewer.engine.document import Document
from reviewer.engine.guide.deadline import read_deadline
from reviewer.engine.guide.found import Found
from reviewer.engine.guide.lines import mend, read_lines, vocabulary
from reviewer.engine.guide.links import Link, read_links
from reviewer.engine.guide.names import Officer, read_committee, read_conference, read_officers
from reviewer.engine.guide.notices import Notice, of_topic
from reviewer.engine.guide.questions import IN_A_ROW, read_questions
from reviewer.engine.guide.topics import read_topics

SectionKind = Literal["definitions", "actions_taken"]


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
    topics = tuple(
        GuideTopic(topic.title, tuple(read_questions(topic.parts, words)), tuple(read_links(topic.parts)))
        for topic in read_topics(lines, words)
    )
    return Guide(
        conference=conference,
        committee=read_committee(document, flow, conference.value if conference else None, lines),
        officers=tuple(read_officers(flow, lines)),
        deadline=deadline,
        topics=topics,
        notices=(*notices, *_topic_notices(topics)),
    )


def _topic_notices(topics: tuple[GuideTopic, ...]) -> list[Notice]:
    notices = []
    if all(not topic.title.value for topic in topics):
        notices.append(Notice("no_topic_title"))
    for number, topic in enumerate(topics, 1):
        if not topic.questions:
            notices.append(of_topic("no_questions", number, topic.title.value))
        elif any(question.confidence <= IN_A_ROW for question in topic.questions):
            spans = tuple(question.span for question in topic.questions)
            notices.append(of_topic("questions_unannounced", number, topic.title.value, spans=spans))
    return notices
