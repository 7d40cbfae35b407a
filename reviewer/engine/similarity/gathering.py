"""Sentences taken from all over one text and set side by side in the other: one passage, not one for each sentence.

Such a patchwork is a digest made by scissors. Told piece by piece it looks like many small likenesses, each little by
itself; together they are a paragraph of which nothing is the writer's own. What copies at length stays by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reviewer.engine.similarity.fragments import Fragment, evidence, hull
from reviewer.engine.similarity.growing import Rarity
from reviewer.engine.similarity.sequenced import Sequenced

_GAP = 12
"""Words between two pieces that are nobody's, and still leave them side by side."""
_COPY = 40
"""Exact words from which a piece is a copy to be seen by itself."""
_WEIGHT = 12.0
"""Least evidence of a piece: with less it may lie there by chance."""
_MOST = 140
"""Words of a patchwork: longer ones are passages that only touch."""
_EXACT = 0.3
"""Share of a patchwork that is copied word for word: reworded passages that touch are passages of their own."""
_SPREAD = 1.5
"""How many times longer than the patchwork the part of the other text is that it draws on."""


def gathered(found: Sequence[Fragment], left: Sequenced, right: Sequenced, rarity: Rarity) -> list[Fragment]:
    """The fragments, those united that lie side by side in one text and far apart in the other; either may be it."""
    here = list(_united(found, left, right, rarity))
    there = _united([one.mirrored() for one in here], right, left, rarity)
    return [one.mirrored() for one in there]


def _united(found: Sequence[Fragment], left: Sequenced, right: Sequenced, rarity: Rarity) -> Iterator[Fragment]:
    """The fragments in order, side by side on the left united."""
    row: list[Fragment] = []
    for one in sorted(found):
        if not _is_piece(one, left, right, rarity):
            yield one
            continue
        if row and one.start - max(piece.end for piece in row) > _GAP:
            yield from _as_one(row)
            row = []
        row.append(one)
    yield from _as_one(row)


def _is_piece(one: Fragment, left: Sequenced, right: Sequenced, rarity: Rarity) -> bool:
    """Short enough to be one of many, enough to be no chance, and of both texts' bodies."""
    if one.exact >= _COPY or left.zone_at(one.start) is not None or right.zone_at(one.other_start) is not None:
        return False
    return evidence(one, left, right, rarity).weight >= _WEIGHT


def _as_one(row: Sequence[Fragment]) -> Sequence[Fragment]:
    if len(row) < 2:
        return row
    whole = hull(row)
    words, drawn_on = whole.end - whole.start, whole.other_end - whole.other_start
    is_patchwork = words <= _MOST and drawn_on >= _SPREAD * words and whole.exact >= _EXACT * words
    return [whole] if is_patchwork else row
