from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from reviewer import catalog
from reviewer.domain.rubric_form import RubricFaults, to_mapping

SHIPPED = catalog.files()
READY = {
    *("nmun-style", "bmun-2018", "bmun-2021", "six-criterion", "fmun-20", "gmun-100", "dmunc-style"),
    *("amun-half-page", "tecmun", "monulac", "blank"),
}
SMALL = (catalog.folder() / "blank.yaml").read_text(encoding="utf-8")


def faults_of(content: str | bytes) -> list[tuple[str, str]]:
    with pytest.raises(RubricFaults) as caught:
        catalog.load_text(content, file="mine.yaml")
    assert {fault.file for fault in caught.value.faults} == {"mine.yaml"}
    return [(fault.path, fault.reason) for fault in caught.value.faults]


def test_catalog_holds_every_ready_rubric():
    assert set(catalog.load_all()) == READY


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_rubric_is_written_without_needless_keys(path):
    assert to_mapping(catalog.load_file(path)) == yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_rubric_has_its_own_words_for_every_level(path):
    for criterion in catalog.load_file(path).criteria:
        words = [text for level in criterion.levels for text in (level.chairs, level.delegates)]
        assert len(words) >= 4
        assert all(len(text) >= 12 for text in words)
        assert len({level.chairs for level in criterion.levels}) == len(criterion.levels)


def test_faults_of_all_files_are_listed_together(tmp_path: Path):
    (tmp_path / "one.yaml").write_text(SMALL.replace("weight: 70", "weight: 60").replace("blank", "one"))
    (tmp_path / "two.yaml").write_text("name: [")
    (tmp_path / "three.yaml").write_text(SMALL)
    with pytest.raises(RubricFaults) as caught:
        catalog.load_all(tmp_path)
    assert [(fault.file, fault.path) for fault in caught.value.faults] == [
        ("one.yaml", "criteria"),
        ("three.yaml", "name"),
        ("two.yaml", "line 1, column 8"),
    ]
    assert "add up to 90" in str(caught.value)


def test_missing_file_is_a_fault(tmp_path: Path):
    with pytest.raises(RubricFaults) as caught:
        catalog.load_file(tmp_path / "none.yaml")
    assert "cannot be opened" in caught.value.faults[0].reason


def test_key_written_twice_is_named_with_both_lines():
    doubled = SMALL.replace("    weight: 30\n", "    weight: 30\n    weight: 40\n")
    assert doubled != SMALL
    [(path, reason)] = faults_of(doubled)
    line = doubled.splitlines().index("    weight: 40") + 1
    assert path == f"line {line}, column 5"
    assert reason == f"The key 'weight' stands twice here, first on line {line - 1}. Remove one."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a: &x [1, 2]\nb: [*x, *x]\n", "Anchors and aliases"),
        ("a: *x\n", "Anchors and aliases"),
        ("a: " + "[" * 200 + "]" * 200, "nested too deeply"),
        ("name: one\n---\nname: two\n", "several YAML documents"),
        ("a: !!python/object/apply:os.system [ls]\n", "not valid YAML"),
        ("a: !mine x\n", "not valid YAML"),
        ("a: 2025-13-45\n", "cannot be read"),
        ("a: " + "9" * 5000, "cannot be read"),
        ("? [a, b]\n: 1\n", "A key must be a single word"),
        ("a: 'open\n", "not valid YAML"),
        ("a: \x07\n", "not valid YAML"),
        (b"\xff\xfe\x00", "not UTF-8"),
        ("# long\n" * 40_000, "more than 256 KB"),
        ("", "must be a set of keys"),
        ("- a\n- b\n", "not a list"),
    ],
)
def test_hostile_or_broken_text_is_refused_in_words(content, words):
    reasons = " ".join(reason for _, reason in faults_of(content))
    assert words in reasons


def test_uploaded_text_becomes_a_rubric():
    rubric = catalog.load_text("\ufeff" + SMALL.replace("name: blank", "name: ours"), file="ours.yaml")
    assert rubric.name == "ours"
    assert [criterion.key for criterion in rubric.criteria] == ["content", "form"]
