"""Places in a text that can be found again in another reading of the same file."""

from __future__ import annotations

from dataclasses import dataclass

CONTEXT = 40
"""Characters kept on either side of a quote."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Characters `start` to `end` (exclusive), what stands there, and what stands around it."""

    start: int
    end: int
    quote: str
    before: str
    after: str


def anchor(text: str, start: int, end: int) -> Anchor:
    """The anchor of a span of `text`; raises ValueError for a span that is empty or outside."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"span {start}..{end} is empty or outside a text of {len(text)} characters")
    return Anchor(start, end, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def find_again(wanted: Anchor, text: str) -> Anchor | None:
    """The same place in another text: the one occurrence of the quote, or the one whose surroundings fit best.

    None when the quote is gone, or stands in several places equally likely: then a person must look.
    """
    starts, at = [], text.find(wanted.quote)
    while at >= 0:
        starts.append(at)
        at = text.find(wanted.quote, at + 1)
    if not starts:
        return None
    found = [anchor(text, start, start + len(wanted.quote)) for start in starts]
    scored = sorted(
        ((_likeness(wanted, one), -abs(one.start - wanted.start), one.start) for one in found), reverse=True
    )
    if len(scored) > 1 and scored[0][:1] == scored[1][:1] and scored[0][0] < 2 * CONTEXT:
        return None
    best = scored[0][2]
    return next(one for one in found if one.start == best)


def _likeness(one: Anchor, two: Anchor) -> int:
    """How many characters right before and right after the quote agree."""
    before = _common_prefix(one.before[::-1], two.before[::-1])
    return before + _common_prefix(one.after, two.after)


def _common_prefix(one: str, two: str) -> int:
    count = 0
    for left, right in zip(one, two, strict=False):
        if left != right:
            break
        count += 1
    return count
