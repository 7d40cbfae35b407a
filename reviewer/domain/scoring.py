"""From marks to a total, exactly, and in the open.

The rules, in order:

1. Comments with points move the mark they are on, between 0 and its top; the moved mark is the one that counts. They
   wait while there is no mark to move.
   A criterion gives `mark / top` of its worth. A per-topic criterion splits its worth evenly over the paper's topics.
2. A required criterion without a mark counts 0 and is listed as missing; the total is then a running one.
   An optional criterion without a mark is left out, and the worth of the others grows in proportion, so that the total
   stays out of the same number. Independent criteria never count.
3. Percent deductions are of the points reached by rules 1 and 2, whatever else is taken off, so order never matters.
4. Bonuses and deductions are added up; the result stays between 0 and the scale's top; then caps are applied.
5. Arithmetic is exact (fractions); each shown number is rounded once, at the end, half away from zero, to the scale's
   decimals. Shown lines may therefore differ from the shown total in the last digit; the total is the true one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from reviewer.domain.errors import Refused
from reviewer.domain.rubric import HALF, Band, Criterion, Rubric

AdjustmentKind = Literal["deduction", "percent", "bonus", "cap"]
Method = Literal["single", "mean", "median", "highest", "lowest"]


PLAIN_DIGITS = 6
MOST_LISTED = 25


class MarkKey(NamedTuple):
    """Which mark: a criterion's key and, where it is judged for each topic, the topic's number from 1."""

    criterion: str
    topic: int | None = None


@dataclass(frozen=True, slots=True)
class Adjustment:
    """Something a person decided to take off or add, with the reason the delegate will read.

    `points` is positive always: points taken off (`deduction`) or added (`bonus`), a percentage of the points
    reached (`percent`), or the most the total may be (`cap`). `key` names the rubric's rule, when it is one.
    """

    kind: AdjustmentKind
    points: Decimal
    reason: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """One mark and what it gave: `points` of the `worth` it could give, both in points of the total.

    `mark` is the one that counts; `given` the one that was given, before comments moved it by `moved` points.
    """

    key: MarkKey
    title: str
    mark: Decimal | None
    top: Decimal
    points: Decimal
    worth: Decimal
    counted: bool
    given: Decimal | None = None
    moved: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class AdjustmentLine:
    """One adjustment and what it changed, in points of the total: negative when it took off."""

    adjustment: Adjustment
    points: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """One scorecard's sum. `reached` is before adjustments, `missing` the required marks not yet given."""

    total: Decimal
    out_of: Decimal
    reached: Decimal
    lines: tuple[CriterionLine, ...]
    adjustments: tuple[AdjustmentLine, ...]
    missing: tuple[MarkKey, ...]
    band: Band | None
    decimals: int

    @property
    def is_complete(self) -> bool:
        """Whether every required mark was given, so that the total may be released."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class Combined:
    """One number from several scorecards: how it was made and from which totals, in the order given.

    `reached` is made from what the same scorecards reached before adjustments, so that it belongs to the total.
    """

    total: Decimal
    reached: Decimal
    out_of: Decimal
    method: Method
    totals: tuple[Decimal, ...]


def mark_keys(rubric: Rubric, topics: Sequence[int] = (1,)) -> tuple[MarkKey, ...]:
    """Every mark a scorecard can hold for a paper on these topics, in the rubric's order."""
    return tuple(
        MarkKey(criterion.key, topic)
        for criterion in rubric.criteria
        for topic in (topics if criterion.per_topic else (None,))
    )


def check_mark(rubric: Rubric, key: MarkKey, mark: Decimal, topics: Sequence[int] = (1,)) -> None:
    """Raise Refused, saying which marks are possible, unless this mark can be given here."""
    criterion = rubric.criterion(key.criterion)
    if criterion is None:
        known = ", ".join(each.key for each in rubric.criteria)
        raise Refused("mark_unknown_criterion", f"This rubric has no criterion '{key.criterion}'. It has: {known}.")
    if criterion.per_topic != (key.topic is not None) or (criterion.per_topic and key.topic not in topics):
        wanted = f"topic {', '.join(map(str, topics))}" if criterion.per_topic else "the whole paper"
        raise Refused("mark_wrong_topic", f"'{criterion.title}' is marked for {wanted}.", criterion=criterion.title)
    if not mark.is_finite() or not criterion.allows(mark):
        possible = _listed(criterion.allowed_marks())
        message = f"{_trim(mark)} is not a mark of '{criterion.title}'. Choose one of: {possible}."
        raise Refused("mark_not_allowed", message, criterion=criterion.title, mark=mark, possible=possible)


def adjustment_from_rubric(rubric: Rubric, key: str, reason: str, *, times: int = 1) -> Adjustment:
    """The adjustment that a deduction or cap of the rubric stands for, taken `times` over; raises Refused."""
    for cap in rubric.caps:
        if cap.key == key:
            return Adjustment("cap", cap.at_most, reason, key)
    deduction = next((each for each in rubric.deductions if each.key == key), None)
    if deduction is None:
        raise Refused("adjustment_unknown", f"This rubric has no deduction or cap '{key}'. Add one by hand instead.")
    if not 1 <= times <= deduction.most_times:
        message = f"'{deduction.title}' can be taken 1 to {deduction.most_times} times, not {times}."
        raise Refused("adjustment_too_often", message, title=deduction.title, most=deduction.most_times)
    return Adjustment("percent" if deduction.unit == "percent" else "deduction", deduction.amount * times, reason, key)


def moved_mark(mark: Decimal, points: Decimal, top: Decimal) -> Decimal:
    """A mark after its comments' points: never below 0, never above the criterion's top."""
    return min(max(mark + points, Decimal(0)), top)


def check_points(criterion: Criterion, points: Decimal) -> None:
    """Raise Refused unless a comment can move this criterion's mark by so much."""
    step = HALF if criterion.half_points else Decimal(1)
    if not points.is_finite() or not 0 < abs(points) <= criterion.top or points % step:
        possible = f"-{_trim(criterion.top)} to {_trim(criterion.top)} in steps of {_trim(step)}"
        message = f"A comment can move '{criterion.title}' by {possible}, not by {_trim(points)}."
        raise Refused(
            "points_not_allowed", message, criterion=criterion.title, top=_trim(criterion.top), step=_trim(step)
        )


def total(
    rubric: Rubric,
    marks: Mapping[MarkKey, Decimal],
    adjustments: Sequence[Adjustment] = (),
    *,
    topics: Sequence[int] = (1,),
    moves: Mapping[MarkKey, Decimal] | None = None,
) -> Score:
    """The sum of a scorecard by the module's rules, with every line that made it; raises Refused on a wrong mark.

    `marks` are as given, `moves` what comments add to them or take off.
    """
    if not topics or len(set(topics)) != len(topics):
        raise Refused("topics_unclear", "Say which topics the paper is on, each number once.")
    for key, mark in marks.items():
        check_mark(rubric, key, mark, topics)
    for adjustment in adjustments:
        check_adjustment(adjustment)
    moved = {key: points for key, points in (moves or {}).items() if key in marks}
    counted = {key: moved_mark(mark, moved.get(key, Decimal(0)), _of(rubric, key).top) for key, mark in marks.items()}
    growth = _growth(rubric, marks, topics)
    exact = [_exact_line(rubric, key, counted.get(key), growth, len(topics)) for key in mark_keys(rubric, topics)]
    reached = sum((points for _, points, _ in exact), Fraction(0))
    changes, result = _adjusted(reached, adjustments, Fraction(rubric.scale.out_of))
    decimals = rubric.scale.decimals
    rounded = _rounded(result, decimals)
    return Score(
        total=rounded,
        out_of=rubric.scale.out_of,
        reached=_rounded(reached, decimals),
        lines=tuple(
            replace(
                _line(rubric, key, counted.get(key), points, worth),
                given=marks.get(key),
                moved=moved.get(key, Decimal(0)),
            )
            for key, points, worth in exact
        ),
        adjustments=tuple(
            AdjustmentLine(adjustment, _rounded(change, decimals))
            for adjustment, change in zip(adjustments, changes, strict=True)
        ),
        missing=tuple(key for key in mark_keys(rubric, topics) if key not in marks and _required(rubric, key)),
        band=rubric.band_of(rounded),
        decimals=decimals,
    )


def combine(scores: Sequence[Score], method: Method = "mean") -> Combined:
    """One total from several complete scorecards of the same scale; raises Refused when that makes no sense.

    `mean` and `median` are taken of the totals as shown, then rounded once by the same rule; the median of an even
    number is the mean of the middle two. Of equal totals the one that reached more is the higher.
    """
    if not scores:
        raise Refused("scores_none", "There is no scorecard to make a total from. Finish one first.")
    if unfinished := [place for place, score in enumerate(scores, start=1) if not score.is_complete]:
        raise Refused("scores_unfinished", f"Scorecard {unfinished[0]} still lacks marks. Finish or set it aside.")
    if len({(score.out_of, score.decimals) for score in scores}) > 1:
        raise Refused("scores_differ", "These scorecards have different scales. Combine those of one rubric only.")
    if method == "single" and len(scores) != 1:
        raise Refused("scores_not_single", f"There are {len(scores)} scorecards. Choose one, or another method.")
    made_of = _made_of(sorted(scores, key=lambda score: (score.total, score.reached)), method)
    return Combined(
        total=_mean([score.total for score in made_of], scores[0].decimals),
        reached=_mean([score.reached for score in made_of], scores[0].decimals),
        out_of=scores[0].out_of,
        method=method,
        totals=tuple(score.total for score in scores),
    )


def _made_of(ranked: Sequence[Score], method: Method) -> Sequence[Score]:
    """The scorecards, of those from lowest to highest, whose mean is the result."""
    match method:
        case "highest":
            return ranked[-1:]
        case "lowest":
            return ranked[:1]
        case "median":
            return ranked[(len(ranked) - 1) // 2 : len(ranked) // 2 + 1]
        case "single" | "mean":
            return ranked


def _mean(numbers: Sequence[Decimal], decimals: int) -> Decimal:
    return _rounded(sum(map(Fraction, numbers), Fraction(0)) / len(numbers), decimals)


def _growth(rubric: Rubric, marks: Mapping[MarkKey, Decimal], topics: Sequence[int]) -> Fraction:
    """How much the worth of each counted mark grows because optional ones were left out."""
    keys = [key for key in mark_keys(rubric, topics) if key in marks or _required(rubric, key)]
    kept = sum((_share(rubric, key, len(topics)) for key in keys), Fraction(0))
    return Fraction(rubric.scale.out_of) / kept if kept else Fraction(0)


def _share(rubric: Rubric, key: MarkKey, topics: int) -> Fraction:
    criterion = _of(rubric, key)
    return Fraction(rubric.worth(criterion)) / (topics if criterion.per_topic else 1)


def _exact_line(
    rubric: Rubric, key: MarkKey, mark: Decimal | None, growth: Fraction, topics: int
) -> tuple[MarkKey, Fraction, Fraction]:
    worth = _share(rubric, key, topics) * growth
    if mark is None:
        return key, Fraction(0), worth if _required(rubric, key) else Fraction(0)
    return key, worth * Fraction(mark) / Fraction(_of(rubric, key).top), worth


def _adjusted(
    reached: Fraction, adjustments: Sequence[Adjustment], out_of: Fraction
) -> tuple[list[Fraction], Fraction]:
    changes = [_change(adjustment, reached) for adjustment in adjustments]
    result = min(max(reached + sum(changes, Fraction(0)), Fraction(0)), out_of)
    for place, adjustment in enumerate(adjustments):
        if adjustment.kind == "cap" and Fraction(adjustment.points) < result:
            changes[place] = Fraction(adjustment.points) - result
            result = Fraction(adjustment.points)
    return changes, result


def _change(adjustment: Adjustment, reached: Fraction) -> Fraction:
    match adjustment.kind:
        case "bonus":
            return Fraction(adjustment.points)
        case "deduction":
            return -Fraction(adjustment.points)
        case "percent":
            return -reached * Fraction(adjustment.points) / 100
        case "cap":
            return Fraction(0)


def check_adjustment(adjustment: Adjustment) -> None:
    """Raise Refused for points that cannot be used, or without a reason."""
    points = adjustment.points
    lowest = Decimal(0) if adjustment.kind == "cap" else Decimal("0.01")
    if (
        not points.is_finite()
        or points != round(points, 2)
        or not lowest <= points <= (100 if adjustment.kind == "percent" else 1000)
    ):
        raise Refused("adjustment_out_of_range", f"{points} cannot be used here. Give a positive number of points.")
    if not adjustment.reason.strip():
        raise Refused("adjustment_without_reason", "Say why: the delegate reads the reason beside the points.")


def _line(rubric: Rubric, key: MarkKey, mark: Decimal | None, points: Fraction, worth: Fraction) -> CriterionLine:
    criterion = _of(rubric, key)
    decimals = rubric.scale.decimals
    return CriterionLine(
        key=key,
        title=criterion.title,
        mark=mark,
        top=criterion.top,
        points=_rounded(points, decimals),
        worth=_rounded(worth, decimals),
        counted=not criterion.independent,
    )


def _required(rubric: Rubric, key: MarkKey) -> bool:
    return _of(rubric, key).required


def _of(rubric: Rubric, key: MarkKey) -> Criterion:
    return next(criterion for criterion in rubric.criteria if criterion.key == key.criterion)


def _rounded(value: Fraction, decimals: int) -> Decimal:
    steps = 10**decimals
    whole = (abs(value) * steps * 2 + 1) // 2
    return Decimal(int(whole) if value >= 0 else -int(whole)).scaleb(-decimals)


def _trim(number: Decimal) -> str:
    if not number.is_finite() or abs(number.adjusted()) > PLAIN_DIGITS:
        return str(number)
    return f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"


def _listed(marks: Sequence[Decimal]) -> str:
    shown = [_trim(mark) for mark in marks]
    return ", ".join(shown) if len(shown) <= MOST_LISTED else f"{', '.join(shown[:3])} … {shown[-1]}"
