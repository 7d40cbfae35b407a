"""Other readings of a paper beside one's own: each mark with how far it is from mine."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from reviewer.domain.readings import FIRST, MODERATION
from reviewer.services.desks.card import Card, CriterionField
from reviewer.services.desks.others import OtherReading
from reviewer.services.scorecards import plain

Values = dict[str, Any]


def other_values(one: OtherReading, mine: Card | None) -> Values:
    """What `desk/_others.html` draws of one reading."""
    return {
        "name": reading_name(one.slot),
        "reader": one.reader,
        "is_final": one.is_final,
        "total": "" if one.total is None else str(format_decimal(one.total)),
        "out_of": str(format_decimal(one.out_of)),
        "difference": _difference(one.total, mine.total if mine else None),
        "marks": [{"title": line.title, "mark": short(plain(line.mark))} for line in one.lines],
        "overall": one.overall,
    }


def reading_name(slot: int) -> str:
    """What a reading is called."""
    if slot == MODERATION:
        return str(_("Moderation"))
    return str(_("First reading")) if slot == FIRST else str(_("Second reading"))


def beside(field: CriterionField, others: Sequence[OtherReading]) -> list[Values]:
    """The others' marks for one criterion, with how far each is from one's own."""
    found = []
    for one in others:
        mark = one.marks.get(field.name)
        if mark is not None:
            away = _difference(mark, field.counts)
            found.append({"by": one.reader, "mark": short(plain(mark)), "difference": away})
    return found


def _difference(theirs: Decimal | None, mine: Decimal | None) -> str:
    """Theirs less mine, with its sign, or nothing where one of them is not there."""
    if theirs is None or mine is None:
        return ""
    away = theirs - mine
    written = str(format_decimal(abs(away)))
    return f"+{written}" if away > 0 else f"−{written}" if away < 0 else "="


def short(mark: str) -> str:
    """A mark as it stands on a key: 3½ rather than 3.5."""
    return f"{mark.removesuffix('.5').removeprefix('0')}½" if mark.endswith(".5") else mark
