"""What is known of a paper beyond its text: plain values, all places as characters of the document's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from reviewer.engine.citations import Citation
from reviewer.engine.document import Span

FieldName = Literal["committee", "country", "topic", "school", "delegates"]
PageSource = Literal["counted", "stored", "estimated"]
Agreement = Literal["agrees", "differs", "not_found"]


@dataclass(frozen=True, slots=True)
class TitleField:
    """A field of the title block: its value as it stands at `start` to `end`; `labelled` if a label names it."""

    name: FieldName
    value: str
    start: int
    end: int
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Expected:
    """What the title block of a seat's paper should name; any of several names will do, none asks for nothing.

    `others` are the other delegations of the conference: a line that is one of them names the wrong one.
    """

    committee: Sequence[str] = ()
    country: Sequence[str] = ()
    topics: Sequence[str] = ()
    school: Sequence[str] = ()
    delegates: Sequence[str] = ()
    others: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class FieldCheck:
    """Whether a field says what it should. `found` is what stands there (None: not found), `expected` what should."""

    name: FieldName
    agreement: Agreement
    expected: str
    found: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class TopicWords:
    """The part of the body that speaks of one topic: `number` counts from 1, `words` as the contract counts them.

    `counted` are the words as word processors count them: what stands between blanks.
    """

    number: int
    title: str
    words: int
    counted: int
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class PageCount:
    r"""How many pages, and how that is known.

    `counted`: the format has pages. `stored`: as the word processor last laid them out. `estimated`: from words, type,
    spacing and margins, with fractions of a page.
    """

    number: float
    how: PageSource


@dataclass(frozen=True, slots=True)
class Facts:
    """A paper's own facts. `counted` are the body's words as word processors count them (what stands between blanks).

    `topics` is empty where the paper's topics are not told apart. `references` are the entries of the list of sources.
    """

    language: str | None
    words: int
    words_body: int
    counted: int
    pages: PageCount | None
    title: tuple[TitleField, ...]
    topics: tuple[TopicWords, ...]
    quotations: tuple[Span, ...]
    citations: tuple[Citation, ...]
    references: tuple[Span, ...]

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, as `docs/cli.md` documents it."""
        return {
            "words_counted": self.counted,
            "pages": None if self.pages is None else {"number": self.pages.number, "how": self.pages.how},
            "title": [
                {"name": one.name, "value": one.value, "start": one.start, "end": one.end, "labelled": one.labelled}
                for one in self.title
            ],
            "topics": [
                {
                    "number": one.number,
                    "title": one.title,
                    "words": one.words,
                    "words_counted": one.counted,
                    "spans": [[span.start, span.end] for span in one.spans],
                }
                for one in self.topics
            ],
            "quotations": [[span.start, span.end] for span in self.quotations],
            "citations": [{"kind": one.kind, "start": one.start, "end": one.end} for one in self.citations],
            "references": [[span.start, span.end] for span in self.references],
        }
