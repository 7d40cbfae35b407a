from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from reviewer.models import schema
from reviewer.models.database import open_engine
from reviewer.queue import SilentBell
from reviewer.settings import Settings
from reviewer.work import House
from tests.conftest import Clock


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
