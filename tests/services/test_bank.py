from __future__ import annotations

import pytest

from reviewer.domain.bank import BankEntry
from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.models import BankComment, User
from reviewer.services import bank, commenting
from reviewer.services.bank import Holder
from reviewer.services.bank_file import bank_yaml, read_bank
from reviewer.work import House
from tests import factories
from tests.marking_stage import Stage, actor, set_stage

SOURCE = BankEntry("source", "Name your source for {claim}.")


@pytest.fixture
def stage(house: House) -> Stage:
    return set_stage(house)


def keep(house: House, stage: Stage, who: User, holder: Holder, entry: BankEntry = SOURCE) -> int:
    with house.work() as work:
        person = factories.actor(work, who)
        return bank.keep(work, person, committee_id=stage.committee.id, holder=holder, entry=entry).id


def at_hand(house: House, stage: Stage, who: User) -> list[tuple[str, str]]:
    person = actor(house, who)
    with house.reading() as session:
        return [(one.holder.value, one.entry.name) for one in bank.bank(session, person, stage.committee.id).kept]


def test_each_sees_the_own_comments_the_committees_and_the_conferences(house: House, stage: Stage) -> None:
    keep(house, stage, stage.chair, Holder.MINE)
    keep(house, stage, stage.chair, Holder.COMMITTEE, BankEntry("fund", "Who pays?"))
    keep(house, stage, stage.staff, Holder.CONFERENCE, BankEntry("title", "Use the title."))
    assert at_hand(house, stage, stage.chair) == [("committee", "fund"), ("mine", "source"), ("conference", "title")]
    assert at_hand(house, stage, stage.second) == [("committee", "fund"), ("conference", "title")]
    with pytest.raises(NotFound):
        at_hand(house, stage, stage.other_chair)


def test_the_conferences_comments_are_for_staff_to_change(house: House, stage: Stage) -> None:
    made = keep(house, stage, stage.staff, Holder.CONFERENCE)
    with pytest.raises(NotAllowed):
        keep(house, stage, stage.chair, Holder.CONFERENCE)
    person = actor(house, stage.chair)
    with pytest.raises(NotAllowed), house.work() as work:
        bank.retire(work, person, committee_id=stage.committee.id, comment_id=made)
    assert at_hand(house, stage, stage.chair) == [("conference", "source")]


def test_another_persons_own_comment_cannot_be_touched(house: House, stage: Stage) -> None:
    made = keep(house, stage, stage.chair, Holder.MINE)
    person = actor(house, stage.second)
    with pytest.raises(NotFound), house.work() as work:
        bank.retire(work, person, committee_id=stage.committee.id, comment_id=made)
    assert at_hand(house, stage, stage.chair) == [("mine", "source")]


def test_who_changes_an_old_version_is_told(house: House, stage: Stage) -> None:
    made = keep(house, stage, stage.chair, Holder.COMMITTEE)
    with house.work() as work:
        person = factories.actor(work, stage.second)
        new = BankEntry("source", "Cite it.")
        bank.change(work, person, committee_id=stage.committee.id, comment_id=made, entry=new, seen_version=1)
    person = actor(house, stage.chair)
    other = BankEntry("source", "Mine.")
    with pytest.raises(Conflict), house.work() as work:
        bank.change(work, person, committee_id=stage.committee.id, comment_id=made, entry=other, seen_version=1)
    with house.reading() as session:
        assert session.get_one(BankComment, made).text == "Cite it."


def test_a_comment_moves_up_unless_its_name_is_taken_there(house: House, stage: Stage) -> None:
    made = keep(house, stage, stage.chair, Holder.MINE)
    for holder in (Holder.COMMITTEE, Holder.CONFERENCE):
        with house.work() as work:
            person = factories.actor(work, stage.staff if holder is Holder.CONFERENCE else stage.chair)
            bank.move_up(work, person, committee_id=stage.committee.id, comment_id=made, to=holder)
    assert at_hand(house, stage, stage.second) == [("conference", "source")]
    own = keep(house, stage, stage.staff, Holder.MINE)
    person = actor(house, stage.staff)
    with pytest.raises(Refused) as refused, house.work() as work:
        bank.move_up(work, person, committee_id=stage.committee.id, comment_id=own, to=Holder.CONFERENCE)
    assert refused.value.code == "bank_name_taken"


def test_uses_are_counted_when_a_comment_is_saved_and_order_the_list(house: House, stage: Stage) -> None:
    keep(house, stage, stage.chair, Holder.MINE, BankEntry("fund", "Who pays?"))
    used = keep(house, stage, stage.chair, Holder.MINE)
    hidden = keep(house, stage, stage.second, Holder.MINE)
    person = actor(house, stage.chair)
    with house.work() as work:
        commenting.comment(work, person, paper_id=stage.paper.id, text="Name your source.", bank=[used, hidden])
    with pytest.raises(Refused), house.work() as work:
        commenting.comment(work, person, paper_id=stage.paper.id, text=" ", bank=[used])
    assert at_hand(house, stage, stage.chair)[0] == ("mine", "source")
    with house.reading() as session:
        assert {row.id: row.uses for row in session.query(BankComment) if row.uses} == {used: 1}


def test_a_file_comes_in_twice_without_doubling_anything(house: House, stage: Stage) -> None:
    text = bank_yaml([SOURCE, BankEntry("fund", "Who pays?", "content")])
    counts = []
    for table in (text, text, text.replace("Who pays?", "Who pays for it?")):
        with house.work() as work:
            person = factories.actor(work, stage.chair)
            entries = read_bank(table).entries
            counts.append(
                bank.take_in(work, person, committee_id=stage.committee.id, holder=Holder.COMMITTEE, entries=entries)
            )
    assert counts == [(2, 0), (0, 0), (0, 1)]


@pytest.mark.parametrize("text", ["", "a,b\n1,2", "comments: 3", "comments: [", "- - -\n  x: ["])
def test_what_is_no_table_of_comments_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_bank(text)


def test_csv_reads_with_semicolons_too_and_names_the_row_that_is_wrong() -> None:
    read = read_bank("name;text;points\nsource;Name your source, please;\nfund;Who pays?;-1\n")
    assert [one.text for one in read.entries] == ["Name your source, please"]
    assert [(one.row, one.code) for one in read.faults] == [(2, "points_alone")]
