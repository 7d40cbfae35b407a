"""The comment bank as a file people can edit: YAML (`comments:` and a list) or CSV with a heading."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import yaml

from reviewer.domain.bank import BankEntry, BankRows, read_rows, rows_of
from reviewer.domain.errors import Refused

LARGEST = 1_000_000
"""Characters of a file that is read: far more than `MOST` comments need."""


def read_bank(text: str) -> BankRows:
    """The comments of a YAML or CSV file. Raises Refused when it is neither."""
    if len(text) > LARGEST:
        raise Refused("bank_file_large", "This file is too large for a comment bank. Split it.")
    written = text.lstrip("\ufeff")
    return read_rows(_of_yaml(written) if _is_yaml(written) else _of_csv(written))


def _is_yaml(text: str) -> bool:
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    return first.startswith(("comments:", "- "))


def _of_yaml(text: str) -> list[object]:
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Refused("bank_file_broken", f"This is no YAML that can be read: {error}") from None
    listed = content.get("comments") if isinstance(content, dict) else content
    if not isinstance(listed, list):
        raise Refused("bank_file_broken", "Write the comments as a list below 'comments:'.")
    return listed


def _of_csv(text: str) -> list[dict[str, str]]:
    lines = text.splitlines()
    heading = lines[0] if lines else ""
    if "name" not in heading or "text" not in heading:
        raise Refused("bank_file_broken", "The first line must name the columns: name, text, criterion, points.")
    mark = max(",;\t", key=heading.count)
    try:
        rows = list(csv.DictReader(io.StringIO(text), delimiter=mark, restkey="?"))
    except csv.Error as error:
        raise Refused("bank_file_broken", f"This is no table that can be read: {error}") from None
    return [{(key or "").strip(): value for key, value in row.items() if key} for row in rows if any(row.values())]


def bank_yaml(entries: Iterable[BankEntry]) -> str:
    """The comments as YAML, without the keys that are empty."""
    rows = [{key: value for key, value in row.items() if value} for row in rows_of(entries)]
    return yaml.safe_dump({"comments": rows}, allow_unicode=True, sort_keys=False, width=100)
