from __future__ import annotations

import subprocess
import sys

import pytest

from reviewer.cli import COMMANDS, main
from tests.engine.builders import docx_file, lines, pdf_file

STRANGERS = ("flask", "sqlalchemy", "rq", "redis", "reportlab", "numpy")


def python(code, *arguments):
    return subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("data", [docx_file(), pdf_file(lines("Some words on a page."))], ids=["docx", "pdf"])
def test_parse_loads_no_service_library(tmp_path, data):
    paper = tmp_path / "paper"
    paper.write_bytes(data)
    code = (
        "import sys; from reviewer.cli import main; status = main(['parse', sys.argv[1], '--json']);"
        f"print([name for name in {STRANGERS} if name in sys.modules], file=sys.stderr); sys.exit(status)"
    )
    run = python(code, str(paper))
    assert (run.returncode, run.stderr.strip()) == (0, "[]")
    assert '"ok": true' in run.stdout


def test_help_loads_no_command():
    code = (
        "import sys; from reviewer.cli import main; main(['--help']);"
        "loaded = [name for name in sys.modules if name.startswith(('reviewer.cli.', 'reviewer.engine'))];"
        "print(loaded, file=sys.stderr)"
    )
    run = python(code)
    assert run.stderr.strip() == "[]"
    assert all(name in run.stdout for name in COMMANDS)


def test_module_runs_like_the_command():
    run = subprocess.run([sys.executable, "-m", "reviewer", "--version"], capture_output=True, text=True, check=False)
    assert run.returncode == 0
    assert run.stdout.startswith("reviewer ")


def test_help_of_a_command_names_its_arguments(capsys):
    assert main(["parse", "--help"]) == 0
    assert "--batch" in capsys.readouterr().out


def test_unknown_command_is_wrong_usage_and_lists_the_others(capsys):
    assert main(["prase"]) == 2
    assert "parse" in capsys.readouterr().err


def test_no_command_is_wrong_usage(capsys):
    assert main([]) == 2
    assert "--help" in capsys.readouterr().err


def test_command_whose_module_is_missing_says_so(monkeypatch, capsys):
    monkeypatch.setitem(COMMANDS, "absent", ("reviewer.cli.absent_module", "not there"))
    assert main(["absent"]) == 2
    assert "'absent' is not part of this installation" in capsys.readouterr().err


def test_semantic_stands_before_the_command(tmp_path, capsys):
    paper = tmp_path / "paper.txt"
    paper.write_text("Some words.")
    assert main(["--semantic=off", "parse", str(paper), "--json"]) == 0
    assert main(["--semantic=maybe", "parse", str(paper)]) == 2
    assert "maybe" in capsys.readouterr().err
