"""Which papers staff should look at first: by what was copied and from whom, not by a raw percentage alone.

A long passage that also stands in another paper of the conference says more than the same words taken from the guide
everybody was given, and a file that hides its text says more than either. The rule orders the work; it judges nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How soon a paper should be looked at."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Weight:
    """What counts, after every exclusion: a share from 0 to 1, and words.

    `longest_*` are the words of the longest word-for-word passage that also stands in another paper of the conference,
    or in a source; `from_papers` all words that also stand in other papers and in no source; `serious_flags` findings
    about the file itself that readers call serious, such as text that is not what its pages show.
    """

    share: float = 0.0
    longest_from_papers: int = 0
    longest_from_sources: int = 0
    from_papers: int = 0
    serious_flags: int = 0


_HIGH = Weight(share=0.30, longest_from_papers=30, longest_from_sources=120, from_papers=100, serious_flags=1)
_MEDIUM = Weight(share=0.15, longest_from_papers=15, longest_from_sources=40, from_papers=40, serious_flags=1)
_ORDER = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def severity(weight: Weight) -> Severity | None:
    """High or medium where any of that level's marks is reached, low where anything counts at all, else None.

    High: a serious flag, 30 words in a row or 100 in all from another paper, 120 in a row from a source, or 30 % of
    the words. Medium: 15 in a row or 40 in all from another paper, 40 in a row from a source, or 15 %.
    """
    if _reaches(weight, _HIGH):
        return Severity.HIGH
    if _reaches(weight, _MEDIUM):
        return Severity.MEDIUM
    return Severity.LOW if weight.share > 0 else None


def urgency(weight: Weight) -> tuple[int, int, int, int, float]:
    """A sort key, the most urgent first: severity, the file's flags, words from papers, longest passage, share."""
    level = severity(weight)
    return (
        len(_ORDER) if level is None else _ORDER.index(level),
        -weight.serious_flags,
        -weight.from_papers,
        -max(weight.longest_from_papers, weight.longest_from_sources),
        -weight.share,
    )


def _reaches(weight: Weight, mark: Weight) -> bool:
    return (
        weight.share >= mark.share
        or weight.longest_from_papers >= mark.longest_from_papers
        or weight.longest_from_sources >= mark.longest_from_sources
        or weight.from_papers >= mark.from_papers
        or weight.serious_flags >= mark.serious_flags
    )
