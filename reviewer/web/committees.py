"""A committee's coverage for its chairs and staff: the map, the best passages, hints, renewing, and tables to save."""

from __future__ import annotations

from flask import Blueprint, Flask, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.errors import Conflict, Refused
from reviewer.services import hints, renewals
from reviewer.services.desks.best_passages import best_passages
from reviewer.services.desks.committee_views import coverage_map
from reviewer.services.exports import coverage as tables
from reviewer.services.exports.coverage import Table
from reviewer.services.hints import HintChange
from reviewer.web.asking import actor, reading, working
from reviewer.web.committees_shown import hints_values, map_values, passages_values
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.shell import set_conference
from reviewer.web.tables import table_file

bp = Blueprint("committees", __name__)
_MOST_EXPORTED = 50
"""Passages a question in a table that is saved."""


def init(app: Flask) -> None:
    """Serve the committees' pages."""
    app.register_blueprint(bp)


@bp.get("/committees/<int:committee_id>/coverage")
def coverage(committee_id: int) -> ResponseReturnValue:
    """Papers against questions, and what nobody answers."""
    with reading() as session:
        seen = coverage_map(session, actor(), committee_id)
    set_conference(seen.body.conference_id)
    return render_template("committee/coverage.html", **map_values(seen))


@bp.get("/committees/<int:committee_id>/passages")
def passages(committee_id: int) -> ResponseReturnValue:
    """The best answers to each question."""
    with reading() as session:
        seen = best_passages(session, actor(), committee_id)
    set_conference(seen.body.conference_id)
    return render_template("committee/passages.html", **passages_values(seen))


@bp.get("/committees/<int:committee_id>/coverage/<what>.<ending>")
def table(committee_id: int, what: str, ending: str) -> ResponseReturnValue:
    """One of the tables as CSV, XLSX or JSON."""
    found = _table(committee_id, what)
    return table_file(found, f"{found.name}-{committee_id}", ending)


def _table(committee_id: int, what: str) -> Table:
    with reading() as session:
        if what == "passages":
            return tables.passages_table(best_passages(session, actor(), committee_id, most=_MOST_EXPORTED))
        seen = coverage_map(session, actor(), committee_id)
    if what not in ("map", "questions"):
        abort(404)
    return tables.map_table(seen) if what == "map" else tables.questions_table(seen)


@bp.post("/committees/<int:committee_id>/coverage/renew")
def renew(committee_id: int) -> ResponseReturnValue:
    """Have the suggestions made anew, in the background."""
    try:
        with working() as work:
            renewals.renew(work, actor(), committee_id=committee_id)
    except (Conflict, Refused) as refused:
        flash(words(refused))
    return redirect(url_for("committees.coverage", committee_id=committee_id, _anchor="renewal"), 303)


@bp.post("/committees/<int:committee_id>/coverage/stop")
def stop(committee_id: int) -> ResponseReturnValue:
    """Stop renewing; what was made stays."""
    with working() as work:
        renewals.cancel(work, actor(), committee_id=committee_id)
    flash(_("Renewing is stopped. What was renewed already stays, the other papers keep their suggestions."))
    return redirect(url_for("committees.coverage", committee_id=committee_id, _anchor="renewal"), 303)


@bp.route("/committees/<int:committee_id>/hints", methods=["GET", "POST"])
def hint_lines(committee_id: int) -> ResponseReturnValue:
    """What an answer to each question may mention."""
    if request.method == "GET":
        return _hints_page(committee_id)
    try:
        with working() as work:
            written = hints.save_hints(work, actor(), committee_id=committee_id, changes=_changes())
    except (Conflict, Refused) as refused:
        return _hints_page(committee_id, words(refused)), status_of(refused)
    flash(_("The hints are saved.") if written else _("Nothing was changed."))
    return redirect(url_for("committees.hint_lines", committee_id=committee_id), 303)


def _changes() -> dict[int, HintChange]:
    form = request.form
    ids = [name.removeprefix("hint-") for name in form if name.startswith("hint-")]
    return {
        int(one): HintChange(form.get(f"was-{one}", ""), form[f"hint-{one}"].replace("\0", ""))
        for one in ids
        if one.isascii() and one.isdigit() and len(one) < 10
    }


def _hints_page(committee_id: int, error: str = "") -> str:
    with reading() as session:
        seen = hints.hints_page(session, actor(), committee_id)
    set_conference(seen.body.conference_id)
    typed = {key: one.text for key, one in _changes().items()} if request.method == "POST" else {}
    return render_template("committee/hints.html", **hints_values(seen, typed), error=error)
