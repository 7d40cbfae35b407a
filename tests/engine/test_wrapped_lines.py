"""A bare text set in lines of equal width begins with prose, not with a title."""

from __future__ import annotations

import textwrap

import pytest

from reviewer.engine.similarity.zones import zones

PROSE = (
    "Salt marshes protect the island from autumn floods, although hardly anybody who lives behind them has ever walked "
    "there. Engineers measured the height of each wave. A marsh of ordinary breadth took away two thirds of it."
)


def titles(text: str) -> list[str]:
    return [text[zone.start : zone.end] for zone in zones(text) if zone.kind == "title"]


@pytest.mark.parametrize("width", [40, 55, 70, 80])
def test_wrapped_prose_is_no_title(width: int) -> None:
    assert titles(textwrap.fill(PROSE, width)) == []


def test_prose_below_a_title_block_is_no_title() -> None:
    block = "Committee: Harbour Council\nCountry: Republic of Elbonia\nProtection of the coast"
    [title] = titles(f"{block}\n\n{textwrap.fill(PROSE, 60)}")
    assert title.rstrip() == block


@pytest.mark.parametrize(
    "block",
    [
        "Republic of Elbonia\nHarbour Council\nThe protection of the coast",
        "The question of marshes and the\nprotection of islands",
        "The protection of salt marshes along the\nnorthern coast\nRepublic of Elbonia",
    ],
)
def test_short_lines_of_a_title_stay_a_title(block: str) -> None:
    [title] = titles(f"{block}\n\n{PROSE}")
    assert title.rstrip() == block
