"""Text that lies on a page as an annotation: answers in form fields, typed remarks. Comments are not the paper's."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

_UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_MAX_ANNOTATIONS = 2_000
_MAX_BYTES = 400_000
_TEXT_FIELDS = frozenset(
    (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
)

Fill = Callable[[Any, int], int]


class Form:
    """A document's form, if it has one; scripts are never run: the library is built without them."""

    def __init__(self, document: Any) -> None:
        self._info = pdfium.FPDF_FORMFILLINFO(version=2)
        has_form = pdfium.FPDF_GetFormType(document) != pdfium.FORMTYPE_NONE
        self.handle = pdfium.FPDFDOC_InitFormFillEnvironment(document, self._info) if has_form else None

    def close(self) -> None:
        """Before the document is closed."""
        if self.handle:
            pdfium.FPDFDOC_ExitFormFillEnvironment(self.handle)


def annotation_texts(page: Any, form: Form) -> list[str]:
    """The visible texts of a page's form fields and free-text annotations."""
    texts = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), _MAX_ANNOTATIONS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if annotation:
            texts.append(_text(annotation, form))
            pdfium.FPDFPage_CloseAnnot(annotation)
    return [text for text in texts if text.strip()]


def _text(annotation: Any, form: Form) -> str:
    if pdfium.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
        return ""
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        return _filled(lambda buffer, size: int(pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)))
    if kind != pdfium.FPDF_ANNOT_WIDGET or not form.handle:
        return ""
    if pdfium.FPDFAnnot_GetFormFieldType(form.handle, annotation) not in _TEXT_FIELDS:
        return ""
    return _filled(lambda buffer, size: int(pdfium.FPDFAnnot_GetFormFieldValue(form.handle, annotation, buffer, size)))


def _filled(fill: Fill) -> str:
    """The UTF-16 text of a PDFium function that reports its length when given no room."""
    length = fill(None, 0)
    if not 2 < length <= _MAX_BYTES:
        return ""
    buffer = (pdfium.FPDF_WCHAR * (length // 2 + 1))()
    fill(buffer, length)
    return ctypes.string_at(buffer, length - 2).decode("utf-16-le", "replace")
