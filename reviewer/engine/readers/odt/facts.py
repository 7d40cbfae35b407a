"""An OpenDocument file's page format, history and counts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from lxml import etree

from reviewer.engine.document import FontShare, Format, Metadata
from reviewer.engine.readers.odt.styles import FO, points
from reviewer.engine.readers.xml import local

_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:[\d.]+S)?")
_PAGE_SIZES = {"letter": (612, 792), "a4": (595, 842), "legal": (612, 1008), "a5": (420, 595)}
_SIZE_TOLERANCE = 4.0
_MOST_FONTS = 8
_COUNTED_RIGHT = 0.25
"""By how much the stated number of words may differ from ours for the stated pages to be believed."""


def page_format(
    layout: etree._Element | None, fonts: Mapping[tuple[str, float | None], int], lines: Mapping[float, int]
) -> Format:
    """Size and margins of the first page style, fonts and line spacing of the body, largest share first."""
    total = sum(fonts.values()) or 1
    ranked = Counter(fonts).most_common(_MOST_FONTS)
    shares = tuple(FontShare(name, size, round(count / total, 3)) for (name, size), count in ranked if name)
    spacing = max(lines, key=lambda line: lines[line]) if lines else None
    if layout is None:
        return Format(fonts=shares, line_spacing=spacing)
    sides = [points(layout.get(f"{FO}margin-{side}")) for side in ("top", "right", "bottom", "left")]
    inches = [round(side / 72, 2) for side in sides if side is not None]
    margins = (inches[0], inches[1], inches[2], inches[3]) if len(inches) == len(sides) else None
    size = _size(points(layout.get(FO + "page-width")), points(layout.get(FO + "page-height")))
    return Format(size, margins, shares, round(spacing, 2) if spacing else None)


def _size(width: float | None, height: float | None) -> str | None:
    if width is None or height is None:
        return None
    short, long = sorted((width, height))
    for name, (across, down) in _PAGE_SIZES.items():
        if abs(short - across) < _SIZE_TOLERANCE and abs(long - down) < _SIZE_TOLERANCE:
            return name
    return f"{short / 72:.2f}x{long / 72:.2f} in"


def metadata(root: etree._Element | None) -> Metadata:
    """What meta.xml says of authors and times."""
    if root is None:
        return Metadata()
    said = {local(item): item.text.strip()[:300] for item in root.iter() if item.text and item.text.strip()}
    time = _DURATION.fullmatch(said.get("editing-duration", ""))
    days, hours, minutes = (int(part or 0) for part in time.groups()) if time is not None else (0, 0, 0)
    return Metadata(
        author=said.get("initial-creator") or said.get("creator"),
        last_modified_by=said.get("creator"),
        created=said.get("creation-date"),
        modified=said.get("date"),
        edit_minutes=days * 1440 + hours * 60 + minutes if time is not None else None,
    )


def stated_pages(root: etree._Element | None, words: int) -> int | None:
    """The page count meta.xml states, if its word count shows that it belongs to this text."""
    statistic = root.find(f".//{_META}document-statistic") if root is not None else None
    if statistic is None:
        return None
    pages, counted = statistic.get(_META + "page-count", ""), statistic.get(_META + "word-count", "")
    if not (pages.isdigit() and counted.isdigit()) or not 1 <= int(pages) < 10_000:
        return None
    return int(pages) if abs(int(counted) - words) <= _COUNTED_RIGHT * words else None
