"""Native comments of Word: a part with their words, and marks around the words they speak of.

ECMA-376 part 1, 17.13.4. Marks stand between runs, so a run is divided where a remark begins or ends within it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from reviewer.engine.document import Span
from reviewer.engine.readers.docx.package import W
from reviewer.engine.returning.notes import Note, Sheet
from reviewer.engine.returning.places import Letters
from reviewer.engine.returning.word_package import Copy, Part
from reviewer.engine.returning.word_text import Sign, signs

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STRETCH = 3
"""How many times longer than its quotation a stretch of pieces may be, before only the first piece is marked."""


@dataclass(slots=True)
class _Marks:
    """What is put at a place: the ends of some comments, then the beginnings of others."""

    ends: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)


def add_comments(copy: Copy, sheet: Sheet) -> list[Note]:
    """Tie the notes to their words and write their part. The notes that found no place are returned."""
    written = signs(copy)
    letters = Letters(sign.character for sign in written)
    root = etree.Element(W + "comments", nsmap={"w": W.strip("{}")})
    places: dict[int, _Marks] = defaultdict(_Marks)
    hosts: list[tuple[etree._Element, int]] = []
    homeless: list[Note] = []
    for note in sheet.notes:
        span = _stretch(letters.find(note), note)
        if span is None:
            homeless.append(note)
            continue
        number = len(root)
        direct = _direct(written, span)
        if direct is None:
            hosts.append((written[span.start].host, number))
        else:
            places[direct.start].starts.append(number)
            places[direct.end - 1].ends.append(number)
        _comment(root, number, sheet, note.text if direct is not None else f"{note.about}\n{note.text}".strip())
    for host, number in hosts:
        _around(host, number)
    for at in sorted(places, reverse=True):
        _mark(written[at], places[at])
    if len(root):
        _carry(copy, root)
    return homeless


def _stretch(pieces: Sequence[Span], note: Note) -> Span | None:
    """From the first to the last piece where they follow each other; else the longest one."""
    if not pieces:
        return None
    whole = Span(pieces[0].start, pieces[-1].end)
    ordered = all(one.end <= two.start for one, two in pairwise(pieces))
    return whole if ordered and len(whole) <= _STRETCH * len(note.quote) else max(pieces, key=len)


def _direct(written: Sequence[Sign], span: Span) -> Span | None:
    """The part of the span that stands in the body's own runs."""
    own = [at for at in range(span.start, span.end) if written[at].text is not None]
    return Span(own[0], own[-1] + 1) if own else None


def _mark(sign: Sign, marks: _Marks) -> None:
    """Ends come after the sign, beginnings before it; the later place is divided first, so that the earlier stays."""
    if marks.ends:
        left = _divided(sign, sign.offset + 1)
        for number in marks.ends:
            left = _after(left, number)
    if marks.starts:
        before = _divided(sign, sign.offset)
        for number in marks.starts:
            start = _named("commentRangeStart", number)
            if sign.offset == 0 and before is sign.host:
                before.addprevious(start)
            else:
                before.addnext(start)


def _after(element: etree._Element, number: int) -> etree._Element:
    """Close a comment behind an element; the element behind which the next is closed."""
    end = _named("commentRangeEnd", number)
    element.addnext(end)
    run = etree.Element(W + "r")
    run.append(_named("commentReference", number))
    end.addnext(run)
    return run


def _around(host: etree._Element, number: int) -> None:
    host.addprevious(_named("commentRangeStart", number))
    _after(host, number)


def _divided(sign: Sign, offset: int) -> etree._Element:
    """The run that ends before `offset` of the sign's element, the rest of it moved into a new run behind.

    The run itself when nothing stands before the place.
    """
    run, text = sign.host, sign.text
    assert text is not None
    words = text.text or ""
    later = list(text.itersiblings())
    nothing_before = offset == 0 and all(one.tag == W + "rPr" for one in text.itersiblings(preceding=True))
    if nothing_before or (offset == len(words) and not later):
        return run
    rest = etree.Element(W + "r")
    properties = run.find(W + "rPr")
    if properties is not None:
        rest.append(deepcopy(properties))
    if offset == 0:
        rest.append(text)
    elif offset < len(words):
        _write(text, words[:offset])
        moved = etree.SubElement(rest, W + "t")
        _write(moved, words[offset:])
    for one in later:
        rest.append(one)
    run.addnext(rest)
    return run


def _write(text: etree._Element, words: str) -> None:
    text.text = words
    text.set(_SPACE, "preserve")


def _named(name: str, number: int) -> etree._Element:
    element = etree.Element(W + name)
    element.set(W + "id", str(number))
    return element


def _comment(root: etree._Element, number: int, sheet: Sheet, words: str) -> None:
    comment = etree.SubElement(root, W + "comment")
    comment.set(W + "id", str(number))
    comment.set(W + "author", sheet.author)
    comment.set(W + "initials", sheet.initials)
    comment.set(W + "date", sheet.made_at)
    for place, line in enumerate(words.splitlines() or [""]):
        paragraph = etree.SubElement(comment, W + "p")
        if place == 0:
            etree.SubElement(etree.SubElement(paragraph, W + "r"), W + "annotationRef")
        _write(etree.SubElement(etree.SubElement(paragraph, W + "r"), W + "t"), " ".join(line.split("\t")))


def _carry(copy: Copy, root: etree._Element) -> None:
    copy.parts["comments.xml"] = Part(root, _TYPE)
    document = copy.parts["document.xml"]
    taken = set(document.relations)
    name = next(one for one in (f"rIdRemarks{number}" for number in range(len(taken) + 1)) if one not in taken)
    document.relations[name] = ("comments", "comments.xml")
