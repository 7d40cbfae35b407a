from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.engine.report import Passage
from reviewer.engine.similarity import Mark, explain

SOURCE = (
    "Small ports along the northern delta lose their pilots every winter, because the ministry pays four months late."
)
COPY = "Every winter small ports of the northern delta lose pilots, since the ministry paid them four months too late."


def whole(left: str, right: str) -> Passage:
    return Passage("reworded", 0.5, 0, len(left), 0, len(right))


def words(text: str, marks: tuple[Mark, ...], kind: str) -> str:
    return " ".join(text[mark.start : mark.end] for mark in marks if mark.kind == kind)


def test_words_of_both_sides_are_shared_wherever_they_stand() -> None:
    explained = explain(SOURCE, COPY, whole(SOURCE, COPY))
    assert words(COPY, explained.right, "shared").startswith("Every winter small ports the northern delta lose pilots")
    assert "every winter" in words(SOURCE, explained.left, "shared")


def test_a_word_in_the_place_of_another_is_changed_and_one_more_is_added() -> None:
    explained = explain(SOURCE, COPY, whole(SOURCE, COPY))
    assert words(COPY, explained.right, "changed").split() == ["of", "since", "paid", "them"]
    assert words(SOURCE, explained.left, "changed").split() == ["along", "because", "pays"]
    assert words(COPY, explained.right, "added") == "too"
    assert words(SOURCE, explained.left, "added") == "their"


def test_marks_are_of_the_passage_and_not_of_the_text_around() -> None:
    left, right = f"Before. {SOURCE} After.", f"{COPY} And more."
    passage = Passage("reworded", 0.5, 8, 8 + len(SOURCE), 0, len(COPY))
    explained = explain(left, right, passage)
    assert (explained.left[0].start, explained.left[-1].end) == (8, 8 + len(SOURCE) - 1)
    assert words(left, explained.left, "changed") == words(
        SOURCE, explain(SOURCE, COPY, whole(SOURCE, COPY)).left, "changed"
    )


def test_equal_texts_are_one_shared_mark_and_foreign_ones_share_nothing() -> None:
    assert explain(SOURCE, SOURCE, whole(SOURCE, SOURCE)).left == (Mark(0, len(SOURCE) - 1, "shared"),)
    other = "Beekeepers sell honey."
    assert {mark.kind for mark in explain(SOURCE, other, whole(SOURCE, other)).right} == {"changed"}


def test_thousands_of_words_are_told_without_their_order() -> None:
    left = " ".join(f"w{n}" for n in range(6_000))
    right = " ".join(f"w{n}" for n in reversed(range(6_000)))
    assert explain(left, right, whole(left, right)).left == (Mark(0, len(left), "shared"),)


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_every_word_is_in_one_mark_and_marks_never_touch_their_like(left: str, right: str) -> None:
    explained = explain(left, right, whole(left, right))
    for text, marks in ((left, explained.left), (right, explained.right)):
        assert list(marks) == sorted(marks)
        assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
        assert all(one.end <= two.start and one.kind != two.kind for one, two in pairwise(marks))
