"""Quotations, citations and lists of references, told from a text alone. All spans are characters of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from reviewer.engine.document import Block, Span
from reviewer.engine.text import count_words

CitationKind = Literal["parenthetical", "bracketed", "footnote"]

REFERENCE_WORDS = 80
"""Words up to which a paragraph may be an entry of a list of references."""
QUOTED_WORDS = range(3, 121)
"""Words of a passage in quotation marks that is a quotation: less is a term, more a missing mark."""
_SHORT_ENTRY_WORDS = 20


def _any_of(*phrases: str) -> str:
    return "(?:" + "|".join(phrases) + ")"


LINE = re.compile(r"[^\r\n]+")
PARAGRAPH = re.compile(r"\S(?:[^\r\n]|\r?\n(?![ \t]*\r?\n))*")
REFERENCES_TITLE = re.compile(
    r"[ \t]*(?:[\divxIVX]+[.)]?[ \t]+)?"
    + _any_of(
        r"works? (?:cited|consulted)|references?(?: list)?|(?:selected |annotated )?bibliograph(?:y|ies)",
        r"sources?(?: cited)?|citations?|end ?notes|footnotes|notes",
        r"referencias(?: bibliogr[aá]ficas)?|bibliograf[ií]a|obras (?:citadas|consultadas)|trabajos citados",
        r"fuentes(?: consultadas| citadas)?|refer[eê]ncias(?: bibliogr[aá]ficas)?",
        r"r[eé]f[eé]rences(?: bibliographiques)?|bibliographie|sources citées",
        r"literaturverzeichnis|quellen(?:verzeichnis)?",
    )
    + r"[ \t]*:?[ \t]*",
    re.IGNORECASE,
)
TOPIC_TITLE = re.compile(r"\s*(?:topic|agenda item|t[oó]pico|tema|sujet|committee|comit[eé])\b", re.IGNORECASE)
LOOKS_LIKE_REFERENCE = re.compile(r"https?://|www\.|doi\b|\b(?:1[89]|20)\d\d\b|\bn\.d\.|\bs\.f\.", re.IGNORECASE)
QUOTED = re.compile(
    r"“(?P<curly>[^“”]{8,1500})”|«(?P<angled>[^«»]{8,1500})»|„(?P<low>[^„“”]{8,1500})[“”]"
    r"|(?<![\w\"])\"(?=\S)(?P<straight>[^\"]{8,1500})(?<=\S)\"(?!\w)"
    r"|(?<!\w)‘(?=\S)(?P<single>[^‘]{8,1500}?)(?<=\S)’(?!\w)"
)
_MARKS = re.compile('[“«„"‘]')
_YEAR_OR_PLACE = r"(?:\b(?:1[89]|20)\d\d\b|\bn\.d\.|\bs\.f\.|\bp{1,2}\.\s*\d|\bibid)"
CITATION = re.compile(
    rf"\([^()]{{0,160}}{_YEAR_OR_PLACE}[^()]{{0,80}}\)"
    r"|\([A-Z][\w.’' &,-]{1,80}\s\d{1,4}\)"
    r"|\([A-Z][\w.’'-]+(?: (?:and|et al\.|y|&) ?[A-Z]?[\w.’'-]*)?\)"
    r"|\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]|[\u00b9\u00b2\u00b3\u2070-\u2079]|(?<=[”\"»])\d{1,3}\b"
)
"""Whatever may be a citation beside a quotation: generous, since the marks already say that somebody else speaks."""

_IN_BRACKETS = re.compile(r"\[\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\]")
_RAISED = re.compile(
    r"(?<=[\w.,;:!?)\"”»’])[\u00b9\u00b2\u00b3\u2070-\u2079]{1,3}(?![\u00b9\u00b2\u00b3\u2070-\u2079])"
)
_UNITS = re.compile(r"\b(?:k?m|cm|mm|ft|mi)$")
_IN_PARENTHESES = re.compile(r"\(([^()\n]{2,200})\)")
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d[a-z]?\b|\bn\.d\.|\bs\.f\.")
_DATED = re.compile(r"[^\W\d_].*?[\s,;:]\(?(?:(?:1[89]|20)\d\d[a-z]?\b|n\.d\.|s\.f\.)")
_PAGE = re.compile(r"^[A-Z\u00c0-\u00de][\w.’' &,-]{1,80}\s\d{1,4}(?:[-–]\d{1,4})?$|\bpp?\.\s*\d|^ibid", re.IGNORECASE)
_SYMBOL = re.compile(r"^[A-Z]{1,4}/(?:[A-Z]+/)?[\w./-]+\d$")
_NOT_AN_AUTHOR = re.compile(
    r"(?:articles?|goals?|targets?|sdgs?|ods|chapters?|topics?|resolutions?|sections?|annex|figures?|tables?|phase|agenda"
    r"|art[ií]culos?|objetivos?|metas?|cap[ií]tulos?|temas?|resoluci[oó]n|secci[oó]n|anexo|figuras?|tablas?|fase"
    r"|january|february|march|april|may|june|july|august|september|october|november|december|since|from|until|between"
    r"|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|desde|hasta|entre|in|en"
    r"|founded|established|adopted|signed|born|e\.g|i\.e|about|around|circa|as of|today)\b",
    re.IGNORECASE,
)
_NARRATIVE = re.compile(r"[A-Z\u00c0-\u00de][\w.’'-]*(?: et al\.)?,?\s*$")
_CAPITALISED = re.compile(r"[A-Z\u00c0-\u00de][\w.’'-]*\s*$")
"""A name in full, which an abbreviation in parentheses follows."""
_ENTRY_BEGINS = re.compile(r"\s*(?:[-*\u2022]|\[?\d{1,3}[\].)])\s+\S")
_ENTRY_ENDS = re.compile(r"(?:[.)>/]|https?://\S+|\d)[\"”’]?\s*$")
_AUTHOR_CHARACTERS = 90


@dataclass(frozen=True, slots=True, order=True)
class Citation:
    """Characters `start` to `end` (exclusive) that name a source. For a note of its own they are the note's."""

    start: int
    end: int
    kind: CitationKind


def quoted_passages(text: str) -> Iterator[tuple[Span, Span]]:
    """Passages in quotation marks within a paragraph, of 3 to 120 words: with their marks, and without."""
    if not _MARKS.search(text):
        return
    for paragraph in PARAGRAPH.finditer(text):
        for match in QUOTED.finditer(text, paragraph.start(), paragraph.end()):
            inner = Span(*match.span(match.lastgroup or 0))
            if count_words(text[inner.start : inner.end]) in QUOTED_WORDS:
                yield Span(*match.span()), inner


def quotations(text: str, blocks: Sequence[Block] = ()) -> tuple[Span, ...]:
    """All quotations, in order: passages in quotation marks (without these), and blocks set as quotations."""
    whole = [Span(block.start, block.end) for block in blocks if block.kind == "quotation"]
    marked = [inner for _, inner in quoted_passages(text) if not any(inner.overlaps(other) for other in whole)]
    return tuple(sorted([*whole, *marked]))


def reference_lists(text: str) -> list[Span]:
    """Lists of references: from a line that says so to the end of the entries.

    A long paragraph without year or address is no entry.
    """
    found: list[Span] = []
    end = 0
    for line in LINE.finditer(text):
        if line.start() < end or not REFERENCES_TITLE.fullmatch(line.group()):
            continue
        end = line.end()
        for paragraph in PARAGRAPH.finditer(text, line.end()):
            if not _is_entries(paragraph.group()):
                break
            end = paragraph.end()
        found.append(Span(line.start(), end))
    return found


def _is_entries(paragraph: str) -> bool:
    if TOPIC_TITLE.match(paragraph):
        return False
    return all(
        count_words(line) <= _SHORT_ENTRY_WORDS
        or (count_words(line) <= REFERENCE_WORDS and LOOKS_LIKE_REFERENCE.search(line))
        for line in paragraph.splitlines()
    )


def reference_entries(text: str, blocks: Sequence[Block] = ()) -> tuple[Span, ...]:
    """The entries of the list of references, in order; without a list, the notes that look like references."""
    lists = [Span(block.start, block.end) for block in blocks if block.kind == "references"]
    entries = [entry for span in lists or reference_lists(text) for entry in _entries(text, span)]
    if entries:
        return tuple(sorted(entries))
    notes = [block for block in blocks if block.kind == "footnote"]
    return tuple(
        Span(note.start, note.end) for note in notes if LOOKS_LIKE_REFERENCE.search(text, note.start, note.end)
    )


def _entries(text: str, span: Span) -> Iterator[Span]:
    """Entries of a piece of a list: wrapped lines go on with the entry before them, the heading is none."""
    begin = end = span.start
    for line in LINE.finditer(text, span.start, span.end):
        if not line.group().strip() or REFERENCES_TITLE.fullmatch(line.group().strip()):
            continue
        gap = text[end : line.start()]
        fresh = gap.count("\n") > 1 or _ENTRY_BEGINS.match(line.group()) or _ENTRY_ENDS.search(text, begin, end)
        if end > begin and not fresh:
            end = line.end()
            continue
        if end > begin:
            yield Span(begin, end)
        begin, end = line.span()
    if end > begin:
        yield Span(begin, end)


def citations(text: str, blocks: Sequence[Block] = ()) -> tuple[Citation, ...]:
    """Every citation of the running text, in order, and every note.

    In parentheses: an author with a year or page, a document's symbol, or an author the list of references names. A
    note that no mark in the text stands for (word processors keep the mark apart) counts as the citation itself.
    """
    entries = reference_entries(text, blocks)
    closed = [Span(block.start, block.end) for block in blocks if block.kind in ("references", "footnote")]
    closed += [] if blocks else reference_lists(text)
    authors = [" ".join(text[one.start : one.end][:_AUTHOR_CHARACTERS].casefold().split()) for one in entries]
    found = [*_marks(text), *_parentheses(text, authors)]
    kept = [one for one in found if not any(span.start <= one.start < span.end for span in closed)]
    if not any(one.kind == "footnote" for one in kept):
        kept += [Citation(block.start, block.end, "footnote") for block in blocks if block.kind == "footnote"]
    return tuple(sorted(kept))


def _marks(text: str) -> Iterator[Citation]:
    for match in _IN_BRACKETS.finditer(text):
        yield Citation(*match.span(), "bracketed")
    for match in _RAISED.finditer(text):
        if not _UNITS.search(text, max(match.start() - 3, 0), match.start()):
            yield Citation(*match.span(), "footnote")


def _parentheses(text: str, authors: Sequence[str]) -> Iterator[Citation]:
    for match in _IN_PARENTHESES.finditer(text):
        if _names_source(match.group(1).strip(), text[max(match.start() - 40, 0) : match.start()], authors):
            yield Citation(*match.span(), "parenthetical")


def _names_source(inside: str, before: str, authors: Sequence[str]) -> bool:
    if _SYMBOL.match(inside):
        return True
    if _NOT_AN_AUTHOR.match(inside):
        return False
    if _YEAR.fullmatch(inside):
        return _NARRATIVE.search(before) is not None and bool(authors)
    if (_DATED.search(inside) and (inside[0].isupper() or inside[0] in "\"“«'‘")) or _PAGE.search(inside):
        return True
    if inside.isupper() and before.rstrip()[-1:].isalpha() and _CAPITALISED.search(before):
        return False
    name = " ".join(inside.strip("\"“”«»'‘’., ").casefold().split())
    return len(name) > len("abc") - 1 and any(name in author for author in authors)
