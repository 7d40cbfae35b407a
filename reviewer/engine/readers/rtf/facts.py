"""An RTF file's page format, history and counts, from the control words that state them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from reviewer.engine.document import FontShare, Format, Metadata

WORDS = frozenset(("paperw", "paperh", "margl", "margr", "margt", "margb"))
INFO_NUMBERS = frozenset(("edmins", "nofpages", "nofwords"))
INFO_TIMES = frozenset(("creatim", "revtim"))
INFO_TEXTS = frozenset(("author", "operator"))

_TWIPS_PER_INCH = 1440.0
_PAGE_SIZES = {"letter": (12_240, 15_840), "a4": (11_906, 16_838), "legal": (12_240, 20_160), "a5": (8_391, 11_906)}
_SIZE_TOLERANCE = 60
_MOST_FONTS = 8
_COUNTED_RIGHT = 0.25
_USUAL = {"paperw": 12_240, "paperh": 15_840, "margl": 1_800, "margr": 1_800, "margt": 1_440, "margb": 1_440}
"""What holds when a file says nothing (specification 1.9.1, document formatting properties)."""


@dataclass(slots=True)
class Said:
    """What the file says of itself, word by word."""

    page: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    times: dict[str, dict[str, int]] = field(default_factory=dict)
    fonts: Counter[tuple[str, float | None]] = field(default_factory=Counter)
    lines: Counter[float] = field(default_factory=Counter)


def page_format(said: Said) -> Format:
    """Page, margins, fonts (largest share first) and line spacing."""
    total = sum(said.fonts.values()) or 1
    fonts = tuple(
        FontShare(name, size, round(count / total, 3))
        for (name, size), count in said.fonts.most_common(_MOST_FONTS)
        if name
    )
    spacing = round(said.lines.most_common(1)[0][0], 2) if said.lines else None
    if not said.page:
        return Format(fonts=fonts, line_spacing=spacing)
    page = {**_USUAL, **said.page}
    top, right, bottom, left = (round(page[f"marg{side}"] / _TWIPS_PER_INCH, 2) for side in "trbl")
    return Format(_size(page), (top, right, bottom, left), fonts, spacing)


def _size(page: Mapping[str, int]) -> str:
    width, height = sorted((page["paperw"], page["paperh"]))
    for name, (across, down) in _PAGE_SIZES.items():
        if abs(width - across) < _SIZE_TOLERANCE and abs(height - down) < _SIZE_TOLERANCE:
            return name
    return f"{width / _TWIPS_PER_INCH:.2f}x{height / _TWIPS_PER_INCH:.2f} in"


def metadata(said: Said, revision_ids: tuple[str, ...]) -> Metadata:
    """Authors, times and revision ids."""
    minutes = said.numbers.get("edmins")
    return Metadata(
        author=said.texts.get("author") or None,
        last_modified_by=said.texts.get("operator") or None,
        created=_time(said.times.get("creatim")),
        modified=_time(said.times.get("revtim")),
        edit_minutes=minutes if minutes is not None and 0 <= minutes < 10**7 else None,
        revision_ids=revision_ids,
    )


def _time(parts: Mapping[str, int] | None) -> str | None:
    if not parts or not 1900 <= parts.get("yr", 0) <= 9999:
        return None
    year, month, day = parts["yr"], parts.get("mo", 1), parts.get("dy", 1)
    return f"{year:04d}-{month:02d}-{day:02d}T{parts.get('hr', 0):02d}:{parts.get('min', 0):02d}:00"


def stated_pages(said: Said, words: int) -> int | None:
    """The page count the file states, if its word count shows that it belongs to this text."""
    pages, counted = said.numbers.get("nofpages", 0), said.numbers.get("nofwords", -1)
    return pages if 1 <= pages < 10_000 and abs(counted - words) <= _COUNTED_RIGHT * words else None
