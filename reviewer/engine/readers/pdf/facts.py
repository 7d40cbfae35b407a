"""A PDF's page format and history."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from statistics import median

from reviewer.engine.document import FontShare, Format, Metadata
from reviewer.engine.readers.pdf.opened import Opened
from reviewer.engine.readers.pdf.page import Page

_POINTS_PER_INCH = 72.0
_PAGE_SIZES = {"letter": (612, 792), "a4": (595, 842), "legal": (612, 1008), "a5": (420, 595)}
_SIZE_TOLERANCE = 3.0
_DATE = re.compile(r"D?:?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-]\d\d)'?(\d\d)?)?")
_SUBSET = re.compile(r"^[A-Z]{6}\+")


def metadata(opened: Opened) -> Metadata:
    """What the document information says of author and times."""
    return Metadata(
        author=opened.meta("Author"), created=_iso(opened.meta("CreationDate")), modified=_iso(opened.meta("ModDate"))
    )


def _iso(date: str | None) -> str | None:
    match = _DATE.match(date or "")
    if match is None:
        return None
    year, month, day, hour, minute, second, utc, hours, minutes = match.groups()
    zone = "Z" if utc else f"{hours}:{minutes or '00'}" if hours else ""
    return f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone}"


def page_format(pages: list[Page]) -> Format:
    """Size of the first page, margins as the text keeps them, fonts by share, spacing as multiples of single."""
    fonts: Counter[tuple[str, float]] = Counter()
    for page in pages:
        for segment in page.segments:
            fonts[_SUBSET.sub("", segment.font), round(segment.size, 1)] += len(segment.text)
    total = sum(fonts.values()) or 1
    shares = tuple(FontShare(name, size, round(n / total, 3)) for (name, size), n in fonts.most_common(8) if name)
    return Format(_page_size(pages), _margins(pages), shares, _spacing(pages))


def _page_size(pages: list[Page]) -> str | None:
    if not pages:
        return None
    width, height = sorted((pages[0].width, pages[0].height))
    for name, (across, down) in _PAGE_SIZES.items():
        if abs(width - across) < _SIZE_TOLERANCE and abs(height - down) < _SIZE_TOLERANCE:
            return name
    return f"{width / _POINTS_PER_INCH:.2f}x{height / _POINTS_PER_INCH:.2f} in"


def _margins(pages: list[Page]) -> tuple[float, float, float, float] | None:
    filled = [page for page in pages if page.segments]
    if not filled:
        return None
    top = min(page.height - max(segment.top for segment in page.segments) for page in filled)
    bottom = min(min(segment.bottom for segment in page.segments) for page in filled)
    left = min(min(segment.left for segment in page.segments) for page in filled)
    right = min(page.width - max(segment.right for segment in page.segments) for page in filled)
    inches = [round(max(side, 0.0) / _POINTS_PER_INCH, 2) for side in (top, right, bottom, left)]
    return (inches[0], inches[1], inches[2], inches[3])


_SINGLE = 1.17
"""Line distance over type size that word processors call single, for the usual text fonts."""


def _spacing(pages: list[Page]) -> float | None:
    ratios = []
    for page in pages:
        lines = sorted({round(segment.baseline, 1): segment.size for segment in page.segments}.items(), reverse=True)
        for (upper, size), (lower, other) in itertools.pairwise(lines):
            if size == other and size > 0 and 0.8 * size < upper - lower < 3.5 * size:
                ratios.append((upper - lower) / size)
    return round(median(ratios) / _SINGLE, 1) if len(ratios) >= 5 else None
