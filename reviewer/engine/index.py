"""Which of many texts are worth comparing: a candidate index over hashes, its rules, and a form of it in memory.

An index knows which documents hold a hash. Everything else follows from that alone, by `rank`: wherever the holders are
kept, equal contents give equal candidates in equal order, whichever document came first.

A hash that more than `MOST_HOLDERS` documents hold tells little and costs much: it is *frequent*, and no look-up reads
further. What nearly everybody has cannot hide a copy, though: where frequent hashes follow one another for longer than
any phrase, a text went around, and those of its holders that were read (the lowest ids: who had it first) count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import chain
from typing import Any, Protocol, TypeVar

from reviewer.engine.fingerprints import Fingerprint

Id = TypeVar("Id", bound=Hashable)
Holders = Mapping[int, Sequence[Id]]
"""For each hash the documents that hold it, ascending; of a frequent hash only the first `MOST_HOLDERS` + 1."""

MOST_HOLDERS = 200
"""Documents beyond which a hash is frequent: what more of them share is the language of the field."""
LEAST_WEIGHT = 12
"""Weight two texts must share to be aligned. A hash that only these two hold weighs 8, one in a hundred texts 2."""
_WENT_AROUND_WORDS = 30
_WENT_AROUND_WEIGHT = 3


@dataclass(frozen=True, slots=True)
class Sketch:
    """What an index keeps and asks of a text: hashes of its word sequences by place, and of its order-free groups."""

    sequences: tuple[Fingerprint, ...]
    groups: frozenset[int]

    @property
    def hashes(self) -> frozenset[int]:
        """All of them; sequences and groups never share a hash but by chance."""
        return self.groups.union(one.hash for one in self.sequences)


def weight(holders: int) -> int:
    """What it tells that a text shares a hash with `holders` documents: twice as rare, one more; 0 when frequent."""
    return (MOST_HOLDERS // holders).bit_length()


def is_frequent(holders: Sequence[object]) -> bool:
    """Whether the hash with these holders is on the stop list."""
    return len(holders) > MOST_HOLDERS


def rank(sketch: Sketch, holders: Holders[Id], least: int = LEAST_WEIGHT) -> list[tuple[Id, int]]:
    """The documents that share at least the weight `least` with the sketch, heaviest first, then by smallest id."""
    return heaviest(shared_weights(sketch, holders), least)


def heaviest(shared: Mapping[Id, int], least: int = LEAST_WEIGHT) -> list[tuple[Id, int]]:
    """Documents in the order of `rank`, from what each of them shares."""
    order: list[tuple[Any, int]] = [pair for pair in shared.items() if pair[1] >= least]
    return sorted(order, key=lambda pair: (-pair[1], pair[0]))


def shared_weights(sketch: Sketch, holders: Holders[Id]) -> Mapping[Id, int]:
    """The weight that each document shares with the sketch, of all that share any."""
    alike: dict[int, list[Sequence[Id]]] = defaultdict(list)
    for found in filter(None, map(holders.get, sketch.hashes)):
        if not is_frequent(found):
            alike[weight(len(found))].append(found)
    alike[_WENT_AROUND_WEIGHT] += [holders[value][:MOST_HOLDERS] for value in went_around(sketch, holders)]
    shared: Counter[Id] = Counter()
    for told, lists in alike.items():
        for holder, times in Counter(chain.from_iterable(lists)).items():
            shared[holder] += times * told
    return shared


def went_around(sketch: Sketch, holders: Holders[Id]) -> frozenset[int]:
    """The frequent hashes of sequences that follow one another, without a rarer one between, for thirty words."""
    kept: set[int] = set()
    for stretch in _stretches(sketch.sequences, holders):
        if stretch[-1].position - stretch[0].position >= _WENT_AROUND_WORDS:
            kept.update(one.hash for one in stretch)
    return frozenset(kept)


def _stretches(sequences: Sequence[Fingerprint], holders: Holders[Id]) -> Iterator[list[Fingerprint]]:
    stretch: list[Fingerprint] = []
    for one in sequences:
        if is_frequent(holders.get(one.hash, ())):
            stretch.append(one)
        elif stretch:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


class CandidateIndex(Protocol[Id]):
    """Stored hashes by document."""

    def add(self, document_id: Id, hashes: Iterable[int]) -> None:
        """Store a document's hashes; those of an earlier `add` of the same id are replaced."""

    def remove(self, document_id: Id) -> None:
        """Forget a document; an unknown id is no error."""

    def holders(self, hashes: Collection[int]) -> Holders[Id]:
        """Who holds these hashes; a hash that nobody holds may be missing."""
        ...


class MemoryIndex:
    """A `CandidateIndex` in dictionaries, for the command line and as the measure of every other form."""

    def __init__(self) -> None:
        self._documents: dict[int, frozenset[int]] = {}
        self._holders: dict[int, set[int]] = defaultdict(set)

    def add(self, document_id: int, hashes: Iterable[int]) -> None:
        """See `CandidateIndex.add`."""
        self.remove(document_id)
        kept = self._documents[document_id] = frozenset(hashes)
        for value in kept:
            self._holders[value].add(document_id)

    def remove(self, document_id: int) -> None:
        """See `CandidateIndex.remove`."""
        for value in self._documents.pop(document_id, frozenset()):
            holders = self._holders[value]
            holders.discard(document_id)
            if not holders:
                del self._holders[value]

    def holders(self, hashes: Collection[int]) -> Holders[int]:
        """See `CandidateIndex.holders`."""
        return {value: nsmallest(MOST_HOLDERS + 1, self._holders[value]) for value in hashes if value in self._holders}
