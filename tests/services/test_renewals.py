"""Suggestions made anew on demand: counted, stopped without harm, and never in place of what was there."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotFound, Refused
from reviewer.domain.states import RunState
from reviewer.models import Committee, CoverageSnapshot, Run
from reviewer.sandbox import Sandbox
from reviewer.services import analysis, renewals
from reviewer.services.desks.suggestions import suggestions
from reviewer.work import House
from tests import factories


@pytest.fixture
def body(house: House) -> Committee:
    with house.work() as work:
        made = factories.committee(work)
        for _ in range(3):
            factories.submission(work, factories.paper(work, factories.seat(work, made)), queued=True)
    factories.run_all(house)
    return made


@pytest.fixture
def chair(house: House, body: Committee) -> Actor:
    with house.work() as work:
        return factories.actor(work, factories.chair(work, body))


def renew(house: House, who: Actor, body: Committee) -> None:
    with house.work() as work:
        renewals.renew(work, who, committee_id=body.id)


def state(house: House, body: Committee) -> renewals.Renewal:
    with house.reading() as session:
        found = renewals.renewal(session, body.id)
        assert found is not None
        return found


def test_renewing_counts_up_and_leaves_the_older_snapshots(house: House, body: Committee, chair: Actor) -> None:
    renew(house, chair, body)
    assert (state(house, body).papers, state(house, body).done, state(house, body).is_running) == (3, 0, True)
    factories.run_all(house)
    assert (state(house, body).done, state(house, body).is_running) == (3, False)
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count(CoverageSnapshot.id))) == 6
        submission = session.scalars(sa.select(CoverageSnapshot.submission_id)).first()
        assert submission is not None
        newest = suggestions(session, submission)
        assert newest is not None
        assert newest.earlier is not None
        older = suggestions(session, submission, newest.earlier)
        assert older is not None
        assert (older.snapshot_id, older.newer, older.earlier) == (newest.earlier, newest.snapshot_id, None)


def test_one_renewal_at_a_time_and_another_after_it(house: House, body: Committee, chair: Actor) -> None:
    renew(house, chair, body)
    with pytest.raises(Conflict):
        renew(house, chair, body)
    factories.run_all(house)
    renew(house, chair, body)
    assert state(house, body).is_running


def test_stopping_takes_away_what_nobody_began_and_keeps_the_rest(house: House, body: Committee, chair: Actor) -> None:
    renew(house, chair, body)
    with house.reading() as session:
        waiting = sa.select(Run.step, Run.id).where(Run.state == RunState.QUEUED).order_by(Run.id).limit(1)
        first = session.execute(waiting).one()
    analysis.perform(house, analysis.Tools(Sandbox("fork")), *first)
    with house.work() as work:
        renewals.cancel(work, chair, committee_id=body.id)
    assert factories.run_all(house) == 0
    found = state(house, body)
    assert (found.done, found.is_cancelled, found.is_running) == (1, True, False)
    renew(house, chair, body)
    factories.run_all(house)
    assert state(house, body).done == 3


def test_nobody_but_the_committees_chairs_and_staff_renews(house: House, body: Committee) -> None:
    with house.work() as work:
        other = factories.actor(work, factories.chair(work, factories.committee(work)))
        seat = factories.seat(work, body)
        delegate = factories.actor(work, factories.delegate(work, seat))
    for who in (other, delegate):
        with pytest.raises(NotFound):
            renew(house, who, body)
        with pytest.raises(NotFound), house.work() as work:
            renewals.cancel(work, who, committee_id=body.id)
    with house.reading() as session:
        assert renewals.renewal(session, body.id) is None


def test_a_committee_without_readable_papers_has_nothing_to_renew(house: House) -> None:
    with house.work() as work:
        empty = factories.committee(work)
        chair = factories.actor(work, factories.chair(work, empty))
    with pytest.raises(Refused) as refused:
        renew(house, chair, empty)
    assert refused.value.code == "nothing_to_renew"
