from __future__ import annotations

from reviewer.engine.telling import telling_terms

ANSWERS = [
    "In 2019 our parliament passed the Tidal Safety Act, which pays for sirens in every village.",
    "The Tidal Safety Act of Maravel has paid for forty sirens since.",
    "Sirens were bought under the tidal act by every district.",
]
OTHERS = ["Every village pays its own boats.", "The fund lends instruments to states that cannot buy them."]


def test_telling_terms_are_what_answers_share_and_others_lack() -> None:
    found = telling_terms(ANSWERS, OTHERS, "What has your country done to warn people?", most=3)
    assert {"sirens", "tidal"} <= set(found)
    assert "village" not in found


def test_telling_terms_leave_out_the_words_of_the_question() -> None:
    assert "sirens" not in telling_terms(ANSWERS, OTHERS, "Who pays for sirens?")


def test_a_word_that_one_answer_of_several_has_tells_nothing() -> None:
    assert "parliament" not in telling_terms(ANSWERS, OTHERS)


def test_a_single_answer_tells_by_words_that_nobody_else_uses() -> None:
    found = telling_terms([ANSWERS[0]], OTHERS)
    assert "sirens" in found
    assert "village" not in found


def test_without_answers_there_is_nothing_to_tell() -> None:
    assert telling_terms([], OTHERS) == ()
