from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
import yaml

from reviewer import catalog
from reviewer.cli import formats, main
from tests.format_papers import SOURCES, Sheet, docx_bytes


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    formats.add_arguments(parser)
    return formats.run(parser.parse_args(words))


def test_check_without_files_checks_every_shipped_profile(capsys):
    assert run("check") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(catalog.files(catalog.format_folder())) >= 12
    assert "half-page.yaml: ok, checks words, plain" in lines


def test_check_names_every_fault_and_goes_on(tmp_path: Path, capsys):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: wrong\npages: {max: 0}\ncolour: red\n")
    assert run("check", str(wrong), str(catalog.format_folder() / "blind.yaml")) == 1
    shown = capsys.readouterr()
    assert f"{wrong}: colour: This key is not known here." in shown.err
    assert f"{wrong}: pages.max: 0 is outside 0.25 to 100." in shown.err
    assert "blind.yaml: ok" in shown.out


def test_check_and_list_as_json_print_one_document(tmp_path: Path, capsys):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("name: [\n")
    assert run("check", str(wrong), "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["formats"], answer["faults"][0]["path"]) == ([], "line 2, column 1")
    assert run("list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)["formats"]
    assert {one["name"] for one in listed} == set(catalog.load_formats())


def test_show_prints_a_profile_that_reads_back_the_same(capsys):
    assert run("show", "tecmun") == 0
    shown = yaml.safe_load(capsys.readouterr().out)
    assert catalog.load_format_text(yaml.safe_dump(shown), file="x") == catalog.load_formats()["tecmun"]
    assert run("show", "no-such-profile") == 1
    assert "cannot be opened" in capsys.readouterr().err


@pytest.fixture
def paper(tmp_path: Path) -> str:
    path = tmp_path / "ruritania.docx"
    path.write_bytes(docx_bytes(Sheet(sources=SOURCES, spacing=2.0)))
    return str(path)


def test_parse_adds_findings_by_a_profile_of_either_kind(paper: str, tmp_path: Path, capsys):
    assert main(["parse", paper, "--format", "two-pages-single", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)["format_findings"]
    assert {one["check"]: one["state"] for one in findings} == {
        **dict.fromkeys(("pages", "fonts", "size", "margins", "header"), "pass"),
        "spacing": "fail",
    }
    own = tmp_path / "own.yaml"
    own.write_text("name: own\ntitle: Own\nlanguage: en\ndescription: D\nfile_name: {pattern: '{country}'}\n")
    assert main(["parse", paper, "--format", str(own)]) == 0
    assert "pass: file_name: name_fits" in capsys.readouterr().out


def test_parse_without_a_profile_has_no_findings_and_a_wrong_one_is_wrong_usage(paper: str, capsys):
    assert main(["parse", paper, "--json"]) == 0
    assert "format_findings" not in json.loads(capsys.readouterr().out)
    assert main(["parse", paper, "--format", "no-such-profile"]) == 2
    assert "cannot be opened" in capsys.readouterr().err
