"""Moving committees and their marks to another version of the rubric, and back."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.domain.states import ScorecardState
from reviewer.models import AdoptedRubric, AuditEvent, Committee, Mark, RubricMove, Scorecard, Submission
from reviewer.services import grading, rubric_moves
from reviewer.services.desks.marking import desk
from reviewer.services.desks.rubric_history import history
from reviewer.services.rubric_moves import Preview
from reviewer.services.setup.rubrics import adopt_rubric
from reviewer.work import House, Work
from tests import factories as make


def changed() -> dict[str, Any]:
    """Strong is worth 6 now, writing is gone, and a required criterion has come."""
    made = copy.deepcopy(dict(make.RUBRIC))
    made["criteria"][0]["levels"][0]["points"] = 6
    made["criteria"][1]["key"], made["criteria"][1]["title"] = "sources", "Sources"
    made["scale"] = {"basis": "points", "out_of": 11}
    return made


@dataclass
class Scene:
    staff: Actor
    chair: Actor
    event_id: int
    committee_id: int
    paper_id: int
    shown_id: int
    card_id: int
    shown_card_id: int
    old_id: int
    new_id: int


@pytest.fixture
def scene(house: House) -> Scene:
    with house.work() as work:
        event = make.conference(work)
        body = make.committee(work, event)
        boss, chair = make.staff(work, event), make.chair(work, body)
        old = make.rubric(work, event, assign=[body])
        papers = []
        for name in ("Maravel", "Kelvane"):
            seat = make.seat(work, body, held_for=make.delegation(work, event, name=name))
            sent: Submission = make.submission(work, make.paper(work, seat), read=True)
            card = make.scorecard(work, sent, chair, judged_by=old, finished=True)
            make.mark(work, card, "content", "5", chair)
            make.mark(work, card, "writing", "3", chair, note="Short.")
            papers.append((sent, card))
        make.release(work, event, boss, make.final_mark(work, papers[1][1], boss))
        who = make.actor(work, boss)
        new = adopt_rubric(work, who, conference_id=event.id, rubric=rubric_from_mapping(changed(), file="test"))
        (first, card), (second, shown) = papers
        return Scene(
            who,
            make.actor(work, chair),
            event.id,
            body.id,
            first.paper_id,
            second.paper_id,
            card.id,
            shown.id,
            old.id,
            new.id,
        )


def state(house: House, card_id: int) -> tuple[int, ScorecardState, dict[str, str | None]]:
    with house.reading() as session:
        card = session.get_one(Scorecard, card_id)
        rows = session.scalars(sa.select(Mark).where(Mark.scorecard_id == card_id)).all()
        marks = {row.criterion: None if row.points is None else str(row.points) for row in rows}
        return card.rubric_id, card.state, marks


def preview(house: House, scene: Scene) -> Preview:
    with house.reading() as session:
        return rubric_moves.preview(session, scene.staff, scene.event_id, scene.new_id)


def move(house: House, scene: Scene) -> int:
    seen = preview(house, scene).mark
    with house.work() as work:
        [row] = rubric_moves.move(work, scene.staff, conference_id=scene.event_id, rubric_id=scene.new_id, seen=seen)
        return row.id


def test_the_preview_says_what_becomes_of_each_mark_and_total(house: House, scene: Scene) -> None:
    [plan] = preview(house, scene).plans
    [committee] = plan.committees
    [card] = committee.cards
    assert [(one.title, one.how, one.after) for one in card.marks] == [
        ("Content", "moved", Decimal(6)),
        ("Writing", "lost", None),
    ]
    assert (card.before, card.after, card.opens) == (Decimal(8), Decimal(6), True)
    assert committee.released == ("Kelvane",)
    assert plan.out_of == (Decimal(10), Decimal(11))


def test_moving_does_what_was_said_and_never_touches_what_is_released(house: House, scene: Scene) -> None:
    before = state(house, scene.shown_card_id)
    move(house, scene)
    assert state(house, scene.card_id) == (scene.new_id, ScorecardState.DRAFT, {"content": "6", "writing": None})
    assert state(house, scene.shown_card_id) == before
    with house.reading() as session:
        assert session.get_one(Committee, scene.committee_id).rubric_id == scene.new_id
        score = grading.score_of(session, session.get_one(Scorecard, scene.card_id))
        assert (score.total, [key.criterion for key in score.missing]) == (Decimal(6), ["sources"])
        note = session.scalar(
            sa.select(Mark.note).where(Mark.scorecard_id == scene.card_id, Mark.criterion == "writing")
        )
        assert note == "Short."
        assert "rubric.moved" in session.scalars(sa.select(AuditEvent.action)).all()


def mark_content(work: Work, scene: Scene) -> None:
    grading.reopen(work, scene.chair, paper_id=scene.paper_id)
    grading.set_mark(
        work, scene.chair, paper_id=scene.paper_id, criterion="content", topic=None, points=Decimal(3), seen_version=1
    )


def release_it(work: Work, scene: Scene) -> None:
    event = work.session.get_one(Committee, scene.committee_id).conference
    boss = make.staff(work, event)
    make.release(work, event, boss, make.final_mark(work, work.session.get_one(Scorecard, scene.card_id), boss))


def begin_another(work: Work, scene: Scene) -> None:
    body = work.session.get_one(Committee, scene.committee_id)
    seat = make.seat(work, body, held_for=make.delegation(work, body.conference, name="Norrland"))
    sent = make.submission(work, make.paper(work, seat), read=True)
    grading.set_overall(work, scene.chair, paper_id=sent.paper_id, text="Good.", seen_version=0)


@pytest.mark.parametrize("meanwhile", [mark_content, release_it, begin_another])
def test_what_nobody_saw_is_not_moved_and_the_new_preview_is(
    house: House, scene: Scene, meanwhile: Callable[[Work, Scene], None]
) -> None:
    stale = preview(house, scene)
    assert preview(house, scene).mark == stale.mark
    with house.work() as work:
        meanwhile(work, scene)
    before = state(house, scene.card_id)
    with pytest.raises(Conflict) as refused, house.work() as work:
        rubric_moves.move(work, scene.staff, conference_id=scene.event_id, rubric_id=scene.new_id, seen=stale.mark)
    assert refused.value.code == "move_changed"
    assert state(house, scene.card_id) == before
    fresh = preview(house, scene)
    [committee] = fresh.plans[0].committees
    move(house, scene)
    for card in committee.cards:
        _rubric, _state, marks = state(house, card.scorecard_id)
        assert {one.key.criterion: None if one.after is None else str(one.after) for one in card.marks} == marks


def test_who_moved_marks_is_not_at_the_desk(house: House, scene: Scene) -> None:
    move(house, scene)
    with house.reading() as session:
        assert desk(session, scene.chair, scene.paper_id, now=house.clock()).readers == ()
    other = chair_beside(house, scene)
    with house.work() as work:
        grading.set_mark(
            work, other, paper_id=scene.paper_id, criterion="sources", topic=None, points=Decimal(5), seen_version=0
        )
    with house.reading() as session:
        found = desk(session, scene.chair, scene.paper_id, now=house.clock())
    assert [name for name, _at in found.readers] == ["Rhea Solberg"]


def chair_beside(house: House, scene: Scene) -> Actor:
    with house.work() as work:
        return make.actor(
            work, make.chair(work, work.session.get_one(Committee, scene.committee_id), name="Rhea Solberg")
        )


def test_moving_back_restores_marks_states_and_the_committee(house: House, scene: Scene) -> None:
    before = state(house, scene.card_id)
    moved = move(house, scene)
    with house.work() as work:
        rubric_moves.undo(work, scene.staff, conference_id=scene.event_id, move_id=moved)
    assert state(house, scene.card_id) == before
    with house.reading() as session:
        assert session.get_one(Committee, scene.committee_id).rubric_id == scene.old_id
        [made] = history(session, scene.staff, scene.event_id, scene.new_id).moves
        assert (made.old, made.new, made.readings, made.undone_at is not None) == (1, 2, 1, True)
    with pytest.raises(Refused, match="already"), house.work() as work:
        rubric_moves.undo(work, scene.staff, conference_id=scene.event_id, move_id=moved)


def test_a_mark_changed_since_goes_back_with_its_level_and_a_new_one_is_dropped(house: House, scene: Scene) -> None:
    moved = move(house, scene)
    with house.work() as work:
        grading.set_mark(
            work,
            scene.chair,
            paper_id=scene.paper_id,
            criterion="content",
            topic=None,
            points=Decimal(3),
            seen_version=2,
        )
        grading.set_mark(
            work,
            scene.chair,
            paper_id=scene.paper_id,
            criterion="sources",
            topic=None,
            points=Decimal(5),
            seen_version=0,
        )
    with house.work() as work:
        rubric_moves.undo(work, scene.staff, conference_id=scene.event_id, move_id=moved)
    _rubric, _state, marks = state(house, scene.card_id)
    assert marks == {"content": "3", "writing": "3", "sources": None}


def test_a_release_by_the_new_version_keeps_it_from_being_moved_back(house: House, scene: Scene) -> None:
    moved = move(house, scene)
    with house.work() as work:
        boss = make.staff(work, work.session.get_one(Committee, scene.committee_id).conference)
        card = work.session.get_one(Scorecard, scene.card_id)
        event = work.session.get_one(Committee, scene.committee_id).conference
        make.release(work, event, boss, make.final_mark(work, card, boss))
    with pytest.raises(Refused, match="released"), house.work() as work:
        rubric_moves.undo(work, scene.staff, conference_id=scene.event_id, move_id=moved)


def test_nothing_older_in_use_is_nothing_to_move(house: House, scene: Scene) -> None:
    move(house, scene)
    with pytest.raises(Refused, match="No committee"), house.work() as work:
        rubric_moves.move(work, scene.staff, conference_id=scene.event_id, rubric_id=scene.new_id, seen="")


def test_only_staff_move_and_another_conferences_rubric_is_unknown(house: House, scene: Scene) -> None:
    with house.work() as work:
        foreign = make.rubric(work, make.conference(work)).id
    for who, rubric_id in ((scene.chair, scene.new_id), (scene.staff, foreign)):
        with pytest.raises((NotAllowed, NotFound)), house.work() as work:
            rubric_moves.move(work, who, conference_id=scene.event_id, rubric_id=rubric_id, seen="")
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(RubricMove)) == 0
        assert session.scalar(sa.select(AdoptedRubric.version).where(AdoptedRubric.id == scene.new_id)) == 2
