"""Make the demo conference anew, with accounts of random passwords; refused in production."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from reviewer.cli.installed import DONE, opened

if TYPE_CHECKING:
    from reviewer.queue import Bell
    from reviewer.work import House


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Whether to leave an installation alone that is in use."""
    parser.add_argument("--if-empty", action="store_true", help="only where there is no account and no conference yet")


def run(args: argparse.Namespace) -> int:
    """Exit status 0 done or not needed, 1 refused, 2 when the installation cannot be used."""
    return opened("demo", lambda house: _demo(house, if_empty=args.if_empty))


def _demo(house: House, *, if_empty: bool) -> int:
    from dataclasses import replace

    from reviewer.demo import people, seed
    from reviewer.sandbox import Sandbox

    if if_empty and not seed.is_empty(house):
        return DONE
    quiet = replace(house, bell=_bell_that_rings(house))
    accounts = seed.seed(quiet, Sandbox("fork"))
    path = house.settings.var_dir / people.ACCOUNTS_FILE
    lines = people.write_accounts(path, accounts)
    if not if_empty:  # a service that starts shows the file itself, once it is ready
        print("\n".join(lines))
    print(f"The demo conference was made; its accounts are kept in {path}.")
    return DONE


def _bell_that_rings(house: House) -> Bell:
    """The house's bell if its broker answers, else none: the next sweep finds the work."""
    from reviewer.queue import SilentBell

    return house.bell if house.bell.waiting() is not None else SilentBell()
