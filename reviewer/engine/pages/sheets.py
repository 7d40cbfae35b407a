"""Pages as sheets: their size, and the words on them with their places in the document's text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

Box = tuple[float, float, float, float]
"""Left, top, width and height in points of the page as it is shown, from its upper left corner."""

PAGES_VERSION = 1
"""Of what this package finds on pages and shows of covered ones. Raise it with every change of either: maps and covered
pictures that were stored before are then made anew, so that a name that once got through a cover does so no more."""

NOWHERE = -1
_MOST_WORDS = 200_000
_LARGEST = 1e6
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class PageWord:
    """A word, or a part of one, as the page has it. `start` and `end` are `NOWHERE` where the text has no such word."""

    box: Box
    start: int
    end: int
    text: str

    @property
    def is_placed(self) -> bool:
        """Whether it stands in the document's text."""
        return self.start != NOWHERE


@dataclass(frozen=True, slots=True)
class PageSheet:
    """A page as it is shown, in points. `has_pictures`: whether it holds an image or a shading, however deep."""

    width: float
    height: float
    has_pictures: bool
    words: tuple[PageWord, ...]


@dataclass(frozen=True, slots=True)
class PageMap:
    """The first pages of a file; `pages` is how many it has, `share` how much of the text was found on those shown."""

    pages: int
    share: float
    sheets: tuple[PageSheet, ...]

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping; a word is `[left, top, width, height, start, end, text]`."""
        return {"pages": self.pages, "share": round(self.share, 4), "sheets": [_sheet_json(one) for one in self.sheets]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any], *, length: int) -> Self:
        """The inverse of `to_json` for a text of `length` characters; raises KeyError, TypeError or ValueError.

        Every number is checked, because the mapping comes from a child that read a hostile file.
        """
        sheets = tuple(_sheet(one, length) for one in data["sheets"])
        if sum(len(one.words) for one in sheets) > _MOST_WORDS:
            raise ValueError("more words than any paper has")
        return cls(int(data["pages"]), float(data["share"]), sheets)


def _sheet_json(sheet: PageSheet) -> dict[str, Any]:
    return {
        "width": sheet.width,
        "height": sheet.height,
        "has_pictures": sheet.has_pictures,
        "words": [[*one.box, one.start, one.end, one.text] for one in sheet.words],
    }


def _sheet(data: Mapping[str, Any], length: int) -> PageSheet:
    width, height = _sizes((data["width"], data["height"]))
    if width <= 0 or height <= 0:
        raise ValueError("a page without a size")
    return PageSheet(
        width, height, data["has_pictures"] is not False, tuple(_word(one, length) for one in data["words"])
    )


def _word(data: Sequence[Any], length: int) -> PageWord:
    left, top, width, height, start, end, text = data
    start, end = int(start), int(end)
    if not (start == end == NOWHERE or 0 <= start < end <= length):
        raise ValueError(f"a word outside the text: {start} to {end}")
    left, top, width, height = _sizes((left, top, width, height))
    return PageWord((left, top, width, height), start, end, str(text)[:_LONGEST])


def _sizes(values: Sequence[Any]) -> tuple[float, ...]:
    sizes = tuple(map(float, values))
    if not all(-_LARGEST < one < _LARGEST for one in sizes):  # a NaN is no size either
        raise ValueError(f"no place on a page: {values}")
    return sizes
