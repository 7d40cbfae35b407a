"""What a paper is judged by. A `Rubric` is a value: once adopted it never changes, a new wording is a new rubric.

The form in which people write one is `rubric_form`, the arithmetic is `scoring`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

Kind = Literal["levels", "points", "coverage"]
Basis = Literal["weights", "points"]
Trigger = Literal["late", "over_length", "format", "no_references", "identity_shown", "ruling"]

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a criterion: marks `low` to `high` (equal for a single mark), in words for chairs and for delegates.

    `share` belongs to coverage criteria: from this percentage of answered key questions on, the level is suggested.
    """

    key: str
    title: str
    low: Decimal
    high: Decimal
    chairs: str
    delegates: str
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One thing that is judged.

    `kind` says how: `levels` by choosing one of the levels, `coverage` likewise, with a level suggested from the key
    questions, `points` by any whole number up to `top`, with levels as bands for its words. `independent` criteria
    get a mark and words but stay outside the total. `weight` is a percentage, in rubrics that go by weights.
    """

    key: str
    title: str
    kind: Kind
    top: Decimal
    levels: tuple[Level, ...]
    weight: Decimal | None = None
    guidance: str = ""
    required: bool = True
    per_topic: bool = False
    independent: bool = False
    half_points: bool = False

    def allows(self, mark: Decimal) -> bool:
        """Whether the mark can be given: see `allowed_marks`."""
        return mark in self.allowed_marks()

    def allowed_marks(self) -> tuple[Decimal, ...]:
        """Every mark that can be given, lowest first.

        Whole steps from each level's low to its high (from 0 to the top for `points`); where half points are
        allowed, also half a point above each of these but the highest.
        """
        if self.kind == "points":
            marks = set(_steps(Decimal(0), self.top))
        else:
            marks = {mark for level in self.levels for mark in _steps(level.low, level.high)}
        if self.half_points:
            marks |= {mark + HALF for mark in marks if mark + HALF < self.top}
        return tuple(sorted(marks))

    def level_of(self, mark: Decimal) -> Level | None:
        """The level whose words describe the mark: the highest that begins at or below it."""
        return next((level for level in self.levels if level.low <= mark), None)

    def suggested(self, share: Decimal) -> Level | None:
        """The level that a share (0 to 100) of answered key questions suggests; None unless levels state shares."""
        return next((level for level in self.levels if level.share is not None and level.share <= share), None)


@dataclass(frozen=True, slots=True)
class Scale:
    """What the total is out of, how criteria enter it, and how many decimals it is shown and ranked with.

    `weights`: each criterion counts mark / top of its weight. `points`: each counts its mark, the tops add up to
    `out_of`.
    """

    basis: Basis
    out_of: Decimal
    decimals: int = 2


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points, or a percentage of the points reached, taken off for something outside the criteria.

    A deduction is never applied silently: `trigger` only names the check that proposes it to a person.
    """

    key: str
    title: str
    unit: Literal["points", "percent"]
    amount: Decimal
    when: str
    trigger: Trigger | None = None
    most_times: int = 1


@dataclass(frozen=True, slots=True)
class Cap:
    """The most a total can be when something holds; 0 voids the score."""

    key: str
    title: str
    at_most: Decimal
    when: str
    trigger: Trigger | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """A name for totals from `at_least` on, such as a letter grade."""

    title: str
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class Rubric:
    """Criteria and the rules that make one total of their marks."""

    name: str
    title: str
    language: str
    description: str
    scale: Scale
    criteria: tuple[Criterion, ...]
    deductions: tuple[Deduction, ...] = ()
    caps: tuple[Cap, ...] = ()
    bands: tuple[Band, ...] = ()
    based_on: str = ""

    def criterion(self, key: str) -> Criterion | None:
        """The criterion with this key."""
        return next((criterion for criterion in self.criteria if criterion.key == key), None)

    def counted(self) -> tuple[Criterion, ...]:
        """The criteria that enter the total."""
        return tuple(criterion for criterion in self.criteria if not criterion.independent)

    def worth(self, criterion: Criterion) -> Decimal:
        """How many points of the total this criterion can give."""
        if criterion.independent:
            return Decimal(0)
        if self.scale.basis == "points":
            return criterion.top
        return cast(Decimal, criterion.weight) * self.scale.out_of / 100

    def band_of(self, total: Decimal) -> Band | None:
        """The highest band that begins at or below the total."""
        return next((band for band in self.bands if band.at_least <= total), None)


def _steps(low: Decimal, high: Decimal) -> list[Decimal]:
    marks = [low + step for step in range(int(high - low) + 1)]
    return marks if marks[-1] == high else [*marks, high]
