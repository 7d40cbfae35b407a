from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from reviewer.domain.agreement import Given, adjusted, agreement, outliers, quadratic_kappa, severities

FIRST = [4, 2, 3, 5, 0, 3, 5, 3]
SECOND = [4, 3, 3, 4, 1, 3, 5, 1]


def _table(*readers: Sequence[int | None]) -> list[Given]:
    return [
        Given(reader, paper, points)
        for reader, row in enumerate(readers)
        for paper, points in enumerate(row)
        if points is not None
    ]


def test_agreement_has_the_values_that_two_other_libraries_compute() -> None:
    found = agreement(_table(FIRST, SECOND))
    # krippendorff 0.9.0, level "interval", and scikit-learn's cohen_kappa_score with quadratic weights.
    assert found.alpha == pytest.approx(0.800759, abs=1e-6)
    assert found.kappa == pytest.approx(0.787879, abs=1e-6)
    assert found.difference == pytest.approx(0.625)
    assert (found.papers, found.marks) == (8, 16)
    assert found.is_firm


def test_three_readers_with_gaps_are_compared_where_they_meet() -> None:
    found = agreement(_table([1, 2, 3, 3, None], [1, 2, 3, 4, 4], [None, 3, 3, 3, 4]))
    assert found.alpha == pytest.approx(0.85, abs=1e-6)  # krippendorff 0.9.0
    assert (found.papers, found.marks) == (5, 13)


def test_a_paper_read_once_does_not_enter() -> None:
    assert agreement([*_table(FIRST, SECOND), Given(0, 99, 5.0)]) == agreement(_table(FIRST, SECOND))


def test_where_marks_cannot_tell_there_is_no_figure() -> None:
    assert agreement([]).alpha is None
    same = agreement(_table([3, 3, 3], [3, 3, 3]))
    assert (same.alpha, same.kappa, same.difference) == (None, None, 0.0)
    assert not same.is_firm


def test_kappa_punishes_wide_disagreement_more() -> None:
    near, far = [(1, 2), (3, 4), (5, 4)], [(1, 5), (3, 3), (5, 4)]
    assert (quadratic_kappa(near) or 0) > (quadratic_kappa(far) or 0)


def test_a_severe_reader_leans_below_the_others() -> None:
    mild, severe = severities(_table([8, 6, 9], [6, 4, 7]))[::-1]
    assert (severe.reader, severe.lean, mild.lean) == (1, -2.0, 2.0)
    assert (severe.papers, severe.shared) == (3, 3)


def test_who_read_alone_has_no_lean_and_comes_last() -> None:
    found = severities([*_table([8, 6], [6, 4]), Given(7, 50, 1.0)])
    assert (found[-1].reader, found[-1].lean, found[-1].shared) == (7, None, 0)


def test_outliers_are_far_beyond_the_usual_distance() -> None:
    found = outliers(_table([5, 5, 5, 9], [4, 6, 5, 3]), least=2)
    assert [(one.paper, one.apart) for one in found] == [(3, 6)]
    assert outliers(_table([5, 5], [5, 5]), least=0) == ()


def test_adjustment_undoes_severity() -> None:
    """Paper 2 was read by the severe reader alone; with its severity taken out it ranks beside its equal."""
    marks = [Given(0, 0, 8), Given(1, 0, 6), Given(0, 1, 5), Given(1, 1, 3), Given(1, 2, 6), Given(0, 3, 8)]
    found = adjusted(marks)
    assert found[2] == pytest.approx(found[3])
    assert found[0] == pytest.approx(7)


def test_readers_nobody_connects_are_left_as_they_are() -> None:
    assert adjusted([Given(0, 0, 8), Given(0, 1, 6), Given(1, 2, 3)]) == {0: 8, 1: 6, 2: 3}


@examples(st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=1, max_size=8))
def test_where_everybody_read_everything_the_adjusted_value_is_the_mean(papers: list[list[int]]) -> None:
    marks = [Given(reader, paper, points) for paper, row in enumerate(papers) for reader, points in enumerate(row)]
    found = adjusted(marks)
    assert found == {paper: pytest.approx(sum(row) / 3) for paper, row in enumerate(papers)}
