"""A table as an XLSX file that no spreadsheet takes for formulas.

Words are written as inline strings (ECMA-376, part 1, 18.3.1.53), which are never evaluated; numbers as numbers.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

Value = str | int | float | None

_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""  # noqa: E501 - names of the format
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="{office}/{kind}" Target="{target}"/></Relationships>"""
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LETTERS = 26
_LONGEST_TITLE = 31
_LONGEST_CELL = 32_767
_FORBIDDEN = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every part bears this time, so that the same table is the same bytes."""


def workbook(title: str, rows: Sequence[Sequence[Value]]) -> bytes:
    """One sheet with these rows, the first of which stays in sight when the sheet is scrolled."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(office=_OFFICE, kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": _book(title),
        "xl/_rels/workbook.xml.rels": _RELATIONS.format(
            office=_OFFICE, kind="worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": _sheet(rows),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _book(title: str) -> str:
    name = "".join(" " if c in "[]:*?/\\" else c for c in _clean(title)).strip("' ")[:_LONGEST_TITLE] or "1"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<sheets><sheet name={quoteattr(name)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )


def _sheet(rows: Sequence[Sequence[Value]]) -> str:
    lines = "".join(_row(number, row) for number, row in enumerate(rows, 1))
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{_MAIN}"><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><sheetData>{lines}</sheetData></worksheet>"
    )


def _row(number: int, row: Sequence[Value]) -> str:
    cells = "".join(_cell(f"{_column(place)}{number}", value) for place, value in enumerate(row) if value is not None)
    return f'<row r="{number}">{cells}</row>'


def _cell(name: str, value: Value) -> str:
    if isinstance(value, (int, float)):
        return f'<c r="{name}"><v>{value}</v></c>'
    words = escape(_clean(str(value))[:_LONGEST_CELL])
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{words}</t></is></c>'


def _column(place: int) -> str:
    """A, B, ... Z, AA, ...: bijective base 26."""
    name = ""
    while place >= 0:
        place, letter = divmod(place, _LETTERS)
        name = chr(ord("A") + letter) + name
        place -= 1
    return name


def _clean(text: str) -> str:
    """The text without characters that XML 1.0 cannot hold."""
    return _FORBIDDEN.sub("", text)
