"""A page as a picture, for people: the browser never meets the file itself."""

from __future__ import annotations

import ctypes
import struct
import zlib
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.document import Unreadable
from reviewer.engine.readers.pdf.opened import Opened

_MAX_WIDTH = 4_000
_MAX_PIXELS = 24_000_000
_WHITE = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Raster:
    """A drawn page: width and height in pixels, bytes a row, and the pixels as R, G, B and an unused byte."""

    width: int
    height: int
    stride: int
    pixels: bytes


def page_picture(data: bytes, page: int, width_px: int) -> bytes:
    """Page `page` (from 1) as PNG, `width_px` pixels wide (at most 4,000); raises Unreadable."""
    with Opened(data) as opened:
        if not 1 <= page <= opened.pages:
            raise Unreadable("corrupt", f"The file has no page {page}; it has {opened.pages}.")
        with opened.page(page - 1) as handle:
            return _png(render(handle, _scale(handle, width_px)))


def _scale(handle: Any, width_px: int) -> float:
    width, height = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
    if not 1 <= width <= 20_000 or not 1 <= height <= 20_000:
        raise Unreadable("bomb", "A page has a size no paper has. Export the paper again as A4 or letter.")
    scale = max(16, min(width_px, _MAX_WIDTH)) / width
    return float(min(scale, (_MAX_PIXELS / (width * height)) ** 0.5))


def render(handle: Any, scale: float) -> Raster:
    """A page drawn at `scale` pixels a point."""
    width = max(1, round(pdfium.FPDF_GetPageWidthF(handle) * scale))
    height = max(1, round(pdfium.FPDF_GetPageHeightF(handle) * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmap(bitmap, handle, 0, 0, width, height, 0, flags)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
        return Raster(width, height, stride, pixels)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _png(raster: Raster) -> bytes:
    width, height = raster.width, raster.height
    rows = bytearray((width * 3 + 1) * height)
    for y in range(height):
        begin = y * (width * 3 + 1) + 1
        line = raster.pixels[y * raster.stride : y * raster.stride + width * 4]
        for channel in range(3):
            rows[begin + channel : begin + width * 3 : 3] = line[channel::4]
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(rows), 6)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
