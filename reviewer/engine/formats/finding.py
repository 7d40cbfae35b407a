"""What a check of a paper's form answers, and what it may know of the paper besides its document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from reviewer.engine.document import Document, Span
from reviewer.engine.facts import Expected

State = Literal["pass", "fail", "cannot_tell"]
Value = str | int | float | tuple[str, ...] | None
Values = Mapping[str, Value]
_NOTHING: Values = {}


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the paper is handed in for, as far as it is known; nothing known asks for nothing.

    `topics` are the titles the paper owes, `number` the one topic's number. `rendered` is the number of pages a word
    processor made of the file.
    """

    file_name: str | None = None
    conference: tuple[str, ...] = ()
    expected: Expected = field(default_factory=Expected)
    topics: tuple[str, ...] = ()
    number: int | None = None
    rendered: int | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer. `code` names the sentence that says why, `values` fill it; its place, if it has one.

    Values hold no names of people or schools: a finding may be shown to a reader who marks blindly.
    """

    check: str
    state: State
    code: str
    values: Values = field(default_factory=dict)
    blocks: bool = False
    start: int | None = None
    end: int | None = None
    page: int | None = None

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, as `docs/formats.md` documents it."""
        return asdict(self)


def finding(
    check: str,
    state: State,
    code: str,
    values: Values = _NOTHING,
    *,
    at: Span | None = None,
    of: Document | None = None,
) -> Finding:
    """A finding, with its place as characters of the document and, where it has pages, the page."""
    if at is None:
        return Finding(check, state, code, values)
    page = of.page_at(at.start) if of is not None else None
    return Finding(check, state, code, values, False, at.start, at.end, page)
