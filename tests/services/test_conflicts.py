"""Whoever is too near to a paper neither sees nor changes its marks, by whatever act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotAllowed, Refused
from reviewer.domain.states import CoverageStatus, DeadlineRight, Role, ScorecardState, Verdict
from reviewer.models import CommitteeChair, DeclaredConflict, KeyQuestion, Membership, Reader, Scorecard, User
from reviewer.services import (
    anchors,
    commenting,
    concerns,
    conflicts,
    downloads,
    grading,
    integrity,
    page_pictures,
    readers,
    regrades,
    release,
    scorecards,
)
from reviewer.services.desks.calibration import calibration
from reviewer.services.desks.committee_views import coverage_map
from reviewer.services.desks.marking import desk
from reviewer.services.desks.queue import View, queue
from reviewer.services.desks.readers import readers_page
from reviewer.services.desks.regrades import committee_regrades
from reviewer.services.exports.plain_copy import plain_copy
from reviewer.services.grading.proposals import decline_proposal, propose_again, take_proposal
from reviewer.services.scorecards import Entry
from reviewer.work import House, Work
from tests import factories
from tests.marking_stage import FILE, Stage, actor, set_stage

BOTH = (Entry("criterion-content", "3", 0), Entry("criterion-writing", "3", 0))


@dataclass(frozen=True)
class Scene:
    """The stage with what acts are done to: the first paper has a comment, a line, a case, an anchor's place."""

    stage: Stage
    comment: int
    line: int
    case: int
    anchor: int
    question: int

    @property
    def paper(self) -> int:
        return self.stage.paper.id


@pytest.fixture
def scene(house: House) -> Scene:
    stage = set_stage(house)
    with house.work() as work:
        staff = factories.actor(work, stage.staff)
        anchor = anchors.choose(work, staff, committee_id=stage.committee.id, paper_id=stage.paper.id).id
        anchors.end(work, staff, anchor_id=anchor)
        who = factories.actor(work, stage.chair)
        comment = grading.add_comment(work, who, paper_id=stage.paper.id, text="Name the law.").id
        line = grading.adjust(
            work, who, paper_id=stage.paper.id, kind="deduction", points=Decimal(1), reason="No title."
        ).id
        case = integrity.open_case(work, staff, paper_id=stage.paper.id).id
        question = work.session.scalars(sa.select(KeyQuestion.id)).first()
        assert question is not None
    return Scene(stage, comment, line, case, anchor, question)


def chair_id(work: Work, person: User) -> int:
    return work.session.scalars(
        sa.select(CommitteeChair.membership_id)
        .join(Membership, CommitteeChair.membership_id == Membership.id)
        .where(Membership.user_id == person.id)
    ).one()


def declare(house: House, stage: Stage, person: User, *, by: User | None = None, school: bool = False) -> int:
    with house.work() as work:
        return conflicts.declare_conflict(
            work,
            factories.actor(work, by or person),
            committee_id=stage.committee.id,
            membership_id=chair_id(work, person),
            seat_id=None if school else stage.seat.id,
            school_id=stage.seat.school_id if school else None,
        ).id


Act = Callable[[Work, Actor, Scene], object]
ACTS: dict[str, Act] = {
    "opens the marks": lambda w, a, s: desk(w.session, a, s.paper, now=w.now),
    "begins a reading": lambda w, a, s: grading.open_scorecard(w, a, paper_id=s.paper),
    "marks": lambda w, a, s: scorecards.save_field(w, a, paper_id=s.paper, entry=Entry("criterion-content", "3", 0)),
    "notes": lambda w, a, s: scorecards.save_field(w, a, paper_id=s.paper, entry=Entry("note-content", "Good.", 0)),
    "writes overall": lambda w, a, s: grading.set_overall(w, a, paper_id=s.paper, text="Good.", seen_version=0),
    "saves the form": lambda w, a, s: scorecards.save_form(w, a, paper_id=s.paper, entries=BOTH),
    "finishes": lambda w, a, s: scorecards.finish(w, a, paper_id=s.paper, entries=BOTH, seen_submission_id=None),
    "reopens": lambda w, a, s: grading.reopen(w, a, paper_id=s.paper),
    "comments": lambda w, a, s: commenting.comment(w, a, paper_id=s.paper, text="Good."),
    "takes a comment away": lambda w, a, s: grading.delete_comment(w, a, comment_id=s.comment),
    "brings a comment back": lambda w, a, s: grading.restore_comment(w, a, comment_id=s.comment),
    "drops a comment's points": lambda w, a, s: grading.drop_points(w, a, comment_id=s.comment),
    "judges a question": lambda w, a, s: grading.judge_question(
        w, a, paper_id=s.paper, key_question_id=s.question, status=CoverageStatus.COVERED
    ),
    "takes a judgement back": lambda w, a, s: grading.take_back_judgement(
        w, a, paper_id=s.paper, key_question_id=s.question
    ),
    "adjusts": lambda w, a, s: grading.adjust(
        w, a, paper_id=s.paper, kind="bonus", points=Decimal(1), reason="A good map."
    ),
    "takes a line back": lambda w, a, s: grading.revoke_adjustment(w, a, adjustment_id=s.line),
    "takes a proposal": lambda w, a, s: take_proposal(w, a, paper_id=s.paper, rule="late", reason="Late.", times=1),
    "declines a proposal": lambda w, a, s: decline_proposal(w, a, paper_id=s.paper, rule="late"),
    "proposes again": lambda w, a, s: propose_again(w, a, paper_id=s.paper, rule="late"),
    "tells staff": lambda w, a, s: concerns.tell_staff(w, a, paper_id=s.paper, note="Look."),
    "agrees on an anchor's mark": lambda w, a, s: anchors.agree(
        w, a, anchor_id=s.anchor, criterion="content", topic=None, mark=Decimal(3)
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_a_declared_conflict_closes_every_act(house: House, scene: Scene, act: str) -> None:
    declare(house, scene.stage, scene.stage.chair, school=act == "marks")
    with pytest.raises(NotAllowed) as refused, house.work() as work:
        ACTS[act](work, factories.actor(work, scene.stage.chair), scene)
    assert refused.value.code == "too_near_paper"


@pytest.mark.parametrize("near", ["declared", "school", "own school"])
def test_who_is_too_near_takes_no_text_no_file_and_no_page_along(house: House, scene: Scene, near: str) -> None:
    stage, paper = scene.stage, scene.paper
    ways: list[Callable[[Actor, Session], object]] = [
        lambda a, s: plain_copy(s, a, paper),
        lambda a, s: downloads.submission_original(s, a, stage.submission.id),
        lambda a, s: downloads.page_picture(s, a, paper, 1),
        lambda a, s: page_pictures.wanted(s, a, paper),
    ]
    if near == "own school":
        with house.work() as work:
            work.session.get_one(Membership, chair_id(work, stage.chair)).school_id = stage.seat.school_id
    else:
        declare(house, stage, stage.chair, school=near == "school")
    for way in ways:
        with pytest.raises(NotAllowed) as refused, house.reading() as session:
            way(actor(house, stage.chair), session)
        assert refused.value.code == "too_near_paper"
    with house.reading() as session:
        assert "rebuilt its harbour" in plain_copy(session, actor(house, stage.second), paper).text
        for person in (stage.second, stage.delegate, stage.staff):
            assert downloads.submission_original(session, actor(house, person), stage.submission.id).name == FILE


def test_a_chair_who_holds_the_seat_keeps_its_file_and_gets_no_text_for_marking(house: House, scene: Scene) -> None:
    stage = scene.stage
    with house.work() as work:
        factories.membership(work, stage.conference, Role.DELEGATE, person=stage.chair, seats=[stage.seat])
    with house.reading() as session:
        who = actor(house, stage.chair)
        assert downloads.submission_original(session, who, stage.submission.id).name == FILE
        with pytest.raises(NotAllowed) as refused:
            plain_copy(session, who, scene.paper)
    assert refused.value.code == "too_near_paper"


def test_own_school_closes_marks_and_rulings_to_staff_too(house: House, scene: Scene) -> None:
    with house.work() as work:
        place = work.session.scalars(
            sa.select(Membership).where(Membership.user_id == scene.stage.staff.id, Membership.role == Role.STAFF)
        ).one()
        place.school_id = scene.stage.seat.school_id
    acts: list[Act] = [
        ACTS["marks"],
        lambda w, a, s: integrity.rule(w, a, case_id=s.case, verdict=Verdict.CLEARED, reason="All quoted."),
    ]
    for act in acts:
        with pytest.raises(NotAllowed) as refused, house.work() as work:
            act(work, factories.actor(work, scene.stage.staff), scene)
        assert refused.value.code == "too_near_paper"


def test_a_conflict_is_with_one_paper_and_can_be_taken_back(house: House, scene: Scene) -> None:
    stage = scene.stage
    made = declare(house, stage, stage.chair)
    with house.work() as work:
        stranger = factories.submission(work, stage.missing, text="Position Paper of Ostria\n\nWe agree.\n", read=True)
        assert stranger.document_id is not None
        who = factories.actor(work, stage.chair)
        grading.set_overall(work, who, paper_id=stage.missing.id, text="Good.", seen_version=0)
        conflicts.revoke_conflict(work, who, conflict_id=made, committee_id=stage.committee.id)
    with house.work() as work:
        ACTS["marks"](work, factories.actor(work, stage.chair), scene)


def test_a_chair_cannot_take_back_what_staff_declared(house: House, scene: Scene) -> None:
    stage = scene.stage
    made = declare(house, stage, stage.chair, by=stage.staff)
    for who in (stage.chair, stage.second):
        with pytest.raises(NotAllowed), house.work() as work:
            conflicts.revoke_conflict(
                work, factories.actor(work, who), conflict_id=made, committee_id=stage.committee.id
            )
    with house.work() as work:
        who_may = factories.actor(work, stage.staff)
        conflicts.revoke_conflict(work, who_may, conflict_id=made, committee_id=stage.committee.id)
        assert work.session.get_one(DeclaredConflict, made).revoked_at is not None


def test_while_marking_is_blind_a_chair_declares_no_school(house: House) -> None:
    """The papers that close would tell whose they are."""
    stage = set_stage(house, blind_marking=True)
    with pytest.raises(Refused):
        declare(house, stage, stage.chair, school=True)
    declare(house, stage, stage.chair, by=stage.staff, school=True)


def test_lists_keep_the_marks_of_a_near_paper_away(house: House, scene: Scene) -> None:
    stage = scene.stage
    with house.work() as work:
        ACTS["finishes"](work, factories.actor(work, stage.second), scene)
    declare(house, stage, stage.chair)
    for person, sees in ((stage.second, True), (stage.chair, False)):
        who = actor(house, person)
        with house.reading() as session:
            row = next(
                one
                for one in queue(session, who, stage.committee.id, View(), now=house.clock()).papers
                if one.standing.paper_id == scene.paper
            )
            cells = next(
                one
                for one in coverage_map(session, who, stage.committee.id).rows
                if one.standing.paper_id == scene.paper
            )
            means = [one.mean for one in calibration(session, who, stage.committee.id).chairs if one.mean is not None]
        assert (row.total is not None, cells.is_open, bool(means)) == (sees, sees, sees)


def test_nobody_waits_for_a_reading_of_an_anchor_that_cannot_come(house: House, scene: Scene) -> None:
    stage = scene.stage

    def waiting() -> tuple[str, ...]:
        with house.reading() as session:
            return calibration(session, actor(house, stage.staff), stage.committee.id).anchors[0].waiting

    assert waiting() == ("Mirela Dautova", "Tomas Okonjo")
    declare(house, stage, stage.chair)
    assert waiting() == ("Tomas Okonjo",)


def test_a_near_paper_s_regrades_are_for_others(house: House, scene: Scene) -> None:
    stage = scene.stage
    with house.work() as work:
        factories.deadline(work, stage.conference, at=work.now + timedelta(days=7), right=DeadlineRight.REGRADE)
        ACTS["finishes"](work, factories.actor(work, stage.second), scene)
    with house.work() as work:
        staff = factories.actor(work, stage.staff)
        release.release(work, staff, conference_id=stage.conference.id, committee_id=stage.committee.id)
    with house.work() as work:
        request = regrades.ask(
            work,
            factories.actor(work, stage.delegate),
            paper_id=scene.paper,
            criterion="content",
            topic=None,
            reason="The third paragraph names the law and its date.",
        ).id
    declare(house, stage, stage.chair)
    with house.reading() as session:
        page = committee_regrades(session, actor(house, stage.chair), stage.committee.id)
        other = committee_regrades(session, actor(house, stage.second), stage.committee.id)
    assert (page.requests, page.kept_away) == ((), 1)
    assert ([one.id for one in other.requests], other.kept_away) == ([request], 0)
    chair = actor(house, stage.chair)
    with pytest.raises(NotAllowed) as refused, house.work() as work:
        regrades.answer(work, chair, request_id=request, mark=None, words="No.", seen_version=1)
    assert refused.value.code == "too_near_paper"


@pytest.mark.parametrize("finished", [False, True], ids=["begun", "finished"])
def test_what_was_written_before_stays_and_goes_to_another(house: House, finished: bool) -> None:
    stage = set_stage(house)
    with house.work() as work:
        staff = factories.actor(work, stage.staff)
        readers.set_readings(
            work, staff, committee_id=stage.committee.id, readings=2, combine="mean", moderate_beyond=None
        )
        third = factories.chair(work, work.session.get_one(type(stage.committee), stage.committee.id), name="Ines Valk")
    for person in (stage.chair, stage.second):
        with house.work() as work:
            who = factories.actor(work, person)
            if finished:
                scorecards.finish(work, who, paper_id=stage.paper.id, entries=BOTH, seen_submission_id=None)
            else:
                scorecards.save_form(work, who, paper_id=stage.paper.id, entries=BOTH)
    with house.reading() as session:
        assert readers_page(session, actor(house, stage.staff), stage.committee.id).to_give_away == ()
    declare(house, stage, stage.chair)
    with house.reading() as session:
        page = readers_page(session, actor(house, stage.staff), stage.committee.id, planned="rest")
        assert readers_page(session, actor(house, stage.second), stage.committee.id).to_give_away == ()
    state = ScorecardState.FINAL if finished else ScorecardState.DRAFT
    assert [(one.chair, one.delegation, one.state) for one in page.to_give_away] == [
        ("Mirela Dautova", "Maravel", state)
    ]
    assert page.plan is not None
    assert [(one.name, one.fresh) for one in page.plan.piles if one.fresh] == [("Ines Valk", ("Maravel",))]
    assert page.plan.changes == 1
    with house.work() as work:
        staff = factories.actor(work, stage.staff)
        readers.apply(work, staff, committee_id=stage.committee.id, anew=False, seen=page.plan.seen)
    with house.work() as work:
        who = factories.actor(work, third)
        card = grading.open_scorecard(work, who, paper_id=stage.paper.id)
        assert (card.started_by_id, card.state, len(card.marks)) == (stage.chair.id, state, 2)
        standing = work.session.scalars(
            sa.select(Reader.slot).where(Reader.paper_id == stage.paper.id, Reader.ended_at.is_(None))
        ).all()
        assert sorted(standing) == [1, 2]
        assert len(work.session.scalars(sa.select(Scorecard.id)).all()) == 2
