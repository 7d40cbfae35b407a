"""The key questions of a topic: listed under a heading, asked in the prose of one, or asked in a row anywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from reviewer.engine.document import Span
from reviewer.engine.guide.found import Found
from reviewer.engine.guide.headings import HeadingKind
from reviewer.engine.guide.line import MARKER, Line
from reviewer.engine.guide.lines import Flow, mend
from reviewer.engine.guide.topics import TopicPart
from reviewer.engine.terms import fold

_SENTENCE_END = re.compile(
    r"[.!?\u2026][\"'\u201d\u2019\u00bb)\]]*(?:\d{1,3}|\[\d{1,3}\])?"
    r"(?=\s+[\"'\u201c\u2018\u00ab(\u00bf\u00a1]*[A-Z\u00c0-\u00dc\u00bf\d]|\s*$)"
)
_NOTE = re.compile(r"(?<=[?\"'\u201d\u2019\u00bb)])(?:\d{1,3}|\[\d{1,3}\])$")
_CUE = re.compile(
    r"(?:questions?|consider|ask(?: themselves)?|reflect|address|discuss|explore|answer|following|preguntas?|"
    r"considerar|preguntarse|reflexionar|responder|siguientes?|abordar|analizar|debatir)\b[^.?!]{0,90}:\s*(?=[\"\u201c\u00bfA-Z\u00c0-\u00dc])",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:questions?|should (?:also )?(?:consider|ask|reflect)|consider (?:the|how|what|whether)|ask themselves|"
    r"preguntas?|(?:deben?|deber(?:an|ian)|pueden?|podr(?:an|ian)) (?:considerar|preguntarse|reflexionar|responder))\b"
)
_CITED = re.compile(r"^\s*(?:\(?[A-Z]{1,3}/|\(?\d{4}\b|N\.d\.|Retrieved|Recuperado|Available|\(|https?:)")
_CITES = re.compile(r"https?://|\bRetrieved\b|\bN\.d\.|\bibid\b|\bpp?\. ?\d")
_QUOTES = re.compile(r"[\"\u201c\u201d\u00ab\u00bb]")
_RUN_IN = re.compile(r"(?:[A-Z\u00c0-\u00dc]{2,}[\W\d]+){2,}(?=[\u00bf\"\u201c]*[A-Z\u00c0-\u00dc]?[a-z\u00e0-\u00ff])")
"""A heading in capitals that the reader of a file ran into the sentence below it."""
_NUMBER = re.compile(r"\d{1,2}\s+(?=[\u00bfA-Z\u00c0-\u00dc])")
"""A list's number without a stop, which only a question after it tells from a note's."""
_ELSEWHERE: tuple[HeadingKind, ...] = ("bibliography", "links", "procedure")
_SHORTEST = 6
LISTED, PROSE, IN_A_ROW = 0.95, 0.8, 0.4
"""How sure a question is: under a heading for questions, in prose that announces questions, two or more in a row."""


def read_questions(parts: Sequence[TopicPart], words: Counter[str]) -> list[Found[str]]:
    """A topic's questions in order, worded as printed, each once. Empty when the guide asks none."""
    listed = [one for part in parts if part.kind == "questions" for one in _listed(part.lines, words)]
    if listed:
        return _once(listed)
    body = [part for part in parts if part.kind not in _ELSEWHERE]
    announced = [one for part in body for one in _announced(part, words)]
    return _once(announced or [one for part in body for one in _in_a_row(part.lines, words)])


def left_out(parts: Sequence[TopicPart], taken: Sequence[Found[str]], words: Counter[str]) -> list[Span]:
    """Where a topic's text asks without being taken for a key question: rhetoric, quotations, or a miss."""
    asked = [
        one.span
        for part in parts
        if part.kind not in _ELSEWHERE
        for paragraph in _paragraphs(part.lines)
        for one in _asking_sentences(mend(paragraph, words), IN_A_ROW)
    ]
    return [span for span in asked if not any(span.overlaps(one.span) for one in taken)]


def _once(questions: Sequence[Found[str]]) -> list[Found[str]]:
    return list({re.sub(r"\W+", "", fold(one.value)): one for one in reversed(questions)}.values())[::-1]


def _listed(lines: Sequence[Line], words: Counter[str]) -> Iterator[Found[str]]:
    """Every list item is a question as it stands; unmarked text gives its sentences that ask."""
    for item in _items(lines):
        flow = mend(item, words)
        marker = " ".join(item[0].marker.split())
        marked = bool(marker) or item[0].kind == "list_item"
        if not marked:
            yield from _asking_sentences(flow, LISTED)
            continue
        begin = max(len(marker), _mark_end(flow.text, 0))
        bounds = [*_inner_marks(flow.text, marker), (len(flow.text), len(flow.text))]
        for end, following in bounds:
            yield from _marked(flow, begin, end)
            begin = following


def _marked(flow: Flow, begin: int, limit: int) -> Iterator[Found[str]]:
    """The list item between two places: up to its last question mark, or whole when it asks without any."""
    while begin < limit and flow.text[begin] == " ":
        begin += 1
    end = flow.text.rfind("?", begin, limit) + 1
    if end:
        while end < limit and flow.text[end] in "\"'\u201d\u2019\u00bb)":
            end += 1
        yield Found(flow.text[begin:end], flow.span(begin, end), LISTED)
    elif limit - begin > _SHORTEST and not _CITES.search(flow.text[begin:limit]):
        text = flow.text[begin:limit].rstrip()
        yield Found(text, flow.span(begin, begin + len(text)), LISTED - 0.25)


def _mark_end(text: str, start: int) -> int:
    """Where the words begin after blanks and a list's mark at `start`."""
    while text[start : start + 1].isspace():
        start += 1
    mark = MARKER.match(text, start) or _NUMBER.match(text, start)
    return mark.end() if mark else start


def _inner_marks(text: str, marker: str) -> list[tuple[int, int]]:
    """Where further numbers of the same list stand within a line: "1) Who pays? 2) Who decides?"."""
    first = re.fullmatch(r"\(?(?P<mark>1|a|A|i)(?P<close>[.)])", marker)
    if first is None:
        return []
    names = {"1": "123456789", "a": "abcdefghi", "A": "ABCDEFGHI"}.get(first.group("mark"), ())
    found: list[tuple[int, int]] = []
    at = len(marker)
    for name in names[1:]:
        mark = re.compile(rf"(?<=[?.;])\s+\(?{name}\{first.group('close')}\s+(?=\S)").search(text, at)
        if mark is None:
            break
        found.append(mark.span())
        at = mark.end()
    return found


def _items(lines: Sequence[Line]) -> Iterator[list[Line]]:
    item: list[Line] = []
    for line in lines:
        if item and _begins_item(item, line):
            yield item
            item = []
        item.append(line)
    if item:
        yield item


def _begins_item(item: Sequence[Line], line: Line) -> bool:
    """A marker begins an item; so do a new list block and a gap, unless the sentence before is still open."""
    last = item[-1]
    if line.marker or (line.kind == "list_item" and line.block != last.block):
        return not (line.text[:1].islower() and not line.marker)
    open_end = not last.text.rstrip().endswith(("?", ".", "!", ":", "\u201d"))
    return not open_end and (line.gap or line.block != last.block or last.text.rstrip().endswith("?"))


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines up to a gap or block that follows a finished sentence: a page break inside a sentence does not count."""
    paragraph: list[Line] = []
    for line in lines:
        if line.kind in ("footnote", "quotation"):
            continue
        apart = paragraph and (line.gap or bool(line.marker))
        if apart and (paragraph[-1].text.rstrip().endswith((".", "?", "!", ":", "\u201d", ")")) or line.marker):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


def _announced(part: TopicPart, words: Counter[str]) -> Iterator[Found[str]]:
    """Questions of paragraphs that say they ask, or that follow a paragraph which ends by announcing them."""
    announced = False
    for paragraph in _paragraphs(part.lines):
        flow = mend(paragraph, words)
        asks = bool(_ASKS.search(fold(flow.text)))
        if "?" in flow.text and (asks or announced):
            yield from _asking_sentences(flow, PROSE if part.kind == "prose" else PROSE - 0.2)
            announced = True
        else:
            announced = asks and flow.text.rstrip().endswith(":")


def _in_a_row(lines: Sequence[Line], words: Counter[str]) -> Iterator[Found[str]]:
    """Paragraphs that end in two questions or more: one that goes on answers itself, one that quotes reports."""
    for paragraph in _paragraphs(lines):
        flow = mend(paragraph, words)
        asked = list(_asking_sentences(flow, IN_A_ROW))
        if len(asked) > 1 and flow.text.rstrip().endswith("?") and not _QUOTES.search(flow.text):
            yield from asked


def _asking_sentences(flow: Flow, confidence: float) -> Iterator[Found[str]]:
    """The sentences that end in a question mark, without the words that announce them or a note's number."""
    begin = 0
    for match in _SENTENCE_END.finditer(flow.text):
        start, end, begin = begin, match.end(), match.end()
        sentence = flow.text[start:end]
        if match.group()[0] != "?" or _CITES.search(sentence) or _CITED.match(flow.text[end:]):
            continue
        note = _NOTE.search(sentence)
        end -= len(note.group()) if note else 0
        cues = list(_CUE.finditer(flow.text, start, end))
        start = cues[-1].end() if cues else start
        start = _mark_end(flow.text, start)
        capitals = _RUN_IN.match(flow.text, start, end)
        start = capitals.end() if capitals else start
        if end - start > _SHORTEST:
            yield Found(flow.text[start:end], flow.span(start, end), confidence)
