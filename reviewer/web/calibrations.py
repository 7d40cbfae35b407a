"""How a committee's chairs mark beside each other, and the papers they read to agree."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.errors import Refused
from reviewer.services import anchors
from reviewer.services.desks.calibration import calibration
from reviewer.web.asking import actor, reading, working
from reviewer.web.calibrations_shown import calibration_values
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.shell import set_conference

bp = Blueprint("calibrations", __name__)


def init(app: Flask) -> None:
    """Serve the calibration pages."""
    app.register_blueprint(bp)


@bp.get("/committees/<int:committee_id>/calibration")
def show(committee_id: int) -> ResponseReturnValue:
    """Anchors, agreement, severity, outliers and the second opinion on rank."""
    return _drawn(committee_id)


def _drawn(committee_id: int, error: str = "") -> str:
    with reading() as session:
        found = calibration(session, actor(), committee_id)
    set_conference(found.body.conference_id)
    return render_template("committee/calibration.html", **calibration_values(found), error=error)


@bp.post("/committees/<int:committee_id>/anchors")
def choose(committee_id: int) -> ResponseReturnValue:
    """Make a paper an anchor."""
    try:
        with working() as work:
            paper_id = request.form.get("paper", 0, type=int)
            anchors.choose(work, actor(), committee_id=committee_id, paper_id=paper_id)
    except Refused as refused:
        return _drawn(committee_id, words(refused)), status_of(refused)
    flash(_("Every chair reads this paper alone now. Its marks here never count for the delegation."))
    return redirect(url_for("calibrations.show", committee_id=committee_id))


@bp.post("/anchors/<int:anchor_id>/end")
def end(anchor_id: int) -> ResponseReturnValue:
    """Let an anchor paper be marked as any other."""
    with working() as work:
        committee_id = anchors.end(work, actor(), anchor_id=anchor_id).committee_id
    flash(_("This paper is now marked as any other. What was read before stays below."))
    return redirect(url_for("calibrations.show", committee_id=committee_id))


@bp.post("/anchors/<int:anchor_id>/agreed")
def agree(anchor_id: int) -> ResponseReturnValue:
    """Keep what the chairs agreed on."""
    with working() as work:
        committee_id = 0
        for name, written in request.form.items():
            key, _dash, rest = name.partition("-")
            if key == "agreed":
                criterion, _dashes, topic = rest.partition("--")
                number = int(topic) if topic.isascii() and topic.isdecimal() else None
                row = anchors.agree(
                    work, actor(), anchor_id=anchor_id, criterion=criterion, topic=number, mark=_mark(written)
                )
                committee_id = row.committee_id
    flash(_("Kept: this is what you agreed on."))
    return redirect(url_for("calibrations.show", committee_id=committee_id, _anchor=f"anchor-{anchor_id}"))


def _mark(written: str) -> Decimal | None:
    if not written.strip():
        return None
    try:
        return Decimal(written.strip().replace(",", "."))
    except InvalidOperation:
        raise Refused("mark_not_a_number", f"{written} is not a number.", written=written) from None
