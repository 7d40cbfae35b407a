from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reviewer.cli import main
from reviewer.domain.errors import Refused
from reviewer.services import accounts
from reviewer.settings import Settings
from reviewer.work import House

ADDRESS = "olga@harbour.example"


@pytest.fixture
def installed(settings: Settings, migrated_template: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """The installation that the environment names, as it is after `reviewer db upgrade`."""
    settings.var_dir.mkdir(parents=True)
    shutil.copyfile(migrated_template, settings.var_dir / "reviewer.sqlite3")
    monkeypatch.setenv("VAR_DIR", str(settings.var_dir))
    monkeypatch.setenv("REVIEWER_ENV", "test")
    return House.open(settings)


def last_word(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.split()[-1]


def test_staff_add_makes_an_operator_who_can_sign_in(installed: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "add", ADDRESS, "--name", "Olga Brandt", "--operator"]) == 0
    with installed.reading() as session:
        found = accounts.authenticate(session, email=ADDRESS, password=last_word(capsys))
    assert found.is_operator
    assert found.name == "Olga Brandt"


def test_staff_password_replaces_the_old_one_and_ends_sessions(
    installed: House, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["staff", "add", ADDRESS, "--name", "Olga Brandt", "--operator"])
    old = last_word(capsys)
    with installed.reading() as session:
        key = accounts.authenticate(session, email=ADDRESS, password=old).session_key
    assert main(["staff", "password", ADDRESS]) == 0
    new = last_word(capsys)
    with installed.reading() as session:
        assert accounts.authenticate(session, email=ADDRESS, password=new).session_key != key
        with pytest.raises(Refused):
            accounts.authenticate(session, email=ADDRESS, password=old)


def test_staff_password_says_that_an_address_is_unknown(installed: House, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "password", "nobody@harbour.example"]) == 1
    assert "There is no account with the address 'nobody@harbour.example'." in capsys.readouterr().err


def test_staff_add_wants_to_know_what_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["staff", "add", ADDRESS, "--name", "Olga Brandt"]) == 2
    assert "--operator" in capsys.readouterr().err
