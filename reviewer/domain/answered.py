"""What share of its key questions a paper answers, as a rubric's coverage criterion asks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reviewer.domain.states import CoverageStatus


@dataclass(frozen=True, slots=True)
class AnsweredShare:
    """A percentage of answered questions: `said` of the `asked` rest on a chair's word, the others on a suggestion."""

    percent: Decimal
    asked: int
    said: int

    @property
    def guessed(self) -> int:
        """Questions of which only a program thinks something."""
        return self.asked - self.said


def answered_share(words: Iterable[tuple[CoverageStatus | None, CoverageStatus | None]]) -> AnsweredShare | None:
    """The share of questions, each given as (suggested, a chair's word); None when nothing is known of some question.

    An answered question counts one, one that a chair called partly answered a half. A suggestion counts only when it
    says "likely answered": a program that is unsure has found no answer.
    """
    known = list(words)
    if not known or any(suggested is None and said is None for suggested, said in known):
        return None
    halves = sum(_halves(suggested, said) for suggested, said in known)
    said = sum(word is not None for _suggested, word in known)
    return AnsweredShare(Decimal(halves * 50) / len(known), len(known), said)


def _halves(suggested: CoverageStatus | None, said: CoverageStatus | None) -> int:
    if (said or suggested) is CoverageStatus.COVERED:
        return 2
    return 1 if said is CoverageStatus.PARTLY else 0
