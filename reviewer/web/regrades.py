"""Asking for another look at a mark, answering, and staff's last word."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.errors import Conflict, Refused
from reviewer.services import regrades
from reviewer.services.desks.regrades import (
    RegradePage,
    committee_regrades,
    conference_regrades,
    page_of,
    paper_of,
)
from reviewer.web.asking import actor, reading, working
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.papers import feedback_sheet
from reviewer.web.regrades_shown import Typed, page_values
from reviewer.web.shell import set_conference

bp = Blueprint("regrades", __name__)


def init(app: Flask) -> None:
    """Serve the regrade pages."""
    app.register_blueprint(bp)


@bp.post("/papers/<int:paper_id>/regrades")
def ask(paper_id: int) -> ResponseReturnValue:
    """Ask about one criterion; what is missing is said where it was asked, with what was typed."""
    form = request.form
    key, _dash, topic = form.get("criterion", "").partition("--")
    try:
        with working() as work:
            regrades.ask(
                work,
                actor(),
                paper_id=paper_id,
                criterion=key,
                topic=int(topic) if topic.isascii() and topic.isdecimal() else None,
                reason=form.get("reason", ""),
            )
    except Refused as refused:
        return feedback_sheet(paper_id, Typed(0, form.to_dict(), words(refused)), status_of(refused))
    flash(_("Your request is with the chairs. You get a mail when they have answered."))
    return redirect(url_for("papers.feedback", paper_id=paper_id, _anchor="regrade"))


@bp.post("/regrades/<int:request_id>/escalate")
def escalate(request_id: int) -> ResponseReturnValue:
    """Ask staff to look at the chairs' answer."""
    with reading() as session:
        paper_id = paper_of(session, actor(), request_id)
    try:
        with working() as work:
            regrades.escalate(work, actor(), request_id=request_id, reason=request.form.get("reason", ""))
    except Refused as refused:
        typed = Typed(request_id, request.form.to_dict(), words(refused))
        return feedback_sheet(paper_id, typed, status_of(refused))
    flash(_("Staff will look at it. Their word is the last."))
    return redirect(url_for("papers.feedback", paper_id=paper_id, _anchor="regrade"))


@bp.get("/committees/<int:committee_id>/regrades")
def of_committee(committee_id: int) -> ResponseReturnValue:
    """The committee's requests."""
    with reading() as session:
        found = committee_regrades(session, actor(), committee_id)
    return _drawn(found)


@bp.get("/conferences/<int:conference_id>/regrades")
def of_conference(conference_id: int) -> ResponseReturnValue:
    """Every request of the conference."""
    with reading() as session:
        found = conference_regrades(session, actor(), conference_id)
    return _drawn(found)


def _drawn(found: RegradePage, typed: Typed | None = None) -> str:
    set_conference(found.conference_id)
    return render_template("chair/regrades.html", **page_values(found, typed))


@bp.post("/regrades/<int:request_id>/answer")
def answer(request_id: int) -> ResponseReturnValue:
    """A chair's answer."""
    return _settle(regrades.answer, request_id, _("The answer is sent to the delegation."))


@bp.post("/regrades/<int:request_id>/close")
def close(request_id: int) -> ResponseReturnValue:
    """Staff's last word."""
    return _settle(regrades.close, request_id, _("The last word is sent to the delegation."))


def _settle(act: Callable[..., object], request_id: int, done: str) -> ResponseReturnValue:
    form = request.form
    try:
        with working() as work:
            act(
                work,
                actor(),
                request_id=request_id,
                mark=_mark(form.get("mark", "")),
                words=form.get("words", ""),
                seen_version=form.get("version", 0, type=int),
            )
    except (Refused, Conflict) as refused:
        with reading() as session:
            found = page_of(session, actor(), request_id, whole=form.get("whole") == "yes")
        return _drawn(found, Typed(request_id, form.to_dict(), words(refused))), status_of(refused)
    flash(done)
    with reading() as session:
        found = page_of(session, actor(), request_id, whole=form.get("whole") == "yes")
    if found.committee_id is None:
        return redirect(url_for("regrades.of_conference", conference_id=found.conference_id))
    return redirect(url_for("regrades.of_committee", committee_id=found.committee_id))


def _mark(written: str) -> Decimal | None:
    if not written.strip():
        return None
    try:
        return Decimal(written.strip().replace(",", "."))
    except InvalidOperation:
        raise Refused("mark_not_a_number", f"{written} is not a number.", written=written) from None
