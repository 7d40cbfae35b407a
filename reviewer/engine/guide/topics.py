"""The topics of a guide: labelled headings ("Topic A: ..."), the agenda list, or one untitled topic."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from reviewer.engine.document import Span
from reviewer.engine.guide.found import Found
from reviewer.engine.guide.headings import (
    HeadingKind,
    heading_kind,
    may_head_questions,
    text_after_heading,
    topic_label,
)
from reviewer.engine.guide.line import Line
from reviewer.engine.guide.lines import Flow, mend
from reviewer.engine.terms import fold

_AGENDA = re.compile(
    r"(?:topics?|agenda|items?|temas?|topicos?)\b[^.:?!]{0,90}:\s*$"
    r"|^\W*(?:the )?(?:agenda|topics?|temas?|topicos?)(?: de la agenda)?\W*$"
)
_AGENDA_INLINE = re.compile(
    r"\b(?:topics?|agenda|items|temas?|t[o\u00f3]picos?)\b[^.:?!]{0,90}(?::|\bare|\bson)\s+(?=(?:1|I|A)[.)]\s)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:^|(?<=\s))(?P<mark>\d|[IVX]{1,3}|[A-F])[.)]\s+(?=\S)")
_ITEM_LINE = re.compile(r"^\W*(?P<mark>\d|[IVX]{1,3}|[A-F])[.):]\s+(?=\S)")
_OPEN_END = re.compile(
    r"(?:[,;:(\u2013-]|\b(?:and|or|of|the|to|in|for|on|with|from|by|against|a|an|its|their|our|your"
    r"|y|o|e|de|del|la|el|los|las|en|para|por|con|al|contra|su|sus))$",
    re.IGNORECASE,
)
_LONGEST_TITLE = 320
_LONGEST_NUMBER = 12
_MOST_LINES = 4
_SHORT_WORD = 4
_OPENS_WITHIN = 2
_NUMBERED = re.compile(r"^(?:[IVX]{1,4}|\d|[A-F])[.)]\s+(?=\S)")
_SOON = 3
"""Lines after a heading in which its first question ends."""


@dataclass(frozen=True, slots=True)
class TopicPart:
    """Lines of one topic under one heading; `kind` says what the heading announces, None for the topic's own text."""

    kind: HeadingKind | None
    lines: tuple[Line, ...]
    heading: str = ""


@dataclass(frozen=True, slots=True)
class TopicText:
    """A topic's title and the parts of the guide that speak of it, in order."""

    title: Found[str]
    parts: tuple[TopicPart, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Mark:
    """A place where a topic is announced: from line `first` to before line `after`."""

    first: int
    after: int
    title: Found[str]


def read_topics(lines: Sequence[Line], words: Counter[str]) -> list[TopicText]:
    """The topics in the order of the guide. A guide that names none gives one topic with an empty title."""
    marks = _labelled(lines, words) or _from_agenda(lines, words) or _numbered(lines, words)
    if not marks:
        return [TopicText(Found("", Span(0, 0), 0.0), _parts(lines))]
    titles: dict[str, Found[str]] = {}
    bodies: dict[str, list[TopicPart]] = {}
    for mark, following in zip(marks, [*[one.first for one in marks[1:]], len(lines)], strict=True):
        key = _same(mark.title.value, titles)
        titles.setdefault(key, mark.title)
        bodies.setdefault(key, []).extend(_parts(lines[mark.after : following]))
    return [TopicText(title, tuple(bodies[key])) for key, title in titles.items()]


def _key(title: str) -> str:
    return re.sub(r"\W+", "", fold(title))


def _same(title: str, known: dict[str, Found[str]]) -> str:
    """The key of a topic known already when one title begins with the other (a shortened running title)."""
    key = _key(title)
    return next((one for one in known if one.startswith(key) or key.startswith(one)), key)


def _labelled(lines: Sequence[Line], words: Counter[str]) -> list[_Mark]:
    marks = []
    for place, line in enumerate(lines):
        label = topic_label(line.text)
        if label is None or line.kind == "table":
            continue
        first = place if line.text[label[1] :].strip() else place + 1
        skip = label[1] if first == place else 0
        if first < len(lines) and not _reads_on(line.text[label[1] :]):
            title, after = _title(lines, first, skip, words)
            if title and heading_kind(title.value) is None:
                marks.append(_Mark(place, after, title))
    return marks


def _numbered(lines: Sequence[Line], words: Counter[str]) -> list[_Mark]:
    """Titles that only a number tells ("I. Fair Wages ..."), each with an introduction or background below it."""
    marks = []
    for place, line in enumerate(lines):
        number = _NUMBERED.match(line.text)
        if number is None or heading_kind(line.text) or not _in_capitals(line.text[number.end() :]):
            continue
        title, after = _title(lines, place, number.end(), words)
        opens = any(heading_kind(one.text) == "other" for one in lines[after : after + _OPENS_WITHIN])
        if title and opens:
            marks.append(_Mark(place, after, title))
    return marks


def _in_capitals(title: str) -> bool:
    """Whether a title's longer words begin with capitals, as English headings set them; three words at least."""
    long = [word for word in re.findall(r"\w+", title) if len(word) > _SHORT_WORD]
    return len(long) > 1 and all(word[0].isupper() for word in long) and not title.rstrip().endswith((".", "?", ":"))


def _reads_on(title: str) -> bool:
    """A sentence that merely begins with "Topic A" is no heading."""
    return bool(re.match(r"^(?:is|was|will|focuses|es|fue|trata)\b", title.strip(), re.IGNORECASE))


def _title(lines: Sequence[Line], first: int, skip: int, words: Counter[str]) -> tuple[Found[str] | None, int]:
    """The title that begins in line `first`, mended over the lines it wraps to, and the line after it."""
    last = first
    while last + 1 < len(lines) and _title_goes_on(lines[last], lines[last + 1], skip if last == first else 0):
        last += 1
    flow = mend(lines[first : last + 1], words)
    start = skip + len(flow.text[skip:]) - len(flow.text[skip:].lstrip())
    text = flow.text[start:].rstrip()
    if text.endswith(".") and not text.endswith(".."):
        text = text[:-1].rstrip()
    text = text.strip('\u201c\u201d"\u00ab\u00bb ') or ""
    if not text or len(text) > _LONGEST_TITLE:
        return None, first + 1
    confidence = 0.95 if lines[first].is_heading else 0.85
    return Found(text, flow.span(start, min(start + len(text), len(flow.text))), confidence), last + 1


def _title_goes_on(line: Line, following: Line, skip: int) -> bool:
    """Whether a title wraps: what follows goes on in lower case, the line breaks off, or one heading holds both."""
    text = line.text[skip:].rstrip()
    if topic_label(following.text) or heading_kind(following.text) or following.marker:
        return False
    if line.is_heading and following.is_heading and line.block == following.block:
        return True
    capitals = text.isupper() and following.text.isupper() and not following.gap
    return bool(text) and not text.endswith((".", "?", "!")) and (capitals or _continues(text, following.text))


def _continues(text: str, following: str) -> bool:
    return following[:1].islower() or bool(_OPEN_END.search(text))


def _from_agenda(lines: Sequence[Line], words: Counter[str]) -> list[_Mark]:
    """Topics from the agenda list, each marked wherever its title then stands on lines of its own."""
    items = _agenda_items(lines, words)
    whole = mend(lines, words)
    starts = _line_starts(lines, whole)
    marks: list[_Mark] = []
    for title, longest in items:
        best = _longest_repeated(title, longest, whole)
        for found in _occurrences(best, whole):
            span = whole.span(*found)
            first = _line_at(lines, span.start)
            lead = whole.text[starts[first] : found[0]]
            after = _line_at(lines, span.end - 1) + 1
            rest = whole.text[found[1] : starts[after] if after < len(starts) else len(whole.text)].strip(' .:*\u201d"')
            if len(lead) <= _LONGEST_NUMBER and (not rest or rest.isdigit()):
                marks.append(_Mark(first, after, Found(_plain(best), span, 0.9)))
        if not any(_key(mark.title.value) == _key(best) for mark in marks):
            first_place = next(iter(_occurrences(best, whole)), None)
            if first_place:
                span = whole.span(*first_place)
                at = _line_at(lines, span.start)
                marks.append(_Mark(at, at + 1, Found(_plain(best), span, 0.7)))
    return sorted(marks, key=lambda mark: mark.first)


def _plain(title: str) -> str:
    return title.strip().rstrip(".;, ").strip('\u201c\u201d"\u00ab\u00bb ')


def _agenda_items(lines: Sequence[Line], words: Counter[str]) -> list[tuple[str, str]]:
    """(title as its own line has it, title with what follows it) for every item of the first agenda list."""
    for place, line in enumerate(lines):
        inline = _AGENDA_INLINE.search(line.text)
        if inline:
            flow = mend(lines[place : place + 8], words)
            return _split_items(flow.text[inline.end() :])
        if _AGENDA.search(fold(line.text)):
            items = _items_after(lines[place + 1 : place + 20], words)
            if items:
                return items
    return []


def _split_items(text: str) -> list[tuple[str, str]]:
    found = list(_ITEM.finditer(text))
    expected = [match for number, match in enumerate(found) if _number(match.group("mark")) == number + 1]
    bounds = [match.start() for match in expected[1:]] + [len(text)]
    pieces = [text[match.end() : end].strip() for match, end in zip(expected, bounds, strict=True)]
    return [
        (re.split(r"(?<=[a-z\u00e0-\u00ff])\.\s", piece)[0][:_LONGEST_TITLE], piece[:_LONGEST_TITLE])
        for piece in pieces[:8]
    ]


def _number(mark: str) -> int:
    romans = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6}
    return int(mark) if mark.isdigit() else romans.get(mark, ord(mark[0]) - ord("A") + 1)


def _items_after(lines: Sequence[Line], words: Counter[str]) -> list[tuple[str, str]]:
    items: list[list[Line]] = []
    for line in lines:
        if (
            _ITEM_LINE.match(line.text)
            or (line.kind == "list_item" and line.gap)
            or (line.kind == "list_item" and (not items or line.block != items[-1][-1].block))
        ):
            items.append([line])
        elif not items or heading_kind(line.text) or line.gap:
            break
        elif len(items[-1]) < _MOST_LINES:
            items[-1].append(line)
    result = []
    for item in items:
        short = [item[0]]
        for following in item[1:]:
            if not (following.block == item[0].block != -1 and item[0].kind == "list_item") and not _continues(
                short[-1].text, following.text
            ):
                break
            short.append(following)
        result.append((_unnumbered(mend(short, words).text), _unnumbered(mend(item, words).text)))
    return result


def _unnumbered(text: str) -> str:
    return re.sub(r"^\W*(?:(?:\d|[IVX]{1,3}|[A-F])[.):]\s+)?", "", text).strip()


def _longest_repeated(title: str, longest: str, whole: Flow) -> str:
    """The longest beginning of `longest` (whole words) that stands twice in the guide, else `title`."""
    words = longest.split()
    for count in range(len(words), 3, -1):
        beginning = " ".join(words[:count])
        if len(_occurrences(beginning, whole)) > 1 and not _OPEN_END.search(beginning):
            return beginning
    return title


def _occurrences(title: str, whole: Flow) -> list[tuple[int, int]]:
    words = re.findall(r"\w+", title)
    if not words:
        return []
    pattern = re.compile(r"\b" + r"[\W_]{1,4}".join(map(re.escape, words)) + r"\b", re.IGNORECASE)
    return [match.span() for match in pattern.finditer(whole.text)]


def _line_starts(lines: Sequence[Line], whole: Flow) -> list[int]:
    """Where in the running text each line begins."""
    return [bisect_left(whole.offsets, line.start) for line in lines]


def _line_at(lines: Sequence[Line], offset: int) -> int:
    return max(bisect_right([line.start for line in lines], offset) - 1, 0)


def _parts(lines: Sequence[Line]) -> tuple[TopicPart, ...]:
    """The lines cut at headings. Text on the heading's own line, after its colon, belongs to the part it opens."""
    parts: list[tuple[HeadingKind | None, str, list[Line]]] = [(None, "", [])]
    for place, line in enumerate(lines):
        following = lines[place + 1 : place + 1 + _SOON]
        kind = heading_kind(line.text) or _asking_kind(line, following)
        if kind and (line.is_heading or _may_be_heading(line)):
            rest = text_after_heading(line.text)
            opened = [Line(line.start + rest, line.end, line.text[rest:], None, line.block, True)] if rest else []
            parts.append((kind, line.text[:rest].strip(" :") if rest else line.text.strip(" :"), opened))
        elif line.is_heading and not line.text.rstrip().endswith("?"):
            known, heading, _ = parts[-1]
            beneath = following[0].text if following else ""
            address = known in ("links", "bibliography") and _labels_address(line.text, beneath)
            parts.append((known, heading, [line]) if address else ("other", line.text, []))
        else:
            parts[-1][2].append(line)
    return tuple(TopicPart(kind, tuple(body), heading) for kind, heading, body in parts)


def _asking_kind(line: Line, following: Sequence[Line]) -> HeadingKind | None:
    """Some unusual words on questions head a list when questions follow at once."""
    asked = may_head_questions(line.text) and any("?" in one.text for one in following)
    return "questions" if asked else None


def _labels_address(heading: str, following: str) -> bool:
    """In a list of links, a bold label is no heading: it holds a piece of an address or stands before one."""
    return "/" in heading or following.lower().startswith(("http", "www."))


def _may_be_heading(line: Line) -> bool:
    """A line of running text that happens to hold only such words begins in lower case or ends like a sentence."""
    return not line.text[:1].islower() and line.kind not in ("table", "footnote")
