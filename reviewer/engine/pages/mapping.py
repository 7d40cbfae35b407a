"""The words of a PDF's pages with their places on the page and in the text that was read from the file."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as pdfium

from reviewer.engine.document import Limits, Unreadable
from reviewer.engine.pages.alignment import Alignment, TextBlock
from reviewer.engine.pages.objects import has_pictures
from reviewer.engine.pages.sheets import NOWHERE, Box, PageMap, PageSheet, PageWord
from reviewer.engine.readers.pdf.opened import Opened
from reviewer.engine.returning.page_signs import PageSign, page_signs

MOST_PAGES = 30
"""Pages that are shown beside the text: a paper has two or three."""
_MOST_SIGNS = 300_000
_FINE = 64
"""Steps a point in which PDFium is asked for places, since it answers in whole pixels."""
_GAP = 0.22
"""Heights of a letter of white between two letters that belong to different words."""

Axes = tuple[tuple[float, float, float], tuple[float, float, float]]


def page_map(data: bytes, text: str, blocks: Sequence[TextBlock], limits: Limits) -> PageMap:
    """The first `MOST_PAGES` pages of a PDF, whose text was read as `text`; raises Unreadable."""
    with Opened(data) as opened:
        if opened.pages > limits.pages:
            raise Unreadable("too_long", f"The file has {opened.pages:,} pages, the limit is {limits.pages}.")
        sheets, signs = [], []
        for index in range(min(opened.pages, MOST_PAGES)):
            with opened.page(index) as page:
                found = page_signs(page, index)
                sheets.append((_size(page), _axes(page), has_pictures(page), len(found)))
                signs += found
            if len(signs) > _MOST_SIGNS:
                raise Unreadable("too_long", "The pages hold more letters than any paper has.")
        shown = [block for block in blocks if block.page is None or block.page < len(sheets)]
        places = Alignment([one.character for one in signs], [one.page for one in signs], text, shown)
        offsets = _with_signs(signs, places.offsets(), text)
        made, at = [], 0
        for (width, height), axes, pictured, count in sheets:
            words = tuple(_words(signs[at : at + count], offsets[at : at + count], text, axes))
            made.append(PageSheet(width, height, pictured, words))
            at += count
        return PageMap(opened.pages, places.placed / max(1, places.letters), tuple(made))


def _size(page: Any) -> tuple[float, float]:
    width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
    if not 1 <= width <= 20_000 or not 1 <= height <= 20_000:
        raise Unreadable("bomb", "A page has a size no paper has. Export the paper again as A4 or letter.")
    return round(width, 2), round(height, 2)


def _axes(page: Any) -> Axes:
    """How a point of the page becomes a point of the page as shown: PDFium knows about rotation and crop box."""
    width, height = (round(one * _FINE) for one in _size(page))

    def device(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, width, height, 0, x, y, across, down)
        return across.value / _FINE, down.value / _FINE

    (x0, y0), (x1, y1), (x2, y2) = device(0, 0), device(1000, 0), device(0, 1000)
    return ((x1 - x0) / 1000, (x2 - x0) / 1000, x0), ((y1 - y0) / 1000, (y2 - y0) / 1000, y0)


def _with_signs(signs: Sequence[PageSign], offsets: Sequence[int], text: str) -> list[int]:
    """The offsets with those of signs without letters: a full stop stands after the letter it follows."""
    found = list(offsets)
    for at, sign in enumerate(signs):
        if found[at] < 0 and at and found[at - 1] >= 0 and _is(text, found[at - 1] + 1, sign.character):
            found[at] = found[at - 1] + 1
    for at in range(len(signs) - 2, -1, -1):
        if found[at] < 0 <= found[at + 1] and _is(text, found[at + 1] - 1, signs[at].character):
            found[at] = found[at + 1] - 1
    return found


def _is(text: str, at: int, character: str) -> bool:
    return 0 <= at < len(text) and not character.isalnum() and text[at] == character


def _words(signs: Sequence[PageSign], offsets: Sequence[int], text: str, axes: Axes) -> Iterator[PageWord]:
    begin = 0
    for at in range(1, len(signs) + 1):
        if at == len(signs) or _parts(signs[at - 1], signs[at], offsets[at - 1], offsets[at], text):
            yield _word(signs[begin:at], offsets[begin:at], axes)
            begin = at


def _parts(before: PageSign, sign: PageSign, last: int, here: int, text: str) -> bool:
    """Whether another word, or another line, begins with `sign`."""
    if (last < 0) != (here < 0):
        return True
    one, two = before.box, sign.box
    height = max(one[3] - one[1], two[3] - two[1])
    if min(one[3], two[3]) - max(one[1], two[1]) < 0.3 * min(one[3] - one[1], two[3] - two[1]):
        return one[0] != two[0] or one[2] != two[2] or here < 0 or not last <= here <= last + 2
    if here < 0:
        return two[0] - one[2] > _GAP * height or two[2] < one[0]
    return not last <= here <= last + 3 or any(map(str.isspace, text[last + 1 : here]))


def _word(signs: Sequence[PageSign], offsets: Sequence[int], axes: Axes) -> PageWord:
    box = _shown(signs, axes)
    text = "".join(sign.character for sign in signs)
    if offsets[0] < 0:
        return PageWord(box, NOWHERE, NOWHERE, text)
    return PageWord(box, min(offsets), max(offsets) + 1, text)


def _shown(signs: Sequence[PageSign], axes: Axes) -> Box:
    """The box around these signs on the page as it is shown."""
    (a, b, c), (d, e, f) = axes
    corners = [(x, y) for one in signs for x in (one.box[0], one.box[2]) for y in (one.box[1], one.box[3])]
    across = [a * x + b * y + c for x, y in corners]
    down = [d * x + e * y + f for x, y in corners]
    left, top = min(across), min(down)
    return round(left, 2), round(top, 2), round(max(across) - left, 2), round(max(down) - top, 2)
