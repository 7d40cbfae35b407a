"""From the lines of all pages to blocks: running heads and notes apart, paragraphs joined across lines and pages."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from reviewer.engine.document import BlockKind
from reviewer.engine.readers.assemble import Draft
from reviewer.engine.readers.pdf.columns import Line, lines_in_order
from reviewer.engine.readers.pdf.glyphs import Page
from reviewer.engine.readers.pdf.hyphens import Hyphens
from reviewer.engine.readers.structure import is_label, is_list_item

_EDGE = 0.12
"""Share of a page's height at its top and bottom where running heads stand."""

_NOTE_SIZE = 0.92
_NOTE_ZONE = 0.5
_NOTE_MARK = re.compile(r"(?:\d{1,3}|[*\u2020\u2021]|\[\d{1,3}\])[\s.)\]]?\s*\S")
_PAGE_NUMBER = re.compile(
    r"[\s\-\u2013\u2014|(\[]*(?:(?:page|p\.|p\u00e1gina|p\u00e1g\.)\s*)?(?:\d{1,3}|[ivxlc]{1,6})"
    r"(?:\s*(?:/|of|de|von|sur)\s*\d{1,3})?[\s\-\u2013\u2014|)\]]*",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?\u2026:;][\"'\u201d\u2019\u00bb)\]]*(?:\[?\d{1,3}\]?)?$")


@dataclass(slots=True)
class _Paragraph:
    kind: BlockKind
    page: int
    lines: list[Line] = field(default_factory=list)


def compose(pages: Sequence[Page], draft: Draft) -> None:
    """Add the blocks of all pages to the draft, and what their pages hide."""
    lines = [lines_in_order(page.segments) for page in pages]
    heads = _running(pages, lines)
    body_size = _body_size(lines)
    hyphens = Hyphens(line.text for page in lines for line in page)
    for kind, text in heads.texts("header"):
        draft.add(kind, text, None, 1)
    open_paragraph: _Paragraph | None = None
    for page, found in zip(pages, lines, strict=True):
        kept = [line for line in found if id(line) not in heads.marked]
        notes = _notes(page, kept, body_size)
        paragraphs = _paragraphs(page, [line for line in kept if id(line) not in {id(note) for note in notes}])
        if open_paragraph is not None and paragraphs and _goes_on(open_paragraph, paragraphs[0]):
            open_paragraph.lines += paragraphs.pop(0).lines
        if open_paragraph is not None and (paragraphs or notes):
            _add(open_paragraph, hyphens, draft)
            open_paragraph = None
        for code, text, where in page.hidden:
            draft.hide(code, text, f"{where} (page {page.number})")
        if notes:
            _add_all(paragraphs, hyphens, draft)
            _add_all(_note_paragraphs(page, notes), hyphens, draft)
        elif paragraphs:
            _add_all(paragraphs[:-1], hyphens, draft)
            open_paragraph = paragraphs[-1]
        for text in page.aside:
            draft.add("paragraph", text, None, page.number)
    if open_paragraph is not None:
        _add(open_paragraph, hyphens, draft)
    for kind, text in heads.texts("footer"):
        draft.add(kind, text, None, len(pages))


def _add_all(paragraphs: Iterable[_Paragraph], hyphens: Hyphens, draft: Draft) -> None:
    for paragraph in paragraphs:
        _add(paragraph, hyphens, draft)


def _add(paragraph: _Paragraph, hyphens: Hyphens, draft: Draft) -> None:
    draft.add(paragraph.kind, hyphens.join([line.text for line in paragraph.lines]), None, paragraph.page)


@dataclass(slots=True)
class _Heads:
    marked: set[int] = field(default_factory=set)
    found: list[tuple[BlockKind, str]] = field(default_factory=list)

    def texts(self, kind: BlockKind) -> list[tuple[BlockKind, str]]:
        return [item for item in self.found if item[0] == kind]


def _running(pages: Sequence[Page], lines: Sequence[list[Line]]) -> _Heads:
    """Lines at the edges that recur on other pages but for their numbers, and bare page numbers."""
    edges = [
        (kind, line)
        for page, found in zip(pages, lines, strict=True)
        for line in found
        if (kind := _edge(page, line)) is not None
    ]
    seen = Counter((kind, _without_numbers(line.text)) for kind, line in edges)
    outermost = {id(line) for found in lines if found for line in _extremes(found)}
    heads = _Heads()
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


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()).lower())


def _body_size(lines: Sequence[list[Line]]) -> float:
    sizes: Counter[float] = Counter()
    for line in (line for page in lines for line in page):
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _notes(page: Page, lines: Sequence[Line], body_size: float) -> list[Line]:
    """The lines at the foot of a page, smaller than the body, from the first that bears a note's mark."""
    small = [line for line in lines if line.size < _NOTE_SIZE * body_size and line.middle < _NOTE_ZONE * page.height]
    lowest_body = min((line.bottom for line in lines if line.size >= _NOTE_SIZE * body_size), default=page.height)
    below = [line for line in small if line.top <= lowest_body + 1]
    for at, line in enumerate(below):
        if _NOTE_MARK.match(line.text):
            return below[at:]
    return []


def _note_paragraphs(page: Page, notes: Sequence[Line]) -> list[_Paragraph]:
    paragraphs: list[_Paragraph] = []
    for line in notes:
        if not paragraphs or _NOTE_MARK.match(line.text):
            paragraphs.append(_Paragraph("footnote", page.number))
        paragraphs[-1].lines.append(line)
    return paragraphs


def _paragraphs(page: Page, lines: Sequence[Line]) -> list[_Paragraph]:
    gaps = [one.bottom - two.bottom for one, two in itertools.pairwise(lines) if one.column == two.column]
    usual = median([gap for gap in gaps if gap > 0] or [14.0])
    edges = _right_edges(lines)
    paragraphs: list[_Paragraph] = []
    before: Line | None = None
    for line in lines:
        kind: BlockKind = "table" if line.tabular else "paragraph"
        if before is None or paragraphs[-1].kind != kind or _begins(before, line, usual, edges):
            paragraphs.append(_Paragraph(kind, page.number))
        paragraphs[-1].lines.append(line)
        before = line
    return paragraphs


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    edges: dict[int, float] = {}
    for line in lines:
        edges[line.column] = max(edges.get(line.column, 0.0), line.right)
    return edges


def _begins(before: Line, line: Line, usual: float, edges: dict[int, float]) -> bool:
    """Whether `line` begins a paragraph of its own."""
    if before.column != line.column:
        return not _unfinished(before.text, line.text)
    gap = before.bottom - line.bottom
    if line.tabular or gap > 1.3 * usual or gap < -0.5 * usual or abs(before.size - line.size) > 0.15 * line.size:
        return True
    if is_list_item(line.text) or is_label(line.text):
        return True
    indented = line.left > before.left + 0.8 * line.size and _SENTENCE_END.search(before.text) is not None
    width = edges[line.column] - before.left
    first_word = line.text.split(" ", 1)[0]
    room = edges[line.column] - before.right - 0.5 * line.size * (len(first_word) + 1)
    short = room > 0.06 * width
    return indented or (short and (_SENTENCE_END.search(before.text) is not None or room > 0.3 * width))


def _unfinished(before: str, after: str) -> bool:
    return not _SENTENCE_END.search(before) and (after[:1].islower() or before.endswith(("-", ",")))


def _goes_on(before: _Paragraph, after: _Paragraph) -> bool:
    """Whether a page's first paragraph finishes the last of the page before."""
    return before.kind == after.kind == "paragraph" and _unfinished(before.lines[-1].text, after.lines[0].text)
