"""Marks that go along to another version of their rubric, and what differs between versions."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import pytest

from reviewer import catalog
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_diff import differences
from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.domain.rubric_move import fit
from reviewer.domain.scoring import MarkKey, mark_keys
from tests import factories


def rubric(**changes: Any) -> Rubric:
    return rubric_from_mapping(copy.deepcopy({**factories.RUBRIC, **changes}), file="test")


def with_levels(*marks: tuple[str, object], key: str = "content", **extra: Any) -> Rubric:
    """The rubric with other levels of one criterion."""
    made = copy.deepcopy(dict(factories.RUBRIC))
    criterion = next(one for one in made["criteria"] if one["key"] == key)
    criterion["levels"] = [
        {
            "key": name,
            "title": name.title(),
            **({"range": points} if isinstance(points, list) else {"points": points}),
            "chairs": "Words.",
            "delegates": "Words.",
        }
        for name, points in marks
    ]
    criterion.update(extra)
    tops = [
        one.get("top") or one["levels"][0].get("points") or one["levels"][0]["range"][-1] for one in made["criteria"]
    ]
    made["scale"] = {"basis": "points", "out_of": sum(tops)}
    return rubric_from_mapping(made, file="test")


@pytest.mark.parametrize(
    ("levels", "before", "after"),
    [
        ((("strong", 5), ("fair", 3), ("absent", 0)), "3.5", "3.5"),
        ((("strong", 6), ("fair", 4), ("absent", 0)), "5", "6"),
        ((("strong", 6), ("fair", 5), ("absent", 0)), "5", "6"),
        ((("strong", [8, 10]), ("fair", [4, 7]), ("absent", [0, 3])), "3", "4"),
        ((("strong", 5), ("absent", 0)), "3", "5"),
        ((("great", 10), ("good", 4), ("bad", 1)), "5", "10"),
    ],
)
def test_a_mark_goes_with_its_level_else_to_the_nearest(
    levels: tuple[tuple[str, object], ...], before: str, after: str
) -> None:
    [one] = fit(rubric(), with_levels(*levels), {MarkKey("content"): Decimal(before)})
    assert one.after == Decimal(after)
    assert one.how == ("kept" if before == after else "moved")


@pytest.mark.parametrize(
    ("worth", "halves", "before", "after"),
    [
        (4.25, True, "4", "4.25"),
        (4.25, True, "4.5", "4.75"),
        (4.25, False, "4", "4.25"),
        (4.25, False, "4.5", "4.25"),
        (3, True, "4", "3"),
        (3, True, "4.5", "3.5"),
        ([3, 4], True, "4.5", "4.5"),
        ([2, 3], True, "4", "2"),
        ([2, 3], True, "4.5", "3.5"),
        ([2, 3], False, "4.5", "3"),
    ],
)
def test_half_a_step_above_a_level_stays_half_a_step_above_it(
    worth: object, halves: bool, before: str, after: str
) -> None:
    old = with_levels(("strong", 5), ("fair", 4), ("absent", 0))
    new = with_levels(("strong", 5), ("fair", worth), ("absent", 0), half_points=halves)
    [one] = fit(old, new, {MarkKey("content"): Decimal(before)})
    assert one.after == Decimal(after)


def test_typed_marks_lie_as_high_between_the_beginnings_of_their_bands() -> None:
    bands = (("strong", 16), ("fair", 8), ("absent", 0))
    old = with_levels(*bands, kind="points", top=20, half_points=False)
    new = with_levels(("strong", 8), ("fair", 4), ("absent", 0), kind="points", top=10, half_points=False)
    marks = (8, 12, 15, 16, 20)
    found = [fit(old, new, {MarkKey("content"): Decimal(mark)})[0].after for mark in marks]
    assert found == [4, 6, 7, 8, 10]


def test_without_its_criterion_a_mark_is_lost_and_the_others_stay() -> None:
    new = copy.deepcopy(dict(factories.RUBRIC))
    new["criteria"] = new["criteria"][1:]
    new["scale"] = {"basis": "points", "out_of": 5}
    marks = {MarkKey("content"): Decimal(5), MarkKey("writing"): Decimal(3)}
    found = fit(rubric(), rubric_from_mapping(new, file="test"), marks)
    assert [(one.key.criterion, one.how, one.after) for one in found] == [
        ("content", "lost", None),
        ("writing", "kept", Decimal(3)),
    ]


def test_marked_for_each_topic_is_another_mark() -> None:
    new = with_levels(("strong", 5), ("fair", 3), ("absent", 0), per_topic=True)
    [one] = fit(rubric(), new, {MarkKey("content"): Decimal(5)})
    assert one.how == "lost"


@pytest.mark.parametrize("name", sorted(catalog.load_all()))
def test_the_same_rubric_keeps_every_mark(name: str) -> None:
    same = catalog.load_all()[name]
    for key in mark_keys(same, (1, 2)):
        criterion = same.criterion(key.criterion)
        assert criterion is not None
        for mark in criterion.allowed_marks():
            [one] = fit(same, same, {key: mark})
            assert one.how == "kept", (key, mark)


def test_every_mark_of_a_shipped_rubric_lands_on_one_the_other_allows() -> None:
    known = catalog.load_all()
    for old in known.values():
        for new in known.values():
            for key in mark_keys(old):
                before, after = old.criterion(key.criterion), new.criterion(key.criterion)
                if before is None or after is None:
                    continue
                for mark in before.allowed_marks():
                    [one] = fit(old, new, {key: mark})
                    assert one.after is None or after.allows(one.after)


def test_differences_name_each_field_once() -> None:
    new = copy.deepcopy(dict(factories.RUBRIC))
    new["criteria"].reverse()
    new["criteria"][0]["levels"][1]["chairs"] = "Other words."
    new["criteria"][0]["half_points"] = False
    new["bands"] = [{"title": "Honours", "at_least": 8}]
    found = differences(rubric(), rubric_from_mapping(new, file="test"))
    assert [(one.what, one.part, one.title, one.field) for one in found] == [
        ("changed", "criteria", "Writing", "half_points"),
        ("changed", "levels", "Fair", "chairs"),
        ("reordered", "criteria", "", ""),
        ("added", "bands", "Honours", ""),
    ]
    assert differences(rubric(), rubric()) == ()
