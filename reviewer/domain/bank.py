"""Comments kept for use again, as people write them in tables and files: read row by row, every fault with its row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

COLUMNS = ("name", "text", "criterion", "points")
LONGEST_NAME, LONGEST_TEXT = 40, 2_000
MOST = 500
_NAME = re.compile(r"[^\W_]+(-[^\W_]+)*")
_DEFUSED = re.compile(r"'(?=\s*[=+\-@\t\r\n])")

FaultCode = Literal["name", "text", "points", "points_alone", "twice", "column", "many", "row"]


@dataclass(frozen=True, slots=True)
class BankEntry:
    """One comment to keep: what is typed after the slash, its words, and the criterion it moves by points, if any."""

    name: str
    text: str
    criterion: str = ""
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BankFault:
    """What is wrong in one row, counted from 1 without the heading; row 0 is the file as a whole."""

    row: int
    code: FaultCode
    value: str = ""


@dataclass(frozen=True, slots=True)
class BankRows:
    """What a table holds: the rows that can be taken, and what is wrong with the others."""

    entries: tuple[BankEntry, ...]
    faults: tuple[BankFault, ...]


def is_name(name: str) -> bool:
    """Whether this can be typed after a slash: letters and digits, with single hyphens between."""
    return len(name) <= LONGEST_NAME and _NAME.fullmatch(name) is not None


def read_rows(rows: Iterable[object]) -> BankRows:
    """The entries of a table. Rows with a fault are left out and named; names count as the same whatever their case."""
    entries: list[BankEntry] = []
    faults: list[BankFault] = []
    for number, row in enumerate(rows, 1):
        if number > MOST:
            faults.append(BankFault(0, "many", str(MOST)))
            break
        if not isinstance(row, Mapping):
            faults.append(BankFault(number, "row"))
            continue
        found, wrong = _entry(number, {str(key): _written(value) for key, value in row.items()})
        if any(found.name.casefold() == one.name.casefold() for one in entries):
            wrong.append(BankFault(number, "twice", found.name))
        faults += wrong
        if not wrong:
            entries.append(found)
    return BankRows(tuple(entries), tuple(faults))


def _written(value: object) -> str:
    """A cell as it was meant: an apostrophe that keeps spreadsheets from calculating is no part of it."""
    return "" if value is None else _DEFUSED.sub("", str(value), count=1).strip()


def _entry(number: int, row: Mapping[str, str]) -> tuple[BankEntry, list[BankFault]]:
    wrong = [BankFault(number, "column", key) for key in row if key not in COLUMNS]
    name, text, written = row.get("name", "").removeprefix("/"), row.get("text", ""), row.get("points", "")
    if not is_name(name):
        wrong.append(BankFault(number, "name", name))
    if not text or len(text) > LONGEST_TEXT:
        wrong.append(BankFault(number, "text", text[:LONGEST_NAME]))
    points = points_of(written)
    if written and points is None:
        wrong.append(BankFault(number, "points", written))
    if points is not None and not row.get("criterion"):
        wrong.append(BankFault(number, "points_alone", written))
    return BankEntry(name, text, row.get("criterion", ""), points), wrong


def points_of(written: str) -> Decimal | None:
    """Points as they were typed, to the half; None for anything else, and for none at all."""
    try:
        points = Decimal(written.replace("−", "-").replace(",", "."))
    except InvalidOperation:
        return None
    is_usable = points.is_finite() and 0 < abs(points) <= 100 and points % Decimal("0.5") == 0
    return points if is_usable else None


def rows_of(entries: Iterable[BankEntry]) -> list[dict[str, str]]:
    """The table of these entries, which `read_rows` reads back."""
    return [
        {
            "name": one.name,
            "text": one.text,
            "criterion": one.criterion,
            "points": "" if one.points is None else f"{one.points.normalize():f}",
        }
        for one in entries
    ]
