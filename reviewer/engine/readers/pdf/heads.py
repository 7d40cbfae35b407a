"""What stands at the edges of pages: running heads, page numbers and footnotes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from reviewer.engine.document import BlockKind
from reviewer.engine.readers.pdf.columns import Line
from reviewer.engine.readers.pdf.page import Page

_EDGE = 0.12
"""Share of a page's height at its top and bottom where running heads stand."""

_WIDE_EDGE = 0.25
_NOTE_SIZE = 0.92
_NOTE_ZONE = 0.5
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*\u2020\u2021\u00b9\u00b2\u00b3\u2070-\u2079]+|\[\d{1,3}\])[\s.)\]]?\s*\S")
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


def running_heads(pages: Sequence[Page], lines: Sequence[list[Line]]) -> Heads:
    """Lines at the edges that recur on other pages but for their numbers, and bare page numbers."""
    edges = [
        (kind, line)
        for page, found in zip(pages, lines, strict=True)
        for line in found
        if (kind := _edge(page, line)) is not None or (kind := _apart(page, line, found)) is not None
    ]
    seen = Counter((kind, _without_numbers(line.text)) for kind, line in edges)
    outermost = {id(line) for found in lines if found for line in _extremes(found)}
    heads = Heads()
    listed: set[tuple[BlockKind, str]] = set()
    for kind, line in edges:
        key = (kind, _without_numbers(line.text))
        if seen[key] > max(1, len(pages) // 3) or (id(line) in outermost and _PAGE_NUMBER.fullmatch(line.text)):
            heads.marked.add(id(line))
            if key not in listed:
                listed.add(key)
                heads.found.append((kind, line.text))
    return heads


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
    """The lines at the foot of a page, smaller than the body, from the first that bears a note's mark."""
    small = [line for line in lines if line.size < _NOTE_SIZE * body_size and line.middle < _NOTE_ZONE * page.height]
    lowest_body = min((line.bottom for line in lines if line.size >= _NOTE_SIZE * body_size), default=page.height)
    below = [line for line in small if line.top <= lowest_body + 2]
    for at, line in enumerate(below):
        if begins_note(line):
            return below[at:]
    return []


def begins_note(line: Line) -> bool:
    """Whether a line at the foot of a page begins with a note's mark."""
    return _NOTE_MARK.match(line.text) is not None
