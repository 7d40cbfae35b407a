"""What a paper becomes when it is read: one text, and every offset's way back to page and block.

A `Document` is a value. It is made once per file and reader version and never changed; comments, evidence and
matches point into its `text` by character offsets (Python `str` indices, end exclusive).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

BlockKind = Literal[
    "title", "heading", "paragraph", "list_item", "quotation", "table", "footnote", "header", "footer", "references"
]
Severity = Literal["info", "warning", "serious"]
ErrorCode = Literal[
    "unsupported_type",
    "empty",
    "corrupt",
    "encrypted",
    "too_large",
    "too_long",
    "bomb",
    "unsafe_content",
    "macro",
    "bad_encoding",
    "no_text",
    "timeout",
]

MIB = 1024 * 1024

Value = str | int | float | Sequence[str]
"""What a flag says beside its code: counts, short texts, lists of names."""


class Unreadable(Exception):
    """A file that cannot become a Document; `code` is for programs, `message` says what the person can do."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: ErrorCode = code
        self.message = message

    def __reduce__(self) -> tuple[type[Unreadable], tuple[ErrorCode, str]]:
        return (type(self), (self.code, self.message))

    def to_json(self) -> dict[str, str]:
        """`{"code", "message"}` as the command-line contract prints it."""
        return {"code": self.code, "message": self.message}


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may ask of a reader. Bytes, pages, characters; `seconds` and `memory_mib` bind the sandbox."""

    bytes: int = 20 * MIB
    pages: int = 300
    characters: int = 2_000_000
    seconds: float = 20.0
    memory_mib: int = 512


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters `start` to `end` (exclusive) of a text."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph-like piece of the text. `level` is a heading's or list's depth, `page` counts from 1; or unknown."""

    kind: BlockKind
    start: int
    end: int
    level: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class FontShare:
    """A font and how much of the text, from 0 to 1, is set in it."""

    name: str
    size_pt: float | None
    share: float


@dataclass(frozen=True, slots=True)
class Format:
    """Page and type facts; a value the file format cannot tell is None (or empty)."""

    page_size: str | None = None
    margins_in: tuple[float, float, float, float] | None = None
    fonts: tuple[FontShare, ...] = ()
    line_spacing: float | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the file says of its own history. Personal data: stored apart from the text, so that it can be erased."""

    author: str | None = None
    last_modified_by: str | None = None
    created: str | None = None
    modified: str | None = None
    edit_minutes: int | None = None
    revision_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """Something in the file a person should know of; facts in plain words, never an accusation.

    `detail` is English, for the command line; `values` are its parts by name, for saying it in another language.
    """

    code: str
    severity: Severity
    detail: str
    start: int | None = None
    end: int | None = None
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Document:
    """One file, read. Shapes and codes are those of the command-line contract (`docs/cli.md`)."""

    media_type: str
    sha256: str
    text: str
    language: str | None
    words: int
    words_body: int
    pages: int | None
    blocks: tuple[Block, ...] = ()
    format: Format = field(default_factory=Format)
    metadata: Metadata = field(default_factory=Metadata)
    flags: tuple[Flag, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """The page that holds the character at `offset`, when the format knows pages."""
        page = None
        for block in self.blocks:
            if block.start > offset:
                break
            page = block.page
        return page

    def to_json(self) -> dict[str, Any]:
        """A JSON-ready mapping, keys as in the command-line contract (without `ok` and `file`)."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_json`; raises KeyError, TypeError or ValueError on anything that is not a document.

        Offsets are checked against the text, because the mapping may come from a child that read a hostile file.
        """
        form = data["format"]
        document = cls(
            media_type=str(data["media_type"]),
            sha256=str(data["sha256"]),
            text=str(data["text"]),
            language=data["language"],
            words=int(data["words"]),
            words_body=int(data["words_body"]),
            pages=data["pages"],
            blocks=tuple(Block(**block) for block in data["blocks"]),
            format=Format(
                page_size=form["page_size"],
                margins_in=_four(form["margins_in"]),
                fonts=tuple(FontShare(**font) for font in form["fonts"]),
                line_spacing=form["line_spacing"],
            ),
            metadata=Metadata(
                **{**data["metadata"], "revision_ids": tuple(data["metadata"].get("revision_ids") or ())}
            ),
            flags=tuple(Flag(**{**flag, "values": _values(flag.get("values"))}) for flag in data["flags"]),
        )
        length = len(document.text)
        for block in document.blocks:
            if not 0 <= block.start <= block.end <= length:
                raise ValueError(f"block outside the text: {block}")
        return document


def _values(values: Mapping[str, Any] | None) -> dict[str, Value]:
    """A flag's values, known to be small and plain; documents stored before flags had any have none."""
    plain: dict[str, Value] = {}
    for name, value in (values or {}).items():
        items = value if isinstance(value, list) else [value]
        if len(items) > _MAX_LIST or not all(isinstance(item, str | int | float) for item in items):
            raise ValueError(f"no value of a flag: {name}")
        plain[str(name)[:_MAX_NAME]] = [str(item)[:_MAX_TEXT] for item in items] if isinstance(value, list) else value
    return plain


_MAX_LIST, _MAX_NAME, _MAX_TEXT = 1_000, 40, 1_000


def _four(values: Sequence[float] | None) -> tuple[float, float, float, float] | None:
    if values is None:
        return None
    top, right, bottom, left = values
    return (top, right, bottom, left)
