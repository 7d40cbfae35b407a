"""What differs between two versions of a rubric, entry by entry and field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import to_mapping

What = Literal["added", "removed", "changed", "reordered"]
Part = Literal["rubric", "criteria", "levels", "deductions", "caps", "bands"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: an entry of a part, or one field of it. `of` is the criterion's title for levels.

    Values are those of the mapping; None for a field that is at its default or not there.
    """

    what: What
    part: Part
    title: str = ""
    of: str = ""
    field: str = ""
    before: Any = None
    after: Any = None


def differences(old: Rubric, new: Rubric) -> tuple[Difference, ...]:
    """Everything that differs, in the order of the form; nothing for equal rubrics."""
    return tuple(_all(to_mapping(old), to_mapping(new)))


def _all(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    yield from _fields("rubric", "", "", {**old, **old["scale"]}, {**new, **new["scale"]})
    yield from _entries("criteria", "", old["criteria"], new["criteria"])
    for part in ("deductions", "caps", "bands"):
        yield from _entries(part, "", old.get(part, []), new.get(part, []))


_WHOLE = {"scale", "criteria", "levels", "deductions", "caps", "bands", "key", "name"}


def _fields(part: Part, title: str, of: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Difference]:
    for field in dict.fromkeys([*old, *new]):
        if field not in _WHOLE and old.get(field) != new.get(field):
            yield Difference("changed", part, title, of, field, old.get(field), new.get(field))


def _entries(part: Part, of: str, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    before = {_key(one): one for one in old}
    after = {_key(one): one for one in new}
    for key, one in before.items():
        if key not in after:
            yield Difference("removed", part, one["title"], of)
    for key, one in after.items():
        if key not in before:
            yield Difference("added", part, one["title"], of)
            continue
        yield from _fields(part, before[key]["title"], of, before[key], one)
        yield from _entries("levels", one["title"], before[key].get("levels", []), one.get("levels", []))
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield Difference("reordered", part, of, of)


def _key(entry: Mapping[str, Any]) -> str:
    return str(entry.get("key", entry["title"]))
