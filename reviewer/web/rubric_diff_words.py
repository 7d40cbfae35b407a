"""Differences between two versions of a rubric, in words."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.rubric_diff import Difference
from reviewer.web.rubric_editor_words import BASES, KINDS, TRIGGERS

_FIELDS = {
    "title": _l("title"),
    "language": _l("language"),
    "description": _l("when to use it"),
    "based_on": _l("whose criteria it follows"),
    "basis": _l("how marks become a total"),
    "out_of": _l("out of"),
    "decimals": _l("decimals"),
    "kind": _l("how it is marked"),
    "weight": _l("weight"),
    "top": _l("best mark"),
    "guidance": _l("what chairs look for"),
    "required": _l("required"),
    "per_topic": _l("for each topic"),
    "independent": _l("outside the total"),
    "half_points": _l("half points"),
    "points": _l("points"),
    "range": _l("points"),
    "percent": _l("percent"),
    "share": _l("from % answered"),
    "chairs": _l("words for chairs"),
    "delegates": _l("words for delegates"),
    "when": _l("the rule in words"),
    "trigger": _l("what proposes it"),
    "most_times": _l("at most, times"),
    "at_most": _l("at most"),
    "at_least": _l("from"),
}
_PARTS = {
    "criteria": _l("Criteria"),
    "deductions": _l("Deductions"),
    "caps": _l("Limits"),
    "bands": _l("Names for totals"),
}
_LISTS = {"kind": dict(KINDS), "basis": dict(BASES), "trigger": dict(TRIGGERS)}
_DEFAULTS: dict[str, Any] = {"required": True, "decimals": 2, "most_times": 1, "kind": "levels"}
_LONG = frozenset({"description", "based_on", "guidance", "chairs", "delegates", "when"})


def difference_words(one: Difference) -> str:
    """One line of the history: "Writing: weight 20, now 25"."""
    where = _where(one)
    if one.what == "added":
        return str(_("%(where)s: new", where=where))
    if one.what == "removed":
        return str(_("%(where)s: removed", where=where))
    if one.what == "reordered":
        return str(_("%(where)s: in another order", where=where))
    field = str(_FIELDS.get(one.field, one.field))
    if one.field in _LONG:
        return str(_("%(where)s: %(field)s reworded", where=where, field=field))
    before, after = _value(one.field, one.before), _value(one.field, one.after)
    return str(
        _("%(where)s: %(field)s %(before)s, now %(after)s", where=where, field=field, before=before, after=after)
    )


def _where(one: Difference) -> str:
    if one.part == "rubric":
        return str(_("The rubric"))
    if one.what == "reordered":
        return str(_("The levels of “%(title)s”", title=one.of) if one.of else _PARTS[one.part])
    quoted = _("“%(title)s”", title=one.title)
    return str(_("%(level)s of “%(criterion)s”", level=quoted, criterion=one.of) if one.of else quoted)


def _value(field: str, value: Any) -> str:
    value = _DEFAULTS.get(field, value) if value is None else value
    if isinstance(value, bool) or (value is None and field in ("per_topic", "independent", "half_points")):
        return str(_("yes")) if value else str(_("no"))
    if value is None:
        return str(_("none"))
    if isinstance(value, list):
        return "\N{EN DASH}".join(str(format_decimal(one)) for one in value)
    if field in _LISTS:
        return str(_LISTS[field].get(value, value))
    return str(format_decimal(value)) if isinstance(value, int | float) else str(value)
