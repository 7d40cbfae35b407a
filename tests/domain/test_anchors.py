from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.domain.anchors import CONTEXT, anchor, find_again

TEXT = "We fund sirens. The harbour was rebuilt. We fund schools. The harbour was rebuilt. We fund boats."


def at(words: str, occurrence: int = 0) -> int:
    start = -1
    for _ in range(occurrence + 1):
        start = TEXT.index(words, start + 1)
    return start


def test_anchor_keeps_the_words_and_what_stands_around_them() -> None:
    start = at("sirens")
    made = anchor(TEXT, start, start + 6)
    assert (made.quote, made.before, made.after[:5]) == ("sirens", "We fund ", ". The")


@pytest.mark.parametrize(("start", "end"), [(3, 3), (5, 2), (-1, 4), (0, 10_000)])
def test_anchor_refuses_a_span_that_holds_nothing(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="span"):
        anchor(TEXT, start, end)


def test_anchor_is_found_again_after_text_was_put_before_it() -> None:
    start = at("schools")
    found = find_again(anchor(TEXT, start, start + 7), "A new beginning. " + TEXT)
    assert found is not None
    assert found.start == start + len("A new beginning. ")


def test_repeated_words_are_told_apart_by_their_surroundings() -> None:
    start = at("The harbour was rebuilt", 1)
    found = find_again(anchor(TEXT, start, start + 23), "Preface. " + TEXT)
    assert found is not None
    assert found.start == start + len("Preface. ")


def test_words_that_are_gone_are_said_to_be_gone() -> None:
    start = at("sirens")
    assert find_again(anchor(TEXT, start, start + 6), TEXT.replace("sirens", "bells")) is None


def test_two_equally_likely_places_are_no_answer() -> None:
    wanted = anchor("x " * 30 + "here" + " y" * 30, 60, 64)
    other = "a here b. " + "a here b. "
    assert find_again(wanted, other) is None


@given(st.text(min_size=1, max_size=200), st.data())
def test_every_anchor_is_found_in_its_own_text_or_is_doubtful(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = anchor(text, start, end)
    found = find_again(made, text)
    assert len(made.before) <= CONTEXT
    assert found is None or (found.quote == made.quote and text[found.start : found.end] == made.quote)
    if text.count(made.quote) == 1:
        assert found == made
