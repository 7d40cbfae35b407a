"""Measurements of the running service; see `docs/benchmarks.md` for what they gave."""
