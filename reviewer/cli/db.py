"""`reviewer db upgrade` brings the database to this program's schema; `reviewer db check` says whether it is there."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from reviewer.cli.installed import DONE, FAILED, opened

if TYPE_CHECKING:
    from reviewer.work import House


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its two acts."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("upgrade", help="create or change the database schema; safe at every start")
    acts.add_parser("check", help="say whether the schema is the newest; nothing is changed")


def run(args: argparse.Namespace) -> int:
    """Exit status 0 done or newest, 1 not newest, 2 the database cannot be used."""
    return opened("db", _upgrade if args.act == "upgrade" else _check, migrated=False)


def _upgrade(house: House) -> int:
    from reviewer.services.setup import schema_state

    before, now = schema_state.upgrade(house.engine)
    if before == now:
        print(f"The database schema is the newest already ({now}).")
    else:
        print(f"The database schema went from {before or 'nothing'} to {now}.")
    return DONE


def _check(house: House) -> int:
    from reviewer.services.setup import schema_state

    state = schema_state.state(house.engine)
    if state.is_newest:
        print(f"The database schema is the newest ({state.newest}).")
        return DONE
    if state.revision != state.newest:
        wanted = f"this program needs {state.newest}. Run: reviewer db upgrade"
        print(f"The database is at revision {state.revision or 'none'}, {wanted}", file=sys.stderr)
    for difference in state.differences:
        print(f"The database differs from the program: {difference}", file=sys.stderr)
    return FAILED
