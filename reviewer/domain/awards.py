"""Ranked papers for a committee's awards: who is eligible and why not, ties, and the rule that broke each.

A rank is a proposal that two people sign. Tie rules are tried in the order a conference chose; papers no rule tells
apart share a rank, and the next rank counts them all ("1, 2, 2, 4").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import Literal

from reviewer.domain.states import DeadlineRight, Verdict

TieRule = Literal["criterion", "fewest_adjustments", "raw", "questions", "earliest"]
Reason = Literal["late", "ruling", "unfinished", "withdrawn"]

_AWARD_RIGHTS = (DeadlineRight.PAPER_AWARD, DeadlineRight.ANY_AWARD)
_BARRING = (Verdict.PENALTY, Verdict.DISQUALIFIED)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper as awards see it. `total` is None while its marks are not complete.

    `marks` are points by criterion, `taken_off` the number of lines that took points, `answered` how many key questions
    are confirmed, `place_in_time` its place among the committee's papers by when they came, from 1.
    """

    paper: int
    total: Decimal | None
    reached: Decimal | None = None
    marks: dict[str, Decimal] = field(default_factory=dict)
    taken_off: int = 0
    answered: int = 0
    place_in_time: int = 0
    lost: frozenset[DeadlineRight] = frozenset()
    verdict: Verdict | None = None
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """An eligible paper's rank, from 1. `tied`: others share it; `broken_by`: the rule that set it below its equal."""

    paper: int
    rank: int
    total: Decimal
    tied: bool
    broken_by: TieRule | None


@dataclass(frozen=True, slots=True)
class Barred:
    """A paper that cannot win, with every reason."""

    paper: int
    total: Decimal | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Eligible papers by rank, and the others."""

    ranked: tuple[Ranked, ...]
    barred: tuple[Barred, ...]


def reasons_against(candidate: Candidate) -> tuple[Reason, ...]:
    """Why a paper cannot win an award; empty when it can."""
    found: list[Reason] = []
    if candidate.is_withdrawn:
        found.append("withdrawn")
    if candidate.total is None:
        found.append("unfinished")
    if any(right in candidate.lost for right in _AWARD_RIGHTS):
        found.append("late")
    if candidate.verdict in _BARRING:
        found.append("ruling")
    return tuple(found)


def rank(candidates: Sequence[Candidate], rules: Sequence[TieRule] = (), *, criterion: str = "") -> Ranking:
    """Rank the eligible papers by total, then by the tie rules in their order; `criterion` is that of its rule."""
    eligible = [one for one in candidates if not reasons_against(one)]
    barred = [Barred(one.paper, one.total, why) for one in candidates if (why := reasons_against(one))]
    keyed = sorted(((_key(one, rules, criterion), one) for one in eligible), key=lambda pair: (pair[0], pair[1].paper))
    ranked: list[Ranked] = []
    before: tuple[Decimal, ...] | None = None
    for key, group in groupby(keyed, key=lambda pair: pair[0]):
        members = [one for _, one in group]
        place = len(ranked) + 1
        broken = _broken_by(before, key, rules)
        ranked += [Ranked(one.paper, place, one.total or Decimal(0), len(members) > 1, broken) for one in members]
        before = key
    return Ranking(tuple(ranked), tuple(sorted(barred, key=lambda one: (-(one.total or 0), one.paper))))


def _key(one: Candidate, rules: Sequence[TieRule], criterion: str) -> tuple[Decimal, ...]:
    """Smaller is better, all along."""
    return (-(one.total or Decimal(0)), *(_value(one, rule, criterion) for rule in rules))


def _value(one: Candidate, rule: TieRule, criterion: str) -> Decimal:
    match rule:
        case "criterion":
            return -one.marks.get(criterion, Decimal(0))
        case "fewest_adjustments":
            return Decimal(one.taken_off)
        case "raw":
            return -(one.reached or Decimal(0))
        case "questions":
            return Decimal(-one.answered)
        case "earliest":
            return Decimal(one.place_in_time)


def _broken_by(
    before: tuple[Decimal, ...] | None, key: tuple[Decimal, ...], rules: Sequence[TieRule]
) -> TieRule | None:
    """The first rule that tells a paper from the one above it, when their totals do not."""
    if before is None or before[0] != key[0]:
        return None
    return next(rule for rule, one, two in zip(rules, before[1:], key[1:], strict=True) if one != two)
