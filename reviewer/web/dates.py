"""Instants as people read them: in the conference's zone, in the page's language, with how far away they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_datetime
from babel.units import format_unit
from flask_babel import get_locale
from flask_babel import gettext as _

_DAY = {"es": "EEEE d 'de' MMMM"}
_YEAR = {"es": " 'de' y"}
_UNITS = (("duration-day", 1440), ("duration-hour", 60), ("duration-minute", 1))


@dataclass(frozen=True, slots=True)
class Moment:
    """What `_macros/time.html` draws: an ISO instant with offset, the words, the bare clock, and the distance."""

    iso: str
    text: str
    clock: str
    left: str


def moment(instant: datetime, zone: str, *, now: datetime | None = None) -> Moment:
    """An instant in a conference's zone: "Monday 1 March, 23:59 EST", with "in 3 hr 12 min" when `now` is given.

    The year is named when it is not that of `now`, or when there is no `now` to tell.
    """
    local = instant.astimezone(ZoneInfo(zone))
    locale = get_locale() or Locale("en")
    day = _DAY.get(locale.language, "EEEE d MMMM")
    if now is None or now.astimezone(ZoneInfo(zone)).year != local.year:
        day += _YEAR.get(locale.language, " y")
    return Moment(
        iso=local.isoformat(timespec="seconds"),
        text=f"{format_datetime(local, f'{day}, HH:mm', locale=locale)} {_zone_name(local)}",
        clock=f"{local:%H:%M}",
        left="" if now is None else _distance(instant - now, locale),
    )


def _zone_name(local: datetime) -> str:
    """The zone's usual letters ("EST"), or its distance ("UTC-3") where it has none."""
    name = local.tzname() or ""
    return f"UTC{name}" if name[:1] in ("+", "-") else name


def _distance(gap: timedelta, locale: Locale) -> str:
    time = span(gap, locale)
    return str(_("%(time)s ago", time=time) if gap < timedelta(0) else _("in %(time)s", time=time))


def span(length: timedelta, locale: Locale | None = None) -> str:
    """A length of time in its two largest units of day, hour and minute, as the script that keeps it true writes it."""
    locale = locale or get_locale() or Locale("en")
    minutes = round(abs(length).total_seconds() / 60)
    first = next((n for n, (_unit, size) in enumerate(_UNITS) if minutes >= size), len(_UNITS) - 1)
    parts: list[str] = []
    for unit, size in _UNITS[first : first + 2]:
        count, minutes = divmod(minutes, size)
        if count or (unit == "duration-minute" and not parts):
            parts.append(format_unit(count, unit, "short", locale=locale))
    return " ".join(parts)
