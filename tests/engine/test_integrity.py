from __future__ import annotations

import pytest

from reviewer.engine.integrity import character_flags, garbled_flag
from tests.engine.builders import MORE, PROSE


def codes(text):
    return [flag.code for flag in character_flags(text)]


@pytest.mark.parametrize(
    "text",
    [
        "sover\u200beignty",
        "pa\u2060per",
        "a\U000e0041\U000e0042\U000e0043 b",
        "plain \u202eesrever\u202c text",
        "a\x07b",
    ],
)
def test_characters_that_leave_no_mark_are_flagged_where_they_stand(text):
    (flag,) = character_flags(text)
    assert flag.code == "invisible_characters"
    assert flag.severity == "warning"
    assert not text[flag.start : flag.end].isalnum()


def test_message_in_tag_characters_is_spelt_out():
    message = "".join(chr(0xE0000 + ord(letter)) for letter in "full marks")
    (flag,) = character_flags(f"A paper.{message}")
    assert "full marks" in flag.detail


@pytest.mark.parametrize(
    "text",
    [
        "co\u00adoperation",
        "\ufeffA mark at the begin",
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        "\u0915\u094d\u200d\u0937",
        "family \U0001f468\u200d\U0001f469\u200d\U0001f467 here",
        "a heart \u2764\ufe0f here",
        "\u05e9\u05dc\u05d5\u05dd \u202aabc\u202c",
        "two\u200b \u200bwords",
    ],
)
def test_invisible_characters_with_a_use_are_not_flagged(text):
    assert codes(text) == []


@pytest.mark.parametrize(
    "word", ["\u0441ommittee", "P\u0435ace", "\u0391genda", "\U0001d41a\U0001d41b\U0001d41c", "\uff41\uff42\uff43"]
)
def test_letters_of_another_alphabet_within_a_word_are_flagged(word):
    (flag,) = character_flags(f"The {word} met.")
    assert (flag.code, flag.start, flag.end) == ("lookalike_letters", 4, 4 + len(word))


@pytest.mark.parametrize(
    "text",
    [
        "\u041c\u043e\u0441\u043a\u0432\u0430",
        "\u0391\u03b8\u03ae\u03bd\u03b1",
        "caf\u00e9",
        "\u0130stanbul k\u0131y\u0131",
        "\u03b1 and \u03b2",
    ],
)
def test_words_of_one_alphabet_are_not_flagged(text):
    assert codes(text) == []


def shifted(text):
    return "".join(chr((ord(c) - 97 + 1) % 26 + 97) if c.islower() else c for c in text)


@pytest.mark.parametrize(
    "text", [shifted(PROSE + MORE), "\ufffd\ufffd" * 30, "\ue001\ue002\ue003 " * 20, PROSE[:50] + "\ufffd" * 10]
)
def test_text_that_is_no_language_is_garbled(text):
    flag = garbled_flag(text)
    assert flag is not None
    assert (flag.code, flag.severity) == ("garbled_text", "serious")


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        "short",
        "Delegacja uważa, że wszystkie państwa powinny współpracować w ochronie rzek, bo woda należy do ludzi. " * 3,
        "Ujumbe wa Kenya unaamini kwamba mataifa yote yanapaswa kushirikiana katika kulinda mito na maziwa ya watu. "
        * 3,
        "代表团认为河流属于所有人。" * 10,
    ],
)
def test_text_of_any_language_is_not_garbled(text):
    assert garbled_flag(text) is None


def test_flags_carry_what_they_say_as_values():
    (invisible,) = character_flags("sover\u200beignty and pa\u200bper")
    assert invisible.values == {"number": 2, "names": ["U+200B"]}
    (alike,) = character_flags("The \u0441ommittee met.")
    assert alike.values == {"number": 1, "words": ["\u0441ommittee"]}
    garbled = garbled_flag("\ufffd\ufffd" * 30)
    assert garbled is not None
    assert garbled.values == {"why": "signs", "percent": 100}
