"""Names of states and committees known by any of their names, in English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from rapidfuzz import fuzz

from reviewer.engine.countries import titles
from reviewer.engine.document import Span
from reviewer.engine.facts.bodies import BODIES
from reviewer.engine.facts.found import FieldName
from reviewer.engine.terms import fold

_WORD = re.compile(r"\w+")
_SMALL = frozenset(("the", "of", "and", "de", "del", "la", "las", "los", "el", "y", "e", "for", "to", "a", "an"))
_SHORT = 4
"""Letters up to which a name in one word is believed in capitals only: `us` and `who` are words, `WHO` is a name."""
_ALIKE = 86.0
_ALIKE_PARTS = 82.0
"""rapidfuzz likeness (0 to 100) from which two names are one, misspelt, and from which one holds the other."""
_FEWEST_SHARED = 2

Key = tuple[str, ...]


def key(text: str) -> Key:
    """The words of a name without case, accents, punctuation and articles."""
    return tuple(word for word in _WORD.findall(fold(text)) if word not in _SMALL)


class Names:
    """A table of things and their names."""

    def __init__(self, table: Iterable[Sequence[str]]) -> None:
        """`table` has a row a thing: its names, the first of which is told."""
        self._by_key: dict[Key, str] = {}
        for names in table:
            for name in names:
                self._by_key.setdefault(key(name), names[0])
        self._longest = max(map(len, self._by_key))

    def whole(self, text: str) -> str | None:
        """The first name of what `text` names as a whole, or None."""
        return self._by_key.get(key(text))

    def within(self, text: str) -> list[tuple[str, Span]]:
        """What is named in `text`, the longest names first to be believed, in order, each with its place."""
        words = [match.span() for match in _WORD.finditer(text) if fold(match.group()) not in _SMALL]
        folded = [fold(text[start:end]) for start, end in words]
        found: list[tuple[str, Span]] = []
        at = 0
        while at < len(words):
            length = next(
                (size for size in range(self._longest, 0, -1) if self._named(folded, words, text, at, size)), 0
            )
            if length:
                name = self._by_key[tuple(folded[at : at + length])]
                found.append((name, Span(words[at][0], words[at + length - 1][1])))
            at += length or 1
        return found

    def _named(self, folded: list[str], words: list[tuple[int, int]], text: str, at: int, size: int) -> bool:
        if at + size > len(words) or tuple(folded[at : at + size]) not in self._by_key:
            return False
        start, end = words[at][0], words[at + size - 1][1]
        return (
            size > 1
            or end - start > _SHORT
            or text[start:end].isupper()
            or (text[start:end].istitle() and end - start == _SHORT)
        )


@cache
def countries() -> Names:
    """The states of the world."""
    return Names(titles())


@cache
def bodies() -> Names:
    """The committees that are simulated often."""
    lines = BODIES.strip().replace("\n|", " |").splitlines()
    return Names([name.strip() for name in line.split("|")] for line in lines)


def same_name(kind: FieldName, found: str, expected: Iterable[str]) -> bool:
    """Whether `found` names one of `expected`, by any name of it or nearly spelt so."""
    return any(_same(kind, found, one) for one in expected)


@lru_cache(maxsize=2_000)
def _same(kind: FieldName, found: str, expected: str) -> bool:
    here, there = key(found), key(expected)
    if not here or not there:
        return False
    if here == there:
        return True
    known = {"country": countries, "committee": bodies}.get(kind)
    if known is not None:
        ours = {name for name, _ in known().within(found)}
        theirs = {name for name, _ in known().within(expected)}
        if ours and theirs:
            return bool(ours & theirs)
    return _holds(here, there) or _likeness(kind, here, there)


def _holds(here: Key, there: Key) -> bool:
    """Whether one name is part of the other, or its initials."""
    if len(here) + len(there) > _FEWEST_SHARED + 1 and (_initials(here) == there or _initials(there) == here):
        return True
    shorter, longer = sorted((here, there), key=len)
    return set(shorter) <= set(longer) and (shorter == there or len(shorter) >= _FEWEST_SHARED)


def _initials(name: Key) -> Key:
    return ("".join(word[0] for word in name),)


def _likeness(kind: FieldName, here: Key, there: Key) -> bool:
    one, other = " ".join(here), " ".join(there)
    if fuzz.ratio(one, other) >= _ALIKE:
        return True
    return kind in ("topic", "committee", "school") and fuzz.token_set_ratio(one, other) >= _ALIKE_PARTS
