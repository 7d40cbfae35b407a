"""What becomes of marks when their rubric changes: kept where they fit, moved with their level, or lost.

1. A criterion is found again by its key. Without it, or when only one of them is marked for each topic, the mark is
   lost.
2. A mark stays when the new rubric allows it and describes it by the level of the same key.
3. Else it goes with its level: to the mark of the level of the same key that lies as high in it as it did. Half a step
   above the level stays half a step above it, where the new rubric has halves.
4. Where the level is gone, and for typed marks whose top changed, it goes to the nearest mark that lies as high in the
   criterion; of two as near, to the higher.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from reviewer.domain.rubric import Criterion, Level, Rubric
from reviewer.domain.scoring import MarkKey

How = Literal["kept", "moved", "lost"]


@dataclass(frozen=True, slots=True)
class Fitted:
    """One mark before and after; `after` is None when it is lost."""

    key: MarkKey
    title: str
    before: Decimal
    after: Decimal | None

    @property
    def how(self) -> How:
        """Whether it stays, moves or is lost."""
        if self.after is None:
            return "lost"
        return "kept" if self.after == self.before else "moved"


def fit(old: Rubric, new: Rubric, marks: Mapping[MarkKey, Decimal]) -> tuple[Fitted, ...]:
    """Each mark given by the old rubric as the new one has it, in the old one's order."""
    order = {criterion.key: place for place, criterion in enumerate(old.criteria)}
    keys = sorted(marks, key=lambda key: (order.get(key.criterion, len(order)), key.topic or 0))
    return tuple(_fitted(old, new, key, marks[key]) for key in keys)


def _fitted(old: Rubric, new: Rubric, key: MarkKey, mark: Decimal) -> Fitted:
    before, after = old.criterion(key.criterion), new.criterion(key.criterion)
    title = before.title if before else key.criterion
    if before is None or after is None or before.per_topic != after.per_topic:
        return Fitted(key, title, mark, None)
    return Fitted(key, title, mark, fit_mark(before, after, mark))


def fit_mark(old: Criterion, new: Criterion, mark: Decimal) -> Decimal:
    """The mark of the new criterion that stands for this one of the old."""
    level = old.level_of(mark)
    same = next((one for one in new.levels if level is not None and one.key == level.key), None)
    if level is not None and same is not None:
        described = new.level_of(mark)
        if new.allows(mark) and described is not None and described.key == same.key and _is_same_scale(old, new):
            return mark
        return _within(old, level, new, same, mark)
    if new.allows(mark) and old.top == new.top:
        return mark
    return _nearest(new.allowed_marks(), mark / old.top * new.top)


def _is_same_scale(old: Criterion, new: Criterion) -> bool:
    """Typed marks of another top are other marks, even where the number could stand."""
    return old.kind != "points" or new.kind != "points" or old.top == new.top


def _marks_of(criterion: Criterion, level: Level) -> list[Decimal]:
    """The marks that this level describes."""
    described = [(one, criterion.level_of(one)) for one in criterion.allowed_marks()]
    found = [mark for mark, by in described if by is not None and by.key == level.key]
    return found or [level.low]


def _within(old: Criterion, level: Level, new: Criterion, same: Level, mark: Decimal) -> Decimal:
    """The mark of the new level that lies as high in it; for a half step above the old one, the highest."""
    marks, high = _marks_of(new, same), _high(old, level)
    if mark > high:
        return max(marks)
    share = (mark - level.low) / (high - level.low) if high > level.low else Decimal(0)
    return _nearest(marks, same.low + share * (_high(new, same) - same.low))


def _high(criterion: Criterion, level: Level) -> Decimal:
    """The highest mark of a level without half points; the words of typed marks go on to where the next begin."""
    if criterion.kind != "points":
        return level.high
    return max(_marks_of(replace(criterion, half_points=False), level))


def _nearest(marks: Iterable[Decimal], wanted: Decimal) -> Decimal:
    return min(marks, key=lambda one: (abs(one - wanted), -one))
