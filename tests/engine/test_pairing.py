from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations

from reviewer.engine.pairing import near_pairs


def texts(number: int, *, seed: int = 3) -> list[set[int]]:
    chosen = random.Random(seed)
    return [set(chosen.sample(range(10**9), 50)) for _ in range(number)]


def every(number: int) -> Iterator[tuple[int, int]]:
    return combinations(range(number), 2)


def test_texts_that_share_nothing_are_no_pairs():
    assert near_pairs(texts(10), papers=7) == set()


def test_pairs_that_share_what_few_have_are_near_and_two_sources_never():
    many = texts(30)
    for one, two in ((1, 9), (4, 25), (27, 28)):
        many[one] |= {one, one + 100}
        many[two] |= {one, one + 100}
    assert near_pairs(many, papers=20) == {(1, 9), (4, 25)}


def test_what_all_texts_share_tells_less_than_what_two_do():
    many = [one | {7, 8, 9} for one in texts(40)]
    many[3] |= {100, 101}
    many[30] |= {100, 101}
    near = near_pairs(many, papers=40, nearest=1)
    assert (3, 30) in near
    assert not near & {(3, number) for number in range(1, 30)}


def test_each_text_keeps_its_nearest_and_joins_those_it_is_near_to():
    many = texts(40)
    for number, one in enumerate(many):
        one |= set(range(number, number + 6))  # neighbours share the most
    near = near_pairs(many, papers=40, nearest=2)
    assert {(number, number + 1) for number in range(1, 38)} <= near
    assert len(near) < len(list(every(40))) / 4
    assert near < near_pairs(many, papers=40, nearest=10)


def test_papers_and_sources_do_not_crowd_each_other_out():
    many = [one | {5, 6, 7} for one in texts(12)] + texts(20, seed=4)
    many[-1] |= set(sorted(many[0] - {5, 6, 7})[:2])
    assert (0, 31) in near_pairs(many, papers=12, nearest=1)
