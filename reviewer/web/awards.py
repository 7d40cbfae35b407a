"""A committee's award list, its minutes, and the marks as a table."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.errors import Refused
from reviewer.services import awards
from reviewer.services.awards import Rules
from reviewer.services.desks.awards import awards_page, minutes
from reviewer.services.exports import scores
from reviewer.web.asking import actor, reading, working
from reviewer.web.awards_shown import awards_values, minutes_values
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.shell import set_conference
from reviewer.web.tables import table_file

bp = Blueprint("awards", __name__)


def init(app: Flask) -> None:
    """Serve the award pages."""
    app.register_blueprint(bp)


def _rules() -> Rules:
    given = request.values
    ties = [value for place in ("first", "second", "third") if (value := given.get(place, ""))]
    return Rules.from_words(ties, given.get("criterion", "")) if "first" in given else Rules()


@bp.get("/committees/<int:committee_id>/awards")
def show(committee_id: int) -> ResponseReturnValue:
    """Today's ranking by the chosen tie rules, and the list that stands."""
    return _drawn(committee_id)


def _drawn(committee_id: int, error: str = "") -> str:
    with reading() as session:
        found = awards_page(session, actor(), committee_id, _rules())
    set_conference(found.body.conference_id)
    return render_template("committee/awards.html", **awards_values(found), error=error)


@bp.post("/committees/<int:committee_id>/awards")
def close(committee_id: int) -> ResponseReturnValue:
    """Keep today's ranking as the list to sign."""
    try:
        with working() as work:
            awards.close(work, actor(), committee_id=committee_id, rules=_rules())
    except Refused as refused:
        return _drawn(committee_id, words(refused)), status_of(refused)
    flash(_("The list is closed. Two people sign it."))
    return redirect(url_for("awards.show", committee_id=committee_id, _anchor="list"))


@bp.post("/award-lists/<int:list_id>/sign")
def sign(list_id: int) -> ResponseReturnValue:
    """Sign a list."""
    with working() as work:
        committee_id = awards.sign(work, actor(), list_id=list_id).committee_id
    flash(_("You have signed the list."))
    return redirect(url_for("awards.show", committee_id=committee_id, _anchor="list"))


@bp.post("/award-lists/<int:list_id>/withdraw")
def withdraw(list_id: int) -> ResponseReturnValue:
    """Take a list back."""
    with working() as work:
        committee_id = awards.withdraw(work, actor(), list_id=list_id).committee_id
    flash(_("The list is withdrawn. Close a new one when the marks are right."))
    return redirect(url_for("awards.show", committee_id=committee_id))


@bp.get("/award-lists/<int:list_id>")
def print_out(list_id: int) -> ResponseReturnValue:
    """The minutes of a list, to print."""
    with reading() as session:
        of, closed = minutes(session, actor(), list_id)
    set_conference(of.conference_id)
    return render_template("committee/minutes.html", **minutes_values(of, closed))


@bp.get("/committees/<int:committee_id>/scores.<ending>")
def committee_scores(committee_id: int, ending: str) -> ResponseReturnValue:
    """A committee's marks as CSV, XLSX or JSON."""
    with reading() as session:
        found = scores.committee_scores(session, actor(), committee_id)
    return table_file(found, f"scores-{committee_id}", ending)


@bp.get("/conferences/<int:conference_id>/scores.<ending>")
def conference_scores(conference_id: int, ending: str) -> ResponseReturnValue:
    """All marks of a conference as CSV, XLSX or JSON."""
    with reading() as session:
        found = scores.conference_scores(session, actor(), conference_id)
    return table_file(found, "scores", ending)
