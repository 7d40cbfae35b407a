from __future__ import annotations

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.strictness"]
