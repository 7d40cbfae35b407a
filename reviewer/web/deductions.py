"""Lines beside the criteria: a proposed deduction taken or declined, one made by hand, and any taken back."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import cast, get_args

from flask import Blueprint, Flask, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest

from reviewer.domain.errors import Refused
from reviewer.domain.scoring import AdjustmentKind
from reviewer.services import grading
from reviewer.services.grading.proposals import (
    decline_proposal,
    proposals,
    propose_again,
    rubric_for,
    take_proposal,
)
from reviewer.web.adjusting_shown import reason
from reviewer.web.asking import actor, reading, working
from reviewer.web.card_shown import Asked
from reviewer.web.chairs import desk_page, to_desk
from reviewer.web.errors import status_of
from reviewer.web.messages import words

bp = Blueprint("deductions", __name__)
_FIELDS = {"reason_missing": "reason", "adjustment_without_reason": "reason", "adjustment_out_of_range": "points"}


def init(app: Flask) -> None:
    """Serve the acts."""
    app.register_blueprint(bp)


@bp.post("/papers/<int:paper_id>/deductions")
def decide(paper_id: int) -> ResponseReturnValue:
    """Take a proposed deduction, decide against it, or have it proposed again."""
    act, rule = request.form.get("act", ""), request.form.get("rule", "")
    why = _reason(paper_id, rule) if act == "take" else ""
    with working() as work:
        grading.check_may_mark(work.session, actor(), paper_id)  # who may not is told that, whatever they sent
        if act == "take":
            times = request.form.get("times", 1, type=int)
            take_proposal(work, actor(), paper_id=paper_id, rule=rule, reason=why, times=times)
        elif act == "decline":
            decline_proposal(work, actor(), paper_id=paper_id, rule=rule)
        elif act == "again":
            propose_again(work, actor(), paper_id=paper_id, rule=rule)
        else:
            raise BadRequest
    return to_desk(paper_id, "deductions")


def _reason(paper_id: int, rule: str) -> str:
    """What the delegate will read: the proposal's reason in the words of this page."""
    with reading() as session:
        grading.check_may_mark(session, actor(), paper_id)
        rubric = rubric_for(session, paper_id)
        found = proposals(session, paper_id, rubric) if rubric else ()
        zone = grading.zone_of(session, paper_id)
    return next((reason(one, zone) for one in found if one.rule.key == rule), "")


@bp.post("/papers/<int:paper_id>/adjustments")
def add(paper_id: int) -> ResponseReturnValue:
    """Add a line by hand: points off or on, or a limit, with a reason."""
    form = request.form
    try:
        with working() as work:
            grading.check_may_mark(work.session, actor(), paper_id)
            grading.adjust(
                work,
                actor(),
                paper_id=paper_id,
                kind=_kind(form.get("kind", "")),
                points=_points(form.get("points", "")),
                reason=form.get("reason", ""),
            )
    except Refused as refused:
        if refused.code not in _FIELDS:
            raise
        asked = Asked(adjustment=form.to_dict(), adjustment_errors={_FIELDS[refused.code]: words(refused)})
        return desk_page(paper_id, asked), status_of(refused)
    flash(_("The line is added. The delegate will read its reason."))
    return to_desk(paper_id, "deductions")


def _kind(written: str) -> AdjustmentKind:
    if written not in get_args(AdjustmentKind):
        raise BadRequest
    return cast("AdjustmentKind", written)


def _points(written: str) -> Decimal:
    """The number as typed, with either decimal sign; what is none is no number of points."""
    try:
        return Decimal(written.strip().replace(",", "."))
    except InvalidOperation:
        return Decimal("NaN")


@bp.post("/adjustments/<int:line_id>/revoke")
def revoke(line_id: int) -> ResponseReturnValue:
    """Take a line back."""
    with working() as work:
        gone = grading.revoke_adjustment(work, actor(), adjustment_id=line_id)
    flash(_("The line is taken back."))
    return to_desk(gone.paper_id, "deductions")
