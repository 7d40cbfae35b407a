"""Words, topics and pages, counted as conferences count them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from reviewer.engine import topics as topic_split
from reviewer.engine.document import Block, Document, Span
from reviewer.engine.facts.found import PageCount, TitleField, TopicWords
from reviewer.engine.text import WORD, count_words
from reviewer.engine.typesetting import USUAL_SIZE, USUAL_SPACING, letter_width, text_area

BODY = frozenset(("heading", "paragraph", "list_item", "quotation", "table"))
"""Kinds of blocks that count as body; the title block, notes, running heads and references do not."""

_LINES = re.compile(r"[^\r\n]+")
_OWN_TOPIC = re.compile(
    r"^\W*(?:topic|agenda item|t[óo]pico|tema)\s*(?:no\.?\s*)?(?:[A-H]|[1-9]|I{1,3}|IV|V)\s*[.:)\u2013\u2014-]+\s*"
    r"(?P<title>\S.*)$",
    re.IGNORECASE,
)
_MIN_TOPICS = 2
_PAGES_IN_FILE = frozenset(("application/pdf",))
_LEADING = 1.17
"""Height of a single-spaced line in parts of the type size."""


def count_typed(document: Document) -> int:
    """The body's words as word processors count them: runs between blanks that hold a letter or a digit."""
    return sum(typed(document.text[block.start : block.end]) for block in document.blocks if block.kind in BODY)


def typed(text: str) -> int:
    """Runs between blanks that hold a letter or a digit: `state-of-the-art` and `world's` are one word each."""
    return sum(1 for piece in text.split() if WORD.search(piece))


def topic_words(document: Document, titles: Sequence[str], fields: Sequence[TitleField] = ()) -> tuple[TopicWords, ...]:
    """What belongs to which topic where the paper's headings tell; empty where they do not.

    Without `titles` the topics are those the paper itself numbers, in its title block or its headings.
    """
    body = [block for block in document.blocks if block.kind in BODY]
    names = list(titles) if len(titles) >= _MIN_TOPICS else [] if titles else _own_titles(document, fields)
    if len(names) < _MIN_TOPICS or not body:
        return ()
    lines = [
        (Span(block.start + match.start(), block.start + match.end()), match.group())
        for block in body
        for match in _LINES.finditer(document.text[block.start : block.end])
    ]
    sections = topic_split.by_headings(lines, names, len(document.text))
    if sections is None:
        return ()
    return tuple(_topic(document, body, number, title, sections) for number, title in enumerate(names, 1))


def _own_titles(document: Document, fields: Sequence[TitleField]) -> list[str]:
    named = [field.value for field in fields if field.name == "topic" and field.labelled]
    if len(named) >= _MIN_TOPICS:
        return named
    found: dict[str, None] = {}
    for block in document.blocks:
        if block.kind in ("title", "heading"):
            match = _OWN_TOPIC.match(document.text[block.start : block.end])
            if match is not None:
                found.setdefault(match.group("title").strip())
    return list(found)


def _topic(
    document: Document, body: Sequence[Block], number: int, title: str, sections: Sequence[topic_split.Section]
) -> TopicWords:
    own = [section.span for section in sections if section.topic == number - 1]
    pieces = [
        Span(max(block.start, span.start), min(block.end, span.end))
        for span in own
        for block in body
        if block.start < span.end and span.start < block.end
    ]
    texts = [document.text[piece.start : piece.end] for piece in pieces]
    return TopicWords(number, title, sum(map(count_words, texts)), sum(map(typed, texts)), _joined(pieces))


def _joined(pieces: Sequence[Span]) -> tuple[Span, ...]:
    """Pieces that follow each other, as one span."""
    whole: list[Span] = []
    for piece in sorted(pieces):
        if whole and piece.start - whole[-1].end <= len("\n\n"):
            whole[-1] = Span(whole[-1].start, piece.end)
        else:
            whole.append(piece)
    return tuple(whole)


def page_count(document: Document) -> PageCount | None:
    """The number of pages and how it is known; an estimate where the format has none, None without any text."""
    if document.pages is not None:
        how = "counted" if document.media_type in _PAGES_IN_FILE else "stored"
        return PageCount(float(document.pages), "counted" if how == "counted" else "stored")
    if not document.blocks:
        return None
    return PageCount(round(_estimate(document), 1), "estimated")


def _estimate(document: Document) -> float:
    """Lines of each block at the main type's mean letter width, by the lines a page holds."""
    form = document.format
    main = max(form.fonts, key=lambda font: font.share, default=None)
    size = (main.size_pt if main else None) or USUAL_SIZE
    across, down = text_area(form)
    per_line = max(across / (size * letter_width(main.name if main else "")), 10)
    per_page = max(down / (size * _LEADING * (form.line_spacing or USUAL_SPACING)), 5)
    lines = 0
    for block in document.blocks:
        if block.kind not in ("header", "footer"):
            pieces = document.text[block.start : block.end].split("\n")
            lines += sum(math.ceil(len(piece) / per_line) if piece.strip() else 0 for piece in pieces)
    return max(lines / per_page, 0.1)
