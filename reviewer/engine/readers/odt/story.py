"""Walks the text of an OpenDocument file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from lxml import etree

from reviewer.engine.document import BlockKind
from reviewer.engine.readers.assemble import Draft
from reviewer.engine.readers.odt.styles import DRAW, STYLE, TEXT, Styles, points
from reviewer.engine.readers.style_names import Indents, is_list_style, named_kind
from reviewer.engine.readers.visibility import (
    CLIPPED,
    HIDDEN,
    OFF_PAGE,
    Ground,
    Look,
    ParagraphLook,
    reason_hidden,
)
from reviewer.engine.readers.xml import local, namespace

__all__ = ["OFFICE", "STYLE", "TEXT", "Shared", "Story"]

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"

_LEFT_OUT = frozenset(
    (
        "tracked-changes",
        "annotation",
        "annotation-end",
        "forms",
        "sequence-decls",
        "variable-decls",
        "user-field-decls",
        "desc",
        "title",
        "ruby-text",
        "placeholder",
        "table-of-content-source",
        "bibliography-source",
        "illustration-index-source",
        "table-index-source",
        "alphabetical-index-source",
        "user-index-source",
        "object-index-source",
    )
)
"""Elements whose text is not the paper's; a placeholder is a template's request, not an answer."""
_INDEXES: dict[str, BlockKind] = {"bibliography": "references"}
_MAX_SPACES = 200
_MAX_REPEATS = 50
_FARTHEST_POINTS = 1_200.0
"""A box that begins farther than this from where it belongs lies outside any page."""
_THIN_POINTS = 3.0


@dataclass(slots=True)
class Shared:
    """What all stories of a document have in common. `answers` are what was put into form controls, by control."""

    draft: Draft
    styles: Styles
    answers: dict[str, str] = field(default_factory=dict)
    fonts: dict[tuple[str, float | None], int] = field(default_factory=dict)
    lines: dict[float, int] = field(default_factory=dict)
    indents: Indents = field(default_factory=Indents)
    page_breaks: int = 0


@dataclass(slots=True)
class _Paragraph:
    """A paragraph in the making."""

    look: ParagraphLook
    ground: Ground
    seen: list[str] = field(default_factory=list)
    notes: list[etree._Element] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


class Story:
    """One flow of paragraphs; `kind` is what they are, None tells it from their element and style."""

    def __init__(self, shared: Shared, kind: BlockKind | None = None, *, paged: bool = False) -> None:
        self._shared, self._kind, self._paged = shared, kind, paged

    def read(self, parent: Iterable[etree._Element], ground: Ground, depth: int = 0) -> None:
        """Read all blocks below `parent`; `depth` counts the lists around it."""
        for element in parent:
            name = local(element)
            if name in ("p", "h"):
                self._paragraph(element, ground, depth)
            elif name == "table":
                self.read(element, self._on(element, TABLE, "table", ground), depth)
            elif name == "table-row":
                self._row(element, ground)
            elif name == "list":
                self.read(element, ground, depth + 1)
            elif name == "section":
                self._section(element, ground, depth)
            elif name == "soft-page-break" and self._paged:
                self._shared.page_breaks += 1
            elif namespace(element) == DRAW.strip("{}"):
                self._box(element, ground)
            elif name in _INDEXES:
                Story(self._shared, self._kind or _INDEXES[name], paged=self._paged).read(element, ground, depth)
            elif name not in _LEFT_OUT:
                self.read(element, ground, depth)

    def _on(self, element: etree._Element, namespace_: str, family: str, ground: Ground) -> Ground:
        """The ground below a table, row, cell, section or frame."""
        colour = self._shared.styles.ground_colour(element.get(namespace_ + "style-name"), family)
        return replace(ground, colour=colour) if colour else ground

    def _section(self, element: etree._Element, ground: Ground, depth: int) -> None:
        display = element.get(TEXT + "display", "true")
        if display == "none" or (display == "condition" and element.get(TEXT + "is-hidden") == "true"):
            ground = replace(ground, hidden=ground.hidden or HIDDEN)
        self.read(element, self._on(element, TEXT, "section", ground), depth)

    # Paragraphs

    def _paragraph(self, element: etree._Element, ground: Ground, depth: int) -> None:
        style = element.get(TEXT + "style-name")
        run, look = self._shared.styles.look(style)
        if _is_hidden_paragraph(element):
            ground = replace(ground, hidden=ground.hidden or HIDDEN)
        paragraph = _Paragraph(look, ground)
        page = self._page()
        self._inline(element, run, paragraph)
        self._add(paragraph, self._kind_of(element, style, depth), page)
        for box in paragraph.boxes:
            self._box(box, ground)
        for note in paragraph.notes:
            Story(self._shared, "footnote").read(note, replace(Ground(), hidden=ground.hidden))

    def _page(self) -> int | None:
        return self._shared.page_breaks + 1 if self._paged else None

    def _add(self, paragraph: _Paragraph, kind: tuple[BlockKind, int | None], page: int | None) -> None:
        draft = self._shared.draft
        before = len(draft.pieces)
        draft.add(kind[0], "".join(paragraph.seen), kind[1], page)
        if kind[0] == "paragraph" and len(draft.pieces) > before:
            self._shared.indents.note(draft.pieces[-1], paragraph.look.left or 0.0, paragraph.look.right or 0.0)

    def _kind_of(self, element: etree._Element, style: str | None, depth: int) -> tuple[BlockKind, int | None]:
        if self._kind is not None:
            return self._kind, None
        names = self._shared.styles.names(style)
        named = named_kind(names)
        if local(element) == "h" and (named is None or named[0] not in ("title", "references")):
            level = element.get(TEXT + "outline-level", "1")
            return "heading", int(level) if level.isdigit() else 1
        if named is not None:
            return named
        return ("list_item", depth or 1) if depth or is_list_style(names) else ("paragraph", None)

    def _inline(self, parent: etree._Element, look: Look, paragraph: _Paragraph) -> None:
        self._say(parent.text, look, paragraph)
        for element in parent:
            self._element(element, look, paragraph)
            self._say(element.tail, look, paragraph)

    def _element(self, element: etree._Element, look: Look, paragraph: _Paragraph) -> None:
        name = local(element)
        if name == "span":
            own = self._shared.styles.look(element.get(TEXT + "style-name"), "text")[0]
            self._inline(element, own.over(look), paragraph)
        elif name == "s":
            count = element.get(TEXT + "c", "1")
            self._say(" " * min(int(count) if count.isdigit() else 1, _MAX_SPACES), look, paragraph)
        elif name in ("tab", "line-break"):
            self._say("\t" if name == "tab" else "\n", look, paragraph)
        elif name == "soft-page-break":
            self._shared.page_breaks += self._paged
        elif name == "note":
            paragraph.notes += [child for child in element if local(child) == "note-body"]
        elif name == "control" and namespace(element) == DRAW.strip("{}"):
            self._say(self._shared.answers.get(element.get(DRAW + "control", "")), look, paragraph)
        elif namespace(element) == DRAW.strip("{}") and name != "a":
            paragraph.boxes.append(element)
        elif name == "hidden-text":
            self._hidden_text(element, look, paragraph)
        elif name not in _LEFT_OUT and name != "hidden-paragraph":
            self._inline(element, look, paragraph)

    def _hidden_text(self, element: etree._Element, look: Look, paragraph: _Paragraph) -> None:
        """A field that shows its text unless its condition holds."""
        text = element.get(TEXT + "string-value") or "".join(map(str, element.itertext()))
        if element.get(TEXT + "is-hidden", "true") == "true":
            self._shared.draft.hide(HIDDEN.code, text, HIDDEN.where, **HIDDEN.values)
        else:
            self._say(text, look, paragraph)

    def _say(self, text: str | None, look: Look, paragraph: _Paragraph) -> None:
        if not text:
            return
        reason = reason_hidden(look, paragraph.look, paragraph.ground)
        if reason is not None:
            self._shared.draft.hide(reason.code, text, reason.where, **reason.values)
            return
        paragraph.seen.append(text)
        if self._kind is None:
            key = (look.font or "", look.size)
            self._shared.fonts[key] = self._shared.fonts.get(key, 0) + len(text)
            spacing = paragraph.look.line or 1.0
            self._shared.lines[spacing] = self._shared.lines.get(spacing, 0) + len(text)

    # Boxes and tables

    def _box(self, element: etree._Element, ground: Ground) -> None:
        """What stands in a frame or shape, on what it is filled with."""
        ground = self._on(element, DRAW, "graphic", ground)
        offsets = [abs(points(element.get(_SVG + axis)) or 0.0) for axis in ("x", "y")]
        sides = [points(element.get(_SVG + side)) for side in ("width", "height")]
        if max(offsets) > _FARTHEST_POINTS:
            ground = replace(ground, hidden=ground.hidden or OFF_PAGE)
        elif any(side is not None and side < _THIN_POINTS for side in sides) and _holds_to_size(element):
            ground = replace(ground, hidden=ground.hidden or CLIPPED)
        self.read(element, ground)

    def _row(self, row: etree._Element, ground: Ground) -> None:
        """A row as one block; the spare cells of an odd sheet are not worth their separators."""
        if row.get(TABLE + "visibility") == "collapse":
            ground = replace(ground, hidden=ground.hidden or HIDDEN)
        ground = self._on(row, TABLE, "table-row", ground)
        inner = Draft(self._shared.draft.limits)
        shared = replace(self._shared, draft=inner)
        cells = []
        for cell in [child for child in row if local(child) == "table-cell"][:_MAX_REPEATS]:
            begin = len(inner.pieces)
            Story(shared, "table").read(cell, self._on(cell, TABLE, "table-cell", ground))
            cells.append("\n".join(piece.text for piece in inner.pieces[begin:] if piece.kind != "footnote"))
        self._shared.draft.add(self._kind or "table", "\t".join(cell for cell in cells if cell), None, self._page())
        for piece in inner.pieces:
            if piece.kind == "footnote":
                self._shared.draft.add("footnote", piece.text)
        for item in inner.hidden:
            self._shared.draft.hide(item.code, item.text, item.where, **item.values)


def _is_hidden_paragraph(element: etree._Element) -> bool:
    """Whether a field hides the paragraph it stands in."""
    return any(
        field_.get(TEXT + "is-hidden", "false") == "true" for field_ in element.iterchildren(TEXT + "hidden-paragraph")
    )


def _holds_to_size(element: etree._Element) -> bool:
    """Whether a frame keeps its size whatever stands in it; most grow with their text."""
    return not any(str(key).endswith(("}min-height", "}min-width")) for child in element.iter() for key in child.attrib)
