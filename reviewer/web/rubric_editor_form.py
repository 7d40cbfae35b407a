"""The rubric editor's form and the rubric's mapping, there and back; what is no number yet stays as it was typed.

A field's name is its way through the mapping: `title`, `criteria-0-title`, `criteria-0-levels-2-low`.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

Content = dict[str, Any]
_LISTS = ("criteria", "deductions", "caps", "bands")
_FLAGS = ("required", "per_topic", "independent", "half_points")
_OUTSIDE = re.compile(r"[^a-z0-9]+")
_LONGEST_NUMBER = 12
_LONGEST_KEY = 40
_MOST = 60
"""Entries of one list that a form may send: more than any rubric may have."""


def read(form: Mapping[str, str], name: str) -> Content:
    """The mapping that the form describes, ready for `rubric_from_mapping`."""
    basis = form.get("basis", "points")
    content: Content = {
        "name": name,
        "title": _text(form, "title"),
        "language": _text(form, "language"),
        "description": _text(form, "description"),
        "based_on": _text(form, "based_on"),
        "scale": _plain(
            basis=basis, out_of=_number(form.get("out_of", "")), decimals=_number(form.get("decimals", "2"))
        ),
        "criteria": [_criterion(form, f"criteria-{place}", basis) for place in _places(form, "criteria")],
        "deductions": [_deduction(form, f"deductions-{place}") for place in _places(form, "deductions")],
        "caps": [_cap(form, f"caps-{place}") for place in _places(form, "caps")],
        "bands": [
            _plain(title=_text(form, f"bands-{place}-title"), at_least=_number(form.get(f"bands-{place}-at_least", "")))
            for place in _places(form, "bands")
        ],
    }
    for key in ("based_on", "deductions", "caps", "bands"):
        if not content[key]:
            del content[key]
    if content["scale"].get("decimals") == 2:
        del content["scale"]["decimals"]
    return _with_keys(content)


def _places(form: Mapping[str, str], path: str) -> list[int]:
    found = {int(match[1]) for name in form if (match := re.match(rf"{path}-(\d{{1,3}})-", name))}
    return sorted(found)[:_MOST]


def _criterion(form: Mapping[str, str], at: str, basis: str) -> Content:
    kind = form.get(f"{at}-kind", "levels")
    return _plain(
        key=_text(form, f"{at}-key"),
        title=form.get(f"{at}-title", "").strip(),
        kind=None if kind == "levels" else kind,
        weight=_number(form.get(f"{at}-weight", "")) if basis == "weights" else None,
        top=_number(form.get(f"{at}-top", "")) if kind == "points" else None,
        guidance=_text(form, f"{at}-guidance") or None,
        required=None if f"{at}-required" in form else False,
        per_topic=f"{at}-per_topic" in form or None,
        independent=f"{at}-independent" in form or None,
        half_points=f"{at}-half_points" in form or None,
        levels=[
            _level(form, f"{at}-levels-{place}", with_share=kind == "coverage")
            for place in _places(form, f"{at}-levels")
        ],
    )


def _level(form: Mapping[str, str], at: str, *, with_share: bool) -> Content:
    low, high = _number(form.get(f"{at}-low", "")), _number(form.get(f"{at}-high", ""))
    single = high is None or low == high
    return _plain(
        key=_text(form, f"{at}-key"),
        title=_text(form, f"{at}-title"),
        points=(low if low is not None else high) if single or low is None else None,
        range=None if single or low is None else [low, high],
        share=_number(form.get(f"{at}-share", "")) if with_share else None,
        chairs=_text(form, f"{at}-chairs"),
        delegates=_text(form, f"{at}-delegates"),
    )


def _deduction(form: Mapping[str, str], at: str) -> Content:
    times = _number(form.get(f"{at}-most_times", "1"))
    return _plain(
        key=_text(form, f"{at}-key"),
        title=_text(form, f"{at}-title"),
        **{"percent" if form.get(f"{at}-unit") == "percent" else "points": _number(form.get(f"{at}-amount", ""))},
        when=_text(form, f"{at}-when"),
        trigger=form.get(f"{at}-trigger") or None,
        most_times=None if times == 1 else times,
    )


def _cap(form: Mapping[str, str], at: str) -> Content:
    return _plain(
        key=_text(form, f"{at}-key"),
        title=_text(form, f"{at}-title"),
        at_most=_number(form.get(f"{at}-at_most", "")),
        when=_text(form, f"{at}-when"),
        trigger=form.get(f"{at}-trigger") or None,
    )


def _plain(**values: Any) -> Content:
    """What was typed; an empty number is a missing one."""
    return {key: value for key, value in values.items() if value is not None}


def _text(form: Mapping[str, str], name: str) -> str:
    return form.get(name, "").replace("\r\n", "\n").strip()


def _number(typed: str) -> int | float | str | None:
    """The number, with either decimal sign; the words themselves when they are none, None when nothing was typed."""
    words = typed.strip()
    if not words:
        return None
    try:
        number = Decimal(words.replace(",", "."))
    except InvalidOperation:
        return words
    if not number.is_finite() or len(words) > _LONGEST_NUMBER:
        return words
    return int(number) if number == number.to_integral_value() else float(number)


def slug(title: str, otherwise: str) -> str:
    """A key made of a title: small letters, digits and hyphens."""
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return _OUTSIDE.sub("-", letters).strip("-")[:_LONGEST_KEY].strip("-") or otherwise


def _with_keys(content: Content) -> Content:
    """Give every entry without a key one of its own. A key once given stays: marks are moved along by it."""
    _name(content["criteria"], "criterion")
    for criterion in content["criteria"]:
        _name(criterion["levels"], "level")
    _name([*content.get("deductions", []), *content.get("caps", [])], "rule")
    return content


def _name(entries: list[Content], what: str) -> None:
    taken = {entry["key"] for entry in entries if entry["key"]}
    for entry in entries:
        if entry["key"] or not entry["title"]:
            entry["key"] = entry["key"] or _free(what, taken)
        else:
            entry["key"] = _free(slug(entry["title"], what), taken)
        taken.add(entry["key"])


def _free(wanted: str, taken: set[str]) -> str:
    names = [wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


BLANK: Mapping[str, Content] = {
    "criteria": {"key": "", "title": "", "levels": [{}, {}]},
    "levels": {"key": "", "title": "", "chairs": "", "delegates": ""},
    "deductions": {"key": "", "title": "", "when": ""},
    "caps": {"key": "", "title": "", "when": ""},
    "bands": {"title": ""},
}


def arranged(content: Content, act: str) -> Content:
    """The content after one of the buttons that add, remove or move an entry; as it is for any other act.

    `act` is the deed and the place: `add:criteria`, `up:criteria-1`, `remove:criteria-0-levels-2`.
    """
    made = copy.deepcopy(content)
    deed, _colon, path = act.partition(":")
    match deed:
        case "add":
            entries = _entries(made, path)
            if entries is not None and len(entries) < _MOST:
                entries.append(_blank(path))
        case "remove" | "up" | "down":
            head, _dash, place = path.rpartition("-")
            entries = _entries(made, head)
            if entries is not None and place.isdigit() and int(place) < len(entries):
                _move(entries, int(place), deed)
    return _with_keys(made)


def _blank(path: str) -> Content:
    kind = path.rpartition("-")[2]
    made = copy.deepcopy(BLANK[kind])
    if kind == "criteria":
        made["levels"] = [copy.deepcopy(BLANK["levels"]) for _level in range(2)]
    return made


def _entries(content: Content, path: str) -> list[Content] | None:
    """The list at a path, made where it is not there yet; None for what is no list of a rubric."""
    if path in _LISTS:
        return content.setdefault(path, [])  # type: ignore[no-any-return]  # a mapping from a form
    match = re.fullmatch(r"criteria-(\d{1,3})-levels", path)
    if match and int(match[1]) < len(content["criteria"]):
        return content["criteria"][int(match[1])]["levels"]  # type: ignore[no-any-return]
    return None


def _move(entries: list[Content], place: int, deed: str) -> None:
    if deed == "remove":
        del entries[place]
        return
    other = place + (1 if deed == "down" else -1)
    if 0 <= other < len(entries):
        entries[place], entries[other] = entries[other], entries[place]


def shown(content: Mapping[str, Any]) -> Content:
    """The content as the form's fields hold it: every number as text, a level's marks as `low` and `high`."""
    scale = content.get("scale") or {}
    return {
        **{key: content.get(key, "") for key in ("title", "language", "description", "based_on")},
        "basis": scale.get("basis", "points"),
        "out_of": _typed(scale.get("out_of")),
        "decimals": _typed(scale.get("decimals", 2)),
        "criteria": [_shown_criterion(one) for one in content.get("criteria", [])],
        "deductions": [
            {
                **one,
                "amount": _typed(one.get("percent", one.get("points"))),
                "unit": "percent" if "percent" in one else "points",
                "most_times": _typed(one.get("most_times", 1)),
                "trigger": one.get("trigger", ""),
            }
            for one in content.get("deductions", [])
        ],
        "caps": [
            {**one, "at_most": _typed(one.get("at_most")), "trigger": one.get("trigger", "")}
            for one in content.get("caps", [])
        ],
        "bands": [{**one, "at_least": _typed(one.get("at_least"))} for one in content.get("bands", [])],
    }


def _shown_criterion(one: Mapping[str, Any]) -> Content:
    return {
        **{key: one.get(key, "") for key in ("key", "title", "guidance")},
        "kind": one.get("kind", "levels"),
        "weight": _typed(one.get("weight")),
        "top": _typed(one.get("top")),
        **{flag: bool(one.get(flag, flag == "required")) for flag in _FLAGS},
        "levels": [_shown_level(level) for level in one.get("levels", [])],
    }


def _shown_level(one: Mapping[str, Any]) -> Content:
    low, high = one.get("range") or (one.get("points"), one.get("points"))
    return {
        **{key: one.get(key, "") for key in ("key", "title", "chairs", "delegates")},
        "low": _typed(low),
        "high": _typed(high) if "range" in one else "",
        "share": _typed(one.get("share")),
    }


def _typed(value: object) -> str:
    return "" if value is None else str(value)


def field_of(path: str, content: Mapping[str, Any]) -> str:
    """The name of the form's field that a fault's path speaks of: `criteria[policy].levels[#2].range` and the like."""
    parts = re.findall(r"([a-z_]+)(?:\[([^\]]+)\])?", path)
    here: Any = content
    names: list[str] = []
    for key, entry in parts:
        names.append(_FIELD_NAMES.get(key, key) if key != "points" or "levels" in names else "amount")
        here = here.get(key) if isinstance(here, Mapping) else None
        if entry:
            place = _place(entry, here if isinstance(here, list) else [])
            names.append(str(place))
            here = here[place] if isinstance(here, list) and place < len(here) else None
    return "-".join(name for name in names if name != "scale")


_FIELD_NAMES = {"range": "low", "points": "low", "percent": "amount"}


def _place(entry: str, entries: list[Any]) -> int:
    if entry.startswith("#"):
        return int(entry[1:]) - 1
    return next((place for place, one in enumerate(entries) if one.get("key") == entry), 0)
