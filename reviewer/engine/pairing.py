"""Which pairs of a batch of texts are worth aligning, where all of them would take too long.

For a batch in memory: every hash of every text is kept, none is frequent by a number of holders, and each text keeps
the texts most like it, so that the work grows with the number of texts and not with its square. A stage that proposes
pairs on other evidence, such as the nearness of sentence vectors, adds its own to those of `near_pairs`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from itertools import chain

NEAREST = 20
"""Texts with which one text is aligned at most, the most alike first; more of them join by being near it themselves."""
LEAST_TOLD = 8
"""What two texts must share at least; a hash that only two of many texts have tells so much or more."""
_WIDEST = 500
"""Texts beyond which a hash of more than half of them tells of sources only: counting all would cost too much."""


def near_pairs(hashes: Sequence[Collection[int]], papers: int, nearest: int = NEAREST) -> set[tuple[int, int]]:
    """Pairs (i, j), i < j, of the texts worth aligning; the first `papers` texts are papers, the others are sources.

    A hash tells the more, the fewer of the texts hold it: the binary logarithm of their share, in whole bits. A pair is
    near when either of its texts is among the other's nearest, papers and sources apart; two sources never are.
    """
    holders = _holders(hashes)
    pairs: set[tuple[int, int]] = set()
    for number in range(papers):
        told = _told(hashes[number], holders, len(hashes), papers)
        told.pop(number, None)
        for kind in (range(papers), range(papers, len(hashes))):
            alike = [(-weight, other) for other, weight in told.items() if other in kind and weight >= LEAST_TOLD]
            pairs.update((min(number, other), max(number, other)) for _, other in sorted(alike)[:nearest])
    return pairs


def _told(mine: Collection[int], holders: dict[int, list[int]], texts: int, papers: int) -> Counter[int]:
    """How much each text shares with one of them, by number."""
    by_weight: dict[int, list[list[int]]] = defaultdict(list)
    for found in filter(None, map(holders.get, mine)):
        heard = found[bisect_left(found, papers) :] if len(found) > max(_WIDEST, texts // 2) else found
        by_weight[(4 * texts // len(found)).bit_length()].append(heard)
    told: Counter[int] = Counter()
    for weight, heard_of in by_weight.items():
        for other, times in Counter(chain.from_iterable(heard_of)).items():
            told[other] += times * weight
    return told


def _holders(hashes: Sequence[Collection[int]]) -> dict[int, list[int]]:
    """The texts that hold each hash, for those that more than one holds."""
    first: dict[int, int] = {}
    shared: dict[int, list[int]] = {}
    for number, value in _every(hashes):
        if first.setdefault(value, number) != number:
            shared.setdefault(value, [first[value]]).append(number)
    return shared


def _every(hashes: Sequence[Collection[int]]) -> Iterator[tuple[int, int]]:
    for number, held in enumerate(hashes):
        for value in held:
            yield number, value
