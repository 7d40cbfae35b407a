"""Walks one story of a document (body, header, note): what is seen goes into the draft, what is not is flagged.

Insertions are in, deletions and comments out; content controls, fields' results and text boxes are read where they
stand, a box once, whichever of its alternative forms Word would show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from lxml import etree

from reviewer.engine.document import BlockKind
from reviewer.engine.readers.docx import boxes
from reviewer.engine.readers.docx.fields import Fields
from reviewer.engine.readers.docx.package import W
from reviewer.engine.readers.docx.parts import (
    TRANSPARENT,
    WRITTEN,
    Paragraph,
    Shared,
    chosen_entry,
    content_of,
    row_cells,
    row_ground,
    table_rows,
    written,
)
from reviewer.engine.readers.docx.styles import (
    Style,
    number,
    paragraph_look,
    run_look,
    shade_of,
)
from reviewer.engine.readers.visibility import (
    MERGED,
    Ground,
    Look,
    Reason,
    reason_hidden,
)
from reviewer.engine.readers.xml import local

_REMOVED = frozenset(("del", "moveFrom"))
_LONG_CELL = 200
"""Characters from which on a table cell holds prose, not data, and is read as paragraphs."""


class Story:
    """One flow of paragraphs and tables. `kind` is what its paragraphs are: None tells them by their style."""

    def __init__(self, shared: Shared, kind: BlockKind | None = None, *, paged: bool = False) -> None:
        self._shared = shared
        self._kind: BlockKind | None = kind
        self._paged = paged
        self._fields = Fields()
        self._carried: Paragraph | None = None
        self._cells: list[list[str]] | None = None

    def read(self, parent: etree._Element, ground: Ground) -> None:
        """Read all blocks below `parent`."""
        self._blocks(parent, ground)
        self._finish_carried()
        self._fields.report(self._shared.draft)

    def _blocks(self, parent: Iterable[etree._Element], ground: Ground) -> None:
        for element in parent:
            name = local(element)
            if name == "p":
                self._paragraph(element, ground)
            elif name == "tbl":
                self._table(element, ground)
            elif name == "sdt":
                self._blocks(content_of(element), ground)
            elif name in TRANSPARENT or name == "docPartBody":
                self._track(element)
                self._blocks(element, ground)
            elif name == "AlternateContent":
                self._blocks(boxes.chosen(element), ground)
            elif name in _REMOVED:
                self._remove(element)
            elif name == "altChunk":
                self._shared.draft.flag(
                    "embedded_content",
                    "warning",
                    "The file embeds another document, which was not read.",
                    what="document",
                )

    def _track(self, element: etree._Element) -> None:
        if local(element) in ("ins", "moveTo"):
            self._shared.tracked += 1

    def _remove(self, element: etree._Element) -> None:
        """Deleted text is out, and so are the notes its marks lead to."""
        self._shared.tracked += 1
        for kind in ("footnote", "endnote"):
            marks = element.iter(f"{W}{kind}Reference")
            self._shared.used_notes.update((kind, mark.get(W + "id", "")) for mark in marks)

    # Paragraphs

    def _paragraph(self, element: etree._Element, ground: Ground) -> None:
        properties = element.find(W + "pPr")
        paragraph = self._begin(properties, ground)
        self._inline(element, paragraph)
        if self._merges_with_next(properties) or _is_drop_cap(properties):
            self._carried = paragraph
            return
        self._end(paragraph)

    def _begin(self, properties: etree._Element | None, ground: Ground) -> Paragraph:
        if self._carried is not None:
            paragraph, self._carried = self._carried, None
            return paragraph
        named = properties.find(W + "pStyle") if properties is not None else None
        styles = self._shared.styles
        style = styles.get(named.get(W + "val") if named is not None else styles.default_paragraph)
        direct = paragraph_look(properties, self._shared.theme)
        look = direct.over(style.paragraph.over(styles.defaults.paragraph))
        return Paragraph(style, look, style.run.over(styles.defaults.run), self._framed(properties, ground))

    def _framed(self, properties: etree._Element | None, ground: Ground) -> Ground:
        """A text frame may carry a paragraph off the page."""
        frame = properties.find(W + "framePr") if properties is not None else None
        if frame is None or ground.hidden is not None:
            return ground
        across, down = number(frame.get(W + "x")) or 0.0, number(frame.get(W + "y")) or 0.0
        return boxes.placed(ground, across, down)

    def _merges_with_next(self, properties: etree._Element | None) -> bool:
        """A deleted paragraph mark joins its paragraph to the next."""
        mark = properties.find(W + "rPr") if properties is not None else None
        if mark is None:
            return False
        if mark.find(W + "ins") is not None or mark.find(W + "moveTo") is not None:
            self._shared.tracked += 1
        removed = mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None
        self._shared.tracked += removed
        return removed

    def _finish_carried(self) -> None:
        if self._carried is not None:
            paragraph, self._carried = self._carried, None
            self._end(paragraph)

    def _end(self, paragraph: Paragraph) -> None:
        text = "".join(paragraph.seen)
        if self._cells is not None:
            self._cells[-1].append(text)
        else:
            self._add(paragraph, text)
        cells, self._cells = self._cells, None
        for content, ground in paragraph.boxes:
            self._blocks(content, ground)
            self._finish_carried()
        for note in paragraph.notes:
            self._note(note)
        self._cells = cells

    def _add(self, paragraph: Paragraph, text: str) -> None:
        draft = self._shared.draft
        before = len(draft.pieces)
        kind, level = self._kind_of(paragraph)
        draft.add(kind, text, level, self._page())
        if kind == "paragraph" and len(draft.pieces) > before:
            self._shared.indents.note(draft.pieces[-1], paragraph.look.left or 0.0, paragraph.look.right or 0.0)

    def _page(self) -> int | None:
        return self._shared.page_breaks + 1 if self._paged else None

    def _kind_of(self, paragraph: Paragraph) -> tuple[BlockKind, int | None]:
        if self._kind is not None:
            return self._kind, None
        return paragraph.kind

    def _refer(self, note: tuple[str, str], reason: Reason | None, paragraph: Paragraph) -> None:
        if reason is None:
            paragraph.notes.append(note)
        else:
            self._shared.hidden_notes[note] = reason

    def _note(self, note: tuple[str, str]) -> None:
        part, identity = note
        element = self._shared.notes.get(part, {}).get(identity)
        if element is None or note in self._shared.used_notes:
            return
        self._shared.used_notes.add(note)
        Story(self._shared, "footnote").read(element, Ground())

    # Text within a paragraph

    def _inline(self, parent: Iterable[etree._Element], paragraph: Paragraph) -> None:
        for element in parent:
            name = local(element)
            if name == "r":
                self._run(element, paragraph)
            elif name in TRANSPARENT:
                self._track(element)
                if name == "fldSimple":
                    self._fields.simple(element.get(W + "instr", ""))
                self._inline(element, paragraph)
            elif name == "sdt":
                self._inline(content_of(element), paragraph)
            elif name in _REMOVED:
                self._remove(element)
            elif name == "AlternateContent":
                self._inline(boxes.chosen(element), paragraph)
            elif name in ("oMath", "oMathPara"):
                self._say("".join(text.text or "" for text in element.iter() if local(text) == "t"), None, paragraph)
            elif name == "subDoc":
                self._shared.draft.flag(
                    "external_reference", "info", "A part of the text is another file, which was not read.", what="part"
                )

    def _run(self, element: etree._Element, paragraph: Paragraph) -> None:
        look = self._run_look(element.find(W + "rPr"), paragraph)
        reason = reason_hidden(look, paragraph.look, paragraph.ground)
        self._run_content(element, look, reason, paragraph)

    def _run_look(self, properties: etree._Element | None, paragraph: Paragraph) -> Look:
        if properties is None:
            return paragraph.run
        look = paragraph.run
        named = properties.find(W + "rStyle")
        if named is not None:
            look = self._shared.styles.get(named.get(W + "val")).run.over(look)
        return run_look(properties, self._shared.theme).over(look)

    def _run_content(
        self, element: Iterable[etree._Element], look: Look, reason: Reason | None, paragraph: Paragraph
    ) -> None:
        for child in element:
            name = local(child)
            if name in WRITTEN:
                self._say(written(child, name), reason, paragraph, look)
            elif name in ("footnoteReference", "endnoteReference"):
                self._refer((name.removesuffix("Reference"), child.get(W + "id", "")), reason, paragraph)
            elif name == "fldChar":
                self._say(chosen_entry(child), reason, paragraph, look)
                self._fields.mark(child.get(W + "fldCharType", ""))
            elif name == "instrText":
                self._fields.instruct(child.text or "")
            elif name == "AlternateContent":
                self._run_content(boxes.chosen(child), look, reason, paragraph)
            elif name in ("drawing", "pict", "object"):
                paragraph.boxes.extend(boxes.found(child, paragraph.ground, self._shared.draft))
            elif name == "lastRenderedPageBreak" and self._paged:
                self._shared.page_breaks += 1
            elif name == "ruby":
                self._inline(child, paragraph)

    def _say(self, text: str, reason: Reason | None, paragraph: Paragraph, look: Look | None = None) -> None:
        if not text or not self._fields.shows:
            return
        if reason is not None:
            self._shared.draft.hide(reason.code, text, reason.where, **reason.values)
            return
        paragraph.seen.append(text)
        if look is not None and self._kind is None:
            key = (look.font or "", look.size)
            self._shared.fonts[key] = self._shared.fonts.get(key, 0) + len(text)
            spacing = paragraph.look.line or 1.0
            self._shared.lines[spacing] = self._shared.lines.get(spacing, 0) + len(text)

    # Tables

    def _table(self, table: etree._Element, ground: Ground) -> None:
        self._finish_carried()
        properties = table.find(W + "tblPr")
        below = self._table_ground(properties, ground)
        for row in table_rows(table):
            self._row(row, below)

    def _table_ground(self, properties: etree._Element | None, ground: Ground) -> Ground:
        if properties is None:
            return ground
        indent = properties.find(W + "tblInd")
        if indent is not None and indent.get(W + "type", "dxa") == "dxa":
            ground = boxes.placed(ground, number(indent.get(W + "w")) or 0.0, 0.0)
        named = properties.find(W + "tblStyle")
        style = self._shared.styles.get(named.get(W + "val")) if named is not None else Style()
        shade = shade_of(properties, self._shared.theme)
        return replace(ground, colour=None if style.shades_parts else shade or ground.colour)

    def _row(self, row: etree._Element, ground: Ground) -> None:
        row_properties = row.find(W + "trPr")
        if row_properties is not None:
            if row_properties.find(W + "del") is not None:
                self._shared.tracked += 1
                return
            self._shared.tracked += row_properties.find(W + "ins") is not None
            ground = row_ground(row_properties, ground)
        outer, self._cells = self._cells, []
        for cell in row_cells(row):
            self._cells.append([])
            properties = cell.find(W + "tcPr")
            if properties is not None and properties.find(W + "cellDel") is not None:
                self._shared.tracked += 1
                continue
            self._blocks(cell, self._cell_ground(properties, ground))
            self._finish_carried()
        cells, self._cells = self._cells, outer
        self._emit_row(cells)

    def _cell_ground(self, properties: etree._Element | None, ground: Ground) -> Ground:
        if properties is None:
            return ground
        for merge in (properties.find(W + "vMerge"), properties.find(W + "hMerge")):
            if merge is not None and merge.get(W + "val", "continue") == "continue":
                return replace(ground, hidden=ground.hidden or MERGED)
        return replace(ground, colour=shade_of(properties, self._shared.theme) or ground.colour)

    def _emit_row(self, cells: list[list[str]]) -> None:
        paragraphs = [[text for text in cell if text.strip()] for cell in cells]
        filled = [cell for cell in paragraphs if cell]
        if self._cells is not None:
            self._cells[-1].extend(text for cell in filled for text in cell)
            return
        prose = len(filled) == 1 and len(cells) == 1
        if prose or any(sum(map(len, cell)) > _LONG_CELL for cell in filled):
            for text in (text for cell in filled for text in cell):
                self._shared.draft.add(self._kind or ("paragraph" if prose else "table"), text, None, self._page())
        elif filled:
            row = "\t".join("\n".join(text.strip() for text in cell) for cell in filled)
            self._shared.draft.add(self._kind or "table", row, None, self._page())


def _is_drop_cap(properties: etree._Element | None) -> bool:
    """A large first letter stands in a frame of its own, and the word goes on in the next paragraph."""
    frame = properties.find(W + "framePr") if properties is not None else None
    return frame is not None and frame.get(W + "dropCap", "none") != "none"
