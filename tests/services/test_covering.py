"""Coverage is one snapshot per inputs; what a chair saw never changes underneath."""

from __future__ import annotations

import sqlalchemy as sa

from reviewer.domain.states import CoverageStatus, Step
from reviewer.models import (
    Committee,
    CoverageSnapshot,
    Document,
    EvidenceSpan,
    KeyQuestion,
    QuestionCoverage,
    Run,
    Submission,
    Topic,
)
from reviewer.services import grading, runs
from reviewer.work import House
from tests import factories

PAPER = """Position Paper of the Republic of Maravel

I. Early warning for coastal cities
In 2019 our parliament paid for sirens in every fishing village, and our teachers train families to leave their homes.
We propose that wealthy states pay into a regional fund which lends flood instruments to states that cannot buy them.
"""


def checked(house: House, text: str = PAPER) -> tuple[int, int]:
    """A checked submission's id and its committee's."""
    with house.work() as work:
        committee = factories.committee(work)
        paper = factories.paper(work, factories.seat(work, committee))
        submission = factories.submission(work, paper, text=text, queued=True)
    factories.run_all(house)
    return submission.id, committee.id


def test_each_key_question_gets_a_suggestion_with_evidence_that_stands_in_the_text(either_house: House) -> None:
    checked(either_house)
    with either_house.reading() as session:
        questions = session.scalars(sa.select(QuestionCoverage)).all()
        spans = session.scalars(sa.select(EvidenceSpan)).all()
        assert len(questions) == session.scalar(sa.select(sa.func.count(KeyQuestion.id)))
        assert spans
        for span in spans:
            text = session.get_one(Document, span.document_id).text
            assert text[span.start : span.end] == span.quote
            assert text[: span.start].endswith(span.before)
            assert text[span.end :].startswith(span.after)


def test_committee_without_questions_needs_no_evidence(house: House) -> None:
    with house.work() as work:
        committee = factories.committee(work, topics={})
        factories.submission(work, factories.paper(work, factories.seat(work, committee)), text=PAPER, queued=True)
    factories.run_all(house)
    with house.reading() as session:
        assert set(session.scalars(sa.select(Run.state))) == {"done"}
        assert session.scalars(sa.select(QuestionCoverage)).all() == []


def test_changed_questions_make_another_snapshot_and_leave_the_first(house: House) -> None:
    submission_id, committee_id = checked(house)
    with house.reading() as session:
        before = session.scalars(sa.select(CoverageSnapshot)).one()
        scores = {one.key_question_id: one.score for one in before.questions}
    with house.work() as work:
        committee = work.session.get_one(Committee, committee_id)
        committee.question_revision += 1
        topic = work.session.scalars(sa.select(Topic).where(Topic.committee_id == committee_id)).one()
        work.session.add(KeyQuestion(topic_id=topic.id, number=9, text="Which villages are warned last, and why?"))
        runs.record(work, Step.COVER, "after the change", submission_id=submission_id)
    factories.run_all(house)
    with house.reading() as session:
        first, second = session.scalars(sa.select(CoverageSnapshot).order_by(CoverageSnapshot.id)).all()
        assert {one.key_question_id: one.score for one in first.questions} == scores
        assert len(second.questions) == len(scores) + 1


def test_sentence_a_chair_confirmed_helps_the_papers_that_follow(house: House) -> None:
    submission_id, committee_id = checked(house)
    with house.work() as work:
        committee = work.session.get_one(Committee, committee_id)
        chair = factories.actor(work, factories.chair(work, committee))
        question = work.session.scalars(sa.select(QuestionCoverage)).first()
        assert question is not None
        paper_id = work.session.get_one(Submission, submission_id).paper_id
        judged = grading.judge_question(
            work,
            chair,
            paper_id=paper_id,
            key_question_id=question.key_question_id,
            status=CoverageStatus.COVERED,
            evidence_span_id=question.evidence[0].id,
        )
        assert judged.judged_by_id == chair.user_id
    with house.work() as work:
        committee = work.session.get_one(Committee, committee_id)
        factories.submission(
            work,
            factories.paper(work, factories.seat(work, committee)),
            text=PAPER.replace("2019", "2021"),
            queued=True,
        )
    factories.run_all(house)
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(CoverageSnapshot.id))) == 2
