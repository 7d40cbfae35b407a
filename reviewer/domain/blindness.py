"""While marking is blind, chairs do not learn whose paper they mark; only the delegation is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reviewer.domain.errors import Refused


@dataclass(frozen=True, slots=True)
class BlindMarking:
    """A conference's rule. `until`: when it ends, or ended, by a day that was set or by an act; None: not yet known."""

    is_on: bool
    until: datetime | None = None


def is_blind(rule: BlindMarking, now: datetime) -> bool:
    """Whether names are hidden from chairs at this moment: from the start until the end, whose own moment is not."""
    return rule.is_on and (rule.until is None or now < rule.until)


def check_may_set(rule: BlindMarking, now: datetime, *, until: datetime | None, has_released: bool) -> None:
    """Raise Refused when blind marking cannot begin (feedback is released), or would end before now."""
    if not is_blind(rule, now) and has_released:
        raise Refused(
            "blind_released",
            "Feedback is released already, so marking cannot become blind any more. Take the releases back first.",
        )
    if until is not None and until <= now:
        raise Refused("blind_end_past", "That moment has passed. Choose a later one, or end blind marking by hand.")
