"""The demo's accounts as the person who started the service gets to see them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

ACCOUNTS_FILE = "demo-accounts.txt"
"""In the var folder; the service shows it when it starts."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""No letter that looks like another: these are typed by hand. Sixteen of them are 79 bits."""


@dataclass(frozen=True, slots=True)
class Account:
    """An account to sign in with; `role` says in words what it shows."""

    role: str
    name: str
    email: str
    password: str


def new_password() -> str:
    """A random password that can be read off one screen and typed into another."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def write_accounts(path: Path, accounts: Iterable[Account]) -> list[str]:
    """Keep the accounts in a file that only its owner can read; the lines of it."""
    listed = list(accounts)
    widths = [max((len(getattr(one, name)) for one in listed), default=0) for name in ("email", "password")]
    lines = ["Demo accounts (their passwords are random and were made for this installation):"]
    lines += [f"  {one.email:<{widths[0]}}  {one.password:<{widths[1]}}  {one.name} ({one.role})" for one in listed]
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    draft.replace(path)
    return lines
