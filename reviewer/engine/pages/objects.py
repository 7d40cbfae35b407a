"""What a page draws, object by object, as deep as forms lie in forms."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2.raw as pdfium

_MOST_OBJECTS = 50_000
_DEEPEST = 8
_PICTURES = frozenset((pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING))


class TooMany(Exception):
    """A page draws more, or deeper, than can be looked through."""


def objects(page: Any) -> Iterator[Any]:
    """Every object but the forms, wherever it lies; raises TooMany."""
    pending = [(pdfium.FPDFPage_GetObject(page, at), 0) for at in range(_some(pdfium.FPDFPage_CountObjects(page)))]
    seen = 0
    while pending:
        item, depth = pending.pop()
        seen += 1
        if seen > _MOST_OBJECTS or depth > _DEEPEST:
            raise TooMany
        if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_FORM:
            yield item
            continue
        count = _some(pdfium.FPDFFormObj_CountObjects(item))
        pending += [(pdfium.FPDFFormObj_GetObject(item, at), depth + 1) for at in range(count)]


def _some(count: int) -> int:
    if count > _MOST_OBJECTS:
        raise TooMany
    return max(count, 0)


def has_pictures(page: Any) -> bool:
    """Whether a page holds an image or a shading, or more than can be looked through."""
    try:
        return any(pdfium.FPDFPageObj_GetType(item) in _PICTURES for item in objects(page))
    except TooMany:
        return True


def keep_active(page: Any, wanted: Callable[[int], bool]) -> None:
    """Leave only those text objects to be drawn whose address is wanted; raises TooMany."""
    for item in objects(page):
        is_text = pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT
        pdfium.FPDFPageObj_SetIsActive(item, is_text and wanted(ctypes.addressof(item.contents)))
