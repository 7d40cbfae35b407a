"""The printed card: always one page, in letters that travel with the file."""

from __future__ import annotations

from dataclasses import replace

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from reviewer.services.exports.feedback_card import Card, CardLine, Remarks, card_pdf
from reviewer.services.exports.right_to_left import visual

CARD = Card(
    title="Côte d'Ivoire, Comité de Mareas",
    subtitle="Early warning for coastal cities",
    score="7.5 of 10 points",
    band="Good",
    criteria_title="Criteria",
    criteria=(
        CardLine("Content", "Fair. Your content is fair.", "3.5 of 5 points"),
        CardLine("Two days late.", "", "−1"),
    ),
    overall_title="Overall",
    overall="Well argued, Türkiye and Việt Nam and Ελλάδα and Россия and საქართველო.",
    questions_title="Key questions",
    questions=(CardLine("Who pays?", "", "Partly answered"),),
    foot="The dais of Comité de Mareas, 3 March 2031.",
    more="Shortened to fit: the feedback page has every word.",
)


def text_of(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(data)]


def test_card_says_everything_once_and_embeds_its_letters() -> None:
    data = card_pdf(CARD)
    (text,) = text_of(data)
    for words in ("Côte d'Ivoire", "Việt Nam", "Ελλάδα", "Россия", "საქართველო", "3.5 of 5 points", "−1", "Who pays?"):
        assert words in text
    assert "Shortened" not in text
    page = pdfium.PdfDocument(data)[0]
    fonts = [raw.FPDFTextObj_GetFont(one.raw) for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT])]
    assert fonts
    assert all(raw.FPDFFont_GetIsEmbedded(font) == 1 for font in fonts)
    assert card_pdf(CARD) == data


@pytest.mark.parametrize("times", [1, 4, 30])
def test_card_of_any_length_is_one_page_and_says_what_was_cut(times: int) -> None:
    nine = tuple(CardLine(f"Criterion {n} " * 8, "Words that describe it well. " * 40, "3 of 5") for n in range(9))
    long = replace(
        CARD,
        title="Federated Republic of the Outer Shores and Inner Lakes " * times,
        criteria=nine * times,
        overall="A long word, kindly meant.\n" * 40 * times,
        questions=tuple(CardLine(f"Question {n}, is it? " * 9, "", "Answered") for n in range(20 * times)),
    )
    (text,) = text_of(card_pdf(long))
    assert "Shortened to fit" in text.replace("\r\n", " ")
    assert "…" in text
    assert "Criterion 0" in text


def test_one_word_without_end_does_not_break_the_card() -> None:
    assert len(text_of(card_pdf(replace(CARD, title="x" * 900, overall="y" * 5000)))) == 1


def test_words_cannot_become_markup() -> None:
    evil = '<img src="http://evil.example/x.png"/> <a href="file:///etc/passwd">a</a> &amp; <b>'
    (text,) = text_of(card_pdf(replace(CARD, overall=evil)))
    assert "evil.example/x.png" in text
    assert "&amp;" in text


def test_comments_follow_on_pages_of_their_own() -> None:
    lines = tuple(CardLine(f"Comment {n}", "“quoted words”", f"Remark {n}.\nAnd more.") for n in range(60))
    pages = text_of(card_pdf(CARD, Remarks("Comments", lines)))
    assert len(pages) > 2
    assert all(f"Remark {n}." in "".join(pages[1:]) for n in range(60))


def test_chinese_names_are_set_in_a_font_that_has_them() -> None:
    assert "中国" in text_of(card_pdf(replace(CARD, title="中国")))[0]


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("Egypt", "Egypt"),
        ("ישראל", "לארשי"),
        ("مصر", "\ufeae\ufebc\ufee3"),
        ("السلام", "\ufee1\ufefc\ufeb4\ufedf\ufe8d"),
        ("Egypt (مصر), 2031", "Egypt (\ufeae\ufebc\ufee3), 2031"),
        ("ישראל 2031 ישראל", "לארשי 2031 לארשי"),
    ],
)
def test_words_from_right_to_left_are_set_as_they_are_seen(words: str, seen: str) -> None:
    assert visual(words) == seen
