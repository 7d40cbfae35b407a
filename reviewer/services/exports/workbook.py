"""A table as an XLSX file that no spreadsheet takes for formulas.

Words are cells of the type of words (ECMA-376, part 1, 18.3.1.4), which are never evaluated; numbers are numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None

_LONGEST_TITLE = 31
_LONGEST_CELL = 32_767
_FORBIDDEN = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every part bears this time, so that the same table is the same bytes."""


def workbook(title: str, rows: Sequence[Sequence[Value]]) -> bytes:
    """One sheet with these rows, the first of which stays in sight when the sheet is scrolled."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = _title(title)
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append([_cell(sheet, value) if isinstance(value, str) else value for value in row])
    made = io.BytesIO()
    book.save(made)
    return _timeless(made.getvalue())


def _title(words: str) -> str:
    return "".join(" " if c in "[]:*?/\\" else c for c in _clean(words)).strip("' ")[:_LONGEST_TITLE] or "1"


def _cell(sheet: Worksheet, words: str) -> Cell:
    """A cell of words: what looks like a formula, or like an error, stays words."""
    cell = Cell(sheet, row=1, column=1, value=_clean(words)[:_LONGEST_CELL])
    cell.data_type = "s"
    return cell


def _clean(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    return _FORBIDDEN.sub("", text)


def _timeless(data: bytes) -> bytes:
    """The same archive with one time for every part, and for the making and last change of the whole."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z", part)
            new.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()
