"""Which chair reads which paper: nobody's own, nobody beyond their cap, as even in words as that allows.

Papers few may read go first, then long ones; each goes to the least laden who may read it. A paper nobody has room for
takes somebody's place when that one's other paper can move on (an augmenting path, as in Kuhn's matching). Then papers
move from the most laden while that evens the load. Equal cases are decided by smallest id: same input, same plan.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

_LONGEST_CHAIN = 6
"""How many papers may move on to make room for one."""
_MOST_MOVES = 2_000


@dataclass(frozen=True, slots=True)
class Pile:
    """A paper to be read: `words` is what it costs, `barred` who must not read it."""

    paper: int
    words: int
    barred: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Available:
    """Somebody who reads: `most` is their cap in papers, over all slots; None for a fair share."""

    reader: int
    most: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Duty:
    """One reading: `slot` counts from 1."""

    paper: int
    slot: int
    reader: int


@dataclass(frozen=True, slots=True)
class Unfilled:
    """A slot nobody can take: all are `barred`, or all who may are `full`."""

    paper: int
    slot: int
    because: Literal["barred", "full"]


@dataclass(frozen=True, slots=True)
class Plan:
    """Every duty, those kept included, what nobody can take, and each reader's papers and words."""

    duties: tuple[Duty, ...]
    unfilled: tuple[Unfilled, ...]
    papers: Mapping[int, int]
    words: Mapping[int, int]


def plan(piles: Sequence[Pile], readers: Sequence[Available], *, readings: int = 1, kept: Iterable[Duty] = ()) -> Plan:
    """Give every paper `readings` different readers. `kept` duties (begun readings) stay as they are, caps or not."""
    table = _Table({pile.paper: pile for pile in piles}, {one.reader: one for one in readers}, kept)
    unfilled = []
    for pile, slot in _order(piles, table, readings):
        if not table.place(pile.paper, slot):
            because: Literal["barred", "full"] = "full" if table.eligible(pile.paper, slot) else "barred"
            unfilled.append(Unfilled(pile.paper, slot, because))
    table.even_out()
    return Plan(tuple(sorted(table.duties())), tuple(unfilled), dict(table.count), dict(table.load))


def _order(piles: Sequence[Pile], table: _Table, readings: int) -> list[tuple[Pile, int]]:
    open_slots = [
        (pile, slot) for slot in range(1, readings + 1) for pile in piles if (pile.paper, slot) not in table.reader
    ]
    return sorted(
        open_slots, key=lambda one: (one[1], -len(one[0].barred & table.readers.keys()), -one[0].words, one[0].paper)
    )


class _Table:
    """The plan in the making."""

    def __init__(self, piles: Mapping[int, Pile], readers: Mapping[int, Available], kept: Iterable[Duty]) -> None:
        self.piles, self.readers = piles, readers
        self.reader: dict[tuple[int, int], int] = {}
        self.fixed: set[tuple[int, int]] = set()
        self.load: Counter[int] = Counter(dict.fromkeys(readers, 0))
        self.count: Counter[int] = Counter(dict.fromkeys(readers, 0))
        self.met: dict[int, Counter[int]] = defaultdict(Counter)
        for duty in kept:
            self.give(duty.paper, duty.slot, duty.reader)
            self.fixed.add((duty.paper, duty.slot))

    def duties(self) -> list[Duty]:
        """What is decided so far."""
        return [Duty(paper, slot, reader) for (paper, slot), reader in self.reader.items()]

    def give(self, paper: int, slot: int, reader: int) -> None:
        for other in self.others(paper, slot):
            self.met[reader][other] += 1
            self.met[other][reader] += 1
        self.reader[paper, slot] = reader
        self.count[reader] += 1
        self.load[reader] += self._words(paper)

    def take(self, paper: int, slot: int) -> int:
        reader = self.reader.pop((paper, slot))
        for other in self.others(paper, slot):
            self.met[reader][other] -= 1
            self.met[other][reader] -= 1
        self.count[reader] -= 1
        self.load[reader] -= self._words(paper)
        return reader

    def _words(self, paper: int) -> int:
        return self.piles[paper].words if paper in self.piles else 0

    def others(self, paper: int, slot: int) -> list[int]:
        """Who reads the paper in other slots."""
        return [reader for (one, other), reader in self.reader.items() if one == paper and other != slot]

    def eligible(self, paper: int, slot: int) -> list[int]:
        """Who may read the paper in this slot, whether they have room or not."""
        barred = self.piles[paper].barred | set(self.others(paper, slot))
        return [reader for reader in self.readers if reader not in barred]

    def has_room(self, reader: int) -> bool:
        most = self.readers[reader].most
        return most is None or self.count[reader] < most

    def place(self, paper: int, slot: int) -> bool:
        """Find the slot a reader, moving others on if need be."""
        others = self.others(paper, slot)
        free = [reader for reader in self.eligible(paper, slot) if self.has_room(reader)]
        if free:
            # Among the equally laden those who have met least: agreement is then known between more of them.
            least = min(free, key=lambda one: (self.load[one], sum(self.met[one][other] for other in others), one))
            self.give(paper, slot, least)
            return True
        return self._make_room(paper, slot, _LONGEST_CHAIN, set())

    def _make_room(self, paper: int, slot: int, chain: int, tried: set[int]) -> bool:
        for reader in sorted(self.eligible(paper, slot), key=lambda one: (self.load[one], one)):
            if reader in tried:
                continue
            if self.has_room(reader):
                self.give(paper, slot, reader)
                return True
            tried.add(reader)
            if chain == 0:
                continue
            for other, other_slot in self._movable(reader):
                self.take(other, other_slot)
                self.give(paper, slot, reader)
                if self._make_room(other, other_slot, chain - 1, tried):
                    return True
                self.take(paper, slot)
                self.give(other, other_slot, reader)
        return False

    def _movable(self, reader: int) -> list[tuple[int, int]]:
        return sorted(key for key, one in self.reader.items() if one == reader and key not in self.fixed)

    def even_out(self) -> None:
        """Move single papers from the more to the less laden while that narrows the gap between the two."""
        for _ in range(_MOST_MOVES):
            if not self._even_out_once():
                return

    def _even_out_once(self) -> bool:
        laden = sorted(self.readers, key=lambda one: (-self.load[one], one))
        for giver in laden:
            for taker in reversed(laden):
                gap = self.load[giver] - self.load[taker]
                if gap <= 0 or not self.has_room(taker):
                    continue
                best = self._best_move(giver, taker, gap)
                if best is not None:
                    self.take(*best)
                    self.give(*best, taker)
                    return True
        return False

    def _best_move(self, giver: int, taker: int, gap: int) -> tuple[int, int] | None:
        """The paper whose move leaves the two closest; none when every move only swaps who has more."""
        found = [
            (abs(gap - 2 * self._words(paper)), paper, slot)
            for paper, slot in self._movable(giver)
            if 0 < self._words(paper) < gap and taker in self.eligible(paper, slot)
        ]
        return min(found)[1:] if found else None


def spread(words: Collection[int]) -> float:
    """How uneven loads are: the largest beside the mean, 1.0 when all are equal."""
    mean = sum(words) / len(words) if words else 0
    return max(words) / mean if mean else 1.0
