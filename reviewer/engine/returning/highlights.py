"""A .pdf file back: its pages as they look, with highlights that carry the remarks, and nothing that acts.

Each page's content is set into a page of a new document; whatever hangs on a page or on the document (scripts,
actions, attached files, forms, properties, others' annotations) is not carried over. ISO 32000-1, 12.5.6.10.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.document import Limits, Unreadable
from reviewer.engine.readers.container import damaged
from reviewer.engine.readers.pdf.opened import Opened
from reviewer.engine.returning.notes import Note, Sheet
from reviewer.engine.returning.page_signs import PageSign, Rect, lines_of, page_signs
from reviewer.engine.returning.pdf_pages import set_pages
from reviewer.engine.returning.places import Letters

_COLOUR = (255, 214, 92, 255)
_PROPERTIES = re.compile(rb"(/Type\s*/Metadata\b.{0,400}?>>\s*stream\r?\n)(.*?)(?=endstream)", re.DOTALL)


def returned(data: bytes, sheet: Sheet, last_pages: bytes, limits: Limits) -> bytes:
    """The copy of a .pdf file with the sheet's notes, then the pages of `last_pages`. Raises Unreadable."""
    with Opened(data) as source:
        if source.pages > limits.pages:
            raise Unreadable("too_long", f"The file has {source.pages:,} pages, the limit is {limits.pages}.")
        made = pdfium.FPDF_CreateNewDocument()
        try:
            set_pages(source, made)
            _add_notes(made, source.pages, sheet)
            if last_pages:
                _append(made, last_pages)
            return _without_properties(_saved(made))
        finally:
            pdfium.FPDF_CloseDocument(made)


def _add_notes(made: Any, pages: int, sheet: Sheet) -> None:
    signs: list[PageSign] = []
    for index in range(pages):
        page = _loaded(made, index)
        signs += page_signs(page, index)
        pdfium.FPDF_ClosePage(page)
    letters = Letters(sign.character for sign in signs)
    for note in sheet.notes:
        marked = [sign for span in letters.find(note) for sign in signs[span.start : span.end]]
        _highlight(made, marked, note, sheet)


def _highlight(made: Any, signs: Sequence[PageSign], note: Note, sheet: Sheet) -> None:
    """A highlight on every page the words stand on, each with the whole remark."""
    for index in sorted({sign.page for sign in signs}):
        lines = lines_of(sign for sign in signs if sign.page == index)
        if not lines:
            continue
        page = _loaded(made, index)
        annotation = pdfium.FPDFPage_CreateAnnot(page, pdfium.FPDF_ANNOT_HIGHLIGHT)
        for line in lines:
            left, bottom, right, top = line
            quad = pdfium.FS_QUADPOINTSF(left, top, right, top, left, bottom, right, bottom)
            pdfium.FPDFAnnot_AppendAttachmentPoints(annotation, ctypes.byref(quad))
        left, bottom, right, top = _around(lines)
        pdfium.FPDFAnnot_SetRect(annotation, ctypes.byref(pdfium.FS_RECTF(left, top, right, bottom)))
        pdfium.FPDFAnnot_SetColor(annotation, pdfium.FPDFANNOT_COLORTYPE_Color, *_COLOUR)
        pdfium.FPDFAnnot_SetFlags(annotation, pdfium.FPDF_ANNOT_FLAG_PRINT)
        for key, words in ((b"Contents", note.text), (b"T", sheet.author), (b"M", _pdf_date(sheet.made_at))):
            pdfium.FPDFAnnot_SetStringValue(annotation, key, _wide(words))
        pdfium.FPDFPage_CloseAnnot(annotation)
        pdfium.FPDF_ClosePage(page)


def _around(lines: Iterable[Rect]) -> Rect:
    lefts, bottoms, rights, tops = zip(*lines, strict=True)
    return min(lefts), min(bottoms), max(rights), max(tops)


def _loaded(document: Any, index: int) -> Any:
    page = pdfium.FPDF_LoadPage(document, index)
    if not page:
        raise damaged()
    return page


def _wide(words: str) -> Any:
    """UTF-16LE, as PDFium takes its strings."""
    data = words.encode("utf-16-le", "replace") + b"\0\0"
    return ctypes.cast(ctypes.create_string_buffer(data), ctypes.POINTER(pdfium.FPDF_WCHAR))


def _pdf_date(moment: str) -> str:
    """An ISO 8601 instant as ISO 32000-1, 7.9.4 writes it."""
    return f"D:{re.sub('[^0-9]', '', moment)[:14]}Z"


def _append(made: Any, pages: bytes) -> None:
    with Opened(pages) as extra:
        pdfium.FPDF_ImportPages(made, extra.handle, None, pdfium.FPDF_GetPageCount(made))


class _Writer:
    """Collects what PDFium writes."""

    def __init__(self) -> None:
        self.data = bytearray()
        kind = dict(pdfium.FPDF_FILEWRITE._fields_)["WriteBlock"]
        self.target = pdfium.FPDF_FILEWRITE(version=1, WriteBlock=kind(self._write))

    def _write(self, _own: Any, block: int, size: int) -> int:
        self.data += ctypes.string_at(block, size)
        return 1


def _saved(document: Any) -> bytes:
    writer = _Writer()
    if not pdfium.FPDF_SaveAsCopy(document, ctypes.byref(writer.target), pdfium.FPDF_NO_INCREMENTAL):
        raise damaged()
    return bytes(writer.data)


def _without_properties(data: bytes) -> bytes:
    """The file with the properties that pictures and fonts carry overwritten by spaces, every offset as it was."""
    return _PROPERTIES.sub(lambda found: found.group(1) + b" " * len(found.group(2)), data)
