"""Cases, exclusions and rulings: done by this conference's staff alone, each with a reason and a line in the log."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.states import CaseState, Verdict
from reviewer.models import Adjustment, AuditEvent, Case, Document, Ruling, StaffExclusion, Submission
from reviewer.services import audit, concerns, grading, integrity, release
from reviewer.services.desks.audits import Filters, FindingKind, Shown, board
from reviewer.services.desks.cases import case_page
from reviewer.work import House, Work
from tests import factories as make

LONG = (
    "the harbour of every town shall keep one bell that anybody may ring at any hour when the water rises over the "
    "mark that was cut into the northern pier after the great storm of that year"
)


class Scene:
    """Two papers that share a long sentence, and the people around them."""

    def __init__(self, work: Work) -> None:
        self.event = make.conference(work)
        self.body = make.committee(work, self.event)
        self.first, self.second = (self.paper(work, f"{words} that {LONG}. Good.\n") for words in ("We say", "Be it"))
        assert self.first.document
        assert self.second.document
        self.match = make.match(work, self.first.document, self.second.document, words=LONG)
        self.person = make.staff(work, self.event)
        self.staff = make.actor(work, self.person)
        self.stranger = make.actor(work, make.staff(work, make.conference(work)))
        self.chair = make.actor(work, make.chair(work, self.body))

    def paper(self, work: Work, text: str, **given: Any) -> Submission:
        return make.submission(work, make.paper(work, make.seat(work, self.body)), text=text, **{"read": True} | given)


def acts(work: Work) -> list[str]:
    return list(work.session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))


def test_case_is_opened_once(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        one = integrity.open_case(work, made.staff, paper_id=made.first.paper_id)
        assert integrity.open_case(work, made.staff, paper_id=made.first.paper_id) is one
        assert (one.state, one.opened_by_id) == (CaseState.OPEN, made.person.id)
        assert acts(work) == ["case.opened"]


@pytest.mark.parametrize("who", ["stranger", "chair"])
def test_nobody_but_this_conferences_staff_touches_an_audit(house: House, who: str) -> None:
    with house.work() as work:
        made = Scene(work)
        case = integrity.open_case(work, made.staff, paper_id=made.first.paper_id)
        made_exclusion = integrity.exclude(
            work, made.staff, paper_id=made.first.paper_id, reason="A motto.", match_id=made.match.id
        )
        other: Actor = getattr(made, who)
        paper: dict[str, Any] = {"paper_id": made.first.paper_id}
        for act in (
            lambda: integrity.open_case(work, other, **paper),
            lambda: integrity.assign_case(work, other, case_id=case.id, assignee_id=made.person.id),
            lambda: integrity.exclude(work, other, **paper, reason="Mine.", match_id=made.match.id),
            lambda: integrity.restore(work, other, exclusion_id=made_exclusion.id),
            lambda: integrity.rule(work, other, case_id=case.id, verdict=Verdict.CLEARED, reason="Mine."),
            lambda: integrity.clear_together(
                work, other, conference_id=made.event.id, paper_ids=[made.first.paper_id], reason="Mine."
            ),
            lambda: board(work.session, other, made.event.id, Filters()),
            lambda: case_page(work.session, other, case.id),
        ):
            with pytest.raises(NotFound):
                act()
        assert acts(work) == ["case.opened", "exclusion.made"]


def test_case_goes_to_staff_of_this_conference_only(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        case = integrity.open_case(work, made.staff, paper_id=made.first.paper_id)
        for nobody in (made.chair.user_id, made.stranger.user_id, 0):
            with pytest.raises(NotFound):
                integrity.assign_case(work, made.staff, case_id=case.id, assignee_id=nobody)
        integrity.assign_case(work, made.staff, case_id=case.id, assignee_id=made.person.id)
        assert (case.state, case.assignee_id) == (CaseState.ASSIGNED, made.person.id)


def test_exclusion_wants_a_reason_and_something_of_this_paper(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        strange = make.source(work, make.conference(work))
        with pytest.raises(Refused, match="reason"):
            integrity.exclude(work, made.staff, paper_id=made.first.paper_id, reason="  ", match_id=made.match.id)
        third = made.paper(work, "Nothing shared here at all.\n")
        with pytest.raises(NotFound):
            integrity.exclude(work, made.staff, paper_id=third.paper_id, reason="No.", match_id=made.match.id)
        with pytest.raises(NotFound):
            integrity.exclude(work, made.staff, paper_id=third.paper_id, reason="No.", source_id=strange.id)
        assert work.session.scalars(sa.select(StaffExclusion)).all() == []


@pytest.mark.parametrize("penalty", [None, "0", "-1", "NaN", "Infinity", "1001", "0.001"])
def test_penalty_wants_an_amount_that_can_be_taken(house: House, penalty: str | None) -> None:
    with house.work() as work:
        made = Scene(work)
        case = integrity.open_case(work, made.staff, paper_id=made.first.paper_id)
        amount = None if penalty is None else Decimal(penalty)
        with pytest.raises(Refused) as refused:
            integrity.rule(work, made.staff, case_id=case.id, verdict=Verdict.PENALTY, reason="So.", penalty=amount)
        assert refused.value.code == "penalty_missing"
        assert work.session.scalars(sa.select(Ruling)).all() == []


def test_later_ruling_replaces_the_line_of_the_earlier_and_keeps_it_on_record(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        case = integrity.open_case(work, made.staff, paper_id=made.first.paper_id)
        given: dict[str, Any] = {"case_id": case.id, "reason": "A sentence is theirs."}
        integrity.rule(work, made.staff, **given, verdict=Verdict.PENALTY, penalty=Decimal("2.5"))
        [line] = grading.standing_adjustments(work.session, case.paper_id)
        assert (line.kind, line.points, line.reason) == ("deduction", Decimal("2.5"), "A sentence is theirs.")
        integrity.rule(work, made.staff, **given, verdict=Verdict.DISQUALIFIED)
        [line] = grading.standing_adjustments(work.session, case.paper_id)
        assert (line.kind, line.points) == ("cap", Decimal(0))
        integrity.rule(work, made.staff, **given, verdict=Verdict.CLEARED)
        assert grading.standing_adjustments(work.session, case.paper_id) == []
        assert [one.verdict for one in case.rulings] == [Verdict.PENALTY, Verdict.DISQUALIFIED, Verdict.CLEARED]
        assert work.session.scalar(sa.select(sa.func.count()).select_from(Adjustment)) == 2
        assert {one.similarity for one in case.rulings} == {case.rulings[0].similarity}
        assert case.rulings[0].similarity > 0.8
        assert audit.faults(work.session, made.event.id) == []


def test_ruling_on_released_feedback_is_refused(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        case = integrity.open_case(work, made.staff, paper_id=made.first.paper_id)
        rubric = make.rubric(work, made.event, assign=[made.body])
        card = make.scorecard(work, made.first, made.person, judged_by=rubric, finished=True)
        for key in ("content", "writing"):
            make.mark(work, card, key, "5", made.person)
        release.release(work, made.staff, conference_id=made.event.id, committee_id=None)
        with pytest.raises(Refused) as refused:
            integrity.rule(work, made.staff, case_id=case.id, verdict=Verdict.DISQUALIFIED, reason="Too late.")
        assert refused.value.code == "released_already"


# --- the board and a case as staff see them


def test_board_puts_a_shared_paper_before_a_copied_guide_and_leaves_out_the_rest(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        guide = make.source(work, made.event, text=f"Remember: {LONG[:60]}, always.\n")
        third = made.paper(work, f"As they say, {LONG[:60]}! {make.PAPER_TEXT * 3}")
        made.paper(work, "This one shares nothing with anybody.\n")
        assert third.document
        assert guide.document
        make.match(work, third.document, guide.document, words=LONG[:60])
        found = board(work.session, made.staff, made.event.id, Filters())
        assert [row.paper_id for row in found.rows][2:] == [third.paper_id]
        assert [row.severity for row in found.rows] == ["high", "high", "low"]
        assert found.rows[0].most is not None
        assert found.rows[0].most.is_paper
        assert (found.open, found.mine, found.ruled) == (3, 0, 0)
        only = board(work.session, made.staff, made.event.id, Filters(kind=FindingKind.SOURCE))
        assert [row.paper_id for row in only.rows] == [third.paper_id]
        assert board(work.session, made.staff, made.event.id, Filters(committee_id=0)).rows == ()


def test_board_shows_serious_flags_of_the_file_first(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        plain = make.document(work, "This one shares nothing with anybody.\n")
        columns = {one.key: getattr(plain, one.key) for one in sa.inspect(Document).column_attrs if one.key != "id"}
        flags = [{"code": "garbled_text", "severity": "serious", "detail": "Its pages show other words."}]
        text = make.add(work, Document(**columns | {"reader_version": "another", "flags": flags}))
        odd = made.paper(work, plain.text, read=False, document_id=text.id)
        [first, *_rest] = board(work.session, made.staff, made.event.id, Filters()).rows
        assert (first.paper_id, first.flags, first.severity) == (odd.paper_id, ("garbled_text",), "high")


def test_board_lists_a_paper_that_a_chair_asks_about_and_its_case_says_so(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        plain = made.paper(work, "This one shares nothing with anybody.\n")
        concerns.tell_staff(work, made.chair, paper_id=plain.paper_id, note="It does not sound like them.")
        [row] = board(work.session, made.staff, made.event.id, Filters(kind=FindingKind.CHAIR)).rows
        assert (row.paper_id, row.severity, row.most) == (plain.paper_id, None, None)
        case = integrity.open_case(work, made.staff, paper_id=plain.paper_id)
        assert "asked" in [event.kind for event in case_page(work.session, made.staff, case.id).timeline]


def test_board_takes_the_same_number_of_queries_for_any_number_of_papers(house: House) -> None:
    with house.work() as work:
        made = Scene(work)

        def queries() -> int:
            work.session.expire_all()
            count = 0

            def one_more(*_given: object) -> None:
                nonlocal count
                count += 1

            sa.event.listen(house.engine, "before_cursor_execute", one_more)
            board(work.session, made.staff, made.event.id, Filters(shown=Shown.ALL))
            sa.event.remove(house.engine, "before_cursor_execute", one_more)
            return count

        make.ruling(work, make.case(work, made.second.paper, made.person), made.person)
        few = queries()
        assert made.first.document
        for number in range(5):
            more = made.paper(work, f"Number {number}: {LONG}. Good.\n")
            assert more.document
            make.match(work, made.first.document, more.document, words=LONG)
            make.case(work, more.paper, made.person)
        assert queries() == few


def test_clearing_together_gives_each_minor_finding_its_own_ruling(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        guide = make.source(work, made.event, text=f"Remember: {LONG[:60]}, always.\n")
        minor = [made.paper(work, f"Voice {n}: {LONG[:60]}! {make.PAPER_TEXT * 3}") for n in range(2)]
        for one in minor:
            assert one.document
            assert guide.document
            make.match(work, one.document, guide.document, words=LONG[:60])
        ids = [one.paper_id for one in minor]
        given: dict[str, Any] = {"conference_id": made.event.id, "reason": "Everybody quotes this."}
        with pytest.raises(Refused) as refused:
            integrity.clear_together(work, made.staff, paper_ids=[*ids, made.first.paper_id], **given)
        assert refused.value.code == "not_minor"
        rulings = integrity.clear_together(work, made.staff, paper_ids=ids, **given)
        cases = work.session.scalars(sa.select(Case).order_by(Case.id)).all()
        assert [one.case_id for one in rulings] == [case.id for case in cases]
        assert {(one.verdict, one.reason) for one in rulings} == {(Verdict.CLEARED, "Everybody quotes this.")}
        assert [case.paper_id for case in cases] == ids
        with pytest.raises(Refused) as refused:
            integrity.clear_together(work, made.staff, paper_ids=ids[:1], **given)
        assert refused.value.code == "ruled_already"


def test_case_shows_one_pair_with_matching_ids_and_who_was_first(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        assert made.second.document
        earlier = work.now - timedelta(hours=3)
        made.second = make.submission(work, made.second.paper, text=made.second.document.text, read=True, at=earlier)
        guide = make.source(work, made.event, text=f"Remember: {LONG[:60]}, always.\n")
        assert made.first.document
        assert guide.document
        guided = make.match(work, made.first.document, guide.document, words=LONG[:60])
        case = integrity.open_case(work, made.staff, paper_id=made.first.paper_id)
        page = case_page(work.session, made.staff, case.id)
        assert [one.key for one in page.others] == [f"paper-{made.second.paper_id}", f"source-{guide.id}"]
        assert page.chosen is not None
        assert (page.chosen.paper_id, page.chosen.is_earlier) == (made.second.paper_id, True)
        for text in (page.text, page.chosen_text):
            assert text is not None
            marked = {identity for block in text.blocks for run in block.runs for identity in run.ids}
            assert marked == {f"match-{made.match.id}"}
        other = case_page(work.session, made.staff, case.id, other=f"source-{guide.id}")
        assert [one.id for one in other.passages] == [guided.id]
        with pytest.raises(NotFound):
            case_page(work.session, made.staff, case.id, other="source-999")


def test_case_of_a_paper_that_could_not_be_read_still_has_a_page(house: House) -> None:
    with house.work() as work:
        made = Scene(work)
        unread = make.submission(work, make.paper(work, make.seat(work, made.body)))
        case = integrity.open_case(work, made.staff, paper_id=unread.paper_id)
        page = case_page(work.session, made.staff, case.id)
        assert (page.text, page.others, page.file) == (None, (), None)
        assert [event.kind for event in page.timeline] == ["received", "opened"]
