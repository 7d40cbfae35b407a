"""How a paper must look. A `FormatProfile` is a value: once adopted it never changes, a new wording is a new profile.

A check that is None is not made. Every check warns; one with `blocks` also keeps a version that fails it from counting.
The form in which people write a profile is `format_form`; the engine's `formats` puts it to a document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

Per = Literal["paper", "topic"]
Uncounted = Literal["title_block", "notes", "references", "statement"]
HeadField = Literal["conference", "committee", "country", "topic", "school", "delegates"]
Personal = Literal["school", "delegates"]
Reach = Literal["anywhere", "header"]
Forbidden = Literal["bold", "italic", "pictures", "footnotes", "bullets", "mixed_type"]
PageSize = Literal["letter", "a4", "legal"]
FileKind = Literal["docx", "pdf", "odt", "rtf", "txt"]

UNCOUNTED: tuple[Uncounted, ...] = ("title_block", "notes", "references", "statement")


@dataclass(frozen=True, slots=True)
class Extent:
    """From `least` to `most` pages or words, of the whole paper or of each topic; None leaves that end open."""

    least: float | None
    most: float | None
    per: Per = "paper"
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Fonts:
    """At least `share` percent of the text is set in one of these."""

    allowed: tuple[str, ...]
    share: int = 90
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class TypeSize:
    """At least `share` percent of the text has a size of `least` to `most` points."""

    least: float | None
    most: float | None
    share: int = 90
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Between:
    """A measure from `least` to `most`, give or take `tolerance`: line spacing in lines, margins in inches."""

    least: float | None
    most: float | None
    tolerance: float = 0.0
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these."""

    allowed: tuple[str, ...]
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What the top of the first page names."""

    must_hold: tuple[HeadField, ...]
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Blind:
    """Who must not be named, in the header or anywhere."""

    hide: tuple[Personal, ...]
    where: Reach = "anywhere"
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Titled:
    """A part with a heading: its title, and other words for it."""

    title: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sections:
    """Parts with headings, in this order if `ordered`; once, or for each topic."""

    titles: tuple[Titled, ...]
    ordered: bool = True
    per: Per = "paper"
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """At least `least` sources are listed, for the paper or for each topic."""

    least: int
    per: Per = "paper"
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    """The text is kept free of these."""

    forbid: tuple[Forbidden, ...]
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement under one of these headings, on a page of its own if `own_page`."""

    titles: tuple[str, ...]
    own_page: bool = False
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class FileName:
    """The file is named like `pattern`, in which {committee}, {country} and the like stand for the seat's own."""

    pattern: str
    blocks: bool = False


Check = Extent | Fonts | TypeSize | Between | OneOf | Head | Blind | Sections | Sources | Plain | Statement | FileName


@dataclass(frozen=True, slots=True)
class FormatProfile:
    """Every check of a paper's form, with what pages and words leave out (running heads they always do)."""

    name: str
    title: str
    language: str
    description: str
    source: str = ""
    not_counted: tuple[Uncounted, ...] = ()
    pages: Extent | None = None
    words: Extent | None = None
    fonts: Fonts | None = None
    size: TypeSize | None = None
    spacing: Between | None = None
    margins: Between | None = None
    page_size: OneOf | None = None
    header: Head | None = None
    blind: Blind | None = None
    sections: Sections | None = None
    sources: Sources | None = None
    plain: Plain | None = None
    statement: Statement | None = None
    file_kinds: OneOf | None = None
    file_name: FileName | None = None

    def checks(self) -> Iterator[tuple[str, Check]]:
        """The checks that are made, by their key, in the order of the fields."""
        for key in CHECKS:
            check = getattr(self, key)
            if check is not None:
                yield key, check

    def only_blocking(self) -> FormatProfile:
        """This profile with none but the checks that keep a version from counting."""
        others: dict[str, Any] = {key: None for key, check in self.checks() if not check.blocks}
        return replace(self, **others)

    def with_blocking(self, keys: Collection[str]) -> FormatProfile:
        """This profile with exactly these checks keeping versions from counting."""
        checks: dict[str, Any] = {key: replace(check, blocks=key in keys) for key, check in self.checks()}
        return replace(self, **checks)

    @property
    def blocking(self) -> tuple[str, ...]:
        """The keys of the checks that keep a version from counting."""
        return tuple(key for key, check in self.checks() if check.blocks)


CHECKS = tuple(field.name for field in fields(FormatProfile) if field.default is None)
"""The keys of all checks, in order."""
