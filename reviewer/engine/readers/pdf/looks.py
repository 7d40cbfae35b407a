"""How a text object is drawn, and what pictures a page holds."""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.readers.pdf.ink import Box

_INVISIBLE_MODES = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))
_STROKE_MODES = frozenset((pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP))
_BOX_PER_SIZE = 1.15
"""Height of a font's loose box over its size, for the usual text fonts."""

_MAX_OBJECTS = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class TextLook:
    """Size in points as shown, font, colour and opacity (0 to 255), direction in quarter turns (-1: aslant)."""

    size: float
    font: str
    colour: tuple[int, int, int]
    opacity: int
    invisible_mode: bool
    embedded: bool
    turn: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """How many images a page holds, and whether one of them covers most of it."""

    number: int
    cover: bool


def text_look(text: Any, index: int, item: Any) -> TextLook:
    """The look of the text object `item`, to which character `index` of the page's text belongs."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item) if item else -1
    font = pdfium.FPDFTextObj_GetFont(item) if item else None
    *colour, opacity = _colour(item, stroke=mode in _STROKE_MODES)
    return TextLook(
        size=_size(text, index),
        font=_font_name(font),
        colour=(colour[0], colour[1], colour[2]),
        opacity=opacity,
        invisible_mode=mode in _INVISIBLE_MODES,
        embedded=bool(font) and pdfium.FPDFFont_GetIsEmbedded(font) == 1,
        turn=_quarter_turns(pdfium.FPDFText_GetCharAngle(text, index)),
    )


def _size(text: Any, index: int) -> float:
    """The loose box is on the page's scale, whatever matrices the text went through; a font size is not."""
    rectangle = pdfium.FS_RECTF()
    if pdfium.FPDFText_GetLooseCharBox(text, index, rectangle):
        across, down = abs(rectangle.right - rectangle.left), abs(rectangle.top - rectangle.bottom)
        turn = _quarter_turns(pdfium.FPDFText_GetCharAngle(text, index))
        height = across if turn in (1, 3) else down
        if height > 0:
            return float(round(height / _BOX_PER_SIZE, 1))
    return float(round(pdfium.FPDFText_GetFontSize(text, index), 1))


def _font_name(font: Any) -> str:
    if not font:
        return ""
    buffer = ctypes.create_string_buffer(200)
    length = pdfium.FPDFFont_GetBaseFontName(font, buffer, 200)
    return buffer.raw[: max(length - 1, 0)].split(b"\0")[0].decode("utf-8", "replace")


def _colour(item: Any, *, stroke: bool) -> tuple[int, int, int, int]:
    parts = [ctypes.c_uint() for _ in range(4)]
    read = pdfium.FPDFPageObj_GetStrokeColor if stroke else pdfium.FPDFPageObj_GetFillColor
    if not item or not read(item, *parts):
        return 0, 0, 0, 255
    return parts[0].value, parts[1].value, parts[2].value, parts[3].value


def _quarter_turns(angle: float) -> int:
    """PDFium's angle (radians, clockwise) as 0 to 3 quarter turns against the clock, or -1 for aslant text."""
    quarters = angle / (math.pi / 2)
    nearest = round(quarters)
    return -nearest % 4 if abs(quarters - nearest) < 0.1 else -1


def page_pictures(handle: Any, box: Box) -> Pictures:
    """The images on a page whose visible box is `box`, those inside form objects included."""
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1.0)
    number, cover = 0, False
    for index in range(min(pdfium.FPDFPage_CountObjects(handle), _MAX_OBJECTS)):
        item = pdfium.FPDFPage_GetObject(handle, index)
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE or (kind == pdfium.FPDF_PAGEOBJ_FORM and _holds_image(item)):
            number += 1
            cover = cover or _area(item) > 0.5 * area
    return Pictures(number, cover)


def _holds_image(form: Any) -> bool:
    count = min(pdfium.FPDFFormObj_CountObjects(form), 200)
    objects = (pdfium.FPDFFormObj_GetObject(form, index) for index in range(count))
    return any(pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_IMAGE for item in objects)


def _area(item: Any) -> float:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *sides):
        return 0.0
    left, bottom, right, top = (side.value for side in sides)
    return max(right - left, 0.0) * max(top - bottom, 0.0)
