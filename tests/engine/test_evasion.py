"""No disguise of a copied text helps, and every passage found maps back to the characters that were written."""

from __future__ import annotations

import re

import pytest

from reviewer.engine.fingerprints import fold
from reviewer.engine.readers import read
from reviewer.engine.similarity import compare, prepare
from tests.engine.builders import docx_body, paragraph

COPIED = (
    "A pilot who leaves in November seldom returns before the ice has broken the first marker buoys, and every broken "
    "buoy costs the district more than a season of wages."
)
OWN = (
    "Our delegation looks at lighthouses instead. Their keepers write down every storm by hand, and nobody has ever "
    "typed those notebooks into a machine that could warn a captain in time."
)
SOURCE = f"Background\n\nSmall ports lose their pilots every winter. {COPIED} The ministry pays four months late.\n"


def spaced(text: str) -> str:
    return "   ".join(" ".join(word) for word in text.split())


def lookalikes(text: str) -> str:
    return text.translate(str.maketrans("aceopxy", "асеорху"))


DISGUISES = {
    "look-alike letters": lookalikes,
    "zero-width spaces": "\u200b".join,
    "word joiners": "\u2060".join,
    "soft hyphens": lambda text: re.sub(r"(\w\w)(\w\w)", "\\1\u00ad\\2", text),
    "combining marks": lambda text: text.replace("e", "e\u0323"),
    "full-width letters": lambda text: re.sub(r"[a-z]", lambda m: chr(ord(m.group()) + 0xFEE0), text),
    "mathematical letters": lambda text: re.sub(r"[a-z]", lambda m: chr(ord(m.group()) - 97 + 0x1D41A), text),
    "capitals": str.upper,
    "odd blanks": lambda text: text.replace(" ", "\u2003\u00a0"),
    "words broken at line ends": lambda text: text.replace("district", "dis-\ntrict").replace(
        "November", "Novem-\nber"
    ),
    "every word in quotation marks": lambda text: " ".join(f"“{word}”" for word in text.split()),
    "other quotation marks": lambda text: f"„{text}‟",
    "spaced letters": spaced,
    "letters spaced by narrow blanks": lambda text: "   ".join("\u2009".join(word) for word in text.split()),
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_disguised_copy_is_found_where_it_was_written(disguise) -> None:
    hidden = disguise(COPIED)
    paper = f"{OWN}\n\n{hidden}\n"
    passages = [one for one in compare(prepare(paper), prepare(SOURCE)) if one.excluded is None]
    assert [one.kind for one in passages] == ["verbatim"]
    begin = paper.index(hidden)
    assert begin <= passages[0].start <= begin + 3
    assert begin + len(hidden) - 6 <= passages[0].end <= begin + len(hidden)
    assert SOURCE[passages[0].other_start : passages[0].other_end] == COPIED.rstrip(".")


def test_spaced_letters_fold_to_the_word_they_spell() -> None:
    text = "They c o p i e d it, as a  b i g  f l e e t does."
    folded = fold(text)
    assert folded.words == ("they", "copied", "it", "as", "a", "big", "fleet", "does")
    assert [text[a:b] for a, b in zip(folded.starts, folded.ends, strict=True)] == [
        *("They", "c o p i e d", "it", "as", "a", "b i g", "f l e e t", "does"),
    ]


@pytest.mark.parametrize(
    "text",
    ["in group A B and C of option 1 2 3", "it was a U S ship", "Annex I A and annex II B", "x y", "o ó y a"],
)
def test_single_letters_of_ordinary_prose_stay_words(text: str) -> None:
    assert list(fold(text).words) == [fold(word).words[0] for word in text.split()]


def test_quotation_marks_alone_do_not_excuse_a_copy() -> None:
    for left, right in ("“”", "«»", "„“", "''", '""', "‹›"):
        paper = f"{OWN}\n\n{left}{COPIED}{right}\n"
        assert [one.excluded for one in compare(prepare(paper), prepare(SOURCE))] == [None], left


NOTES = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
FOOTNOTE = (
    f"<w:footnotes xmlns:w='{NOTES}'><w:footnote w:id='2'>{paragraph(COPIED)}</w:footnote></w:footnotes>",
    "<w:p><w:r><w:t>Said.</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>",
)
TEXT_BOX = (
    "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData>"
    f"<wps:wsp><wps:txbx><w:txbxContent>{paragraph(COPIED)}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData>"
    "</a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>"
)


def counted(data: bytes) -> list[str]:
    document = read(data)
    passages = compare(prepare(document), prepare(SOURCE))
    return [document.text[one.start : one.end] for one in passages if one.excluded is None]


def test_copy_in_a_footnote_counts() -> None:
    notes, body = FOOTNOTE
    assert counted(docx_body(body, footnotes=notes)) == [COPIED.rstrip(".")]


def test_copy_in_a_text_box_counts() -> None:
    assert counted(docx_body(TEXT_BOX)) == [COPIED.rstrip(".")]


def test_words_hidden_between_those_of_a_copy_do_not_part_it() -> None:
    words = COPIED.split()
    runs = "".join(
        f"<w:r><w:t xml:space='preserve'>{word} </w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space='preserve'>nonsense </w:t></w:r>"
        for word in words
    )
    assert counted(docx_body(f"<w:p>{runs}</w:p>")) == [COPIED.rstrip(".")]


@pytest.mark.parametrize("times", [2, 7, 30])
def test_a_copy_pasted_again_and_again_is_found(times: int) -> None:
    paper = f"{OWN}\n\n" + "\n\n".join([COPIED] * times)
    for one, two in ((paper, SOURCE), (SOURCE, paper)):
        found = [passage for passage in compare(prepare(one), prepare(two)) if passage.excluded is None]
        assert found, f"{times} times"
        assert COPIED.rstrip(".") in one[found[0].start : found[0].end]
