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
from reviewer.engine.readers.pdf.heads import begins_note, note_lines, running_heads
from reviewer.engine.readers.pdf.hyphens import Hyphens, continues_address
from reviewer.engine.readers.pdf.page import HiddenWords, Page
from reviewer.engine.readers.structure import is_label, is_list_item

_SENTENCE_END = re.compile(
    r"[.!?\u2026:;][\"'\u201d\u2019\u00bb)\]]*(?:\[?\d{1,3}\]?|[\u00b9\u00b2\u00b3\u2070-\u2079]+)?$"
)


@dataclass(slots=True)
class _Paragraph:
    kind: BlockKind
    page: int
    lines: list[Line] = field(default_factory=list)


def compose(pages: Sequence[Page], draft: Draft) -> None:
    """Add the blocks of all pages to the draft, and what their pages hide."""
    lines = [lines_in_order(page.segments) for page in pages]
    body_size = _body_size(lines)
    heads = running_heads(pages, lines, body_size)
    composing = _Composing(draft, Hyphens(line.text for page in lines for line in page), body_size)
    for kind, text in heads.texts("header"):
        draft.add(kind, text, None, 1)
    for page, found in zip(pages, lines, strict=True):
        composing.add_page(page, [line for line in found if id(line) not in heads.marked])
    composing.close()
    for kind, text in heads.texts("footer"):
        draft.add(kind, text, None, len(pages))


def _body_size(lines: Sequence[list[Line]]) -> float:
    sizes: Counter[float] = Counter()
    for line in itertools.chain.from_iterable(lines):
        sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


class _Composing:
    """Adds page after page; a paragraph stays open over the page break, its page's notes wait for its end."""

    def __init__(self, draft: Draft, hyphens: Hyphens, body_size: float) -> None:
        self._draft, self._hyphens, self._body_size = draft, hyphens, body_size
        self._open: _Paragraph | None = None
        self._notes: list[_Paragraph] = []
        self._before: dict[int, list[tuple[int, HiddenWords]]] = {}
        self._after: dict[int, list[tuple[int, HiddenWords]]] = {}

    def add_page(self, page: Page, lines: Sequence[Line]) -> None:
        """The lines of one page, in reading order."""
        notes = note_lines(page, lines, self._body_size)
        noted = {id(note) for note in notes}
        self._place_hidden(page, lines)
        paragraphs = _paragraphs(page, [line for line in lines if id(line) not in noted])
        if self._open is not None and paragraphs and _goes_on(self._open, paragraphs[0]):
            self._open.lines += paragraphs.pop(0).lines
        if paragraphs:
            self.close()
            self._add_all(paragraphs[:-1])
            self._open = paragraphs[-1]
        self._notes += _note_paragraphs(page, notes)
        for text in page.aside:
            self._draft.add("paragraph", text, None, page.number)

    def close(self) -> None:
        """End the open paragraph and add the notes that waited for it."""
        if self._open is not None:
            self._add_all([self._open])
        self._add_all(self._notes)
        self._open, self._notes = None, []

    def _place_hidden(self, page: Page, lines: Sequence[Line]) -> None:
        """Tie each hidden word to the line after which it stands, or to the first one."""
        for words in page.hidden:
            entry = (page.number, words)
            above = [line for line in lines if line.middle >= words.up]
            beside = [line for line in above if line.left <= words.across <= line.right]
            if beside or above:
                nearest = min(beside or above, key=lambda line: line.middle)
                self._after.setdefault(id(nearest), []).append(entry)
            elif lines:
                self._before.setdefault(id(lines[0]), []).append(entry)
            else:
                self._leave_out(*entry)

    def _add_all(self, paragraphs: Iterable[_Paragraph]) -> None:
        for paragraph in paragraphs:
            for line in paragraph.lines:
                self._hide(self._before, line)
            for line in paragraph.lines[:-1]:
                self._hide(self._after, line)
            self._draft.add(paragraph.kind, self._text(paragraph), None, paragraph.page)
            self._hide(self._after, paragraph.lines[-1])

    def _hide(self, hidden: dict[int, list[tuple[int, HiddenWords]]], line: Line) -> None:
        for number, words in hidden.pop(id(line), ()):
            self._leave_out(number, words)

    def _leave_out(self, page: int, words: HiddenWords) -> None:
        reason = words.reason
        self._draft.hide(reason.code, words.text, f"{reason.where} (page {page})", **reason.values())

    def _text(self, paragraph: _Paragraph) -> str:
        texts = [line.text for line in paragraph.lines]
        if paragraph.kind == "table":
            return "\n".join(texts)
        return self._hyphens.join(texts, [line.full for line in paragraph.lines])


def _note_paragraphs(page: Page, notes: Sequence[Line]) -> list[_Paragraph]:
    paragraphs: list[_Paragraph] = []
    for line in notes:
        if not paragraphs or begins_note(line):
            paragraphs.append(_Paragraph("footnote", page.number))
        paragraphs[-1].lines.append(line)
    return paragraphs


def _paragraphs(page: Page, lines: Sequence[Line]) -> list[_Paragraph]:
    gaps = [one.bottom - two.bottom for one, two in itertools.pairwise(lines) if one.column == two.column]
    usual = median([gap for gap in gaps if gap > 0] or [14.0])
    edges = _right_edges(lines)
    for line in lines:
        line.full = edges[line.column] - line.right < line.size
    paragraphs: list[_Paragraph] = []
    before: Line | None = None
    address = ""
    for line in lines:
        kind: BlockKind = "table" if line.tabular else "paragraph"
        goes_on = before is not None and continues_address(address, line.text, full=before.full)
        if before is None or paragraphs[-1].kind != kind or _begins(before, line, usual, edges, in_address=goes_on):
            paragraphs.append(_Paragraph(kind, page.number))
        paragraphs[-1].lines.append(line)
        before, address = line, address + line.text if goes_on else line.text
    return paragraphs


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    edges: dict[int, float] = {}
    for line in lines:
        edges[line.column] = max(edges.get(line.column, 0.0), line.right)
    return edges


def _begins(before: Line, line: Line, usual: float, edges: dict[int, float], *, in_address: bool) -> bool:
    """Whether `line` begins a paragraph of its own."""
    if before.column != line.column:
        return not _unfinished(before.text, line.text)
    gap = before.bottom - line.bottom
    if line.tabular:
        return not before.tabular or is_label(line.text) or gap > 2.5 * usual
    broken = line.text[:1].islower() and before.text.endswith("-")
    if 0 < gap < 2.0 * usual and (broken or in_address):
        return False
    if gap > 1.3 * usual or gap < -0.5 * usual or abs(before.size - line.size) > 0.15 * line.size:
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
