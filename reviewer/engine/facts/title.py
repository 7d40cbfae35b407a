"""The fields of a paper's title block: whom it is from, for which committee, on what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from reviewer.engine.document import Document, Span
from reviewer.engine.facts.found import Expected, FieldName, TitleField
from reviewer.engine.facts.names import bodies, countries, same_name
from reviewer.engine.text import count_words

_LABELS: dict[FieldName, str] = {
    "committee": r"committees?|council|commission|body|organ|comit[ée]|comisi[óo]n|consejo|[óo]rgano",
    "country": r"countr(?:y|ies)|member states?|states?|nations?|delegations?|assignment|representing|position of"
    r"|pa[íi]s(?:es)?|estado(?: miembro)?|naci[óo]n|delegaci[óo]n|representa(?:ci[óo]n|ndo)(?: a)?",
    "topic": r"topics?(?: areas?)?|agenda(?: items?)?|issues?|subjects?|t[óo]picos?|temas?|asuntos?|puntos? de agenda",
    "school": r"schools?|represented by|representad[oa] por|high school|institutions?|university|college|academy"
    r"|escuela|colegio|instituci[óo]n(?: educativa)?|instituto|liceo|universidad|preparatoria",
    "delegates": r"delegates?|(?:full )?names?|authors?|prepared by|written by|by|students?|delegad[oa]s?|nombres?"
    r"|autor(?:es|a)?|integrantes|elaborado por|alumn[oa]s?",
}
_BEFORE = r"(?:(?:full )?names? of (?:the )?|nombres? (?:completos? )?(?:de la|del|de los|de) |assigned |official )?"
_AFTER = (
    r"(?:[ ]?(?:/[ ]?\w+|names?|titles?|from|of|represented|assigned|representad[oa]|asignad[oa]|area|s?\(s\)|\(es\)))?"
    r"(?:[ ](?:no\.?[ ]?)?(?P<{0}_mark>[A-H]|[1-9]|I{{1,3}}|IV|V))?(?:[ ]?\([^()\n]{{0,24}}\))?"
)
_LABEL = re.compile(
    r"(?<![\w/])(?:"
    + "|".join(f"(?P<{name}>{_BEFORE}(?:{words}){_AFTER.format(name)})" for name, words in _LABELS.items())
    + r")[ ]*(?P<sign>[:\uff1a][ \t]*|(?=[\t\n])|[ ][-\u2013\u2014][ ]|$)",
    re.IGNORECASE,
)
_TOPIC_MARK = re.compile(r"(?:^|(?<=[\s;:,/]))(?:[A-D]|[1-4]|I{1,3}|IV)[.):][ ]+(?=\w)")
_SEPARATORS = re.compile(r"\t+|[ ]*[|\u2022\u00b7][ ]*|[ ]{3,}|\n")
_SCHOOL = re.compile(
    r"\b(?:school|university|college|academy|institute|lyceum|escuela|col[eé]gio|instituto|liceo|universidade?"
    r"|preparatoria|lyc[ée]e|gymnasium|prep)\b",
    re.IGNORECASE,
)
_CONFERENCE = re.compile(r"model united nations|naciones unidas|\bmodel un\b|\w*MUN\w*", re.IGNORECASE)
_FROM = re.compile(
    r"^(?:(?:the )?(?:permanent mission|delegation|position papers?|policy (?:paper|statement)|delegaci[óo]n"
    r"|(?:documento|hoja|carta|papel) de posici[óo]n|posici[óo]n)"
    r"(?: (?:of|for|from|by|to|de|del|oficial de))?(?: (?:the|la|los|las))?"
    r"|the|la|el)\s*[:\u2013\u2014-]?\s+",
    re.IGNORECASE,
)
_TITLE_KINDS = frozenset(("title", "header"))
_LEADING = frozenset(("title", "heading", "table", "paragraph", "header"))
_LEADING_BLOCKS = 12
_LONG = 45
"""Words from which on a block is text, not a field."""
_TIGHT = 12
_EDGE = " \t\r\n,;.|\u2022\u00b7\u2013\u2014-"


@dataclass(frozen=True, slots=True)
class _Label:
    """A label at a place of a line; its value goes on from `after`."""

    name: FieldName
    start: int
    after: int
    marked: bool


def title_fields(document: Document, expected: Expected | None = None) -> tuple[TitleField, ...]:
    """The fields of the title block, in order; a country, committee or school is known without a label, too.

    `expected` names what the seat's paper should say: then its names are known in any line of the title block.
    """
    lines = _lines(document)
    found: list[TitleField] = []
    free: list[Span] = []
    for place, line in enumerate(lines):
        labels = _labels(document.text, line)
        if labels:
            following = lines[place + 1] if place + 1 < len(lines) else None
            found += _labelled(document.text, line, labels, following)
        else:
            free.append(line)
    found = _schools_apart(found)
    taken = [Span(one.start, one.end) for one in found]
    known = {one.name for one in found}
    for line in free:
        if not any(line.overlaps(other) for other in taken):
            found += [one for one in _unlabelled(document.text, line, expected or Expected()) if one.name not in known]
    return tuple(sorted(found, key=lambda one: (one.start, one.end)))


def _schools_apart(fields: Sequence[TitleField]) -> list[TitleField]:
    """Where one field is a state, what another calls its delegation is the school's."""
    states = [one for one in fields if one.name == "country" and countries().within(one.value)]
    return [
        replace(one, name="school") if states and one.name == "country" and one not in states else one for one in fields
    ]


def _lines(document: Document) -> list[Span]:
    """The lines of the title block and of running heads; where no block is a title, those before the first text."""
    chosen = [block for block in document.blocks if block.kind in _TITLE_KINDS]
    for block in document.blocks[:_LEADING_BLOCKS]:
        if block.kind == "heading" and any(one.kind == "title" for one in chosen):
            break
        if block.kind not in _LEADING or count_words(document.text[block.start : block.end]) > _LONG:
            break
        if block not in chosen:
            chosen.append(block)
    return [
        Span(block.start + line.start(), block.start + line.end())
        for block in sorted(chosen, key=lambda one: one.start)
        for line in re.finditer(r"[^\n]+", document.text[block.start : block.end])
        if line.group().strip() and len(line.group()) < _LONG * _TIGHT
    ]


def _labels(text: str, line: Span) -> list[_Label]:
    """The labels of a line. A dash makes a label at the begin of a line only, a bare word only in a cell of its own."""
    found = []
    for match in _LABEL.finditer(text, line.start, line.end):
        name = next(name for name in _LABELS if match.group(name) is not None)
        marked = match.group(f"{name}_mark") is not None
        sign = match.group("sign")
        begins = not text[line.start : match.start()].strip()
        in_cell = begins or text[match.start() - 1] == "\t"
        colon = ":" in sign or "\uff1a" in sign
        if (
            colon
            or (begins and (sign.strip() or marked))
            or (in_cell and not sign and _ends_cell(text, match.end(), line))
        ):
            found.append(_Label(name, match.start(), match.end(), marked))
    return found


def _ends_cell(text: str, at: int, line: Span) -> bool:
    return at >= line.end or text[at] == "\t"


def _labelled(text: str, line: Span, labels: Sequence[_Label], following: Span | None) -> Iterator[TitleField]:
    cells = [piece.strip() for piece in text[line.start : line.end].split("\t")]
    if (
        len(cells) == len(labels) > 1
        and following is not None
        and all(_is_bare(text, line, one, labels) for one in labels)
    ):
        yield from _by_column(text, labels, following)
        return
    for label, after in pairwise([*labels, None]):
        assert label is not None
        value = _trimmed(text, label.after, after.start if after is not None else line.end)
        if value is None and after is None and following is not None and not _labels(text, following):
            value = _trimmed(text, following.start, following.end)
        if value is not None and label.name == "topic":
            yield from (_field("topic", text, piece) for piece in _each_topic(text, value))
        elif value is not None:
            yield _field(label.name, text, value)


def _each_topic(text: str, value: Span) -> Iterator[Span]:
    """The topics of a line that lists several: `A. ...; B. ...`."""
    at = value.start
    marks = list(_TOPIC_MARK.finditer(text, value.start, value.end))
    for mark in marks if len(marks) > 1 else ():
        if (piece := _trimmed(text, at, mark.start())) is not None:
            yield piece
        at = mark.end()
    if (piece := _trimmed(text, at, value.end)) is not None:
        yield piece


def _is_bare(text: str, line: Span, label: _Label, labels: Sequence[_Label]) -> bool:
    ends = [one.start for one in labels if one.start > label.start]
    return _trimmed(text, label.after, min(ends, default=line.end)) is None


def _by_column(text: str, labels: Sequence[_Label], following: Span) -> Iterator[TitleField]:
    """A table's row of labels above a row of values."""
    at = following.start
    for label, cell in zip(labels, text[following.start : following.end].split("\t"), strict=False):
        value = _trimmed(text, at, at + len(cell))
        at += len(cell) + 1
        if value is not None:
            yield _field(label.name, text, value)


def _field(name: FieldName, text: str, span: Span) -> TitleField:
    """A field by its label; a delegation that is a school is one."""
    value = text[span.start : span.end]
    if name == "country" and _SCHOOL.search(value) and not countries().within(value):
        name = "school"
    return TitleField(name, value, span.start, span.end)


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE and text[end - 3 : end].count(".") < 2:
        end -= 1
    return Span(start, end) if end > start else None


def _unlabelled(text: str, line: Span, expected: Expected) -> Iterator[TitleField]:
    for piece in _pieces(text, line):
        field = _known(text, piece, expected)
        if field is not None:
            yield field


def _pieces(text: str, line: Span) -> Iterator[Span]:
    at = line.start
    for separator in _SEPARATORS.finditer(text, line.start, line.end):
        if (piece := _trimmed(text, at, separator.start())) is not None:
            yield piece
        at = separator.end()
    if (piece := _trimmed(text, at, line.end)) is not None:
        yield piece


def _known(text: str, piece: Span, expected: Expected) -> TitleField | None:
    value = text[piece.start : piece.end]
    field = TitleField("topic", value, piece.start, piece.end, labelled=False)
    if count_words(value) <= _TIGHT:
        country = _country(value, expected)
        if country is not None:
            start = piece.start + country.start
            return TitleField(
                "country", value[country.start : country.end], start, start + len(country), labelled=False
            )
        named = bodies().within(value)
        if expected.committee and same_name("committee", value, expected.committee):
            return replace(field, name="committee")
        if named and not _CONFERENCE.search(value):
            return replace(field, name="committee")
        if _SCHOOL.search(value):
            return replace(field, name="school")
        if expected.delegates and same_name("delegates", value, expected.delegates):
            return replace(field, name="delegates")
    return field if expected.topics and same_name("topic", value, expected.topics) else None


def _country(value: str, expected: Expected) -> Span | None:
    """Where a line is nothing but a delegation's name, perhaps after words like `Delegation of`."""
    start = 0
    while (match := _FROM.match(value[start:])) is not None:
        start += match.end()
    name = value[start:].strip(_EDGE)
    if not name:
        return None
    others = (*expected.country, *expected.others)
    if countries().whole(name) is None and not any(one.casefold() == name.casefold() for one in others):
        return None
    at = value.index(name, start)
    return Span(at, at + len(name))
