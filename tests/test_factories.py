from __future__ import annotations

import sqlalchemy as sa

from reviewer.domain.states import DeadlineRight, Role, RunState, Step
from reviewer.models import Base, Match, Run, Submission
from reviewer.work import House
from tests import factories as make


def test_factories_build_a_whole_conference(house: House) -> None:
    with house.work() as work:
        event = make.conference(work)
        body = make.committee(work, event)
        place, other = make.seat(work, body, size=2), make.seat(work, body)
        boss, chair = make.staff(work, event), make.chair(work, body)
        pupil = make.delegate(work, place)
        make.adviser(work, work.session.get_one(type(place.school), place.school_id))  # type: ignore[arg-type]
        make.operator(work)
        make.invitation(work, event)
        make.deadline(work, event)
        make.extension(work, place, until=work.now, by=boss, right=DeadlineRight.FEEDBACK)
        first = make.submission(work, make.paper(work, place), by=pupil, read=True)
        second = make.submission(work, make.paper(work, other), read=True)
        make.source(work, event, only=body)
        make.run(work, first, state=RunState.FAILED)
        make.run(work, second, Step.COMPARE, RunState.RUNNING)
        assert first.document is not None
        assert second.document is not None
        make.match(work, first.document, second.document, words="Tidal Safety Act")
        make.coverage(work, first, words="We propose a regional fund")
        rubric = make.rubric(work, event, assign=[body])
        card = make.scorecard(work, first, chair, judged_by=rubric, finished=True)
        make.mark(work, card, "content", "4.5", chair)
        make.comment(work, card, chair, words="Tidal Safety Act")
        make.adjustment(work, first.paper, boss)
        make.release(work, event, boss, make.final_mark(work, card, boss))
        make.ruling(work, make.case(work, first.paper, boss), boss)
    with house.reading() as session:
        filled = {
            table.name
            for table in Base.metadata.sorted_tables
            if session.scalar(sa.select(sa.func.count()).select_from(table))
        }
        assert session.scalars(sa.select(Match.low_quote)).one() == "Tidal Safety Act"
    assert MADE - filled == set()


MADE = {
    *("users", "memberships", "committee_chairs", "seat_holders", "invitations"),
    *("conferences", "committees", "topics", "key_questions", "schools", "delegations", "seats"),
    *("deadlines", "extensions", "stored_files", "documents", "document_metadata", "papers", "submissions", "runs"),
    *("sources", "fingerprints", "comparisons", "matches", "coverage_snapshots", "question_coverage", "evidence_spans"),
    *("adopted_rubrics", "scorecards", "marks", "comments", "adjustments"),
    *("final_marks", "final_mark_scorecards", "releases", "released_marks", "cases", "rulings"),
}
"""The tables that the factories of this project fill; others are filled by the acts that are tested."""


def test_an_actor_has_the_grants_of_their_rows(house: House) -> None:
    with house.work() as work:
        place = make.seat(work)
        grant = make.actor(work, make.delegate(work, place)).grants[0]
    assert (grant.role, grant.seats, grant.school_id) == (Role.DELEGATE, frozenset({place.id}), place.school_id)


def test_run_all_checks_a_queued_submission(house: House) -> None:
    with house.work() as work:
        made = make.submission(work, queued=True)
    done = make.run_all(house)
    with house.reading() as session:
        states = session.execute(sa.select(Run.step, Run.state).order_by(Run.id)).all()
        read = session.get_one(Submission, made.id).document
        assert read is not None
        assert read.words > 40
    assert done == len(states)
    assert [(step, state) for step, state in states] == [
        (Step.READ, RunState.DONE),
        (Step.COMPARE, RunState.DONE),
        (Step.COVER, RunState.DONE),
    ]
