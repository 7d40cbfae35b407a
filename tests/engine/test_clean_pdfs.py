"""Papers printed by many programs are read whole, in order and without a false flag."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from rapidfuzz.distance import LCSseq

from reviewer.engine.readers import read

CORPUS = Path(__file__).parent.parent / "corpus" / "clean" / "pdf"
PAPERS = sorted(CORPUS.glob("*.pdf"))
NOTE_MARKS = re.compile("[\u00b9\u00b2\u00b3\u2070-\u2079]+")
APART = ("header", "footer", "footnote")


def words(text):
    return re.findall(r"\w+", NOTE_MARKS.sub("", unicodedata.normalize("NFC", text)))


@pytest.fixture(scope="module")
def documents():
    return {path.stem: read(path.read_bytes()) for path in PAPERS}


def test_corpus_is_there():
    assert len(PAPERS) >= 20
    assert all(path.with_suffix(".txt").stat().st_size > 1_000 for path in PAPERS)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_words_are_read_once_and_in_order(documents, paper):
    document = documents[paper.stem]
    blocks = [block for block in document.blocks if block.kind not in APART]
    blocks += [block for block in document.blocks if block.kind == "footnote"]
    found = words(" ".join(document.text[block.start : block.end] for block in blocks))
    expected = words(paper.with_suffix(".txt").read_text())
    assert LCSseq.similarity(expected, found) >= 0.99 * max(len(expected), len(found))


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_clean_paper_raises_no_flag(documents, paper):
    assert [flag for flag in documents[paper.stem].flags if flag.severity != "info"] == []


@pytest.mark.parametrize(
    ("stem", "notes"),
    [("libreoffice_letter_notes", 2), ("pdftex_article_notes", 2), ("typst_two_columns", 2), ("groff_ms", 2)],
)
def test_notes_are_told_from_the_body(documents, stem, notes):
    assert [block.kind for block in documents[stem].blocks].count("footnote") == notes


@pytest.mark.parametrize(
    ("stem", "head"),
    [
        ("libreoffice_running_heads", "Invented Conference 2031 \u2014 Council for Safe Harbours"),
        ("weasyprint_a4", "1 / 1"),
        ("pdftex_two_columns", "1"),
    ],
)
def test_running_heads_and_page_numbers_are_apart(documents, stem, head):
    document = documents[stem]
    apart = [document.text[b.start : b.end] for b in document.blocks if b.kind in ("header", "footer")]
    assert head in apart


@pytest.mark.parametrize(
    ("stem", "address"),
    [
        (
            "libreoffice_letter_notes",
            "/sessions/2018/second-session/minutes-of-the-second-session_final.pdf",
        ),
        (
            "typst_two_columns",
            "/publicaciones/boletines/boletin-44/aguas-subterraneas-de-la-meseta-alta.pdf",
        ),
        (
            "fpdf2_core_font",
            "https://harbours.elbonia.example/reports/2022/annual-report-on-coastal-safety.html?lang=en&view=full",
        ),
    ],
)
def test_address_broken_over_lines_is_whole(documents, stem, address):
    assert address in documents[stem].text


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_title_block_headings_and_references_are_told(documents, paper):
    kinds = [block.kind for block in documents[paper.stem].blocks]
    assert kinds.count("title") >= 2
    assert kinds.count("heading") >= 3
    assert "references" in kinds
