"""A text as alignment needs it: words, stems, sentences weighted by what is rare in them, and where each k-gram is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from math import log, sqrt

from reviewer.engine.terms import content_stem

ZoneName = str

_SENTENCES = 60
"""Sentences a pair is taken to have at least: in two short texts every word is rare, and counts alone say little."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words `start` to `end` (exclusive) of one sentence within one zone."""

    start: int
    end: int
    zone: ZoneName | None


@dataclass(frozen=True, slots=True)
class Sequenced:
    """What alignment needs of one text. `weights[s]` maps the stems of segment `s` to unit-length weights."""

    words: tuple[str, ...] = field(repr=False)
    stems: tuple[str, ...] = field(repr=False)
    hashes: Sequence[int] = field(repr=False)
    positions: Mapping[int, int | list[int]] = field(repr=False)
    segments: tuple[Segment, ...] = field(repr=False)
    segment_of: Sequence[int] = field(repr=False)
    weights: tuple[Mapping[str, float], ...] = field(repr=False)
    postings: Mapping[str, Sequence[int]] = field(repr=False)

    def zone_at(self, position: int) -> ZoneName | None:
        """The zone that the word at `position` stands in, if any."""
        return self.segments[self.segment_of[position]].zone

    def sentence(self, position: int) -> Segment:
        """The segment that the word at `position` is in."""
        return self.segments[self.segment_of[position]]

    def places(self, value: int) -> Sequence[int]:
        """Where the k-gram of this hash begins; empty when the text has none."""
        found = self.positions.get(value, ())
        return (found,) if isinstance(found, int) else found


def sequence(words: Sequence[str], hashes: Sequence[int], segments: Sequence[Segment]) -> Sequenced:
    """Index `words`, whose k-grams hash to `hashes`; `segments` must cover them in order, without gap or overlap."""
    known = {word: content_stem(word) for word in set(words)}
    stems = tuple(map(known.__getitem__, words))
    postings, counts = _postings(stems, segments)
    return Sequenced(
        words=tuple(words),
        stems=stems,
        hashes=hashes,
        positions=_positions(hashes),
        segments=tuple(segments),
        segment_of=tuple(chain.from_iterable([n] * (s.end - s.start) for n, s in enumerate(segments))),
        weights=tuple(_weights(counts, postings)),
        postings=postings,
    )


def _positions(hashes: Sequence[int]) -> dict[int, int | list[int]]:
    """Nearly every k-gram is in a text once: only the others get a list."""
    positions: dict[int, int | list[int]] = dict(zip(hashes, range(len(hashes)), strict=True))
    if len(positions) == len(hashes):
        return positions
    several: dict[int, list[int]] = defaultdict(list)
    repeated = {value for value, count in Counter(hashes).items() if count > 1}
    for place, value in enumerate(hashes):
        if value in repeated:
            several[value].append(place)
    positions.update(several)
    return positions


def _postings(stems: Sequence[str], segments: Sequence[Segment]) -> tuple[dict[str, list[int]], list[dict[str, int]]]:
    """The segments that each stem is in, and of each segment how often it has its stems."""
    postings: dict[str, list[int]] = {}
    counts: list[dict[str, int]] = []
    for number, segment in enumerate(segments):
        counted: dict[str, int] = {}
        for stem in stems[segment.start : segment.end]:
            if stem in counted:
                counted[stem] += 1
            elif stem:
                counted[stem] = 1
                if stem in postings:
                    postings[stem].append(number)
                else:
                    postings[stem] = [number]
        counts.append(counted)
    return postings, counts


def _weights(counts: Sequence[Mapping[str, int]], postings: Mapping[str, Sequence[int]]) -> list[dict[str, float]]:
    """Term frequency times inverse sentence frequency within the text, each sentence scaled to length 1."""
    total = len(counts)
    rarity = {stem: log(1 + total / len(found)) for stem, found in postings.items()}
    weights = []
    for counted in counts:
        raw = {stem: times * rarity[stem] for stem, times in counted.items()}
        length = sqrt(sum([value * value for value in raw.values()]))
        weights.append({stem: value / length for stem, value in raw.items()} if length else {})
    return weights


def rarity_in(left: Sequenced, right: Sequenced) -> Callable[[str], float]:
    """How much a stem tells in this pair: the logarithm of one in how many of both texts' sentences has it."""
    total = max(_SENTENCES, len(left.segments) + len(right.segments))
    by_count = _by_count(total).__getitem__
    known = _Rarities(total)
    for text in (left, right):
        known.update(zip(text.postings, map(by_count, map(len, text.postings.values())), strict=True))
    for stem in left.postings.keys() & right.postings.keys():
        known[stem] = by_count(len(left.postings[stem]) + len(right.postings[stem]))
    return known.__getitem__


class _Rarities(dict[str, float]):
    """The rarities of a pair's stems; any other one counts like one that a single sentence has."""

    def __init__(self, total: int) -> None:
        super().__init__()
        self._total = total

    def __missing__(self, stem: str) -> float:
        return _by_count(self._total)[1]


class _ByCount(dict[int, float]):
    def __init__(self, total: int) -> None:
        super().__init__()
        self._total = total

    def __missing__(self, count: int) -> float:
        value = self[count] = log(1 + self._total / count)
        return value


@lru_cache(maxsize=256)
def _by_count(total: int) -> _ByCount:
    """Rarities among so many sentences, by how many of them have a stem; a committee asks for the same few again."""
    return _ByCount(total)
