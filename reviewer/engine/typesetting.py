"""What a page holds, in points: sheets, margins, and how wide letters run, where a file does not say."""

from __future__ import annotations

from reviewer.engine.document import Format

USUAL_SIZE, USUAL_MARGIN, USUAL_SPACING = 12.0, 1.0, 1.0
_SHEETS = {"letter": (8.5, 11.0), "a4": (8.27, 11.69), "legal": (8.5, 14.0), "a5": (5.83, 8.27)}
_WIDTHS = {
    "times": 0.425,
    "liberation serif": 0.425,
    "garamond": 0.4,
    "cambria": 0.465,
    "calibri": 0.45,
    "arial": 0.49,
    "georgia": 0.48,
    "courier": 0.6,
}
_WIDTH = 0.46
_POINTS = 72
_SMALLEST = 72.0


def letter_width(face: str) -> float:
    """Mean width of a letter or blank in parts of the type size, by the face's name or as most faces have it."""
    return next((width for name, width in _WIDTHS.items() if name in face.lower()), _WIDTH)


def text_area(form: Format) -> tuple[float, float]:
    """Width and height of the text on a page, in points; an inch at least."""
    width, height = _SHEETS.get(form.page_size or "letter", _SHEETS["letter"])
    top, right, bottom, left = form.margins_in or (USUAL_MARGIN,) * 4
    return max((width - left - right) * _POINTS, _SMALLEST), max((height - top - bottom) * _POINTS, _SMALLEST)
