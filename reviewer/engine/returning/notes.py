"""What is written into a returned file: remarks with the words they speak of, and the lines at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

LineKind = Literal["heading", "strong", "line", "small"]


@dataclass(frozen=True, slots=True)
class Note:
    """A remark. `quote` are the words it speaks of with what stands around them, empty for the whole paper.

    `share` tells how far into the text they stand, from 0 to 1, where the same words come several times. `about` says
    which words are meant, for a place where they cannot be pointed at.
    """

    text: str
    quote: str = ""
    before: str = ""
    after: str = ""
    share: float = 0.0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the closing block."""

    kind: LineKind
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that is added to a file; `made_at` is an ISO 8601 instant, `further` heads remarks without a place."""

    author: str
    made_at: str
    notes: tuple[Note, ...]
    closing: tuple[Line, ...] = ()
    further: str = ""
    language: str = ""

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`."""
        plain = {name: str(data[name]) for name in ("author", "made_at", "further", "language")}
        return cls(
            notes=tuple(Note(**one) for one in data["notes"]),
            closing=tuple(Line(**one) for one in data["closing"]),
            **plain,
        )

    @property
    def initials(self) -> str:
        """The author's, as a margin shows them: of the words that begin with a capital letter."""
        return "".join(word[0] for word in self.author.split() if word[0].isupper())[:4] or self.author[:1]
