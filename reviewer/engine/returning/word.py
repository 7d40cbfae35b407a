"""A .docx file back: cleaned, with native comments and a closing block."""

from __future__ import annotations

import re
from dataclasses import replace

from reviewer.engine.returning.notes import Line, Sheet
from reviewer.engine.returning.word_comments import add_comments
from reviewer.engine.returning.word_package import copied
from reviewer.engine.returning.word_sheet import close

_FORBIDDEN = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def returned(data: bytes, sheet: Sheet) -> bytes:
    """The copy of a .docx file with the sheet's notes. Raises Unreadable."""
    sheet = _writable(sheet)
    copy = copied(data)
    close(copy.body, sheet, add_comments(copy, sheet))
    return copy.to_bytes()


def _writable(sheet: Sheet) -> Sheet:
    """The sheet without characters that XML 1.0 cannot hold."""

    def clean(words: str) -> str:
        return _FORBIDDEN.sub("", words)

    return replace(
        sheet,
        author=clean(sheet.author),
        notes=tuple(replace(one, text=clean(one.text), about=clean(one.about)) for one in sheet.notes),
        closing=tuple(Line(one.kind, clean(one.text)) for one in sheet.closing),
        further=clean(sheet.further),
    )
