from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.engine.text import count_words, language, sentences, word_spans


def split(text):
    return [text[span.start : span.end] for span in sentences(text)]


def test_words_are_runs_of_letters_and_digits():
    text = "States' 14 water-stations, café."
    assert [text[span.start : span.end] for span in word_spans(text)] == ["States", "14", "water", "stations", "café"]
    assert count_words(text) == 5


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Rivera of the U.S. delegation met Mr. J. Soto on Jan. 3.",
        "It costs 3.5 million, i.e. nearly all of it (cf. Art. 5, No. 7).",
        "El Sr. López vive en EE.UU. desde 2001.",
        'Asked "Why now?" she smiled.',
        "1. The first demand is short.",
        "A line of prose that was broken in its middle by the program\nthat wrapped it goes on here.",
    ],
)
def test_stop_inside_a_sentence_does_not_end_it(sentence):
    assert split(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One ends. Two ends! ¿Y tres? Four", ["One ends.", "Two ends!", "¿Y tres?", "Four"]),
        ("We met the U.S. The talks were short.", ["We met the U.S.", "The talks were short."]),
        ("We say no. The others do not.", ["We say no.", "The others do not."]),
        ("A claim.[3] Another.", ["A claim.[3]", "Another."]),
        ('He said "yes." They left.', ['He said "yes."', "They left."]),
        ("Heading\n\nBody goes on", ["Heading", "Body goes on"]),
        ("We ask for:\n- water\n- schools", ["We ask for:", "- water", "- schools"]),
        ("Committee: Rivers\nCountry: Ruritania", ["Committee: Rivers", "Country: Ruritania"]),
        ("第一句。第二句！", ["第一句。", "第二句！"]),
    ],
)
def test_sentences_end_where_a_reader_sees_it(text, expected):
    assert split(text) == expected


@given(st.text(max_size=300))
def test_sentences_cover_everything_but_blanks_in_order(text):
    spans = sentences(text)
    assert all(one.end <= two.start for one, two in pairwise(spans))
    assert "".join("".join(part.split()) for part in split(text)) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The committee believes that the rivers of the world are not for sale and that it should act.", "en"),
        ("El comité cree que los ríos de la región no se venden y que es una obligación de los países.", "es"),
        ("Le comité estime que les fleuves de la région ne sont pas à vendre et que c'est un devoir.", "fr"),
        ("A comissão acredita que os rios da região não são uma mercadoria e que isso é um dever.", "pt"),
        ("ترى الدولة أن مكافحة الجريمة المنظمة تتطلب تعاونا دوليا", "ar"),
        ("代表团认为河流属于所有人", "zh"),
        ("Делегация считает, что реки принадлежат всем", "ru"),
        ("Ruritania 2019", None),
        ("", None),
    ],
)
def test_language_is_told_by_its_small_words_or_its_script(text, code):
    assert language(text) == code
