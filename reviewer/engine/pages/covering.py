"""A page on which only chosen words can be seen: white paper, the drawing of these words, and black where others stand.

What is not chosen never comes into the picture, whatever draws it: other text, images, lines, annotations.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.document import Unreadable
from reviewer.engine.pages.axes import Axes, page_axes, shown_box
from reviewer.engine.pages.objects import TooMany, has_pictures, keep_active
from reviewer.engine.pages.sheets import Box
from reviewer.engine.readers.pdf.opened import Opened
from reviewer.engine.readers.pdf.picture import Raster, page_scale, png, render

_AROUND = 0.12
"""Heights of a covered word that its cover reaches beyond it on either side: italics lean out of their boxes."""
_OFF = 0.5
_PIXEL = 4


def covered_picture(data: bytes, page: int, width_px: int, shown: Sequence[Box], covered: Sequence[Box]) -> bytes:
    """Page `page` (from 1) as PNG with nothing on it but what is drawn as text in the boxes `shown`.

    The boxes `covered`, which win where both lie, are black. Raises Unreadable, `unsafe_content` for a page that holds
    pictures: nobody knows what these show.
    """
    with Opened(data) as opened:
        if not 1 <= page <= opened.pages:
            raise Unreadable("corrupt", f"The file has no page {page}; it has {opened.pages}.")
        with opened.page(page - 1) as handle:
            scale = page_scale(handle, width_px)
            if has_pictures(handle):
                raise _unsafe()
            try:
                _draw_only(handle, shown)
            except TooMany:
                raise _unsafe() from None
            raster = render(handle, scale, annotations=False)
    return png(_composed(raster, scale, shown, covered))


def _unsafe() -> Unreadable:
    return Unreadable("unsafe_content", "The page holds pictures, which may name somebody.")


def _draw_only(handle: Any, shown: Sequence[Box]) -> None:
    """Switch off everything that is no text, and text of which no letter stands within a box that is shown."""
    axes = page_axes(handle)
    cells = _cells(shown)
    text = pdfium.FPDFText_LoadPage(handle)
    if not text:
        keep_active(handle, lambda _address: False)
        return
    try:
        wanted = set()
        for at in range(max(0, pdfium.FPDFText_CountChars(text))):
            item = pdfium.FPDFText_GetTextObject(text, at)
            if not item or (address := ctypes.addressof(item.contents)) in wanted:
                continue
            letter = _letter(text, at, axes)
            if any(_holds(box, letter) for box in cells.get(int(letter[1]) // _CELL, ())):
                wanted.add(address)
        keep_active(handle, wanted.__contains__)
    finally:
        pdfium.FPDFText_ClosePage(text)


_CELL = 16


def _cells(boxes: Iterable[Box]) -> dict[int, list[Box]]:
    """The boxes by the bands of the page that they reach into."""
    found: dict[int, list[Box]] = {}
    for box in boxes:
        for band in range(int(box[1] - _OFF) // _CELL, int(box[1] + box[3]) // _CELL + 1):
            found.setdefault(band, []).append(box)
    return found


def _letter(text: Any, at: int, axes: Axes) -> Box:
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, at, box)
    return shown_box([(box.left, box.bottom, box.right, box.top)], axes)


def _holds(box: Box, letter: Box) -> bool:
    left, top, width, height = box
    return (
        left - _OFF <= letter[0]
        and letter[0] + letter[2] <= left + width + _OFF
        and top - _OFF <= letter[1]
        and letter[1] + letter[3] <= top + height + _OFF
    )


def _composed(raster: Raster, scale: float, shown: Iterable[Box], covered: Iterable[Box]) -> Raster:
    """White paper with the boxes of the drawing that are shown, then the covers."""
    stride = raster.width * _PIXEL
    made = bytearray(b"\xff") * (stride * raster.height)
    for box in shown:
        left, top, right, bottom = _pixels(box, scale, raster, around=0.0)
        for row in range(top, bottom):
            start, at = row * raster.stride, row * stride
            made[at + left * _PIXEL : at + right * _PIXEL] = raster.pixels[
                start + left * _PIXEL : start + right * _PIXEL
            ]
    for box in covered:
        left, top, right, bottom = _pixels(box, scale, raster, around=_AROUND * box[3])
        for row in range(top, bottom):
            at = row * stride
            made[at + left * _PIXEL : at + right * _PIXEL] = bytes((right - left) * _PIXEL)
    return Raster(raster.width, raster.height, stride, bytes(made))


def _pixels(box: Box, scale: float, raster: Raster, *, around: float) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of a box in pixels, wholly within the picture and never turned round."""
    left, top, width, height = box
    right, bottom = int((left + width + around) * scale) + 1, int((top + height + around / 2) * scale) + 1
    edges = int((left - around) * scale), int((top - around / 2) * scale), right, bottom
    x1, y1, x2, y2 = (max(0, edge) for edge in edges)
    x1, y1 = min(x1, raster.width), min(y1, raster.height)
    return x1, y1, max(x1, min(x2, raster.width)), max(y1, min(y2, raster.height))
