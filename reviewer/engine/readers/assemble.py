"""Puts the pieces a reader finds, in reading order, together into one Document."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from reviewer.engine.document import (
    Block,
    BlockKind,
    Document,
    Flag,
    Format,
    Limits,
    Metadata,
    Severity,
    Unreadable,
    Value,
)
from reviewer.engine.integrity import character_flags, garbled_flag
from reviewer.engine.readers.clean import clean
from reviewer.engine.readers.structure import Piece, settle_kinds
from reviewer.engine.text import count_words, language

BODY_KINDS: frozenset[BlockKind] = frozenset(("heading", "paragraph", "list_item", "quotation", "table"))
"""What `words_body` counts."""

_SEPARATOR = "\n\n"
_SHOWN = 300
"""Characters of a hidden text that its flag repeats: enough to judge it, too few to flood a screen."""
_MAX_FLAGS = 40
_MAX_BLOCKS = 50_000
_ENDLESS = re.compile(r"\w{5000}")


@dataclass(slots=True)
class Hidden:
    """A text left out, and the piece before which it stood."""

    code: str
    text: str
    where: str
    before: int
    values: Mapping[str, Value]


@dataclass(slots=True)
class Draft:
    """Collects pieces and flags while a file is walked; raises Unreadable(too_long) as soon as it holds too much."""

    limits: Limits
    pieces: list[Piece] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    hidden: list[Hidden] = field(default_factory=list)
    _raw: list[str] = field(default_factory=list)
    _size: int = 0

    def add(self, kind: BlockKind, text: str, level: int | None = None, page: int | None = None) -> None:
        """Append a block, cleaned; a blank one is dropped."""
        self.count(len(text))
        cleaned = clean(text).strip()
        if len(self.pieces) >= _MAX_BLOCKS:
            raise too_long(self.limits)
        if cleaned:
            self._raw.append(text)
            self.pieces.append(Piece(kind, cleaned, level, page))

    def hide(self, code: str, text: str, where: str, **values: Value) -> None:
        """Record a text that a person looking at the page does not see; `values` say why, beside the code."""
        self.count(len(text))
        last = self.hidden[-1] if self.hidden else None
        if last is not None and (last.code, last.where, last.before) == (code, where, len(self.pieces)):
            last.text += text
        elif text.strip():
            self.hidden.append(Hidden(code, text, where, len(self.pieces), values))

    def flag(self, code: str, severity: Severity, detail: str, **values: Value) -> None:
        """Record a fact about the whole file, once; `values` are what `detail` names."""
        flag = Flag(code, severity, detail, values=values)
        if flag not in self.flags:
            self.flags.append(flag)

    def count(self, characters: int) -> None:
        """Account for text taken in, seen or hidden."""
        self._size += characters
        if self._size > self.limits.characters:
            raise too_long(self.limits)

    def raw_text(self) -> str:
        """Everything added, before cleaning."""
        return _SEPARATOR.join(self._raw)


def too_long(limits: Limits) -> Unreadable:
    """The refusal of a text beyond the limit."""
    return Unreadable(
        "too_long",
        f"The text is longer than {limits.characters:,} characters. Hand in the paper alone, without annexes.",
    )


def refuse_endless_words(text: str) -> None:
    """Raises Unreadable(too_long) for a word no language has: comparing such words costs without end."""
    if _ENDLESS.search(text):
        raise Unreadable(
            "too_long", "The text holds a word of thousands of letters. Hand in the paper as you wrote it."
        )


def build(
    draft: Draft,
    data: bytes,
    media_type: str,
    *,
    pages: int | None = None,
    form: Format | None = None,
    metadata: Metadata | None = None,
) -> Document:
    """The finished Document; raises Unreadable(no_text) when nothing a person could read was found.

    A text whose signs have no meaning is one: it is flagged, since the page may well show a paper.
    """
    settle_kinds(draft.pieces)
    text, blocks = _join(draft.pieces)
    flags = [*draft.flags, *_text_flags(draft, text)]
    garbled = any(flag.code == "garbled_text" for flag in flags)
    if not garbled and not any(character.isalnum() for character in text):
        raise _nothing_seen(draft)
    refuse_endless_words(text)
    flags = [*_hidden_flags(draft.hidden, blocks, len(text)), *flags]
    return Document(
        media_type=media_type,
        sha256=hashlib.sha256(data).hexdigest(),
        text=text,
        language=language(text),
        words=count_words(text),
        words_body=count_body_words(text, blocks),
        pages=pages,
        blocks=tuple(blocks),
        format=form or Format(),
        metadata=metadata or Metadata(),
        flags=tuple(flags),
    )


def count_body_words(text: str, blocks: Iterable[Block]) -> int:
    """Words without title block, notes, running heads and references."""
    return sum(count_words(text[block.start : block.end]) for block in blocks if block.kind in BODY_KINDS)


def _nothing_seen(draft: Draft) -> Unreadable:
    if draft.hidden:
        return Unreadable(
            "no_text", "All text of this file is hidden from view. Hand in a file whose text can be seen."
        )
    return Unreadable(
        "no_text",
        "No text was found; a scan or a picture cannot be read. Export the paper from your word processor instead.",
    )


def _join(pieces: list[Piece]) -> tuple[str, list[Block]]:
    parts: list[str] = []
    blocks: list[Block] = []
    position = 0
    for piece in pieces:
        if parts:
            parts.append(_SEPARATOR)
            position += len(_SEPARATOR)
        parts.append(piece.text)
        blocks.append(Block(piece.kind, position, position + len(piece.text), piece.level, piece.page))
        position += len(piece.text)
    return "".join(parts), blocks


def _hidden_flags(hidden: list[Hidden], blocks: list[Block], length: int) -> list[Flag]:
    flags = []
    for item in hidden:
        words = " ".join(clean(item.text).split())
        if not any(character.isalnum() for character in words):
            continue
        shown = words if len(words) <= _SHOWN else words[:_SHOWN] + "\u2026"
        at = blocks[item.before].start if item.before < len(blocks) else length
        number = count_words(words)
        detail = f"{number} words are {item.where} and were left out: \u201c{shown}\u201d"
        flags.append(Flag(item.code, "serious", detail, at, at, {"words": number, "text": shown, **item.values}))
    return flags[:_MAX_FLAGS]


def _text_flags(draft: Draft, text: str) -> list[Flag]:
    """Flags on characters: found in the raw text, so without offsets there; look-alikes keep theirs."""
    flags = [
        Flag(flag.code, flag.severity, flag.detail, values=flag.values)
        for flag in character_flags(draft.raw_text())
        if flag.code == "invisible_characters"
    ]
    flags += [flag for flag in character_flags(text) if flag.code != "invisible_characters"]
    garbled = garbled_flag(text)
    known = any(flag.code == "garbled_text" for flag in draft.flags)
    return [*flags, garbled] if garbled is not None and not known else flags
