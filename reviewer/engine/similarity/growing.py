"""From seeds to passages: seeds near each other become one, as far as what they hold together stays alike.

Clustering with gaps that narrow until a cluster is alike as a whole follows Sanchez-Perez, Sidorov and Gelbukh ("A
Winning Approach to Text Alignment for Text Reuse Detection at PAN 2014"). The borders are our own: a passage grows on
one side for as long as the words met there answer words of the other side that nothing has answered yet, so that
sentences may have changed their order, been joined or been cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from reviewer.engine.similarity.fragments import Fragment, evidence, hull
from reviewer.engine.similarity.sequenced import Sequenced

_GAPS = (50, 25, 12)
"""Words between two seeds of one passage, two or three sentences, then fewer where that joins too much."""
_ALIKE = 0.3
"""Weighted Dice coefficient below which a cluster is tried with a narrower gap."""
_REACH = 60
"""Words that one side may grow at one go."""
_AROUND = 30
"""Words beyond the other side's border that may still be answered: sentences change their place."""
_MISS = 0.5
"""What an unanswered word costs, where an answered one of the same rarity gains 1."""
_DROP = 12.0
"""Loss after which growing gives up."""
_ROUNDS = 3

Rarity = Callable[[str], float]


def clusters(fragments: Sequence[Fragment], gap: int) -> Iterator[list[Fragment]]:
    """Fragments that lie within `gap` words of each other on both sides, by splitting at wider gaps in turns."""
    waiting = [list(fragments)] if fragments else []
    while waiting:
        group = waiting.pop()
        parts = [two for one in _split(group, 0, gap) for two in _split(one, 2, gap)]
        if len(parts) == 1:
            yield parts[0]
        else:
            waiting.extend(parts)


def _split(group: Sequence[Fragment], side: int, gap: int) -> Iterator[list[Fragment]]:
    """A group cut where no fragment reaches over more than `gap` words; `side` is 0 for the left, 2 for the right."""
    part: list[Fragment] = []
    reached = 0
    for fragment in sorted(group, key=lambda one: (one[side], one)):
        if part and fragment[side] - reached > gap:
            yield part
            part = []
        reached = max(reached, fragment[side + 1]) if part else fragment[side + 1]
        part.append(fragment)
    yield part


def grown(
    seeds: Sequence[Fragment], left: Sequenced, right: Sequenced, rarity: Rarity, level: int = 0
) -> Iterator[Fragment]:
    """Clusters of seeds that are alike as a whole, each as one fragment; what never becomes alike is left out."""
    for cluster in clusters(seeds, _GAPS[level]):
        whole = hull(cluster)
        if evidence(whole, left, right, rarity).dice >= _ALIKE:
            yield whole
        elif level + 1 < len(_GAPS) and len(cluster) > 1:
            yield from grown(cluster, left, right, rarity, level + 1)


def extended(
    fragment: Fragment, left: Sequenced, right: Sequenced, rarity: Rarity, fields: tuple[Sequence[int], Sequence[int]]
) -> Fragment:
    """The fragment grown on both sides in turns; never out of its field, numbered for every segment of both texts."""
    start, end, other_start, other_end, exact = fragment
    for _ in range(_ROUNDS):
        before = (start, end, other_start, other_end)
        open_ = _around(left, start, end, fields[0])
        open_.subtract(right.stems[other_start:other_end])
        other_end += _reach(right, other_end, 1, open_, rarity, fields[1])
        other_start -= _reach(right, other_start - 1, -1, open_, rarity, fields[1])
        open_ = _around(right, other_start, other_end, fields[1])
        open_.subtract(left.stems[start:end])
        end += _reach(left, end, 1, open_, rarity, fields[0])
        start -= _reach(left, start - 1, -1, open_, rarity, fields[0])
        if before == (start, end, other_start, other_end):
            break
    return Fragment(start, end, other_start, other_end, exact)


def _around(text: Sequenced, start: int, end: int, fields: Sequence[int]) -> Counter[str]:
    """The stems of a span and of the words around it that are in its field, each as often as it is there."""
    first, last = max(0, start - _AROUND), min(len(text.stems), end + _AROUND)
    while fields[text.segment_of[first]] != fields[text.segment_of[start]]:
        first += 1
    while fields[text.segment_of[last - 1]] != fields[text.segment_of[end - 1]]:
        last -= 1
    return Counter(text.stems[first:last])


def _reach(
    text: Sequenced, place: int, step: int, asked: Mapping[str, int], rarity: Rarity, fields: Sequence[int]
) -> int:
    """How many words from `place` on, in the direction of `step`, answer more than they leave unanswered."""
    field = fields[text.segment_of[place - step]]
    open_ = dict(asked)
    score = best = 0.0
    reached = 0
    for count in range(1, _REACH + 1):
        if not 0 <= place < len(text.stems) or fields[text.segment_of[place]] != field:
            break
        stem = text.stems[place]
        place += step
        if stem:
            if open_.get(stem, 0) > 0:
                open_[stem] -= 1
                score += rarity(stem)
            else:
                score -= _MISS * rarity(stem)
            if score > best:
                best, reached = score, count
            elif score < -_DROP:
                break
    return reached
