"""A scorecard as `templates/desk/_score.html` documents it, with what stands in the way of what was just sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import format_percent
from flask_babel import gettext as _

from reviewer.domain.states import ScorecardState
from reviewer.services.desks.card import Card, Choice, CriterionField, SuggestedMark
from reviewer.services.desks.others import OtherReading
from reviewer.services.scorecards import OVERALL, Outcome, Theirs, digest, plain
from reviewer.web.chairs_shown import Values, at, points
from reviewer.web.dates import moment
from reviewer.web.messages import words
from reviewer.web.others_shown import beside, short
from reviewer.web.quantities import signed


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody just sent that could not be done as it was: shown again, with what stands in its way."""

    outcome: Outcome = field(default_factory=Outcome)
    entered: dict[str, str] = field(default_factory=dict)
    comment: dict[str, str] = field(default_factory=dict)
    comment_errors: dict[str, str] = field(default_factory=dict)
    edited: dict[str, Any] = field(default_factory=dict)
    """A comment that was to be changed: `id`, `typed` as it came, `errors` by field, `clash` as it stands now."""
    dropped: tuple[int, str] = (0, "")
    """The comment whose points were just taken off, and the points."""
    adjustment: dict[str, str] = field(default_factory=dict)
    adjustment_errors: dict[str, str] = field(default_factory=dict)
    tab: str = "score"


def card_values(
    card: Card, zone: str, now: datetime, asked: Asked, *, is_released: bool, others: Sequence[OtherReading] = ()
) -> Values:
    """The whole form; it takes words unless it is finished or its feedback released."""
    overall = _entry(OVERALL, card.overall, card.overall_version, card.overall_digest, asked, zone, now)
    return {
        "state": card.state.value,
        "is_open": card.state is ScorecardState.DRAFT and not is_released,
        "may_reopen": card.state is ScorecardState.FINAL and not is_released,
        "rubric": card.rubric,
        "total": points(card.total),
        "out_of": points(card.out_of),
        "band": card.band,
        "missing": card.missing,
        "adds_up": card.adds_up,
        "adjustments": [{"reason": reason, "points": points(change)} for reason, change in card.adjustments],
        "saved": at(card.saved_at, zone, now),
        "overall": overall,
        "criteria": [
            _criterion(one, asked, zone, now)
            | {"is_later": place > 0 and card.criteria[place - 1].title == one.title}
            | {"others": beside(one, others)}
            for place, one in enumerate(card.criteria)
        ],
    }


def _criterion(one: CriterionField, asked: Asked, zone: str, now: datetime) -> Values:
    mark = _entry(f"criterion-{one.name}", one.value, one.version, one.digest, asked, zone, now)
    return {
        "key": one.name,
        "title": one.title,
        "name": f"{one.title}: {one.topic}" if one.topic else one.title,
        "topic": one.topic,
        "words": one.guidance,
        "mark": mark,
        "note": _entry(f"note-{one.name}", one.note, one.note_version, one.note_digest, asked, zone, now),
        "points": short(mark["value"]),
        "out_of": short(one.top),
        "top_value": one.top,
        "is_typed": one.is_typed,
        "is_counted": one.is_counted,
        "is_required": one.is_required,
        "worth_each": one.worth_each,
        "step": _step(one),
        "bands": [{"title": level.title, "from": short(str(level.low)), "words": level.chairs} for level in one.levels],
        "levels": [_level(choice) for choice in one.choices],
        "suggested": _suggested(one.suggested),
        "move": _move(one) if one.moved_by else None,
    }


def _step(one: CriterionField) -> str:
    """The step of the field in which its mark is typed: one that refuses no mark that can be given."""
    marks = [Decimal(choice.value) for choice in one.choices]
    return next((step for step in ("1", "0.5") if not any(mark % Decimal(step) for mark in marks)), "any")


def _move(one: CriterionField) -> Values:
    """What its comments do to a mark: "5 - 1 (2 comments) = 4"."""
    return {
        "points": plain(one.moved) or "0",
        "signed": signed(one.moved) if one.moved else "±0",
        "comments": one.moved_by,
        "result": "" if one.counts is None else short(plain(one.counts)),
    }


def _suggested(one: SuggestedMark | None) -> Values | None:
    """A mark the key questions suggest, with what it rests on."""
    if one is None:
        return None
    said = _(
        "%(percent)s of the key questions answered: %(said)s by a chair's word, %(guessed)s only suggested.",
        percent=format_percent(one.share.percent / 100),
        said=one.share.said,
        guessed=one.share.guessed,
    )
    return {"value": one.value, "short": short(one.value), "level": one.level, "words": said}


def _level(choice: Choice) -> Values:
    between = _("%(lower)s to %(upper)s", lower=choice.lower, upper=choice.upper) if choice.upper else choice.lower
    return {
        "value": choice.value,
        "short": short(choice.value),
        "label": between or choice.value,
        "words": choice.words,
        "half": choice.is_half,
        "worth": choice.worth,
    }


def _entry(name: str, value: str, version: int, sign: str, asked: Asked, zone: str, now: datetime) -> Values:
    """A field with what stands in it; after a clash, with what was typed, and beside it what stands there now."""
    clash = next((one for one in asked.outcome.clashes if one.name == name), None)
    changed = next((one for one in asked.outcome.changed if one.name == name), None)
    refused = asked.outcome.refused.get(name)
    found: Values = {
        "value": value,
        "version": version,
        "digest": sign,
        "clash": _theirs(clash, zone, now) if clash else None,
        "changed": _theirs(changed, zone, now) if changed else None,
        "fault": words(refused) if refused else "",
    }
    if clash is not None and clash.mine is not None:
        found |= {"value": clash.mine, "version": clash.version, "digest": digest(clash.value)}
    elif refused is not None:
        found["value"] = asked.entered.get(name, value)
    return found


def _theirs(one: Theirs, zone: str, now: datetime) -> Values:
    return {"by": one.by, "value": one.value, "clock": moment(one.at, zone, now=now).clock if one.at else ""}
