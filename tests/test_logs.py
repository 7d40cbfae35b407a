"""Logs tell what broke, and neither what anybody typed nor a line that nobody logged."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
import structlog

from reviewer import logs
from reviewer.settings import Settings
from reviewer.work import House
from tests import factories


@pytest.fixture(autouse=True)
def configured() -> None:
    logs.configure()


def test_traceback_names_the_place_and_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    def sign_in(typed: str) -> None:
        raise RuntimeError(f"{len(typed)} letters")

    password = "seven invented herons"
    try:
        sign_in(password)
    except RuntimeError:
        structlog.get_logger("tests").exception("request.broke")
    told = capsys.readouterr().err
    assert "request.broke" in told
    assert "in sign_in" in told
    assert "RuntimeError: 21 letters" in told
    assert "seven invented" not in told


def test_value_with_a_line_break_stays_on_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger("tests").warning("request.broke", path="/a\nforged line")
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_database_errors_do_not_repeat_what_was_to_be_written(house: House) -> None:
    def twice() -> None:
        with house.work() as work:
            for _ in range(2):
                factories.user(work, email="noor@school.example", name="Noor Ilvar")

    with pytest.raises(sa.exc.IntegrityError) as caught:
        twice()
    assert "users.email" in str(caught.value)
    assert "noor@school.example" not in str(caught.value)


def test_settings_do_not_print_their_secrets() -> None:
    secret, password = "k" * 40, "hunter-of-herons"
    env = {
        "REVIEWER_ENV": "production",
        "SECRET_KEY": secret,
        "DATABASE_URL": f"postgresql://me:{password}@db/reviewer",
        "REDIS_URL": f"redis://:{password}@broker",
        "MAIL_URL": f"smtps://me:{password}@mail",
        "STORAGE_URL": f"s3://bucket?endpoint=https://me:{password}@store",
    }
    shown = repr(Settings.from_env(env))
    assert "production" in shown
    assert secret not in shown
    assert password not in shown
