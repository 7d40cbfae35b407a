"""Rosters and other tables that come as CSV files."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from reviewer.engine.document import Limits, Unreadable
from reviewer.engine.readers import sniff
from reviewer.engine.readers.plain import decode

_DELIMITERS = ",;\t"
_MAX_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: its number in the file, counted from 1, and its cells by column name."""

    line: int
    cells: Mapping[str, str]


def parse_table(data: bytes, limits: Limits) -> list[Row]:
    """The rows below the header row, blank ones left out, cells trimmed; raises Unreadable and names the line.

    The delimiter is the one of comma, semicolon and tab that the header row has most often.
    """
    sniff.check_size(data, limits)
    if data.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("unsupported_type", "This is not a CSV file. In the spreadsheet choose: save as, CSV UTF-8.")
    text = decode(data)
    if len(text) > limits.characters:
        raise Unreadable("too_long", f"The table is longer than {limits.characters:,} characters.")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        return _rows(lines)
    except csv.Error as error:
        raise _fault(lines.line_num, str(error)) from None


def _delimiter(text: str) -> str:
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=header.count)


class _Lines(Protocol):
    """What `csv.reader` returns; its class cannot be named."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...


def _rows(lines: _Lines) -> list[Row]:
    header: list[str] | None = None
    rows: list[Row] = []
    begin = 1
    for cells in lines:
        line, begin = begin, lines.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = _header(cells, line)
        else:
            rows.append(_row(header, cells, line))
        if len(rows) > _MAX_ROWS:
            raise Unreadable("too_long", f"The table has more than {_MAX_ROWS:,} rows.")
    if header is None:
        raise Unreadable("empty", "The table is empty. Its first row must name the columns.")
    return rows


def _header(cells: list[str], line: int) -> list[str]:
    names = [" ".join(cell.split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if "" in names:
        raise _fault(line, f"column {names.index('') + 1} has no name")
    double = [name for name in names if [other.lower() for other in names].count(name.lower()) > 1]
    if double:
        raise _fault(line, f"two columns are called \u201c{double[0][:60]}\u201d")
    return names


def _row(header: list[str], cells: list[str], line: int) -> Row:
    if any(cell.strip() for cell in cells[len(header) :]):
        raise _fault(line, f"has {len(cells)} cells, but there are {len(header)} columns")
    padded = [*cells, *[""] * len(header)]
    return Row(line, {name: cell.strip() for name, cell in zip(header, padded, strict=False)})


def _fault(line: int, what: str) -> Unreadable:
    return Unreadable("corrupt", f"Line {line} of the table: {what}. Correct it in the spreadsheet and save it as CSV.")
