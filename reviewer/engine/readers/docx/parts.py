"""What the stories of a .docx file are made of: the paragraph in the making, and small readers of single elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from reviewer.engine.document import BlockKind
from reviewer.engine.readers.assemble import Draft
from reviewer.engine.readers.docx import boxes
from reviewer.engine.readers.docx.package import W
from reviewer.engine.readers.docx.styles import Style, Styles, Theme, is_on, number
from reviewer.engine.readers.style_names import Indents, is_list_style, named_kind
from reviewer.engine.readers.visibility import CLIPPED, HIDDEN, Ground, Look, ParagraphLook, Reason
from reviewer.engine.readers.xml import local

TRANSPARENT = frozenset(
    ("ins", "moveTo", "smartTag", "customXml", "hyperlink", "sdtContent", "bdo", "dir", "ruby", "rubyBase", "fldSimple")
)
"""Elements around text that do not change whether it is read."""

_MARKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
WRITTEN = frozenset((*_MARKS, "t", "sym"))
"""Elements of a run that stand for characters."""

_THIN_ROW = 60
"""Twips of an exact row height in which no letter shows."""


@dataclass(slots=True)
class Shared:
    """What all stories of a document have in common."""

    draft: Draft
    styles: Styles
    theme: Theme
    notes: dict[str, dict[str, etree._Element]] = field(default_factory=dict)
    used_notes: set[tuple[str, str]] = field(default_factory=set)
    hidden_notes: dict[tuple[str, str], Reason] = field(default_factory=dict)
    fonts: dict[tuple[str, float | None], int] = field(default_factory=dict)
    lines: dict[float, int] = field(default_factory=dict)
    indents: Indents = field(default_factory=Indents)
    page_breaks: int = 0
    tracked: int = 0


@dataclass(slots=True)
class Paragraph:
    """A paragraph in the making: what is seen of it, and what hangs on it."""

    style: Style
    look: ParagraphLook
    run: Look
    ground: Ground
    seen: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[tuple[etree._Element, Ground]] = field(default_factory=list)

    @property
    def kind(self) -> tuple[BlockKind, int | None]:
        """What it is by its style and properties, and a heading's or list's level."""
        named = named_kind(self.style.names)
        if named is not None:
            return named
        if self.look.outline is not None:
            return "heading", self.look.outline
        if self.look.numbered or is_list_style(self.style.names):
            return "list_item", self.look.depth or 1
        return "paragraph", None


def written(element: etree._Element, name: str) -> str:
    """The characters that an element of `WRITTEN` stands for."""
    if name == "t":
        return element.text or ""
    return _symbol(element) if name == "sym" else _MARKS[name]


def chosen_entry(mark: etree._Element) -> str:
    """The answer chosen in an old form's drop-down list, which no run repeats; nothing for other fields."""
    choices = mark.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return ""
    entries = [entry.get(W + "val", "") for entry in choices.iterchildren(W + "listEntry")]
    chosen = choices.find(W + "result")
    chosen = choices.find(W + "default") if chosen is None else chosen
    place = number(chosen.get(W + "val")) if chosen is not None else 0
    return entries[int(place or 0)] if 0 <= (place or 0) < len(entries) else ""


def content_of(control: etree._Element) -> Iterable[etree._Element]:
    """What a person put into a content control; its placeholder ("Click here") is not the paper's text."""
    properties = control.find(W + "sdtPr")
    if properties is not None and is_on(properties.find(W + "showingPlcHdr")):
        return ()
    content = control.find(W + "sdtContent")
    return () if content is None else content


def _symbol(element: etree._Element) -> str:
    """A symbol by its code; codes of symbol fonts lie in the private area and are bullets more often than not."""
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    if 0xE000 <= code <= 0xF8FF:
        return "\u2022"
    return chr(code) if 0x20 <= code < 0xD800 else ""


def table_rows(table: etree._Element) -> Iterator[etree._Element]:
    """The rows of a table, wrapped in whatever."""
    yield from _inside(table, "tr")


def row_cells(row: etree._Element) -> Iterator[etree._Element]:
    """The cells of a row, wrapped in whatever."""
    yield from _inside(row, "tc")


def _inside(parent: Iterable[etree._Element], wanted: str) -> Iterator[etree._Element]:
    """Children of this name, also those inside content controls, custom XML and alternatives."""
    for element in parent:
        name = local(element)
        if name == wanted:
            yield element
        elif name == "AlternateContent":
            yield from _inside(boxes.chosen(element), wanted)
        elif name == "sdt" or name in TRANSPARENT:
            yield from _inside(element, wanted)


def row_ground(properties: etree._Element, ground: Ground) -> Ground:
    """What the cells of a row stand on: hidden rows and rows too low for a letter show nothing."""
    if is_on(properties.find(W + "hidden")):
        return replace(ground, hidden=ground.hidden or HIDDEN)
    height = properties.find(W + "trHeight")
    if height is not None and height.get(W + "hRule") == "exact" and (number(height.get(W + "val")) or 0) < _THIN_ROW:
        return replace(ground, hidden=ground.hidden or CLIPPED)
    return ground
