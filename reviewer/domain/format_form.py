"""The form in which people write a format profile, and the way there and back.

`profile_from_mapping` turns a parsed YAML file into a FormatProfile, or raises `FormFaults` with every fault in it.
`to_mapping` is its inverse and leaves out what is at its default: for a file without needless keys the two are equal.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, cast, get_args

from reviewer.domain.faults import Faults, Fields, FormFaults
from reviewer.domain.format_profile import (
    CHECKS,
    UNCOUNTED,
    Between,
    Blind,
    Check,
    Extent,
    FileKind,
    FileName,
    Fonts,
    Forbidden,
    FormatProfile,
    Head,
    HeadField,
    OneOf,
    PageSize,
    Per,
    Personal,
    Plain,
    Reach,
    Sections,
    Sources,
    Statement,
    Titled,
    TypeSize,
)

PROFILE_KEYS = ("name", "title", "language", "description", "source", "not_counted", *CHECKS)
PLACEHOLDERS = ("committee", "country", "school", "topic", "conference", "number")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_SHARE = 90
_LONGEST_LIST = 30


def profile_from_mapping(mapping: object, *, file: str) -> FormatProfile:
    """The profile that a parsed file describes; raises FormFaults, each with `file`, its path and what to do."""
    faults = Faults(file)
    fields = Fields(mapping, "", faults, PROFILE_KEYS)
    checks = {key: _READ[key](_sub(fields, key, faults)) for key in CHECKS if fields.has(key)}
    profile = FormatProfile(
        name=fields.slug("name"),
        title=fields.text("title", 120),
        language=fields.language("language"),
        description=fields.text("description", 2000),
        source=fields.text("source", 600, default=""),
        not_counted=cast(Any, fields.chosen("not_counted", UNCOUNTED, 0)),
        **cast(Any, checks),
    )
    _check_whole(profile, fields)
    if faults.found:
        raise FormFaults(tuple(faults.found))
    return profile


def to_mapping(profile: FormatProfile) -> dict[str, Any]:
    """The mapping that `profile_from_mapping` reads back to an equal profile, ready for YAML or JSON."""
    words = {key: getattr(profile, key) for key in PROFILE_KEYS[:5]}
    counted = {"not_counted": list(profile.not_counted)} if profile.not_counted else {}
    checks = {key: _written(check) for key, check in profile.checks()}
    return {key: value for key, value in words.items() if value} | counted | checks


def content_hash(profile: FormatProfile) -> str:
    """SHA-256 (hex) of the profile's canonical JSON: equal content, equal hash, however the file was written."""
    canonical = json.dumps(to_mapping(profile), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


CHECK_KEYS: Mapping[str, tuple[str, ...]] = {
    "pages": ("min", "max", "per", "blocks"),
    "words": ("min", "max", "per", "blocks"),
    "fonts": ("allowed", "share", "blocks"),
    "size": ("min", "max", "share", "blocks"),
    "spacing": ("min", "max", "tolerance", "blocks"),
    "margins": ("min", "max", "tolerance", "blocks"),
    "page_size": ("allowed", "blocks"),
    "header": ("must_hold", "blocks"),
    "blind": ("hide", "where", "blocks"),
    "sections": ("titles", "ordered", "per", "blocks"),
    "sources": ("min", "per", "blocks"),
    "plain": ("forbid", "blocks"),
    "statement": ("titles", "own_page", "blocks"),
    "file_kinds": ("allowed", "blocks"),
    "file_name": ("pattern", "blocks"),
}
"""What can be said in each check."""
TITLE_KEYS = ("title", "also")


def _sub(fields: Fields, key: str, faults: Faults) -> Fields:
    return Fields(fields.value(key), key, faults, CHECK_KEYS[key])


def _ends(fields: Fields, low: str, high: str) -> tuple[float | None, float | None]:
    """The numbers at `min` and `max`, of which one may be left out."""
    least = float(fields.number("min", low, high)) if fields.has("min") else None
    most = float(fields.number("max", low, high)) if fields.has("max") else None
    if fields.is_mapping and least is None and most is None:
        fields.fault("max", "Give 'min', 'max' or both; without them there is nothing to check.")
    if least is not None and most is not None and least > most:
        fields.fault("max", f"The largest allowed ({most:g}) is below the smallest ({least:g}). Change one of them.")
    return least, most


def _blocks(fields: Fields) -> bool:
    return fields.flag("blocks")


def _per(fields: Fields) -> Per:
    return cast(Per, fields.choice("per", get_args(Per), default="paper"))


def _pages(fields: Fields) -> Extent:
    return Extent(*_ends(fields, "0.25", "100"), _per(fields), _blocks(fields))


def _words(fields: Fields) -> Extent:
    extent = Extent(*_ends(fields, "1", "100000"), _per(fields), _blocks(fields))
    for key, value in (("min", extent.least), ("max", extent.most)):
        if value is not None and not value.is_integer():
            fields.fault(key, f"{value:g} must be a whole number of words.")
    return extent


def _fonts(fields: Fields) -> Fonts:
    names = fields.texts("allowed", 1, _LONGEST_LIST, 60)
    return Fonts(names, fields.whole("share", 1, 100, default=_SHARE), _blocks(fields))


def _size(fields: Fields) -> TypeSize:
    return TypeSize(*_ends(fields, "4", "72"), fields.whole("share", 1, 100, default=_SHARE), _blocks(fields))


def _spacing(fields: Fields) -> Between:
    return _between(fields, "0.5", "4")


def _margins(fields: Fields) -> Between:
    return _between(fields, "0", "4")


def _between(fields: Fields, low: str, high: str) -> Between:
    tolerance = float(fields.number("tolerance", "0", "1", default="0"))
    return Between(*_ends(fields, low, high), tolerance, _blocks(fields))


def _page_size(fields: Fields) -> OneOf:
    return OneOf(fields.chosen("allowed", get_args(PageSize), 1), _blocks(fields))


def _file_kinds(fields: Fields) -> OneOf:
    return OneOf(fields.chosen("allowed", get_args(FileKind), 1), _blocks(fields))


def _header(fields: Fields) -> Head:
    return Head(cast(Any, fields.chosen("must_hold", get_args(HeadField), 1)), _blocks(fields))


def _blind(fields: Fields) -> Blind:
    where = cast(Reach, fields.choice("where", get_args(Reach), default="anywhere"))
    return Blind(cast(Any, fields.chosen("hide", get_args(Personal), 1)), where, _blocks(fields))


def _sections(fields: Fields) -> Sections:
    titles = tuple(_titled(Fields(value, path, fields.faults, TITLE_KEYS)) for value, path in _titles(fields))
    names = [one.title.casefold() for one in titles]
    if repeated := next((name for place, name in enumerate(names) if name in names[:place]), None):
        fields.fault("titles", f"'{repeated}' stands here twice. Name each section once.")
    return Sections(titles, fields.flag("ordered", default=True), _per(fields), _blocks(fields))


def _titles(fields: Fields) -> list[tuple[object, str]]:
    return list(fields.items("titles", 1, _LONGEST_LIST))


def _titled(fields: Fields) -> Titled:
    return Titled(fields.text("title", 100), fields.texts("also", 0, _LONGEST_LIST, 100))


def _sources(fields: Fields) -> Sources:
    return Sources(fields.whole("min", 1, 200, default=None), _per(fields), _blocks(fields))


def _plain(fields: Fields) -> Plain:
    return Plain(cast(Any, fields.chosen("forbid", get_args(Forbidden), 1)), _blocks(fields))


def _statement(fields: Fields) -> Statement:
    return Statement(fields.texts("titles", 1, _LONGEST_LIST, 100), fields.flag("own_page"), _blocks(fields))


def _file_name(fields: Fields) -> FileName:
    pattern = fields.text("pattern", 200)
    for name in _PLACEHOLDER.findall(pattern):
        if name not in PLACEHOLDERS:
            fields.fault("pattern", f"{{{name}}} is not known. Use {', '.join(f'{{{one}}}' for one in PLACEHOLDERS)}.")
    rest = _PLACEHOLDER.sub("", pattern)
    if set(rest) & set("{}/\\"):
        fields.fault("pattern", "Write the name without folders, and each placeholder in one pair of braces.")
    if pattern.lower().endswith(tuple(f".{kind}" for kind in get_args(FileKind))):
        fields.fault("pattern", "Leave the file's ending out; 'file_kinds' says which kinds are allowed.")
    return FileName(pattern, _blocks(fields))


_READ: Mapping[str, Callable[[Fields], Check]] = {
    "pages": _pages,
    "words": _words,
    "fonts": _fonts,
    "size": _size,
    "spacing": _spacing,
    "margins": _margins,
    "page_size": _page_size,
    "header": _header,
    "blind": _blind,
    "sections": _sections,
    "sources": _sources,
    "plain": _plain,
    "statement": _statement,
    "file_kinds": _file_kinds,
    "file_name": _file_name,
}


def _check_whole(profile: FormatProfile, fields: Fields) -> None:
    """What no single key can tell: an empty profile, and keys that contradict each other."""
    if fields.is_mapping and not any(fields.has(key) for key in CHECKS):
        fields.faults.add("file", f"This checks nothing. Add at least one of: {', '.join(CHECKS)}.")
    if "statement" in profile.not_counted and profile.statement is None and not fields.has("statement"):
        fields.fault(
            "not_counted", "There is no 'statement' in this profile to leave out. Add it, or take it off here."
        )
    if profile.header is None or profile.blind is None:
        return
    for name in profile.blind.hide:
        if name in profile.header.must_hold:
            fields.fault("blind.hide", f"'{name}' must be in the header and must not be named. Take it off one list.")


def _written(check: Check) -> dict[str, Any]:
    """A check as it is written by hand, without what is at its default."""
    written: dict[str, Any] = {}
    for key in check.__dataclass_fields__:
        value = getattr(check, key)
        default = check.__dataclass_fields__[key].default
        if value is None or value == default:
            continue
        written[{"least": "min", "most": "max"}.get(key, key)] = _plain_value(value)
    return written


def _plain_value(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain_value(one) for one in value]
    if isinstance(value, Titled):
        return {"title": value.title} | ({"also": list(value.also)} if value.also else {})
    return int(value) if isinstance(value, float) and value.is_integer() else value
