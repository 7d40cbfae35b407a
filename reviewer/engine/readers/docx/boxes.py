"""Text boxes and other shapes: which form of one counts, and whether it is seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from reviewer.engine.readers.assemble import Draft
from reviewer.engine.readers.docx.package import MC, WP, A, W
from reviewer.engine.readers.docx.styles import number
from reviewer.engine.readers.visibility import CLIPPED, HIDDEN_BOX, OFF_PAGE, Ground
from reviewer.engine.readers.xml import local, namespace

_EMU_PER_TWIP = 635.0
_THIN_EMU = 60 * _EMU_PER_TWIP
"""A box less high or wide than three points shows no letter."""
_VML_LENGTH = re.compile(r"(?:^|;)\s*(margin-left|margin-top|left|top)\s*:\s*(-?[\d.]+)(pt|in|cm|mm|px)?")
_VML_HIDDEN = re.compile(r"visibility\s*:\s*hidden|display\s*:\s*none")
_TWIPS = {"pt": 20.0, "in": 1440.0, "cm": 567.0, "mm": 56.7, "px": 15.0, None: 20.0, "": 20.0}
_UNDERSTOOD = (
    "http://schemas.microsoft.com/office/word/",
    "http://schemas.microsoft.com/office/drawing/",
    "http://schemas.openxmlformats.org/",
)
"""What the `Requires` of a choice may name for a present-day Word to take it."""


def chosen(alternatives: etree._Element) -> Iterable[etree._Element]:
    """What an `mc:AlternateContent` holds in the form Word shows: the first choice it understands, or the fallback."""
    for choice in alternatives.iterchildren(MC + "Choice"):
        required = [choice.nsmap.get(prefix, "") for prefix in choice.get("Requires", "").split()]
        if required and all(name.startswith(_UNDERSTOOD) for name in required):
            return choice
    fallback = alternatives.find(MC + "Fallback")
    return () if fallback is None else fallback


def placed(ground: Ground, across: float, down: float) -> Ground:
    """`ground` at an offset in twips from its anchor: hidden when no part of it can lie on the page."""
    reach = max(ground.page_twips, 12_240.0) * 1.5
    outside = abs(across) > reach or abs(down) > reach * 1.5
    return replace(ground, hidden=ground.hidden or OFF_PAGE) if outside else ground


def found(element: etree._Element, ground: Ground, draft: Draft) -> list[tuple[etree._Element, Ground]]:
    """The text boxes within a drawing, picture or object, each with what it stands on; embedded objects are flagged."""
    return list(_search(element, ground, draft))


def _search(element: Iterable[etree._Element], ground: Ground, draft: Draft) -> Iterator[tuple[etree._Element, Ground]]:
    for child in element:
        name = local(child)
        if name == "AlternateContent":
            yield from _search(chosen(child), ground, draft)
        elif name == "txbxContent":
            yield child, ground
        elif name == "textpath":
            yield _word_art(child), _ground_of(child, ground)
        elif name == "OLEObject":
            draft.flag("embedded_content", "warning", "The file embeds an object, which was not read.", what="object")
        elif name == "control":
            draft.flag("active_content", "warning", "The file contains a form control.", what="control")
        else:
            yield from _search(child, _ground_of(child, ground), draft)


def _word_art(path: etree._Element) -> etree._Element:
    """Old word art keeps its words in an attribute; here they are a paragraph like those of a text box."""
    content = etree.Element(W + "txbxContent")
    text = etree.SubElement(etree.SubElement(etree.SubElement(content, W + "p"), W + "r"), W + "t")
    text.text = path.get("string", "")
    return content


def _ground_of(shape: etree._Element, ground: Ground) -> Ground:
    if ground.hidden is not None:
        return ground
    name = local(shape)
    if name == "anchor" and namespace(shape) == WP.strip("{}"):
        return _anchored(shape, ground)
    if name == "wsp":
        return _filled(shape, ground)
    if "style" in shape.attrib and namespace(shape) == "urn:schemas-microsoft-com:vml":
        return _vml(shape, ground)
    return ground


def _anchored(anchor: etree._Element, ground: Ground) -> Ground:
    identity = anchor.find(WP + "docPr")
    if (identity is not None and identity.get("hidden", "0") in ("1", "true")) or anchor.get("hidden", "0") in (
        "1",
        "true",
    ):
        return replace(ground, hidden=HIDDEN_BOX)
    extent = anchor.find(WP + "extent")
    if extent is not None and _is_thin(extent) and anchor.find(f".//{A}spAutoFit") is None:
        return replace(ground, hidden=CLIPPED)
    offsets = []
    for axis in ("positionH", "positionV"):
        offset = anchor.find(f"{WP}{axis}/{WP}posOffset")
        offsets.append((number(offset.text) or 0.0) / _EMU_PER_TWIP if offset is not None else 0.0)
    return placed(ground, *offsets)


def _is_thin(extent: etree._Element) -> bool:
    sides = [number(extent.get(side)) for side in ("cx", "cy")]
    return any(side is not None and side < _THIN_EMU for side in sides)


def _filled(shape: etree._Element, ground: Ground) -> Ground:
    """A shape's own fill; what a theme's effects give cannot be told."""
    properties = next((child for child in shape if local(child) == "spPr"), None)
    if properties is None or properties.find(A + "noFill") is not None:
        return ground
    plain = properties.find(f"{A}solidFill/{A}srgbClr")
    if plain is not None and len(plain.get("val", "")) == 6:
        return replace(ground, colour=plain.get("val"))
    painted = any(local(child) in ("solidFill", "gradFill", "blipFill", "pattFill") for child in properties)
    styled = any(local(child) == "style" for child in shape)
    return replace(ground, colour=None) if painted or styled else ground


def _vml(shape: etree._Element, ground: Ground) -> Ground:
    style = shape.get("style", "")[:2000].lower()
    if _VML_HIDDEN.search(style):
        return replace(ground, hidden=HIDDEN_BOX)
    offsets = {"left": 0.0, "top": 0.0}
    for key, amount, unit in _VML_LENGTH.findall(style):
        offsets[key.removeprefix("margin-")] = (number(amount) or 0.0) * _TWIPS[unit]
    ground = placed(ground, offsets["left"], offsets["top"])
    if shape.get("filled", "t") in ("f", "false") or not shape.get("fillcolor"):
        return ground
    colour = shape.get("fillcolor", "").split()[0].lstrip("#")
    plain = len(colour) == 6 and all(digit in "0123456789abcdefABCDEF" for digit in colour)
    return replace(ground, colour=colour if plain else None if colour != "white" else "FFFFFF")
