from __future__ import annotations

from typing import Any

import pytest

from reviewer.domain.faults import FormFaults
from reviewer.domain.format_form import CHECK_KEYS, content_hash, profile_from_mapping, to_mapping
from reviewer.domain.format_profile import CHECKS, Between, Extent, FormatProfile, Titled

WORDS = {"name": "short", "title": "Short", "language": "en", "description": "Invented."}


def profile(**checks: Any) -> FormatProfile:
    return profile_from_mapping({**WORDS, **checks}, file="mine.yaml")


def faults(mapping: object) -> dict[str, str]:
    with pytest.raises(FormFaults) as caught:
        profile_from_mapping(mapping, file="mine.yaml")
    assert {fault.file for fault in caught.value.faults} == {"mine.yaml"}
    return {fault.path: fault.reason for fault in caught.value.faults}


def fault(**checks: Any) -> tuple[str, str]:
    [found] = faults({**WORDS, **checks}).items()
    return found


def test_checks_come_in_the_order_of_the_fields_and_only_those_that_were_written() -> None:
    made = profile(file_kinds={"allowed": ["pdf"]}, pages={"max": 2}, margins={"min": 1})
    assert [key for key, _check in made.checks()] == ["pages", "margins", "file_kinds"]
    assert made.pages == Extent(None, 2.0)
    assert made.margins == Between(1.0, None)
    assert made.blocking == ()
    assert profile(pages={"max": 2, "blocks": True}, words={"max": 9}).blocking == ("pages",)


def test_every_check_can_be_written_and_reads_back_equal() -> None:
    written: dict[str, Any] = {
        "source": "Our own.",
        "not_counted": ["references", "statement"],
        "pages": {"min": 0.5, "max": 2, "per": "topic", "blocks": True},
        "words": {"min": 100, "max": 700},
        "fonts": {"allowed": ["Arial"], "share": 80},
        "size": {"min": 11.5, "max": 12},
        "spacing": {"max": 1.15, "tolerance": 0.05},
        "margins": {"min": 1, "max": 1, "tolerance": 0.1},
        "page_size": {"allowed": ["letter", "a4"]},
        "header": {"must_hold": ["committee", "country"]},
        "blind": {"hide": ["school"], "where": "header"},
        "sections": {"titles": [{"title": "One", "also": ["Uno"]}, {"title": "Two"}], "ordered": False},
        "sources": {"min": 3},
        "plain": {"forbid": ["bold"]},
        "statement": {"titles": ["AI"], "own_page": True},
        "file_kinds": {"allowed": ["pdf"]},
        "file_name": {"pattern": "{committee}_{country}"},
    }
    made = profile(**written)
    assert to_mapping(made) == {**WORDS, **written}
    assert {key for key, _check in made.checks()} == set(CHECKS) == set(CHECK_KEYS)
    assert made.sections is not None
    assert made.sections.titles[0] == Titled("One", ("Uno",))


def test_what_is_at_its_default_is_left_out_and_makes_no_other_hash() -> None:
    short = profile(pages={"max": 2})
    long = profile(pages={"max": 2.0, "per": "paper", "blocks": False}, not_counted=[])
    assert short == long
    assert to_mapping(long)["pages"] == {"max": 2}
    assert content_hash(short) == content_hash(long) != content_hash(profile(pages={"max": 3}))


def test_every_fault_is_named_at_once_with_what_to_do() -> None:
    found = faults({"name": "Two Words", "pages": 2, "words": {}, "colour": "red", "size": {"min": 13, "max": 12}})
    assert set(found) == {
        *("name", "title", "language", "description", "colour", "pages", "words.max", "size.max"),
    }
    assert "Remove it or use one of" in found["colour"]
    assert "set of keys (min, max, per, blocks)" in found["pages"]
    assert "nothing to check" in found["words.max"]
    assert "below the smallest (13)" in found["size.max"]


@pytest.mark.parametrize(
    ("checks", "path", "words"),
    [
        ({"pages": {"max": 0}}, "pages.max", "outside 0.25 to 100"),
        ({"pages": {"max": "two"}}, "pages.max", "must be a number"),
        ({"pages": {"max": 2, "per": "page"}}, "pages.per", "paper, topic"),
        ({"words": {"max": 10.5}}, "words.max", "whole number of words"),
        ({"fonts": {"allowed": []}}, "fonts.allowed", "1 to 30"),
        ({"fonts": {"allowed": ["A", "A"]}}, "fonts.allowed.#2", "twice"),
        ({"fonts": {"allowed": ["A"], "share": 0}}, "fonts.share", "outside 1 to 100"),
        ({"blind": {"hide": ["country"]}}, "blind.hide.#1", "Use: school, delegates"),
        ({"blind": {"hide": ["school"], "where": "footer"}}, "blind.where", "anywhere, header"),
        ({"sections": {"titles": [{"title": "A"}, {"title": "a"}]}}, "sections.titles", "twice"),
        ({"sections": {"titles": ["A"]}}, "sections.titles[#1]", "set of keys"),
        ({"sources": {}}, "sources.min", "missing"),
        ({"sources": {"min": 1.5}}, "sources.min", "whole number"),
        ({"plain": {"forbid": ["colour"]}}, "plain.forbid.#1", "not possible"),
        ({"file_name": {"pattern": "{country}.pdf"}}, "file_name.pattern", "ending"),
        ({"file_name": {"pattern": "{planet}"}}, "file_name.pattern", "{planet} is not known"),
        ({"file_name": {"pattern": "a/{country}"}}, "file_name.pattern", "without folders"),
        ({"file_kinds": {"allowed": ["doc"]}}, "file_kinds.allowed.#1", "docx, pdf"),
        ({"pages": {"max": 2}, "not_counted": ["pictures"]}, "not_counted.#1", "title_block"),
        ({"pages": {"max": 2}, "not_counted": ["statement"]}, "not_counted", "no 'statement'"),
        ({"pages": {"max": 2, "blocks": "yes"}}, "pages.blocks", "true or false"),
        ({}, "file", "checks nothing"),
        (
            {"blind": {"hide": ["school"]}, "header": {"must_hold": ["school"]}},
            "blind.hide",
            "must be in the header and must not",
        ),
    ],
)
def test_fault_says_where_and_what_to_do(checks: dict[str, Any], path: str, words: str) -> None:
    where, reason = fault(**checks)
    assert where == path
    assert words in reason


@pytest.mark.parametrize("mapping", [None, [], "pages: 2", 7])
def test_what_is_no_set_of_keys_is_a_fault(mapping: object) -> None:
    assert "file" in faults(mapping)
