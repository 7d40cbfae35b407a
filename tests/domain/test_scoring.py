from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.domain.errors import Refused
from reviewer.domain.rubric import Band, Cap, Criterion, Deduction, Level, Rubric, Scale
from reviewer.domain.scoring import (
    Adjustment,
    MarkKey,
    Score,
    adjustment_from_rubric,
    check_mark,
    check_points,
    combine,
    mark_keys,
    total,
)


def levels(top: int) -> tuple[Level, ...]:
    return tuple(Level(str(n), str(n), Decimal(n), Decimal(n), "c", "d") for n in range(top, 0, -1))


def criterion(key: str, top: int, weight: int | None = None, **options) -> Criterion:
    worth = None if weight is None else Decimal(weight)
    return Criterion(key, key.title(), "levels", Decimal(top), levels(top), worth, **options)


POLICY = criterion("policy", 5, 60, per_topic=True, half_points=True)
LANGUAGE = criterion("language", 4, 30)
STYLE = criterion("style", 5, 10, required=False)
DEBATE = criterion("debate", 3, independent=True, required=False)
RUBRIC = Rubric(
    name="r",
    title="R",
    language="en",
    description="d",
    scale=Scale("weights", Decimal(100)),
    criteria=(POLICY, LANGUAGE, STYLE, DEBATE),
    deductions=(
        Deduction("pages", "Too long", "points", Decimal(2), "For each page.", "over_length", 3),
        Deduction("late", "Late", "percent", Decimal(10), "For each day.", "late", 2),
    ),
    caps=(Cap("void", "Void", Decimal(0), "Ruled."), Cap("thin", "No sources", Decimal(50), "None.")),
    bands=(Band("A", Decimal(80)), Band("B", Decimal(60))),
)
FULL = {
    MarkKey("policy", 1): Decimal("4.5"),
    MarkKey("policy", 2): Decimal(3),
    MarkKey("language"): Decimal(3),
    MarkKey("style"): Decimal(5),
}
TOPICS = (1, 2)


def score(marks=FULL, *adjustments: Adjustment, rubric: Rubric = RUBRIC) -> Score:
    return total(rubric, marks, adjustments, topics=TOPICS)


def take(kind, points, reason="Because.") -> Adjustment:
    return Adjustment(kind, Decimal(str(points)), reason)


def test_total_adds_each_marks_share_of_its_worth():
    result = score()
    assert [(line.key, line.points, line.worth) for line in result.lines] == [
        (("policy", 1), Decimal("27.00"), Decimal("30.00")),
        (("policy", 2), Decimal("18.00"), Decimal("30.00")),
        (("language", None), Decimal("22.50"), Decimal("30.00")),
        (("style", None), Decimal("10.00"), Decimal("10.00")),
        (("debate", None), Decimal("0.00"), Decimal("0.00")),
    ]
    assert (result.total, result.out_of, result.reached) == (Decimal("77.50"), Decimal(100), Decimal("77.50"))
    assert result.band == Band("B", Decimal(60))
    assert result.is_complete


def test_total_of_points_is_the_sum_of_the_marks():
    rubric = Rubric("p", "P", "en", "d", Scale("points", Decimal(9)), (criterion("a", 5), criterion("b", 4)))
    assert total(rubric, {MarkKey("a"): Decimal(4), MarkKey("b"): Decimal(2)}).total == Decimal("6.00")


def test_missing_required_mark_counts_nothing_and_is_listed():
    marks = {key: mark for key, mark in FULL.items() if key != MarkKey("policy", 2)}
    result = score(marks)
    assert result.missing == (MarkKey("policy", 2),)
    assert result.total == Decimal("59.50")
    assert not result.is_complete


def test_optional_criterion_without_a_mark_is_left_out():
    marks = {key: mark for key, mark in FULL.items() if key.criterion != "style"}
    result = score(marks)
    assert result.is_complete
    assert result.total == Decimal("75.00")  # 67.5 of 90
    assert sum(line.worth for line in result.lines) == Decimal("99.99")  # 33.33 three times: each line is rounded


def test_independent_criterion_never_counts():
    with_debate = score({**FULL, MarkKey("debate"): Decimal(1)})
    assert with_debate.total == score().total
    assert with_debate.lines[-1].mark == Decimal(1)
    assert not with_debate.lines[-1].counted


def test_rounding_is_half_away_from_zero_and_once():
    rubric = Rubric("r", "R", "en", "d", Scale("weights", Decimal(1), 1), (criterion("a", 4, 100),))
    marks = {MarkKey("a"): Decimal(1)}
    assert total(rubric, marks).total == Decimal("0.3")  # 0.25
    assert total(rubric, marks, [take("deduction", "0.1")]).total == Decimal("0.2")  # 0.15, not 0.3 - 0.1


def test_deductions_and_bonuses_are_visible_lines():
    result = score(FULL, take("deduction", 4, "Two pages over."), take("percent", 10), take("bonus", "1.5"))
    assert [line.points for line in result.adjustments] == [Decimal("-4.00"), Decimal("-7.75"), Decimal("1.50")]
    assert result.adjustments[0].adjustment.reason == "Two pages over."
    assert result.total == Decimal("67.25")
    assert result.reached == Decimal("77.50")


def test_cap_comes_last_and_shows_what_it_took():
    result = score(FULL, take("cap", 50), take("deduction", 7))
    assert result.total == Decimal("50.00")
    assert [line.points for line in result.adjustments] == [Decimal("-20.50"), Decimal("-7.00")]


def test_cap_of_zero_voids_the_score():
    assert score(FULL, take("cap", 0), take("bonus", 9)).total == Decimal("0.00")


def test_cap_above_the_total_changes_nothing():
    result = score(FULL, take("cap", 90))
    assert result.total == Decimal("77.50")
    assert result.adjustments[0].points == Decimal("0.00")


@pytest.mark.parametrize(
    ("key", "mark", "code", "words"),
    [
        (MarkKey("style"), "6", "mark_not_allowed", "6 is not a mark of 'Style'. Choose one of: 1, 2, 3, 4, 5."),
        (MarkKey("language"), "2.5", "mark_not_allowed", "2.5 is not a mark of 'Language'"),
        (MarkKey("policy", 1), "5.5", "mark_not_allowed", "4.5, 5."),
        (MarkKey("language"), "NaN", "mark_not_allowed", "NaN is not a mark"),
        (MarkKey("language"), "sNaN", "mark_not_allowed", "is not a mark"),
        (MarkKey("language"), "1E+999999", "mark_not_allowed", "1E+999999 is not a mark"),
        (MarkKey("policy"), "3", "mark_wrong_topic", "'Policy' is marked for topic 1, 2."),
        (MarkKey("policy", 3), "3", "mark_wrong_topic", "topic 1, 2"),
        (MarkKey("language", 1), "3", "mark_wrong_topic", "the whole paper"),
        (MarkKey("charm"), "3", "mark_unknown_criterion", "It has: policy, language, style, debate."),
    ],
)
def test_wrong_mark_is_refused_with_what_is_possible(key, mark, code, words):
    with pytest.raises(Refused) as caught:
        check_mark(RUBRIC, key, Decimal(mark), TOPICS)
    assert caught.value.code == code
    assert words in caught.value.message
    with pytest.raises(Refused, match=r"\w"):
        score({**FULL, key: Decimal(mark)})


def test_rule_of_the_rubric_becomes_an_adjustment():
    assert adjustment_from_rubric(RUBRIC, "pages", "Five pages.", times=3) == Adjustment(
        "deduction", Decimal(6), "Five pages.", "pages"
    )
    assert adjustment_from_rubric(RUBRIC, "late", "A day.").kind == "percent"
    assert adjustment_from_rubric(RUBRIC, "void", "Ruled.") == Adjustment("cap", Decimal(0), "Ruled.", "void")


@pytest.mark.parametrize(("key", "times"), [("pages", 4), ("pages", 0), ("charm", 1)])
def test_rule_that_the_rubric_does_not_have_is_refused(key, times):
    with pytest.raises(Refused):
        adjustment_from_rubric(RUBRIC, key, "x", times=times)


@pytest.mark.parametrize(
    "wrong", [take("deduction", 0), take("deduction", -1), take("percent", 101), take("cap", "NaN")]
)
def test_adjustment_out_of_range_is_refused(wrong):
    with pytest.raises(Refused) as caught:
        score(FULL, wrong)
    assert caught.value.code == "adjustment_out_of_range"


def test_adjustment_without_a_reason_is_refused():
    with pytest.raises(Refused) as caught:
        score(FULL, take("deduction", 1, " "))
    assert caught.value.code == "adjustment_without_reason"


@pytest.mark.parametrize(
    ("method", "expected"), [("mean", "71.88"), ("median", "75.75"), ("highest", "77.50"), ("lowest", "58.50")]
)
def test_combine_makes_one_total(method, expected):
    scores = [score(), score(FULL, take("deduction", 19)), score(FULL, take("deduction", "3.5")), score()]
    combined = combine(scores, method)
    assert combined.totals == tuple(map(Decimal, ("77.50", "58.50", "74.00", "77.50")))
    assert combined.total == Decimal(expected)
    assert (combined.method, combined.out_of) == (method, Decimal(100))


@pytest.mark.parametrize(
    ("method", "total", "reached"),
    [("mean", "70", "73"), ("median", "70", "71"), ("highest", "80", "84"), ("lowest", "60", "64")],
)
def test_combine_makes_what_was_reached_from_the_readings_that_make_the_total(method, total, reached):
    sums = (("60", "64"), ("70", "71"), ("80", "84"))
    scores = [replace(score(), total=Decimal(one), reached=Decimal(two)) for one, two in sums]
    combined = combine(scores, method)
    assert (combined.total, combined.reached) == (Decimal(total), Decimal(reached))


def test_combine_single_takes_exactly_one():
    assert combine([score()], "single").total == Decimal("77.50")
    with pytest.raises(Refused) as caught:
        combine([score(), score()], "single")
    assert caught.value.code == "scores_not_single"


def test_combine_refuses_what_has_no_meaning():
    other = Rubric("p", "P", "en", "d", Scale("points", Decimal(5)), (criterion("a", 5),))
    cases = {
        "scores_none": [],
        "scores_unfinished": [score(), score({})],
        "scores_differ": [score(), total(other, {MarkKey("a"): Decimal(1)})],
    }
    for code, scores in cases.items():
        with pytest.raises(Refused) as caught:
            combine(scores)
        assert caught.value.code == code


@st.composite
def marks(draw, complete=False):
    chosen = {}
    for key in mark_keys(RUBRIC, TOPICS):
        of = RUBRIC.criterion(key.criterion)
        assert of is not None
        if (mark := draw(st.sampled_from(of.allowed_marks() if complete else (None, *of.allowed_marks())))) is not None:
            chosen[key] = mark
    return chosen


amounts = st.decimals("0.01", "60", places=2)
kinds = st.sampled_from(["deduction", "percent", "bonus", "cap"])
adjustments = st.lists(st.builds(Adjustment, kinds, amounts, st.just("Because.")), max_size=4)


@given(marks(), adjustments)
def test_total_stays_within_its_scale(given_marks, changes):
    result = score(given_marks, *changes)
    assert 0 <= result.total <= result.out_of
    assert 0 <= result.reached <= result.out_of
    assert len(result.adjustments) == len(changes)


@given(marks(), adjustments.flatmap(lambda listed: st.tuples(st.just(listed), st.permutations(listed))))
def test_order_of_adjustments_never_matters(given_marks, orders):
    first, second = orders
    assert score(given_marks, *first).total == score(given_marks, *second).total


@given(marks())
def test_a_better_mark_never_lowers_the_total(given_marks):
    for key, mark in given_marks.items():
        of = RUBRIC.criterion(key.criterion)
        assert of is not None
        better = {**given_marks, key: max(of.allowed_marks())}
        assert score(better).total >= score(given_marks).total, (key, mark)


@given(st.lists(st.builds(score, marks(complete=True)), min_size=1, max_size=5))
def test_mean_and_median_lie_between_lowest_and_highest(scores):
    low, high = combine(scores, "lowest").total, combine(scores, "highest").total
    assert low <= combine(scores, "mean").total <= high
    assert low <= combine(scores, "median").total <= high


@given(marks())
def test_best_possible_marks_give_the_whole_scale(given_marks):
    best = {
        key: max(of.allowed_marks()) for key in mark_keys(RUBRIC, TOPICS) if (of := RUBRIC.criterion(key.criterion))
    }
    kept = {key: mark for key, mark in best.items() if key in given_marks or key.criterion in {"policy", "language"}}
    assert score(kept).total == Decimal(100)


def named(key: MarkKey) -> Criterion:
    return next(one for one in RUBRIC.criteria if one.key == key.criterion)


def points_of(one: Criterion) -> st.SearchStrategy[Decimal]:
    steps = 2 if one.half_points else 1
    most = int(one.top) * steps
    return st.integers(-most, most).filter(bool).map(lambda step: Decimal(step) / steps)


@given(st.data())
def test_comments_move_a_mark_between_nothing_and_its_top_and_leave_without_a_trace(data: st.DataObject) -> None:
    keys = mark_keys(RUBRIC, (1, 2))
    marks = {
        key: data.draw(st.sampled_from(named(key).allowed_marks()))
        for key in data.draw(st.lists(st.sampled_from(keys), unique=True))
    }
    moves = {key: data.draw(points_of(named(key))) for key in data.draw(st.lists(st.sampled_from(keys), unique=True))}
    plain = total(RUBRIC, marks, topics=(1, 2))
    moved = total(RUBRIC, marks, topics=(1, 2), moves=moves)
    assert moved.missing == plain.missing
    for line, before in zip(moved.lines, plain.lines, strict=True):
        change = moves.get(line.key, Decimal(0)) if line.key in marks else Decimal(0)
        assert (line.given, line.moved) == (before.mark, change)
        if before.mark is None:
            assert (line.mark, line.points) == (None, before.points)
        else:
            assert line.mark == min(max(before.mark + change, Decimal(0)), line.top)
            assert (line.points - before.points) * change >= 0
    assert 0 <= moved.total <= moved.out_of
    assert total(RUBRIC, marks, topics=(1, 2), moves={}) == plain


@pytest.mark.parametrize("points", ["0", "5.5", "-5.5", "0.25", "NaN", "Infinity"])
def test_points_that_no_comment_can_have_are_refused(points: str) -> None:
    check_points(POLICY, Decimal("-0.5"))
    with pytest.raises(Refused) as refused:
        check_points(POLICY, Decimal(points))
    assert refused.value.code == "points_not_allowed"


def test_half_a_point_is_refused_where_the_rubric_has_whole_ones() -> None:
    with pytest.raises(Refused):
        check_points(LANGUAGE, Decimal("0.5"))
