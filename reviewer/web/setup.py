"""Setting up a conference: making it, its rules, and the overview of what is still missing."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from flask import Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain import access
from reviewer.domain.blindness import BlindMarking, is_blind
from reviewer.domain.errors import DomainError, Refused
from reviewer.services.desks.setup import CommitteeLine, Overview, Part, Place, Standing, overview
from reviewer.services.setup import conferences
from reviewer.services.setup.conferences import Rules
from reviewer.web import (
    rubric_editor,
    rubric_editor_moves,
    setup_blind,
    setup_committees,
    setup_deadlines,
    setup_editions,
    setup_formats,
    setup_people,
    setup_roster,
    setup_rubrics,
    setup_sources,
)
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.dates import moment
from reviewer.web.errors import status_of
from reviewer.web.setup_place import Fault, bp, columns, fault, place, typed, typed_number, upload_rules
from reviewer.web.setup_words import KINDS, PARTS

_FIELDS = {
    "title_invalid": "title",
    "slug_invalid": "title",
    "slug_taken": "title",
    "timezone_unknown": "timezone",
    "language_invalid": "languages",
    "retention_past": "retain_until",
    "window_negative": "replacement_window_minutes",
    "window_long": "replacement_window_minutes",
    "window_unclear": "replacement_window_minutes",
    "starts_on_unclear": "starts_on",
    "retain_until_unclear": "retain_until",
}
_BLANK = dict.fromkeys(("title", "timezone", "languages", "starts_on"), "")
PAGES = (
    rubric_editor,
    rubric_editor_moves,
    setup_blind,
    setup_committees,
    setup_deadlines,
    setup_editions,
    setup_formats,
    setup_people,
    setup_roster,
    setup_rubrics,
    setup_sources,
)
"""Modules whose views stand on the same blueprint."""


def init(app: Flask) -> None:
    """Serve the set-up pages."""
    app.register_blueprint(bp)


@cache
def _zones() -> list[str]:
    return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))


@bp.route("/conferences/new", methods=["GET", "POST"])
def create() -> ResponseReturnValue:
    """Make a conference; for operators, whose first staff member its maker becomes."""
    if not access.may_create_conference(actor()):
        abort(404)
    if request.method == "GET":
        return _create_page({"languages": "en"}, [])
    try:
        with working() as work:
            made = conferences.create_conference(
                work,
                actor(),
                title=typed("title"),
                timezone=typed("timezone"),
                languages=list(_languages()),
                starts_on=_day("starts_on"),
            )
    except DomainError as refused:
        return _create_page(request.form.to_dict(), [fault(refused, _FIELDS, "title")]), status_of(refused)
    flash(_("%(title)s is made. Begin with its committees.", title=made.title))
    return redirect(url_for("setup.overview", conference_id=made.id), 303)


def _create_page(values: dict[str, Any], errors: list[Fault]) -> str:
    return render_template(
        "setup/create.html", action=url_for("setup.create"), values=_BLANK | values, errors=errors, zones=_zones()
    )


def _languages() -> tuple[str, ...]:
    return tuple(dict.fromkeys(typed("languages").lower().replace(",", " ").replace(";", " ").split()))


def _day(name: str) -> date | None:
    value = typed(name)
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        raise Refused(f"{name}_unclear", "Write the day as in 2030-03-01.") from None


@bp.route("/conferences/<int:conference_id>/setup/settings", methods=["GET", "POST"])
def settings(conference_id: int) -> ResponseReturnValue:
    """The conference's own rules."""
    if request.method == "GET":
        return _settings_page(_standing(place()), [])
    try:
        minutes = typed_number("replacement_window_minutes")
        if minutes is None:
            raise Refused("window_unclear", "Write the window as a whole number of minutes, 0 for none.")
        rules = Rules(
            title=typed("title"),
            timezone=typed("timezone"),
            languages=_languages(),
            retain_until=_day("retain_until"),
            delegates_see_similarity="delegates_see_similarity" in request.form,
            replacement_window_minutes=minutes,
        )
        with working() as work:
            conferences.change_rules(work, actor(), conference_id=conference_id, rules=rules)
    except DomainError as refused:
        return _settings_page(request.form.to_dict(), [fault(refused, _FIELDS, "title")]), status_of(refused)
    flash(_("The settings are saved."))
    return redirect(url_for("setup.overview", conference_id=conference_id), 303)


def _standing(here: Place) -> dict[str, Any]:
    return {
        "title": here.title,
        "timezone": here.timezone,
        "languages": ", ".join(here.languages),
        "retain_until": here.retain_until.isoformat(),
        "delegates_see_similarity": here.delegates_see_similarity,
        "replacement_window_minutes": str(here.replacement_window_minutes),
    }


def _settings_page(values: dict[str, Any], errors: list[Fault]) -> str:
    here = url_for("setup.settings", conference_id=place().conference_id)
    back = url_for("setup.overview", conference_id=place().conference_id)
    blank = dict.fromkeys(_standing(place()), "")
    return render_template(
        "setup/settings.html",
        create_href=url_for("setup.create") if access.may_create_conference(actor()) else "",
        action=here,
        blind_href=url_for("setup.blind", conference_id=place().conference_id),
        blind=_blind(place()),
        back_href=back,
        values=blank | values,
        errors=errors,
        zones=_zones(),
    )


def _blind(here: Place) -> dict[str, Any]:
    """Whether names are hidden now, and until when."""
    now = house().clock()
    until = None if here.blind_until is None else moment(here.blind_until, here.timezone, now=now)
    return {"is_on": is_blind(BlindMarking(here.blind_marking, here.blind_until), now), "until": until}


@bp.get("/conferences/<int:conference_id>/setup", endpoint="overview")
def show(conference_id: int) -> ResponseReturnValue:
    """What is set up, what is not, and the committees."""
    with reading() as session:
        seen = overview(session, actor(), conference_id)
    return render_template(
        "setup/overview.html",
        conference=seen.place,
        parts=[_part(one, seen) for one in seen.parts],
        next=_part(next((one for one in seen.parts if one.part is seen.next_part), seen.parts[0]), seen),
        is_ready=seen.next_part is None,
        committees=[_committee(one, seen.place) for one in seen.committees],
        columns=columns(
            *(_("Committee"), _("Topics"), _("Questions"), _("Seats"), _("Chairs"), _("Rubric"), _("Handing in")),
            numeric=(_("Topics"), _("Questions"), _("Seats"), _("Chairs")),
        ),
        guide_action=url_for("setup.propose", conference_id=conference_id),
        settings_href=url_for("setup.settings", conference_id=conference_id),
        formats_href=url_for("setup.formats", conference_id=conference_id),
        **upload_rules(),
    )


def _part(one: Standing, seen: Overview) -> dict[str, Any]:
    name, todo = PARTS[one.part]
    return {
        "name": name,
        "todo": todo,
        "href": _href(one.part, seen.place.conference_id),
        "is_finished": one.is_finished,
        "is_next": one.part is seen.next_part,
        "is_guide": one.part is Part.COMMITTEES,
        "done": one.done,
        "total": one.total,
    }


def _href(part: Part, conference_id: int) -> str:
    ends = {
        Part.COMMITTEES: "setup.propose",
        Part.RUBRICS: "setup.rubrics",
        Part.DEADLINES: "setup.deadlines",
        Part.ROSTER: "setup.roster",
        Part.CHAIRS: "setup.people",
        Part.SOURCES: "setup.sources",
        Part.INVITATIONS: "setup.people",
    }
    anchor = {Part.CHAIRS: "invite", Part.INVITATIONS: "invitations"}.get(part)
    return url_for(ends[part], conference_id=conference_id, _anchor=anchor)


def _committee(one: CommitteeLine, here: Place) -> dict[str, Any]:
    return {
        "name": one.name,
        "kind": KINDS[one.kind],
        "href": url_for("setup.committee", committee_id=one.committee_id),
        "topics": one.topics,
        "questions": one.questions,
        "seats": one.seats,
        "chairs": one.chairs,
        "has_guide": one.has_guide,
        "paper_required": one.paper_required,
        "rubric": one.rubric,
        "due": moment(one.due, here.timezone, now=house().clock()) if one.due else None,
    }
