from __future__ import annotations

from collections import Counter
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.engine import index
from reviewer.engine.fingerprints import Fingerprint
from reviewer.engine.index import MOST_HOLDERS, CandidateIndex, MemoryIndex, Sketch, rank, weight, went_around

HASHES = st.frozensets(st.integers(min_value=0, max_value=20), max_size=12)


def asked(*hashes: int) -> Sketch:
    return Sketch((), frozenset(hashes))


def candidates(stored: CandidateIndex[int], sketch: Sketch, least: int = 1) -> list[int]:
    return [document for document, _ in rank(sketch, stored.holders(sketch.hashes), least)]


def filled() -> MemoryIndex:
    stored = MemoryIndex()
    stored.add(1, {1, 2, 3})
    stored.add(2, {2, 3, 4})
    stored.add(0, {4, 5})
    return stored


def test_candidates_come_by_weight_then_id():
    assert candidates(filled(), asked(2, 3, 4)) == [2, 1, 0]
    assert candidates(filled(), asked(4)) == [0, 2]


def test_a_rare_hash_tells_more_than_a_common_one():
    assert [weight(n) for n in (1, 2, 50, 100, 200, 201)] == [8, 7, 3, 2, 1, 0]
    stored = MemoryIndex()
    stored.add(1, {1})
    for document in range(2, 60):
        stored.add(document, {2, 3})
    assert candidates(stored, asked(1, 2, 3))[0] == 1


def test_documents_below_the_least_weight_are_no_candidates():
    assert candidates(filled(), asked(1, 2, 3), least=22) == [1]
    assert candidates(filled(), asked(1, 2, 3), least=23) == []


def test_candidates_of_a_stranger_are_none():
    assert candidates(filled(), asked(99)) == []


def test_add_replaces_what_was_stored():
    stored = filled()
    stored.add(2, {7})
    assert candidates(stored, asked(2, 3, 4)) == [1, 0]
    assert candidates(stored, asked(7)) == [2]


def test_remove_forgets_and_takes_strangers_lightly():
    stored = filled()
    stored.remove(1)
    stored.remove(77)
    assert candidates(stored, asked(1, 2)) == [2]


def crowd(*, shared: set[int], papers: int) -> MemoryIndex:
    stored = MemoryIndex()
    for document in range(papers):
        stored.add(document, shared)
    return stored


def test_a_frequent_hash_finds_nobody_and_no_more_of_it_is_read_than_tells_so():
    stored = crowd(shared={1, 2}, papers=MOST_HOLDERS + 50)
    assert candidates(stored, asked(1, 2)) == []
    assert len(stored.holders({1})[1]) == MOST_HOLDERS + 1
    assert candidates(crowd(shared={1, 2}, papers=MOST_HOLDERS), asked(1, 2)) == list(range(MOST_HOLDERS))


def test_a_text_that_went_around_is_found_with_those_who_had_it_first_and_a_phrase_is_not():
    stored = crowd(shared=set(range(8)), papers=MOST_HOLDERS + 50)
    text = Sketch(tuple(Fingerprint(value, 5 * value) for value in range(8)), frozenset())
    assert candidates(stored, text, index.LEAST_WEIGHT) == list(range(MOST_HOLDERS))
    phrase = Sketch(tuple(Fingerprint(value, 2 * value) for value in range(8)), frozenset())
    assert candidates(stored, phrase) == []


def test_a_rare_sequence_in_between_ends_what_went_around():
    stored = crowd(shared=set(range(8)), papers=MOST_HOLDERS + 50)
    stored.add(999, {100})
    places = [Fingerprint(value, 5 * value) for value in range(8)]
    broken = Sketch((*places[:4], Fingerprint(100, 18), *places[4:]), frozenset())
    assert went_around(broken, stored.holders(broken.hashes)) == frozenset()


@given(st.lists(HASHES, max_size=8), HASHES)
def test_index_answers_like_comparing_with_every_document(documents: list[frozenset[int]], mine: frozenset[int]):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "MOST_HOLDERS", 3)
        stored = MemoryIndex()
        for number, hashes in enumerate(documents):
            stored.add(number, hashes)
        frequent = {value for value, n in Counter(v for one in documents for v in one).items() if n > 3}
        expected = {
            number: sum(weight(sum(value in other for other in documents)) for value in (hashes & mine) - frequent)
            for number, hashes in enumerate(documents)
        }
        found = dict(rank(asked(*mine), stored.holders(mine), least=1))
        assert found == {number: told for number, told in expected.items() if told}


@given(st.lists(HASHES, min_size=1, max_size=4), HASHES)
def test_candidates_do_not_depend_on_the_order_of_arrival(documents: list[frozenset[int]], mine: frozenset[int]):
    answers = set()
    for order in permutations(range(len(documents))):
        stored = MemoryIndex()
        stored.add(order[-1], {1, 2, 3})
        for number in order:
            stored.add(number, documents[number])
        answers.add(tuple(rank(asked(*mine), stored.holders(mine), least=1)))
    assert len(answers) == 1
