"""Staff release feedback, all of it at one moment, and take it back."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from reviewer.domain.errors import DomainError, Refused
from reviewer.domain.localtime import instant
from reviewer.services import release
from reviewer.services.desks.releases import Overview, overview
from reviewer.services.grading.proposals import undecided
from reviewer.web import releases_shown
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.shell import set_conference

bp = Blueprint("releases", __name__)
_FIELDS = ("committee", "when", "date", "time")
_FAULTY = {"moment_unclear": "date", "moment_skipped": "time", "moment_past": "date"}
"""Where on the page a refused release is to be mended."""


def init(app: Flask) -> None:
    """Serve the release pages."""
    app.register_blueprint(bp)


@bp.get("/conferences/<int:conference_id>/release", endpoint="overview")
def show(conference_id: int) -> ResponseReturnValue:
    """What is ready, what is missing, and what was released."""
    return _overview(conference_id)


def _overview(conference_id: int, refused: DomainError | None = None) -> ResponseReturnValue:
    found = _found(conference_id)
    typed = {name: request.form.get(name, "") for name in _FIELDS}
    errors = [] if refused is None else [{"id": _FAULTY.get(refused.code, "main"), "message": words(refused)}]
    drawn = render_template(
        "staff/release.html",
        errors=errors,
        values=typed | {"when": typed["when"] or "now"},
        choice=int(typed["committee"]) if typed["committee"].isdigit() else "all",
        **releases_shown.overview_values(found, house().clock()),
    )
    return drawn, 200 if refused is None else status_of(refused)


def _found(conference_id: int) -> Overview:
    with reading() as session:
        found = overview(session, actor(), conference_id)
    set_conference(conference_id)
    return found


@bp.post("/conferences/<int:conference_id>/release")
def make(conference_id: int) -> ResponseReturnValue:
    """Say what the release would do; once that is confirmed, do it."""
    found = _found(conference_id)
    chosen = request.form.get("committee", "all")
    committee_id = None if chosen == "all" else request.form.get("committee", 0, type=int)
    try:
        when = _moment(found.timezone)
        if request.form.get("confirmed") != "yes":
            return _preview(found, committee_id, when)
        with working() as work:
            made = release.release(
                work, actor(), conference_id=conference_id, committee_id=committee_id, visible_from=when
            )
    except Refused as refused:
        return _overview(conference_id, refused)
    if when is None:
        flash(ngettext("One paper's feedback is out.", "The feedback of %(num)s papers is out.", made.shown))
    else:
        flash(_("The release is set. Until its moment you can take it back, and nobody is told."))
    return redirect(url_for("releases.overview", conference_id=conference_id, _anchor="released-title"), 303)


def _moment(zone: str) -> datetime | None:
    if request.form.get("when") != "later":
        return None
    return instant(request.form.get("date", ""), request.form.get("time", ""), zone)


def _preview(found: Overview, committee_id: int | None, when: datetime | None) -> ResponseReturnValue:
    release.check_can_release(found.ready_in(committee_id), when, house().clock())
    ready = [paper.paper_id for committee in found.chosen(committee_id) for paper in committee.ready]
    with reading() as session:
        waiting = undecided(session, ready)
    return render_template(
        "staff/release_preview.html",
        fields=[(name, request.form[name]) for name in _FIELDS if name in request.form],
        **releases_shown.preview_values(found, committee_id, when, waiting),
    )


@bp.post("/releases/<int:release_id>/take-back")
def take_back(release_id: int) -> ResponseReturnValue:
    """Hide again what a release shows."""
    with working() as work:
        conference_id = release.take_back(work, actor(), release_id=release_id).conference_id
    flash(_("The release is taken back. Delegates do not see its feedback any more."))
    return redirect(url_for("releases.overview", conference_id=conference_id, _anchor="released-title"), 303)
