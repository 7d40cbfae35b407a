"""What a paragraph is by the name of its style, as word processors name styles, and by its indents."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from reviewer.engine.document import BlockKind
from reviewer.engine.readers.structure import Piece
from reviewer.engine.text import count_words

_HEADING = re.compile(r"(?:heading|t[íi]tulo|encabezado|titre|[üu]berschrift)[ _-]?(\d)")
_TITLES = frozenset(("title", "subtitle", "título", "subtítulo", "titulo", "subtitulo"))
_QUOTES = re.compile(r"quot|block text|\bcita\b|\bcitation\b")
_REFERENCES = re.compile(r"bibliograph(?:y|ies)\b|bibliografía|references?$|works cited")
_LIST = re.compile(r"list(?: (?:bullet|number|continue)| ?\d|_)|numbering|viñeta|lista con")

_BOTH_SIDES = (400.0, 250.0)
"""Twips of indent on the left and the right from which on a paragraph set in on both sides is a quotation."""
_LEFT_ONLY = 650.0
"""Twips of indent on the left alone, as a block quotation has by MLA and APA (half an inch is 720)."""
_FEWEST_WORDS = 8
_FEW = 0.3
"""Share of the paragraphs up to which indents set some of them apart; beyond, the writer indents everything."""
_ENDS_CITED = re.compile(r"(?:\([^()]{3,120}\)|\[\d{1,3}\]|[\u00b9\u00b2\u00b3\u2070-\u2079]|[\"\u201d\u00bb])[.\s]*$")


def named_kind(names: Sequence[str]) -> tuple[BlockKind, int | None] | None:
    """Kind and level by the names of a style and its ancestors, own name first, in lower case, or None."""
    if any(name in _TITLES for name in names):
        return "title", None
    for name in names:
        heading = _HEADING.fullmatch(name)
        if heading is not None:
            return "heading", int(heading.group(1)) or 1
    if names and names[0] == "heading":
        return "heading", 1
    if any(_QUOTES.search(name) for name in names):
        return "quotation", None
    if any(_REFERENCES.match(name) for name in names):
        return "references", None
    return None


def is_list_style(names: Sequence[str]) -> bool:
    """Whether a style by name numbers or bullets its paragraphs; `List Paragraph` is set on anything."""
    return any(_LIST.match(name) and name != "list paragraph" for name in names)


@dataclass(slots=True)
class Indents:
    """The indents of a document's plain paragraphs, in twips, until all are known."""

    _found: list[tuple[Piece, float, float]] = field(default_factory=list)

    def note(self, piece: Piece, left: float, right: float) -> None:
        """A paragraph and where it begins and ends, from the margins."""
        self._found.append((piece, left, right))

    def settle(self) -> None:
        """Turn paragraphs set in against the others into quotations.

        Set in on both sides is enough; on the left alone only a paragraph that ends with a citation or quotation mark
        is one, since writers indent for other reasons, too.
        """
        long = [one for one in self._found if count_words(one[0].text) >= _FEWEST_WORDS]
        apart = [piece for piece, left, right in long if _is_apart(piece, left, right)]
        if len(apart) <= _FEW * len(long):
            for piece in apart:
                piece.kind = "quotation"


def _is_apart(piece: Piece, left: float, right: float) -> bool:
    if left >= _BOTH_SIDES[0] and right >= _BOTH_SIDES[1]:
        return True
    return left >= _LEFT_ONLY and _ENDS_CITED.search(piece.text) is not None
