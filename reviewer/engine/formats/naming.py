"""Who and what a paper names: in its header, in its file's name, and where it must name nobody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz

from reviewer.engine.document import Document, Span
from reviewer.engine.facts import Expected, TitleField, check_title, title_fields
from reviewer.engine.formats.asked import Blind, FileName, Head, OneOf
from reviewer.engine.formats.finding import Finding, Occasion, Values, finding
from reviewer.engine.formats.parts import blocks_of
from reviewer.engine.terms import fold

_KINDS = {
    "application/pdf": "pdf",
    "text/plain": "txt",
    "application/rtf": "rtf",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
}
_TOP_BLOCKS = 8
_TOP_WORDS = 45
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_ALIKE = 88.0
"""rapidfuzz likeness (0 to 100) from which a part of a file's name is a name, misspelt or shortened."""
_SHORTEST_NAME = 3
_ANY = r".{1,80}?"
_SMALL = frozenset(("of", "the", "and", "on", "for", "de", "la", "y"))
_DIVIDER = re.compile(r"[\s_-]+")
_ENDING = re.compile(r"\.(?:docx?|pdf|odt|rtf|txt)$", re.IGNORECASE)


def top_of(document: Document) -> list[Span]:
    """Running heads, and the first page's lines before its first paragraph."""
    spans = [
        Span(block.start, block.end) for block in blocks_of(document) if block.kind in ("header", "footer", "title")
    ]
    for block in [block for block in blocks_of(document) if block.kind not in ("header", "footer")][:_TOP_BLOCKS]:
        if len(document.text[block.start : block.end].split()) > _TOP_WORDS:
            break
        spans.append(Span(block.start, block.end))
    return sorted(set(spans))


def check_header(document: Document, asked: Head, occasion: Occasion) -> Finding:
    """Whether the top of the first page names what it must; which names, where the seat is known."""
    fields = title_fields(document, occasion.expected)
    top = top_of(document)
    agreed: dict[str, str] = {check.name: check.agreement for check in check_title(fields, occasion.expected)}
    missing, differing = [], []
    for name in asked.must_hold:
        wanted = occasion.conference if name == "conference" else _names(occasion.expected, name)
        if (
            any(_places(document, top, wanted))
            or agreed.get(name) == "agrees"
            or _all_there(document, top, name, wanted)
        ):
            continue
        labelled = [field for field in fields if field.name == name]
        if labelled and agreed.get(name) == "differs":
            differing.append(name)
        elif not labelled:
            missing.append(name)
    if missing:
        return finding("header", "fail", "header_missing", {"missing": tuple(missing)})
    if differing:
        place = next(field for field in fields if field.name == differing[0])
        at = Span(place.start, place.end)
        return finding("header", "cannot_tell", "header_differs", {"fields": tuple(differing)}, at=at, of=document)
    return finding("header", "pass", "header_complete", {"fields": tuple(asked.must_hold)})


def _names(expected: Expected, name: str) -> Sequence[str]:
    return {
        "committee": expected.committee,
        "country": expected.country,
        "topic": expected.topics,
        "school": expected.school,
        "delegates": expected.delegates,
    }.get(name, ())


def _all_there(document: Document, top: Sequence[Span], name: str, wanted: Sequence[str]) -> bool:
    """Topics stand at the top in other words at times; likeness is enough for them."""
    if name != "topic" or not wanted:
        return False
    text = fold(" ".join(document.text[span.start : span.end] for span in top))
    return any(fuzz.partial_ratio(fold(title), text) >= _ALIKE for title in wanted)


def _places(document: Document, spans: Iterable[Span], names: Sequence[str]) -> Iterable[Span]:
    """Where one of the names stands as a whole, whatever its case, accents and spaces."""
    patterns = [_pattern(name) for name in names if len(name.strip()) >= _SHORTEST_NAME]
    for span in spans:
        # folding takes accents off, letter by letter, so that offsets stay where the text has no wider letters
        piece = "".join(fold(letter)[:1] or letter for letter in document.text[span.start : span.end])
        for pattern in patterns:
            for match in pattern.finditer(piece):
                yield Span(span.start + match.start(), span.start + match.end())


def _pattern(name: str) -> re.Pattern[str]:
    words = re.findall(r"\w+", fold(name))
    return re.compile(r"(?<!\w)" + r"\W+".join(map(re.escape, words)) + r"(?!\w)") if words else re.compile(r"(?!)")


def check_blind(document: Document, asked: Blind, occasion: Occasion) -> Finding:
    """Whether somebody is named who must not be: by the seat's own names, or by a label such as "School:"."""
    whole = [Span(0, len(document.text))]
    spans = whole if asked.where == "anywhere" else top_of(document)
    fields = title_fields(document, occasion.expected)
    unknown = []
    for name in asked.hide:
        names = _names(occasion.expected, name)
        place = next(iter(_places(document, spans, names)), None) or _labelled(fields, name)
        if place is not None:
            return finding("blind", "fail", "blind_shown", {"who": name}, at=place, of=document)
        seeming = next((field for field in fields if field.name == name), None)
        if seeming is not None:
            at = Span(seeming.start, seeming.end)
            return finding("blind", "cannot_tell", "blind_maybe", {"who": name}, at=at, of=document)
        if not names:
            unknown.append(name)
    if unknown:
        return finding("blind", "cannot_tell", "blind_unknown", {"who": tuple(unknown)})
    return finding("blind", "pass", "blind_clean", {"who": tuple(asked.hide)})


def _labelled(fields: Sequence[TitleField], name: str) -> Span | None:
    return next((Span(field.start, field.end) for field in fields if field.name == name and field.labelled), None)


def check_file_kind(document: Document, asked: OneOf) -> Finding:
    """Whether the file is of a kind that is allowed, by its content rather than its name."""
    kind = _KINDS.get(document.media_type)
    allowed = tuple(asked.allowed)
    if kind is None:
        return finding("file_kinds", "cannot_tell", "kind_unknown", {"allowed": allowed})
    if kind in asked.allowed:
        return finding("file_kinds", "pass", "kind_allowed", {"kind": kind, "allowed": allowed})
    return finding("file_kinds", "fail", "kind_other", {"kind": kind, "allowed": allowed})


def check_file_name(asked: FileName, occasion: Occasion) -> Finding:
    """Whether the file is named by the pattern; placeholders hold the seat's own names where they are known.

    Spaces, hyphens, underscores, case and accents are one. A committee or school may stand by its initials.
    """
    values: Values = {"pattern": asked.pattern}
    if not occasion.file_name:
        return finding("file_name", "cannot_tell", "name_unknown", values)
    stem = fold(_ENDING.sub("", occasion.file_name)).strip()
    if re.fullmatch(_exact_pattern(asked.pattern, occasion), _spaced(stem)):
        return finding("file_name", "pass", "name_fits", values)
    matches = [re.fullmatch(_file_pattern(asked.pattern, dividers), stem) for dividers in (False, True)]
    split = [_parts(match) for match in matches if match is not None]
    if not split:
        return finding("file_name", "fail", "name_other", values)
    wrong = [next((name for name, part in parts if not _fits(part, _values(occasion, name))), None) for parts in split]
    if None not in wrong:
        return finding("file_name", "fail", "name_differs", {**values, "part": wrong[0]})
    return finding("file_name", "pass", "name_fits", values)


def _exact_pattern(pattern: str, occasion: Occasion) -> str:
    """The pattern with the seat's own names in it, in full, without spaces or by their initials; dividers are one."""

    def either(match: re.Match[str]) -> str:
        names = [_spaced(name) for name in _values(occasion, match.group(1))]
        forms = {form for name in names for form in (name, name.replace(" ", ""), _initials(name)) if form}
        return f"(?:{'|'.join(sorted(map(re.escape, forms)))})" if forms else ".+"

    pieces = re.split(r"(\{[a-z]+\})", pattern)
    written = [_PLACEHOLDER.sub(either, one) if one.startswith("{") else _divided(one) for one in pieces]
    return "".join(written)


def _divided(text: str) -> str:
    """Fixed letters of a pattern, with any divider for any."""
    pieces = re.split(r"([\s_-]+)", fold(text))
    return "".join(r"[\s_-]*" if _DIVIDER.fullmatch(one) else re.escape(one) for one in pieces)


def _file_pattern(pattern: str, any_divider: bool) -> str:
    """The pattern with a group for each placeholder; spaces, hyphens and underscores as written, or any for any."""
    pieces, last = [], 0
    for place, match in enumerate(_PLACEHOLDER.finditer(pattern)):
        pieces += [_fixed(pattern[last : match.start()], any_divider), f"(?P<{match.group(1)}_{place}>{_ANY})"]
        last = match.end()
    return "".join([*pieces, _fixed(pattern[last:], any_divider)])


def _fixed(text: str, any_divider: bool) -> str:
    return _divided(text) if any_divider else re.escape(fold(text))


def _parts(match: re.Match[str]) -> list[tuple[str, str]]:
    return [(name.rpartition("_")[0], _spaced(value or "")) for name, value in match.groupdict().items()]


def _spaced(text: str) -> str:
    return " ".join(_DIVIDER.sub(" ", fold(text)).split())


def _values(occasion: Occasion, name: str) -> Sequence[str]:
    if name == "conference":
        return occasion.conference
    if name == "number":
        return (str(occasion.number),) if occasion.number else ()
    return _names(occasion.expected, name)


def _fits(part: str, names: Sequence[str]) -> bool:
    if not names:
        return True
    return any(_same(part, _spaced(name)) for name in names)


def _same(part: str, name: str) -> bool:
    if not name.strip():
        return True
    initials = "".join(
        word[0] for word in name.split() if word not in {"of", "the", "and", "on", "for", "de", "la", "y"}
    )
    squeezed, whole = part.replace(" ", ""), name.replace(" ", "")
    return squeezed in (whole, initials) or fuzz.ratio(part, name) >= _ALIKE or (len(part) > 3 and part in name)


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word not in _SMALL)
