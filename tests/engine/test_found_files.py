"""Files that cost readers something once, kept: each is a document or a refusal, in the sandbox within its limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from reviewer.engine.document import Document, Limits, Unreadable
from reviewer.sandbox import Sandbox

FOUND = sorted((Path(__file__).parent.parent / "corpus" / "found").glob("*.bin"))


def answer(data):
    try:
        return Sandbox("fork").read_document(data, limits=Limits(seconds=120))
    except Unreadable as refusal:
        return refusal


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_file_that_was_found_is_read_or_refused(path, caplog):
    result = answer(path.read_bytes())
    assert isinstance(result, (Document, Unreadable))
    assert not (isinstance(result, Unreadable) and result.code == "timeout")
    assert caplog.records == []


def test_found_files_are_there():
    assert len(FOUND) >= 5
