"""The characters of a Word document in reading order, each with the place where a remark on it can be tied."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from reviewer.engine.readers.docx import boxes
from reviewer.engine.readers.docx.package import MC, W
from reviewer.engine.readers.xml import local
from reviewer.engine.returning.word_package import Copy

_SKIPPED = frozenset(("del", "moveFrom", "pPr", "rPr", "rt", "sdtPr", "tblPr", "trPr", "tcPr", "sectPr"))
_NOTES = {"footnoteReference": "footnotes.xml", "endnoteReference": "endnotes.xml"}


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """A character. `text` is its element and `offset` its place there; or `host`, the run beside which it is tied.

    Remarks cannot stand within notes, text boxes or formulas everywhere: there the host is the mark or the drawing.
    """

    character: str
    text: etree._Element | None
    offset: int
    host: etree._Element


@dataclass(slots=True)
class _Walk:
    copy: Copy
    signs: list[Sign] = field(default_factory=list)
    notes: dict[tuple[str, str], etree._Element] = field(default_factory=dict)

    def blocks(self, parent: etree._Element, host: etree._Element | None) -> None:
        for element in _children(parent):
            if element.tag == W + "p":
                self.paragraph(element, host)
            else:
                self.blocks(element, host)

    def paragraph(self, paragraph: etree._Element, host: etree._Element | None) -> None:
        later: list[tuple[etree._Element, etree._Element]] = []
        self.inline(paragraph, host, later)
        for content, anchor in later:
            self.blocks(content, host if host is not None else anchor)

    def inline(
        self, parent: etree._Element, host: etree._Element | None, later: list[tuple[etree._Element, etree._Element]]
    ) -> None:
        for element in _children(parent):
            name = local(element)
            if name in ("oMath", "oMathPara"):
                words = "".join(one.text or "" for one in element.iter() if local(one) == "t")
                self.say(words, None, element if host is None else host)
            elif element.tag == W + "r":
                self.run(element, host, later)
            elif name == "sdt" or element.tag.startswith((W, MC)):
                self.inline(element, host, later)

    def run(
        self, run: etree._Element, host: etree._Element | None, later: list[tuple[etree._Element, etree._Element]]
    ) -> None:
        for element in _children(run):
            name = local(element)
            if element.tag == W + "t":
                self.say(element.text or "", element if host is None else None, run if host is None else host)
            elif name in _NOTES:
                note = self.notes.get((_NOTES[name], element.get(W + "id", "")))
                if note is not None:
                    later.append((note, run))
            elif name in ("drawing", "pict", "AlternateContent"):
                later += [(content, run) for content in _boxes(element)]

    def say(self, words: str, text: etree._Element | None, host: etree._Element) -> None:
        self.signs += [Sign(character, text, offset, host) for offset, character in enumerate(words)]


def signs(copy: Copy) -> list[Sign]:
    """Every visible character of body, notes and text boxes; running heads take no remarks and are left out."""
    walk = _Walk(copy)
    for name in _NOTES.values():
        part = copy.parts.get(name)
        for note in part.root if part is not None else ():
            walk.notes[name, note.get(W + "id", "")] = note
    walk.blocks(copy.body, None)
    return walk.signs


def _children(parent: etree._Element) -> Iterator[etree._Element]:
    """The elements below one, of alternatives only those that Word shows."""
    chosen = boxes.chosen(parent) if parent.tag == MC + "AlternateContent" else parent
    for element in chosen:
        if local(element) not in _SKIPPED:
            yield element


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    for child in _children(element):
        if child.tag == W + "txbxContent":
            yield child
        else:
            yield from _boxes(child)
