"""Measure the running service on this machine: `make bench`, or `make bench ARGS="--papers 400 --skip-desk"`.

Starts `reviewer serve` on a folder of its own, with real broker, workers, web processes and SQLite, and uses it over
HTTP as browsers do. Prints one line a figure: percentiles of answer times in milliseconds beside the aim, seconds to
checked, CPU seconds a paper of all worker processes. Nothing is asserted: a figure is for reading.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.papers import as_docx, as_pdf, paper_text
from bench.running import Running, Visitor, service
from bench.seeding import PASSWORD, Seeded, hand_in, house_of, mark_some, seed, unfinished
from reviewer.work import House

AT_ONCE = 16
CHECK_PATIENCE_SECONDS = 900


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print; with --json keep every figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=200, help="papers uploaded at once (default: %(default)s)")
    parser.add_argument("--conference", type=int, default=2000, help="papers in the conference that chairs open")
    parser.add_argument("--skip-desk", action="store_true", help="leave out the large conference")
    parser.add_argument("--semantic", choices=("auto", "off"), default="off", help="whether an encoder may be used")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    args = parser.parse_args(argv)
    figures: dict[str, object] = {"cores": os.cpu_count(), "semantic": args.semantic}
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        service(Path(folder), SEMANTIC=args.semantic) as running,
    ):
        figures["first page, seconds"] = round(running.first_page_seconds, 2)
        house = house_of(running.environment)
        seeded = seed(house, papers=args.papers + 1)
        figures.update(_one_paper(running, house, seeded))
        figures.update(_many_papers(running, house, seeded))
    if not args.skip_desk:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder, service(Path(folder), SEMANTIC="off") as running:
            figures.update(_desks(running, house_of(running.environment), args.conference))
    for name, figure in figures.items():
        print(f"{name}: {figure}")
    if args.json:
        args.json.write_text(json.dumps(figures, indent=1) + "\n")
    return 0


def _one_paper(running: Running, house: House, seeded: Seeded) -> dict[str, object]:
    paper_id, address = seeded.papers[-1]
    visitor = Visitor(running.port)
    visitor.sign_in(address, PASSWORD)
    visitor.get(f"/papers/{paper_id}")
    began = time.monotonic()
    status, _ = visitor.upload(f"/papers/{paper_id}/submissions", "paper.docx", as_docx(paper_text(10_000)))
    expect(status)
    seconds = _until_checked(house, began)
    return {"one paper, upload to checked, seconds": round(seconds, 2)}


def _many_papers(running: Running, house: House, seeded: Seeded) -> dict[str, object]:
    jobs = []
    for number, (paper_id, address) in enumerate(seeded.papers[:-1]):
        visitor = Visitor(running.port)
        visitor.sign_in(address, PASSWORD)
        visitor.get(f"/papers/{paper_id}")
        text = paper_text(number)
        file = ("paper.pdf", as_pdf(text)) if number % 4 == 0 else ("paper.docx", as_docx(text))
        jobs.append((visitor, f"/papers/{paper_id}/submissions", *file))
    cpu_before = children_cpu(running)
    began = time.monotonic()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(_timed_upload, jobs))
    uploaded = time.monotonic() - began
    checked = _until_checked(house, began)
    return {
        f"{len(jobs)} uploads, {AT_ONCE} at once, answer ms": percentiles(answers),
        f"{len(jobs)} uploads sent in, seconds": round(uploaded, 1),
        f"{len(jobs)} uploads, first sent to last checked, seconds": round(checked, 1),
        "CPU seconds a paper, workers and web": round((children_cpu(running) - cpu_before) / len(jobs), 3),
    }


def _timed_upload(job: tuple[Visitor, str, str, bytes]) -> float:
    visitor, path, name, data = job
    began = time.monotonic()
    status, _ = visitor.upload(path, name, data)
    took = time.monotonic() - began
    expect(status)
    return took * 1000


def expect(status: int) -> None:
    """Raise for an answer that is none."""
    if status >= 400:
        raise RuntimeError(f"the service answered {status}")


def _until_checked(house: House, began: float) -> float:
    while time.monotonic() - began < CHECK_PATIENCE_SECONDS:
        if unfinished(house) == 0:
            return time.monotonic() - began
        time.sleep(0.05)
    raise TimeoutError("papers were not checked in time")


def _desks(running: Running, house: House, papers: int) -> dict[str, object]:
    seeded = seed(house, papers=papers)
    hand_in(house, seeded)
    while unfinished(house):
        time.sleep(1)
    committee_id, chair = seeded.chairs[0]
    mark_some(house, committee_id, chair)
    visitor = Visitor(running.port)
    visitor.sign_in(chair, PASSWORD)
    mine = [paper_id for paper_id, _ in seeded.papers[:40]]
    queue = _answers(100, lambda _: visitor.get(f"/committees/{committee_id}/queue")[0])
    desk = _answers(100, lambda n: visitor.get(f"/papers/{mine[n % len(mine)]}/desk")[0])
    return {
        f"queue of 40 papers in a conference of {papers}, answer ms": percentiles(queue),
        f"marking desk in a conference of {papers}, answer ms": percentiles(desk),
    }


def _answers(times: int, ask: Callable[[int], int]) -> list[float]:
    took = []
    for number in range(times):
        began = time.monotonic()
        expect(ask(number))
        took.append((time.monotonic() - began) * 1000)
    return took


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """The middle, the 95th percentile and the largest, rounded."""
    cuts = statistics.quantiles(values, n=100, method="inclusive")
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "max": round(max(values), 1)}


def children_cpu(running: Running) -> float:
    """CPU seconds so far of every process that works for this service, ended children included (Linux: proc(5))."""
    ticks = 0
    marker = f"VAR_DIR={running.environment['VAR_DIR']}".encode()
    for process in Path("/proc").iterdir():
        if not process.name.isdigit():
            continue
        try:
            if marker in (process / "environ").read_bytes():
                fields = (process / "stat").read_text().rsplit(") ", 1)[1].split()
                ticks += sum(int(field) for field in fields[11:15])
        except OSError:
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
