from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from reviewer.domain.assigning import Available, Duty, Pile, plan, spread


def test_words_are_shared_evenly() -> None:
    piles = [Pile(number, words) for number, words in enumerate([900, 850, 800, 500, 450, 400, 100, 100])]
    found = plan(piles, [Available(1), Available(2)])
    assert found.unfilled == ()
    assert abs(found.words[1] - found.words[2]) <= 100
    assert found.papers[1] + found.papers[2] == 8


def test_nobody_reads_what_they_must_not() -> None:
    found = plan([Pile(1, 500, frozenset({7})), Pile(2, 500, frozenset({8}))], [Available(7), Available(8)])
    assert found.duties == (Duty(1, 1, 8), Duty(2, 1, 7))


def test_two_readings_have_two_readers_and_pairs_mix() -> None:
    found = plan([Pile(n, 400) for n in range(12)], [Available(n) for n in (1, 2, 3)], readings=2)
    pairs = Counter(frozenset(duty.reader for duty in found.duties if duty.paper == paper) for paper in range(12))
    assert all(len(pair) == 2 for pair in pairs)
    assert len(pairs) == 3
    assert set(found.papers.values()) == {8}


def test_a_cap_holds_and_what_is_left_is_said() -> None:
    found = plan([Pile(n, 400) for n in range(5)], [Available(1, most=2), Available(2, most=2)])
    assert found.papers == {1: 2, 2: 2}
    assert [(one.because, one.slot) for one in found.unfilled] == [("full", 1)]


def test_a_paper_everybody_is_barred_from_is_named_so() -> None:
    found = plan([Pile(1, 400, frozenset({1, 2}))], [Available(1), Available(2)])
    assert [(one.paper, one.because) for one in found.unfilled] == [(1, "barred")]


def test_a_paper_moves_on_to_make_room() -> None:
    """Only reader 1 may take paper 9, which comes last; what fills 1's cap must go to 2."""
    piles = [Pile(1, 900), Pile(2, 800), Pile(9, 10, frozenset({2}))]
    found = plan(piles, [Available(1, most=1), Available(2, most=2)], kept=())
    assert found.unfilled == ()
    assert Duty(9, 1, 1) in found.duties


def test_begun_readings_stay() -> None:
    kept = Duty(1, 1, 2)
    found = plan([Pile(1, 5000), Pile(2, 100)], [Available(1), Available(2)], kept=[kept])
    assert kept in found.duties
    assert Duty(2, 1, 1) in found.duties


def test_the_plan_does_not_depend_on_the_order_of_the_papers() -> None:
    piles = [Pile(n, 100 * n, frozenset({n % 3})) for n in range(1, 9)]
    readers = [Available(n) for n in range(3)]
    assert plan(piles, readers, readings=2) == plan(piles[::-1], readers, readings=2)


@given(
    st.lists(st.tuples(st.integers(1, 2000), st.sets(st.integers(0, 4))), max_size=14),
    st.lists(st.one_of(st.none(), st.integers(0, 6)), min_size=1, max_size=5),
    st.integers(1, 2),
)
def test_every_plan_keeps_every_rule(rows: list[tuple[int, set[int]]], caps: list[int | None], readings: int) -> None:
    piles = [Pile(number, words, frozenset(barred)) for number, (words, barred) in enumerate(rows)]
    readers = [Available(number, most) for number, most in enumerate(caps)]
    found = plan(piles, readers, readings=readings)
    assert len(found.duties) + len(found.unfilled) == len(piles) * readings
    assert len({(duty.paper, duty.reader) for duty in found.duties}) == len(found.duties)
    assert all(duty.reader not in piles[duty.paper].barred for duty in found.duties)
    held = Counter(duty.reader for duty in found.duties)
    assert all(most is None or held[number] <= most for number, most in enumerate(caps))


def test_spread_is_one_when_all_are_equal() -> None:
    assert spread([300, 300]) == 1.0
    assert spread([400, 200]) > 1.3
