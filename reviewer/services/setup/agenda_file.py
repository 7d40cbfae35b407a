"""A committee's topics, questions, hints and links as a file that people keep, change and bring back.

YAML or JSON of one form: `{"committee", "kind", "languages", "topics": [{"title", "questions": [{"text", "hint"}],
"links": [{"label", "url"}]}]}`. What is brought back is only proposed: staff look at it in the committee's form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import Refused
from reviewer.domain.states import CommitteeKind
from reviewer.services.desks.setup_committee import committee_page
from reviewer.services.setup.agenda import MOST_QUESTIONS, MOST_TOPICS, LinkForm, QuestionForm, TopicForm

ENDINGS = (".yaml", ".yml", ".json")
_LARGEST_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class AgendaFile:
    """What a file says; what it does not say is empty."""

    committee: str
    kind: CommitteeKind
    languages: tuple[str, ...]
    topics: tuple[TopicForm, ...]


def agenda_mapping(session: Session, actor: Actor, committee_id: int) -> dict[str, Any]:
    """The committee as such a file holds it. Raises NotFound for anybody but the conference's staff."""
    seen = committee_page(session, actor, committee_id)
    return {
        "committee": seen.name,
        "kind": seen.kind.value,
        "languages": list(seen.languages),
        "topics": [
            {
                "title": topic.title,
                "questions": [
                    {"text": one.text, **({"hint": one.hint} if one.hint else {})} for one in topic.questions
                ],
                **({"links": [{"label": one.label, "url": one.url} for one in topic.links]} if topic.links else {}),
            }
            for topic in seen.topics
        ],
    }


def to_yaml(mapping: dict[str, Any]) -> str:
    """The mapping as YAML that people read, in its own order."""
    return yaml.safe_dump(mapping, allow_unicode=True, sort_keys=False, width=110)


def read_agenda_file(data: bytes) -> AgendaFile:
    """What the file says. Raises Refused, with the place of the fault, for anything that is not such a file."""
    said = _mapping(_parsed(data), "")
    topics = _items(said, "topics", MOST_TOPICS)
    kinds = {kind.value: kind for kind in CommitteeKind}
    return AgendaFile(
        committee=_text(said, "committee", ""),
        kind=kinds.get(_text(said, "kind", ""), CommitteeKind.OTHER),
        languages=tuple(_plain(one, "languages") for one in _items(said, "languages", MOST_TOPICS)),
        topics=tuple(_topic(one, f"topic {place}") for place, one in enumerate(topics, 1)),
    )


def _parsed(data: bytes) -> object:
    if len(data) > _LARGEST_BYTES:
        raise _fault("", "the file is larger than any agenda")
    try:
        text = data.decode("utf-8-sig")
        # A YAML document may name one list a million times: anchors are no part of this form.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise _fault("", "it uses aliases (*name), which are not read")
        return yaml.safe_load(text)
    except (UnicodeDecodeError, RecursionError, ValueError, yaml.YAMLError) as wrong:
        mark = getattr(wrong, "problem_mark", None)
        raise _fault(f"line {mark.line + 1}" if mark else "", "it is no YAML or JSON text") from wrong


def _topic(value: object, where: str) -> TopicForm:
    said = _mapping(value, where)
    questions = enumerate(_items(said, "questions", MOST_QUESTIONS), 1)
    links = enumerate(_items(said, "links", MOST_QUESTIONS), 1)
    return TopicForm(
        title=_text(said, "title", where),
        questions=tuple(_question(one, f"{where}, question {place}") for place, one in questions),
        links=tuple(_link(one, f"{where}, link {place}") for place, one in links),
    )


def _question(value: object, where: str) -> QuestionForm:
    if isinstance(value, str):
        return QuestionForm(value)
    said = _mapping(value, where)
    return QuestionForm(_text(said, "text", where), _text(said, "hint", where) or None)


def _link(value: object, where: str) -> LinkForm:
    said = _mapping(value, where)
    url = _text(said, "url", where)
    return LinkForm(_text(said, "label", where) or url, url)


def _mapping(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _fault(where, "here should stand names with values, such as title: and questions:")
    return value


def _items(said: dict[str, Any], key: str, most: int) -> list[object]:
    value = said.get(key) or []
    if not isinstance(value, list) or len(value) > most:
        raise _fault(key, f"here should stand a list of at most {most} entries")
    return value


def _text(said: dict[str, Any], key: str, where: str) -> str:
    value = said.get(key)
    return "" if value is None else _plain(value, f"{where}, {key}".lstrip(", "))


def _plain(value: object, where: str) -> str:
    if isinstance(value, (dict, list)):
        raise _fault(where, "here should stand words")
    return str(value)


def _fault(where: str, what: str) -> Refused:
    said = f"{where}: {what}" if where else what
    return Refused("agenda_file_invalid", f"This file cannot be read as an agenda: {said}.", reason=said)
