"""Every act of grading, tried by everybody who could come near a paper; who is not signed in meets a closed page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotAllowed, NotFound
from reviewer.domain.states import CoverageStatus, Role
from reviewer.models import Adjustment, AuditEvent, Comment, Committee, QuestionCoverage, Seat, User
from reviewer.services import commenting, conflicts, grading, scorecards
from reviewer.services.grading import proposals
from reviewer.services.scorecards import Entry
from reviewer.work import House, Work
from tests import factories
from tests.marking_stage import ANSWER, Stage, set_stage


@dataclass(frozen=True)
class Scene:
    """The stage with a finished mark, a comment, a line and a decision of the committee's own chair."""

    stage: Stage
    comment: int
    line: int
    question: int
    school: int


@pytest.fixture
def scene(house: House) -> Scene:
    stage = set_stage(house)
    with house.work() as work:
        who = factories.actor(work, stage.chair)
        question = work.session.scalars(sa.select(QuestionCoverage.key_question_id)).first()
        assert question is not None
        _mark(work, who, stage.paper.id)
        made = commenting.comment(
            work, who, paper_id=stage.paper.id, text="Hm.", quote=ANSWER, on="content", points="-1"
        )
        _judge(work, who, stage.paper.id, question)
        line = _adjust(work, who, stage.paper.id)
        school = work.session.get_one(Seat, stage.seat.id).school_id
        assert school is not None
        return Scene(stage, made.id, line.id, question, school)


def _mark(work: Work, who: Actor, paper: int, version: int = 0) -> object:
    return scorecards.save_field(work, who, paper_id=paper, entry=Entry("criterion-content", "5", version))


def _judge(work: Work, who: Actor, paper: int, question: int) -> object:
    return grading.judge_question(
        work, who, paper_id=paper, key_question_id=question, status=CoverageStatus.PARTLY, evidence_span_id=None
    )


def _adjust(work: Work, who: Actor, paper: int) -> Adjustment:
    return grading.adjust(work, who, paper_id=paper, kind="deduction", points=Decimal(1), reason="No sources.")


ACTS: dict[str, Callable[[Work, Actor, Scene], object]] = {
    "mark": lambda work, who, it: _mark(work, who, it.stage.paper.id, 1),
    "note": lambda work, who, it: grading.set_note(
        work, who, paper_id=it.stage.paper.id, criterion="content", topic=None, note="Why?", seen_version=0
    ),
    "overall": lambda work, who, it: grading.set_overall(
        work, who, paper_id=it.stage.paper.id, text="Well.", seen_version=0
    ),
    "comment": lambda work, who, it: commenting.comment(work, who, paper_id=it.stage.paper.id, text="Which year?"),
    "edit comment": lambda work, who, it: grading.edit_comment(
        work, who, comment_id=it.comment, text="Hm?", seen_version=1
    ),
    "drop points": lambda work, who, it: grading.drop_points(work, who, comment_id=it.comment),
    "remove comment": lambda work, who, it: grading.delete_comment(work, who, comment_id=it.comment),
    "restore comment": lambda work, who, it: grading.restore_comment(work, who, comment_id=it.comment),
    "judge question": lambda work, who, it: _judge(work, who, it.stage.paper.id, it.question),
    "take judgement back": lambda work, who, it: grading.take_back_judgement(
        work, who, paper_id=it.stage.paper.id, key_question_id=it.question
    ),
    "adjust": lambda work, who, it: _adjust(work, who, it.stage.paper.id),
    "revoke adjustment": lambda work, who, it: grading.revoke_adjustment(work, who, adjustment_id=it.line),
    "decline deduction": lambda work, who, it: proposals.decline_proposal(
        work, who, paper_id=it.stage.paper.id, rule="late"
    ),
    "propose again": lambda work, who, it: proposals.propose_again(work, who, paper_id=it.stage.paper.id, rule="late"),
    "save form": lambda work, who, it: scorecards.save_form(
        work, who, paper_id=it.stage.paper.id, entries=[Entry("overall", "Hm.", 9)]
    ),
    "finish": lambda work, who, it: scorecards.finish(
        work, who, paper_id=it.stage.paper.id, entries=(), seen_submission_id=None
    ),
    "reopen": lambda work, who, it: grading.reopen(work, who, paper_id=it.stage.paper.id),
}
ONLY_ITS_AUTHORS = {"edit comment", "drop points", "remove comment", "restore comment"}


def other_chair(work: Work, scene: Scene) -> User:
    return scene.stage.other_chair


def stranger(work: Work, scene: Scene) -> User:
    """Staff of another conference."""
    return scene.stage.stranger


def delegate(work: Work, scene: Scene) -> User:
    return scene.stage.delegate


def adviser(work: Work, scene: Scene) -> User:
    school = work.session.get_one(Seat, scene.stage.seat.id).school
    assert school is not None
    return factories.adviser(work, school)


def chair_of_the_school(work: Work, scene: Scene) -> User:
    person = adviser(work, scene)
    body = work.session.get_one(Committee, scene.stage.committee.id)
    factories.membership(work, body.conference, Role.CHAIR, person=person, committees=[body])
    return person


def chair_with_a_declared_conflict(work: Work, scene: Scene) -> User:
    body = work.session.get_one(Committee, scene.stage.committee.id)
    person = factories.user(work)
    place = factories.membership(work, body.conference, Role.CHAIR, person=person, committees=[body])
    conflicts.declare_conflict(
        work,
        factories.actor(work, person),
        committee_id=body.id,
        membership_id=place.id,
        seat_id=scene.stage.seat.id,
        school_id=None,
    )
    return person


def third_beside_two_readers(work: Work, scene: Scene) -> User:
    """A chair of the committee whose papers get two readings; both were begun by others."""
    body = work.session.get_one(Committee, scene.stage.committee.id)
    body.readings = 2
    work.session.flush()
    grading.open_scorecard(work, factories.actor(work, scene.stage.second), paper_id=scene.stage.paper.id)
    return factories.chair(work, body)


OUTSIDERS = [
    (other_chair, NotFound),
    (stranger, NotFound),
    (delegate, NotAllowed),
    (adviser, NotAllowed),
    (chair_of_the_school, NotAllowed),
    (chair_with_a_declared_conflict, NotAllowed),
    (third_beside_two_readers, NotAllowed),
]


def events(house: House) -> int:
    with house.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) or 0


@pytest.mark.parametrize(("who", "refusal"), OUTSIDERS, ids=[one.__name__ for one, _refusal in OUTSIDERS])
def test_every_act_is_refused_by_the_service_to_who_is_no_reader(
    house: House, scene: Scene, who: Callable[[Work, Scene], User], refusal: type
) -> None:
    with house.work() as work:
        person = factories.actor(work, who(work, scene))
    before = events(house)
    for name, act in ACTS.items():
        with pytest.raises(refusal), house.work() as work:
            assert act(work, person, scene) is NotImplemented, f"{name} was done"
    assert events(house) == before


@pytest.mark.parametrize("who", ["second", "staff"])
def test_another_chair_and_staff_do_all_but_change_words_of_others(house: House, scene: Scene, who: str) -> None:
    person = getattr(scene.stage, who)
    for name, act in ACTS.items():
        if name in {*ONLY_ITS_AUTHORS, "take judgement back", "decline deduction"}:
            continue
        with house.work() as work:
            assert act(work, factories.actor(work, person), scene) is not None or name == "propose again", name
    for name in ONLY_ITS_AUTHORS:
        with pytest.raises(NotAllowed) as refused, house.work() as work:
            ACTS[name](work, factories.actor(work, person), scene)
        assert refused.value.code == "not_your_comment", name
    with house.reading() as session:
        assert session.get_one(Comment, scene.comment).text == "Hm."


def test_the_papers_own_chair_does_every_act(house: House, scene: Scene) -> None:
    done = set()
    for name, act in ACTS.items():
        if name == "decline deduction":
            continue  # nothing of this rubric proposes one
        with house.work() as work:
            act(work, factories.actor(work, scene.stage.chair), scene)
        done.add(name)
    assert len(done) == len(ACTS) - 1


def test_staff_keep_a_say_in_lines_and_questions_while_two_readers_are_at_work(house: House, scene: Scene) -> None:
    with house.work() as work:
        third_beside_two_readers(work, scene)
    for name in ("judge question", "adjust", "revoke adjustment"):
        with house.work() as work:
            assert ACTS[name](work, factories.actor(work, scene.stage.staff), scene) is not None, name
