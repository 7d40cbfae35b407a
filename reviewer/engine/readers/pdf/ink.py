"""Whether anything of a word can be seen where it stands, told from the rendered page."""

from __future__ import annotations

import ctypes
from functools import cached_property
from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.readers.pdf.looks import Box, set_texts_active
from reviewer.engine.readers.pdf.picture import Raster, render

_COARSE, _FINE = 1.0, 2.0
"""Pixels a point: the first look is cheap, the second sees type of four points."""

_MAX_SIDE = 3_000.0
_VISIBLE = 26
"""Steps of 255 by which ink must differ from its ground, as for text in other formats."""

_MAX_ASKED = 100
"""Text objects of a page drawn without one by one: each costs as much as the page, and a large page more."""
_USUAL_PIXELS = 2_000_000

_BANDS = (0.42, 0.32, 0.52)
"""Heights within a font's box at which a word of letters or digits has ink: from its baseline to a small x's top."""


class Ink:
    """The rendered page, asked box by box."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        width, height = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
        self._limit = _MAX_SIDE / max(width, height, 1.0)
        self._coarse = self._render(_COARSE)
        self._across, self._down = self._axes(self._coarse)
        self._without = (0, self._coarse)
        self._asked = 0.0

    def shows_upright(self, box: Box) -> bool:
        """Whether a line through the letters of an upright font box meets ink: quick, and a no proves nothing."""
        raster = self._coarse
        (a, b, c), (d, e, f) = self._across, self._down
        if b or d:
            return False
        left, right = sorted((int(a * box[0] + c), int(a * box[2] + c)))
        left, right = max(left, 0), min(right + 1, raster.width)
        if right - left < 2:
            return False
        for share in _BANDS:
            row = int(e * (box[1] + share * (box[3] - box[1])) + f)
            if not 0 <= row < raster.height:
                continue
            begin = row * raster.stride
            for channel in range(3):
                line = raster.pixels[begin + left * 4 + channel : begin + right * 4 : 4]
                if max(line) - min(line) >= _VISIBLE:
                    return True
        return False

    def shows(self, box: Box) -> bool:
        """Whether the rendering is uneven within `box`; an even patch holds no letter."""
        left, top, right, bottom = self._area(self._fine, box)
        if right <= left or bottom <= top:
            return False
        return any(_spread(self._fine, left, right, top, bottom, channel) >= _VISIBLE for channel in range(3))

    def adds(self, box: Box) -> bool:
        """Whether the page's text changes anything within `box`: what a picture covers does not."""
        return self._differs(self._bare, box)

    def adds_alone(self, item: Any, box: Box) -> bool:
        """Whether one text object changes anything within `box`; where too many are asked for, what is drawn counts."""
        address = ctypes.addressof(item.contents)
        if address != self._without[0]:
            self._asked += max(1.0, self._fine.width * self._fine.height / _USUAL_PIXELS)
            if self._asked > _MAX_ASKED:
                return self.shows(box)
            pdfium.FPDFPageObj_SetIsActive(item, False)
            self._without = (address, self._render(_FINE))
            pdfium.FPDFPageObj_SetIsActive(item, True)
        return self._differs(self._without[1], box)

    def _differs(self, two: Raster, box: Box) -> bool:
        left, top, right, bottom = self._area(self._fine, box)
        one = self._fine
        for row in range(top, bottom):
            begin, end = row * one.stride + left * 4, row * one.stride + right * 4
            with_text, without = one.pixels[begin:end], two.pixels[begin:end]
            if with_text != without and any(abs(x - y) >= _VISIBLE for x, y in zip(with_text, without, strict=True)):
                return True
        return False

    @cached_property
    def _fine(self) -> Raster:
        return self._render(_FINE)

    @cached_property
    def _bare(self) -> Raster:
        """The page drawn without its text."""
        set_texts_active(self._handle, active=False)
        try:
            return self._render(_FINE)
        finally:
            set_texts_active(self._handle, active=True)

    def _render(self, scale: float) -> Raster:
        return render(self._handle, min(scale, self._limit))

    def _axes(self, raster: Raster) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
        """How a point of the page becomes a pixel; PDFium knows about rotation and crop box."""
        (x0, y0), (x1, y1), (x2, y2) = (self._device(raster, *point) for point in ((0, 0), (1000, 0), (0, 1000)))
        across = ((x1 - x0) / 1000, (x2 - x0) / 1000, float(x0))
        return across, ((y1 - y0) / 1000, (y2 - y0) / 1000, float(y0))

    def _area(self, raster: Raster, box: Box) -> tuple[int, int, int, int]:
        """Left, top, right and bottom pixel of a box, a pixel wider on each side."""
        x1, y1 = self._device(raster, box[0], box[3])
        x2, y2 = self._device(raster, box[2], box[1])
        (left, right), (top, bottom) = sorted((x1, x2)), sorted((y1, y2))
        return max(left - 1, 0), max(top - 1, 0), min(right + 1, raster.width), min(bottom + 1, raster.height)

    def _device(self, raster: Raster, x: float, y: float) -> tuple[int, int]:
        across, down = pdfium.c_int(), pdfium.c_int()
        pdfium.FPDF_PageToDevice(self._handle, 0, 0, raster.width, raster.height, 0, x, y, across, down)
        return across.value, down.value


def _spread(raster: Raster, left: int, right: int, top: int, bottom: int, channel: int) -> int:
    low, high = 255, 0
    for row in range(top, bottom):
        begin = row * raster.stride
        line = raster.pixels[begin + left * 4 + channel : begin + right * 4 : 4]
        low, high = min(low, *line), max(high, *line)
        if high - low >= _VISIBLE:
            break
    return high - low
