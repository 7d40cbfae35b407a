from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.states import CoverageStatus, DeadlineRight, RunState, Step
from reviewer.models import Committee, Conference, FinalMark, Paper, User
from reviewer.services import memberships
from reviewer.services.desks.delegate import PaperCard, PaperState, delegate_home
from reviewer.services.desks.delegate_feedback import feedback_page
from reviewer.services.desks.delegate_paper import paper_page
from reviewer.work import House
from tests import factories
from tests.conftest import Clock
from tests.web.stage import OWN_TEXT, Stage, release_feedback, set_stage


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def acting(session: Session, person: User) -> Actor:
    found = memberships.load_actor(session, person.id)
    assert found is not None
    return found


def home(house: House, person: User) -> tuple[PaperCard, ...]:
    with house.reading() as session:
        return delegate_home(session, acting(session, person), house.clock())


def only(house: House, person: User) -> PaperCard:
    (card,) = home(house, person)
    return card


def test_delegates_and_advisers_see_their_own_papers_only(house: House, stage: Stage) -> None:
    own = {stage.paper.id}
    for person in (stage.delegate, stage.partner, stage.adviser):
        assert {card.paper_id for card in home(house, person)} == own
    assert {card.paper_id for card in home(house, stage.other_delegate)} == {stage.other_paper.id}
    assert home(house, stage.chair) == home(house, stage.staff) == ()
    assert (only(house, stage.delegate).may_submit, only(house, stage.adviser).may_submit) == (True, False)


def test_an_ended_membership_sees_nothing(house: House, stage: Stage) -> None:
    with house.work() as work:
        work.session.execute(sa.text("UPDATE memberships SET ended_at = created_at"))
    assert home(house, stage.delegate) == ()


def test_a_committees_own_deadline_and_the_seats_extension_prevail(house: House, stage: Stage, clock: Clock) -> None:
    with house.work() as work:
        event = work.session.get_one(Conference, stage.conference.id)
        body = work.session.get_one(Committee, stage.committee.id)
        factories.deadline(work, event, at=work.now + timedelta(days=4), only=body)
        factories.deadline(work, event, at=work.now + timedelta(days=1), right=DeadlineRight.PAPER_AWARD)
        seat = work.session.get_one(Paper, stage.paper.id).seat
        factories.extension(work, seat, until=work.now + timedelta(days=6), by=stage.staff)
    mine, theirs = only(house, stage.delegate), only(house, stage.other_delegate)
    assert mine.due is not None
    assert theirs.due is not None
    assert (mine.due.at - clock.now, mine.due.is_extended) == (timedelta(days=6), True)
    assert (theirs.due.at - clock.now, theirs.due.is_extended) == (timedelta(days=4), False)
    assert [due.right for due in mine.dues] == [DeadlineRight.PAPER_AWARD, DeadlineRight.SUBMISSION]


def test_states_follow_the_newest_version_and_its_runs(house: House, stage: Stage) -> None:
    def state() -> PaperState:
        return only(house, stage.delegate).state

    assert state() is PaperState.MISSING
    with house.work() as work:
        row = factories.submission(work, work.session.get_one(Paper, stage.paper.id), text=OWN_TEXT, queued=True)
    assert state() is PaperState.RECEIVED
    with house.work() as work:
        factories.run(work, work.session.merge(row, load=False), Step.COMPARE, RunState.RUNNING)
    assert state() is PaperState.CHECKING
    with house.work() as work:
        late = factories.deadline(
            work,
            work.session.get_one(Conference, stage.conference.id),
            at=work.now - timedelta(days=1),
            right=DeadlineRight.ANY_AWARD,
        )
        for step in (Step.READ, Step.COMPARE, Step.COVER):
            factories.run(work, work.session.merge(row, load=False), step)
    assert state() is PaperState.LATE
    with house.work() as work:
        work.session.delete(work.session.merge(late))
    assert state() is PaperState.CHECKED
    with house.work() as work:
        factories.run(work, work.session.merge(row, load=False), Step.COVER, RunState.FAILED)
    assert state() is PaperState.STOPPED
    with house.work() as work:
        kept = work.session.merge(row)
        kept.unreadable_code, kept.unreadable_since = "corrupt", work.now
    assert state() is PaperState.UNREADABLE
    with house.work() as work:
        work.session.merge(row).withdrawn_at = work.now
    assert state() is PaperState.MISSING


def test_an_unreadable_newest_version_leaves_the_readable_one_counting(house: House, stage: Stage) -> None:
    with house.work() as work:
        paper = work.session.get_one(Paper, stage.paper.id)
        factories.submission(work, paper, text=OWN_TEXT, read=True)
        factories.submission(work, paper, data=b"%PDF-?", unreadable_code="corrupt", unreadable_since=work.now)
    card = only(house, stage.delegate)
    assert [(version.number, version.counts) for version in card.versions] == [(2, False), (1, True)]
    assert card.newest is not None
    assert card.newest.number == 2
    assert card.replacement_until == house.clock() + timedelta(days=1)


def test_what_wants_an_act_comes_first(house: House, stage: Stage) -> None:
    with house.work() as work:
        event = work.session.get_one(Conference, stage.conference.id)
        bodies = [factories.committee(work, event) for _ in range(2)]
        seats = [factories.seat(work, body) for body in bodies]
        papers = [factories.paper(work, seat) for seat in seats]
        factories.submission(work, papers[0], queued=True)
        person = factories.delegate(work, *seats)
    assert [card.paper_id for card in home(house, person)] == [papers[1].id, papers[0].id]


def test_the_number_of_queries_does_not_grow_with_the_papers(house: House, stage: Stage) -> None:
    def count(person: User) -> int:
        with house.reading() as session:
            actor = acting(session, person)
            asked: list[str] = []

            def note(_c: object, _cur: object, statement: str, *_more: object) -> None:
                asked.append(statement)

            sa.event.listen(house.engine, "before_cursor_execute", note)
            try:
                assert delegate_home(session, actor, house.clock())
            finally:
                sa.event.remove(house.engine, "before_cursor_execute", note)
            return len(asked)

    with house.work() as work:
        event = work.session.get_one(Conference, stage.conference.id)
        seats = [factories.seat(work, factories.committee(work, event)) for _ in range(4)]
        for seat in seats:
            factories.submission(work, factories.paper(work, seat), read=True)
        many = factories.delegate(work, *seats)
        factories.submission(work, work.session.get_one(Paper, stage.paper.id), read=True)
    assert count(many) == count(stage.delegate) > 0


def test_the_page_gives_facts_and_questions_with_their_sentences(house: House, stage: Stage) -> None:
    with house.work() as work:
        row = factories.submission(work, work.session.get_one(Paper, stage.paper.id), text=OWN_TEXT, read=True)
        factories.coverage(work, row, status=CoverageStatus.PARTLY, words="Maravel rebuilt its quay")
    with house.reading() as session:
        page = paper_page(session, acting(session, stage.delegate), stage.paper.id, house.clock())
        with pytest.raises(NotFound):
            paper_page(session, acting(session, stage.other_delegate), stage.paper.id, house.clock())
    assert page.facts is not None
    assert page.known is not None
    assert page.known.facts.words > 20
    assert [(one.status, one.quotes) for one in page.questions] == [
        (CoverageStatus.PARTLY, ("Maravel rebuilt its quay",)),
        (CoverageStatus.PARTLY, ("Maravel rebuilt its quay",)),
    ]
    assert page.shared is None
    marked = [(run.text, run.ids) for block in page.blocks for run in block.runs if run.ids]
    assert marked == [("Maravel rebuilt its quay", ("evidence-1", "evidence-2"))]


def test_feedback_reads_only_what_was_frozen(house: House, stage: Stage) -> None:
    line = {"reader": 1, "key": "content", "topic": None, "title": "Content", "mark": "4", "top": "5", "points": "4"}
    line |= {"worth": "5", "level_title": "Strong", "descriptor": "As frozen.", "note": ""}
    content = {
        "criteria": [line | {"reader": 2, "points": "3"}, line],
        "comments": [{"text": "Moved?", "criterion": None, "start": 0, "end": 5, "quote": "other words"}],
    }
    with house.work() as work:
        row = factories.submission(work, work.session.get_one(Paper, stage.paper.id), text=OWN_TEXT, read=True)
        release_feedback(work, stage, of=row, content=content)
        card = work.session.scalars(sa.select(FinalMark)).one().scorecards[0]
        factories.comment(work, card, stage.chair, text="Written after the release.")
    with house.reading() as session:
        page = feedback_page(session, acting(session, stage.partner), stage.paper.id, house.clock())
    assert page.released
    assert page.total == Decimal("7.5")
    assert [[one.points for one in reading] for reading in page.readings] == [[Decimal(4)], [Decimal(3)]]
    assert [one.text for one in page.comments] == ["Moved?"]
    assert not [run for block in page.blocks for run in block.runs if run.ids]


def test_feedback_names_the_topics_of_criteria_that_are_marked_for_several(house: House, stage: Stage) -> None:
    line = {"reader": 1, "key": "content", "topic": 1, "title": "Content", "mark": "4", "top": "5", "points": "4"}
    line |= {"worth": "5", "level_title": "Strong", "descriptor": "As frozen.", "note": ""}
    remark = {"text": "Why?", "criterion": "content", "topic": 2, "start": 0, "end": 0, "quote": ""}
    content = {
        "criteria": [line, line | {"topic": 2}],
        "comments": [remark],
        "topics": {"1": "Quays", "2": "Lamps as they were called"},
    }
    with house.work() as work:
        row = factories.submission(work, work.session.get_one(Paper, stage.paper.id), text=OWN_TEXT, read=True)
        release_feedback(work, stage, of=row, content=content)
    with house.reading() as session:
        page = feedback_page(session, acting(session, stage.partner), stage.paper.id, house.clock())
    assert [one.topic for one in page.readings[0]] == ["Quays", "Lamps as they were called"]
    assert [(one.criterion, one.topic) for one in page.comments] == [("Content", "Lamps as they were called")]


def test_feedback_on_one_topic_does_not_name_it_at_each_criterion(house: House, stage: Stage) -> None:
    line = {"reader": 1, "key": "content", "topic": 1, "title": "Content", "mark": "4", "top": "5", "points": "4"}
    line |= {"worth": "5", "level_title": "Strong", "descriptor": "As frozen.", "note": ""}
    with house.work() as work:
        row = factories.submission(work, work.session.get_one(Paper, stage.paper.id), text=OWN_TEXT, read=True)
        release_feedback(work, stage, of=row, content={"criteria": [line], "topics": {"1": "Quays"}})
    with house.reading() as session:
        page = feedback_page(session, acting(session, stage.partner), stage.paper.id, house.clock())
    assert [(one.topic, one.topic_number) for one in page.readings[0]] == [("", 1)]


def test_feedback_has_what_each_reader_gave_where_several_did(house: House, stage: Stage) -> None:
    with house.work() as work:
        row = factories.submission(work, work.session.get_one(Paper, stage.paper.id), text=OWN_TEXT, read=True)
        release_feedback(work, stage, of=row, content={"totals": {"1": "97", "2": "94.5"}})
    with house.reading() as session:
        page = feedback_page(session, acting(session, stage.partner), stage.paper.id, house.clock())
    assert page.reader_totals == (Decimal(97), Decimal("94.5"))
    assert page.method != ""
