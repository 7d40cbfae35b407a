from __future__ import annotations

import copy
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import RubricFaults, content_hash, rubric_from_mapping, to_mapping


def level(key: str, points: float) -> dict:
    return {"key": key, "title": key, "points": points, "chairs": "What chairs see.", "delegates": "What to do."}


def weighted() -> dict:
    return {
        "name": "two-parts",
        "title": "Two parts",
        "language": "en",
        "description": "Policy for each topic, and language.",
        "scale": {"basis": "weights", "out_of": 100},
        "criteria": [
            {
                "key": "policy",
                "title": "Policy",
                "weight": 70,
                "per_topic": True,
                "half_points": True,
                "levels": [level("high", 3), level("middle", 2), level("low", 1)],
            },
            {"key": "language", "title": "Language", "weight": 30, "levels": [level("high", 3), level("low", 1)]},
        ],
    }


def pointed() -> dict:
    band = {"title": "Strong", "chairs": "c", "delegates": "d"}
    return {
        "name": "points",
        "title": "Points",
        "language": "es-MX",
        "description": "Points.",
        "scale": {"basis": "points", "out_of": 10, "decimals": 1},
        "criteria": [
            {
                "key": "content",
                "title": "Content",
                "kind": "points",
                "top": 10,
                "levels": [{"key": "a", "range": [6, 10], **band}, {"key": "b", "range": [0, 5], **band}],
            }
        ],
        "deductions": [{"key": "late", "title": "Late", "percent": 12.5, "when": "For each day.", "most_times": 3}],
        "caps": [{"key": "copied", "title": "Copied", "at_most": 0, "when": "Ruled.", "trigger": "ruling"}],
        "bands": [{"title": "A", "at_least": 9}, {"title": "B", "at_least": 7.5}],
    }


def faults_of(mapping: object) -> dict[str, str]:
    with pytest.raises(RubricFaults) as caught:
        rubric_from_mapping(mapping, file="mine.yaml")
    assert all(fault.file == "mine.yaml" and fault.reason.endswith(".") for fault in caught.value.faults)
    return {fault.path: fault.reason for fault in caught.value.faults}


def read(mapping: dict) -> Rubric:
    return rubric_from_mapping(mapping, file="mine.yaml")


@pytest.mark.parametrize("mapping", [weighted(), pointed()])
def test_rubric_goes_to_its_mapping_and_back(mapping):
    rubric = read(mapping)
    assert to_mapping(rubric) == mapping
    assert read(to_mapping(rubric)) == rubric


def test_rubric_keeps_numbers_as_written():
    deduction = read(pointed()).deductions[0]
    assert (deduction.unit, deduction.amount) == ("percent", Decimal("12.5"))


def test_content_hash_ignores_how_the_file_was_written():
    reordered = dict(reversed(weighted().items()))
    reordered["criteria"][0]["weight"] = 70.0
    reordered["criteria"][0]["required"] = True
    assert content_hash(read(reordered)) == content_hash(read(weighted()))


def test_content_hash_changes_with_a_word():
    changed = weighted()
    changed["criteria"][0]["levels"][0]["delegates"] = "What else to do."
    assert content_hash(read(changed)) != content_hash(read(weighted()))


def test_every_fault_is_named_at_once():
    wrong = weighted()
    wrong["colour"] = "red"
    del wrong["title"]
    wrong["language"] = "English"
    wrong["criteria"][0]["levels"][1]["points"] = "two"
    wrong["criteria"][1]["title"] = "x" * 121
    wrong["criteria"][1]["half_points"] = "yes"
    assert faults_of(wrong) == {
        "colour": "This key is not known here. Remove it or use one of: name, title, language, description, based_on, "
        "scale, criteria, deductions, caps, bands.",
        "title": "This key is missing. Add it.",
        "language": "'English' is not a language tag. Use one like 'en' or 'es-MX'.",
        "criteria[policy].levels[middle].points": "This must be a number, not words.",
        "criteria[language].title": "This has 121 characters and may have 120. Shorten it.",
        "criteria[language].half_points": "This must be true or false, not words.",
    }


@pytest.mark.parametrize(
    ("path", "value", "where", "reason"),
    [
        (("criteria", 1, "weight"), 20, "criteria", "add up to 90"),
        (("criteria", 1, "key"), "policy", "criteria[#2].key", "already used by criterion 1"),
        (("criteria", 1, "key"), "Big Key", "criteria[#2].key", "small letters"),
        (("criteria", 0, "levels", 1, "points"), 3, "criteria[policy].levels[middle]", "highest level first"),
        (("criteria", 0, "levels", 1, "key"), "low", "criteria[policy].levels[#3].key", "already used by level 2"),
        (("criteria", 0, "levels"), [], "criteria[policy].levels", "0 entries; it may have 2 to 12"),
        (("criteria", 0, "levels", 0, "share"), 50, "criteria[policy].levels", "kind 'coverage'"),
        (("criteria", 0, "kind"), "stars", "criteria[policy].kind", "Use one of: levels, points, coverage"),
        (("criteria", 0, "top"), 3, "criteria[policy].top", "kind 'points'"),
        (("criteria", 0, "independent"), True, "criteria[policy].weight", "Remove its weight"),
        (("criteria",), [], "criteria", "0 entries"),
        (("criteria",), "policy", "criteria", "must be a list"),
        (("criteria", 0), "policy", "criteria[#1]", "must be a set of keys"),
        (("scale",), None, "scale", "must be a set of keys"),
        (("scale", "basis"), "points", "criteria[policy].weight", "goes by points"),
        (("scale", "decimals"), 1.5, "scale.decimals", "whole number"),
        (("scale", "out_of"), float("nan"), "scale.out_of", "must be a number"),
        (("scale", "out_of"), True, "scale.out_of", "the switch true"),
        (("title",), "   ", "title", "This is empty"),
        (("title",), "bell \x07", "title", "U+0007"),
        (("title",), "half \ud800", "title", "U+D800"),
        (("caps",), [{"key": "c", "title": "C", "at_most": 100, "when": "x"}], "caps[c].at_most", "below the 100"),
        (("bands",), [{"title": "B", "at_least": 5}, {"title": "A", "at_least": 9}], "bands", "highest band first"),
        (("deductions",), [{"key": "d", "title": "D", "when": "x"}], "deductions[d].points", "exactly one of them"),
    ],
)
def test_fault_names_its_place_and_what_to_do(path, value, where, reason):
    wrong = weighted()
    place = wrong
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    found = faults_of(wrong)
    assert reason in found[where]


@pytest.mark.parametrize(
    ("change", "where", "reason"),
    [
        ({"top": 12}, "scale.out_of", "can give 12 points"),
        ({"top": 8}, "criteria[content].levels", "above the top of 8"),
        ({"levels": []}, None, None),
        ({"required": False}, "criteria", "both required and counted"),
    ],
)
def test_points_criterion_must_fit_its_scale(change, where, reason):
    mapping = pointed()
    mapping["criteria"][0].update(change)
    if where is None:
        assert read(mapping).criteria[0].levels == ()
    else:
        assert reason in faults_of(mapping)[where]


def test_bands_of_points_must_leave_no_mark_without_words():
    mapping = pointed()
    mapping["criteria"][0]["levels"][1]["range"] = [2, 5]
    assert "0 points mean" in faults_of(mapping)["criteria[content].levels"]


def test_weights_are_added_up_although_other_things_are_wrong():
    wrong = weighted()
    del wrong["scale"]["out_of"]
    wrong["criteria"][0]["levels"][0]["title"] = ""
    wrong["criteria"][1]["weight"] = 40
    assert set(faults_of(wrong)) == {"scale.out_of", "criteria[policy].levels[high].title", "criteria"}


def test_a_criterion_that_is_no_mapping_brings_one_fault_only():
    wrong = weighted()
    wrong["criteria"].append("language")
    assert set(faults_of(wrong)) == {"criteria[#3]"}


@pytest.mark.parametrize("thing", [None, [], "rubric", 3])
def test_anything_but_a_mapping_is_refused(thing):
    assert "must be a set of keys" in faults_of(thing)["file"]


def test_half_points_lie_above_every_mark_but_the_highest():
    policy, language = read(weighted()).criteria
    assert policy.allowed_marks() == tuple(map(Decimal, ("1", "1.5", "2", "2.5", "3")))
    assert language.allowed_marks() == tuple(map(Decimal, ("1", "3")))


def test_level_of_a_half_point_is_the_level_below():
    policy = read(weighted()).criteria[0]
    found = policy.level_of(Decimal("2.5"))
    assert found is not None
    assert found.key == "middle"


def test_coverage_criterion_suggests_a_level_by_its_share():
    mapping = weighted()
    mapping["criteria"][0]["kind"] = "coverage"
    for item, share in zip(mapping["criteria"][0]["levels"], (90, 50, 0), strict=True):
        item["share"] = share
    criterion = read(mapping).criteria[0]
    shares = ("100", "90", "89.9", "0")
    suggested = [found.key for share in shares if (found := criterion.suggested(Decimal(share)))]
    assert suggested == ["high", "high", "middle", "low"]


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(scalars, inner, max_size=3)
)


@given(anything, st.data())
def test_reading_never_fails_otherwise_than_with_faults(value, data):
    mapping = copy.deepcopy(data.draw(st.sampled_from([weighted(), pointed()])))
    place = mapping
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            place[key] = value
            break
        place = place[key]
    try:
        rubric = rubric_from_mapping(mapping, file="mine.yaml")
    except RubricFaults:
        return
    assert rubric_from_mapping(to_mapping(rubric), file="mine.yaml") == rubric
    assert len(content_hash(rubric)) == 64
