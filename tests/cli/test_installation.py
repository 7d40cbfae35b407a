from __future__ import annotations

import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.cli import main
from reviewer.models import Conference, Membership, User
from reviewer.models.database import open_engine
from reviewer.services import accounts


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installation that was never started."""
    folder = tmp_path / "var"
    for name in ("DATABASE_URL", "REDIS_URL", "STORAGE_URL", "SECRET_KEY", "BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REVIEWER_ENV", "test")
    monkeypatch.setenv("VAR_DIR", str(folder))
    monkeypatch.setenv("SEMANTIC", "off")
    return folder


def _rows(var: Path, query: sa.Select) -> list:
    engine = open_engine(f"sqlite:///{var / 'reviewer.sqlite3'}")
    with Session(engine) as session:
        rows = list(session.scalars(query))
    engine.dispose()
    return rows


def test_the_schema_is_made_once_and_checked(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["db", "check"]) == 2
    assert "reviewer db upgrade" in capsys.readouterr().err
    assert not var.exists()
    assert main(["db", "upgrade"]) == 0
    assert main(["db", "upgrade"]) == 0
    assert main(["db", "check"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "from nothing to" in lines[0]
    assert "already" in lines[1]
    assert "newest" in lines[2]


def test_a_database_that_cannot_be_reached_is_named_without_its_password(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://reviewer:hush-hush@127.0.0.1:1/none")
    assert main(["db", "upgrade"]) == 2
    said = capsys.readouterr().err
    assert "127.0.0.1:1" in said
    assert "DATABASE_URL" in said
    assert "hush-hush" not in said


@pytest.mark.parametrize("command", [["sweep"], ["demo"], ["staff", "add", "a@b.example", "--name", "A", "--operator"]])
def test_commands_ask_for_the_schema_first(var: Path, command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command) == 2
    assert "reviewer db upgrade" in capsys.readouterr().err


def test_an_operator_gets_a_password_that_signs_in(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["db", "upgrade"])
    assert main(["staff", "add", "Iria@College.example", "--name", "Iria Belmonte", "--operator"]) == 0
    password = capsys.readouterr().out.split()[-1]
    engine = open_engine(f"sqlite:///{var / 'reviewer.sqlite3'}")
    with Session(engine) as session:
        user = accounts.authenticate(session, email="iria@college.example", password=password)
        assert (user.name, user.is_operator) == ("Iria Belmonte", True)
    engine.dispose()
    assert main(["staff", "add", "iria@college.example", "--name", "Iria", "--operator"]) == 0
    assert "keeps its password" in capsys.readouterr().out


def test_staff_are_added_to_a_conference_that_stands(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["db", "upgrade"])
    assert main(["staff", "add", "a@b.example", "--name", "A", "--conference", "nowhere"]) == 1
    assert "nowhere" in capsys.readouterr().err
    assert _rows(var, sa.select(User)) == []
    assert main(["demo"]) == 0
    assert (var / "demo-accounts.txt").read_text() in capsys.readouterr().out
    assert main(["staff", "add", "a@b.example", "--name", "A", "--conference", "hcmun"]) == 0
    [added] = _rows(var, sa.select(User.id).filter_by(email="a@b.example"))
    assert len(_rows(var, sa.select(Membership).filter_by(user_id=added))) == 1


def test_staff_must_be_given_something_to_do(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "add", "a@b.example", "--name", "A"]) == 2
    assert "--operator" in capsys.readouterr().err


def test_the_demo_is_made_where_nobody_is_yet(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["db", "upgrade"])
    capsys.readouterr()
    assert main(["demo", "--if-empty"]) == 0
    kept = var / "demo-accounts.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    first = kept.read_text()
    assert str(kept) in capsys.readouterr().out
    assert main(["demo", "--if-empty"]) == 0
    assert kept.read_text() == first
    assert len(_rows(var, sa.select(Conference))) == 1


def test_production_has_no_demo(var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("REVIEWER_ENV", "production")
    monkeypatch.setenv("SECRET_KEY", "a key for this test only, long enough")
    main(["db", "upgrade"])
    assert main(["demo"]) == 1
    assert "not made in production" in capsys.readouterr().err
    assert _rows(var, sa.select(User)) == []


def test_a_sweep_says_what_it_did(var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["db", "upgrade"])
    assert main(["sweep"]) == 0
    assert "0 conferences erased" in capsys.readouterr().out
    assert main(["sweep", "--work-only"]) == 0
    assert "erased" not in capsys.readouterr().out
