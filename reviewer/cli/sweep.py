"""Send lost work to the queue again, erase conferences whose retention day has come, and free storage nobody needs."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from reviewer.cli.installed import DONE, opened

if TYPE_CHECKING:
    from reviewer.work import House


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How much to do."""
    parser.add_argument("--work-only", action="store_true", help="look after unfinished work, erase and free nothing")


def run(args: argparse.Namespace) -> int:
    """Exit status 0 done, 2 when the installation cannot be used. Any number of sweeps may run at once."""
    return opened("sweep", lambda house: _sweep(house, work_only=args.work_only))


def _sweep(house: House, *, work_only: bool) -> int:
    from reviewer.services import files, runs
    from reviewer.services.setup import retention

    swept = runs.sweep(house)
    print(f"Work: {len(swept.rung)} rung for again, {len(swept.requeued)} taken back, {len(swept.failed)} failed.")
    if not work_only:
        erased = retention.purge_due(house)
        freed = files.collect_garbage(house)
        print(f"Retention: {len(erased)} conferences erased. Storage: {freed} files freed.")
    return DONE
