"""Honest papers of many writers: read word by word, and no flag that anybody need look at."""

from __future__ import annotations

from pathlib import Path

import pytest
from rapidfuzz.distance import LCSseq

from reviewer.engine.readers import read

FOLDER = Path(__file__).parents[1] / "corpus" / "clean" / "office"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".docx", ".odt", ".rtf"))
WITHOUT_STYLES = {"textedit", "python-docx"}
QUOTATION_IN_A_BOX = {"word-text-boxes", "shaped", "pandoc"}
APART = ("header", "footer")


def words(text):
    """Without bullets that stand alone."""
    return [word for word in text.split() if any(map(str.isalnum, word))]


PAPERS = {path.stem: words(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.txt")}


def body_words(document):
    blocks = (block for block in document.blocks if block.kind not in APART)
    return words(" ".join(document.text[block.start : block.end] for block in blocks))


def fidelity(document):
    """How much of the nearest paper's words is there in order, and how little else: 1 when word is equal to word."""
    found = body_words(document)
    return max(LCSseq.normalized_similarity(found, known) for known in PAPERS.values())


def test_there_are_twenty_files_of_three_kinds():
    assert len(FILES) >= 20
    assert {path.suffix for path in FILES} == {".docx", ".odt", ".rtf"}
    assert sum(path.stat().st_size for path in FILES) < 1_000_000


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_clean_file_raises_no_flag_to_look_at(path):
    document = read(path.read_bytes(), name=path.name)
    assert [flag.detail for flag in document.flags if flag.severity != "info"] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_clean_file_is_read_word_by_word(path):
    assert fidelity(read(path.read_bytes(), name=path.name)) >= 0.99


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_clean_file_is_told_apart_into_its_parts(path):
    document = read(path.read_bytes(), name=path.name)
    kinds = {block.kind for block in document.blocks}
    assert {"title", "paragraph", "references"} <= kinds
    if path.stem not in WITHOUT_STYLES:
        assert {"heading", "list_item", "footnote"} <= kinds
        assert "quotation" in kinds or path.stem in QUOTATION_IN_A_BOX
