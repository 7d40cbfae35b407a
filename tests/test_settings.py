from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from reviewer.settings import Settings, SettingsError

SECRET = "s" * 40


def test_defaults_keep_all_state_under_the_var_folder(tmp_path: Path):
    settings = Settings.from_env({"VAR_DIR": str(tmp_path), "SECRET_KEY": SECRET})

    assert settings.environment == "production"
    assert settings.database_url == f"sqlite:///{tmp_path}/reviewer.sqlite3"
    assert settings.redis_url == f"unix://{tmp_path}/broker.sock"
    assert settings.storage_url == f"file://{tmp_path}/files"
    assert settings.mail_url == f"file://{tmp_path}/mail"
    assert settings.upload_limit_bytes == 20 * 1024 * 1024
    assert settings.var_dir.is_absolute()


def test_a_var_folder_too_deep_for_a_socket_gets_a_short_place_that_every_process_finds(tmp_path: Path):
    deep = {"SECRET_KEY": SECRET, "VAR_DIR": str(tmp_path / ("deep" * 30))}
    other = {"SECRET_KEY": SECRET, "VAR_DIR": str(tmp_path / ("else" * 30))}

    urls = [Settings.from_env(env).redis_url for env in (deep, deep, other)]

    assert urls[0] == urls[1] != urls[2]
    assert all(len(url.removeprefix("unix://")) <= 100 and url.endswith("/broker.sock") for url in urls)


def test_a_relative_var_folder_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    assert Settings.from_env({"SECRET_KEY": SECRET}).var_dir == tmp_path / "var"


def test_production_without_a_secret_refuses_and_says_how_to_make_one(tmp_path: Path):
    with pytest.raises(SettingsError, match=r"SECRET_KEY is not set.*token_urlsafe"):
        Settings.from_env({"VAR_DIR": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


def test_production_refuses_a_guessable_secret():
    with pytest.raises(SettingsError, match="too short"):
        Settings.from_env({"SECRET_KEY": "hunter2"})


def test_an_empty_secret_counts_as_none():
    with pytest.raises(SettingsError, match="not set"):
        Settings.from_env({"SECRET_KEY": "  "})


def test_development_makes_one_private_secret_and_keeps_it(tmp_path: Path):
    env = {"REVIEWER_ENV": "development", "VAR_DIR": str(tmp_path / "var")}

    first, second = Settings.from_env(env), Settings.from_env(env)

    kept = tmp_path / "var" / "secret_key"
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("environment", ["production", "development"])
def test_a_command_that_signs_nothing_needs_no_secret_and_makes_none(tmp_path: Path, environment: str):
    settings = Settings.from_env({"REVIEWER_ENV": environment, "VAR_DIR": str(tmp_path)}, secret_needed=False)

    assert settings.secret_key == ""
    assert list(tmp_path.iterdir()) == []


def test_two_installations_do_not_share_a_secret(tmp_path: Path):
    keys = {
        Settings.from_env({"REVIEWER_ENV": "development", "VAR_DIR": str(tmp_path / name)}).secret_key
        for name in ("one", "two")
    }

    assert len(keys) == 2


def test_a_test_run_writes_nothing(tmp_path: Path):
    assert Settings.from_env({"REVIEWER_ENV": "test", "VAR_DIR": str(tmp_path)}).secret_key
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_urls_name_the_driver(scheme: str):
    settings = Settings.from_env({"SECRET_KEY": SECRET, "DATABASE_URL": f"{scheme}://ann:pw@db.example/reviewer"})

    assert settings.database_url == "postgresql+psycopg://ann:pw@db.example/reviewer"


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("REVIEWER_ENV", "prod", "production, development, test"),
        ("DATABASE_URL", "mysql://db/reviewer", "postgresql://"),
        ("REDIS_URL", "http://broker", "redis://"),
        ("STORAGE_URL", "ftp://files", "s3://"),
        ("STORAGE_URL", "/srv/files", "file://"),
        ("MAIL_URL", "mail.example", "smtp://"),
        ("BASE_URL", "reviewer.example", "https://"),
        ("WORKERS", "many", "whole number"),
        ("WORKERS", "0", "1 or more"),
        ("TRUSTED_PROXIES", "-1", "0 or more"),
        ("SEMANTIC", "on", "auto, off"),
        ("RENDER_PAGES", "yes", "off, soffice"),
    ],
)
def test_an_unusable_value_names_the_variable_and_what_to_use(name: str, value: str, hint: str):
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"SECRET_KEY": SECRET, name: value})

    assert name in str(caught.value)
    assert hint in str(caught.value)


def test_a_refused_url_is_not_repeated_since_it_may_hold_a_password():
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"SECRET_KEY": SECRET, "REDIS_URL": "tcp://ann:sesame@broker"})

    assert "sesame" not in str(caught.value)


@pytest.mark.parametrize(("environment", "allowed"), [("production", False), ("development", True), ("test", True)])
def test_demo_accounts_are_for_anything_but_production(tmp_path: Path, environment: str, allowed: bool):
    env = {"REVIEWER_ENV": environment, "SECRET_KEY": SECRET, "VAR_DIR": str(tmp_path)}

    assert Settings.from_env(env).demo_allowed is allowed


def test_settings_cost_only_the_standard_library():
    loaded = "import sys; before = set(sys.modules); import reviewer.settings; print(*(set(sys.modules) - before))"

    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)

    foreign = {name.partition(".")[0] for name in done.stdout.split()} - sys.stdlib_module_names - {"reviewer"}
    assert foreign == set()
    assert "reviewer.settings" in done.stdout
