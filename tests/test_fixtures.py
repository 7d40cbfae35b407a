"""The tests' own ground: servers that really run, and skips that cannot hide."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import redis

ROOT = Path(__file__).parent.parent


def test_the_broker_is_real(broker_url: str):
    client = redis.Redis.from_url(broker_url)
    with client:
        client.set("greeting", "hello")
        assert client.get("greeting") == b"hello"
        assert client.delete("greeting") == 1


def test_the_database_is_real_and_empty(postgres_url: str):
    import psycopg

    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        version = connection.execute("SELECT version()").fetchone()
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()

    assert version is not None
    assert version[0].startswith("PostgreSQL")
    assert tables == []


@pytest.mark.parametrize(
    ("strict", "test", "outcome"),
    [
        ("1", "@pytest.mark.browser\ndef test_one():\n    pytest.skip('no such thing here')", "1 failed"),
        ("1", "def test_one():\n    pytest.skip('no such thing here')", "1 failed"),
        ("1", "@pytest.mark.skipif(True, reason='no such thing here')\ndef test_one():\n    pass", "1 error"),
        ("1", "pytest.importorskip('no_such_thing', reason='no such thing here')", "1 error"),
        ("1", "@pytest.mark.skipif(True, reason='this kernel has no Landlock')\ndef test_one(): ...", "1 skipped"),
        ("", "def test_one():\n    pytest.skip('no such thing here')", "1 skipped"),
    ],
)
def test_strict_runs_fail_where_a_test_is_skipped_for_want_of_a_package(
    tmp_path: Path, strict: str, test: str, outcome: str
) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.fixtures.strictness"]\n')
    (tmp_path / "test_one.py").write_text(f"import pytest\n\n{test}\n")

    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-c", str(ROOT / "pyproject.toml"), "--rootdir", str(tmp_path), "."],
        cwd=tmp_path,
        env={"CI_STRICT": strict, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert outcome in done.stdout
    assert "skipped" in done.stdout
