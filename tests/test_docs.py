"""What people are told exists, and what exists is told: settings, commands, keys of a rubric, links."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import yaml

from reviewer import settings
from reviewer.cli import COMMANDS
from reviewer.domain import format_form, rubric_form
from reviewer.settings import Settings

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
STARTERS = [ROOT / "Procfile", ROOT / "reviewer" / "serve.py", ROOT / "reviewer" / "cli" / "serve.py"]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def told(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def rows_of(page: str) -> set[str]:
    """What stands in code at the beginning of a table's row."""
    return set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))


def settings_read() -> set[str]:
    """The variables that the program asks for by name."""
    return set(re.findall(r'"([A-Z][A-Z_]+)"', inspect.getsource(settings)))


def test_every_setting_is_told_and_nothing_else() -> None:
    by_starters = {
        name for path in STARTERS for name in re.findall(r"\b(PORT|WEB_[A-Z]+)\b", path.read_text(encoding="utf-8"))
    }
    table = told("operations.md").partition("## Settings")[2].partition("\n## ")[0]
    assert len(settings_read()) == len(fields(Settings))
    assert rows_of(table) == settings_read() | by_starters


def test_every_command_has_its_section() -> None:
    assert re.findall(r"^### reviewer (\w+)$", told("cli.md"), re.MULTILINE) != []
    assert set(re.findall(r"^### reviewer (\w+)$", told("cli.md"), re.MULTILINE)) == set(COMMANDS)


def rubric_sections() -> Iterator[tuple[str, set[str]]]:
    yield "The rubric", set(rubric_form.RUBRIC_KEYS)
    yield "`scale`", {"basis", "out_of", "decimals"}
    yield "`criteria`", set(rubric_form.CRITERION_KEYS)
    yield "`levels`", set(rubric_form.LEVEL_KEYS)
    rest = inspect.getsource(rubric_form._deduction) + inspect.getsource(rubric_form._cap)
    rest += inspect.getsource(rubric_form._band)
    named = re.findall(r'\(("[a-z_]+"(?:, "[a-z_]+")+)\)', rest)
    assert len(named) == 3, "deductions, caps and bands each name their keys"
    yield "`deductions`, `caps` and `bands`", {key.strip('" ') for names in named for key in names.split(",")}


@pytest.mark.parametrize(("section", "keys"), list(rubric_sections()))
def test_every_rubric_key_is_told_where_it_belongs(section: str, keys: set[str]) -> None:
    assert keys
    assert rows_of(told("rubrics.md").partition(f"\n## {section}\n")[2].partition("\n## ")[0]) == keys


def test_the_rubric_shown_can_be_used_and_shows_every_key_but_two() -> None:
    example = re.search(r"```yaml\n(.*?)```", told("rubrics.md"), re.DOTALL)
    assert example
    mapping = yaml.safe_load(example[1])
    assert len(rubric_form.rubric_from_mapping(mapping, file="rubrics.md").criteria) == 3
    shown = set(re.findall(r"([a-z_]+):", example[1]))
    known = set().union(*(keys for _section, keys in rubric_sections()))
    assert known - shown == {"based_on", "percent"}


def format_tables() -> Iterator[tuple[str, set[str]]]:
    yield "The profile", set(format_form.PROFILE_KEYS)
    yield "The checks", {key for keys in format_form.CHECK_KEYS.values() for key in keys}
    yield "A section's heading", set(format_form.TITLE_KEYS)


@pytest.mark.parametrize(("section", "keys"), list(format_tables()))
def test_every_format_key_is_told_where_it_belongs(section: str, keys: set[str]) -> None:
    assert keys
    assert rows_of(told("formats.md").partition(f"\n## {section}\n")[2].partition("\n## ")[0]) == keys


def test_the_checks_that_have_a_key_are_named_beside_it() -> None:
    table = told("formats.md").partition("\n## The checks\n")[2].partition("\n## ")[0]
    for key, of in re.findall(r"^\| `(\w+)` \| ([\w, ]+) \|", table, re.MULTILINE):
        having = {check for check, keys in format_form.CHECK_KEYS.items() if key in keys}
        assert set(of.split(", ")) == ({"all"} if having == set(format_form.CHECK_KEYS) else having), key


def test_the_format_profile_shown_can_be_used_and_shows_every_key() -> None:
    example = re.search(r"```yaml\n(.*?)```", told("formats.md"), re.DOTALL)
    assert example
    profile = format_form.profile_from_mapping(yaml.safe_load(example[1]), file="formats.md")
    assert {key for key, _check in profile.checks()} == set(format_form.CHECK_KEYS)
    known = set().union(*(keys for _section, keys in format_tables()))
    assert known <= set(re.findall(r"([a-z_]+):", example[1]))


def links() -> list[tuple[Path, str]]:
    return [(page, link) for page in PAGES for link in LINK.findall(page.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(("page", "link"), links(), ids=lambda value: getattr(value, "name", value))
def test_link_leads_somewhere(page: Path, link: str) -> None:
    if link.startswith(("https://", "http://")):
        return
    path, _sign, anchor = link.partition("#")
    target = page.parent / path if path else page
    assert target.exists(), f"{page.name} links to {link}"
    if anchor:
        titles = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in {re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles}


def test_readme_leads_to_every_page_of_the_docs() -> None:
    linked = set(LINK.findall((ROOT / "README.md").read_text(encoding="utf-8")))
    docs = {f"docs/{page.name}" for page in (ROOT / "docs").glob("*.md")}
    assert docs
    forgotten = docs - {link.partition("#")[0] for link in linked}
    assert forgotten == set(), "link these pages under “Read on” in the README"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_speaks_of_the_project_alone(page: Path) -> None:
    words = page.read_text(encoding="utf-8")
    assert re.findall(r"(?<!\w)/(?:work|tmp|home|root)/", words) == []
    assert re.findall(r"\b(?:TODO|FIXME)\b", words) == []
