from __future__ import annotations

import argparse
import json

from reviewer import catalog
from reviewer.cli import rubrics


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    rubrics.add_arguments(parser)
    return rubrics.run(parser.parse_args(words))


def test_check_without_files_checks_every_shipped_rubric(capsys):
    assert run("check") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(catalog.files())
    assert "blank.yaml: ok, 2 criteria out of 100" in lines


def test_check_names_every_fault_and_goes_on(tmp_path, capsys):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: Wrong Name\ncolour: red\n")
    assert run("check", str(wrong), str(catalog.files()[0])) == 1
    shown = capsys.readouterr()
    assert f"{wrong}: colour: This key is not known here." in shown.err
    assert f"{wrong}: name: 'Wrong Name' must be small letters" in shown.err
    assert f"{catalog.files()[0].name}: ok" in shown.out


def test_check_as_json_prints_one_document(tmp_path, capsys):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: [\n")
    assert run("check", str(wrong), "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["rubrics"] == []
    assert [fault["path"] for fault in answer["faults"]] == ["line 2, column 1"]


def test_list_shows_names_languages_and_titles(capsys):
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [path.stem for path in catalog.files()]
    assert next(line for line in lines if line.startswith("tecmun")).split()[1] == "es"
