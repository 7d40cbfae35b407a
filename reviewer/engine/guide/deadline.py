"""The instant at which position papers are due, when the guide states date, year, time and zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from reviewer.engine.guide.found import Found
from reviewer.engine.guide.lines import Flow
from reviewer.engine.guide.notices import Notice
from reviewer.engine.terms import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene",
            "february feb febrero",
            "march mar marzo",
            "april apr abril abr",
            "may mayo",
            "june jun junio",
            "july jul julio",
            "august aug agosto ago",
            "september sept sep septiembre setiembre set",
            "october oct octubre",
            "november nov noviembre",
            "december dec diciembre dic",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th|o)?\.?\s*(?:of |de |del )?(?P<m1>{_MONTH})\.?,?\s*(?:of |de |"
    rf"del )?(?P<y1>20\d\d)?\b"
    rf"|(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)(?:,?\s*(?P<y2>20\d\d))?"
    r"|(?P<y3>20\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)"
    r"|(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y4>20\d\d)"
)
_TIME = re.compile(
    r"\b(?P<h>\d{1,2})(?:[:.](?P<min>\d\d))?(?::\d\d)?\s*(?P<half>[ap]\.? ?m\b\.?)|\b(?P<h24>[01]?\d|"
    r"2[0-4]):(?P<min24>\d\d)\b(?:\s*(?:h|hrs?|horas)\b)?"
    r"|\b(?P<h3>[01]?\d|2[0-3])\s*(?:hrs|horas|h)\b|\b(?P<noon>noon|mediodia)\b"
)
_PLACES = {
    "America/New_York": "et|eastern time|eastern|hora del este|new york time|hora de nueva york",
    "America/Chicago": "ct|central time|hora de chicago",
    "America/Denver": "mt|mountain time",
    "America/Los_Angeles": "pt|pacific time|pacific|hora del pacifico de estados unidos",
    "America/Mexico_City": (
        "hora de la ciudad de mexico|hora de mexico|tiempo del centro de mexico|mexico city time|"
        "hora centro de mexico|cdmx"
    ),
    "America/Bogota": "hora de colombia|hora de bogota|bogota time|colombia time",
    "America/Lima": "hora de peru|hora de lima|lima time",
    "America/Argentina/Buenos_Aires": "hora de argentina|hora de buenos aires|buenos aires time|hora argentina",
    "America/Santiago": "hora de chile|hora chilena",
    "America/Sao_Paulo": "hora de brasilia|brasilia time",
    "America/Guatemala": "hora de guatemala",
    "America/Costa_Rica": "hora de costa rica",
    "America/Panama": "hora de panama",
    "Europe/Madrid": "hora de madrid|hora de espana|hora peninsular|madrid time",
    "Europe/London": "london time|uk time|hora de londres",
    "Europe/Paris": "paris time|hora de paris",
}
_FIXED = {
    "utc": 0.0,
    "gmt": 0.0,
    "z": 0.0,
    "est": -5.0,
    "edt": -4.0,
    "cst": -6.0,
    "cdt": -5.0,
    "mst": -7.0,
    "mdt": -6.0,
    "pst": -8.0,
    "pdt": -7.0,
    "cet": 1.0,
    "cest": 2.0,
    "bst": 1.0,
    "jst": 9.0,
    "sgt": 8.0,
    "hkt": 8.0,
}
_SEASONAL = {
    "est": "America/New_York",
    "cst": "America/Chicago",
    "mst": "America/Denver",
    "pst": "America/Los_Angeles",
    "cet": "Europe/Paris",
    "gmt": "Europe/London",
}
_OFFSET = re.compile(r"\b(?:utc|gmt)\s*(?P<sign>[+\u2212\u2013-])\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?")
_PAPER = re.compile(
    r"position papers?|policy (?:papers?|statements?)|papers? (?:is|are) due|hojas? de posicion|"
    r"documentos? de posicion|(?:papel|posicion) oficial|portafolio"
)
_DUE = re.compile(
    r"\b(?:due|deadline|submit\w*|submission|no later than|by|before|until|sent|turned in|entreg\w*|envi\w*|"
    r"fecha limite|plazo|a mas tardar|antes d\w+|hasta|limite)\b"
)
_WINDOW = 260
_TWELVE = 12
_WIDEST_OFFSET = 14 * 60


@dataclass(frozen=True, slots=True)
class _Stated:
    """A date as printed with the time and zone beside it; None for what is not said."""

    start: int
    end: int
    moment: datetime | None
    printed: str
    lacks: tuple[str, ...]
    note: Notice | None = None


def read_deadline(flow: Flow) -> tuple[Found[str] | None, list[Notice]]:
    """The deadline of position papers as ISO 8601 with its offset, and what a person should know or complete.

    None when no date stands near words for papers that are due, or when year, time or zone are not stated: an instant
    that nobody stated is never made up. Of several dates the first is taken and the others are named.
    """
    stated = list(_near_papers(flow.text))
    complete = [one for one in stated if one.moment is not None]
    if not complete:
        return None, [_incomplete(one, flow) for one in stated[:1]]
    first = complete[0]
    assert first.moment is not None
    notices = [first.note] if first.note else []
    others = {one.printed: flow.span(one.start, one.end) for one in complete if one.moment != first.moment}
    if others:
        notices.append(Notice("deadline_others", {"printed": tuple(sorted(others))}, tuple(sorted(others.values()))))
    confidence = 0.9 - 0.2 * bool(first.note) - 0.2 * bool(others)
    return Found(first.moment.isoformat(), flow.span(first.start, first.end), confidence), notices


def _incomplete(one: _Stated, flow: Flow) -> Notice:
    return Notice("deadline_incomplete", {"printed": one.printed, "lacks": one.lacks}, (flow.span(one.start, one.end),))


def _near_papers(text: str) -> Iterator[_Stated]:
    """Dates within a few lines of words for papers and for being due, in order."""
    folded = _fold_in_place(text)
    for match in _DATE.finditer(folded):
        around = folded[max(0, match.start() - _WINDOW) : match.end() + 120]
        if _PAPER.search(around) and _DUE.search(around):
            stated = _read(text, folded, match)
            if stated:
                yield stated


def _fold_in_place(text: str) -> str:
    """Folded character by character, so that offsets stay."""
    return "".join(folded if len(folded := fold(character)) == 1 else character for character in text)


def _read(text: str, folded: str, match: re.Match[str]) -> _Stated | None:
    begin, end = max(0, match.start() - 70), min(len(folded), match.end() + 70)
    begin = max(begin, *(found.end() for found in _DATE.finditer(folded, begin, match.start())), begin)
    after = _DATE.search(folded, match.end(), end)
    end = after.start() if after else end
    time = _nearest(_TIME, folded, begin, end, match)
    date, lacks = _date(match), []
    if date is None:
        lacks.append("year" if match.group("a") is None else "day_month")
    clock = _clock(time) if time else None
    if clock is None:
        lacks.append("time")
    begin = min(match.start(), time.start() if time else match.start())
    end_of_both = max(match.end(), time.end() if time else match.end())
    zone = _zone(folded, end_of_both)
    if zone is None:
        lacks.append("zone")
    finish = max(end_of_both, zone.end if zone else 0)
    printed = " ".join(text[begin:finish].split())
    if date is None or clock is None or zone is None:
        return _Stated(begin, finish, None, printed, tuple(lacks))
    try:
        moment = datetime(*date, tzinfo=zone.zone) + timedelta(hours=clock[0], minutes=clock[1])
    except ValueError:
        return None
    return _Stated(begin, finish, moment, printed, (), _season_note(zone, moment, printed))


def _nearest(pattern: re.Pattern[str], text: str, begin: int, end: int, to: re.Match[str]) -> re.Match[str] | None:
    """The match nearest to the date that does not lie within it."""
    outside = [one for one in pattern.finditer(text, begin, end) if one.end() <= to.start() or one.start() >= to.end()]
    return min(outside, key=lambda one: max(to.start() - one.end(), one.start() - to.end()), default=None)


def _date(match: re.Match[str]) -> tuple[int, int, int] | None:
    """(year, month, day), or None without a year or when day and month could be exchanged."""
    part = match.groupdict()
    if part["a"]:
        first, second = int(part["a"]), int(part["b"])
        if first <= _TWELVE and second <= _TWELVE and first != second:
            return None
        day, month = (first, second) if first > _TWELVE else (second, first)
        return int(part["y4"]), month, day
    if part["y3"]:
        return int(part["y3"]), int(part["m3"]), int(part["d3"])
    year, month_name, day_ = (
        (part["y1"], part["m1"], part["d1"]) if part["m1"] else (part["y2"], part["m2"], part["d2"])
    )
    return (int(year), _MONTHS[month_name], int(day_)) if year else None


def _clock(match: re.Match[str]) -> tuple[int, int] | None:
    """Hours and minutes; "midnight" is not read, since it may begin or end the day."""
    part = match.groupdict()
    if part["noon"]:
        return 12, 0
    if part["h3"]:
        return int(part["h3"]), 0
    if part["h24"]:
        return int(part["h24"]), int(part["min24"])
    hours = int(part["h"]) % 12 + (12 if part["half"].startswith("p") else 0)
    return (hours, int(part["min"] or 0)) if int(part["h"]) <= _TWELVE else None


@dataclass(frozen=True, slots=True)
class _Zone:
    zone: tzinfo
    end: int
    printed: str


def _zone(text: str, after: int) -> _Zone | None:
    """The zone named within the words around: an offset, a place, or an abbreviation."""
    begin, end = max(0, after - 60), min(len(text), after + 60)
    offset = _OFFSET.search(text, begin, end)
    if offset:
        sign = 1 if offset.group("sign") == "+" else -1
        minutes = sign * (60 * int(offset.group("hours")) + int(offset.group("minutes") or 0))
        return (
            _Zone(timezone(timedelta(minutes=minutes)), offset.end(), offset.group())
            if abs(minutes) <= _WIDEST_OFFSET
            else None
        )
    for place, names in _PLACES.items():
        named = re.compile(rf"\b(?:{names})\b").search(text, begin, end)
        if named:
            return _Zone(ZoneInfo(place), named.end(), named.group())
    short = re.compile(rf"\b(?P<name>{'|'.join(_FIXED)})\b").search(text, begin, end)
    if short is None:
        return None
    hours = _FIXED[short.group("name")]
    return _Zone(UTC if hours == 0 else timezone(timedelta(hours=hours)), short.end(), short.group("name"))


def _season_note(zone: _Zone, moment: datetime, printed: str) -> Notice | None:
    """A warning when a winter abbreviation is printed for a date on which clocks there show summer time."""
    place = _SEASONAL.get(zone.printed)
    if place is None or moment.astimezone(ZoneInfo(place)).utcoffset() == moment.utcoffset():
        return None
    return Notice("deadline_season", {"printed": printed, "zone": zone.printed.upper(), "place": place})
