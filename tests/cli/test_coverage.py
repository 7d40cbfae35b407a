from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reviewer.cli import main

BUSES = "How does your country pay for public buses in rural districts?"
NOISE = "Which limits on aircraft noise does your government enforce at night?"
GUIDE = f"Topic A: Safe Roads\n\nKey questions\n\n- {BUSES}\n\nTopic B: Quiet Cities\n\nKey questions\n\n- {NOISE}\n"
BUS_ANSWER = "A levy on fuel finances public buses that connect rural districts with the capital twice a day."
NOISE_ANSWER = "No aircraft may exceed seventy decibels of noise at night, a limit that fines enforce."
PAPER = f"Topic A\n\n{BUS_ANSWER}\n\nTopic B\n\n{NOISE_ANSWER}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "nordavia.txt").write_text(PAPER, encoding="utf-8")
    (tmp_path / "papers" / "suder.txt").write_text(PAPER.replace("fuel", "tolls"), encoding="utf-8")
    (tmp_path / "guide.txt").write_text(GUIDE, encoding="utf-8")
    (tmp_path / "questions.tsv").write_text(f"{BUSES}\tA levy or tolls.\n\n{NOISE}\n", encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: object, status: int = 0) -> str:
    assert main(["--semantic=off", "coverage", *map(str, arguments)]) == status
    return capsys.readouterr().out


def answer(capsys: pytest.CaptureFixture[str], *arguments: object, status: int = 0) -> Any:
    return json.loads(run(capsys, *arguments, "--json", status=status))


def test_coverage_of_a_paper_by_a_guide(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paper = folder / "papers" / "nordavia.txt"
    result = answer(capsys, paper, "--guide", folder / "guide.txt")
    assert result["file"] == str(paper)
    assert result["failed"] == []
    assert result["engine"]["semantic"] is False
    assert [topic["title"] for topic in result["topics"]] == ["Safe Roads", "Quiet Cities"]
    questions = [topic["questions"][0] for topic in result["topics"]]
    assert [question["question"] for question in questions] == [BUSES, NOISE]
    assert [PAPER[q["evidence"][0]["start"] : q["evidence"][0]["end"]] for q in questions] == [BUS_ANSWER, NOISE_ANSWER]
    assert {question["status"] for question in questions} <= {"covered", "partly", "missing"}


def test_coverage_of_one_topic_counts_from_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = answer(capsys, folder / "papers" / "nordavia.txt", "--guide", folder / "guide.txt", "--topic", 2)
    assert [topic["title"] for topic in result["topics"]] == ["Quiet Cities"]


def test_coverage_by_a_list_of_questions_with_hints(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = answer(capsys, folder / "papers" / "nordavia.txt", "--questions", folder / "questions.tsv")
    assert [question["question"] for question in result["topics"][0]["questions"]] == [BUSES, NOISE]


def test_coverage_of_a_folder_lists_its_papers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "papers" / "void.txt").write_bytes(b"")
    result = answer(capsys, folder / "papers", "--guide", folder / "guide.txt", status=1)
    assert [Path(paper["file"]).name for paper in result["papers"]] == ["nordavia.txt", "suder.txt"]
    assert [(Path(one["file"]).name, one["error"]["code"]) for one in result["failed"]] == [("void.txt", "empty")]


def test_coverage_for_a_person_says_likely_and_shows_the_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = run(capsys, folder / "papers" / "nordavia.txt", "--guide", folder / "guide.txt")
    assert "likely answered" in out
    assert BUS_ANSWER in out


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["papers/nordavia.txt"],
        ["papers/nordavia.txt", "--guide", "guide.txt", "--questions", "questions.tsv"],
        ["papers/nordavia.txt", "--questions", "questions.tsv", "--topic", "1"],
        ["papers/nordavia.txt", "--guide", "guide.txt", "--topic", "3"],
        ["papers/nordavia.txt", "--guide", "papers/nordavia.txt"],
        ["papers/nordavia.txt", "--guide", "absent.txt"],
        ["papers/nordavia.txt", "--batch", "questions.tsv"],
    ],
)
def test_wrong_usage_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(folder)
    assert main(["--semantic=off", "coverage", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("reviewer coverage: ")


def batch(folder: Path, *items: object) -> Path:
    path = folder / "batch.jsonl"
    path.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return path


def item(name: str, group: str, text: str = PAPER, hint: str | None = None) -> dict[str, Any]:
    asked = {"question": BUSES, "hint": hint} if hint else BUSES
    topics = [{"title": "Safe Roads", "questions": [asked]}, {"title": "Quiet Cities", "questions": [NOISE]}]
    return {"id": name, "group": group, "text": text, "topics": topics, "guide_text": GUIDE}


def test_batch_answers_every_line_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = batch(folder, item("a", "one"), item("b", "two"), item("c", "one", hint="A levy on fuel."))
    results = [json.loads(line) for line in run(capsys, "--batch", path).splitlines()]
    assert [result["id"] for result in results] == ["a", "b", "c"]
    assert all(len(topic["questions"]) == 1 for result in results for topic in result["topics"])
    scores = {result["id"]: result["topics"][0]["questions"][0]["score"] for result in results}
    assert scores["c"] > scores["a"]


def test_batch_names_bad_lines_and_answers_the_others(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad_topic = {**item("c", "one"), "topics": [{"title": "Safe Roads", "questions": [7]}]}
    path = batch(folder, item("a", "one"), {"id": "b", "group": "one"}, bad_topic)
    path.write_text(path.read_text(encoding="utf-8") + "{not json\n", encoding="utf-8")
    results = [json.loads(line) for line in run(capsys, "--batch", path, status=1).splitlines()]
    assert [result["id"] for result in results] == ["a", "b", "c", None]
    assert results[0]["topics"]
    assert [result.get("ok") for result in results[1:]] == [False, False, False]
    assert all(result["error"]["message"].startswith("Line ") for result in results[1:])


def test_batch_does_not_depend_on_the_order_of_its_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    items = [item("a", "one"), item("b", "one", PAPER.replace("fuel", "tolls")), item("c", "one", f"{NOISE_ANSWER}\n")]
    forward = [json.loads(line) for line in run(capsys, "--batch", batch(folder, *items)).splitlines()]
    backward = [json.loads(line) for line in run(capsys, "--batch", batch(folder, *reversed(items))).splitlines()]
    assert len(forward) == 3
    assert forward == backward[::-1]
