"""Passages that go on after a short break in both texts: one passage, as a reader would say.

Growing stops at a sentence that says something else, at a heading or at a quotation. Where the next passage begins
right behind it, on both sides, the break belongs to what was taken.
"""

from __future__ import annotations

from collections.abc import Sequence

from reviewer.engine.similarity.fragments import Fragment, evidence, hull
from reviewer.engine.similarity.growing import Rarity
from reviewer.engine.similarity.sequenced import Sequenced

_GAP = 25
"""Words of either text that may lie between two passages of one: a long sentence. 12 leave half the breaks, 35 do no
better."""
_ALIKE = 0.4
"""Likeness of both with all that lies between them."""


def joined(found: Sequence[Fragment], left: Sequenced, right: Sequenced, rarity: Rarity) -> list[Fragment]:
    """The fragments, those of both texts' bodies united that lie side by side in both, in whatever order."""
    passages: list[Fragment] = []
    in_zones: list[Fragment] = []
    for one in sorted(found):
        if left.zone_at(one.start) is not None or right.zone_at(one.other_start) is not None:
            in_zones.append(one)
            continue
        whole = one
        for before in range(len(passages) - 1, -1, -1):
            if _go_together(passages[before], whole, left, right, rarity):
                whole = hull([passages.pop(before), whole])
        passages.append(whole)
    return [*in_zones, *passages]


def _go_together(one: Fragment, two: Fragment, left: Sequenced, right: Sequenced, rarity: Rarity) -> bool:
    if two.start - one.end > _GAP or max(two.other_start - one.other_end, one.other_start - two.other_end) > _GAP:
        return False
    return evidence(hull([one, two]), left, right, rarity).dice >= _ALIKE
