"""The words of a PDF's pages with their places on the page and in the text that was read from the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewer.engine.document import Limits, Unreadable
from reviewer.engine.pages.alignment import Alignment, TextBlock
from reviewer.engine.pages.axes import Axes, page_axes, page_size, shown_box
from reviewer.engine.pages.objects import has_pictures
from reviewer.engine.pages.sheets import NOWHERE, PageMap, PageSheet, PageWord
from reviewer.engine.readers.pdf.opened import Opened
from reviewer.engine.returning.page_signs import PageSign, page_signs

MOST_PAGES = 30
"""Pages that are shown beside the text: a paper has two or three."""
_MOST_SIGNS = 300_000
_GAP = 0.12
"""Heights of a letter of white between two letters that belong to different words."""


def page_map(data: bytes, text: str, blocks: Sequence[TextBlock], limits: Limits) -> PageMap:
    """The first `MOST_PAGES` pages of a PDF, whose text was read as `text`; raises Unreadable."""
    with Opened(data) as opened:
        if opened.pages > limits.pages:
            raise Unreadable("too_long", f"The file has {opened.pages:,} pages, the limit is {limits.pages}.")
        sheets, signs = [], []
        for index in range(min(opened.pages, MOST_PAGES)):
            with opened.page(index) as page:
                found = page_signs(page, index)
                sheets.append((page_size(page), page_axes(page), has_pictures(page), len(found)))
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
    box = shown_box([one.box for one in signs], axes)
    text = "".join(sign.character for sign in signs)
    if offsets[0] < 0:
        return PageWord(box, NOWHERE, NOWHERE, text)
    return PageWord(box, min(offsets), max(offsets) + 1, text)
