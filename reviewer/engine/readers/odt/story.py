"""Walks the text of an OpenDocument file."""

from __future__ import annotations

from lxml import etree

from reviewer.engine.document import BlockKind
from reviewer.engine.readers.assemble import Draft
from reviewer.engine.readers.odt.styles import STYLE, TEXT, Styles
from reviewer.engine.readers.visibility import HIDDEN, Ground, Look, ParagraphLook, reason_hidden
from reviewer.engine.readers.xml import local

__all__ = ["OFFICE", "STYLE", "TEXT", "Story"]

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"

_LEFT_OUT = frozenset(
    ("tracked-changes", "annotation", "annotation-end", "forms", "sequence-decls", "variable-decls", "desc", "title")
)
_MAX_SPACES = 200
_MAX_REPEATS = 50


class Story:
    """One flow of paragraphs; `kind` is what they are, None tells it from their element and style."""

    def __init__(self, draft: Draft, styles: Styles, kind: BlockKind | None = None) -> None:
        self._draft, self._styles, self._kind = draft, styles, kind
        self._notes: list[etree._Element] = []
        self._boxes: list[etree._Element] = []

    def read(self, parent: etree._Element, depth: int = 0) -> None:
        """Read all blocks below `parent`; `depth` counts the lists around it."""
        for element in parent:
            name = local(element)
            if name in ("p", "h"):
                self._paragraph(element, depth)
            elif name == "table-row":
                self._row(element)
            elif name == "list":
                self.read(element, depth + 1)
            elif name == "section" and element.get(TEXT + "display") == "none":
                self._draft.hide(HIDDEN.code, _all_text(element), HIDDEN.where, **HIDDEN.values)
            elif name not in _LEFT_OUT:
                self.read(element, depth)

    def _paragraph(self, element: etree._Element, depth: int) -> None:
        style = element.get(TEXT + "style-name")
        seen: list[str] = []
        self._inline(element, self._styles.look(style), seen)
        kind, level = self._kind_of(element, style, depth)
        self._draft.add(kind, "".join(seen), level)
        notes, self._notes = self._notes, []
        boxes, self._boxes = self._boxes, []
        for box in boxes:
            self.read(box)
        for note in notes:
            Story(self._draft, self._styles, "footnote").read(note)

    def _kind_of(self, element: etree._Element, style: str | None, depth: int) -> tuple[BlockKind, int | None]:
        if self._kind is not None:
            return self._kind, None
        if local(element) == "h":
            level = element.get(TEXT + "outline-level", "1")
            return "heading", int(level) if level.isdigit() else 1
        names = self._styles.names(style)
        if any(name in ("title", "subtitle") for name in names):
            return "title", None
        if any("quot" in name for name in names):
            return "quotation", None
        return ("list_item", depth) if depth else ("paragraph", None)

    def _inline(self, parent: etree._Element, look: Look, seen: list[str]) -> None:
        self._say(parent.text, look, seen)
        for element in parent:
            name = local(element)
            if name == "span":
                self._inline(element, self._styles.look(element.get(TEXT + "style-name")).over(look), seen)
            elif name == "s":
                count = element.get(TEXT + "c", "1")
                self._say(" " * min(int(count) if count.isdigit() else 1, _MAX_SPACES), look, seen)
            elif name in ("tab", "line-break"):
                self._say("\t" if name == "tab" else "\n", look, seen)
            elif name == "note":
                self._notes += [child for child in element if local(child) == "note-body"]
            elif name in ("frame", "text-box", "custom-shape", "g", "rect"):
                self._boxes.append(element)
            elif name in ("hidden-text", "hidden-paragraph"):
                text = element.get(TEXT + "string-value") or _all_text(element)
                self._draft.hide(HIDDEN.code, text, HIDDEN.where, **HIDDEN.values)
            elif name not in _LEFT_OUT:
                self._inline(element, look, seen)
            self._say(element.tail, look, seen)

    def _say(self, text: str | None, look: Look, seen: list[str]) -> None:
        if not text:
            return
        reason = reason_hidden(look, ParagraphLook(), Ground())
        if reason is None:
            seen.append(text)
        else:
            self._draft.hide(reason.code, text, reason.where, **reason.values)

    def _row(self, row: etree._Element) -> None:
        """A row as one block; the spare cells of an odd sheet are not worth their separators."""
        if row.get(TABLE + "visibility") == "collapse":
            self._draft.hide(HIDDEN.code, _all_text(row), HIDDEN.where, **HIDDEN.values)
            return
        inner = Draft(self._draft.limits)
        cells = []
        for cell in [child for child in row if local(child) == "table-cell"][:_MAX_REPEATS]:
            begin = len(inner.pieces)
            Story(inner, self._styles, "table").read(cell)
            cells.append("\n".join(piece.text for piece in inner.pieces[begin:]))
        self._draft.add(self._kind or "table", "\t".join(cell for cell in cells if cell))
        for item in inner.hidden:
            self._draft.hide(item.code, item.text, item.where, **item.values)


def _all_text(element: etree._Element) -> str:
    return " ".join(item.text for item in element.iter() if item.text)
