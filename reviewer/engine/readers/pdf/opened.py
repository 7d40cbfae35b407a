"""A PDF file opened by PDFium, and its pages, closed again in order."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self

import pypdfium2.raw as pdfium

from reviewer.engine.document import Unreadable
from reviewer.engine.readers.container import damaged
from reviewer.engine.readers.pdf.annotations import Form


class Opened:
    """A document; raises Unreadable(encrypted) or (corrupt) when PDFium cannot open it."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.handle: Any = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not self.handle:
            raise _refusal(pdfium.FPDF_GetLastError())
        self.pages: int = pdfium.FPDF_GetPageCount(self.handle)
        if self.pages <= 0:
            pdfium.FPDF_CloseDocument(self.handle)
            raise damaged()
        self.form = Form(self.handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.form.close()
        pdfium.FPDF_CloseDocument(self.handle)

    @contextmanager
    def page(self, index: int) -> Iterator[Any]:
        """The handle of page `index` (from 0); raises Unreadable(corrupt) when there is none."""
        handle = pdfium.FPDF_LoadPage(self.handle, index)
        if not handle:
            raise damaged()
        try:
            yield handle
        finally:
            pdfium.FPDF_ClosePage(handle)

    def meta(self, name: str) -> str | None:
        """An entry of the document information; None when it is missing or blank."""
        length = pdfium.FPDF_GetMetaText(self.handle, name.encode(), None, 0)
        if not 2 < length < 20_000:
            return None
        buffer = ctypes.create_string_buffer(length)
        pdfium.FPDF_GetMetaText(self.handle, name.encode(), buffer, length)
        return buffer.raw[:-2].decode("utf-16-le", "replace").strip() or None


def _refusal(error: int) -> Unreadable:
    if error in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return Unreadable("encrypted", "The file is protected by a password. Remove the password and hand it in again.")
    return damaged()
