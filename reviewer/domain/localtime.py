"""From a date and a clock, as a person types them, to the instant they mean in a conference's zone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from reviewer.domain.errors import Refused


def instant(day: str, clock: str, zone: str) -> datetime:
    """The UTC instant of `day` ("2030-03-01") at `clock` ("18:00") in `zone`; raises Refused when there is none.

    An hour that comes twice, when clocks go back, means the first. One that is skipped, when they go forward, is
    refused: nobody can say which instant was meant.
    """
    try:
        local = datetime.strptime(f"{day.strip()} {clock.strip()[:5]}", "%Y-%m-%d %H:%M").replace(tzinfo=ZoneInfo(zone))
        found = local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused("moment_unclear", "Give a date and a time, such as 2030-03-01 and 18:00.") from None
    if found.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused("moment_skipped", "That hour is skipped when the clocks go forward. Choose another time.")
    return found
