"""Reading order: segments of a page become lines, column after column."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from reviewer.engine.readers.pdf.page import Segment

_MIN_ROWS = 3
_MIN_GUTTER = 6.0
"""Points of white that separate two columns at least."""

_PROSE_WORDS = 3.5
"""Words a segment has on average in a column of prose; cells of a table have fewer."""

_PROSE_LETTERS = 22
"""The same in letters, for columns of addresses and long words."""

_FEW_LETTERS = 8
"""What a column written in one go has at least on average; a narrower one holds the numbers of a list."""

_MARK = re.compile(r"[-*\u2022\u2023\u25aa\u25e6\u25cf\u25cb\u2013\uf0b7\uf0a7]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]")
"""A list item's mark, which stands apart from its text."""

_FILLED_CELLS = 0.8
"""Cells over lines below which a table's cells hold several lines each."""


@dataclass(slots=True)
class Line:
    """A line of one column, in upright coordinates; `full` says that it leaves no room for another letter."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    column: int = 0
    tabular: bool = False
    full: bool = False

    @property
    def middle(self) -> float:
        """The height of its middle above the page's lower edge."""
        return (self.top + self.bottom) / 2


def lines_in_order(segments: Sequence[Segment]) -> list[Line]:
    """All segments as lines in the order a person reads them: columns where a common gutter shows, else rows."""
    lines: list[Line] = []
    column = 0
    for group, gutter in _groups(_rows(segments)):
        flat = [segment for row in group for segment in row]
        if gutter is None:
            lines.extend(_row_lines(group, column))
        elif records := _records(flat, gutter):
            column += 1
            lines.extend(_record_line(record, column) for record in records)
            column += 1
        else:
            for side in _sides(flat, gutter):
                column += 1
                lines.extend(_nested(side, column))
            column += 1
    return lines


def _sides(segments: Sequence[Segment], gutter: float) -> tuple[list[Segment], list[Segment]]:
    return [s for s in segments if s.right <= gutter], [s for s in segments if s.right > gutter]


def _nested(segments: list[Segment], column: int) -> list[Line]:
    """A column may itself have columns: three stand as one and two."""
    inner = lines_in_order(segments) if len(segments) > 2 * _MIN_ROWS else _row_lines(_rows(segments), 0)
    for line in inner:
        line.column += column * 1000
    return inner


def _rows(segments: Sequence[Segment]) -> list[list[Segment]]:
    """Segments that share a line, from top to bottom, each row from left to right."""
    rows: list[list[Segment]] = []
    for segment in sorted(segments, key=lambda item: (-(item.top + item.bottom) / 2, item.left)):
        if rows and _same_row(rows[-1], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    for row in rows:
        row.sort(key=lambda item: item.left)
        _clip_overhang(row)
    return rows


def _clip_overhang(row: list[Segment]) -> None:
    """A line too long for its column runs into the next one: for the order of reading it ends where that begins."""
    for one, two in itertools.pairwise(row):
        if one.right > two.left + one.size and two.left > one.left + 2 * one.size:
            one.right = two.left - _MIN_GUTTER


def _same_row(row: list[Segment], segment: Segment) -> bool:
    middle = (segment.top + segment.bottom) / 2
    return any(other.bottom <= middle <= other.top for other in row) or any(
        segment.bottom <= (other.top + other.bottom) / 2 <= segment.top for other in row
    )


def _groups(rows: list[list[Segment]]) -> list[tuple[list[list[Segment]], float | None]]:
    """Stretches of rows, each with the x of the gutter that divides all of it, or None."""
    groups: list[tuple[list[list[Segment]], float | None]] = []
    at = 0
    while at < len(rows):
        end, gutter = _stretch(rows, at)
        if gutter is not None:
            groups.append((rows[at:end], gutter))
            at = end
        else:
            if groups and groups[-1][1] is None:
                groups[-1][0].append(rows[at])
            else:
                groups.append(([rows[at]], None))
            at += 1
    return groups


def _stretch(rows: list[list[Segment]], at: int) -> tuple[int, float | None]:
    """The longest run of rows from `at` with a common gutter: where it ends and the gutter, or None."""
    if len(rows[at]) == 1 and not _beside(rows, at):
        return at + 1, None
    gaps: list[tuple[float, float]] | None = None
    end = at
    while end < len(rows):
        narrowed = _narrow(gaps, rows[end])
        if not narrowed:
            break
        gaps, end = narrowed, end + 1
    if not gaps:
        return at + 1, None
    gutter = _middle(gaps)
    flat = [segment for row in rows[at:end] for segment in row]
    if not _is_columns(flat, gutter) and not _records(flat, gutter):
        return at + 1, None
    return end, gutter


def _beside(rows: list[list[Segment]], at: int) -> bool:
    """Whether a row of one segment stands beside the next row rather than above all of it."""
    following = rows[at + 1] if at + 1 < len(rows) else []
    only = rows[at][0]
    return any(other.left >= only.right or other.right <= only.left for other in following)


def _narrow(gaps: list[tuple[float, float]] | None, row: list[Segment]) -> list[tuple[float, float]]:
    """What is left of the white gaps when this row is laid over them."""
    if gaps is None:
        edges = [(one.right, two.left) for one, two in itertools.pairwise(row)]
        if len(row) == 1:
            edges = [(row[0].right, row[0].right + 2_000), (row[0].left - 2_000, row[0].left)]
        return [(left, right) for left, right in edges if right - left >= _MIN_GUTTER]
    kept = list(gaps)
    for segment in row:
        kept = [piece for left, right in kept for piece in _cut(left, right, segment)]
    return [(left, right) for left, right in kept if right - left >= _MIN_GUTTER]


def _cut(left: float, right: float, segment: Segment) -> list[tuple[float, float]]:
    if segment.right <= left or segment.left >= right:
        return [(left, right)]
    return [(left, min(right, segment.left)), (max(left, segment.right), right)]


def _middle(gaps: list[tuple[float, float]]) -> float:
    left, right = max(gaps, key=lambda gap: gap[1] - gap[0] if gap[1] - gap[0] < 1_000 else 0)
    return (left + right) / 2


def _is_columns(segments: Sequence[Segment], gutter: float) -> bool:
    """Prose on both sides, over several rows; short entries side by side are a table, read row by row."""
    sides = _sides(segments, gutter)
    fewest, most = sorted(map(len, sides))
    if fewest == 0 or most < _MIN_ROWS:
        return False
    letters = [sum(len(s.text) for s in side) / len(side) for side in sides]
    if _changes_of_side(segments, gutter) == 1 and min(letters) >= _FEW_LETTERS:
        return True
    if fewest < _MIN_ROWS:
        return False
    words = [sum(len(s.text.split()) for s in side) / len(side) for side in sides]
    return all(w >= _PROSE_WORDS or n >= _PROSE_LETTERS for w, n in zip(words, letters, strict=True))


def _changes_of_side(segments: Sequence[Segment], gutter: float) -> int:
    """How often the file, as it was written, goes from one side of the gutter to the other."""
    sides = [segment.right <= gutter for segment in sorted(segments, key=lambda item: item.order)]
    return sum(one != two for one, two in itertools.pairwise(sides))


def _records(segments: Sequence[Segment], gutter: float) -> list[list[list[Segment]]]:
    """The rows of a table whose cells hold several lines, each a list of cells; empty when it is none.

    Programs write a table cell by cell: what goes on below in the same place is the same cell, what goes back to the
    left begins another row.
    """
    if _changes_of_side(segments, gutter) <= 2:
        return []
    records: list[list[list[Segment]]] = []
    for segment in sorted(segments, key=lambda item: item.order):
        cell = records[-1][-1] if records else None
        if cell is not None and _goes_on_below(cell[-1], segment):
            cell.append(segment)
        elif cell is not None and segment.left >= max(part.right for part in cell):
            records[-1].append([segment])
        else:
            records.append([[segment]])
    cells = sum(map(len, records))
    below = all(_top(two) < _top(one) for one, two in itertools.pairwise(records))
    if all(_MARK.fullmatch(record[0][0].text) for record in records):
        return []
    filled = cells <= _FILLED_CELLS * len(segments) and cells > len(records) > 1
    return records if filled and below else []


def _goes_on_below(before: Segment, after: Segment) -> bool:
    overlap = min(before.right, after.right) - max(before.left, after.left)
    return overlap > 0 and 0 < before.bottom - after.bottom < 2.0 * max(before.size, 1.0)


def _top(record: list[list[Segment]]) -> float:
    return max(segment.top for cell in record for segment in cell)


def _record_line(record: list[list[Segment]], column: int) -> Line:
    flat = [segment for cell in record for segment in cell]
    text = "\t".join(" ".join(segment.text for segment in cell) for cell in record)
    return _spanning(flat, text, column, tabular=True)


def _row_lines(rows: list[list[Segment]], column: int) -> list[Line]:
    return [_line(row, column) for row in rows]


def _line(row: list[Segment], column: int) -> Line:
    wide = max(row, key=lambda segment: len(segment.text))
    cells = row[1:] if _MARK.fullmatch(row[0].text) else row
    tabular = any(two.left - one.right > 2.0 * wide.size for one, two in itertools.pairwise(cells))
    return _spanning(row, _text(row, tabular=tabular), column, tabular=tabular)


def _spanning(segments: list[Segment], text: str, column: int, *, tabular: bool) -> Line:
    return Line(
        text,
        min(segment.left for segment in segments),
        max(segment.right for segment in segments),
        min(segment.bottom for segment in segments),
        max(segment.top for segment in segments),
        max(segments, key=lambda segment: len(segment.text)).size,
        column,
        tabular,
    )


def _text(row: list[Segment], *, tabular: bool) -> str:
    text = row[0].text
    for one, two in itertools.pairwise(row):
        close = two.left - one.right < 0.15 * max(two.size, 1.0)
        text += ("" if close else "\t" if tabular else " ") + two.text
    return text
