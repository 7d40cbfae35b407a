"""The plain form in which the demo's guides and papers are written, one block a line.

`# ` title, `| ` a line of the title block, `## ` and `### ` headings, `- ` list item, anything else a paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["title", "byline", "heading", "subheading", "item", "paragraph"]

MARKS: tuple[tuple[str, Kind], ...] = (
    ("### ", "subheading"),
    ("## ", "heading"),
    ("# ", "title"),
    ("| ", "byline"),
    ("- ", "item"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a manuscript, without its mark."""

    kind: Kind
    text: str


def parts(manuscript: str) -> tuple[Part, ...]:
    """The blocks of a manuscript in order; empty lines only separate."""
    return tuple(_part(line.strip()) for line in manuscript.splitlines() if line.strip())


def _part(line: str) -> Part:
    return next(
        (Part(kind, line[len(mark) :]) for mark, kind in MARKS if line.startswith(mark)), Part("paragraph", line)
    )
