from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.keystrokes import beside

DOCS = Path(__file__).parents[1] / "docs" / "desk.md"


def test_the_table_of_steps_adds_up_to_the_sums_beside_it() -> None:
    clicks, keys = beside()
    said = re.search(
        r"^\| spreadsheet and word processor \| (\d+) \| (\d+) \| (\d+) \|$", DOCS.read_text(), re.MULTILINE
    )
    assert said is not None
    assert [int(one) for one in said.groups()] == [keys, clicks, keys + clicks]


def test_a_page_without_the_table_is_told() -> None:
    with pytest.raises(ValueError, match="no table of steps"):
        beside("| Way | keys | clicks |\n| --- | --- | --- |\n| by hand | 1 | 2 | 3 |\n")
