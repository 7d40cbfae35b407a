"""The form in which people write a rubric, and the way there and back.

`rubric_from_mapping` turns a parsed YAML file into a Rubric, or raises `RubricFaults` with every fault in it.
`to_mapping` is its inverse and leaves out what is at its default: for a file without needless keys the two are equal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Literal, cast, get_args

from reviewer.domain.faults import Faults, Fields, FormFaults
from reviewer.domain.rubric import Band, Basis, Cap, Criterion, Deduction, Kind, Level, Rubric, Scale, Trigger

RUBRIC_KEYS = (
    *("name", "title", "language", "description", "based_on"),
    *("scale", "criteria", "deductions", "caps", "bands"),
)
CRITERION_KEYS = (
    *("key", "title", "kind", "weight", "top", "guidance"),
    *("required", "per_topic", "independent", "half_points", "levels"),
)
LEVEL_KEYS = ("key", "title", "points", "range", "share", "chairs", "delegates")
HIGHEST_MARK = "1000"
DECIMALS = 2
ALL_WEIGHTS = 100


RubricFaults = FormFaults
"""What a rubric's faults are raised as: the same as those of every hand-written form."""


def rubric_from_mapping(mapping: object, *, file: str) -> Rubric:
    """The rubric that a parsed file describes; raises RubricFaults, each fault with `file`, its path and what to do."""
    faults = Faults(file)
    fields = Fields(mapping, "", faults, RUBRIC_KEYS)
    scale = _scale(fields)
    rubric = Rubric(
        name=fields.slug("name"),
        title=fields.text("title", 120),
        language=fields.language("language"),
        description=fields.text("description", 2000),
        based_on=fields.text("based_on", 600, default=""),
        scale=scale,
        criteria=tuple(_criterion(*entry, faults, scale.basis) for entry in fields.items("criteria", 1, 30)),
        deductions=tuple(_deduction(*entry, faults) for entry in fields.items("deductions", 0, 20)),
        caps=tuple(_cap(*entry, faults) for entry in fields.items("caps", 0, 20)),
        bands=tuple(_band(*entry, faults) for entry in fields.items("bands", 0, 20)),
    )
    _check_whole(rubric, fields)
    if faults.found:
        raise RubricFaults(tuple(faults.found))
    return rubric


def to_mapping(rubric: Rubric) -> dict[str, Any]:
    """The mapping that `rubric_from_mapping` reads back to an equal rubric, ready for YAML or JSON."""
    return _without_defaults(
        name=rubric.name,
        title=rubric.title,
        language=rubric.language,
        description=rubric.description,
        based_on=rubric.based_on,
        scale=_without_defaults(
            basis=rubric.scale.basis,
            out_of=_plain(rubric.scale.out_of),
            decimals=None if rubric.scale.decimals == DECIMALS else rubric.scale.decimals,
        ),
        criteria=[_criterion_mapping(criterion) for criterion in rubric.criteria],
        deductions=[_deduction_mapping(deduction) for deduction in rubric.deductions],
        caps=[
            _without_defaults(
                key=cap.key, title=cap.title, at_most=_plain(cap.at_most), when=cap.when, trigger=cap.trigger
            )
            for cap in rubric.caps
        ],
        bands=[{"title": band.title, "at_least": _plain(band.at_least)} for band in rubric.bands],
    )


def content_hash(rubric: Rubric) -> str:
    """SHA-256 (hex) of the rubric's canonical JSON: equal content, equal hash, however the file was written."""
    canonical = json.dumps(to_mapping(rubric), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _scale(parent: Fields) -> Scale:
    if not parent.has("scale"):
        parent.fault("scale", "This key is missing. Add it with 'basis' (weights or points) and 'out_of'.")
        return Scale("points", Decimal(0))
    fields = Fields(parent.value("scale"), "scale", parent.faults, ("basis", "out_of", "decimals"))
    return Scale(
        basis=cast(Basis, fields.choice("basis", get_args(Basis))),
        out_of=fields.number("out_of", "1", HIGHEST_MARK),
        decimals=fields.whole("decimals", 0, DECIMALS, default=DECIMALS),
    )


def _criterion(value: object, path: str, faults: Faults, basis: Basis) -> Criterion:
    fields = Fields(value, path, faults, CRITERION_KEYS)
    kind = cast(Kind, fields.choice("kind", get_args(Kind), default="levels"))
    levels = tuple(_level(*entry, faults) for entry in fields.items("levels", 0 if kind == "points" else 2, 12))
    if kind == "points":
        top = fields.number("top", "1", HIGHEST_MARK)
    else:
        top = max((level.high for level in levels), default=Decimal(0))
        if fields.has("top"):
            fields.fault("top", "Only criteria of kind 'points' have this key: the highest level says the top here.")
    criterion = Criterion(
        key=fields.slug("key"),
        title=fields.text("title", 120),
        kind=kind,
        top=top,
        levels=levels,
        weight=fields.number("weight", "0.01", "100") if fields.has("weight") else None,
        guidance=fields.text("guidance", 1000, default=""),
        required=fields.flag("required", default=True),
        per_topic=fields.flag("per_topic"),
        independent=fields.flag("independent"),
        half_points=fields.flag("half_points"),
    )
    fields.unique("levels", [level.key for level in levels], "level")
    if not faults.within(path):
        _check_levels(criterion, fields)
    if fields.is_mapping and not faults.touch("basis"):
        _check_weight(criterion, basis, fields)
    return criterion


def _level(value: object, path: str, faults: Faults) -> Level:
    fields = Fields(value, path, faults, LEVEL_KEYS)
    if fields.has("points") == fields.has("range"):
        fields.fault("points", "Give a level either 'points', like 4, or 'range', like [4, 5]; exactly one of them.")
    low, high = Decimal(0), Decimal(0)
    if fields.has("range"):
        low, high = fields.pair("range", "0", HIGHEST_MARK)
    elif fields.has("points"):
        low = high = fields.number("points", "0", HIGHEST_MARK)
    return Level(
        key=fields.slug("key"),
        title=fields.text("title", 60),
        low=low,
        high=high,
        chairs=fields.text("chairs", 600),
        delegates=fields.text("delegates", 600),
        share=fields.number("share", "0", "100") if fields.has("share") else None,
    )


def _deduction(value: object, path: str, faults: Faults) -> Deduction:
    keys = ("key", "title", "points", "percent", "when", "trigger", "most_times")
    fields = Fields(value, path, faults, keys)
    if fields.has("points") == fields.has("percent"):
        fields.fault("points", "Give a deduction either 'points' or 'percent'; exactly one of them.")
    unit: Literal["points", "percent"] = "percent" if fields.has("percent") else "points"
    return Deduction(
        key=fields.slug("key"),
        title=fields.text("title", 120),
        unit=unit,
        amount=fields.number(unit, "0.01", "100" if unit == "percent" else HIGHEST_MARK, default="0.01"),
        when=fields.text("when", 400),
        trigger=_trigger(fields),
        most_times=fields.whole("most_times", 1, 100, default=1),
    )


def _cap(value: object, path: str, faults: Faults) -> Cap:
    fields = Fields(value, path, faults, ("key", "title", "at_most", "when", "trigger"))
    return Cap(
        key=fields.slug("key"),
        title=fields.text("title", 120),
        at_most=fields.number("at_most", "0", HIGHEST_MARK),
        when=fields.text("when", 400),
        trigger=_trigger(fields),
    )


def _band(value: object, path: str, faults: Faults) -> Band:
    fields = Fields(value, path, faults, ("title", "at_least"))
    return Band(title=fields.text("title", 60), at_least=fields.number("at_least", "0", HIGHEST_MARK))


def _trigger(fields: Fields) -> Trigger | None:
    return cast(Trigger, fields.choice("trigger", get_args(Trigger))) if fields.has("trigger") else None


def _check_whole(rubric: Rubric, fields: Fields) -> None:
    fields.unique("criteria", [criterion.key for criterion in rubric.criteria], "criterion")
    fields.unique("deductions", [deduction.key for deduction in rubric.deductions], "deduction")
    fields.unique("caps", [cap.key for cap in rubric.caps], "cap")
    if shared := {d.key for d in rubric.deductions} & {c.key for c in rubric.caps}:
        fields.fault("caps", f"'{min(shared)}' is a deduction and a cap. Give one of them another key.")
    if fields.faults.touch("scale", "basis", "criteria"):
        return
    if not any(criterion.required for criterion in rubric.counted()):
        fields.fault("criteria", "No criterion is both required and counted. At least one must be, or no total exists.")
    check: Callable[[Rubric, Fields], None] = _check_weights if rubric.scale.basis == "weights" else _check_tops
    check(rubric, fields)
    if not fields.faults.touch("out_of"):
        _check_caps(rubric, fields)
        _check_bands(rubric, fields)


def _check_weight(criterion: Criterion, basis: Basis, fields: Fields) -> None:
    if basis == "points" and criterion.weight is not None:
        fields.fault("weight", "This rubric goes by points. Remove the weight, or set scale.basis to weights.")
    elif criterion.independent and criterion.weight is not None:
        fields.fault("weight", "An independent criterion stays outside the total. Remove its weight.")
    elif basis == "weights" and not criterion.independent and criterion.weight is None:
        fields.fault("weight", "This key is missing. Add the criterion's weight in percent.")


def _check_weights(rubric: Rubric, fields: Fields) -> None:
    if fields.faults.touch("weight", "independent"):
        return
    total = sum((criterion.weight or Decimal(0) for criterion in rubric.counted()), Decimal(0))
    if total != ALL_WEIGHTS:
        reason = f"The weights of the counted criteria add up to {total}. Change them so that they make 100."
        fields.fault("criteria", reason)


def _check_tops(rubric: Rubric, fields: Fields) -> None:
    if fields.faults.touch("out_of", "weight", "levels", "points", "range", "top", "independent"):
        return
    total = sum((criterion.top for criterion in rubric.counted()), Decimal(0))
    if total != rubric.scale.out_of:
        reason = f"The counted criteria can give {total} points, but this says {rubric.scale.out_of}. Make them equal."
        fields.fault("scale.out_of", reason)


def _check_caps(rubric: Rubric, fields: Fields) -> None:
    for cap in rubric.caps:
        if cap.at_most >= rubric.scale.out_of:
            fields.faults.add(
                f"caps[{cap.key}].at_most", f"A cap must be below the {rubric.scale.out_of} of the scale."
            )


def _check_bands(rubric: Rubric, fields: Fields) -> None:
    for above, band in zip(rubric.bands, rubric.bands[1:], strict=False):
        if band.at_least >= above.at_least:
            fields.fault("bands", f"'{band.title}' must begin below '{above.title}'. List the highest band first.")
    if rubric.bands and rubric.bands[0].at_least > rubric.scale.out_of:
        fields.fault("bands", f"'{rubric.bands[0].title}' begins above the {rubric.scale.out_of} of the scale.")


def _check_levels(criterion: Criterion, fields: Fields) -> None:
    for above, level in zip(criterion.levels, criterion.levels[1:], strict=False):
        if level.high >= above.low:
            reason = f"'{level.title}' must lie below '{above.title}'. List the highest level first, without overlap."
            fields.fault(f"levels[{level.key}]", reason)
    if criterion.kind != "points" and criterion.top == 0:
        fields.fault("levels", "The highest level gives 0 points. Give it more.")
    if criterion.kind == "points":
        _check_bands_of_points(criterion, fields)
    _check_shares(criterion, fields)


def _check_bands_of_points(criterion: Criterion, fields: Fields) -> None:
    if criterion.levels and criterion.levels[0].high > criterion.top:
        fields.fault("levels", f"'{criterion.levels[0].title}' goes above the top of {criterion.top}.")
    nameless = [mark for mark in criterion.allowed_marks() if criterion.level_of(mark) is None]
    if criterion.levels and nameless:
        fields.fault("levels", f"No level says what {nameless[0]} points mean. Let the lowest level begin there.")


def _check_shares(criterion: Criterion, fields: Fields) -> None:
    shares = [level.share for level in criterion.levels if level.share is not None]
    if shares and criterion.kind != "coverage":
        fields.fault("levels", "Only criteria of kind 'coverage' have shares. Remove them or set the kind.")
    if shares != sorted(set(shares), reverse=True):
        fields.fault("levels", "The shares must fall from level to level. Give the highest level the highest share.")


def _criterion_mapping(criterion: Criterion) -> dict[str, Any]:
    return _without_defaults(
        key=criterion.key,
        title=criterion.title,
        kind=None if criterion.kind == "levels" else criterion.kind,
        weight=None if criterion.weight is None else _plain(criterion.weight),
        top=_plain(criterion.top) if criterion.kind == "points" else None,
        guidance=criterion.guidance,
        required=None if criterion.required else False,
        per_topic=criterion.per_topic or None,
        independent=criterion.independent or None,
        half_points=criterion.half_points or None,
        levels=[_level_mapping(level) for level in criterion.levels],
    )


def _level_mapping(level: Level) -> dict[str, Any]:
    single = level.low == level.high
    return _without_defaults(
        key=level.key,
        title=level.title,
        points=_plain(level.low) if single else None,
        range=None if single else [_plain(level.low), _plain(level.high)],
        share=None if level.share is None else _plain(level.share),
        chairs=level.chairs,
        delegates=level.delegates,
    )


def _deduction_mapping(deduction: Deduction) -> dict[str, Any]:
    return _without_defaults(
        key=deduction.key,
        title=deduction.title,
        **{deduction.unit: _plain(deduction.amount)},
        when=deduction.when,
        trigger=deduction.trigger,
        most_times=None if deduction.most_times == 1 else deduction.most_times,
    )


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _without_defaults(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and value not in ("", [])}
