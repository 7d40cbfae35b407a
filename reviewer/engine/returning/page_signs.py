"""The characters of a PDF's page with their boxes, and the lines that some of them fill."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

Rect = tuple[float, float, float, float]
"""Left, bottom, right, top in points of the page."""

_GAP = 2.5
"""How many heights of a letter may lie between two that are marked in one stroke."""


@dataclass(frozen=True, slots=True)
class PageSign:
    """A character and where it stands; `page` counts from 0."""

    character: str
    page: int
    box: Rect


def page_signs(page: Any, index: int) -> list[PageSign]:
    """All characters of a page in the order of the file."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return []
    try:
        return [
            PageSign(chr(code), index, _box(text, number))
            for number in range(pdfium.FPDFText_CountChars(text))
            if 0x20 < (code := pdfium.FPDFText_GetUnicode(text, number)) < 0x110000
        ]
    finally:
        pdfium.FPDFText_ClosePage(text)


def _box(text: Any, number: int) -> Rect:
    """The character's box from the font's descent to its ascent, or its ink where that is not known."""
    loose = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(text, number, ctypes.byref(loose)) and loose.top > loose.bottom:
        return loose.left, loose.bottom, loose.right, loose.top
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, number, *map(ctypes.byref, (left, right, bottom, top)))
    return left.value, bottom.value, right.value, top.value


def lines_of(signs: Iterable[PageSign]) -> list[Rect]:
    """The strokes that mark these characters: one for each line, from its first to its last letter."""
    lines: list[Rect] = []
    for sign in signs:
        left, bottom, right, top = sign.box
        if right <= left or top <= bottom:
            continue
        if lines and _continues(lines[-1], sign.box):
            last = lines[-1]
            lines[-1] = min(last[0], left), min(last[1], bottom), max(last[2], right), max(last[3], top)
        else:
            lines.append(sign.box)
    return lines


def _continues(line: Rect, box: Rect) -> bool:
    height = max(line[3] - line[1], box[3] - box[1])
    shared = min(line[3], box[3]) - max(line[1], box[1])
    low = min(line[3] - line[1], box[3] - box[1])
    return shared > low / 2 and box[0] - line[2] < _GAP * height and line[0] - box[2] < _GAP * height
