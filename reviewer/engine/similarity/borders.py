"""Where a reworded passage begins and ends: at its sentences' edges, without sentences that answer nothing.

Seeds bring along what lies between them, and a sentence that is a little like two others is a seed twice. So the edges
are looked at again when a passage has grown: a reworded text has its sentences from somewhere, each as a whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from reviewer.engine.similarity.fragments import Fragment
from reviewer.engine.similarity.growing import Rarity
from reviewer.engine.similarity.sequenced import Sequenced

_ANSWERED = 0.1
"""Share of an outermost sentence, by rarity, that must answer words of the other side which nothing else answers; with
more, sentences whose words were exchanged are lost."""
_HELD = 0.67
"""Share of a sentence from which a passage that reaches into it holds it all; with less, others' words come along."""


def settled(fragment: Fragment, left: Sequenced, right: Sequenced, rarity: Rarity) -> Fragment:
    """The fragment without idle sentences at its edges, the longer side first, then with its sentences whole."""
    if fragment.end - fragment.start >= fragment.other_end - fragment.other_start:
        fragment = _trimmed(fragment, left, right, rarity)
        fragment = _trimmed(fragment.mirrored(), right, left, rarity).mirrored()
    else:
        fragment = _trimmed(fragment.mirrored(), right, left, rarity).mirrored()
        fragment = _trimmed(fragment, left, right, rarity)
    start, end = _whole(left, fragment.start, fragment.end)
    other_start, other_end = _whole(right, fragment.other_start, fragment.other_end)
    return fragment._replace(start=start, end=end, other_start=other_start, other_end=other_end)


def _trimmed(fragment: Fragment, left: Sequenced, right: Sequenced, rarity: Rarity) -> Fragment:
    """The fragment whose outermost sentences on the left each answer something; one always remains."""
    start, end = fragment.start, fragment.end
    here = Counter(left.stems[start:end])
    there = Counter(right.stems[fragment.other_start : fragment.other_end])
    while True:
        first, last = left.sentence(start), left.sentence(end - 1)
        if _is_idle(left, start, first.end, end - start, here, there, rarity):
            here.subtract(left.stems[start : first.end])
            start = first.end
        elif _is_idle(left, last.start, end, end - start, here, there, rarity):
            here.subtract(left.stems[last.start : end])
            end = last.start
        else:
            return fragment._replace(start=start, end=end)


def _is_idle(
    text: Sequenced,
    start: int,
    end: int,
    words: int,
    here: Mapping[str, int],
    there: Mapping[str, int],
    rarity: Rarity,
) -> bool:
    """Whether a sentence, less than half of `words`, answers too little that the others of its side do not."""
    if 2 * (end - start) > words:
        return False
    total = answered = 0.0
    for stem, times in Counter(text.stems[start:end]).items():
        if stem:
            value = rarity(stem)
            total += times * value
            asked = there.get(stem, 0)
            if asked:
                answered += value * (min(here[stem], asked) - min(here[stem] - times, asked))
    return answered < _ANSWERED * total


def _whole(text: Sequenced, start: int, end: int) -> tuple[int, int]:
    """The span with all of its first and its last sentence, where it holds most of them."""
    first, last = text.sentence(start), text.sentence(end - 1)
    holds_first = min(end, first.end) - start >= _HELD * (first.end - first.start)
    holds_last = end - max(start, last.start) >= _HELD * (last.end - last.start)
    return first.start if holds_first else start, last.end if holds_last else end
