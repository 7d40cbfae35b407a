"""What two texts have in common, as passages of characters, each with the reason why it may not count.

    prepare(document)  ->  Prepared     once per text; folding, k-grams, sentences, zones
    compare(a, b)      ->  Passages     once per pair; alignment, then judgement of every passage
    similarity(a, ps)  ->  two shares   of the words of a text

The comparison is symmetric: it knows no times and accuses nobody. `compare(a, b)` is `compare(b, a)` mirrored, to the
last character, because a pair is always compared in one order.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from reviewer.engine.alignment import Fragment, Segment, Sequenced, align, common_words, sequence
from reviewer.engine.content import stem
from reviewer.engine.document import Document, Span
from reviewer.engine.fingerprints import Fingerprint, Folded, K, fold, kgrams, winnow
from reviewer.engine.report import Exclusion, Passage
from reviewer.engine.text import sentences
from reviewer.engine.zones import Zone, ZoneKind, listed_questions, names, zones

_VERBATIM = 0.85
"""Share of common words from which a passage is called verbatim."""
_SHORT_WORDS = 9
_SHORT_CONTENT = 5
_PHRASE_WORDS = 25
"""A longer passage is no common phrase, however many papers share it: it is a text that went around."""
_SEGMENT_WORDS = 60
_TITLE_RUN = 3
_PROMPT_CONTENT = 3


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question's content words: who restates the question has them without copying from anybody."""

    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text made ready for any number of comparisons; immutable, picklable, with nothing of where it came from."""

    text: str = field(repr=False)
    folded: Folded = field(repr=False)
    hashes: tuple[int, ...] = field(repr=False)
    sequenced: Sequenced = field(repr=False)
    zones: tuple[Zone, ...]
    named: frozenset[int] = field(repr=False)
    title_runs: frozenset[tuple[str, ...]] = field(repr=False)
    prompts: tuple[Prompt, ...] = field(repr=False)

    @property
    def words(self) -> int:
        """How many words the text has, as comparison counts them."""
        return len(self.folded)

    @property
    def fingerprints(self) -> tuple[Fingerprint, ...]:
        """The winnowed fingerprints, for an index of candidates."""
        return tuple(winnow(self.hashes))


def prepare(document: Document | str) -> Prepared:
    """Make a document, or a bare text, ready for comparison. Takes some milliseconds for a thousand words."""
    text, blocks = (document, ()) if isinstance(document, str) else (document.text, document.blocks)
    folded = fold(text)
    found = zones(text, blocks)
    segments = _segments(folded, _cuts(text), found)
    hashes = tuple(kgrams(folded.words))
    return Prepared(
        text=text,
        folded=folded,
        hashes=hashes,
        sequenced=sequence(folded.words, hashes, segments),
        zones=found,
        named=frozenset(position for span in names(text) for position in _positions(folded, span.start, span.end)),
        title_runs=_title_runs(folded, segments),
        prompts=prepare_prompts(listed_questions(text)),
    )


def prepare_prompts(questions: Iterable[str]) -> tuple[Prompt, ...]:
    """Key questions and topic wordings, in order, ready for `compare`; those of under three content words left out."""
    prompts = (Prompt(frozenset(stem(word) for word in fold(question).words) - {""}) for question in questions)
    return tuple(prompt for prompt in prompts if len(prompt.stems) >= _PROMPT_CONTENT)


def _positions(folded: Folded, start: int, end: int) -> range:
    """The words that begin within characters `start` to `end`."""
    return range(bisect_left(folded.starts, start), bisect_left(folded.starts, end))


def _cuts(text: str) -> list[int]:
    return [span.start for span in sentences(text)]


def _segments(folded: Folded, cuts: Sequence[int], found: Sequence[Zone]) -> list[Segment]:
    """Sentences, cut where a zone begins or ends and into at most 60 words; together they cover every word."""
    total = len(folded)
    zone_of: list[ZoneKind | None] = [None] * total
    bounds = {0, total}
    for zone in found:
        inside = _positions(folded, zone.start, zone.end)
        bounds.update((inside.start, inside.stop))
        for position in inside:
            zone_of[position] = zone.kind
    bounds.update(bisect_left(folded.starts, cut) for cut in cuts)
    return [
        Segment(first, min(end, first + _SEGMENT_WORDS), zone_of[first])
        for start, end in pairwise(sorted(bounds))
        for first in range(start, end, _SEGMENT_WORDS)
    ]


def _title_runs(folded: Folded, segments: Iterable[Segment]) -> frozenset[tuple[str, ...]]:
    """Every run of three words of the title block and the headings."""
    return frozenset(
        folded.words[at : at + _TITLE_RUN]
        for segment in segments
        if segment.zone == "title"
        for at in range(segment.start, segment.end - _TITLE_RUN + 1)
    )


def compare(
    left: Prepared,
    right: Prepared,
    *,
    prompts: Sequence[Prompt] = (),
    common: Collection[int] = frozenset(),
) -> tuple[Passage, ...]:
    """The passages both texts share, by place on the left.

    `prompts` are questions anyone may restate (`prepare_prompts`); the lists of questions within the two texts are
    known without it. `common` are hashes of k-grams (`Prepared.hashes`) that so many papers share that a short passage
    made of them is nobody's. Excluded passages are returned too, with their reason on either side.
    """
    if _order(right) < _order(left):
        mirrored = compare(right, left, prompts=prompts, common=common)
        return tuple(sorted((passage.mirrored() for passage in mirrored), key=_place))
    judge = _Judge(left, right, (*prompts, *left.prompts, *right.prompts), common)
    if left.folded.words == right.folded.words and _zone_kinds(left) == _zone_kinds(right):
        fragments = _whole(left.sequenced)
    else:
        fragments = align(left.sequenced, right.sequenced)
    return tuple(sorted(_without_echoes([judge.passage(fragment) for fragment in fragments]), key=_place))


def _without_echoes(passages: Sequence[Passage]) -> list[Passage]:
    """Of passages that count on neither side, those that repeat no longer one: a title heads every page of a guide."""
    kept = [passage for passage in passages if None in (passage.excluded, passage.other_excluded)]
    idle = [passage for passage in passages if None not in (passage.excluded, passage.other_excluded)]
    here, there = _Covered(), _Covered()
    for passage in sorted(idle, key=lambda one: (one.start - one.end + one.other_start - one.other_end, _place(one))):
        known = here.holds(passage.start, passage.end) or there.holds(passage.other_start, passage.other_end)
        here.add(passage.start, passage.end)
        there.add(passage.other_start, passage.other_end)
        if not known:
            kept.append(passage)
    return kept


class _Covered:
    """Spans seen so far, and whether one of them holds another."""

    def __init__(self) -> None:
        self._spans: list[tuple[int, int]] = []

    def add(self, start: int, end: int) -> None:
        self._spans.append((start, end))

    def holds(self, start: int, end: int) -> bool:
        return any(one <= start and end <= two for one, two in self._spans)


def _order(prepared: Prepared) -> tuple[int, str, tuple[Zone, ...]]:
    return len(prepared.text), prepared.text, prepared.zones


def _place(passage: Passage) -> tuple[int, int, int, int]:
    return passage.start, passage.end, passage.other_start, passage.other_end


def _zone_kinds(prepared: Prepared) -> list[tuple[int, str | None]]:
    return [(segment.start, segment.zone) for segment in prepared.sequenced.segments]


def _whole(text: Sequenced) -> list[Fragment]:
    """A text against itself: everything, cut where its zones change."""
    fragments: list[Fragment] = []
    for segment in text.segments:
        if fragments and text.segments[text.segment_of[fragments[-1].start]].zone == segment.zone:
            start = fragments.pop().start
        else:
            start = segment.start
        fragments.append(Fragment(start, segment.end, start, segment.end, segment.end - start))
    return fragments


@dataclass(frozen=True, slots=True)
class _Judge:
    """Turns fragments of one pair into passages: kind, score and the reasons for not counting."""

    left: Prepared
    right: Prepared
    prompts: Sequence[Prompt]
    common: Collection[int]

    def passage(self, fragment: Fragment) -> Passage:
        here = range(fragment.start, fragment.end)
        there = range(fragment.other_start, fragment.other_end)
        one, two = self.left.folded, self.right.folded
        both = common_words(one.words[here.start : here.stop], two.words[there.start : there.stop])
        score = 2 * both / (len(here) + len(there))
        reason = self._reason(here, there)
        return Passage(
            kind="verbatim" if score >= _VERBATIM else "reworded",
            score=round(score, 4),
            start=one.starts[here.start],
            end=one.ends[here.stop - 1],
            other_start=two.starts[there.start],
            other_end=two.ends[there.stop - 1],
            excluded=_zone(self.left, here.start) or reason,
            other_excluded=_zone(self.right, there.start) or reason,
        )

    def _reason(self, here: range, there: range) -> Exclusion | None:
        """Why the passage counts on neither side, whatever zone it stands in."""
        shared = _stems(self.left, here) & _stems(self.right, there)
        if self._is_common_phrase(here, there):
            return "common_phrase"
        explained = self._explanations(here, there, shared)
        enough = max(_SHORT_CONTENT - 1, len(shared) // 4)
        for reason, stems in explained:
            if stems and len(shared - stems) < enough:
                return reason
        every = frozenset[str]().union(*(stems for _, stems in explained))
        if every and len(shared - every) < enough:
            return max(explained, key=lambda pair: len(pair[1]))[0]
        if min(len(here), len(there)) < _SHORT_WORDS or len(shared) < _SHORT_CONTENT:
            return "short"
        return None

    def _explanations(
        self, here: range, there: range, shared: frozenset[str]
    ) -> list[tuple[Literal["title", "prompt", "name"], frozenset[str]]]:
        """The shared stems that titles, a question, or names account for on either side."""
        titles = self.left.title_runs | self.right.title_runs if self.left.title_runs or self.right.title_runs else ()
        titled, named = frozenset[str](), frozenset[str]()
        for text, span in ((self.left, here), (self.right, there)):
            stems = text.sequenced.stems
            titled |= {stems[at] for at in _in_runs(text.folded.words, span, titles)}
            named |= {stems[at] for at in span if at in text.named}
        prompted = max((shared & prompt.stems for prompt in self.prompts), key=len, default=frozenset())
        return [("title", titled & shared), ("prompt", prompted), ("name", named & shared)]

    def _is_common_phrase(self, here: range, there: range) -> bool:
        if not self.common or max(len(here), len(there)) > _PHRASE_WORDS:
            return False
        covered = {
            at + step
            for at in here
            if at < len(self.left.hashes) and self.left.hashes[at] in self.common
            for step in range(K)
        }
        return 10 * len(covered & set(here)) >= 7 * len(here)


def _stems(text: Prepared, span: range) -> frozenset[str]:
    return frozenset(text.sequenced.stems[span.start : span.stop]) - {""}


def _in_runs(words: Sequence[str], span: range, runs: Collection[tuple[str, ...]]) -> set[int]:
    """The positions within `span` that belong to one of the runs of three words."""
    return {
        at + step
        for at in range(span.start, span.stop - _TITLE_RUN + 1)
        if tuple(words[at : at + _TITLE_RUN]) in runs
        for step in range(_TITLE_RUN)
    }


def _zone(text: Prepared, position: int) -> ZoneKind | None:
    return text.sequenced.segments[text.sequenced.segment_of[position]].zone  # type: ignore[return-value]


def similarity(document: Prepared, passages: Iterable[Passage]) -> tuple[float, float]:
    """The share of the document's words in passages that count, and the share in excluded ones only; both 0 to 1.

    `passages` have the document on their left, and may come from comparisons with any number of texts.
    """
    counted: set[int] = set()
    excluded: set[int] = set()
    for passage in passages:
        (excluded if passage.excluded else counted).update(_positions(document.folded, passage.start, passage.end))
    total = document.words or 1
    return len(counted) / total, len(excluded - counted) / total


def as_spans(passages: Iterable[Passage]) -> list[Span]:
    """The left spans of passages that count, united where they overlap or touch, in order."""
    united: list[Span] = []
    for span in sorted(Span(p.start, p.end) for p in passages if p.excluded is None):
        if united and span.start <= united[-1].end:
            united[-1] = Span(united[-1].start, max(span.end, united[-1].end))
        else:
            united.append(span)
    return united
