"""Whether anything of a word can be seen where it stands, told from the rendered page."""

from __future__ import annotations

from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.readers.pdf.picture import render

_SCALE = 1.5
"""Pixels a point: type of four points still leaves marks."""

_MAX_SIDE = 3_000.0
_VISIBLE = 26
"""Steps of 255 by which ink must differ from its ground, as for text in other formats."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points, origin at the page's lower left."""


class Ink:
    """The rendered page, asked box by box."""

    def __init__(self, handle: Any) -> None:
        self.width, self.height = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
        self._scale = min(_SCALE, _MAX_SIDE / max(self.width, self.height, 1.0))
        self._columns, self._rows, self._stride, self._pixels = render(handle, self._scale)
        self._handle = handle

    def shows(self, box: Box) -> bool:
        """Whether the rendering is uneven within `box`; an even patch holds no letter."""
        left, top = self._device(box[0], box[3])
        right, bottom = self._device(box[2], box[1])
        left, right = sorted((left, right))
        top, bottom = sorted((top, bottom))
        left, right = max(left - 1, 0), min(right + 1, self._columns)
        top, bottom = max(top - 1, 0), min(bottom + 1, self._rows)
        if right <= left or bottom <= top:
            return False
        return any(self._spread(left, right, top, bottom, channel) >= _VISIBLE for channel in range(3))

    def _spread(self, left: int, right: int, top: int, bottom: int, channel: int) -> int:
        low, high = 255, 0
        for row in range(top, bottom):
            begin = row * self._stride
            line = self._pixels[begin + left * 4 + channel : begin + right * 4 : 4]
            low, high = min(low, *line), max(high, *line)
            if high - low >= _VISIBLE:
                break
        return high - low

    def _device(self, x: float, y: float) -> tuple[int, int]:
        """Pixel of a point on the page; PDFium knows about rotation and crop box."""
        across, down = pdfium.c_int(), pdfium.c_int()
        pdfium.FPDF_PageToDevice(self._handle, 0, 0, self._columns, self._rows, 0, x, y, across, down)
        return across.value, down.value
