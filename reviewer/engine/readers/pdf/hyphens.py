"""Joins the lines of a paragraph; a word or a web address broken at a line's end becomes one again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
_REST = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_COMPOUNDING = frozenset(
    (
        "self",
        "non",
        "well",
        "early",
        "long",
        "short",
        "high",
        "low",
        "cross",
        "multi",
        "co",
        "ex",
        "anti",
        "post",
        "pre",
    )
)
_SECOND_PARTS = frozenset(
    ("off", "up", "out", "down", "in", "by", "on", "based", "led", "wide", "free", "made", "like")
)
"""Words that end a compound; no syllable that a broken word goes on with."""

_ADDRESS = re.compile(r"(?:https?://|www\.|doi\.org/)\S*$", re.IGNORECASE)
_ADDRESS_END = re.compile(r"[-/_=&?%#:~+@]$")
_ADDRESS_PART = re.compile(r"[^\s()\[\]]*[^\s()\[\].,;:][-/_.=&?%#~+][^\s()\[\].,;:]\S*")
_ADDRESS_TAIL = re.compile(r"[a-z0-9-]+/?[.,;)]?$")
_WHOLE = 4
"""Letters from which on both halves being words of the text speaks for a compound."""


class Hyphens:
    """Knows the words of a text, and so whether `early-` `warning` is a compound or a broken word."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        broken = False
        for line in lines:
            words = [match.group().lower() for match in _WORD.finditer(line)]
            ends_broken = _BROKEN.search(line) is not None
            self._words.update(words[1 if broken else 0 : -1 if ends_broken else None])
            broken = ends_broken

    def join(self, lines: Sequence[str], full: Sequence[bool] = ()) -> str:
        """The lines as one text; `full` says which of them leave no room for another letter."""
        text = ""
        for at, line in enumerate(lines):
            text = self._append(text, line, full=at > 0 and at <= len(full) and full[at - 1]) if text else line
        return text

    def _append(self, text: str, line: str, *, full: bool) -> str:
        if continues_address(text, line, full=full):
            return text + line
        broken = _BROKEN.search(text)
        rest = _REST.match(line)
        if broken is None or rest is None:
            return f"{text} {line}"
        if not rest.group()[0].islower() or self._is_compound(broken.group(1).lower(), rest.group().lower()):
            return text + line
        return text[:-1] + line

    def _is_compound(self, first: str, second: str) -> bool:
        if first + second in self._words:
            return False
        if f"{first}-{second}" in self._words or first in _COMPOUNDING or second in _SECOND_PARTS:
            return True
        return min(len(first), len(second)) >= _WHOLE and first in self._words and second in self._words


def continues_address(before: str, line: str, *, full: bool) -> bool:
    """Whether `line` goes on with the web address that `before` ends in; `full`: its line had no room for more."""
    address = _ADDRESS.search(before)
    if address is None or _ADDRESS.match(line.split(" ", 1)[0]):
        return False
    if _ADDRESS_END.search(before):
        return _ADDRESS_PART.match(line) is not None or _ADDRESS_TAIL.match(line) is not None
    return full and (_ADDRESS_PART.match(line) is not None)
