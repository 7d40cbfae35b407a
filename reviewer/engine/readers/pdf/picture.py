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
_GREY, _COLOUR = 0, 2


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
            return png(render(handle, page_scale(handle, width_px)))


def page_scale(handle: Any, width_px: int) -> float:
    """Pixels a point for a picture `width_px` wide; raises Unreadable(bomb) for a page no paper has."""
    width, height = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
    if not 1 <= width <= 20_000 or not 1 <= height <= 20_000:
        raise Unreadable("bomb", "A page has a size no paper has. Export the paper again as A4 or letter.")
    scale = max(16, min(width_px, _MAX_WIDTH)) / width
    return float(min(scale, (_MAX_PIXELS / (width * height)) ** 0.5))


def render(handle: Any, scale: float, *, annotations: bool = True) -> Raster:
    """A page drawn at `scale` pixels a point, with what is noted and filled in on it or without."""
    width = max(1, round(pdfium.FPDF_GetPageWidthF(handle) * scale))
    height = max(1, round(pdfium.FPDF_GetPageHeightF(handle) * scale))
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGRx, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        flags = pdfium.FPDF_REVERSE_BYTE_ORDER | (pdfium.FPDF_ANNOT if annotations else 0)
        pdfium.FPDF_RenderPageBitmap(bitmap, handle, 0, 0, width, height, 0, flags)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(pdfium.FPDFBitmap_GetBuffer(bitmap), stride * height)
        return Raster(width, height, stride, pixels)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def png(raster: Raster) -> bytes:
    """The drawing as PNG (W3C's specification, 11), in greys where it has no colour: a third of the bytes."""
    width, height = raster.width, raster.height
    channels = [_without_padding(raster, channel) for channel in range(3)]
    if channels[0] == channels[1] == channels[2]:
        channels, kind = channels[:1], _GREY
    else:
        kind = _COLOUR
    count = len(channels)
    row = width * count
    lines = bytearray(row * height)
    for at, channel in enumerate(channels):
        lines[at::count] = channel
    rows = b"".join(b"\0" + lines[y * row : (y + 1) * row] for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    body = zlib.compress(rows, 6)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in chunks)


def _without_padding(raster: Raster, channel: int) -> bytes:
    """One channel of the pixels, row after row."""
    if raster.stride == raster.width * 4:
        return raster.pixels[channel::4]
    used = range(0, raster.stride * raster.height, raster.stride)
    return b"".join(raster.pixels[at + channel : at + raster.width * 4 : 4] for at in used)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
