from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reviewer.models import schema
from reviewer.models.database import open_engine
from reviewer.queue import SilentBell
from reviewer.settings import Settings
from reviewer.work import House

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.strictness"]


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        """Move it on, as in `advance(days=1)`."""
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2030, 3, 1, 12, 0, tzinfo=UTC))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.from_env({"REVIEWER_ENV": "test", "VAR_DIR": str(tmp_path / "var"), "SEMANTIC": "off"})


@pytest.fixture(scope="session")
def migrated_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest schema with nothing in it: copied, it is a database in a millisecond."""
    path = tmp_path_factory.mktemp("template") / "reviewer.sqlite3"
    engine = open_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    engine.dispose()
    return path


@pytest.fixture
def house(settings: Settings, clock: Clock, migrated_template: Path) -> Iterator[House]:
    """A house of this test's own on SQLite, at the clock's time; its bell wakes nobody, `factories.run_all` does."""
    settings.var_dir.mkdir(parents=True)
    shutil.copyfile(migrated_template, settings.var_dir / "reviewer.sqlite3")
    made = House.open(settings, bell=SilentBell(), clock=clock)
    yield made
    made.engine.dispose()
