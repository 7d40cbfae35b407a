"""One printed line of a guide."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reviewer.engine.document import BlockKind

_MARKER = re.compile(
    r"^\s*(?:[-*\u2022\u2023\u25aa\u25cf\u25cb\u25e6\u2013\u2014\u27a2\u2756\uf0b7\u00b7>]+|\(?(?:\d{1,2}|"
    r"[A-Za-z]|[ivxIVX]{1,5})[.)])\s+(?=\S)"
    r"|^(?:\d{1,2}|[A-Za-z])[.)]?\t+(?=\S)"
)


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
        match = _MARKER.match(self.text)
        return match.group() if match else ""

    @property
    def is_heading(self) -> bool:
        """Whether the reader of the file took it for a heading."""
        return self.kind in ("title", "heading")
