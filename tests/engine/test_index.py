from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer.engine.fingerprints import WINDOW, Fingerprint, K, fingerprints, fold
from reviewer.engine.index import CandidateIndex, MemoryIndex

LETTERS = st.lists(st.sampled_from("abcd"), max_size=40)


def prints(*hashes: int) -> list[Fingerprint]:
    return [Fingerprint(value, position) for position, value in enumerate(hashes)]


def filled() -> CandidateIndex[str]:
    index: CandidateIndex[str] = MemoryIndex()
    index.add("paper-1", prints(1, 2, 3))
    index.add("paper-2", prints(2, 3, 4))
    index.add("paper-0", prints(4, 5, 5))
    return index


def test_candidates_come_by_shared_hashes_then_id():
    assert filled().candidates(prints(2, 3, 4, 4), 10) == [("paper-2", 3), ("paper-1", 2), ("paper-0", 1)]
    assert filled().candidates(prints(4), 10) == [("paper-0", 1), ("paper-2", 1)]


def test_candidates_are_limited():
    assert filled().candidates(prints(2, 3, 4), 1) == [("paper-2", 3)]
    assert filled().candidates(prints(2, 3, 4), 0) == []


def test_candidates_of_a_stranger_are_none():
    assert filled().candidates(prints(99), 10) == []


def test_add_replaces_what_was_stored():
    index = filled()
    index.add("paper-2", prints(7))
    assert index.candidates(prints(2, 3, 4), 10) == [("paper-1", 2), ("paper-0", 1)]
    assert index.candidates(prints(7), 10) == [("paper-2", 1)]


def test_remove_forgets_and_takes_strangers_lightly():
    index = filled()
    index.remove("paper-1")
    index.remove("nobody")
    assert index.candidates(prints(1, 2), 10) == [("paper-2", 1)]


def longest_common_run(one: tuple[str, ...], two: tuple[str, ...]) -> int:
    return max(
        (
            size
            for size in range(1, min(len(one), len(two)) + 1)
            if {one[i : i + size] for i in range(len(one) - size + 1)}
            & {two[i : i + size] for i in range(len(two) - size + 1)}
        ),
        default=0,
    )


@given(st.lists(LETTERS, min_size=1, max_size=5), LETTERS)
def test_candidates_miss_no_text_with_a_long_common_run(stored: list[list[str]], asked: list[str]):
    index = MemoryIndex()
    texts = {f"text-{number}": " ".join(words) for number, words in enumerate(stored)}
    for name, text in texts.items():
        index.add(name, fingerprints(text))
    found = {name for name, _ in index.candidates(fingerprints(" ".join(asked)), len(texts))}
    near = {
        name for name, text in texts.items() if longest_common_run(fold(text).words, tuple(asked)) >= K + WINDOW - 1
    }
    assert near <= found
