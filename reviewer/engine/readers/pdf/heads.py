"""What stands at the edges of pages: running heads, page numbers and footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from reviewer.engine.document import BlockKind
from reviewer.engine.readers.pdf.columns import Line
from reviewer.engine.readers.pdf.looks import Box
from reviewer.engine.readers.pdf.page import Page

_EDGE = 0.12
"""Share of a page's height at its top and bottom where running heads stand."""

_WIDE_EDGE = 0.25
_NOTE_SIZE = 0.92
_NOTE_ZONE = 0.5
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*\u2020\u2021\u00b9\u00b2\u00b3\u2070-\u2079]+|\[\d{1,3}\])[\s.)\]]?\s*\S")
_RULED_MARK = re.compile(r"(?:\d{1,3}|[*\u2020\u2021\u00b9\u00b2\u00b3\u2070-\u2079]+)\s*[^\W\d]")
_RULE_ZONE = 0.7
_PAGE_NUMBER = re.compile(
    r"[\s\-\u2013\u2014|(\[]*(?:(?:page|p\.|p\u00e1gina|p\u00e1g\.)\s*)?(?:\d{1,3}|[ivxlc]{1,6})"
    r"(?:\s*(?:/|of|de|von|sur)\s*\d{1,3})?[\s\-\u2013\u2014|)\]]*(?:p\s?a\s?g\s?e)?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Heads:
    """Lines that run on every page, by identity, and what each kind of them says."""

    marked: set[int] = field(default_factory=set)
    found: list[tuple[BlockKind, str]] = field(default_factory=list)

    def texts(self, kind: BlockKind) -> list[tuple[BlockKind, str]]:
        """The heads of one kind, each once."""
        return [item for item in self.found if item[0] == kind]


def running_heads(pages: Sequence[Page], lines: Sequence[list[Line]], body_size: float) -> Heads:
    """Lines at the edges that recur but for their numbers, bare page numbers, and small type high above a page."""
    edges = [
        (kind, line)
        for page, found in zip(pages, lines, strict=True)
        for line in found
        if (kind := _edge(page, line)) is not None or (kind := _apart(page, line, found)) is not None
    ]
    seen = Counter((kind, _without_numbers(line.text)) for kind, line in edges)
    outermost = {id(line) for found in lines if found for line in _extremes(found)}
    small = {id(found[0]) for found in lines if _small_head(found, body_size)}
    heads = Heads()
    listed: set[tuple[BlockKind, str]] = set()
    for kind, line in edges:
        key = (kind, _without_numbers(line.text))
        recurs = seen[key] > max(1, len(pages) // 3)
        number = id(line) in outermost and _PAGE_NUMBER.fullmatch(line.text)
        if recurs or number or (kind == "header" and id(line) in small):
            heads.marked.add(id(line))
            if key not in listed:
                listed.add(key)
                heads.found.append((kind, line.text))
    return heads


def _small_head(lines: Sequence[Line], body_size: float) -> bool:
    """Whether a page's first line is set smaller than the body and apart from it: a head that has one page to run."""
    if len(lines) < 2 or lines[0].size >= _NOTE_SIZE * body_size:
        return False
    return lines[0].bottom - lines[1].top > 1.5 * lines[0].size


def _extremes(lines: Sequence[Line]) -> tuple[Line, Line]:
    return max(lines, key=lambda line: line.middle), min(lines, key=lambda line: line.middle)


def _edge(page: Page, line: Line) -> BlockKind | None:
    if line.middle > page.height * (1 - _EDGE):
        return "header"
    return "footer" if line.middle < page.height * _EDGE else None


def _apart(page: Page, line: Line, lines: Sequence[Line]) -> BlockKind | None:
    """`footer` for the lowest line of a page if it is a bare number with much white above: some margins are wide."""
    if _PAGE_NUMBER.fullmatch(line.text) is None or line.middle > _WIDE_EDGE * page.height:
        return None
    others = [other for other in lines if other is not line]
    white = min((other.bottom for other in others), default=page.height) - line.top
    return "footer" if white > line.size else None


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()).lower())


def note_lines(page: Page, lines: Sequence[Line], body_size: float) -> list[Line]:
    """The lines of notes: smaller than the body at the foot of their column, or below the rule drawn above notes."""
    small = [line for line in lines if line.size < _NOTE_SIZE * body_size and line.middle < _NOTE_ZONE * page.height]
    body = [line for line in lines if line.size >= _NOTE_SIZE * body_size]
    below = [line for line in small if all(line.top <= other.bottom + 2 for other in body if _beside(line, other))]
    first = next((at for at, line in enumerate(below) if begins_note(line)), len(below))
    found = {id(line) for line in below[first:]}
    for rule in page.rules:
        found |= {id(line) for line in _below_rule(rule, page, lines)}
    return [line for line in lines if id(line) in found]


def _beside(line: Line, other: Line) -> bool:
    """Whether two lines share some width: lines of one column do."""
    return line.left < other.right and other.left < line.right


def _below_rule(rule: Box, page: Page, lines: Sequence[Line]) -> list[Line]:
    """The lines below a rule, if the first of them begins with a note's mark; a table has more rules than one."""
    left, bottom, right, _ = rule
    below = [line for line in lines if line.top < bottom + 3 and line.left < right and left < line.right]
    others = [other for other in page.rules if other[1] < bottom - 3 and other[0] < right and left < other[2]]
    if not below or others or bottom > _RULE_ZONE * page.height:
        return []
    first = max(below, key=lambda line: line.middle)
    at_edge = abs(first.left - left) < 2 * first.size
    return below if at_edge and _RULED_MARK.match(first.text) else []


def begins_note(line: Line) -> bool:
    """Whether a line at the foot of a page begins with a note's mark."""
    return _NOTE_MARK.match(line.text) is not None
