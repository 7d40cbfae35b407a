"""The same text with the country exchanged.

A pair of aligned passages is cut into words; what is equal on both sides is left, and every place where they differ
must be one in which the left side speaks of its own country (state, people, capital, or a person after a title of
office) and the right side of its own. Names of third countries, and changed words of any other kind, are no exchange.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher

from reviewer.engine.countries import Country, Mention, mentions
from reviewer.engine.document import Span
from reviewer.engine.fingerprints import Folded, fold

_SAME = 0.9
"""Share of the words of both sides that are equal once the countries are put aside, from which a text is the same."""
_MOST_NAME = 4
_OFFICE_WORDS = (
    "president minister chancellor king queen emir sultan secretary premier presidente presidenta ministro ministra "
    "canciller rey reina"
)
_OFFICES = frozenset(_OFFICE_WORDS.split())
_Sign = tuple[str, range]
"""A folded word, or one sign for a country's name, and the words it came from."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The places, as characters of either passage, in which only the country differs."""

    own: tuple[Span, ...]
    other: tuple[Span, ...]


def exchanged(own: str, other: str, own_country: Country, other_country: Country) -> Exchange | None:
    """How two passages that say the same exchange one country for the other; None where they do not.

    Both countries must be named, each in its own passage where the other stands in the other one, and but for these
    places nine tenths of the words must be the same.
    """
    if own_country.code == other_country.code:
        return None
    one, two = fold(own), fold(other)
    if not _may_name(one, own_country) or not _may_name(two, other_country):
        return None
    here = _named(one, own_country, (own_country, other_country))
    there = _named(two, other_country, (own_country, other_country))
    if not here or not there:
        return None
    left, right = _placeholders(one, here), _placeholders(two, there)
    matcher = SequenceMatcher(None, [word for word, _ in left], [word for word, _ in right], autojunk=False)
    equal = [pair for block in matcher.get_matching_blocks() for pair in _pairs(block, left, right)]
    changed = [(a, b) for a, b in equal if one.words[a.start : a.stop] != two.words[b.start : b.stop]]
    leaders = list(_leaders(matcher, left, right))
    same = 2 * len(equal) + sum(len(a) + len(b) for a, b in leaders)
    if not changed or same < _SAME * (len(left) + len(right)):
        return None
    places = changed + leaders
    return Exchange(
        tuple(sorted(_span(one, words) for words, _ in places)),
        tuple(sorted(_span(two, words) for _, words in places)),
    )


def _pairs(block: Match, left: Sequence[_Sign], right: Sequence[_Sign]) -> Iterator[tuple[range, range]]:
    for step in range(block.size):
        yield left[block.a + step][1], right[block.b + step][1]


def _may_name(text: Folded, country: Country) -> bool:
    """Whether a word stands there with which one of the country's names begins: cheaper than to look for them all."""
    return not {name[0] for name in country.words()}.isdisjoint(text.words)


def _named(text: Folded, country: Country, pair: tuple[Country, Country]) -> list[Mention]:
    return [one for one in mentions(text, pair) if country.code in one.codes]


def _placeholders(text: Folded, named: list[Mention]) -> list[_Sign]:
    """The words with each mention as one sign that is equal on both sides, and the words each came from."""
    starts = {one.first: one for one in named}
    found: list[_Sign] = []
    at = 0
    while at < len(text):
        one = starts.get(at)
        end = at + 1 if one is None else one.end
        found.append((text.words[at] if one is None else f"<{one.part}>", range(at, end)))
        at = end
    return found


def _span(text: Folded, words: range) -> Span:
    return Span(text.starts[words.start], text.ends[words.stop - 1])


def _leaders(
    matcher: SequenceMatcher[str], left: Sequence[_Sign], right: Sequence[_Sign]
) -> Iterator[tuple[range, range]]:
    """Changed words that stand after the same title of office: another country's leader."""
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        if tag == "replace" and start and max(end - start, other_end - other_start) <= _MOST_NAME:
            title = left[start - 1][0]
            if title in _OFFICES and title == right[other_start - 1][0]:
                here = range(left[start][1].start, left[end - 1][1].stop)
                yield here, range(right[other_start][1].start, right[other_end - 1][1].stop)
