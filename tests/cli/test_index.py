from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from reviewer.cli import main
from reviewer.engine import encoder as encoders
from reviewer.models import Fingerprint, IndexedDocument
from reviewer.work import House
from tests import factories


@pytest.fixture
def installed(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setenv("REVIEWER_ENV", "test")
    monkeypatch.setenv("SEMANTIC", "off")
    monkeypatch.setenv("VAR_DIR", str(Path(house.settings.var_dir)))
    with house.work() as work:
        for number in range(3):
            factories.document(work, text=f"{factories.PAPER_TEXT} Number {number}.")
    return house


def told(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert main(["index", "status", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return answer


def test_index_that_was_lost_is_rebuilt(installed: House, capsys: pytest.CaptureFixture[str]) -> None:
    whole = told(capsys)
    assert (whole["documents"], whole["missing"], whole["rebuilding_since"]) == (3, 0, None)
    with installed.work() as work:
        work.session.execute(sa.delete(Fingerprint))
        work.session.execute(sa.delete(IndexedDocument))
    lost = told(capsys)
    assert (lost["missing"], lost["rows"]) == (3, 0)
    assert main(["index", "rebuild"]) == 0
    assert capsys.readouterr().out == "Put 3 documents into the index.\n"
    assert told(capsys) == whole


def test_status_says_in_words_what_to_do_after_another_key(
    installed: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INDEX_KEY", "another key than before")
    assert main(["index", "status"]) == 0
    out = capsys.readouterr().out
    assert "3 are missing" in out
    assert "under another key: run reviewer index rebuild" in out
    assert main(["index", "rebuild"]) == 0
    capsys.readouterr()
    assert told(capsys)["other_key"] == 0
    assert installed.settings.index_key != b"another key than before"


def test_rebuild_and_status_tell_of_meaning_where_the_extra_is_installed(
    installed: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if encoders.load("auto") is None:
        pytest.skip("the semantic extra is not installed")
    with installed.work() as work:
        factories.submission(work, text=factories.PAPER_TEXT, read=True)
    assert told(capsys)["meanings"] == {"sketches": 0, "missing": 0, "size_bytes": 0}
    monkeypatch.setenv("SEMANTIC", "auto")
    assert main(["index", "rebuild"]) == 0
    assert "Sketched the meaning of 1 papers and sources" in capsys.readouterr().out
    kept = told(capsys)["meanings"]
    assert isinstance(kept, dict)
    assert (kept["sketches"], kept["missing"]) == (1, 0)
    assert kept["size_bytes"] > 500
    assert main(["index", "status"]) == 0
    assert "Sketches of meaning: 1, about" in capsys.readouterr().out
