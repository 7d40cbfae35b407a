"""Passages word by word: nothing of either text is lost, and what was changed is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviewer.domain.states import MatchKind
from reviewer.services.desks.wording import wording


def test_shared_and_changed_words_are_told_on_both_sides() -> None:
    found = wording("The old quay fell into the bay.", "The old pier fell into the bay!", MatchKind.VERBATIM)
    assert [(one.text, one.kind) for one in found.own] == [
        ("The old ", "shared"),
        ("quay ", "changed"),
        ("fell into the bay.", "shared"),
    ]
    assert [one.text for one in found.other if one.kind == "changed"] == ["pier "]


@given(st.text(max_size=200), st.text(max_size=200))
def test_pieces_give_both_texts_again(own: str, other: str) -> None:
    found = wording(own, other, MatchKind.REWORDED)
    for pieces, text in ((found.own, own), (found.other, other)):
        assert "".join(piece.text for piece in pieces) == text
