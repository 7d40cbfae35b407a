"""Which part of a paper speaks of which topic: by its headings, else by the one division that fits the words best."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

from rapidfuzz import fuzz

from reviewer.engine.document import Span
from reviewer.engine.terms import fold

_LABEL = re.compile(
    r"^\W*(?:(?:topic|agenda item|item|issue|tema|topico|punto|asunto)\s*(?:no\.?\s*)?)?"
    r"(?P<mark>[a-h]|[ivx]{1,4}|\d{1,2}|one|two|three|four|uno|dos|tres|cuatro|first|second|third|primer[oa]?|segund[oa]|tercer[oa]?)"
    r"(?:\s*[.:)\u2013\u2014-]\s*(?P<title>.*)|\s*)$"
)
_NAMED = re.compile(r"^\W*(?:topic|agenda item|tema|topico|punto)\b")
_CUE = re.compile(
    r"\b(?:(?:topic|agenda item|tema|topico|punto)\s+(?P<after>[a-d]|[1-4]|i{1,3}|one|two|three|uno|dos|tres)"
    r"|(?P<before>first|second|third|primer[oa]?|segund[oa]|tercer[oa]?)\s+"
    r"(?:topic|agenda item|item|issue|tema|topico|punto|asunto))\b"
)
"""What the first words of a paragraph say when it turns to a topic: "With respect to the second topic, ..."."""
_OPENING = 70
_ORDER = {
    word: number
    for number, words in enumerate(
        (
            "a i 1 one uno first primer primero primera",
            "b ii 2 two dos second segundo segunda",
            "c iii 3 three tres third tercer tercero tercera",
            "d iv 4 four cuatro",
            "e v 5",
            "f vi 6",
        )
    )
    for word in words.split()
}
_LONGEST_HEADING = 220
_LONGEST_LABEL = 60
_SHORTEST_TITLE = 8
_TRIED_IN_ANY_ORDER = 4
_TWO = 2
_SAME_TITLE = 80.0
"""rapidfuzz likeness (0 to 100) from which a heading is taken for a topic's title."""


@dataclass(frozen=True, slots=True)
class Section:
    """Characters `span` of the paper; `topic` is the index of the topic they speak of, None when it is not known."""

    span: Span
    topic: int | None


def heading_topic(line: str, titles: Sequence[str]) -> int | None:
    """The index of the topic that `line` announces ("Topic B", "II. Title", the title itself), or None."""
    folded = fold(line.strip())
    if not folded or len(folded) > _LONGEST_HEADING or folded.count(";") > 0:
        return None
    label = _LABEL.match(folded)
    title = (label.group("title") or "") if label else folded
    if title:
        named = _by_title(title, titles)
        if named is not None:
            return named
    if label and (_NAMED.match(folded) or not title):
        number = _ORDER.get(label.group("mark"))
        return number if number is not None and number < len(titles) else None
    return None


def _cue(line: str, topics: int) -> int | None:
    """The topic that a paragraph says it turns to; None when it names several, as an introduction does."""
    folded = fold(line)
    if len(folded) < _LONGEST_LABEL:
        return None
    named = {_ORDER.get(match.group("after") or match.group("before")) for match in _CUE.finditer(folded)}
    opening = _CUE.search(folded, 0, _OPENING)
    number = next(iter(named)) if len(named) == 1 and opening else None
    return number if number is not None and number < topics else None


def _by_title(heading: str, titles: Sequence[str]) -> int | None:
    heading = re.sub(r"^\W*(?:topic|tema|topico)\s*:?\s*", "", heading)
    if len(heading) < _SHORTEST_TITLE:
        return None
    scores = [fuzz.ratio(heading.rstrip(" .:"), fold(title).rstrip(" .:")) for title in titles]
    best = max(range(len(titles)), key=scores.__getitem__, default=None)
    return best if best is not None and scores[best] >= _SAME_TITLE else None


def by_headings(lines: Sequence[tuple[Span, str]], titles: Sequence[str], length: int) -> list[Section] | None:
    """Sections from the lines that announce topics, or None unless headings of at least two topics were found."""
    marks = [(span.start, topic) for span, line in lines if (topic := heading_topic(line, titles)) is not None]
    if len({topic for _, topic in marks}) < _TWO:
        cues = [(span.start, topic) for span, line in lines if (topic := _cue(line, len(titles))) is not None]
        marks = sorted({*marks, *cues})
    if len({topic for _, topic in marks}) < _TWO:
        return None
    first = marks[0][0]
    sections = [Section(Span(0, first), None)] if first > 0 else []
    ends = [start for start, _ in marks[1:]] + [length]
    return sections + [Section(Span(start, end), topic) for (start, topic), end in zip(marks, ends, strict=True)]


def best_division(affinity: Sequence[Sequence[float]]) -> list[int]:
    """The topic of each paragraph when every topic takes one run of paragraphs and the sum of affinities is greatest.

    `affinity[p][t]` says how well paragraph p fits topic t. Any order of the topics is allowed (the given one wins a
    draw), and a topic may take no paragraph at all: then the paper does not speak of it.
    """
    count = len(affinity[0]) if affinity else 0
    orders = list(permutations(range(count))) if count <= _TRIED_IN_ANY_ORDER else [tuple(range(count))]
    best_total, best = float("-inf"), [0] * len(affinity)
    for order in orders:
        total, topics = _divide(affinity, order)
        if total > best_total + 1e-9:
            best_total, best = total, topics
    return best


def _divide(affinity: Sequence[Sequence[float]], order: Sequence[int]) -> tuple[float, list[int]]:
    """Dynamic programming over (paragraph, place in `order`)."""
    runs: list[tuple[float, list[int]]] = [(0.0, []) for _ in order]
    for row in affinity:
        following: list[tuple[float, list[int]]] = []
        for place, topic in enumerate(order):
            total, path = max(runs[: place + 1], key=lambda run: run[0])
            following.append((total + row[topic], [*path, topic]))
        runs = following
    return max(runs, key=lambda run: run[0], default=(0.0, []))
