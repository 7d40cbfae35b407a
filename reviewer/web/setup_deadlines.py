"""Deadlines, typed and shown by the conference's clock, and more time for single seats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.errors import DomainError, Refused
from reviewer.domain.states import DeadlineRight
from reviewer.services.desks.setup_deadlines import DeadlinesPage, DueLine, deadlines_page
from reviewer.services.setup.deadlines import clear_deadline, grant_extension, set_deadline
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.dates import moment
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.setup_place import Fault, bp, columns, place, typed, typed_instant, typed_number
from reviewer.web.setup_words import RIGHTS
from reviewer.work import Work

_EXTENSION_FIELDS = {"reason_missing": "note", "seat_unknown": "seat"}
Typed = dict[DeadlineRight, tuple[datetime | None, int]]


@bp.route("/conferences/<int:conference_id>/setup/deadlines", methods=["GET", "POST"])
def deadlines(conference_id: int) -> ResponseReturnValue:
    """The deadlines of the conference and its committees; each card is saved by itself."""
    with reading() as session:
        seen = deadlines_page(session, actor(), conference_id)
    if request.method == "GET":
        return _page(seen)
    committee_id = typed_number("committee")
    standing = next((one.own for one in seen.committees if one.committee_id == committee_id), seen.conference)
    wanted, errors = _read(standing, committee_id)
    if errors:
        return _page(seen, errors=errors), 422
    with working() as work:
        for right, (at, grace) in wanted.items():
            _set(work, right, at, grace)
    flash(" ".join([_("The deadlines are saved."), *_doubts(wanted)]))
    anchor = f"own-{committee_id}" if committee_id else None
    return redirect(url_for("setup.deadlines", conference_id=conference_id, _anchor=anchor), 303)


def _set(work: Work, right: DeadlineRight, at: datetime | None, grace: int) -> None:
    conference_id, committee_id = place().conference_id, typed_number("committee")
    if at is None:
        clear_deadline(work, actor(), conference_id=conference_id, committee_id=committee_id, right=right)
        return
    set_deadline(
        work,
        actor(),
        conference_id=conference_id,
        committee_id=committee_id,
        right=right,
        at=at,
        grace_minutes=grace,
    )


def _read(standing: Mapping[DeadlineRight, DueLine], committee_id: int | None) -> tuple[Typed, list[Fault]]:
    """What is to change, and what cannot be read. What stands as it was shown is left alone."""
    wanted: Typed = {}
    errors: list[Fault] = []
    for right in RIGHTS:
        shown = standing.get(right)
        at, grace = typed(f"at-{right.value}"), typed(f"grace-{right.value}") or "0"
        if at == _local(shown) and grace == str(shown.grace_minutes if shown else 0):
            continue
        try:
            wanted[right] = (typed_instant(f"at-{right.value}"), _grace(grace))
        except Refused as refused:
            field = "grace" if refused.code == "grace_unclear" else "at"
            errors.append({"id": f"{field}-{committee_id or 0}-{right.value}", "message": words(refused)})
    return wanted, errors


def _grace(value: str) -> int:
    if not (value.isascii() and value.isdigit()) or len(value) > 5:
        raise Refused("grace_unclear", "Write the minutes of grace as a whole number, 0 for none.")
    return int(value)


def _doubts(wanted: Typed) -> list[str]:
    """A word on each hour that comes twice, because clocks go back: which of the two was taken."""
    zone = ZoneInfo(place().timezone)
    said = []
    for at, _grace_minutes in wanted.values():
        if at is not None and at.astimezone(zone).replace(fold=1).astimezone(UTC) != at:
            name = at.astimezone(zone).tzname()
            said.append(
                _("That hour comes twice, as clocks go back; the first one, in %(zone)s, was taken.", zone=name)
            )
    return said


def _local(line: DueLine | None) -> str:
    return "" if line is None else f"{line.at.astimezone(ZoneInfo(place().timezone)):%Y-%m-%dT%H:%M}"


@bp.post("/conferences/<int:conference_id>/setup/extensions")
def extension(conference_id: int) -> ResponseReturnValue:
    """More time for one seat, with the reason."""
    rights = {right.value: right for right in RIGHTS}
    try:
        until = typed_instant("until")
        if until is None:
            raise Refused("moment_unclear", "Give a date and a time, such as 2030-03-01 and 18:00.")
        with working() as work:
            grant_extension(
                work,
                actor(),
                seat_id=typed_number("seat") or 0,
                right=rights.get(typed("right"), DeadlineRight.SUBMISSION),
                until=until,
                note=typed("note"),
            )
    except DomainError as refused:
        with reading() as session:
            seen = deadlines_page(session, actor(), conference_id)
        errors = [{"id": _EXTENSION_FIELDS.get(refused.code, "until"), "message": words(refused)}]
        return _page(seen, extension_errors=errors), status_of(refused)
    flash(" ".join([_("This seat has more time."), *_doubts({DeadlineRight.SUBMISSION: (until, 0)})]))
    return redirect(url_for("setup.deadlines", conference_id=conference_id, _anchor="extensions"), 303)


def _page(seen: DeadlinesPage, errors: list[Fault] | None = None, extension_errors: list[Fault] | None = None) -> str:
    now, conference_id = house().clock(), place().conference_id
    tried = typed_number("committee") or 0 if errors else None
    return render_template(
        "setup/deadlines.html",
        action=url_for("setup.deadlines", conference_id=conference_id),
        extension_action=url_for("setup.extension", conference_id=conference_id),
        back_href=url_for("setup.overview", conference_id=conference_id),
        zone=seen.timezone,
        zone_now=moment(now, seen.timezone),
        scopes=[
            _scope(0, _("The conference"), seen.conference, {}, tried == 0, now),
            *(
                _scope(one.committee_id, one.name, one.own, seen.conference, tried == one.committee_id, now)
                for one in seen.committees
            ),
        ],
        errors=errors or [],
        extension_errors=extension_errors or [],
        seats=[("", _("Choose a seat")), *((str(identity), name) for identity, name in seen.seats)],
        rights=[(right.value, name) for right, (name, _meaning) in RIGHTS.items()],
        values=request.form.to_dict() if extension_errors else {},
        extensions=[
            {
                "seat": one.seat,
                "right": RIGHTS[one.right][0],
                "until": moment(one.until, seen.timezone, now=now),
                "note": one.note,
                "by": one.by,
            }
            for one in seen.extensions
        ],
        columns=columns(_("Seat"), _("What for"), _("Until"), _("Why"), _("Given by")),
    )


def _scope(
    identity: int,
    name: str,
    own: Mapping[DeadlineRight, DueLine],
    fallback: Mapping[DeadlineRight, DueLine],
    is_tried: bool,
    now: datetime,
) -> dict[str, Any]:
    """A card of deadlines; one that came back with faults shows what was typed."""
    return {
        "id": identity,
        "name": name,
        "own": len(own),
        "is_open": is_tried,
        "rights": [
            {
                "key": right.value,
                "name": title,
                "meaning": meaning,
                "at": typed(f"at-{right.value}") if is_tried else _local(own.get(right)),
                "grace": typed(f"grace-{right.value}") if is_tried else _grace_of(own.get(right)),
                "stands": moment(own[right].at, place().timezone, now=now) if right in own else None,
                "falls_to": moment(fallback[right].at, place().timezone, now=now) if right in fallback else None,
            }
            for right, (title, meaning) in RIGHTS.items()
        ],
    }


def _grace_of(line: DueLine | None) -> str:
    return str(line.grace_minutes) if line and line.grace_minutes else ""
