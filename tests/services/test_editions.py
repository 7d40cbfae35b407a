"""A new edition of a guide, from its file to the committee: judgements of what stays are kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotFound
from reviewer.domain.states import CoverageStatus, SourceKind
from reviewer.models import Committee, Conference, Deadline, KeyQuestion, Source
from reviewer.sandbox import Sandbox
from reviewer.services import grading, judgements
from reviewer.services.setup import committees, editions, guides
from reviewer.services.setup.committees import CommitteeForm
from reviewer.services.setup.editions import DEADLINE
from reviewer.services.setup.guides import Proposal
from reviewer.work import House
from tests import factories as make

KEPT, OLD, NEW = (
    "What has your country done for villages that must move?",
    "Who should pay when a whole harbour has to be rebuilt?",
    "How can moved villages keep their fishing rights?",
)
GUIDE = """Background Guide

Harbour City Model United Nations 2030

Committee on Harbours

Position papers are due on {day} March 2030 at 18:00 UTC.

Topic 1: Fishing villages and the rising sea

The sea rises, and villages move inland.

Key Questions

- {first}
- {second}
"""


def propose(house: House, *questions: str, day: int = 3) -> Proposal:
    data = GUIDE.format(first=questions[0], second=questions[1], day=day).encode()
    return guides.propose(house, Sandbox("fork"), data=data, name="guide.txt")


@pytest.fixture
def event(house: House) -> Conference:
    with house.work() as work:
        return make.conference(work)


@pytest.fixture
def boss(house: House, event: Conference) -> Actor:
    with house.work() as work:
        return make.actor(work, make.staff(work, event))


@pytest.fixture
def committee(house: House, event: Conference, boss: Actor) -> Committee:
    first = propose(house, KEPT, OLD)
    form = CommitteeForm(
        name="Committee on Harbours", kind=first.kind, topics=first.topics, submission_due=first.submission_due
    )
    with house.work() as work:
        return committees.confirm_committee(work, boss, conference_id=event.id, form=form, guide=first.guide)


def take(house: House, boss: Actor, committee: Committee, second: Proposal, *taken: str) -> None:
    with house.work() as work:
        editions.take_edition(
            work,
            boss,
            committee_id=committee.id,
            guide=second.guide,
            taken=taken,
            revision=committee.question_revision,
        )


def test_an_edition_is_compared_with_the_one_before_and_nothing_changes_yet(
    house: House, committee: Committee, boss: Actor
) -> None:
    second = propose(house, KEPT, NEW, day=10)
    with house.reading() as session:
        found = editions.compare_edition(session, boss, committee_id=committee.id, guide=second.guide)
    assert {(one.how, one.before or one.after) for one in found.changes} == {("gone", OLD), ("added", NEW)}
    assert found.unchanged == 1
    assert found.due is not None
    assert (found.due.after, found.due.is_yours) == (datetime(2030, 3, 10, 18, tzinfo=UTC), False)
    with house.reading() as session:
        assert [one.text for one in session.scalars(sa.select(KeyQuestion).order_by(KeyQuestion.id))] == [KEPT, OLD]


def test_taking_an_edition_keeps_judgements_of_what_stays_and_the_history_of_what_goes(
    house: House, committee: Committee, boss: Actor
) -> None:
    with house.work() as work:
        paper = make.paper(work, make.seat(work, committee))
        make.submission(work, paper, read=True)
        questions = work.session.scalars(sa.select(KeyQuestion).order_by(KeyQuestion.id)).all()
        for question in questions:
            grading.judge_question(
                work, boss, paper_id=paper.id, key_question_id=question.id, status=CoverageStatus.COVERED
            )
    second = propose(house, KEPT, NEW, day=10)
    with house.reading() as session:
        found = editions.compare_edition(session, boss, committee_id=committee.id, guide=second.guide)
    take(house, boss, committee, second, DEADLINE, *(one.key for one in found.changes))
    with house.reading() as session:
        standing = session.scalars(sa.select(KeyQuestion).where(KeyQuestion.retired_at.is_(None)))
        assert [one.text for one in standing] == [KEPT, NEW]
        words = judgements.judged(session, paper.id)
        assert {one.id for one in questions} == set(words)
        assert session.scalars(sa.select(Deadline.at)).one() == datetime(2030, 3, 10, 18, tzinfo=UTC)
        kinds = session.scalars(sa.select(Source.kind).where(Source.removed_at.is_(None)).order_by(Source.id)).all()
        assert kinds.count(SourceKind.GUIDE) == 2
        assert kinds.count(SourceKind.PROMPT) == 1


def test_nothing_is_taken_that_was_not_chosen(house: House, committee: Committee, boss: Actor) -> None:
    take(house, boss, committee, propose(house, KEPT, NEW, day=10))
    with house.reading() as session:
        standing = session.scalars(sa.select(KeyQuestion).where(KeyQuestion.retired_at.is_(None)))
        assert [one.text for one in standing] == [KEPT, OLD]
        assert session.scalars(sa.select(Deadline.at)).one() == datetime(2030, 3, 3, 18, tzinfo=UTC)


def test_an_edition_compared_before_somebody_changed_the_questions_is_not_taken(
    house: House, committee: Committee, boss: Actor
) -> None:
    second = propose(house, KEPT, NEW)
    with house.work() as work:
        work.session.get_one(Committee, committee.id).question_revision += 1
    with pytest.raises(Conflict):
        take(house, boss, committee, second)


def test_only_staff_of_the_conference_compare_editions(house: House, committee: Committee) -> None:
    second = propose(house, KEPT, NEW)
    with house.work() as work:
        others = [
            make.actor(work, make.chair(work, committee)),
            make.actor(work, make.staff(work, make.conference(work))),
        ]
    for who in others:
        with pytest.raises(NotFound), house.reading() as session:
            editions.compare_edition(session, who, committee_id=committee.id, guide=second.guide)
        with pytest.raises(NotFound):
            take(house, who, committee, second)
