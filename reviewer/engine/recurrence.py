"""Whether a text, such as an earlier version of a paper, has a passage already."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.engine.fingerprints import fold

_RUN = 4
_SAME = 0.8
"""Share of a passage's runs of four words that a text must have to have the passage."""


@dataclass(frozen=True, slots=True)
class Runs:
    """A text's runs of four folded words, to ask any number of passages of."""

    runs: frozenset[tuple[str, ...]]

    def have(self, passage: str) -> bool:
        """Whether four fifths of the passage's runs are here; a passage of fewer words must be here whole."""
        wanted = _runs(passage)
        return bool(wanted) and sum(run in self.runs for run in wanted) >= _SAME * len(wanted)


def runs_of(text: str) -> Runs:
    """The runs of a text. Takes about a millisecond for a thousand words."""
    return Runs(frozenset(_runs(text)))


def _runs(text: str) -> list[tuple[str, ...]]:
    words = fold(text).words
    return [words[at : at + _RUN] for at in range(len(words) - _RUN + 1)]
