"""What opening a desk costs: `python -m bench.desk`, or `python -m bench.desk --folder KEPT` to measure again there.

Opens over HTTP, in a conference of 2,000 papers, the desk of a 3,000-word paper with sixty copied passages, its queue,
its committee's map and the staff's board; one client alone, then eight at once, each signed in by itself. Prints a line
a page: percentiles of answer times in milliseconds, the service's own processor time for one answer, and its length.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.desk_stage import LONG_WORDS, Stage, stage
from bench.running import Running, Visitor, service
from bench.seeding import PASSWORD
from bench.service import children_cpu, expect, percentiles

AT_ONCE = 8


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=2000, help="papers in the conference (default: %(default)s)")
    parser.add_argument("--views", type=int, default=100, help="views of each page (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="keep the conference here, or take the one that is kept here")
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="bench-") as fresh:
        folder = args.folder or Path(fresh)
        with service(folder, SEMANTIC="off") as running:
            for name, figure in measured(running, stage(running, folder, args.papers), args.views).items():
                print(f"{name}: {figure}")
            print(f"cores: {os.cpu_count()}, load: {os.getloadavg()[0]:.1f}")
    return 0


def measured(running: Running, made: Stage, views: int) -> dict[str, object]:
    """The figures of each page, by its name."""
    figures: dict[str, object] = {}
    pages = (
        (f"desk of {LONG_WORDS} words and {made.matches} matches", f"/papers/{made.paper_id}/desk", made.chair),
        (f"queue of {len(made.papers)}", f"/committees/{made.committee_id}/queue", made.chair),
        ("map of questions", f"/committees/{made.committee_id}/coverage", made.chair),
        (f"audit board of {made.all_matches} matches", f"/conferences/{made.conference_id}/audit", made.staff),
    )
    for name, path, who in pages:
        visitors = [Visitor(running.port) for _ in range(AT_ONCE)]
        for one in visitors:
            one.sign_in(who, PASSWORD)
            length = len(_opened(one, path).encode())
        for clients in (1, AT_ONCE):
            cpu = children_cpu(running)
            times = _times(visitors[:clients], path, views)
            each = round((children_cpu(running) - cpu) * 1000 / len(times), 1)
            figures[f"{name}, clients {clients}"] = {"ms": percentiles(times), "CPU ms": each, "bytes": length}
    return figures


def _times(visitors: Sequence[Visitor], path: str, views: int) -> list[float]:
    def work(visitor: Visitor) -> list[float]:
        return [_timed(visitor, path) for _ in range(views // len(visitors))]

    with ThreadPoolExecutor(len(visitors)) as pool:
        return [one for found in pool.map(work, visitors) for one in found]


def _timed(visitor: Visitor, path: str) -> float:
    began = time.monotonic()
    _opened(visitor, path)
    return (time.monotonic() - began) * 1000


def _opened(visitor: Visitor, path: str) -> str:
    status, text = visitor.get(path)
    expect(status)
    return text


if __name__ == "__main__":
    sys.exit(main())
