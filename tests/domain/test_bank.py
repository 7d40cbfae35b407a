from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.domain.bank import BankEntry, BankFault, read_rows, rows_of

names = st.from_regex(r"[a-zñ0-9]{1,9}(-[a-z0-9]{1,9})?", fullmatch=True)
words = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=60).map(str.strip).filter(bool)
halves = st.integers(-20, 20).filter(bool).map(lambda step: Decimal(step) / 2)
entries = st.builds(BankEntry, names, words, st.just("content"), st.none() | halves)


@given(st.lists(entries, unique_by=lambda one: one.name.casefold(), max_size=6))
def test_what_is_written_as_a_table_reads_back_the_same(kept: list[BankEntry]) -> None:
    read = read_rows(rows_of([one for one in kept if not one.text.startswith("'")]))
    assert read.faults == ()
    assert list(read.entries) == [one for one in kept if not one.text.startswith("'")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ({"name": "two words", "text": "x"}, "name"),
        ({"name": "fund", "text": ""}, "text"),
        ({"name": "fund", "text": "x", "criterion": "content", "points": "a bit"}, "points"),
        ({"name": "fund", "text": "x", "points": "-1"}, "points_alone"),
        ({"name": "fund", "text": "x", "colour": "red"}, "column"),
        ("fund", "row"),
    ],
)
def test_each_fault_names_its_row_and_the_other_rows_are_kept(row: object, code: str) -> None:
    read = read_rows([{"name": "source", "text": "Name your source for {claim}."}, row])
    assert [one.name for one in read.entries] == ["source"]
    assert [(one.row, one.code) for one in read.faults] == [(2, code)]


def test_a_name_stands_once_whatever_its_case_and_a_defused_cell_is_what_it_was() -> None:
    read = read_rows([{"name": "Fund", "text": "'=SUM(A1)"}, {"name": "/fund", "text": "y"}])
    assert read.faults == (BankFault(2, "twice", "fund"),)
    assert read.entries == (BankEntry("Fund", "=SUM(A1)"),)
