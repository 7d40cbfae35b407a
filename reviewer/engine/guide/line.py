"""One printed line of a guide."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reviewer.engine.document import BlockKind

_DASHES = r"\-*>\u2013\u2014"
_GLYPHS = "\u00b7\u2022\u2023\u2043\u2192\u25a0-\u25cf\u25e6\u2605-\u2612\u2713-\u2717\u2756\u2794-\u27be\uf000-\uf0ff"
_LISTED = r"\(?(?:\d{1,2}(?:\.\d)?|[a-zA-Z]|[ivxIVX]{1,5})"
MARKER = re.compile(
    rf"\s*[{_DASHES}{_GLYPHS}]*(?:[{_DASHES}]\s+|[{_GLYPHS}]\s*)"
    rf"|\s*{_LISTED}(?:[.)]+-?\s+|\s-\s+|\t+)"
    r"|\s*(?i:question|pregunta|q|p)\s?\d{1,2}[.):]+-?\s+"
    r"|o\s+(?=[A-Z\u00c0-\u00dc\u00bf])"
)
"""What begins a list item: bullets of word processors, numbers, letters and romans, "Q1:", "1.-", a hollow "o"."""


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line: where it is, what kind of block it is in, and whether a gap stands before it."""

    start: int
    end: int
    text: str
    kind: BlockKind | None
    block: int
    gap: bool

    @property
    def marker(self) -> str:
        """The bullet or number that begins a list item; empty for other lines."""
        match = MARKER.match(self.text)
        return match.group() if match and match.end() < len(self.text) else ""

    @property
    def is_heading(self) -> bool:
        """Whether the reader of the file took it for a heading."""
        return self.kind in ("title", "heading")
