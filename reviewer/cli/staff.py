"""`reviewer staff add EMAIL --name NAME`: an operator, who makes conferences, or staff for one that stands.

`reviewer staff password EMAIL`: a new password for anybody who forgot theirs.
"""

from __future__ import annotations

import argparse
import secrets
import sys
from typing import TYPE_CHECKING

from reviewer.cli.installed import DONE, UNUSABLE, opened

if TYPE_CHECKING:
    from reviewer.work import House


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Who, and what they may do."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    add = acts.add_parser("add", help="make an account, or let one that stands do more")
    add.add_argument("email", metavar="EMAIL", help="address to sign in with")
    add.add_argument("--name", required=True, help="the person's name")
    add.add_argument("--operator", action="store_true", help="may make conferences")
    add.add_argument("--conference", metavar="SLUG", help="becomes staff of this conference")
    password = acts.add_parser("password", help="make a new password for somebody who forgot theirs")
    password.add_argument("email", metavar="EMAIL", help="the account's address")


def run(args: argparse.Namespace) -> int:
    """Exit status 0 done, 1 refused, 2 wrong usage or unusable settings."""
    if args.act == "password":
        return opened("staff password", lambda house: _renew(house, args.email))
    if not (args.operator or args.conference):
        print("reviewer staff add: say --operator, --conference SLUG, or both.", file=sys.stderr)
        return UNUSABLE
    return opened("staff add", lambda house: _add(house, args))


def _add(house: House, args: argparse.Namespace) -> int:
    from reviewer.services.setup import installation

    password = _new_password()
    with house.work() as work:
        made = installation.make_staff(
            work,
            email=args.email,
            name=args.name,
            password=password,
            is_operator=args.operator,
            conference_slug=args.conference,
        )
    roles = [*(["operator"] if args.operator else []), *([f"staff of {args.conference}"] if args.conference else [])]
    print(f"{made.email} is now {' and '.join(roles)}.")
    if made.is_new:
        print(f"Sign in at {house.settings.base_url} with this password, then choose your own: {password}")
    else:
        print("The account stood already and keeps its password.")
    return DONE


def _renew(house: House, email: str) -> int:
    from reviewer.services.setup import installation

    password = _new_password()
    with house.work() as work:
        address = installation.reset_password(work, email=email, password=password).email
    print(f"The new password of {address}: {password}")
    return DONE


def _new_password() -> str:
    return secrets.token_urlsafe(15)
