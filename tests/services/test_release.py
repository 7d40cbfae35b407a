"""Feedback is out at one moment, frozen as it was, and gone again when it is taken back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.states import MailState, Verdict
from reviewer.models import OutboxMail, Release, Scorecard, Submission, User
from reviewer.services import grading, integrity, outbox, release
from reviewer.services.desks.releases import overview
from reviewer.work import House, Work
from tests import factories as make
from tests.conftest import Clock


class Scene:
    """Two committees with a marked paper each, a half-marked one, one nobody began, and one not handed in."""

    def __init__(self, work: Work) -> None:
        self.event = make.conference(work)
        self.bodies = [make.committee(work, self.event, position=place) for place in range(2)]
        self.rubric = make.rubric(work, self.event, assign=self.bodies)
        self.person = make.staff(work, self.event)
        self.staff = make.actor(work, self.person)
        self.chair_person = make.chair(work, *self.bodies)
        self.chair = make.actor(work, self.chair_person)
        self.holders: dict[int, User] = {}
        self.ready = [self.marked(work, place) for place in range(2)]
        self.draft, self.untouched = self.paper(work, 0), self.paper(work, 0)
        card = make.scorecard(work, self.draft, self.chair_person, judged_by=self.rubric)
        make.mark(work, card, "content", "3", self.chair_person)
        make.paper(work, make.seat(work, self.bodies[0]))

    def paper(self, work: Work, place: int) -> Submission:
        seat = make.seat(work, self.bodies[place])
        made = make.submission(work, make.paper(work, seat), read=True)
        self.holders[made.paper_id] = make.delegate(work, seat)
        return made

    def marked(self, work: Work, place: int, content: str = "5", writing: str = "3") -> Submission:
        made = self.paper(work, place)
        card = make.scorecard(work, made, self.chair_person, judged_by=self.rubric, finished=True, overall="Well done.")
        make.mark(work, card, "content", content, self.chair_person)
        make.mark(work, card, "writing", writing, self.chair_person)
        make.comment(work, card, self.chair_person, text="Say who pays.")
        return made


class Letters:
    """Takes every mail and remembers to whom it went."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, *, address: str, template: str, locale: str, parameters: dict) -> None:
        assert template == "feedback"
        self.sent.append(address)


def test_missing_papers_are_listed_with_what_they_lack(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        found = overview(work.session, made.staff, made.event.id)
        first, second = found.committees
        assert [one.paper_id for one in first.ready] == [made.ready[0].paper_id]
        assert [(one.paper_id, one.is_started, one.marks_missing) for one in first.missing] == [
            (made.draft.paper_id, True, 1),
            (made.untouched.paper_id, False, 0),
        ]
        assert (second.handed_in, second.missing, second.people) == (1, (), 1)
        assert (first.ready[0].total, first.ready[0].out_of) == (Decimal(8), Decimal(10))
        done = release.release(work, made.staff, conference_id=made.event.id, committee_id=None)
        assert (done.shown, done.left_out) == (2, (made.draft.paper_id, made.untouched.paper_id))
        after = overview(work.session, made.staff, made.event.id)
        assert [one.released for one in after.committees] == [1, 1]
        assert after.ready_in(None) == 0


def test_release_shows_all_its_papers_at_one_moment(house: House, clock: Clock) -> None:
    later = clock.now + timedelta(hours=6)
    with house.work() as work:
        made = Scene(work)
        release.release(work, made.staff, conference_id=made.event.id, committee_id=None, visible_from=later)
    with house.reading() as session:
        for now, shown in ((later - timedelta(seconds=1), 0), (later, 2)):
            marks = [release.visible_mark(session, one.paper_id, now) for one in made.ready]
            assert sum(mark is not None for mark in marks) == shown


def test_embargo_holds_for_mails_too(house: House, clock: Clock) -> None:
    with house.work() as work:
        made = Scene(work)
        release.release(
            work,
            made.staff,
            conference_id=made.event.id,
            committee_id=made.bodies[0].id,
            visible_from=work.now + timedelta(hours=6),
        )
    letters = Letters()
    clock.advance(hours=5, minutes=59)
    outbox.send_due(house, letters)
    assert letters.sent == []
    clock.advance(minutes=1)
    outbox.send_due(house, letters)
    assert letters.sent == [made.holders[made.ready[0].paper_id].email]


def test_take_back_hides_and_calls_off_mails_that_wait(house: House, clock: Clock) -> None:
    with house.work() as work:
        made = Scene(work)
        later = work.now + timedelta(hours=6)
        done = release.release(work, made.staff, conference_id=made.event.id, committee_id=None, visible_from=later)
        assert release.holds(work.session, made.ready[0].paper_id)
        release.take_back(work, made.staff, release_id=done.release_id)
        assert not release.holds(work.session, made.ready[0].paper_id)
        assert work.session.scalars(sa.select(OutboxMail).where(OutboxMail.state == MailState.WAITING)).all() == []
    clock.advance(days=1)
    with house.work() as work:
        assert release.visible_mark(work.session, made.ready[0].paper_id, work.now) is None
        again = release.release(work, made.staff, conference_id=made.event.id, committee_id=None)
        assert again.shown == 2
        assert release.visible_mark(work.session, made.ready[0].paper_id, work.now) is not None


def test_what_is_shown_does_not_follow_later_edits(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        paper_id = made.ready[0].paper_id
        done = release.release(work, made.staff, conference_id=made.event.id, committee_id=None)
        with pytest.raises(Refused) as refused:
            grading.reopen(work, made.chair, paper_id=paper_id)
        assert refused.value.code == "released_already"
        card = work.session.scalars(sa.select(Scorecard).where(Scorecard.paper_id == paper_id)).one()
        shown = release.visible_mark(work.session, paper_id, work.now)
        assert shown is not None
        before = (shown.total, dict(shown.content))
        card.overall = "Something else."
        for mark in card.marks:
            mark.points, mark.note = Decimal(0), "Changed."
        work.session.flush()
        work.session.expire_all()
        shown = release.visible_mark(work.session, paper_id, work.now)
        assert shown is not None
        assert (shown.total, shown.content) == before
        assert shown.content["overall"] == "Well done."
        assert [one["text"] for one in shown.content["comments"]] == ["Say who pays."]
        release.take_back(work, made.staff, release_id=done.release_id)
        assert release.visible_mark(work.session, paper_id, work.now) is None


@pytest.mark.parametrize(
    ("verdict", "penalty", "total"),
    [(Verdict.PENALTY, "2.5", "5.5"), (Verdict.DISQUALIFIED, None, "0"), (Verdict.WARNED, None, "8")],
)
def test_ruling_reaches_the_total(house: House, verdict: Verdict, penalty: str | None, total: str) -> None:
    with house.work() as work:
        made = Scene(work)
        paper_id = made.ready[0].paper_id
        case = integrity.open_case(work, made.staff, paper_id=paper_id)
        points = None if penalty is None else Decimal(penalty)
        integrity.rule(work, made.staff, case_id=case.id, verdict=verdict, reason="Theirs, not yours.", penalty=points)
        release.release(work, made.staff, conference_id=made.event.id, committee_id=made.bodies[0].id)
        shown = release.visible_mark(work.session, paper_id, work.now)
        assert shown is not None
        assert shown.total == Decimal(total)
        reasons = [one["reason"] for one in shown.content["adjustments"]]
        assert reasons == ([] if verdict is Verdict.WARNED else ["Theirs, not yours."])


def test_release_is_staffs_and_of_their_conference(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        elsewhere = make.committee(work)
        stranger = make.actor(work, make.staff(work, work.session.get_one(type(made.event), elsewhere.conference_id)))
        for actor in (made.chair, stranger):
            with pytest.raises(NotFound):
                release.release(work, actor, conference_id=made.event.id, committee_id=None)
            with pytest.raises(NotFound):
                overview(work.session, actor, made.event.id)
        with pytest.raises(NotFound):
            release.release(work, made.staff, conference_id=made.event.id, committee_id=elsewhere.id)
        done = release.release(work, made.staff, conference_id=made.event.id, committee_id=None)
        with pytest.raises(NotFound):
            release.take_back(work, stranger, release_id=done.release_id)
        assert work.session.get_one(Release, done.release_id).revoked_at is None


def test_nothing_ready_and_a_moment_that_passed_are_refused(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        given: dict[str, Any] = {"conference_id": made.event.id, "committee_id": None}
        with pytest.raises(Refused) as refused:
            release.release(work, made.staff, **given, visible_from=work.now - timedelta(hours=1))
        assert refused.value.code == "moment_past"
        release.release(work, made.staff, **given)
        with pytest.raises(Refused) as refused:
            release.release(work, made.staff, **given)
        assert refused.value.code == "nothing_to_release"


def test_overview_takes_the_same_number_of_queries_for_any_number_of_papers(house: House) -> None:
    with house.work() as work:
        made = Scene(work)

        def queries() -> int:
            work.session.expire_all()
            count = 0

            def one_more(*_given: object) -> None:
                nonlocal count
                count += 1

            sa.event.listen(house.engine, "before_cursor_execute", one_more)
            overview(work.session, made.staff, made.event.id)
            sa.event.remove(house.engine, "before_cursor_execute", one_more)
            return count

        few = queries()
        for place in (0, 1, 0):
            made.marked(work, place)
        assert queries() == few
