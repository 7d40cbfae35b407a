"""The parts of a paper that rules speak of: headings, what counts, the statement, and which text is on which topic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from reviewer.engine.document import Block, Document, Span
from reviewer.engine.facts import TopicWords, title_fields
from reviewer.engine.facts.counts import topic_words, typed
from reviewer.engine.formats.asked import Profile
from reviewer.engine.formats.finding import Occasion
from reviewer.engine.terms import fold
from reviewer.engine.text import count_words
from reviewer.engine.topics import Section, by_headings, heading_topic

_LEFT_OUT = {"title_block": "title", "notes": "footnote", "references": "references"}
_RUNNING = ("header", "footer")
_NUMBERING = re.compile(r"^\W*(?:(?:[ivxlc]{1,6}|\d{1,2}|[a-h])\s*[.):\u2013\u2014-]+\s*)?", re.IGNORECASE)
_RUN_IN = re.compile(r"\s*(?:[:.]|\s[\u2013\u2014-]\s)\s")
_LINES = re.compile(r"[^\r\n]+")
_EDGES = " \t:.;,*_#\u2013\u2014-"
_LONGEST_HEADING = 14
_ALIKE = 86.0
"""rapidfuzz likeness (0 to 100) from which two headings are one, misspelt or in another number."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Words that may head a part: folded, without number and stop. `whole`: they are a line that is no sentence."""

    words: str
    span: Span
    whole: bool


def blocks_of(document: Document) -> tuple[Block, ...]:
    """The document's blocks; a text without any is one paragraph."""
    return document.blocks or (Block("paragraph", 0, len(document.text)),)


def headings(document: Document) -> list[Heading]:
    """Every line that may be a heading, and the run-in beginning of paragraphs ("Background: ...")."""
    found: list[Heading] = []
    for block in blocks_of(document):
        if block.kind in _RUNNING:
            continue
        position = block.start
        for line in document.text[block.start : block.end].splitlines(keepends=True):
            _add_heading(found, line, position)
            position += len(line)
    return found


def _add_heading(found: list[Heading], line: str, position: int) -> None:
    content = line.rstrip()
    if not content:
        return
    alone = len(content.split()) <= _LONGEST_HEADING
    run_in = _RUN_IN.search(content, _numbering_end(content))
    texts = ([content] if alone else []) + ([content[: run_in.start()]] if run_in else [])
    for text in texts:
        words = _heading_words(text)
        if words and len(words.split()) <= _LONGEST_HEADING:
            whole = text is content and not content.endswith((".", "!", "?"))
            found.append(Heading(words, Span(position, position + len(text)), whole))


def _numbering_end(line: str) -> int:
    match = _NUMBERING.match(line)
    return match.end() if match else 0


def _heading_words(text: str) -> str:
    return " ".join(fold(text[_numbering_end(text) :].strip(_EDGES)).split())


def is_headed(heading: Heading, names: Sequence[str]) -> bool:
    """Whether the heading says one of the names, or begins with one and goes on for a few words."""
    for name in names:
        folded = " ".join(fold(name).split())
        if fuzz.ratio(folded, heading.words) >= _ALIKE:
            return True
        if heading.whole and heading.words.startswith(f"{folded} "):
            return True
    return False


def statement_start(document: Document, profile: Profile) -> Span | None:
    """Where the statement that the profile asks for begins; None when there is none, or none is asked for."""
    if profile.statement is None:
        return None
    return next((one.span for one in reversed(headings(document)) if is_headed(one, profile.statement.titles)), None)


def counted(document: Document, profile: Profile) -> list[Block]:
    """The blocks that pages and words count; running heads never do."""
    left_out = {_LEFT_OUT[name] for name in profile.not_counted if name in _LEFT_OUT}
    stop = statement_start(document, profile) if "statement" in profile.not_counted else None
    return [
        block
        for block in blocks_of(document)
        if block.kind not in _RUNNING and block.kind not in left_out and (stop is None or block.start < stop.start)
    ]


def words_in(document: Document, block: Block) -> int:
    """The words of a block as word processors count them: what stands between blanks."""
    return typed(document.text[block.start : block.end])


def topics_of(document: Document, occasion: Occasion) -> tuple[TopicWords, ...]:
    """What is on which topic, where the headings tell and the paper owes more than one.

    A first topic's heading that stands right below the title block looks like its last line; it is believed when the
    other topics are headed in the body.
    """
    if len(occasion.topics) == 1:
        return ()
    found = topic_words(document, occasion.topics, title_fields(document, occasion.expected))
    return found or _below_title(document, occasion.topics)


def _below_title(document: Document, titles: Sequence[str]) -> tuple[TopicWords, ...]:
    blocks = [block for block in document.blocks if block.kind not in (*_RUNNING, "references")]
    lines = [
        (block, Span(block.start + match.start(), block.start + match.end()), match.group())
        for block in blocks
        for match in _LINES.finditer(document.text[block.start : block.end])
    ]
    marks = {(block.kind == "title", heading_topic(line, titles)) for block, _span, line in lines}
    above = {topic for in_title, topic in marks if in_title and topic is not None}
    below = {topic for in_title, topic in marks if not in_title and topic is not None}
    if len(above) != 1 or above & below or not below:
        return ()
    sections = by_headings([(span, line) for _block, span, line in lines], titles, len(document.text)) or []
    return tuple(_topic(document, blocks, number, title, sections) for number, title in enumerate(titles))


def _topic(
    document: Document, blocks: Sequence[Block], number: int, title: str, sections: Sequence[Section]
) -> TopicWords:
    pieces = tuple(
        Span(max(block.start, section.span.start), min(block.end, section.span.end))
        for section in sections
        if section.topic == number
        for block in blocks
        if block.start < section.span.end and section.span.start < block.end
    )
    texts = [document.text[piece.start : piece.end] for piece in pieces]
    return TopicWords(number + 1, title, sum(map(count_words, texts)), sum(map(typed, texts)), pieces)


def how_many_topics(found: Sequence[TopicWords], occasion: Occasion) -> int:
    """How many topics the paper owes; where that is not known, as many as its headings name, at least one."""
    return len(occasion.topics) or len(found) or 1
