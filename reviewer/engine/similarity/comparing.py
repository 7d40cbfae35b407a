"""Two prepared texts in, passages out; and what the passages of a text amount to."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from reviewer.engine.encoder import Encoder
from reviewer.engine.report import Passage
from reviewer.engine.similarity.alignment import Aligned, align, held
from reviewer.engine.similarity.fragments import Fragment
from reviewer.engine.similarity.judgement import Judge
from reviewer.engine.similarity.meaning import alike_in_meaning
from reviewer.engine.similarity.nearness import tells_enough
from reviewer.engine.similarity.prepared import Prepared, Prompt, positions
from reviewer.engine.similarity.sequenced import Sequenced, rarity_in
from reviewer.engine.similarity.zones import Zone


def compare(
    left: Prepared,
    right: Prepared,
    *,
    prompts: Sequence[Prompt] = (),
    common: Collection[int] = frozenset(),
    encoder: Encoder | None = None,
    peers: bool = False,
) -> tuple[Passage, ...]:
    """The passages both texts share, by place on the left.

    `prompts` are questions anyone may restate (`prepare_prompts`); the lists of questions within the two texts are
    known without it. `common` are hashes of k-grams (`Prepared.hashes`) that so many papers share that a short passage
    made of them is nobody's. With an `encoder`, paraphrases and translations are looked for too that share too few
    words to be found without. Excluded passages are returned too, with their reason on either side.
    """
    if _order(right) < _order(left):
        mirrored = compare(right, left, prompts=prompts, common=common, encoder=encoder, peers=peers)
        return tuple(sorted((passage.mirrored() for passage in mirrored), key=_place))
    rarity = rarity_in(left.sequenced, right.sequenced)
    if left.folded.words == right.folded.words and _zone_kinds(left) == _zone_kinds(right):
        aligned = Aligned(_whole(left.sequenced), [])
    else:
        aligned = align(left.sequenced, right.sequenced, rarity)
    judge = Judge(left, right, prompts, common, rarity)
    shown = judge.shown(aligned)
    passages = [judge.passage(fragment, reason) for fragment, reason in shown]
    if encoder is not None and left.text != right.text:
        passages.extend(_by_meaning(judge, [fragment for fragment, _ in shown], encoder, peers=peers))
    return tuple(sorted(_without_echoes(passages), key=_place))


def _by_meaning(judge: Judge, fragments: Sequence[Fragment], encoder: Encoder, *, peers: bool) -> list[Passage]:
    """Passages whose sentences say the same, where no passage of equal words says so already."""
    left, right = judge.left, judge.right
    one_language = left.language == right.language
    if peers and not tells_enough(left.meanings(encoder), right.meanings(encoder), one_language=one_language):
        return []
    found = alike_in_meaning(
        left.meanings(encoder),
        right.meanings(encoder),
        here=held(left.sequenced, [(one.start, one.end) for one in fragments]),
        there=held(right.sequenced, [(one.other_start, one.other_end) for one in fragments]),
        one_language=one_language,
    )
    return [judge.told(one) for one in found]


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


def similarity(document: Prepared, passages: Iterable[Passage]) -> tuple[float, float]:
    """The share of the document's words in passages that count, and the share in excluded ones only; both 0 to 1.

    `passages` have the document on their left, and may come from comparisons with any number of texts.
    """
    counted: set[int] = set()
    excluded: set[int] = set()
    for passage in passages:
        (excluded if passage.excluded else counted).update(positions(document.folded, passage.start, passage.end))
    total = document.words or 1
    return len(counted) / total, len(excluded - counted) / total
