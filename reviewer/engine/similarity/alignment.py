"""Where two word sequences say the same: copies word for word, passages alike in content, digests.

The way is that of text alignment as evaluated at PAN: seeds, extension, filtering (Potthast et al., "Overview of the
5th International Competition on Plagiarism Detection", CLEF 2013). What is copied word for word is settled first, so
that sentences merely like it do not blur its borders; what remains is looked through for sentences alike.

Everything here counts in words, knows no characters and no reasons for exclusion.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from reviewer.engine.similarity.alike import alike_segments, seed
from reviewer.engine.similarity.borders import settled
from reviewer.engine.similarity.fragments import Fragment, evidence, hull, neighbours, overlap
from reviewer.engine.similarity.gathering import gathered
from reviewer.engine.similarity.growing import Rarity, clusters, extended, grown
from reviewer.engine.similarity.joining import joined
from reviewer.engine.similarity.runs import cut, exact_runs, passed
from reviewer.engine.similarity.sequenced import Segment, Sequenced
from reviewer.engine.similarity.summaries import digest

_PASSAGES = 1000
"""Passages of a pair, the longest first: more than any two papers have, fewer than two hostile texts would cost."""
_NEAR = 12
"""Words on either side that two exact runs may be apart and still be one copy."""
_COPY = 40
"""Exact words from which a copy's borders are where its runs begin and end, whatever resembles it around."""
_UNBROKEN = 0.6
"""Share of a copy that its exact runs must make up on the longer side."""
_LOOSE = 1.6
"""How many times longer one side may be where the other is made of exact runs."""
_BOUNDED = 0.85
"""Share of exact words from which a passage ends where they end."""
_EDGE = 4
"""Words of a sentence beyond an exact fragment that go with the rest of it."""
_SEED = 8
"""Words from which an exact run is a seed among sentences alike."""
_SHORTEST = 6
"""Words below which nothing is a passage."""
_WEIGHT, _DICE, _BOTH = 25.0, 0.3, 12.0
"""Least evidence of a reworded passage: its weight, its likeness, and both multiplied."""
_HINT = 0.5
"""Share of that evidence from which a likeness hints at something, to be believed where more does."""

_ORDER = 0.05
"""Share of its pairs of neighbouring words that a reworded passage has in common at least: who writes on the same
subject has the same words, but not side by side."""
_DICE_BESIDE_COPIES = 0.55
"""Likeness of a reworded passage in a pair with copies word for word: what is merely like them is of their subject."""

Key = tuple[int, str, int, str]


class Aligned(NamedTuple):
    """What two texts have in common, both by place on the left; none begins in one zone and ends in another."""

    passages: list[Fragment]
    hints: list[Fragment]
    """Beside them, what is too little alike to be a passage: texts on one subject have one or two of these."""


def align(left: Sequenced, right: Sequenced, rarity: Rarity) -> Aligned:
    """The passages both texts share, and what hints at more."""
    runs = exact_runs(left, right)
    here = passed(left, [(run.start, run.end) for run in runs])
    there = passed(right, [(run.other_start, run.other_end) for run in runs])
    fields = _fields(left.segments, here), _fields(right.segments, there)
    pieces = [piece for run in runs for piece in cut(run, left, right, here, there)]
    copies = _copies(pieces, left, right, fields)
    seeds = [*_not_in(copies, pieces), *_seeds(left, right, copies)]
    found = [*copies]
    for key, group in _grouped(seeds, left, right, fields).items():
        if key[1] or key[3]:
            found.extend(hull(cluster) for cluster in clusters(group, _NEAR))
        else:
            found.extend(_reworded(group, left, right, rarity, fields))
    least = _DICE_BESIDE_COPIES if copies else _DICE
    kept = _without_repeated([one for one in found if _means_something(one, left, right, rarity, least)])
    whole = [_with_edges(one, left, right, rarity) if one.is_exact else one for one in kept]
    united = gathered(joined(whole, left, right, rarity), left, right, rarity)
    passages = _with_digests(united, left, right, rarity)
    hints = _apart([one for one in found if _hints_at_something(one, left, right, rarity)], passages)
    return Aligned(sorted(passages), sorted(_without_repeated(hints)))


def _fields(segments: Sequence[Segment], open_: Collection[int]) -> list[int]:
    """A number for each segment, equal for those that one passage may lie across: a heading parts nothing.

    Negative for headings themselves, each its own; the words of a zone in `open_` belong to the text around it.
    """
    fields: list[int] = []
    field, before = 0, None
    for number, segment in enumerate(segments):
        zone = None if number in open_ else segment.zone
        if zone == "title":
            fields.append(-1 - number)
            continue
        if zone != before:
            field += 1
        before = zone
        fields.append(field)
    return fields


def _copies(
    pieces: Sequence[Fragment], left: Sequenced, right: Sequenced, fields: tuple[Sequence[int], Sequence[int]]
) -> list[Fragment]:
    """What is copied word for word, here and there a word replaced."""
    found = []
    for key, group in _grouped(pieces, left, right, fields).items():
        if not (key[1] or key[3]):
            for cluster in clusters(group, _NEAR):
                whole = hull(cluster)
                if whole.exact >= _COPY and whole.exact >= _UNBROKEN * whole.longest:
                    found.append(whole)
    return found


def _grouped(
    fragments: Iterable[Fragment], left: Sequenced, right: Sequenced, fields: tuple[Sequence[int], Sequence[int]]
) -> dict[Key, list[Fragment]]:
    """Fragments by the field and the zone they lie in on either side."""
    groups: dict[Key, list[Fragment]] = defaultdict(list)
    for fragment in fragments:
        one, two = left.segment_of[fragment.start], right.segment_of[fragment.other_start]
        key = fields[0][one], _zone(left, one, fields[0]), fields[1][two], _zone(right, two, fields[1])
        groups[key].append(fragment)
    return groups


def _zone(text: Sequenced, number: int, fields: Sequence[int]) -> str:
    """The zone of a segment; none where the text around it goes on in the same field."""
    zone = text.segments[number].zone
    if zone is None or (zone == "title" and fields[number] >= 0):
        return ""
    return zone


def _seeds(left: Sequenced, right: Sequenced, copies: Sequence[Fragment]) -> Iterator[Fragment]:
    """Sentences alike, except for those that are mostly copied word for word."""
    here = held(left, [(one.start, one.end) for one in copies])
    there = held(right, [(one.other_start, one.other_end) for one in copies])
    for number, other in alike_segments(left, right, here, there):
        yield seed(left, right, number, other)


def held(text: Sequenced, spans: Sequence[tuple[int, int]]) -> set[int]:
    """The segments of which at least half lies in one of the spans."""
    held = set()
    for start, end in spans:
        for number in range(text.segment_of[start], text.segment_of[end - 1] + 1):
            segment = text.segments[number]
            if 2 * overlap((start, end), (segment.start, segment.end)) >= segment.end - segment.start:
                held.add(number)
    return held


def _not_in(copies: Sequence[Fragment], pieces: Sequence[Fragment]) -> list[Fragment]:
    """The exact runs that no copy holds on both sides."""
    return [
        piece
        for piece in pieces
        if not any(
            copy.start <= piece.start
            and piece.end <= copy.end
            and copy.other_start <= piece.other_start
            and piece.other_end <= copy.other_end
            for copy in copies
        )
    ]


def _reworded(
    group: Sequence[Fragment],
    left: Sequenced,
    right: Sequenced,
    rarity: Rarity,
    fields: tuple[Sequence[int], Sequence[int]],
) -> Iterator[Fragment]:
    """Passages grown from seeds, and the exact runs that lie in none of them."""

    def bounded(one: Fragment) -> Fragment:
        return settled(extended(one, left, right, rarity, fields), left, right, rarity)

    strong = [one for one in group if one.exact == 0 or one.exact >= _SEED]
    whole = [one for one in grown(strong, left, right, rarity) if not _is_patchwork(one)]
    passages = [one if one.exact >= _BOUNDED * one.longest else bounded(one) for one in whole]
    yield from passages
    for cluster in clusters(_not_in(passages, [one for one in group if one.exact]), _NEAR):
        united = hull(cluster)
        yield from [united] if united.is_exact else cluster


def _with_edges(fragment: Fragment, left: Sequenced, right: Sequenced, rarity: Rarity) -> Fragment:
    """An exact fragment with the rest of its outermost sentences, as far as that was changed and not written.

    Changed are a few words up to both sentences' edges, and any that still answer words of the other side's sentence.
    """
    before = fragment.start - left.sentence(fragment.start).start
    other_before = fragment.other_start - right.sentence(fragment.other_start).start
    after = left.sentence(fragment.end - 1).end - fragment.end
    other_after = right.sentence(fragment.other_end - 1).end - fragment.other_end
    if not (0 < before <= _EDGE and 0 < other_before <= _EDGE):
        before = other_before = 0
    if not (0 < after <= _EDGE and 0 < other_after <= _EDGE):
        after = other_after = 0
    edged = fragment._replace(
        start=fragment.start - before,
        end=fragment.end + after,
        other_start=fragment.other_start - other_before,
        other_end=fragment.other_end + other_after,
    )
    sentences = range(len(left.segments)), range(len(right.segments))
    return extended(edged, left, right, rarity, sentences)


def _is_patchwork(fragment: Fragment) -> bool:
    """Whether it is little more than exact runs that lie far apart on one side: those are shown one by one."""
    return fragment.exact >= _UNBROKEN * fragment.shortest and fragment.longest >= _LOOSE * fragment.shortest


def _means_something(fragment: Fragment, left: Sequenced, right: Sequenced, rarity: Rarity, least: float) -> bool:
    """Long enough, and with more in common than two sentences on one subject have by chance."""
    if fragment.shortest < _SHORTEST:
        return False
    if fragment.exact >= _SHORTEST and fragment.is_exact:
        return True
    weight, dice = evidence(fragment, left, right, rarity)
    if weight < _WEIGHT or dice < least or weight * dice < _BOTH:
        return False
    return neighbours(fragment, left, right) >= _ORDER


def _hints_at_something(fragment: Fragment, left: Sequenced, right: Sequenced, rarity: Rarity) -> bool:
    """Half the evidence of a reworded passage, and of the same kind: no run of words, which is a phrase."""
    if fragment.exact or fragment.shortest < _SHORTEST:
        return False
    weight, dice = evidence(fragment, left, right, rarity)
    if weight < _HINT * _WEIGHT or dice < _DICE or weight * dice < _HINT * _BOTH:
        return False
    return neighbours(fragment, left, right) >= _ORDER


def _apart(hints: Iterable[Fragment], passages: Sequence[Fragment]) -> list[Fragment]:
    """The hints that touch no passage on either side."""
    return [
        one
        for one in hints
        if not any(
            overlap((one.start, one.end), (passage.start, passage.end))
            or overlap((one.other_start, one.other_end), (passage.other_start, passage.other_end))
            for passage in passages
        )
    ]


def _without_repeated(fragments: Iterable[Fragment]) -> list[Fragment]:
    """Drop what lies mostly within a greater fragment: on both sides, or on either when it is short or not exact."""
    kept: list[Fragment] = []
    for one in sorted(fragments, key=lambda one: (one.start - one.end + one.other_start - one.other_end, one)):
        if len(kept) == _PASSAGES:
            break
        here = any(_mostly((one.start, one.end), (two.start, two.end)) for two in kept)
        there = any(_mostly((one.other_start, one.other_end), (two.other_start, two.other_end)) for two in kept)
        if not (here and there) and not ((here or there) and not (one.is_exact and one.exact >= _COPY)):
            kept.append(one)
    return kept


def _mostly(one: tuple[int, int], two: tuple[int, int]) -> bool:
    return 2 * overlap(one, two) > one[1] - one[0]


def _with_digests(found: Sequence[Fragment], left: Sequenced, right: Sequenced, rarity: Rarity) -> list[Fragment]:
    """With the stretch of either text that was made from words all over the other, in place of what lies in it."""
    passages = list(found)
    for one, two, mirrored in ((left, right, False), (right, left, True)):
        known = [passage.mirrored() for passage in passages] if mirrored else passages
        made = digest(one, two, known, rarity)
        if made is not None:
            inside = [passage for passage in known if overlap((made.start, made.end), (passage.start, passage.end))]
            rest = [passage for passage in known if passage not in inside]
            passages = [*rest, hull([made, *inside])]
            passages = [passage.mirrored() for passage in passages] if mirrored else passages
    return passages
