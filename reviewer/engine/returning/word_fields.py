"""Fields of a Word document that fetch, run or tell of somebody: they go, and what they show stays.

ECMA-376 part 1, 17.16. Only fields that look into the document itself are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from reviewer.engine.readers.docx.package import W

_KEPT = frozenset(
    ("PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "REF", "PAGEREF", "NOTEREF", "TOC", "SEQ", "STYLEREF", "EQ")
)
"""A table of contents asks for nothing but headings; its options name styles and bookmarks."""


@dataclass(slots=True)
class _Field:
    marks: list[etree._Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    codes: list[etree._Element] = field(default_factory=list)


def harmless(instruction: str) -> bool:
    """Whether a field with this instruction looks at nothing but the document it stands in."""
    name = instruction.split(maxsplit=1)[:1]
    return bool(name) and name[0].upper() in _KEPT


def remove_fields(root: etree._Element) -> None:
    """Take the marks and instructions of other fields out; their results become plain text."""
    open_fields: list[_Field] = []
    doomed: list[etree._Element] = []
    for element in root.iter(W + "fldChar", W + "instrText", W + "delInstrText"):
        kind = element.get(W + "fldCharType") if element.tag == W + "fldChar" else None
        if kind == "begin":
            open_fields.append(_Field([element]))
        elif not open_fields:
            doomed.append(element)
        elif kind == "end":
            done = open_fields.pop()
            done.marks.append(element)
            if not harmless("".join(done.words)):
                doomed += done.marks + done.codes
        elif kind == "separate":
            open_fields[-1].marks.append(element)
        else:
            open_fields[-1].codes.append(element)
            open_fields[-1].words.append(element.text or "")
    doomed += [element for left in open_fields for element in left.marks + left.codes]
    for element in doomed:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
