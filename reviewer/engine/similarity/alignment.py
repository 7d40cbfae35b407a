"""Where two word sequences say the same: exact runs, sentences alike in content, and both merged into passages.

The way is that of text alignment as evaluated at PAN: seeds, extension, filtering (Potthast et al., "Overview of the
5th International Competition on Plagiarism Detection", CLEF 2013). Exact seeds are shared word k-grams, grown to
maximal runs. Seeds of reworded text are pairs of sentences whose weighted content words are alike, by cosine and by
Dice coefficient (Sanchez-Perez, Sidorov, Gelbukh: "A Winning Approach to Text Alignment for Text Reuse Detection at
PAN 2014"). Seeds near each other on both sides are merged, and what is too little to mean anything is dropped.

Everything here counts in words, knows no characters and no reasons for exclusion.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise, product
from math import log, sqrt

from reviewer.engine.fingerprints import K
from reviewer.engine.similarity.content import stem

_REPEATS = 6
"""A k-gram that occurs more often in a text is a page header or a refrain and starts no run."""
_POSTINGS = 50
"""Sentences of the other text that one content word leads to; what is in more of them tells little."""
_PARTNERS = 6
"""Sentences of the other text that one sentence may answer to, the most alike first."""
_PASSAGES = 1000
"""Passages of a pair, the longest first: more than any two papers have, fewer than two hostile texts would cost."""
_BALANCE = 4
"""How many times longer one side of a passage may grow than the other."""
_NEAR = 10
"""Words on either side that two fragments may be apart and still be one passage."""
_FAR = 60
"""The same, when what lies between them is itself alike on both sides."""
_SHORTEST = 6
"""Words below which nothing is a passage."""
_LEAST_COSINE = 0.33
_LEAST_DICE = 0.33
_LEAST_CONTENT = 3
"""A sentence of fewer different content words is like too many others."""
_MOST = 0.75
"""Share of a sentence that, once alike, speaks for the whole sentence."""
_CHANCE = ((6, 0.58), (9, 0.48), (20, 0.38))
"""(common content words, Dice coefficient) beyond which two passages are not alike by chance: the more, the looser."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words `start` to `end` (exclusive) of one sentence within one zone; only segments of the same zone merge."""

    start: int
    end: int
    zone: str | None


@dataclass(frozen=True, slots=True)
class Sequenced:
    """What alignment needs of one text. `weights[s]` maps the stems of segment `s` to unit-length weights."""

    words: tuple[str, ...]
    stems: tuple[str, ...]
    positions: Mapping[int, tuple[int, ...]]
    segments: tuple[Segment, ...]
    segment_of: tuple[int, ...]
    weights: tuple[Mapping[str, float], ...] = field(repr=False)
    postings: Mapping[str, tuple[int, ...]] = field(repr=False)


def sequence(words: Sequence[str], hashes: Sequence[int], segments: Sequence[Segment]) -> Sequenced:
    """Index `words`, whose k-grams hash to `hashes`; `segments` must cover them in order, without gap or overlap."""
    known: dict[str, str] = {}
    for word in words:
        if word not in known:
            known[word] = stem(word)
    stems = tuple(known[word] for word in words)
    positions: dict[int, list[int]] = defaultdict(list)
    for position, value in enumerate(hashes):
        positions[value].append(position)
    postings: dict[str, list[int]] = defaultdict(list)
    for number, segment in enumerate(segments):
        for found in set(stems[segment.start : segment.end]) - {""}:
            postings[found].append(number)
    return Sequenced(
        words=tuple(words),
        stems=stems,
        positions={value: tuple(found) for value, found in positions.items()},
        segments=tuple(segments),
        segment_of=tuple(n for n, segment in enumerate(segments) for _ in range(segment.end - segment.start)),
        weights=tuple(_weights(stems[s.start : s.end], postings, len(segments)) for s in segments),
        postings={value: tuple(found) for value, found in postings.items()},
    )


def _weights(stems: Sequence[str], postings: Mapping[str, Sequence[int]], segments: int) -> dict[str, float]:
    """Term frequency times inverse sentence frequency within the text, scaled to length 1."""
    counts = Counter(found for found in stems if found)
    raw = {found: n * log(1 + segments / len(postings[found])) for found, n in sorted(counts.items())}
    length = sqrt(sum(value * value for value in raw.values()))
    return {found: value / length for found, value in raw.items()} if length else {}


@dataclass(frozen=True, slots=True, order=True)
class Fragment:
    """Words `start`..`end` on the left that answer to words `other_start`..`other_end` on the right, ends exclusive."""

    start: int
    end: int
    other_start: int
    other_end: int
    exact: int
    """Words of the left side that lie in exact runs."""


def align(left: Sequenced, right: Sequenced) -> list[Fragment]:
    """The passages both texts share, by place on the left; none lies across two zones of either text."""
    runs = list(exact_runs(left, right))
    alike = _not_yet_told(alike_segments(left, right), runs)
    by_zones: dict[tuple[str, str], list[Fragment]] = defaultdict(list)
    for fragment in {*runs, *alike}:
        one = left.segments[left.segment_of[fragment.start]].zone or ""
        two = right.segments[right.segment_of[fragment.other_start]].zone or ""
        by_zones[one, two].append(fragment)
    merged = [passage for group in by_zones.values() for passage in _merge(sorted(group), left, right)]
    telling = [fragment for fragment in merged if _means_something(fragment, left, right)]
    longest = sorted(telling, key=lambda one: (one.start - one.end + one.other_start - one.other_end, one))[:_PASSAGES]
    return _without_repeated(sorted(longest))


def _not_yet_told(alike: Iterable[Fragment], runs: Iterable[Fragment]) -> Iterator[Fragment]:
    """Without the sentences of which two thirds, on either side, lie in exact runs: their source is known better."""
    here, there = set[int](), set[int]()
    for run in runs:
        here.update(range(run.start, run.end))
        there.update(range(run.other_start, run.other_end))
    for fragment in alike:
        one = sum(1 for at in range(fragment.start, fragment.end) if at in here)
        two = sum(1 for at in range(fragment.other_start, fragment.other_end) if at in there)
        if 3 * one < 2 * (fragment.end - fragment.start) and 3 * two < 2 * (fragment.other_end - fragment.other_start):
            yield fragment


def exact_runs(left: Sequenced, right: Sequenced) -> Iterator[Fragment]:
    """Maximal runs of equal words, at least `K` long, cut where a zone begins or ends on either side."""
    diagonals: dict[int, list[int]] = defaultdict(list)
    for value in left.positions.keys() & right.positions.keys():
        here, there = left.positions[value], right.positions[value]
        if len(here) <= _REPEATS and len(there) <= _REPEATS:
            for one, two in product(here, there):
                diagonals[two - one].append(one)
    for shift, starts in diagonals.items():
        starts.sort()
        first = starts[0]
        for one, two in pairwise([*starts, len(left.words) + K]):
            if two > one + K:
                yield from _cut(first, one + K, shift, left, right)
                first = two


def _cut(start: int, end: int, shift: int, left: Sequenced, right: Sequenced) -> Iterator[Fragment]:
    """The pieces of a run of equal words in one zone on both sides; `shift` is the right place minus the left one."""
    bounds = {start, end}
    for text, first, last, offset in ((left, start, end - 1, 0), (right, start + shift, end - 1 + shift, shift)):
        for number in range(text.segment_of[first] + 1, text.segment_of[last] + 1):
            if text.segments[number].zone != text.segments[number - 1].zone:
                bounds.add(text.segments[number].start - offset)
    for one, two in pairwise(sorted(bounds)):
        yield Fragment(one, two, one + shift, two + shift, two - one)


def alike_segments(left: Sequenced, right: Sequenced) -> Iterator[Fragment]:
    """Pairs of sentences alike in content, each cut to its first and last shared content word."""
    for number, weights in enumerate(left.weights):
        if len(weights) < _LEAST_CONTENT:
            continue
        met = Counter(chain.from_iterable(right.postings.get(found, ())[:_POSTINGS] for found in weights))
        partners = [(-_likeness(weights, right.weights[other]), other) for other, n in met.items() if n > 1]
        for likeness, other in sorted(partners)[:_PARTNERS]:
            if -likeness >= _LEAST_COSINE:
                yield _hull(left, right, number, other)


def _likeness(one: Mapping[str, float], two: Mapping[str, float]) -> float:
    """The cosine of two sentences; 0 where they share too few different content words for their length."""
    common = one.keys() & two.keys()
    if len(common) < _LEAST_CONTENT or 2 * len(common) < _LEAST_DICE * (len(one) + len(two)):
        return 0.0
    return sum(value * two[found] for found, value in one.items() if found in common)


def _hull(left: Sequenced, right: Sequenced, number: int, other: int) -> Fragment:
    common = left.weights[number].keys() & right.weights[other].keys()
    here = _within(left, number, common)
    there = _within(right, other, common)
    return Fragment(here.start, here.stop, there.start, there.stop, 0)


def _within(text: Sequenced, number: int, common: Collection[str]) -> range:
    """From the first to the last shared content word of a sentence; all of it when that is most of it anyway."""
    segment = text.segments[number]
    places = [at for at in range(segment.start, segment.end) if text.stems[at] in common]
    first, end = places[0], places[-1] + 1
    if end - first >= _MOST * (segment.end - segment.start):
        return range(segment.start, segment.end)
    return range(first, end)


def _merge(fragments: Sequence[Fragment], left: Sequenced, right: Sequenced) -> list[Fragment]:
    """Unite fragments that are near each other on both sides, until nothing changes."""
    current = list(fragments)
    while True:
        united = _merge_once(current, left, right)
        if len(united) == len(current):
            return united
        current = sorted(united)


def _merge_once(fragments: Sequence[Fragment], left: Sequenced, right: Sequenced) -> list[Fragment]:
    done: list[Fragment] = []
    active: list[Fragment] = []
    for fragment in fragments:
        grown = fragment
        still = []
        for earlier in active:
            if grown.start - earlier.end > _FAR:
                done.append(earlier)
            elif _belong_together(earlier, grown, left, right):
                grown = _united(earlier, grown)
            else:
                still.append(earlier)
        active = [*still, grown]
    return done + active


def _belong_together(one: Fragment, two: Fragment, left: Sequenced, right: Sequenced) -> bool:
    gap = max(one.start, two.start) - min(one.end, two.end)
    other_gap = max(one.other_start, two.other_start) - min(one.other_end, two.other_end)
    widest = max(gap, other_gap)
    if widest > _FAR or not _balanced(_united(one, two)) or not _same_zone(one, two, left, right):
        return False
    return widest <= _NEAR or _bridged(one, two, left, right)


def _balanced(fragment: Fragment) -> bool:
    one, two = fragment.end - fragment.start, fragment.other_end - fragment.other_start
    return max(one, two) <= _BALANCE * min(one, two)


def _same_zone(one: Fragment, two: Fragment, left: Sequenced, right: Sequenced) -> bool:
    return _one_zone(left, min(one.start, two.start), max(one.end, two.end)) and _one_zone(
        right, min(one.other_start, two.other_start), max(one.other_end, two.other_end)
    )


def _one_zone(text: Sequenced, start: int, end: int) -> bool:
    first, last = text.segment_of[start], text.segment_of[end - 1]
    zone = text.segments[first].zone
    return all(text.segments[number].zone == zone for number in range(first + 1, last + 1))


def _bridged(one: Fragment, two: Fragment, left: Sequenced, right: Sequenced) -> bool:
    """Whether a third of the content words between two fragments, on the fuller side, is on the other side too."""
    here = {s for s in left.stems[min(one.end, two.end) : max(one.start, two.start)] if s}
    there = {s for s in right.stems[min(one.other_end, two.other_end) : max(one.other_start, two.other_start)] if s}
    return 4 * len(here & there) >= max(len(here), len(there)) > 0


def _united(one: Fragment, two: Fragment) -> Fragment:
    return Fragment(
        min(one.start, two.start),
        max(one.end, two.end),
        min(one.other_start, two.other_start),
        max(one.other_end, two.other_end),
        one.exact + two.exact,
    )


def common_words(left: Sequence[str], right: Sequence[str]) -> int:
    """How many words the two have in common, each as often as it is in both; order does not matter."""
    counts = Counter(left)
    counts &= Counter(right)
    return counts.total()


def _means_something(fragment: Fragment, left: Sequenced, right: Sequenced) -> bool:
    """Long enough, and with more in common than two sentences on one subject have by chance."""
    length = fragment.end - fragment.start
    other = fragment.other_end - fragment.other_start
    if min(length, other) < _SHORTEST:
        return False
    if fragment.exact >= _SHORTEST and 2 * fragment.exact >= max(length, other):
        return True
    here = [s for s in left.stems[fragment.start : fragment.end] if s]
    there = [s for s in right.stems[fragment.other_start : fragment.other_end] if s]
    common = common_words(here, there)
    dice = 2 * common / (len(here) + len(there))
    return any(common >= least and dice >= share for least, share in _CHANCE)


def _without_repeated(fragments: Sequence[Fragment]) -> list[Fragment]:
    """Drop what lies within a greater fragment on both sides, and inexact fragments that do so on either side."""
    return [one for one in fragments if not any(two is not one and _repeats(one, two) for two in fragments)]


def _repeats(one: Fragment, two: Fragment) -> bool:
    here = two.start <= one.start and one.end <= two.end
    there = two.other_start <= one.other_start and one.other_end <= two.other_end
    inexact = 2 * one.exact < one.end - one.start
    return (here and there) or (inexact and (here or there) and one.exact < two.exact)
