from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench.running import service
from tests.fixtures.servers import broker
from tests.journeys.walking import Installation, Walk


@pytest.fixture(params=["sqlite-and-embedded-broker", "postgresql-and-external-broker"])
def installation(request: pytest.FixtureRequest, tmp_path: Path, short_folder: Path) -> Iterator[Installation]:
    """The whole service as `reviewer serve` starts it, on either kind of ground."""
    folder = tmp_path / "var"
    folder.mkdir()
    if request.param.startswith("sqlite"):
        yield from _running(folder)
        return
    url = request.getfixturevalue("new_postgres_database")()
    with broker(short_folder / "walk.sock"):
        yield from _running(folder, DATABASE_URL=url, REDIS_URL=f"unix://{short_folder / 'walk.sock'}")


def _running(folder: Path, **settings: str) -> Iterator[Installation]:
    with service(folder, demo=False, SEMANTIC="off", **settings) as running:
        home = f"http://127.0.0.1:{running.port}"
        yield Installation(home, {**running.environment, "BASE_URL": home})


@pytest.fixture
def walk(chromium: Browser, installation: Installation, tmp_path: Path) -> Iterator[Walk]:
    made = Walk(chromium, installation, tmp_path)
    yield made
    made.close()
