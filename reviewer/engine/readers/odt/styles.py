"""The styles of an OpenDocument file, with all they inherit."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree

from reviewer.engine.document import Format
from reviewer.engine.readers.visibility import Look

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

_LENGTH = re.compile(r"(-?[\d.]+)(pt|in|cm|mm|px)?")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.346, "mm": 2.8346, "px": 0.75, "": 1.0}
_PAGE_SIZES = {"letter": (612, 792), "a4": (595, 842), "legal": (612, 1008), "a5": (420, 595)}
_SIZE_TOLERANCE = 4.0


class Styles:
    """Text looks by style name; later roots (the content's automatic styles) may build on earlier ones."""

    def __init__(self, roots: Sequence[etree._Element]) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._looks: dict[str, Look] = {}
        self._layout: etree._Element | None = None
        for root in roots:
            for element in root.iter(STYLE + "style"):
                self._elements[element.get(STYLE + "name", "")] = element
            if self._layout is None:
                self._layout = root.find(f".//{STYLE}page-layout-properties")

    def look(self, name: str | None) -> Look:
        """The look of the style `name`, ancestors first; an empty one when there is none."""
        if not name or name not in self._elements:
            return Look()
        if name not in self._looks:
            look = Look()
            for element in reversed(self._chain(name)):
                look = _own_look(element).over(look)
            self._looks[name] = look
        return self._looks[name]

    def names(self, name: str | None) -> list[str]:
        """The style's name and its ancestors', in lower case, spaces as such."""
        return [link.get(STYLE + "name", "").lower().replace("_20_", " ") for link in self._chain(name or "")]

    def _chain(self, name: str) -> list[etree._Element]:
        chain: dict[str, etree._Element] = {}
        while name in self._elements and name not in chain:
            chain[name] = self._elements[name]
            name = chain[name].get(STYLE + "parent-style-name", "")
        return list(chain.values())

    def page_format(self) -> Format:
        """Size and margins of the first page style."""
        layout = self._layout
        if layout is None:
            return Format()
        sides = [points(layout.get(f"{FO}margin-{side}")) for side in ("top", "right", "bottom", "left")]
        inches = [round(side / 72, 2) for side in sides if side is not None]
        margins = (inches[0], inches[1], inches[2], inches[3]) if len(inches) == len(sides) else None
        return Format(_size(points(layout.get(FO + "page-width")), points(layout.get(FO + "page-height"))), margins)


def points(length: str | None) -> float | None:
    """A length in points; None for what is none, or relative."""
    match = _LENGTH.fullmatch(length or "")
    return float(match.group(1)) * _POINTS[match.group(2) or ""] if match and match.group(1) not in ("-", ".") else None


def _size(width: float | None, height: float | None) -> str | None:
    if width is None or height is None:
        return None
    short, long = sorted((width, height))
    for name, (across, down) in _PAGE_SIZES.items():
        if abs(short - across) < _SIZE_TOLERANCE and abs(long - down) < _SIZE_TOLERANCE:
            return name
    return f"{short / 72:.2f}x{long / 72:.2f} in"


def _own_look(element: etree._Element) -> Look:
    text = element.find(STYLE + "text-properties")
    paragraph = element.find(STYLE + "paragraph-properties")
    shade = _colour(paragraph.get(FO + "background-color")) if paragraph is not None else None
    if text is None:
        return Look(shade=shade)
    display = text.get(TEXT + "display")
    scale = (text.get(STYLE + "text-scale") or "").rstrip("%")
    return Look(
        vanish=None if display is None else display == "none",
        size=points(text.get(FO + "font-size")),
        colour=_colour(text.get(FO + "color")),
        shade=_colour(text.get(FO + "background-color")) or shade,
        font=text.get(STYLE + "font-name") or text.get(FO + "font-family"),
        scale=float(scale) if scale.isdigit() else None,
    )


def _colour(value: str | None) -> str | None:
    return value[1:].upper() if value and re.fullmatch(r"#[0-9A-Fa-f]{6}", value) else None
