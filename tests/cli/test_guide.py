from __future__ import annotations

import json
from pathlib import Path

import pytest

from reviewer.cli import main

GUIDE = """Welcome to Lakeside MUN 2026, the Transport Council (LTC) meets in the old harbour.

Position papers are due on 1 March 2026 at 18:00 UTC.

Topic A: Safe Roads

Key questions

- Who builds roads?
- Who repairs them?

Useful links

Road union: https://roads.example/report
"""


@pytest.fixture
def guide(tmp_path: Path) -> Path:
    path = tmp_path / "guide.txt"
    path.write_text(GUIDE, encoding="utf-8")
    return path


def test_guide_prints_the_contract_s_document(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", str(guide), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert answer["file"] == str(guide)
    assert answer["conference"] == "Lakeside MUN 2026"
    assert answer["committee"] == "Transport Council (LTC)"
    assert answer["deadline"] == "2026-03-01T18:00:00+00:00"
    assert answer["warnings"] == []
    assert [{key: topic[key] for key in ("title", "questions", "links")} for topic in answer["topics"]] == [
        {
            "title": "Safe Roads",
            "questions": ["Who builds roads?", "Who repairs them?"],
            "links": [{"label": "Road union", "url": "https://roads.example/report"}],
        }
    ]
    assert answer["engine"]["semantic"] is False


def test_guide_gives_each_value_its_place(guide: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", str(guide), "--json"]) == 0
    topic = json.loads(capsys.readouterr().out)["topics"][0]
    printed = [GUIDE[place["start"] : place["end"]] for place in topic["places"]["questions"]]
    assert printed == topic["questions"]


def test_guide_for_a_person_names_what_is_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "guide.txt"
    path.write_text("Topic A: Safe Roads\n\nRoads kill.\n", encoding="utf-8")
    assert main(["guide", str(path)]) == 0
    out = capsys.readouterr().out
    assert "Safe Roads" in out
    assert "(not found)" in out
    assert "No key questions" in out


def test_guide_that_cannot_be_read_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "guide.txt"
    path.write_bytes(b"")
    assert main(["guide", str(path), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is False
    assert answer["error"]["code"] == "empty"
    assert answer["error"]["message"]
