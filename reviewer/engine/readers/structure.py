"""What a block is, told from its words and place where the file format does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from reviewer.engine.document import BlockKind
from reviewer.engine.text import count_words


@dataclass(slots=True)
class Piece:
    """One block in the making."""

    kind: BlockKind
    text: str
    level: int | None = None
    page: int | None = None


_REFERENCES = re.compile(
    r"\W*(?:[\divx]+[.)]\s*)?(?:works?\s+(?:cited|consulted)|references?(?:\s+list)?|bibliograph(?:y|ies)|sources?(?:\s+cited)?|citations?"
    r"|end\s?notes?|literature\s+cited|bibliograf[íi]a|referencias(?:\s+bibliogr[áa]ficas)?|fuentes(?:\s+consultadas)?"
    r"|obras\s+citadas|trabajos\s+citados|bibliographie|r[ée]f[ée]rences|sources\s+consult[ée]es"
    r"|refer[êe]ncias(?:\s+bibliogr[áa]ficas)?|fontes)\W*",
    re.IGNORECASE,
)
_LIST_MARK = re.compile(r"(?:[-*\u2022\u2023\u25aa\u25e6\u25cf\u25cb]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])\s+\S")
_QUOTED = re.compile(r"[\"\u201c\u00ab].{40,}[\"\u201d\u00bb][\s.\d\[\]()]*", re.DOTALL)
_SENTENCE_END = re.compile(r"[.!?\u2026:;,]['\"\u201d\u2019)\]]*$")
_LABEL = re.compile(r"[^\W\d][\w /'&()-]{1,40}:\s*\S")
_NAMED_LABEL = re.compile(
    r"(?:committee|comit[ée]|commission|comisi[óo]n|topics?|t[óo]picos?|temas?|agenda|country|pa[íi]s|state|delegation"
    r"|delegaci[óo]n|delegates?|delegad[oa]s?|school|escuela|colegio|university|universidad|authors?|autor(?:es)?"
    r"|position paper|documento de posici[óo]n|sponsors?|signator(?:y|ies))\b[^:\n]{0,30}[:\t]\s*\S",
    re.IGNORECASE,
)
_NAMED_WORDS = 60
"""Words that two topics in full may take beside their label."""

_ONE_TOPIC = re.compile(r"(?:topic|t[óo]pico|tema)\s+(?:[A-C]|\d|I{1,3})\b", re.IGNORECASE)
_MIN_TITLE = 2
_TITLE_BLOCKS = 10
_TITLE_WORDS = 20
_HEADING_WORDS = 14
_LIST_HEADING_WORDS = 6


def settle_kinds(pieces: Sequence[Piece]) -> None:
    """Turn `paragraph` pieces into title, heading, list item, quotation or references where words and place say so.

    Kinds a reader told from the format are kept, except below a heading of the references: that is all references.
    """
    content = [piece for piece in pieces if piece.kind not in ("header", "footer", "footnote")]
    body = _settle_title(content)
    for piece, following in pairwise([*content[body:], None]):
        if piece is not None and piece.kind == "paragraph":
            _settle_paragraph(piece, following)
    _settle_references(content[body:])


def is_heading_like(text: str) -> bool:
    """Whether `text` could be a heading: one short line that does not end like a sentence."""
    return "\n" not in text and not _SENTENCE_END.search(text) and 0 < count_words(text) <= _HEADING_WORDS


def is_list_item(text: str) -> bool:
    """Whether `text` begins with a bullet or an item's number."""
    return _LIST_MARK.match(text) is not None


def is_label(text: str) -> bool:
    """Whether `text` begins with a label of the title block, such as `Country:`."""
    return _NAMED_LABEL.match(text) is not None


def is_references_heading(text: str) -> bool:
    """Whether `text` announces the list of references, in English, Spanish, French or Portuguese."""
    return len(text) < 60 and _REFERENCES.fullmatch(text) is not None


def _settle_title(content: Sequence[Piece]) -> int:
    """Marks the title block; returns how many pieces it holds."""
    number = 0
    for piece in content[:_TITLE_BLOCKS]:
        if piece.kind not in ("paragraph", "title", "table") or not _belongs_to_title(piece):
            break
        number += 1
    if number == len(content) and not any(piece.kind == "title" for piece in content):
        return 0
    number -= _opens_body(content, number)
    for piece in content[:number]:
        piece.kind = "title"
    return number


def _opens_body(content: Sequence[Piece], number: int) -> int:
    """1 when the last of the title pieces is the body's first heading rather than a label, else 0."""
    if number < _MIN_TITLE or number >= len(content) or not _introduces(content[number]):
        return 0
    last, before = content[number - 1], content[: number - 1]
    labelled = any(is_label(piece.text) for piece in before)
    is_heading = not is_label(last.text) or _ONE_TOPIC.match(last.text) is not None
    return int(labelled and is_heading and last.kind == "paragraph")


def _belongs_to_title(piece: Piece) -> bool:
    if piece.kind == "title":
        return True
    words = count_words(piece.text)
    if is_label(piece.text) and words <= _NAMED_WORDS:
        return True
    if is_references_heading(piece.text) or _LIST_MARK.match(piece.text):
        return False
    if "\n" in piece.text:
        return all(len(line) < 100 and (_LABEL.match(line) or is_heading_like(line)) for line in _lines(piece.text))
    return words <= _TITLE_WORDS and (_LABEL.match(piece.text) is not None or is_heading_like(piece.text))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _settle_paragraph(piece: Piece, following: Piece | None) -> None:
    if _LIST_MARK.match(piece.text) and not _numbered_heading(piece.text, following):
        piece.kind, piece.level = "list_item", piece.level or 1
    elif _QUOTED.fullmatch(piece.text):
        piece.kind = "quotation"
    elif is_references_heading(piece.text) or _heads(piece.text, following):
        piece.kind, piece.level = "heading", piece.level or 2


def _heads(text: str, following: Piece | None) -> bool:
    """Whether a short line stands above what it names: a paragraph, or the first item of a list."""
    if not is_heading_like(text):
        return False
    listed = following is not None and (following.kind == "list_item" or is_list_item(following.text))
    return _introduces(following) or (listed and count_words(text) <= _LIST_HEADING_WORDS)


def _introduces(following: Piece | None) -> bool:
    return following is not None and count_words(following.text) > _HEADING_WORDS


def _numbered_heading(text: str, following: Piece | None) -> bool:
    return (
        text[0].isalnum()
        and is_heading_like(text)
        and text[-1].isalpha()
        and _introduces(following)
        and (following is not None and _LIST_MARK.match(following.text) is None)
    )


def _settle_references(content: Sequence[Piece]) -> None:
    level: int | None = None
    for piece in content:
        if is_references_heading(piece.text) and piece.kind in ("heading", "title", "paragraph"):
            level = piece.level or 1
            piece.kind = "references"
        elif level is not None and piece.kind == "heading" and not _like_an_entry(piece.text):
            level = None
        elif level is not None:
            piece.kind = "references"


def _like_an_entry(text: str) -> bool:
    return re.search(r"\d{4}|https?:|www\.", text) is not None
