"""Tables that staff save: CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from flask import Response

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: str) -> str:
    """The value, behind an apostrophe when a spreadsheet would run it (OWASP, "CSV Injection")."""
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA) else value


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV, in UTF-8 with the mark by which spreadsheets know it."""
    text = io.StringIO()
    csv.writer(text).writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def csv_file(rows: Iterable[Sequence[str]], name: str) -> Response:
    """The rows as a CSV file to save."""
    answer = Response(csv_bytes(rows), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
