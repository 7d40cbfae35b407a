"""Which of many texts are worth comparing: a candidate index over fingerprints, as a protocol and in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from typing import Protocol, TypeVar

from reviewer.engine.fingerprints import Fingerprint

Id = TypeVar("Id", bound=Hashable)


class CandidateIndex(Protocol[Id]):
    """Stored fingerprints by document. Whatever stores them, equal contents give equal candidates in equal order."""

    def add(self, document_id: Id, fingerprints: Iterable[Fingerprint]) -> None:
        """Store a document's fingerprints; those of an earlier `add` of the same id are replaced."""

    def remove(self, document_id: Id) -> None:
        """Forget a document; an unknown id is no error."""

    def candidates(self, fingerprints: Iterable[Fingerprint], limit: int) -> list[tuple[Id, int]]:
        """At most `limit` documents that share a hash, with how many distinct ones; most first, then by smallest id."""
        ...


class MemoryIndex:
    """A `CandidateIndex` in dictionaries, for the command line and as the measure of every other form."""

    def __init__(self) -> None:
        self._documents: dict[str, frozenset[int]] = {}
        self._holders: dict[int, set[str]] = defaultdict(set)

    def add(self, document_id: str, fingerprints: Iterable[Fingerprint]) -> None:
        """See `CandidateIndex.add`."""
        self.remove(document_id)
        hashes = frozenset(fingerprint.hash for fingerprint in fingerprints)
        self._documents[document_id] = hashes
        for value in hashes:
            self._holders[value].add(document_id)

    def remove(self, document_id: str) -> None:
        """See `CandidateIndex.remove`."""
        for value in self._documents.pop(document_id, frozenset()):
            holders = self._holders[value]
            holders.discard(document_id)
            if not holders:
                del self._holders[value]

    def candidates(self, fingerprints: Iterable[Fingerprint], limit: int) -> list[tuple[str, int]]:
        """See `CandidateIndex.candidates`."""
        shared = Counter(holder for value in {f.hash for f in fingerprints} for holder in self._holders.get(value, ()))
        return sorted(shared.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]
