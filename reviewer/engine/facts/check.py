"""Whether a paper's title block names its seat."""

from __future__ import annotations

from collections.abc import Sequence

from reviewer.engine.facts.found import Expected, FieldCheck, FieldName, TitleField
from reviewer.engine.facts.names import same_name


def check_title(fields: Sequence[TitleField], expected: Expected) -> tuple[FieldCheck, ...]:
    """One answer for each field something is expected of, in the order committee, country, topic, school, delegates.

    A field agrees when any place that names it does; it differs when places name it and none agrees.
    """
    asked: dict[FieldName, Sequence[str]] = {
        "committee": expected.committee,
        "country": expected.country,
        "topic": expected.topics,
        "school": expected.school,
        "delegates": expected.delegates,
    }
    return tuple(
        _check(name, [one for one in fields if one.name == name], names) for name, names in asked.items() if names
    )


def _check(name: FieldName, fields: Sequence[TitleField], names: Sequence[str]) -> FieldCheck:
    agreeing = next((one for one in fields if same_name(name, one.value, names)), None)
    if agreeing is not None:
        return FieldCheck(name, "agrees", names[0], agreeing.value, agreeing.start, agreeing.end)
    if not fields:
        return FieldCheck(name, "not_found", names[0])
    # A label says what its value is; a line without one only looks like it.
    first = min(fields, key=lambda one: (not one.labelled, one.start))
    return FieldCheck(name, "differs", names[0], first.value, first.start, first.end)
