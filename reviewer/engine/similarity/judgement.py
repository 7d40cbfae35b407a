"""From what was aligned to what a person sees: a passage with its kind, its score and why it may not count."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from reviewer.engine.fingerprints import K
from reviewer.engine.report import Exclusion, Passage
from reviewer.engine.similarity.alignment import Aligned
from reviewer.engine.similarity.fragments import Fragment, common_words, evidence
from reviewer.engine.similarity.growing import Rarity
from reviewer.engine.similarity.meaning import Told
from reviewer.engine.similarity.prepared import TITLE_RUN, Prepared, Prompt
from reviewer.engine.similarity.reworked import answering
from reviewer.engine.similarity.zones import ZoneKind

_VERBATIM = 0.85
"""Share of common words from which a passage is called verbatim."""
_SHORT_WORDS = 9
_SHORT_CONTENT = 5
_WEIGHT, _BOTH = 40.0, 19.0
"""Evidence below which a passage is too little to be anybody's: its weight, and its weight times its likeness."""
_BOTH_AT_LENGTH = 17.0
"""The same product for a passage of more than `_MANY` words: likeness wanes with length, and both sides are long."""
_DIGEST, _DIGEST_WEIGHT = 2.5, 75.0
"""How many times longer one side of a digest is, no wonder if both are little alike, and what it must weigh instead."""
_SEVERAL = 3
"""Likenesses that count together at least: two texts on one subject have two."""
_ALL_OVER = 0.15
"""Share of both texts that likenesses together make up which are too short by themselves."""
_WORD_FOR_WORD = 15
"""Words in a row that nobody writes a second time, whatever they are."""
_MANY = 60
"""A longer passage is no heading and no name, whatever it looks like."""
_LISTED = 40
"""Equal words in a row from which names were copied with the list they stand in: nobody has them in that order."""
_PHRASE_WORDS = 25
"""A longer passage is no common phrase, however many papers share it: it is a text that went around."""

Judged = tuple[Fragment, Exclusion | None]


@dataclass(frozen=True)
class Judge:
    """Turns fragments of one pair into passages: kind, score and the reasons for not counting."""

    left: Prepared
    right: Prepared
    given: Sequence[Prompt]
    common: Collection[int]
    rarity: Rarity

    def shown(self, aligned: Aligned) -> list[Judged]:
        """What is shown of a pair, each with its reason not to count, in no order; parts stand and fall together."""
        judged = [(one, self._reason(one)) for one in aligned.passages]
        if all(reason is not None for _, reason in judged):
            judged = self._together(judged, aligned.hints)
        texts = self.left.sequenced, self.right.sequenced
        return [(part, reason) for one, reason in judged for part in answering(one, *texts, self.rarity)]

    def _together(self, judged: list[Judged], hints: Sequence[Fragment]) -> list[Judged]:
        """Where nothing counts by itself: what is too short counts if together it tells what one passage has to.

        Two texts on one subject have a sentence or two alike, one made from the other has them all over.
        """
        likely = [one for one, reason in judged if reason == "short"]
        likely += [one for one in hints if self._reason(one) == "short"]
        few = [one for one in likely if one.shortest >= _SHORT_WORDS and not self._in_zones(one)]
        found = [evidence(one, self.left.sequenced, self.right.sequenced, self.rarity) for one in few]
        words = sum(one.end - one.start + one.other_end - one.other_start for one in few)
        if (
            len(few) < _SEVERAL
            or words < _ALL_OVER * (self.left.words + self.right.words)
            or sum(weight for weight, _ in found) < _WEIGHT
            or sum(weight * dice for weight, dice in found) < _BOTH
        ):
            return judged
        return [*((one, reason) for one, reason in judged if one not in few), *((one, None) for one in few)]

    def _in_zones(self, fragment: Fragment) -> bool:
        here = _zone(self.left, range(fragment.start, fragment.end))
        return (here or _zone(self.right, range(fragment.other_start, fragment.other_end))) is not None

    def passage(self, fragment: Fragment, reason: Exclusion | None) -> Passage:
        """The passage of a fragment, its zones looked up; `reason` is why it counts on neither side."""
        here = range(fragment.start, fragment.end)
        there = range(fragment.other_start, fragment.other_end)
        one, two = self.left.folded, self.right.folded
        both = common_words(one.words[here.start : here.stop], two.words[there.start : there.stop])
        score = 2 * both / (len(here) + len(there))
        return Passage(
            kind="verbatim" if score >= _VERBATIM else "reworded",
            score=round(score, 4),
            start=one.starts[here.start],
            end=one.ends[here.stop - 1],
            other_start=two.starts[there.start],
            other_end=two.ends[there.stop - 1],
            excluded=_zone(self.left, here) or reason,
            other_excluded=_zone(self.right, there) or reason,
        )

    @cached_property
    def prompts(self) -> tuple[Prompt, ...]:
        """The questions anyone may restate: those given, and those the two texts list."""
        return (*self.given, *self.left.prompts, *self.right.prompts)

    def told(self, told: Told) -> Passage:
        """The passage of sentences that say the same; its score is the mean cosine of their vectors.

        A question that somebody asked may be restated in any words.
        """
        one, two = self.left, self.right
        start, end = _characters(one, told.start, told.end)
        other_start, other_end = _characters(two, told.other_start, told.other_end)
        asked = _asks(one, end) or _asks(two, other_end)
        return Passage(
            kind="paraphrase" if one.language == two.language else "translated",
            score=round(min(1.0, told.cosine), 4),
            start=start,
            end=end,
            other_start=other_start,
            other_end=other_end,
            excluded="prompt" if asked else None,
            other_excluded="prompt" if asked else None,
        )

    def _reason(self, fragment: Fragment) -> Exclusion | None:
        """Why the passage counts on neither side, whatever zone it stands in."""
        here = range(fragment.start, fragment.end)
        there = range(fragment.other_start, fragment.other_end)
        if min(len(here), len(there)) > _MANY:
            return None if self._tells_enough(fragment) else "short"
        shared = _stems(self.left, here) & _stems(self.right, there)
        if self._is_common_phrase(here, there):
            return "common_phrase"
        explained = self._explanations(here, there, shared, listed=fragment.is_exact and fragment.exact >= _LISTED)
        enough = max(_SHORT_CONTENT - 1, len(shared) // 4)
        for reason, stems in explained:
            if stems and len(shared - stems) < enough:
                return reason
        every = frozenset[str]().union(*(stems for _, stems in explained))
        if every and len(shared - every) < enough:
            return max(explained, key=lambda pair: len(pair[1]))[0]
        if min(len(here), len(there)) < _SHORT_WORDS or len(shared) < _SHORT_CONTENT:
            return "short"
        return None if self._tells_enough(fragment) else "short"

    def _tells_enough(self, fragment: Fragment) -> bool:
        """Copied word for word for long enough, or more alike than two authors are who write on one subject."""
        if fragment.is_exact and fragment.exact >= _WORD_FOR_WORD:
            return True
        weight, dice = evidence(fragment, self.left.sequenced, self.right.sequenced, self.rarity)
        if fragment.longest >= _DIGEST * fragment.shortest and weight >= _DIGEST_WEIGHT:
            return True
        if fragment.shortest > _MANY:
            return weight * dice >= _BOTH_AT_LENGTH
        return weight >= _WEIGHT and weight * dice >= _BOTH

    def _explanations(
        self, here: range, there: range, shared: frozenset[str], *, listed: bool
    ) -> list[tuple[Literal["title", "prompt", "name"], frozenset[str]]]:
        """The shared stems that titles, a question, or names account for on either side; no names if `listed`."""
        titles = self.left.title_runs | self.right.title_runs if self.left.title_runs or self.right.title_runs else ()
        titled, named = frozenset[str](), frozenset[str]()
        for text, span in ((self.left, here), (self.right, there)):
            stems = text.sequenced.stems
            titled |= {stems[at] for at in _in_runs(text.folded.words, span, titles)}
            named |= {stems[at] for at in span if at in text.named}
        asked = (prompt.stems for prompt in self.prompts if 2 * len(shared & prompt.stems) >= len(prompt.stems))
        prompted = max((shared & prompt.stems for prompt in self.prompts), key=len, default=frozenset[str]())
        prompted |= shared & frozenset[str]().union(*asked)
        return [("title", titled & shared), ("prompt", prompted), ("name", frozenset() if listed else named & shared)]

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
        for at in range(span.start, span.stop - TITLE_RUN + 1)
        if tuple(words[at : at + TITLE_RUN]) in runs
        for step in range(TITLE_RUN)
    }


def _zone(text: Prepared, span: range) -> ZoneKind | None:
    """The zone that the span begins in, if any; a long span is no heading."""
    zone: ZoneKind | None = text.sequenced.zone_at(span.start)  # type: ignore[assignment]
    return None if zone == "title" and len(span) > _MANY else zone


def _characters(text: Prepared, first: int, last: int) -> tuple[int, int]:
    """Where segments `first` to `last` begin and end in the text."""
    segments = text.sequenced.segments
    return text.folded.starts[segments[first].start], text.folded.ends[segments[last].end - 1]


def _asks(text: Prepared, end: int) -> bool:
    return text.text[end : end + 3].lstrip("\"'”’»)").startswith(("?", "？"))
