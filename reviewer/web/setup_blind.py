"""Blind marking: whether it is on, when it ends, and ending it by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.blindness import BlindMarking, is_blind
from reviewer.domain.errors import DomainError, Refused
from reviewer.services import blindness
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.dates import moment
from reviewer.web.errors import status_of
from reviewer.web.setup_place import Fault, bp, fault, place, typed, typed_instant


@bp.route("/conferences/<int:conference_id>/setup/blind", methods=["GET", "POST"])
def blind(conference_id: int) -> ResponseReturnValue:
    """What is hidden from whom until when; `act` is `set` or, confirmed, `end`."""
    if request.method == "GET":
        return _page([])
    try:
        with working() as work:
            if typed("act") == "end":
                blindness.end(work, actor(), conference_id=conference_id)
                said = _("Blind marking has ended. Chairs see names and files from now on.")
            else:
                blindness.set_blind(work, actor(), conference_id=conference_id, until=_until())
                said = _("Marking is blind. Chairs see the delegation only.")
    except DomainError as refused:
        return _page([fault(refused, {"blind_released": "main"}, "until")]), status_of(refused)
    flash(said)
    return redirect(url_for("setup.blind", conference_id=conference_id), 303)


def _until() -> datetime | None:
    if typed("ends") != "at":
        return None
    until = typed_instant("until")
    if until is None:
        raise Refused("moment_unclear", "Give a date and a time, such as 2030-03-01 and 18:00.")
    return until


def _page(errors: list[Fault]) -> str:
    here, now = place(), house().clock()
    with reading() as session:
        released = blindness.has_released(session, here.conference_id)
    on = is_blind(BlindMarking(here.blind_marking, here.blind_until), now)
    return render_template(
        "setup/blind.html",
        action=url_for("setup.blind", conference_id=here.conference_id),
        back_href=url_for("setup.settings", conference_id=here.conference_id),
        zone=here.timezone,
        is_on=on,
        is_over=here.blind_marking and not on,
        may_begin=on or not released,
        until=None if here.blind_until is None else moment(here.blind_until, here.timezone, now=now),
        values=_values(on),
        errors=errors,
    )


def _values(on: bool) -> dict[str, Any]:
    if request.method == "POST":
        return {"ends": typed("ends"), "until": typed("until")}
    until = place().blind_until if on else None
    local = "" if until is None else f"{until.astimezone(ZoneInfo(place().timezone)):%Y-%m-%dT%H:%M}"
    return {"ends": "at" if local else "hand", "until": local}
