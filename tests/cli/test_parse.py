from __future__ import annotations

import json
import os

import pytest

from reviewer.cli import inputs, main
from reviewer.engine.document import Limits
from tests.engine.builders import MORE, PROSE, docx_body, docx_file, lines, paragraph, pdf_file


def answer_of(capsys, *arguments):
    status = main(["parse", *map(str, arguments)])
    return status, capsys.readouterr()


def test_json_is_one_document_with_the_keys_of_the_contract(tmp_path, capsys):
    paper = tmp_path / "paper.docx"
    paper.write_bytes(docx_file())
    status, printed = answer_of(capsys, paper, "--json")
    answer = json.loads(printed.out)
    assert (status, printed.err) == (0, "")
    assert answer["ok"] is True
    assert answer["file"] == str(paper)
    assert answer["text"] == f"{PROSE}\n\n{MORE}"
    assert {
        "media_type",
        "sha256",
        "language",
        "words",
        "pages",
        "blocks",
        "format",
        "metadata",
        "flags",
    } <= answer.keys()
    assert [answer["text"][block["start"] : block["end"]] for block in answer["blocks"]] == [PROSE, MORE]
    assert answer["engine"]["version"]


def test_rejected_file_exits_1_with_its_reason(tmp_path, capsys):
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"%PDF-1.7 nothing more")
    status, printed = answer_of(capsys, paper, "--json")
    answer = json.loads(printed.out)
    assert status == 1
    assert (answer["ok"], answer["error"]["code"]) == (False, "corrupt")
    assert answer["error"]["message"]


def test_missing_file_exits_1_and_names_it(tmp_path, capsys):
    status, printed = answer_of(capsys, tmp_path / "nowhere.docx")
    assert status == 1
    assert "nowhere.docx" in printed.out


def test_batch_answers_every_line_in_order(tmp_path, capsys):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.docx"
    good.write_text(PROSE)
    bad.write_bytes(b"\x00\x01\x02 not a paper")
    listing = tmp_path / "list"
    listing.write_text(f"{bad}\n{good}\n{tmp_path / 'gone.txt'}\n")
    status, printed = answer_of(capsys, "--batch", listing)
    answers = [json.loads(line) for line in printed.out.splitlines()]
    assert status == 1
    assert [answer["id"] for answer in answers] == [str(bad), str(good), str(tmp_path / "gone.txt")]
    assert [answer["ok"] for answer in answers] == [False, True, False]
    assert answers[1]["text"] == PROSE


def test_list_that_cannot_be_opened_is_wrong_usage(tmp_path, capsys):
    status, printed = answer_of(capsys, "--batch", tmp_path / "nowhere")
    assert status == 2
    assert "nowhere" in printed.err


@pytest.mark.parametrize("arguments", [[], ["a.txt", "--batch", "b"], ["--max-pages", "many", "a.txt"]])
def test_wrong_usage_exits_2(arguments, capsys):
    assert answer_of(capsys, *arguments)[0] == 2


def test_limits_can_be_raised_for_a_source(tmp_path, capsys):
    guide = tmp_path / "guide.pdf"
    guide.write_bytes(pdf_file(*[lines(f"Page {at} of a long guide about rivers.") for at in range(3)]))
    assert answer_of(capsys, guide, "--json", "--max-pages", "2")[0] == 1
    assert answer_of(capsys, guide, "--json", "--max-pages", "3")[0] == 0


def test_person_reads_counts_and_flags(tmp_path, capsys):
    paper = tmp_path / "paper.docx"
    paper.write_bytes(docx_body(paragraph("Secret words for the machine.", "<w:vanish/>")))
    status, printed = answer_of(capsys, paper)
    assert status == 0
    assert "words" in printed.out
    assert "hidden_text" in printed.out
    assert PROSE in printed.out


def test_folders_are_read_recursively_and_failures_are_listed(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "b.txt").write_text(MORE)
    (tmp_path / "a.txt").write_text(PROSE)
    (tmp_path / ".hidden.txt").write_text("not a paper")
    (tmp_path / "c.docx").write_bytes(b"")
    given = str(tmp_path)
    loaded, failed = inputs.load([given, str(tmp_path / "a.txt")], limits=Limits())
    assert [item.name for item in loaded] == [str(tmp_path / "a.txt"), str(tmp_path / "inner" / "b.txt")]
    assert [(item.name, item.error.code) for item in failed] == [(str(tmp_path / "c.docx"), "empty")]


def test_names_stay_as_they_were_given(tmp_path, monkeypatch):
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text(PROSE)
    monkeypatch.chdir(tmp_path)
    assert inputs.find(["./papers"]) == ["./papers/a.txt"]
    assert inputs.find(["papers/", "papers/a.txt", "gone.txt"]) == ["papers/a.txt", "gone.txt"]


def test_link_on_the_command_line_is_followed_and_keeps_its_name(tmp_path):
    (tmp_path / "real.txt").write_text(PROSE)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "real.txt")
    loaded, failed = inputs.load([str(link)], limits=Limits())
    assert [item.name for item in loaded] == [str(link)]
    assert failed == []


def test_pipe_is_refused_at_once(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    _, failed = inputs.load([str(pipe)], limits=Limits())
    assert [item.error.code for item in failed] == ["corrupt"]


def test_facts_of_the_paper_come_with_its_topics(tmp_path, capsys):
    paper = tmp_path / "paper.txt"
    paper.write_text(f"Country: Chad\n\nTopic A: Water\n\n{PROSE} (Atlas, 2019).\n\nTopic B: Light\n\n{MORE}")
    assert main(["parse", str(paper), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["words_by_topic"] == {"Water": len(PROSE.split()) + 5, "Light": len(MORE.split()) + 3}
    facts = answer["facts"]
    assert [(one["name"], answer["text"][one["start"] : one["end"]]) for one in facts["title"]] == [("country", "Chad")]
    assert [one["kind"] for one in facts["citations"]] == ["parenthetical"]
    assert facts["pages"]["how"] == "estimated"
    assert main(["parse", str(paper), "--json", "--topic", "Lamps", "--topic", "Wells"]) == 0
    assert set(json.loads(capsys.readouterr().out)["words_by_topic"]) == {"Lamps", "Wells"}
