"""Which papers hang together by what they share, when what both took from one source ties nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from reviewer.engine.report import Passage

Spans = Sequence[tuple[int, int]]
Taken = Mapping[str, Mapping[str, list[tuple[int, int]]]]
"""By paper and source, where the paper's passages from the source lie, in characters."""

_EXPLAINED = 0.8
"""Share of a passage between two papers that must be one source's in both for the source to account for it."""


def clusters(papers: Sequence[str], between: Iterable[tuple[str, str, Passage]], taken: Taken) -> list[list[str]]:
    """Groups of at least two papers joined, directly or through others, in the papers' order.

    `between` are passages that two papers share, each with the paper on its left and the one on its right.
    """
    top = {name: name for name in papers}

    def find(name: str) -> str:
        while top[name] != name:
            name = top[name]
        return name

    for left, right, passage in between:
        if not _is_of_a_source(passage, taken.get(left, {}), taken.get(right, {})):
            top[find(right)] = find(left)
    groups: dict[str, list[str]] = defaultdict(list)
    for name in top:
        groups[find(name)].append(name)
    return [group for group in groups.values() if len(group) > 1]


def _is_of_a_source(passage: Passage, here: Mapping[str, Spans], there: Mapping[str, Spans]) -> bool:
    """Whether one source accounts for most of a passage on both of its sides."""
    return any(
        _is_within((passage.start, passage.end), here[source])
        and _is_within((passage.other_start, passage.other_end), there[source])
        for source in here.keys() & there.keys()
    )


def _is_within(span: tuple[int, int], spans: Spans) -> bool:
    reached, told = span[0], 0
    for start, end in sorted(spans):
        told += max(0, min(end, span[1]) - max(start, reached))
        reached = max(reached, end)
    return told >= _EXPLAINED * (span[1] - span[0])
