"""Sentences alike in content: the seeds of reworded copying."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from reviewer.engine.similarity.fragments import Fragment
from reviewer.engine.similarity.sequenced import Sequenced

_POSTINGS = 50
"""Sentences of the other text, the first ones, that one content word leads to; in more of them it tells little."""
_PARTNERS = 6
"""Sentences of the other text that one sentence may answer to, the most alike first."""
_LEAST_COSINE = 0.27
_LEAST_DICE = 0.28
"""Less likeness than tells copying: a seed only says where to look, and its passage is judged as a whole."""
_LEAST_CONTENT = 3
"""A sentence of fewer different content words is like too many others."""
_MOST = 0.75
"""Share of a sentence that, once alike, speaks for the whole sentence."""


def alike_segments(
    left: Sequenced, right: Sequenced, here: Collection[int] = (), there: Collection[int] = ()
) -> Iterator[tuple[int, int]]:
    """Numbers of sentences alike by cosine and by Dice coefficient (Sanchez-Perez, Sidorov, Gelbukh, PAN 2014).

    The sentences `here` and `there` are left out: their source is known better.
    """
    for number, weights in enumerate(left.weights):
        if len(weights) >= _LEAST_CONTENT and number not in here:
            partners = sorted(_partners(weights, right, there))[:_PARTNERS]
            yield from ((number, other) for _, other in partners)


def _partners(weights: Mapping[str, float], right: Sequenced, there: Collection[int]) -> Iterator[tuple[float, int]]:
    """Each sentence alike with its cosine, negative so that the most alike sorts first."""
    led = [(stem, found[:_POSTINGS]) for stem in weights if (found := right.postings.get(stem))]
    if len(led) < _LEAST_CONTENT:
        return
    for other, count in Counter(chain.from_iterable([found for _, found in led])).items():
        if (
            count >= _LEAST_CONTENT
            and 2 * count >= _LEAST_DICE * (len(weights) + len(right.weights[other]))
            and other not in there
        ):
            theirs = right.weights[other]
            cosine = 0.0  # one by one: a sum of another precision would order sentences otherwise
            for stem, found in led:
                if other in found:
                    cosine += weights[stem] * theirs[stem]
            if cosine >= _LEAST_COSINE:
                yield -round(cosine, 9), other


def seed(left: Sequenced, right: Sequenced, number: int, other: int) -> Fragment:
    """Two sentences alike, each cut to its first and last shared content word unless that is most of it."""
    common = left.weights[number].keys() & right.weights[other].keys()
    return Fragment(*_within(left, number, common), *_within(right, other, common), 0)


def _within(text: Sequenced, number: int, common: Collection[str]) -> tuple[int, int]:
    segment = text.segments[number]
    places = [at for at in range(segment.start, segment.end) if text.stems[at] in common]
    first, end = places[0], places[-1] + 1
    if end - first >= _MOST * (segment.end - segment.start):
        return segment.start, segment.end
    return first, end
