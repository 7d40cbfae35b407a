from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, DomainError, NotAllowed, NotFound, Refused
from reviewer.domain.states import DeadlineRight, Role, RunState, SourceKind, Step, Visibility
from reviewer.models import AdoptedRubric, AuditEvent, Comparison, Conference, Deadline, Extension, Run, Source, User
from reviewer.services import audit, blindness
from reviewer.services.reading import SOURCE_LIMITS
from reviewer.services.setup import conferences, deadlines, rubrics, sources
from reviewer.services.setup.conferences import Rules
from reviewer.services.submissions import ReceivedFile, receive
from reviewer.work import House, Work
from tests import factories as make

RESOLUTION = """The General Assembly,
Recalling its earlier resolutions on the safety of harbours and the sea,
Calls upon all coastal states to share their tide measurements with every neighbour within one hour;
"""


@pytest.fixture
def event(house: House) -> Conference:
    with house.work() as work:
        return make.conference(work)


@pytest.fixture
def boss(house: House, event: Conference) -> Actor:
    with house.work() as work:
        return make.actor(work, make.staff(work, event))


@pytest.fixture
def operator(house: House) -> Actor:
    with house.work() as work:
        return make.actor(work, make.operator(work))


def _create(work: Work, actor: Actor, **given: Any) -> Conference:
    fields: dict[str, Any] = {"title": "Harbour City MUN 2030", "timezone": "America/Panama", "languages": ["en", "es"]}
    return conferences.create_conference(work, actor, **fields | given)


def _add_source(house: House, actor: Actor, event: Conference, text: str = RESOLUTION, **given: Any) -> Source:
    file = receive(house.storage, text.encode(), "resolution.txt", limits=SOURCE_LIMITS)
    fields: dict[str, Any] = {
        "conference_id": event.id,
        "committee_id": None,
        "kind": SourceKind.UN_DOCUMENT,
        "title": "On harbours",
        "visibility": Visibility.PUBLISHED,
        "file": file,
    }
    with house.work() as work:
        return sources.add_source(work, actor, **fields | given)


def test_whoever_makes_a_conference_is_its_first_staff_member(house: House, operator: Actor) -> None:
    with house.work() as work:
        made = _create(work, operator, starts_on=date(2030, 5, 1))
        grants = make.actor(work, work.session.get_one(User, operator.user_id)).grants
    assert [(grant.conference_id, grant.role) for grant in grants] == [(made.id, Role.STAFF)]
    assert (made.slug, made.retain_until) == ("harbour-city-mun-2030", date(2031, 5, 1))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"timezone": "Panama/America"}, "timezone_unknown"),
        ({"timezone": "../etc/localtime"}, "timezone_unknown"),
        ({"title": "  "}, "title_invalid"),
        ({"slug": "Harbour City"}, "slug_invalid"),
        ({"languages": []}, "language_invalid"),
        ({"languages": ["English"]}, "language_invalid"),
        ({"retain_until": date(2030, 3, 1)}, "retention_past"),
    ],
)
def test_values_that_cannot_be_are_refused(house: House, operator: Actor, given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused, house.work() as work:
        _create(work, operator, **given)
    assert refused.value.code == code


def test_a_short_name_is_given_once(house: House, operator: Actor) -> None:
    with house.work() as work:
        _create(work, operator)
    with pytest.raises(Conflict), house.work() as work:
        _create(work, operator)


def test_staff_of_a_conference_may_not_make_another(house: House, boss: Actor) -> None:
    with pytest.raises(NotAllowed), house.work() as work:
        _create(work, boss)


def test_rules_change_one_by_one_and_leave_a_trace(house: House, event: Conference, boss: Actor) -> None:
    with house.work() as work:
        changed = conferences.change_rules(
            work,
            boss,
            conference_id=event.id,
            rules=Rules(delegates_see_similarity=True, replacement_window_minutes=60),
        )
    assert (changed.delegates_see_similarity, changed.replacement_window_minutes) == (True, 60)
    assert changed.blind_marking is False
    with house.reading() as session:
        details = session.scalars(sa.select(AuditEvent.details).filter_by(action="conference.rules_changed")).one()
    assert details == {"fields": "delegates_see_similarity,replacement_window_minutes"}


def test_a_source_is_read_and_compared_with_the_papers_that_stand(house: House, event: Conference, boss: Actor) -> None:
    copied = f"Our view.\n\n{RESOLUTION}"
    with house.work() as work:
        place = make.seat(work, make.committee(work, event))
        make.submission(work, make.paper(work, place), text=copied, read=True)
    made = _add_source(house, boss, event)
    assert make.run_all(house) == 2
    with house.reading() as session:
        assert session.get_one(Source, made.id).document_id is not None
        assert session.scalars(sa.select(Comparison)).one().matches


def test_the_same_file_is_one_source_of_a_committee_and_kind(house: House, event: Conference, boss: Actor) -> None:
    first = _add_source(house, boss, event)
    with pytest.raises(Conflict) as conflict:
        _add_source(house, boss, event, title="Again")
    assert conflict.value.details["source"] == first.id
    with house.work() as work:
        body = make.committee(work, event)
    assert _add_source(house, boss, event, committee_id=body.id).id != first.id
    assert _add_source(house, boss, event, kind=SourceKind.OTHER).id != first.id


def test_a_source_comes_back_and_meets_the_papers_that_came_meanwhile(
    house: House, event: Conference, boss: Actor
) -> None:
    made = _add_source(house, boss, event)
    make.run_all(house)
    with house.work() as work:
        assert sources.remove_source(work, boss, source_id=made.id).removed_at == work.now
        place = make.seat(work, make.committee(work, event))
        make.submission(work, make.paper(work, place), text=f"Ours.\n\n{RESOLUTION}", queued=True)
    make.run_all(house)
    with house.reading() as session:
        assert session.scalars(sa.select(Comparison)).all() == []
    with house.work() as work:
        assert sources.restore_source(work, boss, source_id=made.id).removed_at is None
    assert make.run_all(house) == 1
    with house.reading() as session:
        assert session.scalars(sa.select(Comparison)).one().matches


def test_a_source_that_was_added_again_does_not_come_back(house: House, event: Conference, boss: Actor) -> None:
    old = _add_source(house, boss, event)
    with house.work() as work:
        sources.remove_source(work, boss, source_id=old.id)
    _add_source(house, boss, event)
    with pytest.raises(Conflict), house.work() as work:
        sources.restore_source(work, boss, source_id=old.id)


def test_a_source_that_cannot_be_read_says_so(house: House, event: Conference, boss: Actor) -> None:
    data = b"%PDF-1.7\nnothing more"
    file = ReceivedFile(house.storage.put(data), len(data), "application/pdf", "torn.pdf")
    made = _add_source(house, boss, event, file=file)
    make.run_all(house)
    with house.reading() as session:
        assert session.get_one(Source, made.id).unreadable_code == "corrupt"
        assert session.scalars(sa.select(Run.state).filter_by(step=Step.READ)).one() is RunState.FAILED


@pytest.mark.parametrize("given", [{"title": ""}, {"url": "javascript:alert(1)"}, {"url": "https://[broken"}])
def test_a_source_needs_a_title_and_a_web_address(
    house: House, event: Conference, boss: Actor, given: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        _add_source(house, boss, event, **given)


def test_a_source_of_another_conferences_committee_is_refused(house: House, event: Conference, boss: Actor) -> None:
    with house.work() as work:
        foreign = make.committee(work)
        theirs = make.source(work, make.conference(work))
    with pytest.raises(NotFound):
        _add_source(house, boss, event, committee_id=foreign.id)
    with pytest.raises(NotFound), house.work() as work:
        sources.remove_source(work, boss, source_id=theirs.id)


def test_a_deadline_is_set_moved_and_cleared(house: House, event: Conference, boss: Actor) -> None:
    where: dict[str, Any] = {"conference_id": event.id, "committee_id": None, "right": DeadlineRight.SUBMISSION}
    for day in (1, 2):
        with house.work() as work:
            at = datetime(2030, 4, day, tzinfo=UTC)
            deadlines.set_deadline(work, boss, **where, at=at, grace_minutes=10)
    with house.reading() as session:
        row = session.scalars(sa.select(Deadline)).one()
        assert (row.at, row.grace_minutes) == (datetime(2030, 4, 2, tzinfo=UTC), 10)
    with house.work() as work:
        deadlines.clear_deadline(work, boss, **where)
        assert work.session.scalars(sa.select(Deadline)).all() == []


def test_an_extension_needs_a_deadline_a_reason_and_a_later_time(house: House, event: Conference, boss: Actor) -> None:
    due = house.clock() + timedelta(days=3)

    def grant(until: datetime, note: str = "Power cut") -> Extension:
        with house.work() as work:
            return deadlines.grant_extension(
                work, boss, seat_id=place.id, right=DeadlineRight.SUBMISSION, until=until, note=note
            )

    with house.work() as work:
        place = make.seat(work, make.committee(work, event))
    with pytest.raises(Refused, match="set one first"):
        grant(due)
    with house.work() as work:
        make.deadline(work, event, at=due)
    with pytest.raises(Refused, match="after the deadline"):
        grant(due)
    with pytest.raises(Refused, match="why"):
        grant(due + timedelta(days=1), note=" ")
    grant(due + timedelta(days=1))
    assert grant(due + timedelta(days=2)).until == due + timedelta(days=2)
    with house.reading() as session:
        assert len(session.scalars(sa.select(Extension)).all()) == 1


def test_a_rubric_is_adopted_once_and_its_change_is_another_version(
    house: House, event: Conference, boss: Actor
) -> None:
    changed = make.rubric_value().__class__(
        **{name: getattr(make.rubric_value(), name) for name in make.rubric_value().__slots__}
        | {"title": "Other words"}
    )
    with house.work() as work:
        first = rubrics.adopt_rubric(work, boss, conference_id=event.id, rubric=make.rubric_value())
        again = rubrics.adopt_rubric(work, boss, conference_id=event.id, rubric=make.rubric_value())
        second = rubrics.adopt_rubric(work, boss, conference_id=event.id, rubric=changed)
    assert first.id == again.id
    assert (first.version, second.version, second.title) == (1, 2, "Other words")


def test_a_committee_gets_a_rubric_of_its_own_conference(house: House, event: Conference, boss: Actor) -> None:
    with house.work() as work:
        body = make.committee(work, event)
        own, foreign = make.rubric(work, event), make.rubric(work, make.conference(work))
        assert rubrics.assign_rubric(work, boss, committee_id=body.id, rubric_id=own.id).rubric_id == own.id
    with pytest.raises(NotFound), house.work() as work:
        rubrics.assign_rubric(work, boss, committee_id=body.id, rubric_id=foreign.id)


def test_a_committee_keeps_the_rubric_by_which_it_is_being_marked(house: House, event: Conference, boss: Actor) -> None:
    with house.work() as work:
        body = make.committee(work, event)
        first = make.rubric(work, event, assign=[body])
        paper = make.submission(work, make.paper(work, make.seat(work, body)), read=True)
        make.scorecard(work, paper, make.chair(work, body), judged_by=first)
        row = {
            "conference_id": event.id,
            "name": "two-criteria",
            "version": 2,
            "title": "Two",
            "content_hash": "f" * 64,
        }
        other = make.add(work, AdoptedRubric(**row, content={}, adopted_at=work.now))
    with pytest.raises(Conflict, match="1 papers"), house.work() as work:
        rubrics.assign_rubric(work, boss, committee_id=body.id, rubric_id=other.id)


def test_chairs_set_nothing_up(house: House, event: Conference) -> None:
    with house.work() as work:
        body = make.committee(work, event)
        place = make.seat(work, body)
        rubric = make.rubric(work, event)
        chair = make.actor(work, make.chair(work, body))
    later, right = house.clock() + timedelta(days=9), DeadlineRight.SUBMISSION
    where: dict[str, Any] = {"conference_id": event.id, "committee_id": body.id, "right": right}
    acts: list[Callable[[Work], object]] = [
        lambda work: conferences.change_rules(work, chair, conference_id=event.id, rules=Rules(title="Mine")),
        lambda work: blindness.set_blind(work, chair, conference_id=event.id, until=None),
        lambda work: blindness.end(work, chair, conference_id=event.id),
        lambda work: deadlines.set_deadline(work, chair, **where, at=later),
        lambda work: deadlines.clear_deadline(work, chair, **where),
        lambda work: deadlines.grant_extension(work, chair, seat_id=place.id, right=right, until=later, note="x"),
        lambda work: rubrics.adopt_rubric(work, chair, conference_id=event.id, rubric=make.rubric_value()),
        lambda work: rubrics.assign_rubric(work, chair, committee_id=body.id, rubric_id=rubric.id),
    ]
    for act in acts:
        with pytest.raises(DomainError) as refused, house.work() as work:
            act(work)
        assert isinstance(refused.value, NotAllowed | NotFound)


def test_every_act_of_setting_up_extends_a_whole_chain(house: House, event: Conference, boss: Actor) -> None:
    made = _add_source(house, boss, event)
    with house.work() as work:
        sources.remove_source(work, boss, source_id=made.id)
        rubrics.adopt_rubric(work, boss, conference_id=event.id, rubric=make.rubric_value())
    with house.reading() as session:
        actions = session.scalars(sa.select(AuditEvent.action).filter_by(chain=event.id)).all()
        assert actions == ["source.added", "source.removed", "rubric.adopted"]
        assert audit.faults(session, event.id) == []
