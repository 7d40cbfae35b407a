"""The form of a committee's topics and questions: read as it was typed, changed by its buttons, given to a service.

Fields are numbered by place (`topic-2`, `question-2-3`), so that the order on the page is the order that counts. What
is left empty is dropped; a further empty line always stands ready.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableSequence, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from flask_babel import lazy_gettext as _l

from reviewer.domain.errors import DomainError
from reviewer.services.setup.agenda import MOST_QUESTIONS, MOST_TOPICS, FormFault, LinkForm, QuestionForm, TopicForm

_MORE = 3
"""Empty lines after asking for more of them."""
_SPARE_TOPICS = 5
_MOST_LINKS = 40
_FAULTS = {
    "topic_count": _l("A committee has 1 to 20 topics."),
    "topic_title": _l("Give the topic a title of at most 2000 characters."),
    "topic_double": _l("This topic stands here twice. Remove one."),
    "question_count": _l("A topic has at most 60 key questions."),
    "question_text": _l("Write a question of at most 2000 characters, or remove it."),
    "question_double": _l("This question stands here twice. Remove one."),
    "address_invalid": _l("This is not a web address. Write one that begins with https://."),
}
_ACT = re.compile(r"(add|up|down|drop)-(topic|question|link)(?::(\d{1,3}))?(?::(\d{1,3}))?")
_PLACE = re.compile(r"topic (\d+)(?:, (question|link) (\d+))?")


@dataclass(slots=True)
class Asked:
    """A question as typed; `lights` names its place in the guide beside it."""

    text: str = ""
    hint: str = ""
    lights: str = ""


@dataclass(slots=True)
class Linked:
    """A link as typed."""

    label: str = ""
    url: str = ""
    lights: str = ""


@dataclass(slots=True)
class Agendum:
    """A topic as typed; `id` is that of the topic that stands already, or empty."""

    title: str = ""
    id: str = ""
    lights: str = ""
    questions: list[Asked] = field(default_factory=list)
    links: list[Linked] = field(default_factory=list)
    spare: int = 1


def begin(topics: Iterable[TopicForm], lights: Mapping[str, str]) -> list[Agendum]:
    """The form as it begins, with each line's place in the guide."""
    return [
        Agendum(
            title=topic.title,
            id=str(topic.id or ""),
            lights=lights.get(topic.title, ""),
            questions=[Asked(one.text, one.hint or "", lights.get(one.text, "")) for one in topic.questions],
            links=[Linked(one.label, one.url, lights.get(one.url, "")) for one in topic.links],
        )
        for topic in topics
    ]


def read(form: Mapping[str, str]) -> list[Agendum]:
    """The form as it was sent, without its empty lines, after the button that was pressed has done its work."""
    topics = [_topic(form, number) for number in range(1, MOST_TOPICS + _SPARE_TOPICS) if f"topic-{number}" in form]
    pressed = _ACT.fullmatch(form.get("act", ""))
    if pressed:
        act, what, topic, question = pressed.groups()
        _press(topics, act, what, int(topic or 0), int(question or 0))
    tidied = [_tidy(one) for one in topics]
    return [one for one in tidied if one.title or one.questions or one.spare > 1]


def is_press(form: Mapping[str, str]) -> bool:
    """Whether a button of the form itself was pressed, so that nothing is to be kept yet."""
    act = form.get("act", "")
    return act == "arrange" or _ACT.fullmatch(act) is not None


def _topic(form: Mapping[str, str], number: int) -> Agendum:
    def said(name: str) -> str:
        return form.get(name, "").replace("\0", "").strip()

    return Agendum(
        title=said(f"topic-{number}"),
        id=said(f"topic-{number}-id"),
        lights=said(f"topic-{number}-lights"),
        questions=[
            Asked(said(f"question-{number}-{n}"), said(f"hint-{number}-{n}"), said(f"lights-{number}-{n}"))
            for n in range(1, MOST_QUESTIONS + _MORE + 2)
            if f"question-{number}-{n}" in form
        ],
        links=[
            Linked(said(f"label-{number}-{n}"), said(f"url-{number}-{n}"), said(f"link-lights-{number}-{n}"))
            for n in range(1, _MOST_LINKS)
            if f"url-{number}-{n}" in form
        ],
    )


def _tidy(one: Agendum) -> Agendum:
    one.questions = [question for question in one.questions if question.text]
    one.links = [link for link in one.links if link.url or link.label]
    return one


def _press(topics: list[Agendum], act: str, what: str, topic: int, question: int) -> None:
    if what == "topic" and act == "add":
        topics.append(Agendum(spare=_MORE))
    elif what == "topic":
        _change(topics, act, topic)
    elif what == "link" and 1 <= topic <= len(topics):
        _change(topics[topic - 1].links, act, question)
    elif 1 <= topic <= len(topics) and act == "add":
        topics[topic - 1].spare = _MORE
    elif 1 <= topic <= len(topics):
        _change(topics[topic - 1].questions, act, question)


def _change(lines: MutableSequence[Any], act: str, number: int) -> None:
    """Drop the line of this number, or let it change places with its neighbour."""
    if not 1 <= number <= len(lines):
        return
    if act == "drop":
        del lines[number - 1]
        return
    other = number - 1 if act == "up" else number + 1
    if 1 <= other <= len(lines):
        lines[number - 1], lines[other - 1] = lines[other - 1], lines[number - 1]


def forms(topics: Sequence[Agendum]) -> tuple[TopicForm, ...]:
    """What a service takes."""
    return tuple(
        TopicForm(
            title=topic.title,
            questions=tuple(QuestionForm(one.text, one.hint or None) for one in topic.questions),
            links=tuple(LinkForm(one.label or one.url, one.url) for one in topic.links),
            id=int(topic.id) if topic.id.isascii() and topic.id.isdigit() else None,
        )
        for topic in topics
    )


def faults(error: DomainError) -> list[dict[str, str]]:
    """Every fault that a refused agenda names, each with the field beside which it stands."""
    found = cast("Sequence[FormFault]", error.details.get("faults", ()))
    return [{"id": field_of(one.where), "message": str(_FAULTS.get(one.code, one.message))} for one in found]


def field_of(where: str) -> str:
    """The field that a fault's place names: `topic 2, question 3` is `question-2-3`."""
    found = _PLACE.fullmatch(where)
    if found is None:
        return "topic-1"
    topic, what, number = found.groups()
    if what is None:
        return f"topic-{topic}"
    return f"{'question' if what == 'question' else 'url'}-{topic}-{number}"
