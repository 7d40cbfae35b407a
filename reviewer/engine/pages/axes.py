"""From the coordinates a PDF is written in to those of the page as people see it, turned and cropped."""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.document import Unreadable
from reviewer.engine.pages.sheets import Box

_FINE = 64
"""Steps a point in which PDFium is asked for places, since it answers in whole pixels."""

Axes = tuple[tuple[float, float, float], tuple[float, float, float]]
"""What x, y and 1 add to the way across a page, and down it."""


def page_size(page: Any) -> tuple[float, float]:
    """Width and height in points of the page as it is shown; raises Unreadable(bomb) for what no paper has."""
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if not 1 <= width <= 20_000 or not 1 <= height <= 20_000:
        raise Unreadable("bomb", "A page has a size no paper has. Export the paper again as A4 or letter.")
    return round(width, 2), round(height, 2)


def page_axes(page: Any) -> Axes:
    """How a point of the file becomes a point of the page: PDFium knows about rotation and crop box."""
    width, height = (round(one * _FINE) for one in page_size(page))

    def device(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        return across.value / _FINE, down.value / _FINE

    (x0, y0), (x1, y1), (x2, y2) = device(0, 0), device(1000, 0), device(0, 1000)
    return ((x1 - x0) / 1000, (x2 - x0) / 1000, x0), ((y1 - y0) / 1000, (y2 - y0) / 1000, y0)


def shown_box(rectangles: Sequence[tuple[float, float, float, float]], axes: Axes) -> Box:
    """The box on the page around rectangles (left, bottom, right, top) of the file."""
    (a, b, c), (d, e, f) = axes
    corners = [(x, y) for one in rectangles for x in (one[0], one[2]) for y in (one[1], one[3])]
    across = [a * x + b * y + c for x, y in corners]
    down = [d * x + e * y + f for x, y in corners]
    left, top = min(across), min(down)
    return round(left, 2), round(top, 2), round(max(across) - left, 2), round(max(down) - top, 2)
