"""How a text object is drawn, and what pictures a page holds."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points, origin at the page's lower left."""

_INVISIBLE_MODES = frozenset((pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP))
_STROKE_MODES = frozenset((pdfium.FPDF_TEXTRENDERMODE_STROKE, pdfium.FPDF_TEXTRENDERMODE_STROKE_CLIP))
_PICTURES = frozenset((pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING))
_BOX_PER_SIZE = 1.15
"""Height of a font's loose box over its size, for the usual text fonts."""

_LOW, _HIGH = 0.75, 1.8
"""Heights of a font's box over its size within which both are believed."""

_LETTER_PER_SIZE = 0.6
_LOOSEST = 4.0
"""Heights of a letter in its font's box: 2.6 for a small x in the usual text fonts, 1.6 for a capital."""

_RULE_HEIGHT = 3.0
_RULE_WIDTHS = (30.0, 260.0)
_MAX_OBJECTS = 20_000
_MAX_DEPTH = 6


@dataclass(frozen=True, slots=True, eq=False)
class TextLook:
    """Size in points as shown, font, colour and opacity (0 to 255), direction in quarter turns (-1: aslant).

    `loose` says that the font's own height can be relied on for boxes.
    """

    size: float
    font: str
    colour: tuple[int, int, int]
    opacity: int
    invisible_mode: bool
    embedded: bool
    turn: int
    loose: bool = True


@dataclass(frozen=True, slots=True)
class Pictures:
    """Where the images of a page are, whether one of them covers most of it, and where short level rules are drawn."""

    boxes: tuple[Box, ...]
    cover: bool
    rules: tuple[Box, ...] = ()

    def touch(self, box: Box) -> bool:
        """Whether a picture reaches into `box`."""
        return any(
            left < box[2] and right > box[0] and bottom < box[3] and top > box[1]
            for left, bottom, right, top in self.boxes
        )


def text_look(text: Any, index: int, item: Any) -> TextLook:
    """The look of the text object `item`, to which character `index` of the page's text belongs."""
    mode = pdfium.FPDFTextObj_GetTextRenderMode(item) if item else -1
    font = pdfium.FPDFTextObj_GetFont(item) if item else None
    *colour, opacity = _colour(item, stroke=mode in _STROKE_MODES)
    turn = _quarter_turns(pdfium.FPDFText_GetCharAngle(text, index))
    size, loose = _size(text, index, sideways=turn in (1, 3))
    return TextLook(
        size=size,
        font=_font_name(font),
        colour=(colour[0], colour[1], colour[2]),
        opacity=opacity,
        invisible_mode=mode in _INVISIBLE_MODES,
        embedded=bool(font) and pdfium.FPDFFont_GetIsEmbedded(font) == 1,
        turn=turn,
        loose=loose,
    )


def _size(text: Any, index: int, *, sideways: bool) -> tuple[float, bool]:
    """The type size, and whether boxes can be taken from the font's own height.

    The loose box is on the page's scale, whatever matrices the text went through; a font size is believed when both
    agree, for some fonts state their height wrongly and some signs have none.
    """
    rectangle = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(text, index, rectangle):
        return float(round(pdfium.FPDFText_GetFontSize(text, index), 1)), False
    across, down = abs(rectangle.right - rectangle.left), abs(rectangle.top - rectangle.bottom)
    height = across if sideways else down
    stated = _stated_size(text, index)
    if stated > 0 and _LOW * stated < height < _HIGH * stated:
        return float(round(stated, 1)), True
    letter = _letter_height(text, index, sideways=sideways)
    if letter > 0 and not letter * 0.9 < height < letter * _LOOSEST:
        return float(round(letter / _LETTER_PER_SIZE, 1)), False
    if letter > 0:
        return float(round(height / _BOX_PER_SIZE, 1)), True
    return float(round(stated, 1)), False


def _stated_size(text: Any, index: int) -> float:
    """The font size times the scale of the text's own matrix; forms around it may scale it further."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text, index, matrix):
        return 0.0
    return float(pdfium.FPDFText_GetFontSize(text, index) * math.hypot(matrix.c, matrix.d))


def _letter_height(text: Any, index: int, *, sideways: bool) -> float:
    """How high the glyph itself is; 0 for signs, which may be as flat as they like."""
    if not chr(pdfium.FPDFText_GetUnicode(text, index) & 0xFFFF).isalnum():
        return 0.0
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
    return float(right.value - left.value if sideways else top.value - bottom.value)


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
    """The images on a page whose visible box is `box`, those inside form objects included, and its short rules."""
    area = max((box[2] - box[0]) * (box[3] - box[1]), 1.0)
    found: list[Box] = []
    rules: list[Box] = []
    for item in _objects(handle):
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind in _PICTURES or (kind == pdfium.FPDF_PAGEOBJ_FORM and _holds_picture(item)):
            found += _bounds(item)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH:
            rules += [bounds for bounds in _bounds(item) if _is_rule(bounds)]
    cover = any(_area(bounds) > 0.5 * area for bounds in found)
    return Pictures(tuple(found), cover, tuple(rules))


def set_texts_active(handle: Any, *, active: bool) -> None:
    """Switch all text of a page on or off for drawing."""
    pending = [(item, 0) for item in _objects(handle)]
    while pending:
        item, depth = pending.pop()
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            pdfium.FPDFPageObj_SetIsActive(item, active)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH and len(pending) < _MAX_OBJECTS:
            pending += [(inner, depth + 1) for inner in _inner(item, _MAX_OBJECTS)]


def _objects(handle: Any) -> Iterator[Any]:
    for index in range(min(pdfium.FPDFPage_CountObjects(handle), _MAX_OBJECTS)):
        yield pdfium.FPDFPage_GetObject(handle, index)


def _inner(form: Any, limit: int) -> Iterator[Any]:
    for index in range(min(pdfium.FPDFFormObj_CountObjects(form), limit)):
        yield pdfium.FPDFFormObj_GetObject(form, index)


def _holds_picture(form: Any) -> bool:
    return any(pdfium.FPDFPageObj_GetType(item) in _PICTURES for item in _inner(form, 200))


def _bounds(item: Any) -> list[Box]:
    """The box of an object; none when it has none."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not pdfium.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return []
    return [(left.value, bottom.value, right.value, top.value)]


def _is_rule(box: Box) -> bool:
    """Whether a path is as the line that word processors draw above notes: thin, level, a few inches at most."""
    return box[3] - box[1] < _RULE_HEIGHT and _RULE_WIDTHS[0] < box[2] - box[0] < _RULE_WIDTHS[1]


def _area(box: Box) -> float:
    return max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0)
