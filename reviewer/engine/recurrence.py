"""Whether a text, such as an earlier version of a paper, has a passage or a few words of it already."""

from __future__ import annotations

from dataclasses import dataclass

from reviewer.engine.fingerprints import fold

_WORDS = 4
_SAME = 0.8
"""Share of a passage's runs of four words that a text must have to have the passage."""

Run = tuple[str, ...]
"""Four folded words in a row."""


@dataclass(frozen=True, slots=True)
class Runs:
    """A text's runs of four folded words, to ask any number of passages of."""

    runs: frozenset[Run]

    def have(self, passage: str) -> bool:
        """Whether four fifths of the passage's runs are here; what is shorter than a run is in no text."""
        wanted = runs_in(passage)
        return bool(wanted) and sum(run in self.runs for run in wanted) >= _SAME * len(wanted)


def runs_of(text: str) -> Runs:
    """The runs of a text. Takes about a millisecond for a thousand words."""
    return Runs(frozenset(runs_in(text)))


def runs_in(text: str) -> list[Run]:
    """Every run of a text in order, as often as it occurs: about as many as it has words."""
    words = fold(text).words
    return [words[at : at + _WORDS] for at in range(len(words) - _WORDS + 1)]
