"""The tokens of an RTF file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reviewer.engine.readers.container import damaged

_TOKEN = re.compile(
    rb"(?P<open>\{)|(?P<close>\})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<symbol>[^a-zA-Z'])|(?P<text>[^\\{}\r\n]+)|(?P<line>[\r\n]+)|(?P<rest>\\)",
    re.DOTALL,
)
_MAX_DEPTH = 500


@dataclass(frozen=True, slots=True)
class Token:
    """A group's begin or end, a control word with its number, a control symbol, or bytes of text."""

    kind: Literal["open", "close", "word", "symbol", "text"]
    value: bytes = b""
    number: int | None = None


def tokens(data: bytes) -> Iterator[Token]:
    """All tokens of `data`; raises Unreadable(corrupt) when groups do not close or nest beyond reason."""
    depth = 0
    at = 0
    while at < len(data):
        match = _TOKEN.match(data, at)
        if match is None:
            raise damaged()
        at = match.end()
        token = _token(match)
        if token is None:
            continue
        depth += (token.kind == "open") - (token.kind == "close")
        if depth > _MAX_DEPTH:
            raise damaged()
        if token.kind == "word" and token.value == b"bin":
            at += max(token.number or 0, 0)
            continue
        yield token
        if depth <= 0:
            return
    raise damaged()


def _token(match: re.Match[bytes]) -> Token | None:
    kind = match.lastgroup
    if kind in {"number", "word"}:
        number = match.group("number")
        return Token("word", match.group("word"), int(number) if number is not None else None)
    if kind == "hex":
        return Token("text", bytes((int(match.group("hex"), 16),)))
    if kind == "text":
        return Token("text", match.group())
    if kind == "symbol":
        return Token("symbol", match.group("symbol"))
    if kind == "open":
        return Token("open")
    return Token("close") if kind == "close" else None
