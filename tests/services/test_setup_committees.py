from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.states import CommitteeKind, CoverageStatus, RunState, SourceKind, Step, Visibility
from reviewer.models import Committee, Conference, Deadline, Document, KeyQuestion, Run, Source, Topic
from reviewer.sandbox import Sandbox
from reviewer.services.setup import agenda, committees, guides
from reviewer.services.setup.agenda import LinkForm, QuestionForm, TopicForm
from reviewer.services.setup.committees import CommitteeForm
from reviewer.work import House
from tests import factories as make

GUIDE = """Background Guide

Harbour City Model United Nations

General Assembly Second Committee

Topic 1: Fishing villages and the rising sea

The sea rises, and villages move inland.

Key Questions

- What has your country done for villages that must move?
- Who should pay when a whole
  harbour has to be rebuilt?

Topic 2: Lighthouses as common heritage

Key Questions

- Which lighthouses should be protected first?
"""

FISHING = TopicForm(
    "Fishing villages and the rising sea",
    (
        QuestionForm("What has your country done for villages that must move?"),
        QuestionForm("Who should pay when a whole harbour has to be rebuilt?", "Funds, loans, insurance"),
    ),
    (LinkForm("Tides", "https://tides.example/a"),),
)
LIGHTS = TopicForm("Lighthouses as common heritage", (QuestionForm("Which lighthouses should be protected first?"),))
FORM = CommitteeForm(name="Second Committee", kind=CommitteeKind.GENERAL_ASSEMBLY, topics=(FISHING, LIGHTS))


def _staff(house: House) -> tuple[Conference, Actor]:
    with house.work() as work:
        event = make.conference(work)
        return event, make.actor(work, make.staff(work, event))


def _confirm(house: House, event: Conference, actor: Actor, form: CommitteeForm = FORM, **given: int) -> Committee:
    guide = guides.propose(house, Sandbox("fork"), data=GUIDE.encode(), name="guide.txt").guide
    with house.work() as work:
        return committees.confirm_committee(work, actor, conference_id=event.id, form=form, guide=guide, **given)


def test_a_guide_proposes_a_committee_and_stores_no_row(house: House) -> None:
    proposal = guides.propose(house, Sandbox("fork"), data=GUIDE.encode(), name="guide.txt")
    assert proposal.committee is not None
    assert "Second Committee" in proposal.committee
    assert proposal.kind is CommitteeKind.GENERAL_ASSEMBLY
    assert [topic.title for topic in proposal.topics] == [FISHING.title, LIGHTS.title]
    assert [one.text for one in proposal.topics[0].questions] == [one.text for one in FISHING.questions]
    with house.reading() as session:
        assert session.scalars(sa.select(Document)).all() == []
    assert house.storage.exists(proposal.guide.file.sha256)


def test_a_guide_that_cannot_be_read_is_refused_with_words(house: House) -> None:
    with pytest.raises(Refused) as refused:
        guides.propose(house, Sandbox("fork"), data=b"\x89PNG\r\n\x1a\n" + bytes(50), name="guide.png")
    assert refused.value.code == "unsupported_type"
    assert refused.value.message


def test_a_ticket_opens_its_own_guide_and_no_forged_one(house: House) -> None:
    proposal = guides.propose(house, Sandbox("fork"), data=GUIDE.encode(), name="guide.txt")
    assert guides.reopen(house, Sandbox("fork"), ticket=proposal.ticket) == proposal.guide
    body, _, seal = proposal.ticket.partition(".")
    for forged in ("", "x", f"{body[:-4]}AAAA.{seal}", f"{body}.{'0' * 64}", f"{body}.é"):
        with pytest.raises(Refused, match="Choose the guide again"):
            guides.reopen(house, Sandbox("fork"), ticket=forged)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Economic and Social Council", CommitteeKind.ECOSOC),
        ("Consejo de Seguridad", CommitteeKind.SECURITY_COUNCIL),
        ("Sexta Comisión (Jurídica)", CommitteeKind.GENERAL_ASSEMBLY),
        ("Historical Crisis Cabinet", CommitteeKind.CRISIS),
        ("African Union", CommitteeKind.REGIONAL),
        ("World Health Organization", CommitteeKind.SPECIALIZED),
        ("Press Corps", CommitteeKind.OTHER),
    ],
)
def test_names_tell_the_kind_of_a_committee(name: str, kind: CommitteeKind) -> None:
    assert guides.kind_of(name) is kind


def test_confirming_keeps_topics_and_each_question_with_its_place_in_the_guide(house: House) -> None:
    event, actor = _staff(house)
    due = datetime(2030, 4, 1, 22, 0, tzinfo=UTC)
    form = CommitteeForm(name=FORM.name, kind=FORM.kind, topics=FORM.topics, submission_due=due)
    committee = _confirm(house, event, actor, form)
    with house.reading() as session:
        rows = session.scalars(sa.select(KeyQuestion).join(Topic).order_by(Topic.number, KeyQuestion.number)).all()
        assert [row.text for row in rows] == [one.text for topic in FORM.topics for one in topic.questions]
        for row in rows:
            text = session.get_one(Document, row.document_id).text
            assert " ".join(text[row.start : row.end].split()) == row.text
        assert rows[1].hint == "Funds, loans, insurance"
        topic = session.scalars(sa.select(Topic).where(Topic.number == 1)).one()
        assert topic.links == [{"label": "Tides", "url": "https://tides.example/a"}]
        assert session.scalars(sa.select(Deadline.at).filter_by(committee_id=committee.id)).one() == due
        assert session.get_one(Committee, committee.id).slug == "second-committee"


def test_confirming_makes_guide_and_questions_sources_that_workers_read(house: House) -> None:
    event, actor = _staff(house)
    committee = _confirm(house, event, actor)
    assert make.run_all(house) >= 4
    with house.reading() as session:
        kinds = session.scalars(sa.select(Source).filter_by(committee_id=committee.id).order_by(Source.id)).all()
        assert [(one.kind, one.visibility) for one in kinds] == [
            (SourceKind.GUIDE, Visibility.PUBLISHED),
            (SourceKind.PROMPT, Visibility.PUBLISHED),
        ]
        assert all(one.document_id for one in kinds)
        assert FISHING.questions[0].text in session.get_one(Document, kinds[1].document_id).text
        assert {run.state for run in session.scalars(sa.select(Run))} == {RunState.DONE}


def test_confirming_the_same_form_again_changes_nothing(house: House) -> None:
    event, actor = _staff(house)
    committee = _confirm(house, event, actor)
    with house.reading() as session:
        before = session.execute(sa.select(KeyQuestion.id, KeyQuestion.text)).all()
        sources = session.scalar(sa.select(sa.func.count(Source.id)))
    again = _confirm(house, event, actor, committee_id=committee.id)
    assert (again.id, again.question_revision) == (committee.id, 1)
    with house.reading() as session:
        assert session.execute(sa.select(KeyQuestion.id, KeyQuestion.text)).all() == before
        assert session.scalar(sa.select(sa.func.count(Source.id))) == sources


def test_a_second_committee_of_the_same_name_is_refused(house: House) -> None:
    event, actor = _staff(house)
    _confirm(house, event, actor)
    with pytest.raises(Conflict, match="already"):
        _confirm(house, event, actor)


def test_a_changed_question_is_a_new_row_and_unchanged_ones_stay(house: House) -> None:
    event, actor = _staff(house)
    committee = _confirm(house, event, actor)
    changed = TopicForm(FISHING.title, (FISHING.questions[1], QuestionForm("Who moves first?")), FISHING.links)
    with house.reading() as session:
        old = {row.text: row.id for row in session.scalars(sa.select(KeyQuestion))}
    with house.work() as work:
        saved = agenda.save_questions(work, actor, committee_id=committee.id, topics=(changed, LIGHTS))
    assert saved.question_revision == 2
    with house.reading() as session:
        topic = session.scalars(sa.select(Topic).where(Topic.number == 1)).one()
        assert [(one.number, one.text) for one in topic.questions] == [
            (1, FISHING.questions[1].text),
            (2, "Who moves first?"),
        ]
        assert topic.questions[0].id == old[FISHING.questions[1].text]
        assert session.get_one(KeyQuestion, old[FISHING.questions[0].text]).retired_at == house.clock()
        prompts = session.scalars(sa.select(Source).filter_by(kind=SourceKind.PROMPT).order_by(Source.id)).all()
        assert [prompt.removed_at is None for prompt in prompts] == [False, True]


def test_topics_change_places_and_words_without_becoming_others(house: House) -> None:
    event, actor = _staff(house)
    committee = _confirm(house, event, actor)
    with house.reading() as session:
        first, second = session.scalars(sa.select(Topic.id).order_by(Topic.number)).all()
    renamed = TopicForm("Lighthouses and their keepers", LIGHTS.questions, id=second)
    with house.work() as work:
        agenda.save_questions(work, actor, committee_id=committee.id, topics=(renamed, FISHING))
    with house.reading() as session:
        rows = session.execute(sa.select(Topic.id, Topic.number, Topic.title).order_by(Topic.number)).all()
        assert [tuple(row) for row in rows] == [(second, 1, renamed.title), (first, 2, FISHING.title)]


def test_changed_questions_are_put_to_the_papers_again(house: House) -> None:
    event, actor = _staff(house)
    committee = _confirm(house, event, actor)
    with house.work() as work:
        body = work.session.get_one(Committee, committee.id)
        made = make.submission(work, make.paper(work, make.seat(work, body)), read=True)
        only = TopicForm(FISHING.title, (QuestionForm("Who moves first?"),))
        agenda.save_questions(work, actor, committee_id=committee.id, topics=(only, LIGHTS))
    with house.reading() as session:
        runs = session.scalars(sa.select(Run).filter_by(submission_id=made.id)).all()
        assert [run.step for run in runs] == [Step.COVER]
        assert f"questions:{committee.id}.2" in runs[0].inputs_key


def test_a_topic_that_papers_answered_cannot_be_removed(house: House) -> None:
    event, actor = _staff(house)
    committee = _confirm(house, event, actor)
    with house.work() as work:
        body = work.session.get_one(Committee, committee.id)
        made = make.submission(work, make.paper(work, make.seat(work, body)), read=True)
        make.coverage(work, made, status=CoverageStatus.MISSING)
    with pytest.raises(Conflict, match="Papers have answered"), house.work() as work:
        agenda.save_questions(work, actor, committee_id=committee.id, topics=(FISHING,))


def test_an_unused_topic_can_be_removed(house: House) -> None:
    event, actor = _staff(house)
    committee = _confirm(house, event, actor)
    with house.work() as work:
        agenda.save_questions(work, actor, committee_id=committee.id, topics=(LIGHTS,))
    with house.reading() as session:
        assert [(one.number, one.title) for one in session.scalars(sa.select(Topic))] == [(1, LIGHTS.title)]


def test_every_fault_of_a_form_is_named_with_its_place(house: House) -> None:
    event, actor = _staff(house)
    bad = (
        TopicForm("  ", (QuestionForm("Why?"), QuestionForm(" Why? "), QuestionForm(""))),
        TopicForm("Tides", links=(LinkForm("x", "javascript:alert(1)"),)),
        TopicForm("tides"),
    )
    form = CommitteeForm(name="Second Committee", kind=CommitteeKind.OTHER, topics=bad)
    with pytest.raises(Refused) as refused:
        _confirm(house, event, actor, form)
    faults = refused.value.details["faults"]
    assert isinstance(faults, tuple)
    assert [(fault.where, fault.code) for fault in faults] == [
        ("topic 1", "topic_title"),
        ("topic 1, question 2", "question_double"),
        ("topic 1, question 3", "question_text"),
        ("topic 2, link 1", "address_invalid"),
        ("topic 3", "topic_double"),
    ]
    with house.reading() as session:
        assert session.scalars(sa.select(Committee)).all() == []


def test_two_staff_members_do_not_overwrite_each_others_questions(house: House) -> None:
    event, actor = _staff(house)
    committee = _confirm(house, event, actor)
    with house.work() as work:
        agenda.save_questions(work, actor, committee_id=committee.id, topics=(LIGHTS,), revision=1)
    with pytest.raises(Conflict) as conflict, house.work() as work:
        agenda.save_questions(work, actor, committee_id=committee.id, topics=(FISHING,), revision=1)
    assert conflict.value.details["revision"] == 2


def test_only_the_conferences_own_staff_set_up_its_committees(house: House) -> None:
    event, actor = _staff(house)
    committee = _confirm(house, event, actor)
    with house.work() as work:
        chair = make.actor(work, make.chair(work, work.session.get_one(Committee, committee.id)))
    _, stranger = _staff(house)
    for person in (chair, stranger):
        with pytest.raises(NotAllowed):
            _confirm(house, event, person)
        with pytest.raises(NotFound), house.work() as work:
            agenda.save_questions(work, person, committee_id=committee.id, topics=(LIGHTS,))


def test_deadlines_of_guides_are_read_with_their_zone(house: House) -> None:
    data = GUIDE.replace("villages move inland.", "villages move inland. Papers are due by 1 March 2030, 23:59 EST.")
    due = guides.propose(house, Sandbox("fork"), data=data.encode(), name="guide.txt").submission_due
    assert due == datetime(2030, 3, 2, 4, 59, tzinfo=UTC)
