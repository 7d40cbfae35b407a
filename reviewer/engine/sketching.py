"""A text's sketch: the hashes by which an index finds it again, verbatim, reordered or in part reworded.

Two kinds of evidence. *Sequences* are winnowed runs of words, as written: rare, and lost with every changed word.
*Groups* are neighbouring content words, stemmed and without their order, winnowed as well: they outlive changed
function words, other forms of a word, and what is moved about nearby. Of both together what was measured is in
docs/benchmarks.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

from reviewer.engine.fingerprints import DEFAULT_KEY, Folded, groups, key_id, kgrams, winnow
from reviewer.engine.index import Sketch
from reviewer.engine.terms import content_stem

SEQUENCE_WINDOW = 8
"""Runs of words of which one is kept: any twelve words in a row that two texts share leave a common hash."""
GROUP_SIZE = 2
GROUP_WINDOW = 4
"""The same for groups: any five content words in a row that two texts share leave a common hash."""
_STEMS = 2
"""Raised when content words are cut otherwise: groups stored before are not found again."""
_SCHEME = f"5/{SEQUENCE_WINDOW}/{GROUP_SIZE}/{GROUP_WINDOW}/{_STEMS}".encode()


def sketch(folded: Folded, key: bytes = DEFAULT_KEY, hashed: Sequence[int] | None = None) -> Sketch:
    """The sketch of a text under `key`; `hashed` are its k-grams under this key, where they are known already."""
    sequences = winnow(kgrams(folded.words, key=key) if hashed is None else hashed, SEQUENCE_WINDOW)
    return Sketch(tuple(sequences), frozenset(one.hash for one in winnow(_grouped(folded, key), GROUP_WINDOW)))


def every_hash(folded: Folded, sequences: Iterable[int], key: bytes = DEFAULT_KEY) -> frozenset[int]:
    """All hashes, of which a sketch keeps one of a few, for an index in memory; `sequences` are the text's k-grams."""
    return frozenset(chain(sequences, _grouped(folded, key)))


def _grouped(folded: Folded, key: bytes) -> list[int]:
    """The hashes of all groups of content words, in order."""
    stems = {word: content_stem(word) for word in set(folded.words)}
    return groups([stems[word] for word in folded.words if stems[word]], GROUP_SIZE, key)


def sketch_id(key: bytes) -> int:
    """A number of 32 bits that changes with the key and with what a sketch is: rows of another one are of no use."""
    return key_id(key + b"/" + _SCHEME)
