"""A Word document made of a text alone, for papers whose own format takes no remarks here."""

from __future__ import annotations

import io
from collections.abc import Iterable

import docx

_STYLES = {
    "title": "Title",
    "heading": "Heading 2",
    "list_item": "List Bullet",
    "quotation": "Quote",
    "footnote": "Caption",
}
_TAKEN_BY_MARKS = "\u2022\u25aa\u25e6- \t"


def plain_document(blocks: Iterable[tuple[str, str]]) -> bytes:
    """A .docx file with a paragraph for each block (kind, words)."""
    document = docx.Document()
    for kind, words in blocks:
        style = _STYLES.get(kind)
        document.add_paragraph(words.lstrip(_TAKEN_BY_MARKS) if kind == "list_item" else words, style=style)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
