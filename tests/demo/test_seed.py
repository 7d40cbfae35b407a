from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.demo import people, roster, seed
from reviewer.domain.errors import Refused
from reviewer.domain.states import RegradeState, RunState, ScorecardState, Step
from reviewer.models import (
    AuditEvent,
    BankComment,
    Comment,
    Committee,
    Comparison,
    Conference,
    Delegation,
    Document,
    FinalMark,
    Invitation,
    KeyQuestion,
    Membership,
    Paper,
    RegradeRequest,
    ReleasedMark,
    Run,
    Scorecard,
    Seat,
    Submission,
    User,
)
from reviewer.sandbox import Sandbox
from reviewer.services import accounts, audit, formats
from reviewer.work import House
from tests import factories as make


@pytest.fixture
def session(house: House) -> Iterator[Session]:
    with house.reading() as reading:
        yield reading


def _count(session: Session, model: type) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_the_demos_papers_go_by_format_rules_that_say_something_true_of_them(house: House) -> None:
    seed.seed(house, Sandbox("fork"))
    with house.reading() as session:
        sent = session.scalars(sa.select(Submission).where(Submission.document_id.is_not(None))).all()
        forms = [formats.form_of(session, one, session.get_one(Document, one.document_id)) for one in sent]
    states = {finding.state for form in forms if form for finding in form.findings}
    assert all(form is not None for form in forms)
    assert len(forms) >= 3, "those that were read at once"
    assert "pass" in states
    assert all(one.not_accepted_since is None for one in sent)


def test_the_demo_is_a_whole_conference_with_papers_in_every_state(house: House) -> None:
    shown = seed.seed(house, Sandbox("fork"))
    demo = roster.load(house.clock())
    seats = [seat for committee in demo.committees for seat in committee.seats]
    with house.reading() as session:
        assert _count(session, Committee) == len(demo.committees) == 3
        assert _count(session, Seat) == len(seats)
        assert _count(session, Submission) == len([seat for seat in seats if seat.paper]) >= 12
        cards = session.scalars(sa.select(Scorecard.state)).all()
        assert set(cards) == {ScorecardState.DRAFT, ScorecardState.FINAL}
        assert _count(session, Comment) > 0
        times = session.scalars(sa.select(Submission.received_at).order_by(Submission.id)).all()
        assert times == sorted(times)
        assert times[-1] < house.clock()
        asked = session.scalars(sa.select(KeyQuestion)).all()
        assert len([question for question in asked if question.document_id]) >= 0.9 * len(asked) > 0
        waiting = session.scalars(sa.select(Invitation.email).filter_by(accepted_at=None)).all()
        assert sorted(waiting) == sorted(
            person.email
            for committee in demo.committees
            if committee.seats[-1].paper is None
            for person in committee.seats[-1].delegates
        )
        assert _count(session, FinalMark) == _count(session, ReleasedMark) == 3
        assert {one.name for one in session.scalars(sa.select(BankComment))} == {one.name for one in demo.bank} != set()
        contents = session.scalars(sa.select(FinalMark.content)).all()
        assert [len([one for one in each["coverage"] if one["confirmed"]]) for each in contents] == [3, 3, 3]
        assert session.scalars(sa.select(RegradeRequest.state)).all() == [RegradeState.OPEN]
        for person in shown:
            assert accounts.authenticate(session, email=person.email, password=person.password).name == person.name
        event = session.scalars(sa.select(Conference)).one()
        assert event.is_demo
        assert audit.faults(session, event.id) == []
        moments = session.scalars(
            sa.select(AuditEvent.at).filter_by(chain=event.id).order_by(AuditEvent.sequence)
        ).all()
        assert moments == sorted(moments)
    assert {person.role.split(",")[0] for person in shown} == {"staff", "chair", "delegate", "adviser"}


def test_workers_check_the_demo_and_find_the_planted_copies(either_house: House) -> None:
    seed.seed(either_house, Sandbox("fork"))
    make.run_all(either_house)
    with either_house.reading() as session:
        states = session.execute(sa.select(Run.step, Run.state)).all()
        assert {state for _, state in states} == {RunState.DONE}
        assert len([step for step, _ in states if step is Step.COVER]) == _count(session, Submission)
        found = _copies_found(session)
    planted = {
        (seat.delegation, seat.paper.copied_from)
        for committee in roster.load(either_house.clock()).committees
        for seat in committee.seats
        if seat.paper is not None and seat.paper.copied_from is not None
    }
    assert len(planted) >= 3
    assert found >= planted
    assert {pair for pair in found - planted if pair[1] != "guide"} == set(), "no other two papers share words"


def _copies_found(session: Session) -> set[tuple[str, str]]:
    """Which delegation's paper counts words of which earlier one, or of the guide, as the demo's content names them."""
    written = {
        document: (delegation, at)
        for delegation, document, at in session.execute(
            sa.select(Delegation.name, Submission.document_id, Submission.received_at)
            .join(Paper, Submission.paper_id == Paper.id)
            .join(Seat, Paper.seat_id == Seat.id)
            .join(Delegation, Seat.delegation_id == Delegation.id)
        )
    }
    found = set()
    for pair in session.scalars(sa.select(Comparison)):
        if not any(match.low_excluded is None and match.high_excluded is None for match in pair.matches):
            continue
        ids = (pair.low_document_id, pair.high_document_id)
        papers = sorted((written[one] for one in ids if one in written), key=lambda paper: paper[1], reverse=True)
        found.add((papers[0][0], papers[1][0] if len(papers) > 1 else "guide"))
    return found


def test_a_demo_made_again_replaces_the_first_and_nothing_else(house: House) -> None:
    with house.work() as work:
        event = make.conference(work)
        make.staff(work, event)
    first = seed.seed(house, Sandbox("fork"))
    with house.reading() as session:
        before = [_count(session, model) for model in (User, Membership, Submission, KeyQuestion)]
        [old] = session.scalars(sa.select(Conference.id).where(Conference.is_demo))
    second = seed.seed(house, Sandbox("fork"))
    with house.reading() as session:
        assert [_count(session, model) for model in (User, Membership, Submission, KeyQuestion)] == before
        assert session.scalars(sa.select(Conference.id).where(Conference.is_demo)).one() > old
        assert len(session.scalars(sa.select(Membership).filter_by(conference_id=event.id)).all()) == 1
        for person in first:
            with pytest.raises(Refused):
                accounts.authenticate(session, email=person.email, password=person.password)
    assert not {person.password for person in first} & {person.password for person in second}


def test_an_installation_in_use_is_not_empty(house: House) -> None:
    assert seed.is_empty(house)
    with house.work() as work:
        make.operator(work)
    assert not seed.is_empty(house)


def test_production_refuses_the_demo(house: House) -> None:
    strict = replace(house, settings=replace(house.settings, environment="production"))
    with pytest.raises(Refused, match="REVIEWER_ENV=development"):
        seed.seed(strict, Sandbox("fork"))
    with house.reading() as session:
        assert _count(session, User) == 0


def test_a_demo_that_fails_leaves_no_conference(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **given: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(house.storage.__class__, "put", fail)
    with pytest.raises(OSError, match="full"):
        seed.seed(house, Sandbox("fork"))
    with house.reading() as session:
        assert _count(session, Conference) == 0


def test_the_accounts_are_for_their_owners_eyes_only(tmp_path: Path) -> None:
    path = tmp_path / "var" / "demo-accounts.txt"
    account = people.Account("staff", "Rosalind", "rosalind@example.org", people.new_password())
    lines = people.write_accounts(path, [account])
    people.write_accounts(path, [account])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text().splitlines() == lines
    assert account.password in lines[1]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_passwords_are_long_and_never_the_same() -> None:
    made = {people.new_password() for _ in range(50)}
    assert len(made) == 50
    assert {len(password) for password in made} == {19}
