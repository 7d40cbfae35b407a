"""States, their peoples and capitals in English and Spanish, and where a text names them.

`countries.tsv` holds plain facts, a state a line: ISO 3166 code; names, demonyms and capitals in English; the same in
Spanish; and what stands for the state in headings alone, formal names and letters (CAR), which within sentences would
be taken for something else. Alternatives are parted by semicolons, Spanish demonyms in the masculine singular.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Literal

from reviewer.engine.document import Span
from reviewer.engine.fingerprints import Folded, fold

Part = Literal["name", "people", "capital"]
Words = tuple[str, ...]

_STYLE_WORDS = (
    "the of la el los las de del republic kingdom state federation democratic people s islamic republica reino estado "
    "delegation delegacion position paper"
)
STYLES = frozenset(_STYLE_WORDS.split())
"""Words that say what form of state a country is, and no more."""


@dataclass(frozen=True, slots=True)
class Country:
    """A state as texts speak of it; each name in folded words. `code` is ISO 3166, or a name of its own."""

    code: str
    names: frozenset[Words]
    peoples: frozenset[Words]
    capitals: frozenset[Words]

    def words(self) -> dict[Words, Part]:
        """Every way to speak of it; a name before a capital of the same words."""
        return {
            **dict.fromkeys(self.capitals, "capital"),
            **dict.fromkeys(self.peoples, "people"),
            **dict.fromkeys(self.names, "name"),
        }


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where a text names a state, its people or its capital; `codes` has several where a word serves more."""

    span: Span
    first: int
    end: int
    part: Part
    codes: frozenset[str]


@cache
def countries() -> Mapping[str, Country]:
    """All states by their code."""
    return {row[0]: _country(*row) for row in _table()}


def titles() -> tuple[tuple[str, ...], ...]:
    """What each state is called in a heading, as it is written; its usual English name first."""
    return tuple(
        tuple(name for column in (names, nombres, formal) for name in column.split(";") if name)
        for _code, names, _peoples, _capital, nombres, _gentilicios, _ciudad, formal in _table()
    )


@cache
def _table() -> tuple[tuple[str, ...], ...]:
    text = resources.files("reviewer.engine").joinpath("countries.tsv").read_text(encoding="utf-8")
    return tuple(tuple(line.split("\t")) for line in text.splitlines() if line)


def _country(
    code: str, names: str, peoples: str, capital: str, nombres: str, gentilicios: str, ciudad: str, _formal: str
) -> Country:
    people = [form for one in peoples.split(";") for form in (one, f"{one}s")]
    people += [form for one in gentilicios.split(";") for form in _spanish_forms(one)]
    return Country(
        code=code,
        names=_folded([*names.split(";"), *nombres.split(";")]),
        peoples=_folded(people),
        capitals=_folded([*capital.split(";"), *ciudad.split(";")]),
    )


def _folded(names: Iterable[str]) -> frozenset[Words]:
    return frozenset(fold(name).words for name in names) - {()}


def _spanish_forms(masculine: str) -> list[str]:
    """A Spanish demonym for men and women, one and many."""
    if masculine.endswith("o"):
        return [masculine[:-1] + end for end in ("o", "a", "os", "as")]
    if masculine.endswith(("és", "án", "ín", "ón")):
        stem = masculine[:-2] + {"é": "e", "á": "a", "í": "i", "ó": "o"}[masculine[-2]] + masculine[-1]
        return [masculine, *(stem + end for end in ("a", "es", "as"))]
    if masculine.endswith("l"):
        return [masculine + end for end in ("", "a", "es", "as")]
    return [masculine, f"{masculine}s", f"{masculine}es"] if masculine else []


@lru_cache(maxsize=1024)
def country_of(delegation: str) -> Country:
    """The state a delegation represents; a body or an invented land is known by its own name alone."""
    found = _by_name().get(_bare(fold(delegation).words))
    if found is not None:
        return countries()[found]
    own = fold(delegation).words
    return Country(" ".join(own), frozenset({own, _bare(own)} - {()}), frozenset(), frozenset())


@cache
def _by_name() -> Mapping[Words, str]:
    return {_bare(name): country.code for country in countries().values() for name in country.names}


def _bare(words: Words) -> Words:
    """A name without forms of state at its ends: "the Republic of Chile" is Chile; nothing is left of none."""
    if words in _exact():
        return words
    left = [word for word in words if word not in STYLES]
    return tuple(left) or words


@cache
def _exact() -> frozenset[Words]:
    return frozenset(name for country in countries().values() for name in country.names)


def mentions(text: str | Folded, also: Iterable[Country] = ()) -> list[Mention]:
    """Where `text` names states, longest names first to be believed, in order; `also` are lands beyond the table."""
    folded = fold(text) if isinstance(text, str) else text
    beyond = _indexed(one for one in also if one.code not in countries())
    found: list[Mention] = []
    at = 0
    while at < len(folded):
        known = max(_starting(folded.words, at, _lexicon()), _starting(folded.words, at, beyond), key=_length)
        if known is not None:
            length, part, codes = known
            span = Span(folded.starts[at], folded.ends[at + length - 1])
            found.append(Mention(span, at, at + length, part, codes))
        at += _length(known) or 1
    return found


_Lexicon = Mapping[str, Mapping[Words, tuple[Part, frozenset[str]]]]
_Known = tuple[int, Part, frozenset[str]]


def _length(known: _Known | None) -> int:
    return known[0] if known is not None else 0


def _starting(words: Words, at: int, lexicon: _Lexicon) -> _Known | None:
    """The longest name that begins at this word: how many words it has, what it names, and of whom."""
    names = [name for name in lexicon.get(words[at], ()) if words[at : at + len(name)] == name]
    longest = max(names, key=len, default=None)
    return None if longest is None else (len(longest), *lexicon[words[at]][longest])


@cache
def _lexicon() -> _Lexicon:
    return _indexed(countries().values())


def _indexed(lands: Iterable[Country]) -> _Lexicon:
    """The ways to speak of lands by their first word; where one word serves two lands, both."""
    found: dict[str, dict[Words, tuple[Part, frozenset[str]]]] = defaultdict(dict)
    for land in lands:
        for words, part in land.words().items():
            was, codes = found[words[0]].get(words, (part, frozenset()))
            found[words[0]][words] = ("name" if "name" in (was, part) else part, codes | {land.code})
    return found
