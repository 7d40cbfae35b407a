"""Papers hang together by what they took from each other, not by what both took from a source."""

from __future__ import annotations

from reviewer.cli.clustering import clusters
from reviewer.engine.report import Passage


def passage(start: int, end: int, other_start: int, other_end: int) -> Passage:
    return Passage("verbatim", 1.0, start, end, other_start, other_end)


def test_papers_are_joined_through_others_in_their_order() -> None:
    between = [("c", "b", passage(0, 90, 0, 90)), ("a", "c", passage(200, 290, 100, 190))]
    assert clusters(["a", "b", "c", "d"], between, {}) == [["a", "b", "c"]]


def test_what_both_took_from_one_source_joins_nobody() -> None:
    between = [("a", "b", passage(100, 200, 300, 400))]
    taken = {"a": {"guide": [(90, 150), (150, 190)]}, "b": {"guide": [(300, 380)]}}
    assert clusters(["a", "b"], between, taken) == []


def test_passage_that_only_one_of_them_has_from_the_source_joins() -> None:
    between = [("a", "b", passage(100, 200, 300, 400))]
    for taken in (
        {"a": {"guide": [(100, 200)]}},
        {"a": {"guide": [(100, 200)]}, "b": {"treaty": [(300, 400)]}},
        {"a": {"guide": [(100, 200)]}, "b": {"guide": [(300, 350)]}},
    ):
        assert clusters(["a", "b"], between, taken) == [["a", "b"]]
