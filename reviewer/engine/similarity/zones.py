"""The parts of a text in which equal words mean nothing: title block, headings, references, cited quotations, names.

Where the reader told the blocks of a file apart they are believed, within limits that keep a paragraph from hiding
under a heading's style; a bare text is told apart by its lines. All spans are characters of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from reviewer.engine.citations import (
    CITATION,
    LINE,
    LOOKS_LIKE_REFERENCE,
    PARAGRAPH,
    QUOTED_WORDS,
    REFERENCE_WORDS,
    TOPIC_TITLE,
    quoted_passages,
    reference_lists,
)
from reviewer.engine.document import Block, Span
from reviewer.engine.text import count_words

ZoneKind = Literal["title", "references", "quotation"]

_HEADING_WORDS = 30
_LABELLED_WORDS = 70
_LINE_WORDS = 14
_NAME_WORDS = 18
_NAME_CAPITALS = 2
_NAME_GAP = 4
_SENTENCE_LENGTH = 600


def _any_of(*phrases: str) -> str:
    return "(?:" + "|".join(phrases) + ")"


_LABEL = re.compile(r"\s*[^\W\d_][\w .'’/()-]{1,34}:\s*\S")
_SENTENCE_END = re.compile(r"[.!?…;,][\"'”’»)\]]*\s*$")
_SENTENCE_STOP = re.compile(r"[.!?…][\"'”’»)\]]*(?:\s|$)")
_ACCORDING_TO = _any_of("according to", "in the words of", "seg[uú]n", "de acuerdo con", "en palabras de")
_SAYS = _any_of(
    "as (?:stated|noted|quoted|written) (?:by|in)",
    "states?|stated|says?|said|writes?|wrote|notes?|noted|declares?|declared|affirms?|affirmed|reads?|provides?",
    "explains?|explained|reports?|reported|emphasi[sz]e[sd]?|concludes?|concluded|warn(?:s|ed)|calls? it|called it",
    "(?:afirma|señala|dice|establece|declara|indica|sostiene|expresa|advierte|explica)(?:n|ba|ron)?",
)
_ATTRIBUTION = re.compile(rf"\b{_SAYS}(?: that| que)?\s*[,:]?\s*$|\b{_ACCORDING_TO}\b", re.IGNORECASE)
_SENTENCE_REST = re.compile(r"[^\n]{0,200}?(?:(?<!\bal)\.(?=\s+[^\W\d_a-z]|\s*$)|$|\n)")
_SENTENCE_BREAK = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])|\n\s*\n")
_NAME = re.compile(r"[^\W_][\w’'&/-]*")
_JOINING_WORDS = (
    "of the and on for against to in with at by from its as an a de del la las los el y e en para por con contra al "
    "sobre da do dos das du des et le les pour sur und für der die das zur"
)
_JOINING = frozenset(_JOINING_WORDS.split())


@dataclass(frozen=True, slots=True, order=True)
class Zone:
    """Characters `start` to `end` (exclusive) of one kind."""

    start: int
    end: int
    kind: ZoneKind


def zones(text: str, blocks: Sequence[Block] = ()) -> tuple[Zone, ...]:
    """The zones of `text`, in order; where two overlap, references come before titles, titles before quotations."""
    if blocks:
        found = [*_references(text), *_zones_of_blocks(text, blocks)]
    else:
        references = _references(text)
        found = [*references, *_titles_by_lines(text, min((zone.start for zone in references), default=len(text)))]
    found.extend(cited_quotations(text))
    return _without_overlap(found)


def _without_overlap(found: Sequence[Zone]) -> tuple[Zone, ...]:
    kept: list[Zone] = []
    order = {"references": 0, "title": 1, "quotation": 2}
    for zone in sorted(found, key=lambda zone: (order[zone.kind], zone)):
        pieces = [(zone.start, zone.end)]
        for other in kept:
            pieces = [
                piece
                for start, end in pieces
                for piece in ((start, min(end, other.start)), (max(start, other.end), end))
                if piece[0] < piece[1]
            ]
        kept.extend(Zone(start, end, zone.kind) for start, end in pieces)
    return tuple(sorted(kept))


def _zones_of_blocks(text: str, blocks: Sequence[Block]) -> list[Zone]:
    found: list[Zone] = []
    for block in blocks:
        piece = text[block.start : block.end]
        words = count_words(piece)
        if block.kind in ("title", "heading", "header", "footer") and _is_heading(piece, words):
            found.append(Zone(block.start, block.end, "title"))
        elif block.kind in ("references", "footnote") and words <= REFERENCE_WORDS:
            if block.kind == "references" or LOOKS_LIKE_REFERENCE.search(piece):
                found.append(Zone(block.start, block.end, "references"))
        elif block.kind == "quotation" and words in QUOTED_WORDS and _is_cited(text, block.start, block.end):
            found.append(Zone(block.start, block.end, "quotation"))
    found.extend(_title_block(text, len(text)))
    return found


def _is_heading(piece: str, words: int) -> bool:
    return words <= _LINE_WORDS or (words <= _HEADING_WORDS and not _SENTENCE_END.search(piece))


def _references(text: str) -> list[Zone]:
    return [Zone(span.start, span.end, "references") for span in reference_lists(text)]


def _titles_by_lines(text: str, end: int) -> list[Zone]:
    """The title block, and lines that stand alone between blank lines, are short and end like no sentence."""
    found = _title_block(text, end)
    for paragraph in PARAGRAPH.finditer(text, found[-1].end if found else 0, end):
        line = paragraph.group().rstrip()
        longest = 2 * _LINE_WORDS if TOPIC_TITLE.match(line) else _LINE_WORDS
        if "\n" not in line and count_words(line) <= longest and not _SENTENCE_END.search(line):
            found.append(Zone(paragraph.start(), paragraph.end(), "title"))
    return found


def _title_block(text: str, end: int) -> list[Zone]:
    """The leading lines that are labelled (`Country: ...`) or short and end like no sentence."""
    first = last = None
    for line in LINE.finditer(text, 0, end):
        content = line.group().strip()
        if not content:
            continue
        words = count_words(content)
        ended = _SENTENCE_END.search(content) is not None
        if _LABEL.match(content):
            belongs = words <= _LINE_WORDS or (words <= _LABELLED_WORDS and not ended)
        else:
            belongs = words <= _LINE_WORDS and not ended and not _wraps(_lines_from(text, line.start(), end))
        if not belongs:
            break
        first = line.start() if first is None else first
        last = line.end()
    return [] if first is None or last is None else [Zone(first, last, "title")]


def _lines_from(text: str, start: int, end: int) -> list[str]:
    """The lines of the paragraph from `start` on, as far as a sentence may reach."""
    paragraph = PARAGRAPH.search(text, start, min(end, start + _SENTENCE_LENGTH))
    lines = paragraph.group().splitlines() if paragraph else []
    return [line.strip() for line in lines if line.strip()]


def _wraps(lines: Sequence[str]) -> bool:
    """Whether the first of a paragraph's lines is the beginning of a sentence that the paragraph's width broke.

    A line was broken by width when the first word of the next would have made it the longest: then what looks like a
    short line without an end is prose, in a text whose paragraphs were set in lines of equal width.
    """
    whole = next((n for n, line in enumerate(lines) if _SENTENCE_STOP.search(line)), 0)
    width = max(len(line) for line in lines[: whole + 1])
    return sum(map(count_words, lines[: whole + 1])) > _LINE_WORDS and all(
        len(one) + 1 + len(two.split()[0]) > width for one, two in pairwise(lines[: whole + 1])
    )


def cited_quotations(text: str) -> list[Zone]:
    """Passages in quotation marks, 3 to 120 words within a paragraph, that say where they come from.

    A source is said by a citation between the marks' end and the end of the sentence, or by an attribution or a
    citation in the sentence before the marks.
    """
    return [
        Zone(inner.start, inner.end, "quotation")
        for whole, inner in quoted_passages(text)
        if _is_cited(text, whole.start, whole.end)
    ]


def _is_cited(text: str, start: int, end: int) -> bool:
    after = _SENTENCE_REST.match(text[end : end + 220])
    tail = text[max(0, end - 1) : end + (after.end() if after else 0) + 6]
    if CITATION.search(tail):
        return True
    before = _SENTENCE_BREAK.split(text[max(0, start - 200) : start])[-1]
    return _ATTRIBUTION.search(before) is not None or CITATION.search(before) is not None


def names(text: str) -> tuple[Span, ...]:
    """Runs of capitalised words, with the small words that join them: bodies, treaties, agencies, lists of countries.

    Two to 18 words of which at least two are capitalised; none in a text that capitalises more than a third of its
    words, where capitals tell nothing.
    """
    words = [match.span() for match in _NAME.finditer(text)]
    capital = [text[start].isupper() for start, _ in words]
    if not words or sum(capital) > max(12, len(words) / 3):
        return ()
    found: list[Span] = []
    run: list[int] = []
    for index, (start, end) in enumerate(words):
        if run and not _joined(text[words[index - 1][1] : start]):
            _close(found, run, words)
            run = []
        if capital[index] or (run and (text[start:end].lower() in _JOINING or text[start].isdigit())):
            run.append(index)
        else:
            _close(found, run, words)
            run = []
    _close(found, run, words)
    trimmed = (_trimmed(span, text) for span in found)
    return tuple(span for span in trimmed if span is not None)


def _joined(gap: str) -> bool:
    return len(gap) <= _NAME_GAP and gap.count("\n") <= 1 and not set(gap) & set('.;:!?“”"«»')


def _close(found: list[Span], run: list[int], words: list[tuple[int, int]]) -> None:
    if len(run) >= _NAME_CAPITALS:
        found.append(Span(words[run[0]][0], words[run[-1]][1]))


def _trimmed(span: Span, text: str) -> Span | None:
    """The span without joining words at its end; None when too little or too much remains for a name."""
    words = [match.span() for match in _NAME.finditer(text, span.start, span.end)]
    while words and not (text[words[-1][0]].isupper() or text[words[-1][0]].isdigit()):
        words.pop()
    capitals = sum(1 for start, _ in words if text[start].isupper())
    if capitals < _NAME_CAPITALS or len(words) > _NAME_WORDS:
        return None
    return Span(words[0][0], words[-1][1])


def listed_questions(text: str, spans: Sequence[Span]) -> tuple[str, ...]:
    """Questions that stand in a row of at least two, as a guide lists them; a lone question of an essay is not one.

    `spans` are the sentences of `text`.
    """
    asks = [text[max(span.start, span.end - 8) : span.end].rstrip("\"'”’»)").endswith("?") for span in spans]
    chosen = {index for index, (one, two) in enumerate(pairwise(asks)) if one and two}
    return tuple(text[spans[index].start : spans[index].end] for index in sorted(chosen | {i + 1 for i in chosen}))
