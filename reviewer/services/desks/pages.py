"""The pages of a paper beside its text: its words and its highlights as shapes on each page, in points of the page."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from reviewer.engine.pages.sheets import Box, PageMap, PageSheet, PageWord
from reviewer.services.desks.rendering import Anchor, Run, ShownBlock

_BASELINE, _SIZE = 0.8, 0.87
"""Where letters stand within the height of their font's box, and the type size over that height."""
_GAP = 2.5
"""Heights of a line that may lie between two words marked in one stroke."""


@dataclass(frozen=True, slots=True)
class LayerWord:
    """A word that can be selected: its text as the page may show it, stretched over `length` points from `left`."""

    left: float
    base: float
    length: float
    start: int
    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageMark:
    """The part of a highlight on one page: a stroke a line, and the signs of comments that end here."""

    ids: tuple[str, ...]
    classes: tuple[str, ...]
    strokes: tuple[Box, ...]
    anchors: tuple[Anchor, ...]
    first: tuple[str, ...]
    """Those of `ids` that begin here."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page from 1, its size, its marks, and its words by type size."""

    number: int
    width: float
    height: float
    marks: tuple[PageMark, ...]
    words: tuple[tuple[float, tuple[LayerWord, ...]], ...]


_Lying = tuple[PageWord, int, PageWord | None]
"""A word under a highlight, its page, and the word after it on that page."""


@dataclass(slots=True)
class _Sheet:
    marks: list[PageMark] = field(default_factory=list)
    ids: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """By the start of a word, the highlights that lie on it."""


def shown_pages(text: str, blocks: Iterable[ShownBlock], found: PageMap) -> tuple[ShownPage, ...]:
    """The pages of `found` with the highlights of `blocks`; `text` is the document's as it may be shown."""
    placed = sorted(
        ((word, number) for number, sheet in enumerate(found.sheets) for word in sheet.words if word.is_placed),
        key=lambda one: (one[0].start, one[1]),
    )
    sheets: dict[int, _Sheet] = defaultdict(_Sheet)
    seen: set[str] = set()
    starts = [word.start for word, _ in placed]
    for run in (run for block in blocks for run in block.runs if run.classes):
        _mark(run, _lying(run, placed, starts), sheets, seen)
    return tuple(
        ShownPage(at + 1, sheet.width, sheet.height, tuple(sheets[at].marks), _layer(text, sheet, sheets[at].ids))
        for at, sheet in enumerate(found.sheets)
    )


def _lying(run: Run, placed: Sequence[tuple[PageWord, int]], starts: Sequence[int]) -> Iterator[_Lying]:
    """The words that a run covers, in the order of the text."""
    end = run.start + len(run.text)
    at = bisect_right(starts, run.start)
    while at and placed[at - 1][0].end > run.start:
        at -= 1
    for here in range(at, len(placed)):
        word, page = placed[here]
        if word.start >= end:
            return
        if word.end > run.start:
            beside = here + 1 < len(placed) and placed[here + 1][1] == page
            yield word, page, placed[here + 1][0] if beside else None


def _mark(
    run: Run, words: Iterable[tuple[PageWord, int, PageWord | None]], sheets: dict[int, _Sheet], seen: set[str]
) -> None:
    """Draw a run on the pages its words stand on; its signs stand on the last of them."""
    boxes: dict[int, list[Box]] = {}
    for word, page, following in words:
        boxes.setdefault(page, []).append(_part(word, run, following))
        ids = sheets[page].ids
        ids[word.start] = tuple(dict.fromkeys((*ids.get(word.start, ()), *run.ids)))
    for page, found in boxes.items():
        first = tuple(one for one in run.ids if one not in seen)
        seen.update(first)
        anchors = run.anchors if page == list(boxes)[-1] else ()
        sheets[page].marks.append(PageMark(run.ids, run.classes, _strokes(found), anchors, first))


def _part(word: PageWord, run: Run, following: PageWord | None) -> Box:
    """The part of a word's box that a run covers, as if all its letters were as wide; with the white after it."""
    left, top, width, height = word.box
    each = width / (word.end - word.start)
    begin, reach = max(0, run.start - word.start), run.start + len(run.text)
    if reach > word.end and following is not None and _leads_to(word.box, following.box):
        return left + begin * each, top, following.box[0] - left - begin * each, height
    return left + begin * each, top, (min(word.end, reach) - word.start - begin) * each, height


def _leads_to(one: Box, two: Box) -> bool:
    """Whether the second box stands to the right of the first, on its line."""
    return _continues(one, two) and two[0] > one[0] + one[2]


def _strokes(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The boxes joined line by line."""
    strokes: list[Box] = []
    for box in boxes:
        if strokes and _continues(strokes[-1], box):
            one = strokes[-1]
            left, top = min(one[0], box[0]), min(one[1], box[1])
            right, bottom = max(one[0] + one[2], box[0] + box[2]), max(one[1] + one[3], box[1] + box[3])
            strokes[-1] = left, top, right - left, bottom - top
        else:
            strokes.append(box)
    return tuple(strokes)


def _continues(one: Box, two: Box) -> bool:
    height = max(one[3], two[3])
    shared = min(one[1] + one[3], two[1] + two[3]) - max(one[1], two[1])
    near = -height < two[0] - (one[0] + one[2]) < _GAP * height
    return near and shared > 0.5 * min(one[3], two[3])


def _layer(
    text: str, sheet: PageSheet, ids: Mapping[int, tuple[str, ...]]
) -> tuple[tuple[float, tuple[LayerWord, ...]], ...]:
    """The placed words in the order of the text, those of one type size after each other together."""
    words = sorted((word for word in sheet.words if word.is_placed), key=lambda one: one.start)
    groups: list[tuple[float, list[LayerWord]]] = []
    for at, word in enumerate(words):
        size = round(word.box[3] * _SIZE, 1)
        if not groups or groups[-1][0] != size:
            groups.append((size, []))
        following = words[at + 1] if at + 1 < len(words) else None
        groups[-1][1].append(_layer_word(text, word, following, ids.get(word.start, ())))
    return tuple((size, tuple(found)) for size, found in groups)


def _layer_word(text: str, word: PageWord, following: PageWord | None, ids: tuple[str, ...]) -> LayerWord:
    """The word, with the white after it where the text has any: what is copied or quoted has its spaces."""
    left, top, width, height = word.box
    spaced = text[word.end : word.end + 1].isspace()
    if spaced:
        beside = following is not None and _leads_to(word.box, following.box)
        width = following.box[0] - left if beside and following is not None else width + height / 4
    return LayerWord(left, top + _BASELINE * height, width, word.start, text[word.start : word.end] + " " * spaced, ids)
