"""An agenda goes out as a file and comes back as it was."""

from __future__ import annotations

import json

import pytest

from reviewer.domain.errors import NotFound, Refused
from reviewer.models import KeyQuestion
from reviewer.services.setup import agenda_file
from reviewer.services.setup.agenda_file import read_agenda_file
from reviewer.work import House
from tests import factories as make


def test_topics_questions_hints_and_links_come_back_from_yaml_and_json(house: House) -> None:
    with house.work() as work:
        event = make.conference(work)
        committee = make.committee(work, event, topics={})
        topic = make.topic(
            work,
            committee,
            title="Early warning: ‘who’ is told?",
            questions=("¿Quién paga?", "- yes: or no"),
            links=[{"label": "The treaty", "url": "https://treaty.example/a?b=1"}],
        )
        work.session.query(KeyQuestion).filter_by(topic_id=topic.id, number=1).one().hint = "a levy on freight"
        boss = make.actor(work, make.staff(work, event))
        chair = make.actor(work, make.chair(work, committee))
    with house.reading() as session:
        mapping = agenda_file.agenda_mapping(session, boss, committee.id)
        with pytest.raises(NotFound):
            agenda_file.agenda_mapping(session, chair, committee.id)
    for text in (agenda_file.to_yaml(mapping), json.dumps(mapping)):
        read = read_agenda_file(text.encode())
        assert (read.committee, read.kind, read.languages) == (committee.name, committee.kind, ("en",))
        (found,) = read.topics
        assert found.title == "Early warning: ‘who’ is told?"
        assert [(one.text, one.hint) for one in found.questions] == [
            ("¿Quién paga?", "a levy on freight"),
            ("- yes: or no", None),
        ]
        assert [(one.label, one.url) for one in found.links] == [("The treaty", "https://treaty.example/a?b=1")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfe\x00", "no YAML or JSON"),
        (b"topics: [", "no YAML or JSON"),
        (b"- a\n- b", "names with values"),
        (b"topics: 3", "a list"),
        (b"topics: [{title: {a: b}}]", "topic 1, title"),
        (b"topics: [{title: A, questions: [[1]]}]", "topic 1, question 1"),
        (b"a: &x [1]\nb: *x", "aliases"),
        (b"!!python/object:os.system {}", "no YAML or JSON"),
        (b"x" * 2_000_000, "larger"),
    ],
)
def test_a_file_that_is_no_agenda_is_refused_with_its_place(data: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_agenda_file(data)
    assert said in refused.value.message


def test_questions_may_be_bare_lines() -> None:
    read = read_agenda_file(b"topics:\n- title: Floods\n  questions:\n  - Who pays?\n  - Who warns?\n")
    assert [one.text for one in read.topics[0].questions] == ["Who pays?", "Who warns?"]
