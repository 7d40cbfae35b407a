from __future__ import annotations

from decimal import Decimal

import pytest

from reviewer.domain.awards import Candidate, Reason, rank, reasons_against
from reviewer.domain.states import DeadlineRight, Verdict


def _paper(number: int, total: str | None, **facts: object) -> Candidate:
    return Candidate(number, None if total is None else Decimal(total), **facts)  # type: ignore[arg-type]


def test_papers_rank_by_total() -> None:
    found = rank([_paper(1, "7"), _paper(2, "9.5"), _paper(3, "8")])
    assert [(one.paper, one.rank, one.tied) for one in found.ranked] == [(2, 1, False), (3, 2, False), (1, 3, False)]


def test_equal_papers_share_a_rank_and_the_next_counts_them() -> None:
    found = rank([_paper(1, "9"), _paper(2, "8"), _paper(3, "8"), _paper(4, "7")])
    assert [(one.paper, one.rank, one.tied) for one in found.ranked] == [
        (1, 1, False),
        (2, 2, True),
        (3, 2, True),
        (4, 4, False),
    ]


def test_tie_rules_are_tried_in_their_order_and_named() -> None:
    papers = [
        _paper(1, "8", marks={"ideas": Decimal(3)}, place_in_time=1),
        _paper(2, "8", marks={"ideas": Decimal(4)}, place_in_time=3),
        _paper(3, "8", marks={"ideas": Decimal(3)}, place_in_time=2),
    ]
    found = rank(papers, ("criterion", "earliest"), criterion="ideas")
    assert [(one.paper, one.rank, one.broken_by) for one in found.ranked] == [
        (2, 1, None),
        (1, 2, "criterion"),
        (3, 3, "earliest"),
    ]


@pytest.mark.parametrize(
    ("rule", "better", "worse"),
    [
        ("fewest_adjustments", {"taken_off": 0}, {"taken_off": 2}),
        ("raw", {"reached": Decimal(9)}, {"reached": Decimal(8)}),
        ("questions", {"answered": 5}, {"answered": 4}),
        ("earliest", {"place_in_time": 1}, {"place_in_time": 2}),
    ],
)
def test_each_rule_prefers_what_it_says(rule: str, better: dict[str, object], worse: dict[str, object]) -> None:
    found = rank([_paper(1, "8", **worse), _paper(2, "8", **better)], (rule,))  # type: ignore[arg-type]
    assert [one.paper for one in found.ranked] == [2, 1]


@pytest.mark.parametrize(
    ("paper", "reasons"),
    [
        (_paper(1, "8"), ()),
        (_paper(1, None), ("unfinished",)),
        (_paper(1, "8", lost=frozenset({DeadlineRight.PAPER_AWARD})), ("late",)),
        (_paper(1, "8", lost=frozenset({DeadlineRight.FEEDBACK})), ()),
        (_paper(1, "8", verdict=Verdict.PENALTY), ("ruling",)),
        (_paper(1, "8", verdict=Verdict.WARNED), ()),
        (_paper(1, None, is_withdrawn=True), ("withdrawn", "unfinished")),
    ],
)
def test_what_bars_a_paper_is_said(paper: Candidate, reasons: tuple[Reason, ...]) -> None:
    assert reasons_against(paper) == reasons
    assert bool(rank([paper]).barred) == bool(reasons)
