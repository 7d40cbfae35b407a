"""Deductions that facts propose: shown with a reason, taken or declined by a person, never silent."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from reviewer.domain.errors import NotAllowed, NotFound, Refused
from reviewer.domain.states import Verdict
from reviewer.models import Adjustment, AdoptedRubric, AuditEvent, FormatChoice, Submission
from reviewer.services import grading
from reviewer.services.grading.proposals import (
    Proposal,
    decline_proposal,
    proposals,
    propose_again,
    rubric_for,
    take_proposal,
    undecided,
)
from reviewer.work import House
from tests import factories
from tests.deduction_stage import set_rules
from tests.marking_stage import Stage, actor


@pytest.fixture
def stage(house: House) -> Stage:
    return set_rules(house)


def found(house: House, stage: Stage) -> dict[str, Proposal]:
    with house.reading() as session:
        rubric = rubric_for(session, stage.paper.id)
        assert rubric is not None
        return {one.rule.key: one for one in proposals(session, stage.paper.id, rubric)}


def take(house: House, stage: Stage, rule: str, *, times: int = 1) -> Adjustment:
    who = actor(house, stage.chair)
    with house.work() as work:
        return take_proposal(work, who, paper_id=stage.paper.id, rule=rule, reason="Because.", times=times)


def test_each_check_proposes_its_own_rule_and_nothing_is_applied(house: House, stage: Stage) -> None:
    known = found(house, stage)
    assert list(known) == ["late", "long", "bare", "named"]
    assert known["late"].late is not None
    assert known["late"].late.due.right == "paper_award"
    assert [one.code for one in known["long"].findings] == ["words_over"]
    assert [one.check for one in known["named"].findings] == ["blind"]
    with house.reading() as session:
        assert grading.standing_adjustments(session, stage.paper.id) == []


def test_a_paper_that_keeps_to_everything_has_no_proposal(house: House, stage: Stage) -> None:
    with house.work() as work:
        work.session.get_one(Submission, stage.submission.id).counted_at -= timedelta(days=9)
        work.session.execute(sa.delete(FormatChoice))
    assert found(house, stage) == {}


def test_taken_it_is_a_line_with_its_rule_and_may_be_taken_back(house: House, stage: Stage) -> None:
    line = take(house, stage, "long", times=2)
    assert (line.kind, line.points, line.rule, line.reason) == ("deduction", Decimal(1), "long", "Because.")
    assert "long" not in found(house, stage)
    assert take(house, stage, "long").id == line.id
    who = actor(house, stage.chair)
    with house.work() as work:
        grading.revoke_adjustment(work, who, adjustment_id=line.id)
    assert found(house, stage)["long"].state == "proposed"


def test_more_times_than_the_rubric_has_are_refused(house: House, stage: Stage) -> None:
    with pytest.raises(Refused, match="1 to 3 times"):
        take(house, stage, "long", times=4)


def test_what_nothing_proposes_cannot_be_taken(house: House, stage: Stage) -> None:
    with pytest.raises(Refused) as refused:
        take(house, stage, "hand")
    assert refused.value.code == "proposal_gone"


def test_a_declined_one_says_by_whom_and_can_be_decided_again(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    for _ in range(2):
        with house.work() as work:
            decline_proposal(work, who, paper_id=stage.paper.id, rule="late")
    declined = found(house, stage)["late"].declined
    assert declined is not None
    assert declined[0] == "Mirela Dautova"
    with house.work() as work:
        propose_again(work, who, paper_id=stage.paper.id, rule="late")
    assert found(house, stage)["late"].declined is None
    with house.reading() as session:
        acts = session.scalars(sa.select(AuditEvent.action).where(AuditEvent.action.like("deduction.%"))).all()
    assert acts == ["deduction.declined", "deduction.reconsidered"]


def test_a_decision_speaks_of_one_version_only(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    with house.work() as work:
        decline_proposal(work, who, paper_id=stage.paper.id, rule="late")
        paper = work.session.get_one(type(stage.paper), stage.paper.id)
        factories.submission(work, paper, text="Another text.\n" * 30, read=True)
    assert found(house, stage)["late"].declined is None


@pytest.mark.parametrize(
    ("who", "error"), [("other_chair", NotFound), ("delegate", NotAllowed), ("stranger", NotFound)]
)
def test_only_who_may_mark_decides(house: House, stage: Stage, who: str, error: type[Exception]) -> None:
    person = actor(house, getattr(stage, who))
    for act in (decline_proposal, propose_again):
        with pytest.raises(error), house.work() as work:
            act(work, person, paper_id=stage.paper.id, rule="late")
    assert found(house, stage)["late"].declined is None


def test_a_line_by_hand_needs_points_that_can_be_used_and_a_reason(house: House, stage: Stage) -> None:
    who = actor(house, stage.chair)
    for points, reason in (("0", "Torn."), ("1.234", "Torn."), ("NaN", "Torn."), ("1", "  ")):
        with pytest.raises(Refused), house.work() as work:
            grading.adjust(work, who, paper_id=stage.paper.id, kind="deduction", points=Decimal(points), reason=reason)
    with house.reading() as session:
        assert grading.standing_adjustments(session, stage.paper.id) == []


def test_the_line_of_a_ruling_is_staffs_own(house: House, stage: Stage) -> None:
    with house.work() as work:
        case = factories.case(work, work.session.get_one(type(stage.paper), stage.paper.id), stage.staff)
        ruling = factories.ruling(work, case, stage.staff, verdict=Verdict.DISQUALIFIED)
        grading.replace_ruling_adjustment(work, paper_id=stage.paper.id, ruling=ruling)
        work.session.flush()
        [line] = grading.standing_adjustments(work.session, stage.paper.id)
    who = actor(house, stage.chair)
    with pytest.raises(Refused, match="ruling"), house.work() as work:
        grading.revoke_adjustment(work, who, adjustment_id=line.id)


def test_papers_with_undecided_proposals_are_found_together(house: House, stage: Stage) -> None:
    with house.work() as work:
        who = work.session.get_one(type(stage.chair), stage.chair.id)
        sent = work.session.get_one(Submission, stage.submission.id)
        rubric_id = work.session.get_one(type(stage.committee), stage.committee.id).rubric_id
        rubric = work.session.get_one(AdoptedRubric, rubric_id)
        card = factories.scorecard(work, sent, who, judged_by=rubric, finished=True)
        factories.mark(work, card, "content", "3", who)
        factories.mark(work, card, "writing", "3", who)
    with house.reading() as session:
        assert [one.rule.key for one in undecided(session, [stage.paper.id])[stage.paper.id]] == list(
            found(house, stage)
        )
