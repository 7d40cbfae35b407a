from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.engine.fingerprints import (
    DEFAULT_KEY,
    WINDOW,
    K,
    document_frequency,
    fingerprints,
    fold,
    groups,
    key_id,
    kgrams,
    winnow,
)

SENTENCE = "The harbour council of Port Lumen asks every ferry to carry one interpreter and two lifeboats."


def disguise(text: str) -> str:
    return text.replace("e", "е").replace("o", "ο").replace("ry", "r\u200by").replace("nc", "n\u00adc")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Résumé RÉSUMÉ re\u0301sume\u0301", ["resume"] * 3),
        ("ﬁnance ｆｉｎａｎｃｅ", ["finance"] * 2),
        ("traf\u200bfick\u00ading", ["trafficking"]),
        ("pаpеr", ["paper"]),
        ("the exam-\nple of Port-Lumen", ["the", "example", "of", "port", "lumen"]),
        ("Lumen's Lumen’s", ["lumen", "s", "lumen", "s"]),
        ("snake_case", ["snake", "case"]),
        ("Люди", ["люди"]),
        ("\u200b \u00ad _ --", []),
    ],
)
def test_fold_makes_writings_of_the_same_words_equal(written: str, words: list[str]):
    assert list(fold(written).words) == words


def test_fold_keeps_the_place_of_every_word():
    text = "Thе cit\u200by’s ﬁsh"
    folded = fold(text)
    pieces = [text[start:end] for start, end in zip(folded.starts, folded.ends, strict=True)]
    assert pieces == ["Thе", "cit\u200by", "s", "ﬁsh"]


def test_fold_sees_through_a_disguise():
    assert disguise(SENTENCE) != SENTENCE
    assert fold(disguise(SENTENCE)).words == fold(SENTENCE).words


@given(st.text())
def test_fold_never_leaves_the_text(text: str):
    folded = fold(text)
    assert len(folded.words) == len(folded.starts) == len(folded.ends)
    place = 0
    for word, start, end in zip(folded.words, folded.starts, folded.ends, strict=True):
        assert word
        assert place <= start < end <= len(text)
        place = end


@given(st.text())
def test_fold_is_idempotent(text: str):
    words = fold(text).words
    assert fold(" ".join(words)).words == words


def test_hashes_have_forty_eight_bits_and_depend_on_the_key():
    words = fold(SENTENCE).words
    for made in (kgrams, lambda words, key=DEFAULT_KEY: groups(words, 2, key)):
        hashes = made(words)
        assert all(0 <= value < 2**48 for value in hashes)
        assert max(hashes) > 2**46
        assert len(set(hashes)) == len(hashes)
        assert not set(hashes) & set(made(words, key=b"another conference"))
    assert not set(kgrams(words, 2)) & set(groups(words, 2))


def test_keys_of_any_length_are_taken_and_told_apart():
    words = fold(SENTENCE).words
    keys = [b"", b"k", b"k" * 64, b"k" * 65, b"k" * 200]
    assert len({kgrams(words, key=key)[0] for key in keys}) == len(keys)
    assert len({key_id(key) for key in keys}) == len(keys)


@given(st.lists(st.sampled_from("abc"), min_size=K, max_size=12))
def test_equal_runs_have_equal_hashes_and_different_ones_different(words: list[str]):
    runs: dict[tuple[str, ...], int] = {}
    for at, value in enumerate(kgrams(words)):
        assert runs.setdefault(tuple(words[at : at + K]), value) == value
    assert len(set(runs.values())) == len(runs)


@given(st.lists(st.sampled_from("abcd"), min_size=3, max_size=12))
def test_groups_are_equal_exactly_when_their_words_are_in_whatever_order(words: list[str]):
    found: dict[tuple[str, ...], int] = {}
    for at, value in enumerate(groups(words, 3)):
        assert found.setdefault(tuple(sorted(words[at : at + 3])), value) == value
    assert len(set(found.values())) == len(found)
    assert len(groups(words, 3)) == len(words) - 2


def test_kgrams_are_the_same_in_another_process():
    code = f"from reviewer.engine.fingerprints import fold, kgrams; print(kgrams(fold({SENTENCE!r}).words))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == str(kgrams(fold(SENTENCE).words))


def test_kgrams_of_a_short_text_are_none():
    assert kgrams(["one", "two"]) == []
    assert fingerprints("one two") == ()


@given(st.lists(st.integers(min_value=-9, max_value=9), max_size=60), st.integers(min_value=1, max_value=8))
def test_winnow_keeps_the_smallest_hash_of_every_window(hashes: list[int], window: int):
    kept = winnow(hashes, window)
    positions = [fingerprint.position for fingerprint in kept]
    assert positions == sorted(set(positions))
    assert all(hashes[fingerprint.position] == fingerprint.hash for fingerprint in kept)
    for first in range(len(hashes) - window + 1):
        inside = [f.hash for f in kept if first <= f.position < first + window]
        assert min(inside) == min(hashes[first : first + window])


def test_winnow_keeps_one_of_a_text_shorter_than_the_window():
    assert [fingerprint.hash for fingerprint in winnow([5, 3], 4)] == [3]


WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon", "zeta"]), max_size=30)


@given(WORDS, WORDS, WORDS, WORDS, st.lists(st.integers(), min_size=K + WINDOW - 1, max_size=20))
def test_fingerprints_of_texts_with_a_long_common_run_meet(a: list[str], b: list[str], c: list[str], d: list[str], run):
    shared = [f"w{number}" for number in run]
    left = fingerprints(" ".join([*a, *shared, *b]).replace("-", "m"))
    right = fingerprints(" ".join([*c, *shared, *d]).replace("-", "m"))
    assert {one.hash for one in left} & {two.hash for two in right}


def test_document_frequency_counts_a_text_once():
    assert document_frequency([[1, 1, 2], [2], []]) == {1: 1, 2: 2}
