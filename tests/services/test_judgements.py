"""Chairs' words on key questions: the newest counts, may be taken back, and teaches the suggestions that follow."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotAllowed, NotFound, Refused
from reviewer.domain.states import CoverageStatus
from reviewer.models import CoverageJudgement, CoverageSnapshot, EvidenceSpan, QuestionCoverage
from reviewer.services import commenting, grading, judgements, renewals
from reviewer.services.grading import Selection
from reviewer.work import House
from tests import factories
from tests.marking_stage import ANSWER, TEXT, Stage, actor, set_stage

COVERED, PARTLY, MISSING = CoverageStatus


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def question_of(house: House) -> tuple[int, int]:
    """The first question that was looked for, and the sentence found for it."""
    with house.reading() as session:
        row = session.scalars(sa.select(QuestionCoverage).order_by(QuestionCoverage.id)).first()
        assert row is not None
        return row.key_question_id, row.evidence[0].id


def say(
    house: House, stage: Stage, who: Actor, status: CoverageStatus, *, span: int | None = None, words: str = ""
) -> CoverageJudgement:
    question, _span = question_of(house)
    with house.work() as work:
        selection = commenting.selection_of(
            work.session, who, stage.paper.id, quote=words, start=None, end=None, document_id=None
        )
        return grading.judge_question(
            work,
            who,
            paper_id=stage.paper.id,
            key_question_id=question,
            status=status,
            evidence_span_id=span,
            selection=selection,
        )


def standing(house: House, stage: Stage) -> CoverageStatus | None:
    with house.reading() as session:
        found = judgements.judged(session, stage.paper.id).get(question_of(house)[0])
        return found.status if found else None


def test_newest_word_counts_and_the_older_stays_with_who_and_when(house: House, stage: Stage) -> None:
    first, second = actor(house, stage.chair), actor(house, stage.second)
    say(house, stage, first, COVERED)
    say(house, stage, second, MISSING)
    assert standing(house, stage) is MISSING
    with house.reading() as session:
        rows = session.scalars(sa.select(CoverageJudgement).order_by(CoverageJudgement.id)).all()
        assert [(one.status, one.judged_by_id) for one in rows] == [(COVERED, first.user_id), (MISSING, second.user_id)]


def test_saying_the_same_again_adds_nothing(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    _question, span = question_of(house)
    assert say(house, stage, who, COVERED, span=span).id == say(house, stage, who, COVERED, span=span).id
    assert say(house, stage, who, COVERED).id != say(house, stage, who, COVERED, span=span).id


def test_own_word_is_taken_back_and_the_one_before_counts_again(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    say(house, stage, who, COVERED)
    say(house, stage, who, PARTLY)
    question, _span = question_of(house)
    with house.work() as work:
        back = grading.take_back_judgement(work, who, paper_id=stage.paper.id, key_question_id=question)
        assert back is not None
        assert back.status is COVERED
    with house.work() as work:
        assert grading.take_back_judgement(work, who, paper_id=stage.paper.id, key_question_id=question) is None
    assert standing(house, stage) is None
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(CoverageJudgement.id))) == 2


def test_another_chairs_word_is_not_taken_back(house: House, stage: Stage) -> None:
    say(house, stage, actor(house, stage.chair), COVERED)
    question, _span = question_of(house)
    other = actor(house, stage.second)
    with pytest.raises(Refused) as refused, house.work() as work:
        grading.take_back_judgement(work, other, paper_id=stage.paper.id, key_question_id=question)
    assert refused.value.code == "nothing_to_take_back"


@pytest.mark.parametrize(
    ("who", "error"), [("delegate", NotAllowed), ("other_chair", NotFound), ("stranger", NotFound)]
)
def test_nobody_but_the_committees_chairs_and_staff_says_a_word(
    house: House, stage: Stage, who: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        say(house, stage, actor(house, getattr(stage, who)), COVERED)
    assert standing(house, stage) is None


def test_own_words_of_the_paper_are_kept_at_their_place(house: House, stage: Stage) -> None:
    say(house, stage, actor(house, stage.chair), COVERED, words="We propose a fund.")
    with house.reading() as session:
        made = judgements.judged(session, stage.paper.id)[question_of(house)[0]]
        assert made.chosen is not None
        assert TEXT[made.chosen.start : made.chosen.end] == "We propose a fund."
        assert judgements.words_of(made) == "We propose a fund."


def test_words_that_stand_elsewhere_are_refused(house: House, stage: Stage) -> None:
    question, _span = question_of(house)
    who = actor(house, stage.chair)
    with pytest.raises(Refused), house.work() as work:
        grading.judge_question(
            work,
            who,
            paper_id=stage.paper.id,
            key_question_id=question,
            status=COVERED,
            selection=Selection(stage.submission.document_id or 0, 3, 9, "not there"),
        )


def test_confirmed_are_the_newest_covered_words_of_other_papers(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    _question, span = question_of(house)
    say(house, stage, who, COVERED, span=span)
    with house.reading() as session:
        assert list(judgements.confirmed(session, stage.committee.id).values()) == [[ANSWER]]
        assert judgements.confirmed(session, stage.committee.id, but_not=stage.paper.id) == {}
        assert judgements.confirmed(session, stage.elsewhere.id) == {}
    say(house, stage, who, MISSING)
    with house.reading() as session:
        assert judgements.confirmed(session, stage.committee.id) == {}


PAPER = (
    "Position Paper\n\nI. Early warning for coastal cities\n"
    "Our parliament passed the {year} Tidal Act, and sirens stand in every village of {name}.\n"
    "Our ministry of culture opened nine museums, and their halls are full of visitors.\n"
)


def test_a_confirmation_changes_what_is_lit_first_in_other_papers_once_renewed(house: House) -> None:
    """The claim itself: with the same texts, only the chairs' words differ, and the order of the evidence follows."""
    with house.work() as work:
        body = factories.committee(work, topics={"Early warning for coastal cities": ("What has been done?",)})
        papers = [
            factories.submission(
                work,
                factories.paper(work, factories.seat(work, body)),
                text=PAPER.format(year=2017 + number, name=f"Maravel {number}"),
                queued=True,
            )
            for number in range(3)
        ]
        chair = factories.actor(work, factories.chair(work, body))
    factories.run_all(house)
    with house.work() as work:
        for paper in papers[:2]:
            spans = work.session.scalars(
                sa.select(EvidenceSpan)
                .join(QuestionCoverage, EvidenceSpan.question_coverage_id == QuestionCoverage.id)
                .join(CoverageSnapshot, QuestionCoverage.snapshot_id == CoverageSnapshot.id)
                .where(CoverageSnapshot.submission_id == paper.id)
            ).all()
            museums = next(one for one in spans if "museums" in one.quote)
            question = museums.question.key_question_id
            grading.judge_question(
                work,
                chair,
                paper_id=paper.paper_id,
                key_question_id=question,
                status=COVERED,
                evidence_span_id=museums.id,
            )
        renewals.renew(work, chair, committee_id=body.id)
    factories.run_all(house)
    with house.reading() as session:
        snapshots = session.scalars(
            sa.select(CoverageSnapshot)
            .where(CoverageSnapshot.submission_id == papers[2].id)
            .order_by(CoverageSnapshot.id)
        ).all()
        assert [one.learned_from for one in snapshots][-1] == 2
        assert "museums" in snapshots[-1].questions[0].evidence[0].quote
