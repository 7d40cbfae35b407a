"""The links of a topic, mended where a line end broke them, each with the words that stand before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from reviewer.engine.document import Span
from reviewer.engine.guide.found import Found
from reviewer.engine.guide.headings import HeadingKind
from reviewer.engine.guide.line import Line
from reviewer.engine.guide.topics import TopicPart

_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"\u201c\u201d\u00ab\u00bb]+", re.IGNORECASE)
_TRAILING = ".,;:)]}'\u2019\u00bb"
_REST = re.compile(r"^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+$")
_BREAKS_AFTER = ("-", "/", "_", "=", "&", "?", "%", "#", ".")
_PIECE = re.compile(r"\w/\w.*[/.-]|\.(?:html?|pdf|aspx?|php)$", re.IGNORECASE)
_SLUG = re.compile(r"\w[-_=]\w+[-_=]")
"""What a piece of an address looks like in running text: a path, or the end of a file's name."""
_COMPLETE = re.compile(r"\.(?:html?|pdf|aspx?|php|docx?|xlsx?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Link:
    """An address and what the guide calls it; the label may be empty."""

    label: str
    url: str


def read_links(parts: Sequence[TopicPart], kind: HeadingKind = "links") -> list[Found[Link]]:
    """The addresses under headings of a kind, in order, each once: those recommended, or those of the works cited."""
    found: dict[str, Found[Link]] = {}
    for part in parts:
        if part.kind == kind:
            for link in _links(part.lines):
                found.setdefault(link.value.url.rstrip("/"), link)
    return _without_beginnings(list(found.values()))


def _without_beginnings(links: Sequence[Found[Link]]) -> list[Found[Link]]:
    """Addresses printed again without a label are dropped; where the first was the broken one, the whole one stays."""
    kept: list[Found[Link]] = []
    for link in links:
        if not link.value.label and any(one.value.url.startswith(link.value.url) for one in kept):
            continue
        broken = next(
            (one for one in kept if link.value.url.startswith(one.value.url) and not link.value.label and _broken(one)),
            None,
        )
        if broken:
            whole = Found(Link(broken.value.label, link.value.url), broken.span, broken.confidence)
            kept[kept.index(broken)] = whole
        else:
            kept.append(link)
    return kept


def _broken(link: Found[Link]) -> bool:
    return len(link.span) == len(link.value.url) and not _COMPLETE.search(link.value.url)


def _links(lines: Sequence[Line]) -> list[Found[Link]]:
    links: list[Found[Link]] = []
    label: list[str] = []
    place, skip = 0, 0
    while place < len(lines):
        line = lines[place]
        match = _URL.search(line.text, skip)
        if match is None:
            rest = line.text[skip:].strip()
            label = (
                [*label, rest]
                if rest and not (line.gap and skip == 0 and links and not label)
                else [rest]
                if rest
                else label
            )
            place, skip = place + 1, 0
            continue
        label.append(line.text[skip : match.start()].strip())
        url, place, skip, end = _whole(lines, place, match)
        links.append(
            Found(Link(_clean(" ".join(filter(None, label))), url), Span(line.start + match.start(), end), 0.9)
        )
        label = []
    return links


def _clean(label: str) -> str:
    label = re.sub(
        r"^[\s\-*\u2022\u2023\u25aa\u25cf\u25cb\u25e6\u2013\u2014\u27a2\uf0b7\u00b7>]*(?:\(?\d{1,2}[.)](?:\s+|$))?",
        "",
        label,
    )
    return label.strip().rstrip(":\u2013\u2014-([ ").strip()


def _whole(lines: Sequence[Line], place: int, match: re.Match[str]) -> tuple[str, int, int, int]:
    """The address that begins at `match`, the line and place after it, and where it ends in the document."""
    url, end = match.group(), match.end()
    printed = _printed_whole(lines, url)
    while True:
        wrapped = end == len(lines[place].text)
        if wrapped and place + 1 == len(lines):
            break
        following = lines[place + 1].text if wrapped else lines[place].text
        piece = re.compile(r"\s*(\S+)").match(following, 0 if wrapped else end)
        if piece is None or not _goes_on(url, piece.group(1), printed, following.strip() if wrapped else None):
            break
        url, place, end = url + piece.group(1), place + wrapped, piece.end()
    trimmed = url.rstrip(_TRAILING)
    if trimmed.count("(") > trimmed.count(")"):
        trimmed += ")"
    return trimmed, place, end, lines[place].start + end - (len(url) - len(trimmed))


def _printed_whole(lines: Sequence[Line], beginning: str) -> list[str]:
    """Longer addresses with this beginning that stand on one line somewhere in the same list."""
    every = (match.group() for line in lines for match in _URL.finditer(line.text))
    return [url for url in every if url.startswith(beginning) and len(url) > len(beginning)]


def _goes_on(url: str, piece: str, printed: Sequence[str], next_line: str | None) -> bool:
    """Whether the piece after an address is the rest of it; `next_line` is the line it begins, if any."""
    if not _REST.match(piece) or _URL.match(piece):
        return False
    if any(whole.startswith(url + piece) for whole in printed):
        return True
    if _COMPLETE.search(url) or _is_word(piece):
        return url.endswith("-") and next_line is not None
    if url.endswith(_BREAKS_AFTER) and (next_line is not None or _SLUG.search(piece)):
        return True
    return piece == next_line or _PIECE.search(piece) is not None


def _is_word(token: str) -> bool:
    """A label's word or a bullet rather than a piece of an address."""
    return re.fullmatch(r"[A-Z]?[a-z]*[.,:;]?|[A-Z]{2,}|\(?\w{1,2}[.)]|[-*]", token) is not None
