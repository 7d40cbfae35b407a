"""The content of a PDF's pages set into pages of a new document, without what hangs on them."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.readers.container import damaged
from reviewer.engine.readers.pdf.opened import Opened

_PART_OF_THE_PAPER = frozenset((pdfium.FPDF_ANNOT_WIDGET, pdfium.FPDF_ANNOT_FREETEXT))
"""Answers in form fields and typed remarks are read as text of the paper, so they are drawn into its pages."""
_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW


def set_pages(source: Opened, made: Any) -> None:
    """Add every page of `source`, in order and size, to the empty document `made`."""
    for index in range(source.pages):
        with source.page(index) as page:
            _draw_answers(page)
            _set_page(source, page, index, made)


def _draw_answers(page: Any) -> None:
    """Make what lies on the page, and belongs to the paper, part of it; take the rest off."""
    for number in reversed(range(pdfium.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium.FPDFPage_GetAnnot(page, number)
        kind, flags = pdfium.FPDFAnnot_GetSubtype(annotation), pdfium.FPDFAnnot_GetFlags(annotation)
        pdfium.FPDFPage_CloseAnnot(annotation)
        if kind not in _PART_OF_THE_PAPER or flags & _UNSEEN:
            pdfium.FPDFPage_RemoveAnnot(page, number)
    pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)


def _set_page(source: Opened, page: Any, index: int, made: Any) -> None:
    """PDFium gives a page's content as it is shown, turned and cropped: the new page needs neither."""
    form = pdfium.FPDF_NewXObjectFromPage(made, source.handle, index)
    if not form:
        raise damaged()
    sheet = pdfium.FPDFPage_New(made, index, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    pdfium.FPDFPage_InsertObject(sheet, pdfium.FPDF_NewFormObjectFromXObject(form))
    pdfium.FPDF_CloseXObject(form)
    pdfium.FPDFPage_GenerateContent(sheet)
    pdfium.FPDF_ClosePage(sheet)
