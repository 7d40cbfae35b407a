"""Pages by LibreOffice, where it is installed and the kernel lets it run apart."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer import rendering
from reviewer.models import RenderedPages
from reviewer.sandbox import Sandbox
from reviewer.services import page_counts
from reviewer.work import House
from tests import factories as make
from tests import format_papers as papers

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONG = papers.Sheet(parts=(("", tuple(papers.prose(300, place) for place in range(5))),))
needs_program = pytest.mark.skipif(rendering.program() is None, reason="LibreOffice cannot run apart here")


@needs_program
@pytest.mark.slow
def test_pages_of_a_word_file_are_counted_as_they_are_laid_out(house: House, tmp_path: Path, monkeypatch) -> None:
    folder = tmp_path / "rendering"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    data = papers.docx_bytes(LONG)
    document = papers.read(data)
    house.storage.put(data)
    asked = replace(house, settings=replace(house.settings, render_pages="soffice"))
    assert page_counts.count(house, Sandbox("fork"), document) is None, "off unless it is asked for"
    pages = page_counts.count(asked, Sandbox("fork"), document)
    assert pages in (2, 3)
    assert list(folder.iterdir()) == [], "nothing is left behind"
    with house.work() as work:
        row = make.document(work)
        page_counts.keep(work, row.id, pages or 0)
        page_counts.keep(work, row.id, 9)
        assert work.session.get_one(RenderedPages, row.id).pages == pages


@needs_program
def test_what_takes_too_long_is_given_up(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert rendering.render(papers.docx_bytes(LONG), DOCX, seconds=0.05) is None
    assert list(tmp_path.iterdir()) == []


def test_formats_with_pages_or_without_type_are_not_rendered() -> None:
    assert rendering.render(b"%PDF-1.7", "application/pdf") is None
    assert rendering.render(b"words", "text/plain") is None
