from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from reviewer.models import schema
from reviewer.models.database import open_engine
from reviewer.queue import SilentBell
from reviewer.settings import Settings
from reviewer.work import House

pytest_plugins = [
    "tests.fixtures.browsers",
    "tests.fixtures.catalogues",
    "tests.fixtures.pages",
    "tests.fixtures.queries",
    "tests.fixtures.servers",
    "tests.fixtures.strictness",
]


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


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Engine]:
    """A database of either kind, for this test alone, with nothing in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        url = request.getfixturevalue("new_postgres_database")()
    engine = open_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def house_on(settings: Settings, clock: Clock) -> Callable[[sa.Engine], House]:
    """The house on a certain database."""

    def open_on(engine: sa.Engine) -> House:
        url = engine.url.render_as_string(hide_password=False)
        made = House.open(replace(settings, database_url=url), bell=SilentBell(), clock=clock)
        made.engine.dispose()
        return replace(made, engine=engine)

    return open_on


@pytest.fixture
def either_house(empty_engine: sa.Engine, house_on: Callable[[sa.Engine], House]) -> House:
    """A house at the newest schema, on SQLite and on PostgreSQL in turn."""
    schema.upgrade(empty_engine)
    return house_on(empty_engine)
