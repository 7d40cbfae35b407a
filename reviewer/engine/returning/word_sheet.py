"""The closing block of a returned Word document: scores and general remarks on a page of their own."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from reviewer.engine.readers.docx.package import W
from reviewer.engine.returning.notes import Line, Note, Sheet

_HALF_POINTS = {"heading": 32, "strong": 23, "line": 21, "small": 18}
_SPACE_AFTER = {"heading": 160, "strong": 40, "line": 100, "small": 100}


def close(body: etree._Element, sheet: Sheet, homeless: Iterable[Note]) -> None:
    """Write the sheet's lines behind the paper, then the remarks that could not be tied to words."""
    lines = list(sheet.closing)
    left = list(homeless)
    if left:
        lines.append(Line("strong", sheet.further))
    for note in left:
        lines += [Line("small", note.about)] if note.quote and note.about else []
        lines += [Line("line", words) for words in note.text.splitlines() if words.strip()]
    end = body[-1] if len(body) and body[-1].tag == W + "sectPr" else None
    for place, line in enumerate(lines):
        made = _paragraph(line, on_new_page=place == 0)
        if end is None:
            body.append(made)
        else:
            end.addprevious(made)


def _paragraph(line: Line, *, on_new_page: bool) -> etree._Element:
    """A paragraph that owes nothing to the paper's own styles."""
    paragraph = etree.Element(W + "p")
    properties = etree.SubElement(paragraph, W + "pPr")
    if line.kind in ("heading", "strong"):
        etree.SubElement(properties, W + "keepNext")
    if on_new_page:
        etree.SubElement(properties, W + "pageBreakBefore")
    _valued(properties, "spacing", before="60", after=str(_SPACE_AFTER[line.kind]), line="264", lineRule="auto")
    _valued(properties, "ind", left="0", right="0", firstLine="0")
    _valued(properties, "jc", val="left")
    run = etree.SubElement(paragraph, W + "r")
    look = etree.SubElement(run, W + "rPr")
    if line.kind in ("heading", "strong"):
        etree.SubElement(look, W + "b")
    if line.kind == "small":
        etree.SubElement(look, W + "i")
    _valued(look, "color", val="1F2933")
    _valued(look, "sz", val=str(_HALF_POINTS[line.kind]))
    text = etree.SubElement(run, W + "t")
    text.text = line.text
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return paragraph


def _valued(parent: etree._Element, name: str, **values: str) -> None:
    element = etree.SubElement(parent, W + name)
    for key, value in values.items():
        element.set(W + key, value)
