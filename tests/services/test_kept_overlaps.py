"""What a process keeps of overlaps is never shown once anything it rests on has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from reviewer.domain.provenance import Provenance, Rule
from reviewer.domain.states import SourceKind
from reviewer.models import (
    Committee,
    Comparison,
    Conference,
    Delegation,
    Document,
    Match,
    Paper,
    Source,
    StaffExclusion,
    Submission,
    User,
)
from reviewer.services import overlaps, rules, severities
from reviewer.services.desks.audits import Board, Filters, Shown, board
from reviewer.work import House, Shelf, Work, keep, kept
from tests import factories as make

SHARED = "the harbour of every town shall keep one bell that anybody may ring when the water rises at night"
GUIDED = "a tide gauge costs as much as a small car and lasts for eleven winters when it is kept dry"
FRESH = "whoever sells a boat shall also sell the lamp that shows it to others in fog and in heavy snow"


@dataclass
class Scene:
    event: Conference
    body: Committee
    staff: User
    paper: Submission
    fellow: Submission
    source: Source
    match: Match


@pytest.fixture
def scene(house: House) -> Scene:
    with house.work() as work:
        event = make.conference(work)
        body = make.committee(work, event)
        text = f"We say that {SHARED}. Also {GUIDED}. And {FRESH}. The rest of it is ours.\n"
        fellow = _sent(work, body, f"They hold {SHARED}, and more of their own.\n")
        paper = _sent(work, body, text, later=timedelta(hours=1))
        source = make.source(work, event, kind=SourceKind.WEB, text=f"It says {GUIDED}.\n")
        assert paper.document
        assert fellow.document
        assert source.document
        match = make.match(work, paper.document, fellow.document, words=SHARED)
        make.match(work, paper.document, source.document, words=GUIDED)
        return Scene(event, body, make.staff(work, event), paper, fellow, source, match)


def _sent(work: Work, body: Committee, text: str, later: timedelta = timedelta(0)) -> Submission:
    at = work.now - timedelta(days=1) + later
    return make.submission(work, make.paper(work, make.seat(work, body)), text=text, read=True, at=at)


def set_rule(work: Work, scene: Scene) -> None:
    wanted = {name.value: Rule.IGNORE.value for name in (Provenance.SAME_COMMITTEE, Provenance.OTHER_SOURCE)}
    rules.change(work, make.actor(work, scene.staff), conference_id=scene.event.id, wanted=wanted)


def exclude_match(work: Work, scene: Scene) -> None:
    _exclude(work, scene, paper_id=scene.paper.paper_id, match_id=scene.match.id)


def exclude_source_for_all(work: Work, scene: Scene) -> None:
    _exclude(work, scene, source_id=scene.source.id)


def _exclude(work: Work, scene: Scene, **what: int) -> None:
    made = {"reason": "It is quoted.", "made_by_id": scene.staff.id, "made_at": work.now}
    work.session.add(StaffExclusion(conference_id=scene.event.id, **made, **what))


def share_with_a_new_paper(work: Work, scene: Scene) -> None:
    sent = _sent(work, scene.body, f"We, too, think that {FRESH}.\n")
    assert sent.document
    make.match(work, work.session.get_one(Document, scene.paper.document_id), sent.document, words=FRESH)


def withdraw_the_other(work: Work, scene: Scene) -> None:
    work.session.get_one(Submission, scene.fellow.id).withdrawn_at = work.now


def remove_the_source(work: Work, scene: Scene) -> None:
    work.session.get_one(Source, scene.source.id).removed_at = work.now


def say_the_source_is_the_prompt(work: Work, scene: Scene) -> None:
    work.session.get_one(Source, scene.source.id).kind = SourceKind.PROMPT


def put_both_into_one_school(work: Work, scene: Scene) -> None:
    papers = [work.session.get_one(Paper, one.paper_id) for one in (scene.paper, scene.fellow)]
    papers[0].seat.school_id = papers[1].seat.school_id
    wanted = {Provenance.SAME_SCHOOL.value: Rule.IGNORE.value}
    rules.change(work, make.actor(work, scene.staff), conference_id=scene.event.id, wanted=wanted)


def show_that_this_paper_was_first(work: Work, scene: Scene) -> None:
    text = f"An early draft: {SHARED}.\n"
    at = work.now - timedelta(days=3)
    make.submission(work, work.session.get_one(Paper, scene.paper.paper_id), text=text, read=True, at=at, number=9)


def compare_again_with_another_engine(work: Work, scene: Scene) -> None:
    old = work.session.get_one(Comparison, scene.match.comparison_id)
    places = (old.low_document_id, old.high_document_id)
    new = Comparison(
        low_document_id=places[0], high_document_id=places[1], engine_key="another", compared_at=old.compared_at
    )
    work.session.add(new)


ACTS = (
    set_rule,
    exclude_match,
    exclude_source_for_all,
    share_with_a_new_paper,
    withdraw_the_other,
    remove_the_source,
    say_the_source_is_the_prompt,
    put_both_into_one_school,
    show_that_this_paper_was_first,
    compare_again_with_another_engine,
)


def seen(house: House, scene: Scene) -> dict[int, object]:
    with house.reading() as session:
        current = session.scalars(sa.select(Submission).where(Submission.withdrawn_at.is_(None))).all()
        found = overlaps.overlaps(session, scene.event.id, current)
        weighed = severities.weigh(session, scene.event.id, current)
    return {one: (found[one], weighed[one].severity) for one in found}


def shown(house: House, scene: Scene) -> Board:
    with house.work() as work:
        who = make.actor(work, scene.staff)
    with house.reading() as session:
        return board(session, who, scene.event.id, Filters(shown=Shown.ALL))


@pytest.mark.parametrize("act", ACTS)
def test_a_change_shows_at_once_on_pages_that_keep_figures(
    house: House, scene: Scene, act: Callable[[Work, Scene], None]
) -> None:
    before, first = seen(house, scene), shown(house, scene)
    assert seen(house, scene) == before
    with house.work() as work:
        act(work, scene)
    after = seen(house, scene)
    assert after != before
    assert after == seen(replace(house), scene), "a house that kept nothing sees the same"
    assert shown(house, scene) == shown(replace(house), scene) != first


def test_a_name_that_is_changed_does_not_leave_another_behind(house: House, scene: Scene) -> None:
    first = shown(house, scene)
    with house.work() as work:
        paper = work.session.get_one(Paper, scene.fellow.paper_id)
        work.session.get_one(Delegation, paper.seat.delegation_id).name = "Kelvane"
    changed = shown(house, scene)
    assert changed != first
    assert changed == shown(replace(house), scene)
    assert "Kelvane" in repr(changed)


def test_a_view_kept_costs_no_look_at_the_passages(house: House, scene: Scene, counting) -> None:
    seen(house, scene)
    with counting(house.engine) as statements:
        seen(house, scene)
    assert len(statements) > 5
    assert not any("low_quote" in one for one in statements.sent)


def test_a_unit_that_may_write_keeps_nothing(house: House, scene: Scene, counting) -> None:
    seen(house, scene)
    with counting(house.engine) as statements, house.work() as work:
        overlaps.overlaps(work.session, scene.event.id, [scene.paper])
        keep(work.session, "place", b"digest", "result")
        assert kept(work.session, "place", b"digest") is None
    assert any("low_quote" in one for one in statements.sent)


def test_a_shelf_gives_back_only_for_the_same_digest_and_holds_only_so_many() -> None:
    shelf = Shelf(most=2)
    shelf.put("a", b"1", "first")
    assert (shelf.get("a", b"1"), shelf.get("a", b"2"), shelf.get("b", b"1")) == ("first", None, None)
    shelf.put("b", b"1", "second")
    shelf.put("a", b"2", "anew")
    shelf.put("c", b"1", "third")
    assert (shelf.get("a", b"1"), shelf.get("a", b"2")) == (None, "anew")
    assert (shelf.get("b", b"1"), shelf.get("c", b"1")) == (None, "third")


def test_a_shelf_forgets_what_is_old_so_that_nothing_erased_stays() -> None:
    now = [0.0]
    shelf = Shelf(seconds=60, clock=lambda: now[0])
    shelf.put("a", b"1", "early")
    now[0] = 50
    shelf.put("b", b"1", "later")
    assert shelf.get("a", b"1") == "early"
    now[0] = 61
    assert (shelf.get("a", b"1"), shelf.get("b", b"1")) == (None, "later")
    now[0] = 111
    shelf.put("c", b"1", "last")
    assert len(shelf._results) == 1
