"""Acts of several people at the same moment: none is lost or breaks another, and nothing shown changes underneath."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta
from decimal import Decimal
from typing import TypeVar

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.states import DeadlineRight, Role, ScorecardState, Verdict
from reviewer.models import (
    AuditEvent,
    Case,
    Deadline,
    FinalMark,
    Invitation,
    PagePicture,
    ReleasedMark,
    Scorecard,
    SeatHolder,
    StoredFile,
    Submission,
    User,
    schema,
)
from reviewer.models.database import open_engine
from reviewer.services import audit, files, grading, integrity, invitations, release, submissions
from reviewer.services.memberships import Target
from reviewer.services.setup import deadlines
from reviewer.services.submissions import ReceivedFile
from reviewer.work import House, Work
from tests import factories as make

ResultT = TypeVar("ResultT")
_SECONDS = 30
_HEAD_START_SECONDS = 0.4
"""Enough for an act to come to the lock it must wait for. Were it too little, a test would prove less, not fail."""


class Stage:
    """One committee with a finished paper, its staff, its chair and its delegate."""

    def __init__(self, house: House) -> None:
        with house.work() as work:
            self.event = make.conference(work)
            self.body = make.committee(work, self.event)
            rubric = make.rubric(work, self.event, assign=[self.body])
            self.staff = make.actor(work, make.staff(work, self.event))
            chair = make.chair(work, self.body)
            self.chair = make.actor(work, chair)
            seat = make.seat(work, self.body)
            delegate = make.delegate(work, seat)
            self.delegate = make.actor(work, delegate)
            self.submission = make.submission(work, make.paper(work, seat), read=True, by=delegate)
            self.paper_id = self.submission.paper_id
            card = make.scorecard(work, self.submission, chair, judged_by=rubric, finished=True)
            for criterion in ("content", "writing"):
                make.mark(work, card, criterion, "3", chair)
            person = work.session.get_one(User, self.staff.user_id)
            self.case_id = make.case(work, self.submission.paper, person).id

    def file(self, house: House, words: str) -> ReceivedFile:
        data = words.encode()
        return ReceivedFile(house.storage.put(data), len(data), "text/plain", "paper.txt")


@pytest.fixture(params=["sqlite", "postgresql"])
def each_house(request: pytest.FixtureRequest, house_on: Callable[[sa.Engine], House]) -> Iterator[House]:
    """A house on either database; PostgreSQL's is made once for all of them, each has its own conference."""
    if request.param == "sqlite":
        yield request.getfixturevalue("house")
        return
    engine = open_engine(request.getfixturevalue("postgres_url"))
    schema.upgrade(engine)
    yield house_on(engine)
    engine.dispose()


@pytest.fixture
def stage(each_house: House) -> Stage:
    return Stage(each_house)


def meanwhile(house: House, first: Callable[[Work], object], second: Callable[[Work], ResultT]) -> ResultT:
    """Do `first`; before it is committed let `second` run as far as it can; what became of `second`.

    On SQLite `second` waits for its turn; on PostgreSQL it goes on to the first lock that `first` holds.
    """

    def whole() -> ResultT:
        with house.work() as work:
            return second(work)

    with ThreadPoolExecutor(1) as pool:
        with house.work() as work:
            first(work)
            running = pool.submit(whole)
            wait([running], timeout=_HEAD_START_SECONDS)
        return running.result(_SECONDS)


def released(house: House, stage: Stage) -> list[FinalMark]:
    """Every final mark of the stage's paper that some release shows."""
    shown = sa.select(FinalMark).join(ReleasedMark, ReleasedMark.final_mark_id == FinalMark.id)
    with house.reading() as session:
        return list(session.scalars(shown.where(FinalMark.paper_id == stage.paper_id)))


# --- the acts


def hand_in(house: House, stage: Stage) -> Callable[[Work], object]:
    file = stage.file(house, "A second version, which came while staff were at work.")
    return lambda work: submissions.submit(work, stage.delegate, paper_id=stage.paper_id, file=file)


def let_out(stage: Stage) -> Callable[[Work], object]:
    return lambda work: release.release(work, stage.staff, conference_id=stage.event.id, committee_id=None)


def punish(stage: Stage) -> Callable[[Work], object]:
    return lambda work: integrity.rule(
        work, stage.staff, case_id=stage.case_id, verdict=Verdict.PENALTY, reason="Copied.", penalty=Decimal(2)
    )


def set_deadline(stage: Stage) -> Callable[[Work], object]:
    return lambda work: deadlines.set_deadline(
        work,
        stage.staff,
        conference_id=stage.event.id,
        committee_id=None,
        right=DeadlineRight.SUBMISSION,
        at=work.now + timedelta(days=3),
    )


# --- what they do to each other


def test_upload_and_release_at_once_both_stand(each_house: House, stage: Stage) -> None:
    meanwhile(each_house, hand_in(each_house, stage), let_out(stage))
    assert len(released(each_house, stage)) == 1
    with each_house.reading() as session:
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(Submission).filter_by(paper_id=stage.paper_id)) == 2
        )
        assert audit.faults(session, stage.event.id) == []


def test_upload_during_a_release_comes_too_late(each_house: House, stage: Stage) -> None:
    with pytest.raises(Refused, match="closed"):
        meanwhile(each_house, let_out(stage), hand_in(each_house, stage))
    assert len(released(each_house, stage)) == 1


def test_upload_and_set_up_at_once_both_stand(each_house: House, stage: Stage) -> None:
    meanwhile(each_house, hand_in(each_house, stage), set_deadline(stage))
    meanwhile(each_house, set_deadline(stage), lambda work: work.session.execute(sa.select(1)))
    with each_house.reading() as session:
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(Submission).filter_by(paper_id=stage.paper_id)) == 2
        )
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(Deadline).filter_by(conference_id=stage.event.id))
            == 1
        )


def test_release_waits_for_a_ruling_and_shows_its_penalty(each_house: House, stage: Stage) -> None:
    meanwhile(each_house, punish(stage), let_out(stage))
    assert [mark.total for mark in released(each_house, stage)] == [Decimal(4)]


def test_ruling_during_a_release_is_refused(each_house: House, stage: Stage) -> None:
    with pytest.raises(Refused, match="released"):
        meanwhile(each_house, let_out(stage), punish(stage))
    assert [mark.total for mark in released(each_house, stage)] == [Decimal(6)]


def test_scorecard_is_not_reopened_under_a_release(each_house: House, stage: Stage) -> None:
    with pytest.raises(Refused, match="released"):
        meanwhile(each_house, let_out(stage), lambda work: grading.reopen(work, stage.chair, paper_id=stage.paper_id))
    with each_house.reading() as session:
        assert session.scalars(sa.select(Scorecard.state).filter_by(paper_id=stage.paper_id)).all() == [
            ScorecardState.FINAL
        ]


def test_two_releases_at_once_show_each_paper_once(each_house: House, stage: Stage) -> None:
    with pytest.raises(Refused, match="nothing to release"):
        meanwhile(each_house, let_out(stage), let_out(stage))
    assert len(released(each_house, stage)) == 1


def test_case_opened_by_two_at_once_is_one(each_house: House, stage: Stage) -> None:
    with each_house.work() as work:
        fresh = make.submission(work, make.paper(work, make.seat(work, work.session.merge(stage.body)))).paper_id

    def open_it(work: Work) -> int:
        return integrity.open_case(work, stage.staff, paper_id=fresh).id

    meanwhile(each_house, open_it, open_it)
    with each_house.reading() as session:
        cases = session.scalars(sa.select(Case.id).where(Case.paper_id == fresh)).all()
        opened = session.scalars(
            sa.select(AuditEvent.subject_id).where(
                AuditEvent.action == "case.opened", AuditEvent.chain == stage.event.id
            )
        ).all()
    assert len(cases) == 1
    assert opened == cases


def test_invitation_clicked_twice_at_once_is_accepted_once(each_house: House, stage: Stage) -> None:
    email = f"noor-{make.number()}@school.example"
    with each_house.work() as work:
        made = invitations.invite(
            work,
            stage.staff,
            conference_id=stage.event.id,
            email=email,
            name="Noor",
            target=Target(Role.CHAIR, committee_id=stage.body.id),
            mail=False,
        )

    def accept(work: Work) -> object:
        return make.accepted(work, made.token, "four borrowed lanterns")

    with pytest.raises(NotFound, match="not open any more"):
        meanwhile(each_house, accept, accept)
    with each_house.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(User).filter_by(email=email)) == 1


def test_two_invitations_of_one_new_address_accepted_at_once_make_one_account(each_house: House, stage: Stage) -> None:
    """The second finds an account that its password was not held against; sent again with that password it goes on."""
    email = f"noor-{make.number()}@school.example"
    password = "four borrowed lanterns"
    with each_house.work() as work:
        targets = (Target(Role.CHAIR, committee_id=stage.body.id), Target(Role.STAFF))
        tokens = [
            invitations.invite(
                work, stage.staff, conference_id=stage.event.id, email=email, name="Noor", target=one, mail=False
            ).token
            for one in targets
        ]

    def accept(token: str) -> Callable[[Work], User]:
        with each_house.reading() as session:
            proof = invitations.prove(session, token=token, password=password)
        return lambda work: invitations.accept_invitation(work, token=token, proof=proof)

    first, second = accept(tokens[0]), accept(tokens[1])
    with pytest.raises(Refused) as refused:
        meanwhile(each_house, first, second)
    assert refused.value.code == "account_changed"
    with pytest.raises(Refused) as refused, each_house.work() as work:
        make.accepted(work, tokens[1], "another five lanterns")
    assert refused.value.code == "sign_in_failed"
    with each_house.work() as work:
        assert make.accepted(work, tokens[1], password).email == email
    with each_house.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(User).filter_by(email=email)) == 1


def test_accepting_a_seat_while_its_other_half_is_invited_both_stand(each_house: House, stage: Stage) -> None:
    with each_house.work() as work:
        seat = make.seat(work, work.session.merge(stage.body), size=2)
        target = Target(Role.DELEGATE, seat_id=seat.id)

    def invite(work: Work, name: str, to: Target = target) -> invitations.Invited:
        email = f"{name}-{make.number()}@school.example"
        return invitations.invite(work, stage.staff, conference_id=stage.event.id, email=email, name=name, target=to)

    with each_house.work() as work:
        token = invite(work, "noor").token

    def accept() -> None:
        with each_house.work() as work:
            make.accepted(work, token, "four borrowed lanterns")

    with ThreadPoolExecutor(1) as pool, each_house.work() as work:
        invite(work, "ada", Target(Role.STAFF))  # from here the audit chain is held
        accepting = pool.submit(accept)
        wait([accepting], timeout=_HEAD_START_SECONDS)
        invite(work, "ilvar")
    accepting.result(_SECONDS)
    with each_house.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SeatHolder).filter_by(seat_id=seat.id)) == 1
        assert (
            session.scalar(sa.select(sa.func.count()).select_from(Invitation).filter_by(conference_id=stage.event.id))
            == 3
        )


def test_bytes_that_an_upload_is_about_to_name_are_not_collected(each_house: House, stage: Stage) -> None:
    sha256 = stage.file(each_house, f"Bytes of an old draft, sent again at last: {make.number()}.").sha256
    with each_house.work() as work:
        work.session.add(StoredFile(sha256=sha256, size=40, created_at=work.now - timedelta(days=3)))

    def name_it(work: Work) -> None:
        files.keep(work, sha256=sha256, size=40)

    with ThreadPoolExecutor(1) as pool:
        with each_house.work() as work:
            name_it(work)
            collecting = pool.submit(files.collect_garbage, each_house)
            wait([collecting], timeout=_HEAD_START_SECONDS)
            work.session.add(PagePicture(document_id=stage.submission.document_id, page=1, file_sha256=sha256))
        if collecting.exception(_SECONDS) is not None:
            assert isinstance(collecting.exception(), SQLAlchemyError)  # the collector tries again at its next turn
    each_house.storage.open(sha256).close()
