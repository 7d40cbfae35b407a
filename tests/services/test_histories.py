"""Files that look like versions of one file: found among a conference's papers, and only there."""

from __future__ import annotations

from typing import Any

import pytest

from reviewer.domain.access import Actor
from reviewer.models import Conference, DocumentMetadata, Paper
from reviewer.services import histories
from reviewer.services.desks import audits, cases
from reviewer.services.desks.audits import Filters, FindingKind
from reviewer.services.histories import History
from reviewer.work import House, Work
from tests import factories


def told(paper: int, *revisions: str, author: str = "", editor: str = "", seat: int | None = None) -> History:
    return History(paper, seat or paper, author, editor, frozenset(revisions))


def pairs(*known: History) -> list[tuple[int, int]]:
    return [(one.paper_id, one.other_id) for one in histories.related(known)]


def test_two_files_with_the_same_rare_revisions_are_related() -> None:
    (kin,) = histories.related([told(1, "AA", "BB", "CC"), told(2, "AA", "BB", "DD"), told(3, "EE")])
    assert (kin.paper_id, kin.other_id, kin.revision_ids) == (1, 2, 2)
    assert not kin.same_author


@pytest.mark.parametrize(
    "known",
    [
        [told(1, "AA"), told(2, "AA")],
        [told(1, "00000000", "AA"), told(2, "00000000", "BB")],
        [told(1, "00B47730", "00034616"), told(2, "00B47730", "00034616")],
        [told(number, "AA", "BB", "CC") for number in range(1, 6)],
        [told(1, "AA", "BB", seat=7), told(2, "AA", "BB", seat=7)],
        [told(1), told(2)],
    ],
    ids=["one id", "noughts", "python-docx", "template of many", "one seat", "nothing told"],
)
def test_what_many_share_or_programs_write_relates_nobody(known: list[History]) -> None:
    assert pairs(*known) == []


def test_template_s_revisions_do_not_hide_those_two_files_share_beyond() -> None:
    template = [told(number, "AA", "BB") for number in range(3, 9)]
    (kin,) = histories.related([told(1, "AA", "BB", "CC", "DD"), told(2, "AA", "BB", "CC", "DD"), *template])
    assert (kin.paper_id, kin.other_id, kin.revision_ids) == (1, 2, 2)


def test_unusual_name_relates_and_anybody_s_does_not() -> None:
    assert pairs(told(1, author="Ana Prueba"), told(2, author="ana  prueba")) == [(1, 2)]
    assert pairs(told(1, editor="Otto Muster"), told(2, editor="Otto Muster")) == [(1, 2)]
    for name in ("Microsoft Office User", "Usuario", "HP", "Windows User 2", "python-docx", "Admin.", "x"):
        assert pairs(told(1, author=name), told(2, author=name)) == []
    assert pairs(*(told(number, author="Lindenport Academy") for number in range(1, 6))) == []


class Two:
    """A conference with two papers whose files share what is given, and a third that shares nothing."""

    def __init__(self, house: House, **shared: Any) -> None:
        with house.work() as work:
            self.conference: Conference = factories.conference(work)
            body = factories.committee(work, self.conference, name="Committee on Tides")
            self.papers: list[Paper] = [self._paper(work, body, number, shared) for number in range(3)]
            staff = factories.staff(work, self.conference)
            self.case = factories.case(work, self.papers[0], staff)
            self.actor: Actor = factories.actor(work, staff)

    def _paper(self, work: Work, body: Any, number: int, shared: dict[str, Any]) -> Paper:
        held = factories.delegation(work, self.conference, name=("Maravel", "Kelvane", "Norrland")[number])
        paper = factories.paper(work, factories.seat(work, body, held_for=held))
        sent = factories.submission(work, paper, text=f"Paper {number} speaks of other things.", read=True)
        if number < 2:
            known = work.session.get_one(DocumentMetadata, sent.document_id)
            for name, value in shared.items():
                setattr(known, name, value)
        return paper


def test_case_page_tells_which_papers_may_come_from_the_same_file(house: House) -> None:
    stage = Two(house, revision_ids=["00AA11BB", "00CC22DD", "00EE33FF"])
    with house.reading() as session:
        file = cases.case_page(session, stage.actor, stage.case.id).file
    assert file is not None
    assert [(one.delegation, one.revision_ids, one.same_file) for one in file.shared] == [("Kelvane", 3, False)]


def test_audit_board_lists_papers_that_may_come_from_the_same_file(house: House) -> None:
    stage = Two(house, revision_ids=["00AA11BB", "00CC22DD"])
    with house.reading() as session:
        rows = audits.board(session, stage.actor, stage.conference.id, Filters(kind=FindingKind.FILE)).rows
    assert {(row.delegation, row.kin) for row in rows} == {("Maravel", 1), ("Kelvane", 1)}


def test_same_author_alone_is_told_on_the_case_page_only(house: House) -> None:
    stage = Two(house, author="Ana Prueba")
    with house.reading() as session:
        file = cases.case_page(session, stage.actor, stage.case.id).file
        rows = audits.board(session, stage.actor, stage.conference.id, Filters()).rows
    assert file is not None
    assert [(one.delegation, one.same_author) for one in file.shared] == [("Kelvane", True)]
    assert [row.kin for row in rows] == [0]


def test_erased_history_relates_nobody(house: House) -> None:
    stage = Two(house, revision_ids=["00AA11BB", "00CC22DD"])
    with house.work() as work:
        paper = work.session.get_one(Paper, stage.papers[1].id)
        work.session.delete(work.session.get_one(DocumentMetadata, paper.submissions[0].document_id))
    with house.reading() as session:
        assert histories.kinships(session, stage.conference.id) == []


def test_histories_stay_within_their_conference(house: House) -> None:
    one = Two(house, revision_ids=["00AA11BB", "00CC22DD"])
    Two(house, revision_ids=["00AA11BB", "00CC22DD"])
    with house.reading() as session:
        found = histories.kinships(session, one.conference.id)
    assert [(kin.paper_id, kin.other_id) for kin in found] == [(one.papers[0].id, one.papers[1].id)]
