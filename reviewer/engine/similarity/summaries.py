"""A short passage made from all over a long text: a digest, in which no place of the source is copied at length.

Passages are found by words, not by places: the stretch of one text whose content words are nearly all in the other,
while the words of the rest are not. That rest is the measure of what two texts on one subject share anyway.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise
from math import fsum, sqrt

from reviewer.engine.similarity.fragments import Fragment, overlap
from reviewer.engine.similarity.growing import Rarity
from reviewer.engine.similarity.sequenced import Sequenced

_WORDS = 30
_WEIGHT = 75.0
"""Summed rarity of the different words the stretch has from the other text."""
_SHARE = 0.66
"""Share of the stretch's different content words, by rarity, that the other text has."""
_DIFFERENT = 26
"""Different content words from the other text."""
_PAIRS = 10
"""Neighbouring content words that neighbour each other in the other text too."""
_ELSEWHERE = 3
"""The same, found outside of the passages that are known already."""
_ELSEWHERE_SHARE = 0.05
"""The same as a share of the stretch's own, for each root of a thousand words it may come from: what two texts have in
common by chance grows with their length, though slower, since a long text repeats itself (Heaps)."""
_SUBJECT = 0.3
"""Share of the other text's words that the rest may have: with more, both are on one subject and words tell little."""
_EXCESS = 0.35
"""How much oftener the stretch's words are found elsewhere in the other text than the words of the rest are."""
_COPIED = 0.33
"""Share of the stretch that may be copied word for word: with more, it is a patchwork of copies, told one by one."""
_SPREAD = 2.5
"""How many times longer than the stretch the part of the other text is that it draws on."""


def digest(left: Sequenced, right: Sequenced, known: Sequence[Fragment], rarity: Rarity) -> Fragment | None:
    """The stretch of `left` made from words all over `right`, if there is one; `known` are aligned passages."""
    common = left.postings.keys() & right.postings.keys()
    if len(common) < _DIFFERENT or len(right.stems) < _SPREAD * _WORDS:
        return None
    start, end = _stretch(left, common, rarity)
    if not _WORDS <= end - start <= len(left.stems) // 2:
        return None
    stems = set(left.stems[start:end]) - {""}
    shared = stems & common
    weight = _sum(shared, rarity)
    if len(shared) < _DIFFERENT or weight < _WEIGHT or weight < _SHARE * _sum(stems, rarity):
        return None
    pairs = _pairs(left.stems[start:end])
    if len(pairs & _pairs(right.stems)) < _PAIRS:
        return None
    touching = [one for one in known if overlap((start, end), (one.start, one.end))]
    if sum(one.exact for one in touching if one.is_exact) > _COPIED * (end - start):
        return None
    if not _draws_on_the_rest(left, right, (start, end), shared, pairs, touching, rarity):
        return None
    numbers = [n for n, found in enumerate(right.weights) if len(found.keys() & shared) > 1]
    source = right.segments[numbers[0]].start, right.segments[numbers[-1]].end
    if source[1] - source[0] < _SPREAD * (end - start):
        return None
    return Fragment(start, end, *source, 0)


def _stretch(left: Sequenced, common: AbstractSet[str], rarity: Rarity) -> tuple[int, int]:
    """The words of `left` with the greatest sum of rarities, those that the other text does not have counting against.

    The maximal segment sum, in one pass (Bentley: "Programming Pearls", 1984).
    """
    gains = {stem: -told for stem, told in zip(left.postings, map(rarity, left.postings), strict=True)}
    gains.update((stem, rarity(stem)) for stem in common)
    gains[""] = 0.0
    best = score = 0.0
    first = 0
    found = (0, 0)
    for place, gain in enumerate(map(gains.__getitem__, left.stems)):
        if gain:
            if score <= 0:
                score, first = 0.0, place
            score += gain
            if score > best:
                best, found = score, (first, place + 1)
    return found


def _sum(stems: Collection[str], rarity: Rarity) -> float:
    return fsum(map(rarity, stems))


def _pairs(stems: Sequence[str]) -> set[tuple[str, str]]:
    content = [stem for stem in stems if stem]
    return set(pairwise(content))


def _draws_on_the_rest(
    left: Sequenced,
    right: Sequenced,
    stretch: tuple[int, int],
    shared: Collection[str],
    pairs: set[tuple[str, str]],
    touching: Sequence[Fragment],
    rarity: Rarity,
) -> bool:
    """Whether the stretch has more from the other text than the passages known in it say, and more than the subject."""
    told = {at for one in touching for at in range(one.other_start, one.other_end)}
    outside = [stem for at, stem in enumerate(right.stems) if at not in told]
    elsewhere = set(outside) - {""}
    known = {pair for one in touching for pair in _pairs(right.stems[one.other_start : one.other_end])}
    drawn = len((_pairs(outside) & pairs) - known)
    if drawn < max(_ELSEWHERE, _ELSEWHERE_SHARE * len(pairs) * sqrt(len(outside) / 1000)):
        return False
    rest = {*left.stems[: stretch[0]], *left.stems[stretch[1] :]} - {""}
    by_subject = _sum(elsewhere & rest, rarity) / (_sum(elsewhere, rarity) or 1.0)
    of_stretch = _sum(elsewhere & set(shared), rarity) / (_sum(shared, rarity) or 1.0)
    of_rest = _sum(elsewhere & rest, rarity) / (_sum(rest, rarity) or 1.0)
    return by_subject < _SUBJECT and of_stretch - of_rest > _EXCESS
