"""A guide as lines worth reading (no running headers, page numbers or footnotes) and as mended runs of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from reviewer.engine.document import Document, Span
from reviewer.engine.guide.contents import without_contents
from reviewer.engine.guide.headings import heading_kind
from reviewer.engine.guide.line import Line
from reviewer.engine.terms import fold

_LINE = re.compile(r"[^\r\n\v\f]+")
_PAGE_NUMBER = re.compile(
    r"^\W*(?:p(?:age|\u00e1gina|\u00e1g)?\.?\s*)?\d{1,3}(?:\s*(?:of|de|/)\s*\d{1,3})?\W*$", re.IGNORECASE
)
_PAGE_MARK = re.compile(r"^.{0,60}\|\s*\d{1,3}$|^\d{1,3}\s*\|.{0,60}$|^p ?a ?g ?e\s*\|?\s*\d{1,3}$", re.IGNORECASE)
"""A footer that parts a name and the page's number by a bar."""
_FOOTNOTE = re.compile(r"^\d{1,3} +(?:[A-Z\u00c0-\u00dc\u201c\"]|ibid)")
_COMPOUNDING = frozenset(
    {"all", "anti", "best", "co", "cost", "counter", "cross", "decision", "early", "far", "full", "gender", "high"}
    | {"human", "inter", "large", "least", "less", "like", "long", "low", "medium", "mid", "micro", "multi", "near"}
    | {"non", "off", "one", "open", "part", "peer", "policy", "post", "pre", "pro", "public", "quasi", "real", "right"}
    | {"rural", "self", "semi", "short", "single", "small", "socio", "state", "sub", "well", "wide", "world", "year"}
)
"""First halves after which a hyphen at a line's end is rather the word's own."""
_HYPHENS = "-\u2010\u2011"
_BLANKS = " \t\u00a0"
_TAIL = re.compile(r"(?<=[.!?] )[A-Z\u00c0-\u00dc][^.?!]{4,60}$")
_REPEATED = 3
_SHORTEST_HEADER, _LONGEST_HEADER = 25, 160


@dataclass(frozen=True, slots=True)
class Flow:
    """Lines joined into running text; `offsets` lead each character back to the document."""

    text: str
    offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The document's characters behind `text[start:end]`."""
        if start >= end:
            at = self.offsets[min(start, len(self.offsets) - 1)] if self.offsets else 0
            return Span(at, at)
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


def read_lines(document: Document) -> list[Line]:
    """The lines of the body, in order: page furniture and notes are left out."""
    raw = [match.span() for match in _LINE.finditer(document.text) if match.group().strip()]
    starts = [block.start for block in document.blocks]
    lines: list[Line] = []
    previous = 0
    for start, end in raw:
        place = bisect_right(starts, start) - 1
        block = document.blocks[place] if place >= 0 else None
        gap = document.text[previous:start].count("\n") > 1 or not lines
        kind = block.kind if block and start < block.end else None
        text = document.text[start:end].strip(_BLANKS)
        begin = start + len(document.text[start:end]) - len(document.text[start:end].lstrip(_BLANKS))
        lines.append(Line(begin, begin + len(text), text, kind, place, gap))
        previous = end
    whole = [part for line in without_contents(lines) for part in _without_tail(line)]
    return _without_furniture(_trusted_headings(whole))


def _without_tail(line: Line) -> list[Line]:
    """The line, and apart from it a heading that the reader of a file ran into the end of its paragraph."""
    tail = _TAIL.search(line.text)
    if tail is None or heading_kind(tail.group()) not in ("questions", "links", "bibliography"):
        return [line]
    at = line.start + tail.start()
    body = replace(line, end=at, text=line.text[: tail.start()].rstrip())
    return [body, Line(at, line.end, tail.group(), "heading", line.block, True)]


def _trusted_headings(lines: Sequence[Line]) -> list[Line]:
    """A heading that begins or goes on in the middle of a sentence is a line of running text that looks like one."""
    trusted = list(lines)
    for place, line in enumerate(lines):
        if not line.is_heading:
            continue
        before = lines[place - 1] if place else None
        after = lines[place + 1] if place + 1 < len(lines) else None
        begins_inside = line.text[:1].islower() and before is not None and not before.is_heading
        goes_on = after is not None and after.text[:1].islower() and not after.is_heading
        if begins_inside or goes_on:
            trusted[place] = replace(line, kind="paragraph")
    return trusted


def _without_furniture(lines: Sequence[Line]) -> list[Line]:
    """Known pages tell their headers by block; plain text shows them as the same short line again and again."""
    seen = Counter(_furniture_key(line) for line in lines)
    kept, footnote, gap = [], False, False
    for line in lines:
        footnote = (bool(_FOOTNOTE.match(line.text)) and not line.is_heading and not line.text.endswith("?")) or (
            footnote and not line.gap and line.kind in (None, "footnote")
        )
        repeated = (
            seen[_furniture_key(line)] >= _REPEATED
            and len(line.text) > _SHORTEST_HEADER
            and "?" not in line.text
            and heading_kind(line.text) is None
        )
        if line.kind in ("header", "footer", "footnote") or _is_page_mark(line) or footnote:
            gap = gap or line.gap
            continue
        if repeated and not line.is_heading and "http" not in line.text:
            continue
        kept.append(line)
    return kept


def _is_page_mark(line: Line) -> bool:
    return bool(_PAGE_NUMBER.match(line.text) or (_PAGE_MARK.match(line.text) and line.kind != "table"))


def _furniture_key(line: Line) -> str:
    return re.sub(r"\d+", "#", fold(line.text)) if len(line.text) < _LONGEST_HEADER else line.text


def mend(lines: Sequence[Line], words: Counter[str]) -> Flow:
    """The lines as running text: breaks become single spaces, words hyphenated at a line's end become whole.

    `words` are the folded words of the whole guide: a part of a word is joined without its hyphen unless the hyphenated
    form or both halves stand elsewhere.
    """
    text: list[str] = []
    offsets: list[int] = []
    for line in lines:
        if text:
            _join(text, offsets, line, words)
        for place, character in enumerate(line.text):
            blank = character.isspace()
            if blank and text and text[-1] == " ":
                continue
            text.append(" " if blank else character)
            offsets.append(line.start + place)
    return Flow("".join(text), tuple(offsets))


def _join(text: list[str], offsets: list[int], line: Line, words: Counter[str]) -> None:
    before = re.search(r"(\w+)([-\u2010\u2011\u00ad])$", "".join(text[-40:]))
    after = re.match(r"\w+", line.text)
    if before and after and line.text[0].islower():
        head, tail = fold(before.group(1)), fold(after.group())
        if words[head + tail] or not ((words[head] and words[tail]) or head in _COMPOUNDING):
            text.pop()
            offsets.pop()
        return
    if text[-1] not in _HYPHENS or not after:
        text.append(" ")
        offsets.append(max(line.start - 1, 0))


def vocabulary(text: str) -> Counter[str]:
    """How often each folded word stands in the text, the halves of words broken at a line's end left out."""
    unbroken = re.sub(r"\w+[-\u2010\u2011\u00ad][ \t]*\r?\n\s*\w+", " ", text)
    return Counter(fold(match.group()) for match in re.finditer(r"\w+", unbroken))
