"""Which papers staff should look at first: by what was copied and from whom, not by a raw percentage alone.

A long passage of a kind the conference calls serious (as shipped: what also stands in another delegation's paper) says
more than the same words taken from the guide everybody was given, and a file that hides its text, or a text in which
only the country was exchanged, says more than either. The rule orders the work; it judges nobody.
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
    """What counts, after every rule and exclusion: a share from 0 to 1, and words.

    `longest_*` are the words of the longest word-for-word passage of the classes the conference calls serious, and of
    those it merely counts; `serious_words` all words of serious passages; `exchanged_words` those of passages that
    differ from another paper's only in the country; `foreign_names` places where the paper speaks as another country;
    `serious_flags` findings about the file itself that readers call serious, such as text that its pages do not show.
    """

    share: float = 0.0
    longest_serious: int = 0
    longest_counted: int = 0
    serious_words: int = 0
    exchanged_words: int = 0
    foreign_names: int = 0
    serious_flags: int = 0


_HIGH = Weight(0.30, longest_serious=30, longest_counted=120, serious_words=100, exchanged_words=25, serious_flags=1)
_MEDIUM = Weight(
    0.15, longest_serious=15, longest_counted=40, serious_words=40, exchanged_words=9, foreign_names=1, serious_flags=1
)
_NEVER = 1_000_000_000
_ORDER = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


def severity(weight: Weight) -> Severity | None:
    """High or medium where any of that level's marks is reached, low where anything counts at all, else None.

    High: a serious flag, 30 words in a row or 100 in all of a serious class, 25 words with only the country exchanged,
    120 in a row of a class that counts, or 30 % of the words. Medium: 15 in a row or 40 in all of a serious class,
    9 words with the country exchanged, a sentence that speaks as another country, 40 in a row of a class that counts,
    or 15 %.
    """
    if _reaches(weight, _HIGH):
        return Severity.HIGH
    if _reaches(weight, _MEDIUM):
        return Severity.MEDIUM
    return Severity.LOW if weight.share > 0 else None


def urgency(weight: Weight) -> tuple[int, int, int, int, int, float]:
    """A sort key, the most urgent first: severity, flags, words with the country exchanged, serious words, length."""
    level = severity(weight)
    return (
        len(_ORDER) if level is None else _ORDER.index(level),
        -weight.serious_flags,
        -weight.exchanged_words,
        -weight.serious_words,
        -max(weight.longest_serious, weight.longest_counted),
        -weight.share,
    )


def _reaches(weight: Weight, mark: Weight) -> bool:
    return (
        weight.share >= mark.share
        or weight.longest_serious >= mark.longest_serious
        or weight.longest_counted >= mark.longest_counted
        or weight.serious_words >= mark.serious_words
        or weight.exchanged_words >= mark.exchanged_words
        or weight.foreign_names >= (mark.foreign_names or _NEVER)
        or weight.serious_flags >= mark.serious_flags
    )
