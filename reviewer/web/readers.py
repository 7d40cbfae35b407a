"""Sharing a committee's papers out among its chairs."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from reviewer.domain.errors import Conflict, Refused
from reviewer.domain.localtime import instant
from reviewer.services import conflicts, readers
from reviewer.services.desks.readers import readers_page
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.readers_shown import readers_values
from reviewer.web.shell import set_conference

bp = Blueprint("readers", __name__)


def init(app: Flask) -> None:
    """Serve the readers' pages."""
    app.register_blueprint(bp)


@bp.get("/committees/<int:committee_id>/readers")
def show(committee_id: int) -> ResponseReturnValue:
    """Chairs with their piles; `?plan=rest` or `?plan=anew` shows a plan to look at."""
    planned = request.args.get("plan", "")
    return _drawn(committee_id, planned=planned if planned in ("rest", "anew") else "")


def _drawn(committee_id: int, *, planned: str = "", error: str = "") -> str:
    with reading() as session:
        found = readers_page(session, actor(), committee_id, planned=planned)
    set_conference(found.body.conference_id)
    return render_template("committee/readers.html", **readers_values(found, house().clock()), error=error)


def _here(committee_id: int) -> ResponseReturnValue:
    return redirect(url_for("readers.show", committee_id=committee_id))


@bp.post("/committees/<int:committee_id>/readers")
def assign(committee_id: int) -> ResponseReturnValue:
    """Let the plan that was looked at take effect."""
    anew = request.form.get("plan") == "anew"
    try:
        with working() as work:
            changed = readers.apply(
                work, actor(), committee_id=committee_id, anew=anew, seen=request.form.get("seen", "")
            )
    except Conflict as conflict:
        return _drawn(committee_id, planned="anew" if anew else "rest", error=words(conflict)), status_of(conflict)
    flash(ngettext("%(num)s reading changed hands.", "%(num)s readings changed hands.", changed))
    return _here(committee_id)


@bp.post("/committees/<int:committee_id>/readings")
def settle(committee_id: int) -> ResponseReturnValue:
    """How many readings a paper gets, and what becomes of them."""
    form = request.form
    try:
        with working() as work:
            readers.set_readings(
                work,
                actor(),
                committee_id=committee_id,
                readings=form.get("readings", 0, type=int),
                combine=form.get("combine", "mean"),
                moderate_beyond=_number(form.get("moderate_beyond", "")),
            )
    except Refused as refused:
        return _drawn(committee_id, error=words(refused)), status_of(refused)
    flash(_("Saved."))
    return _here(committee_id)


@bp.post("/committees/<int:committee_id>/marks-due")
def due(committee_id: int) -> ResponseReturnValue:
    """When chairs are to be done."""
    form = request.form
    try:
        with reading() as session:
            zone = readers.check_may_share_out(session, actor(), committee_id).conference.timezone
        at = instant(form["date"], form.get("time", ""), zone) if form.get("date") else None
        with working() as work:
            readers.set_due(work, actor(), committee_id=committee_id, at=at)
    except Refused as refused:
        return _drawn(committee_id, error=words(refused)), status_of(refused)
    flash(_("Saved."))
    return _here(committee_id)


@bp.post("/committees/<int:committee_id>/chairs/<int:membership_id>/cap")
def cap(committee_id: int, membership_id: int) -> ResponseReturnValue:
    """The most papers a chair reads."""
    written = request.form.get("most", "").strip()
    try:
        most = None if not written else int(written) if written.isascii() and written.isdecimal() else -1
        with working() as work:
            conflicts.set_cap(work, actor(), committee_id=committee_id, membership_id=membership_id, most=most)
    except Refused as refused:
        return _drawn(committee_id, error=words(refused)), status_of(refused)
    flash(_("Saved."))
    return _here(committee_id)


@bp.post("/committees/<int:committee_id>/chairs/<int:membership_id>/conflicts")
def declare(committee_id: int, membership_id: int) -> ResponseReturnValue:
    """Keep a chair from a delegation's or a school's papers."""
    kind, _dash, identity = request.form.get("place", "").partition("-")
    number = int(identity) if identity.isascii() and identity.isdecimal() else None
    try:
        with working() as work:
            conflicts.declare_conflict(
                work,
                actor(),
                committee_id=committee_id,
                membership_id=membership_id,
                seat_id=number if kind == "seat" else None,
                school_id=number if kind == "school" else None,
                reason=request.form.get("reason", ""),
            )
    except Refused as refused:
        return _drawn(committee_id, error=words(refused)), status_of(refused)
    flash(_("Kept. These papers are closed to this chair from now on, and a plan gives them to others."))
    return _here(committee_id)


@bp.post("/committees/<int:committee_id>/conflicts/<int:conflict_id>/revoke")
def revoke(committee_id: int, conflict_id: int) -> ResponseReturnValue:
    """Take a declared conflict back."""
    with working() as work:
        conflicts.revoke_conflict(work, actor(), conflict_id=conflict_id, committee_id=committee_id)
    flash(_("Taken back."))
    return _here(committee_id)


def _number(written: str) -> Decimal | None:
    if not written.strip():
        return None
    try:
        return Decimal(written.strip().replace(",", "."))
    except InvalidOperation:
        raise Refused("mark_not_a_number", f"{written} is not a number.", written=written) from None
