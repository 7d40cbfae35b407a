"""Folded words with their place in the text, and stable fingerprints of word sequences.

Two writings of the same words fold to the same view: case, accents, compatibility forms, zero-width characters, a
hyphen at a line's end and letters of other scripts that only look Latin make no difference. Every folded word keeps the
span of the characters it came from, so nothing found in the folded view ever needs its offsets moved.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

K = 5
"""Words of one k-gram: short enough to survive a replaced word here and there, long enough to be rare by chance."""
WINDOW = 4
"""Consecutive k-grams of which winnowing keeps one: any run of `K + WINDOW - 1` shared words shares a fingerprint."""
HASH_BITS = 48
"""Bits of a hash: SQLite keeps such a number in six bytes, and among thirty million of them few meet by chance."""
DEFAULT_KEY = b"reviewer/fingerprints/2"
"""Key of the hash on the command line; another key makes fingerprints of another, unlinkable family."""

_PRIME = 2**61 - 1
_DROPPED_BITS = 61 - HASH_BITS

# Invisible or combining characters that may stand inside a word without ending it.
_INSIDE = (
    "\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180e\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\u3164\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\uffa0"
    "\U000e0000-\U000e01ef"
)
_WORD = re.compile(
    rf"[^\W_](?:[^\W_]|[{_INSIDE}]+(?=[^\W_{_INSIDE}])|(?<=[^\W\d_])[-\u2010]\r?\n[ \t]*(?=[^\W\d_A-Z]))*"
)
_PLAIN_WORD = re.compile(r"[^\W_]+(?:(?<=[a-zA-Z])-\r?\n[ \t]*[a-z]+)*")
_BLANK = "[ \\t\u00a0\u2000-\u200a\u202f\u205f\u3000\\n]"
_SPACED = re.compile(rf"(?<![^\W_])[^\W\d_](?:{_BLANK}{{1,4}}[^\W\d_](?![^\W_])){{5,}}")
"""Six or more single letters in a row: no prose has them, but a copy whose letters were spaced does."""
_BLANKS = re.compile(rf"{_BLANK}+")
_DROPPED = re.compile(rf"[{_INSIDE}\-\u2010\s]+")

_LOOKALIKES = str.maketrans(
    # Cyrillic, Greek and other letters on the left are drawn like the Latin letters on the right.
    "АВЕЗКМНОРСТУХЅІЈԌԚԜабевгзікмнорстухѕјһԁԛԝґєїё" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικνορτυχϲϳ" + "ıɑɡɩʟɴʀꞓ",
    "abe3kmhopctyxsijgqw" + "a6ebr3ikmhopctyxsjhdqwreie" + "abezhikmnoptyx" + "abeikvoptuxcj" + "iagilnrc",
)


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded view of a text: `words[i]` was read from characters `starts[i]` to `ends[i]` (exclusive)."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.words)


@dataclass(frozen=True, slots=True, order=True)
class Fingerprint:
    """The hash of a run of words (`HASH_BITS` bits, fits an SQL BIGINT) and the position of its first word."""

    hash: int
    position: int


def fold(text: str) -> Folded:
    """The folded words of `text`, in order, each with its span in `text`.

    A word is a run of letters and digits; apostrophes, quotation marks and underscores separate words, so their many
    forms never matter. Letters that were spaced out, six in a row or more, are the words they spell.
    """
    pattern = _PLAIN_WORD if text.isascii() else _WORD
    known: dict[str, str] = {}
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in pattern.finditer(text):
        raw = match.group()
        word = known.get(raw)
        if word is None:
            word = known[raw] = fold_word(raw)
        if word:
            words.append(word)
            starts.append(match.start())
            ends.append(match.end())
    folded = Folded(tuple(words), tuple(starts), tuple(ends))
    return _joined(text, folded) if _SPACED.search(text) else folded


def _joined(text: str, folded: Folded) -> Folded:
    """With spaced letters as the words they spell; the commonest gap of a row parts letters, any other one words."""
    words, starts, ends = list(folded.words), list(folded.starts), list(folded.ends)
    for row in reversed(list(_SPACED.finditer(text))):
        first, last = bisect_left(starts, row.start()), bisect_left(starts, row.end())
        gaps = _BLANKS.findall(row.group())
        usual = max(sorted(set(gaps)), key=gaps.count)
        cuts = [0, *(place + 1 for place, gap in enumerate(gaps) if gap != usual), len(gaps) + 1]
        if last - first == len(gaps) + 1:
            spelt = [(first + one, first + two) for one, two in pairwise(cuts)]
            letters = ["".join(words[one:two]) for one, two in spelt]
            bounds = [starts[one] for one, _ in spelt], [ends[two - 1] for _, two in spelt]
            words[first:last], starts[first:last], ends[first:last] = letters, *bounds
    return Folded(tuple(words), tuple(starts), tuple(ends))


def fold_word(raw: str) -> str:
    """One word without case, accents, invisible characters and look-alike letters; empty when nothing is left of it."""
    if raw.isascii():
        return raw.lower() if raw.isalnum() else _DROPPED.sub("", raw).lower()
    decomposed = unicodedata.normalize("NFKD", _DROPPED.sub("", raw))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    if not plain.isascii():
        plain = _without_lookalikes(plain)
    return "".join(character for character in plain.casefold() if character.isalnum())


def _without_lookalikes(word: str) -> str:
    """Latin letters for foreign ones that look like them, where the word is mixed or all of it can be read as Latin.

    A Russian or Greek word with letters of its own stays as it is.
    """
    latin = word.translate(_LOOKALIKES)
    mixed = any("a" <= character <= "z" for character in word.lower())
    return latin if mixed or latin.isascii() else word


def kgrams(words: Sequence[str], k: int = K, key: bytes = DEFAULT_KEY) -> list[int]:
    """The hash of every run of `k` words, in order: `len(words) - k + 1` integers of `HASH_BITS` bits, or none.

    Every different word is hashed once with BLAKE2b under `key`; a run's hash is the polynomial of its words' hashes
    at a point drawn from the key, modulo a prime of 61 bits, rolled from run to run (Karp, Rabin: "Efficient randomized
    pattern-matching algorithms", 1987), of which the upper 48 bits are kept. Over words that the key made random, two
    different runs meet with a chance of about 2**-48, and the same key gives the same hash in every process, on every
    machine, for ever. Without the key nobody can tell which words a hash is of; who knows both texts and their hashes
    could solve for the key's numbers, so hashes that are given to strangers are to be hashed once more.
    """
    values = _hashed(words, key, b"word")
    point = _point(key)
    leaving = pow(point, k, _PRIME)
    hashes: list[int] = []
    value = 0
    for last, entering in enumerate(values):
        value = (value * point + entering - (values[last - k] * leaving if last >= k else 0)) % _PRIME
        if last >= k - 1:
            hashes.append(value >> _DROPPED_BITS)
    return hashes


def groups(words: Sequence[str], size: int, key: bytes = DEFAULT_KEY) -> list[int]:
    """The hash of every `size` neighbouring words, whatever their order: as many as `kgrams` gives, as large.

    The sum of the words' keyed hashes modulo a prime: equal for equal words in any order, and by chance for two others
    in 2**48 cases (Clarke et al.: "Incremental Multiset Hash Functions", ASIACRYPT 2003). Words are hashed under
    another name than those of `kgrams`, so that a sequence and a group never meet.
    """
    values = _hashed(words, key, b"group%d" % size)
    hashes: list[int] = []
    value = 0
    for last, entering in enumerate(values):
        value = (value + entering - (values[last - size] if last >= size else 0)) % _PRIME
        if last >= size - 1:
            hashes.append(value >> _DROPPED_BITS)
    return hashes


def _hashed(words: Iterable[str], key: bytes, family: bytes) -> list[int]:
    """The number below the prime that stands for each word, in order, in one of several families of numbers."""
    listed = list(words)
    known = {word: _number(word, key, family) for word in set(listed)}
    return list(map(known.__getitem__, listed))


@lru_cache(maxsize=50_000)
def _number(word: str, key: bytes, family: bytes) -> int:
    """A word as one of its family; a committee's papers have most of their words in common."""
    state = _base(key, family).copy()
    state.update(word.encode("utf-8", "surrogatepass"))
    return int.from_bytes(state.digest(), "big") % _PRIME


@lru_cache(maxsize=8)
def _base(key: bytes, family: bytes) -> hashlib.blake2b:
    return hashlib.blake2b(key=_short(key), person=family, digest_size=8)


@lru_cache(maxsize=8)
def _point(key: bytes) -> int:
    digest = hashlib.blake2b(key=_short(key), person=b"point", digest_size=16).digest()
    return 2 + int.from_bytes(digest, "big") % (_PRIME - 3)


def _short(key: bytes) -> bytes:
    """A key of any length in BLAKE2b's 64 bytes."""
    return key if len(key) <= hashlib.blake2b.MAX_KEY_SIZE else hashlib.blake2b(key).digest()


def key_id(key: bytes) -> int:
    """A number of 32 bits by which rows made under one key are told from another's; it says nothing of the key."""
    return int.from_bytes(hashlib.blake2b(key=_short(key), person=b"key id", digest_size=4).digest(), "big")


def winnow(hashes: Sequence[int], window: int = WINDOW) -> list[Fingerprint]:
    """The fingerprints winnowing keeps of consecutive k-gram hashes, by position.

    Of every `window` consecutive hashes the smallest is kept, of equal ones the rightmost, none twice: two texts that
    share `window + k - 1` words in a row keep at least one fingerprint in common (Schleimer, Wilkerson, Aiken:
    "Winnowing: Local Algorithms for Document Fingerprinting", SIGMOD 2003). A shorter text keeps its smallest hash.
    """
    kept: list[Fingerprint] = []
    smallest = -1
    for last in range(max(0, min(window, len(hashes)) - 1), len(hashes)):
        first = max(0, last - window + 1)
        if smallest < first:
            smallest = min(range(first, last + 1), key=lambda position: (hashes[position], -position))
        elif hashes[last] <= hashes[smallest]:
            smallest = last
        if not kept or kept[-1].position != smallest:
            kept.append(Fingerprint(hashes[smallest], smallest))
    return kept


def fingerprints(
    text: str | Folded, k: int = K, window: int = WINDOW, key: bytes = DEFAULT_KEY
) -> tuple[Fingerprint, ...]:
    """The winnowed fingerprints of a text, for a stored index; empty when it has fewer than `k` words."""
    folded = fold(text) if isinstance(text, str) else text
    return tuple(winnow(kgrams(folded.words, k, key), window))


def document_frequency(texts: Iterable[Iterable[int]]) -> dict[int, int]:
    """In how many of the texts, each given by its hashes, every hash occurs."""
    counts: dict[int, int] = {}
    for hashes in texts:
        for value in set(hashes):
            counts[value] = counts.get(value, 0) + 1
    return counts
