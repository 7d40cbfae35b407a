"""Two texts that are one text reworked: which of their sentences answer each other.

A passage that makes up much of both texts says that one was made from the other, and no longer how much of it was
taken: its borders are those of the texts. There every sentence has to show the sentence it comes from. What a writer
put in between, or said anew in words of their own, is theirs.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nlargest
from math import fsum

from rapidfuzz.distance import LCSseq

from reviewer.engine.similarity.alike import seed
from reviewer.engine.similarity.fragments import Fragment, evidence, hull
from reviewer.engine.similarity.growing import Rarity, clusters
from reviewer.engine.similarity.sequenced import Segment, Sequenced

_MUCH = 0.25
"""Share of either text that the passage makes up."""
_ALIKE = 0.3
"""Weighted Dice coefficient below which a passage is a digest, whose sentences answer whole paragraphs."""
_UNLIKE = 1.5
"""How many times longer one side is where the passage is a patchwork or a digest, which is told whole."""
_MOST = 0.75
"""Share of a sentence's content words, by rarity, that one sentence of the other text has, in whatever order."""
_IN_ORDER = 0.65
"""Share of all its words that one sentence has in the same order."""
_LEAST_CONTENT = 3
"""Different content words that two sentences have in common at least."""
_POSTINGS = 50
"""Sentences that one content word leads to."""
_PARTNERS = 6
"""Sentences that are compared with one, those with most in common first."""
_BESIDE = 15
"""Words between two sentences that answer which are not taken out: what is shown stays readable."""


def answering(whole: Fragment, left: Sequenced, right: Sequenced, rarity: Rarity) -> list[Fragment]:
    """The parts of a passage whose sentences answer each other, where it makes up much of both texts; else itself.

    Also itself where it is mostly word for word, and where no two sentences answer: reworded throughout, it tells
    something only as a whole.
    """
    share = min((whole.end - whole.start) / len(left.words), (whole.other_end - whole.other_start) / len(right.words))
    if (
        share < _MUCH
        or whole.is_exact
        or whole.longest > _UNLIKE * whole.shortest
        or evidence(whole, left, right, rarity).dice < _ALIKE
    ):
        return [whole]
    pairs = {*_answers(whole, left, right, rarity)}
    pairs |= {(one, two) for two, one in _answers(whole.mirrored(), right, left, rarity)}
    links = (_within(whole, seed(left, right, one, two)) for one, two in sorted(pairs))
    parts = clusters([link for link in links if link.shortest > 0], _BESIDE)
    return sorted(hull(part) for part in parts) or [whole]


def _answers(whole: Fragment, left: Sequenced, right: Sequenced, rarity: Rarity) -> Iterator[tuple[int, int]]:
    """Each sentence of the passage's left side that stands in one of its right side, with the one most like it."""
    within = right.segment_of[whole.other_start], right.segment_of[whole.other_end - 1]
    for number in range(left.segment_of[whole.start], left.segment_of[whole.end - 1] + 1):
        common = _in_common(left.weights[number], right, within, rarity)
        asked = _MOST * fsum(map(rarity, left.weights[number]))
        words = _in_order(left, left.segments[number])
        for other in nlargest(_PARTNERS, common, key=lambda other: (common[other], -other)):
            theirs = _in_order(right, right.segments[other])
            if common[other] >= asked or LCSseq.similarity(words, theirs) >= _IN_ORDER * len(words):
                yield number, other
                break


def _in_common(
    stems: Mapping[str, float], text: Sequenced, within: tuple[int, int], rarity: Rarity
) -> dict[int, float]:
    """The sentences `within` the text that have enough of these stems, and the rarity of those they have."""
    found: dict[int, list[float]] = defaultdict(list)
    for stem in stems:
        places = text.postings.get(stem, ())
        first = bisect_left(places, within[0])
        for other in places[first : min(bisect_right(places, within[1]), first + _POSTINGS)]:
            found[other].append(rarity(stem))
    return {other: fsum(values) for other, values in found.items() if len(values) >= _LEAST_CONTENT}


def _in_order(text: Sequenced, segment: Segment) -> Sequence[str]:
    """The words of a sentence, content words by their stems."""
    pairs = zip(text.stems[segment.start : segment.end], text.words[segment.start : segment.end], strict=True)
    return [stem or word for stem, word in pairs]


def _within(whole: Fragment, link: Fragment) -> Fragment:
    """A link as far as it lies in the passage on both sides."""
    return Fragment(
        max(whole.start, link.start),
        min(whole.end, link.end),
        max(whole.other_start, link.other_start),
        min(whole.other_end, link.other_end),
        0,
    )
