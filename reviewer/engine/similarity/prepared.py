"""A text made ready for comparison: folded, cut into sentences and zones, its names, titles and questions known."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from reviewer.engine.document import Document, Span
from reviewer.engine.encoder import Encoder, restored
from reviewer.engine.fingerprints import Fingerprint, Folded, fold, kgrams, winnow
from reviewer.engine.similarity.meaning import Meanings, meanings, spoken
from reviewer.engine.similarity.sequenced import Segment, Sequenced, sequence
from reviewer.engine.similarity.zones import Zone, ZoneKind, listed_questions, names, zones
from reviewer.engine.terms import content_stem
from reviewer.engine.text import language, sentences

if TYPE_CHECKING:
    from reviewer.engine.encoder import Codes

_SEGMENT_WORDS = 60
_PROMPT_CONTENT = 3
TITLE_RUN = 3
"""Words of a run by which titles are known again."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question's content words: who restates the question has them without copying from anybody."""

    stems: frozenset[str]


@dataclass(frozen=True)
class Prepared:
    """A text made ready for any number of comparisons; immutable, picklable, with nothing of where it came from.

    What only matters once something was found, is worked out then: most pairs of a conference share nothing.
    """

    text: str = field(repr=False)
    folded: Folded = field(repr=False)
    hashes: tuple[int, ...] = field(repr=False)
    sequenced: Sequenced = field(repr=False)
    zones: tuple[Zone, ...]
    sentences: tuple[Span, ...] = field(repr=False)
    _meanings: dict[tuple[str, str], Meanings] = field(default_factory=dict, repr=False, compare=False)

    def meanings(self, encoder: Encoder) -> Meanings:
        """The vectors of its sentences, computed once for each encoder."""
        key = (encoder.name, encoder.version)
        if key not in self._meanings:
            self._meanings[key] = meanings(self.text, self.folded, self.sequenced, encoder)
        return self._meanings[key]

    def recall(self, encoder: Encoder, codes: Codes, sha256: str) -> bool:
        """Take the encoder's vectors of before (rounded) instead of computing them; False if the sentences differ."""
        segments, texts = spoken(self.text, self.folded, self.sequenced)
        known = Meanings(segments, texts, restored(codes))
        if len(codes) != len(texts) or known.sha256 != sha256:
            return False
        self._meanings[encoder.name, encoder.version] = known
        return True

    @cached_property
    def language(self) -> str | None:
        """The language that most of the text is in, if it can be told."""
        return language(self.text)

    @cached_property
    def named(self) -> frozenset[int]:
        """The words that belong to names."""
        spans = names(self.text)
        return frozenset(place for span in spans for place in positions(self.folded, span.start, span.end))

    @cached_property
    def title_runs(self) -> frozenset[tuple[str, ...]]:
        """Every run of three words of the title block and the headings."""
        return frozenset(
            self.folded.words[at : at + TITLE_RUN]
            for segment in self.sequenced.segments
            if segment.zone == "title"
            for at in range(segment.start, segment.end - TITLE_RUN + 1)
        )

    @cached_property
    def prompts(self) -> tuple[Prompt, ...]:
        """The questions that the text lists."""
        return prepare_prompts(listed_questions(self.text, self.sentences))

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
    spans = tuple(sentences(text))
    segments = _segments(folded, [span.start for span in spans], found)
    hashes = tuple(kgrams(folded.words))
    return Prepared(
        text=text,
        folded=folded,
        hashes=hashes,
        sequenced=sequence(folded.words, hashes, segments),
        zones=found,
        sentences=spans,
    )


def prepare_prompts(questions: Iterable[str]) -> tuple[Prompt, ...]:
    """Key questions and topic wordings, in order, ready for `compare`; those of under three content words left out."""
    prompts = (Prompt(frozenset(content_stem(word) for word in fold(question).words) - {""}) for question in questions)
    return tuple(prompt for prompt in prompts if len(prompt.stems) >= _PROMPT_CONTENT)


def positions(folded: Folded, start: int, end: int) -> range:
    """The words that begin within characters `start` to `end`."""
    return range(bisect_left(folded.starts, start), bisect_left(folded.starts, end))


def _segments(folded: Folded, cuts: Sequence[int], found: Sequence[Zone]) -> list[Segment]:
    """Sentences, cut where a zone begins or ends and into at most 60 words; together they cover every word."""
    total = len(folded)
    zone_of: list[ZoneKind | None] = [None] * total
    bounds = {0, total}
    for zone in found:
        inside = positions(folded, zone.start, zone.end)
        bounds.update((inside.start, inside.stop))
        for position in inside:
            zone_of[position] = zone.kind
    bounds.update(bisect_left(folded.starts, cut) for cut in cuts)
    return [
        Segment(first, min(end, first + _SEGMENT_WORDS), zone_of[first])
        for start, end in pairwise(sorted(bounds))
        for first in range(start, end, _SEGMENT_WORDS)
    ]
