from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from reviewer.domain.states import MatchKind, Role, RunState, Step, Verdict
from reviewer.models import (
    Comment,
    Comparison,
    EvidenceSpan,
    KeyQuestion,
    Match,
    Release,
    Ruling,
    Run,
    Scorecard,
    Seat,
    StaffExclusion,
    StoredFile,
    Submission,
)
from reviewer.models.database import insert_or_keep
from reviewer.work import House, Work
from tests import factories as make


def _double_seat(work: Work) -> None:
    first = make.seat(work)
    make.add(work, Seat(committee_id=first.committee_id, delegation_id=first.delegation_id))


def _double_membership(work: Work) -> None:
    event, person = make.conference(work), make.user(work)
    for _ in range(2):
        make.membership(work, event, Role.STAFF, person=person)


def _double_deadline(work: Work, *, own: bool) -> None:
    body = make.committee(work)
    for _ in range(2):
        make.deadline(work, body.conference, only=body if own else None)


def _double_paper(work: Work, *, with_topic: bool) -> None:
    body = make.committee(work)
    place = make.seat(work, body)
    for _ in range(2):
        make.paper(work, place, topic=body.topics[0] if with_topic else None)


def _double_number(work: Work) -> None:
    paper = make.paper(work)
    for _ in range(2):
        make.submission(work, paper, number=1)


def _run(work: Work, **given: Any) -> Run:
    fields = {"step": Step.READ, "inputs_key": f"x{make.number()}", "queued_at": work.now}
    return make.add(work, Run(submission_id=make.submission(work).id, **fields | given))


def _double_run(work: Work) -> None:
    paper = make.submission(work)
    for _ in range(2):
        make.add(work, Run(submission_id=paper.id, step=Step.READ, inputs_key="x", queued_at=work.now))


def _comparison(work: Work, *, reverse: bool, text: str | None = None) -> Comparison:
    low = make.document(work, text and f"{text} Low.")
    high = make.document(work, text and f"{text} High.")
    ids = {"low_document_id": low.id, "high_document_id": high.id}
    if reverse:
        ids = {"low_document_id": high.id, "high_document_id": low.id}
    return make.add(work, Comparison(**ids, engine_key="1", compared_at=work.now))


def _match(work: Work, **given: Any) -> Match:
    side = {"low_start": 0, "low_end": 5, "low_quote": "tides", "high_start": 0, "high_end": 5, "high_quote": "tides"}
    fields = side | {"kind": MatchKind.VERBATIM, "score": 1.0} | given
    return make.add(work, Match(comparison_id=_comparison(work, reverse=False).id, **fields))


def _evidence(work: Work, *, rank: int) -> None:
    paper = make.submission(work, read=True)
    question = make.coverage(work, paper).questions[0]
    place = {"document_id": paper.document_id, "start": 0, "end": 4, "quote": "Posi"}
    make.add(work, EvidenceSpan(question_coverage_id=question.id, rank=rank, score=0.5, **place))


def _scorecard(work: Work, **given: Any) -> Scorecard:
    event = make.conference(work)
    paper = make.submission(work, make.paper(work, make.seat(work, make.committee(work, event))), read=True)
    return make.scorecard(work, paper, make.user(work), judged_by=make.rubric(work, event), **given)


def _double_scorecard(work: Work) -> None:
    first = _scorecard(work)
    paper = work.session.get_one(Submission, first.submission_id)
    make.scorecard(work, paper, make.user(work), judged_by=first.rubric)


def _comment(work: Work, **given: Any) -> Comment:
    card, person = _scorecard(work), make.user(work)
    fields: dict[str, Any] = {"text": "Well said.", "made_at": work.now, "changed_at": work.now}
    return make.add(work, Comment(paper_id=card.paper_id, scorecard_id=card.id, author_id=person.id, **fields | given))


def _ruling(work: Work, verdict: Verdict, penalty: str | None) -> Ruling:
    person = make.user(work)
    return make.ruling(work, make.case(work, make.paper(work), person), person, verdict=verdict, penalty=penalty)


def _double_case(work: Work) -> None:
    paper, person = make.paper(work), make.user(work)
    for _ in range(2):
        make.case(work, paper, person)


def _release(work: Work) -> Release:
    return make.release(work, make.conference(work), make.user(work), visible_from=work.now - timedelta(minutes=1))


BAD: dict[str, Callable[[Work], object]] = {
    "two seats of one delegation in a committee": _double_seat,
    "a seat of three": lambda work: make.seat(work, size=3),
    "a committee of a kind there is not": lambda work: work.session.execute(
        sa.text("UPDATE committees SET kind = 'parliament' WHERE id = :id"), {"id": make.committee(work).id}
    ),
    "an address in capitals": lambda work: make.user(work, email="Ada@School.example"),
    "one address twice": lambda work: [make.user(work, email="ada@school.example") for _ in range(2)],
    "one role twice": _double_membership,
    "two deadlines for one right of a conference": lambda work: _double_deadline(work, own=False),
    "two deadlines for one right of a committee": lambda work: _double_deadline(work, own=True),
    "a negative grace": lambda work: make.deadline(work, make.conference(work), grace_minutes=-1),
    "two papers of one seat": lambda work: _double_paper(work, with_topic=False),
    "two papers of one seat and topic": lambda work: _double_paper(work, with_topic=True),
    "a question without words": lambda work: make.topic(work, make.committee(work), number=2, questions=[""]),
    "half an anchor": lambda work: make.add(
        work, KeyQuestion(topic_id=make.committee(work).topics[0].id, number=9, text="Why?", start=3)
    ),
    "one number of a submission twice": _double_number,
    "a submission that was read and unreadable": lambda work: make.submission(
        work, read=True, unreadable_code="corrupt", unreadable_since=work.now
    ),
    "an unreadable submission without a time": lambda work: make.submission(work, unreadable_code="corrupt"),
    "a submission counted after it came": lambda work: make.submission(
        work, counted_at=work.now + timedelta(minutes=1)
    ),
    "a short hash": lambda work: make.add(work, StoredFile(sha256="abc", size=1, created_at=work.now)),
    "a run of nothing": lambda work: make.add(work, Run(step=Step.READ, inputs_key="x", queued_at=work.now)),
    "a running run without a lease": lambda work: _run(work, state=RunState.RUNNING),
    "a failed run without a reason": lambda work: _run(work, state=RunState.FAILED, finished_at=work.now),
    "a finished run without a time": lambda work: _run(work, state=RunState.DONE),
    "the same work twice": _double_run,
    "a pair the wrong way round": lambda work: _comparison(work, reverse=True),
    "a pair compared twice": lambda work: [_comparison(work, reverse=False, text="One.") for _ in range(2)],
    "an empty match": lambda work: _match(work, low_end=0),
    "a score above one": lambda work: _match(work, score=1.5),
    "a fourth piece of evidence": lambda work: _evidence(work, rank=4),
    "a scorecard slot twice": _double_scorecard,
    "a final scorecard that nobody finished": lambda work: _scorecard(work, state="final"),
    "half a comment's anchor": lambda work: _comment(work, quote="words"),
    "an empty comment": lambda work: _comment(work, text=""),
    "an adjustment without a reason": lambda work: make.adjustment(work, make.paper(work), make.user(work), reason=""),
    "a penalty without points": lambda work: _ruling(work, Verdict.PENALTY, None),
    "points without a penalty": lambda work: _ruling(work, Verdict.WARNED, "2"),
    "a penalty that gives points": lambda work: _ruling(work, Verdict.PENALTY, "-2"),
    "a case twice": _double_case,
    "a release shown before it was made": _release,
    "a delegate invited to no seat": lambda work: make.invitation(work, make.conference(work), Role.DELEGATE),
    "a chair invited to no committee": lambda work: make.invitation(work, make.conference(work), Role.CHAIR),
    "an adviser invited to no school": lambda work: make.invitation(work, make.conference(work), Role.ADVISER),
    "an invitation accepted by nobody": lambda work: make.invitation(work, make.conference(work), accepted_at=work.now),
    "an exclusion of nothing": lambda work: make.add(
        work,
        StaffExclusion(
            conference_id=make.conference(work).id, reason="x", made_by_id=make.user(work).id, made_at=work.now
        ),
    ),
    "a file that a submission needs taken away": lambda work: work.session.execute(
        sa.delete(StoredFile).where(StoredFile.sha256 == make.submission(work).file_sha256)
    ),
    "a document that a source needs taken away": lambda work: work.session.execute(
        sa.text("DELETE FROM documents WHERE id = :id"),
        {"id": make.source(work, make.conference(work)).document_id},
    ),
}


@pytest.mark.parametrize("what", BAD)
def test_the_database_refuses(house: House, what: str) -> None:
    with pytest.raises(sa.exc.IntegrityError), house.work() as work:
        BAD[what](work)


def test_postgresql_refuses_the_same(either_house: House) -> None:
    accepted = []
    for what, write in BAD.items():
        try:
            with either_house.work() as work:
                write(work)
        except sa.exc.IntegrityError:
            continue
        accepted.append(what)
    assert accepted == []


def test_an_invalid_value_of_an_enum_never_reaches_the_database(house: House) -> None:
    with pytest.raises(sa.exc.StatementError), house.work() as work:
        make.source(work, make.conference(work), visibility="everybody")  # type: ignore[arg-type]


def test_rows_that_stand_are_kept_by_a_second_insert(either_house: House) -> None:
    with either_house.work() as work:
        row = {"sha256": "a" * 64, "size": 5, "created_at": work.now}
        assert insert_or_keep(work.session, StoredFile, [row]) == 1
        assert insert_or_keep(work.session, StoredFile, [row | {"size": 6}, row | {"sha256": "b" * 64}]) == 1
    with either_house.reading() as session:
        assert session.get_one(StoredFile, "a" * 64).size == 5
