"""The styles of an OpenDocument file, with all they inherit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import etree

from reviewer.engine.readers.visibility import Look, ParagraphLook

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_EXTENDED = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"

_LENGTH = re.compile(r"(-?[\d.]+)(pt|in|cm|mm|px|pc)?")
_PERCENT = re.compile(r"(-?\d{1,9}(?:\.\d{0,9})?)%")
_LONGEST = 16
"""Characters of a length; digits without end would make a number that is none."""
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.346, "mm": 2.8346, "px": 0.75, "pc": 12.0, "": 1.0}
_TWIPS = 20.0
_OPAQUE_FROM = 10.0
"""Per cent of opacity below which text cannot be seen."""
_BOXES = ("table-cell-properties", "table-row-properties", "table-properties", "section-properties")


class Styles:
    """Looks by style name; later roots (the content's automatic styles) may build on earlier ones."""

    def __init__(self, roots: Sequence[etree._Element]) -> None:
        self._elements: dict[tuple[str, str], etree._Element] = {}
        self._defaults: dict[str, etree._Element] = {}
        self._looks: dict[tuple[str, str], tuple[Look, ParagraphLook]] = {}
        self._faces: dict[str, str] = {}
        self.layout: etree._Element | None = None
        for root in roots:
            self._index(root)

    def _index(self, root: etree._Element) -> None:
        for element in root.iter(STYLE + "style"):
            self._elements[element.get(STYLE + "family", ""), element.get(STYLE + "name", "")] = element
        for element in root.iter(STYLE + "default-style"):
            self._defaults[element.get(STYLE + "family", "")] = element
        for face in root.iter(STYLE + "font-face"):
            self._faces[face.get(STYLE + "name", "")] = _family(face)
        if self.layout is None:
            layouts = root.iter(STYLE + "page-layout-properties")
            self.layout = next((one for one in layouts if one.get(FO + "page-width")), None)

    def look(self, name: str | None, family: str = "paragraph") -> tuple[Look, ParagraphLook]:
        """The looks of the style `name`, ancestors first; for a paragraph without one, the defaults'."""
        at = (family, name or "")
        if at not in self._looks:
            look, paragraph = Look(), ParagraphLook()
            default = self._defaults.get(family)
            for element in [*([default] if default is not None else []), *reversed(self._chain(*at))]:
                look = self._own_look(element, look.size).over(look)
                paragraph = _own_paragraph(element).over(paragraph)
            self._looks[at] = (look, paragraph)
        return self._looks[at]

    def names(self, name: str | None, family: str = "paragraph") -> list[str]:
        """The style's name and its ancestors', in lower case, blanks as such."""
        return [_plain_name(link) for link in self._chain(family, name or "")]

    def ground_colour(self, name: str | None, family: str) -> str | None:
        """The colour a cell, row, table, section or frame of this style gives what stands on it."""
        for element in self._chain(family, name or ""):
            for kind in _BOXES:
                properties = element.find(STYLE + kind)
                if properties is not None and (colour := hex_colour(properties.get(FO + "background-color"))):
                    return colour
            graphic = element.find(STYLE + "graphic-properties")
            if graphic is not None and graphic.get(DRAW + "fill", "solid") == "solid":
                colour = hex_colour(graphic.get(DRAW + "fill-color")) or hex_colour(
                    graphic.get(FO + "background-color")
                )
                if colour:
                    return colour
        return None

    def _chain(self, family: str, name: str) -> list[etree._Element]:
        chain: dict[str, etree._Element] = {}
        while name not in chain:
            # A style that does not say of what it is one is believed to be of any family.
            element = self._elements.get((family, name), self._elements.get(("", name)))
            if element is None:
                break
            chain[name] = element
            name = element.get(STYLE + "parent-style-name", "")
        return list(chain.values())

    def _own_look(self, element: etree._Element, size: float | None) -> Look:
        text = element.find(STYLE + "text-properties")
        paragraph = element.find(STYLE + "paragraph-properties")
        shade = hex_colour(paragraph.get(FO + "background-color")) if paragraph is not None else None
        if text is None:
            return Look(shade=shade)
        look = Look(
            vanish=_hides(text.get(TEXT + "display")),
            size=_size_of(text.get(FO + "font-size"), size),
            colour="auto"
            if text.get(STYLE + "use-window-font-color") == "true"
            else hex_colour(text.get(FO + "color")),
            shade=hex_colour(text.get(FO + "background-color")) or shade,
            font=self._font(text),
            scale=_scale(text),
            spacing=points(text.get(FO + "letter-spacing")),
        )
        opacity = _PERCENT.fullmatch(text.get(_EXTENDED + "opacity", ""))
        if opacity is None:
            return look
        # LibreOffice writes an opacity of nought beside the automatic colour, where it means nothing.
        return replace(look, transparent=look.colour != "auto" and float(opacity.group(1)) < _OPAQUE_FROM)

    def _font(self, text: etree._Element) -> str | None:
        named = text.get(STYLE + "font-name")
        return self._faces.get(named, named) if named else text.get(FO + "font-family")


def points(length: str | None) -> float | None:
    """A length in points; None for what is none, or relative."""
    match = _LENGTH.fullmatch((length or "")[:_LONGEST])
    try:
        return float(match.group(1)) * _POINTS[match.group(2) or ""] if match else None
    except ValueError:
        return None


def hex_colour(value: str | None) -> str | None:
    """Six hex digits in capitals; None for no colour, or a transparent one."""
    return value[1:].upper() if value and re.fullmatch(r"#[0-9A-Fa-f]{6}", value) else None


def _plain_name(style: etree._Element) -> str:
    name = style.get(STYLE + "display-name") or style.get(STYLE + "name") or ""
    return name.lower().replace("_20_", " ")


def _family(face: etree._Element) -> str:
    families = [value for key, value in face.attrib.items() if str(key).endswith("}font-family")]
    return str(families[0]).strip("'\"") if families else face.get(STYLE + "name", "")


def _hides(display: str | None) -> bool | None:
    return None if display is None else display == "none"


def _size_of(size: str | None, base: float | None) -> float | None:
    relative = _PERCENT.fullmatch(size or "")
    if relative is not None:
        return base * float(relative.group(1)) / 100 if base is not None else None
    return points(size)


def _scale(text: etree._Element) -> float | None:
    """The narrowest of letters' width and, for raised and lowered ones, their height; per cent."""
    raised = text.get(STYLE + "text-position", "").split()
    parts = [_PERCENT.fullmatch(part) for part in (text.get(STYLE + "text-scale", ""), *raised[1:2])]
    found = [float(part.group(1)) for part in parts if part is not None]
    return min(found, default=None)


def _own_paragraph(element: etree._Element) -> ParagraphLook:
    properties = element.find(STYLE + "paragraph-properties")
    if properties is None:
        return ParagraphLook()
    height = properties.get(FO + "line-height") or ""
    relative, exact = _PERCENT.fullmatch(height), points(height)
    left, first = points(properties.get(FO + "margin-left")), points(properties.get(FO + "text-indent"))
    right = points(properties.get(FO + "margin-right"))
    begin = None if left is None and first is None else (left or 0.0) + (first or 0.0)
    return ParagraphLook(
        exact_line=exact * _TWIPS if exact is not None else None,
        line=float(relative.group(1)) / 100 if relative is not None else None,
        indent=begin * _TWIPS if begin is not None else None,
        left=left * _TWIPS if left is not None else None,
        right=right * _TWIPS if right is not None else None,
    )
