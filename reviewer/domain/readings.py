"""Which reading of a paper a person writes, and which they may look at: readers are blind to each other until done.

A paper with one reading has one scorecard that its committee's chairs share. With two, each has a reader of its own;
a third person may moderate once both are finished. Anchor papers are read by every chair alone, beside all that.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

FIRST, SECOND, MODERATION = 1, 2, 3
"""Reading slots that make a final mark."""
FIRST_ANCHOR = 10
"""From this slot on, readings are of anchor papers, one a chair; they never enter a final mark."""


@dataclass(frozen=True, slots=True)
class Readings:
    """How a paper is read, as one person stands to it.

    `mine` are the slots this person reads in, `taken` those that have a reader or a scorecard, `finished` those done.
    """

    wanted: int = 1
    is_anchor: bool = False
    mine: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    finished: frozenset[int] = frozenset()
    is_staff: bool = False

    @property
    def counted(self) -> tuple[int, ...]:
        """The slots of independent readings this paper gets."""
        return tuple(range(FIRST, self.wanted + 1))

    @property
    def are_done(self) -> bool:
        """Whether every independent reading is finished."""
        return self.finished.issuperset(self.counted)

    @property
    def slot(self) -> int | None:
        """The slot this person writes in; None when others read this paper."""
        if self.is_anchor:
            return min((one for one in self.mine if one >= FIRST_ANCHOR), default=self._next_anchor())
        if self.wanted == 1:
            return FIRST
        own = sorted(one for one in self.mine if one < FIRST_ANCHOR)
        if own:
            return own[0]
        free = [one for one in self.counted if one not in self.taken]
        if free:
            return free[0]
        return MODERATION if self.are_done else None

    def _next_anchor(self) -> int:
        return max((one for one in self.taken if one >= FIRST_ANCHOR), default=FIRST_ANCHOR - 1) + 1

    def shows(self, slot: int) -> bool:
        """Whether this person may see the marks and comments of a slot now."""
        if slot == self.slot or slot in self.mine:
            return True
        if self.is_anchor or slot >= FIRST_ANCHOR:
            return False
        return self.wanted == 1 or self.are_done or (self.is_staff and not self.mine)


def deciding(totals: Mapping[int, Decimal], wanted: int, beyond: Decimal | None) -> tuple[int, ...]:
    """The slots whose finished readings make the final mark, from the totals of finished ones by slot.

    A moderation decides alone. Without one every wanted reading must be finished and near enough; else nothing decides.
    """
    if MODERATION in totals:
        return (MODERATION,)
    finished = tuple(sorted(slot for slot in totals if slot < MODERATION))
    if len(finished) < wanted or needs_moderation([totals[slot] for slot in finished], beyond):
        return ()
    return finished


def needs_moderation(totals: Collection[Decimal], beyond: Decimal | None) -> bool:
    """Whether finished readings differ by more than the committee allows; never, when it set no limit."""
    return beyond is not None and len(totals) > 1 and max(totals) - min(totals) > beyond
