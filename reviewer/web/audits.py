"""Staff's audit: the board, a case, its rulings, the log, and the machine's work."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from reviewer.domain.errors import DomainError, Refused
from reviewer.domain.states import Verdict
from reviewer.services import integrity
from reviewer.services import operations as machine
from reviewer.services.desks.audits import Filters, FindingKind, Shown, board
from reviewer.services.desks.cases import case_page, dossier
from reviewer.services.desks.log import log_page
from reviewer.services.desks.operations import operations
from reviewer.web import audits_map, audits_rules, audits_shown, case_shown, log_shown
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.shell import set_conference, stand_in

bp = Blueprint("audits", __name__)
EnumT = TypeVar("EnumT", bound=StrEnum)
Values = dict[str, Any]


def init(app: Flask) -> None:
    """Serve the audit's pages."""
    app.register_blueprint(bp)
    audits_rules.init(app)
    audits_map.init(app)


@bp.get("/conferences/<int:conference_id>/audit", endpoint="board")
def show_board(conference_id: int) -> ResponseReturnValue:
    """The papers on which there is something to see."""
    return _board(conference_id)


def _board(conference_id: int, refused: DomainError | None = None) -> ResponseReturnValue:
    filters = _filters()
    with reading() as session:
        found = board(session, actor(), conference_id, filters)
    set_conference(conference_id)
    errors = [] if refused is None else [{"id": "reason", "message": words(refused)}]
    drawn = render_template(
        "staff/audit.html",
        errors=errors,
        reason=request.form.get("reason", ""),
        chosen=request.form.getlist("paper", type=int),
        **audits_shown.board_values(found, filters),
    )
    return drawn, 200 if refused is None else status_of(refused)


def _filters() -> Filters:
    return Filters(
        shown=_one_of(Shown, request.args.get("shown")) or Shown.OPEN,
        committee_id=request.args.get("committee", type=int),
        kind=_one_of(FindingKind, request.args.get("kind")),
        page=request.args.get("page", 1, type=int),
    )


def _one_of(kind: type[EnumT], value: str | None) -> EnumT | None:
    return next((member for member in kind if member.value == value), None)


@bp.post("/conferences/<int:conference_id>/audit/clear")
def bulk_clear(conference_id: int) -> ResponseReturnValue:
    """Clear the chosen minor findings with one reason."""
    try:
        with working() as work:
            made = integrity.clear_together(
                work,
                actor(),
                conference_id=conference_id,
                paper_ids=request.form.getlist("paper", type=int),
                reason=request.form.get("reason", ""),
            )
    except Refused as refused:
        return _board(conference_id, refused)
    flash(ngettext("One paper is cleared.", "%(num)s papers are cleared.", len(made)))
    return redirect(audits_shown.board_address(conference_id, _filters()), 303)


@bp.post("/papers/<int:paper_id>/case", endpoint="open")
def open_case(paper_id: int) -> ResponseReturnValue:
    """Open a paper's case, or go to the one there is."""
    with working() as work:
        case_id = integrity.open_case(work, actor(), paper_id=paper_id).id
    return redirect(url_for("audits.case", case_id=case_id), 303)


@bp.get("/cases/<int:case_id>")
def case(case_id: int) -> ResponseReturnValue:
    """A paper beside one other text."""
    return _case(case_id)


def _case(case_id: int, refused: DomainError | None = None, field: str = "") -> ResponseReturnValue:
    with reading() as session:
        page = case_page(session, actor(), case_id, other=request.args.get("other"))
    set_conference(page.conference_id)
    stand_in("audits.board")
    errors = [] if refused is None else [{"id": field, "message": words(refused)}]
    typed = {name: request.form.get(name, "") if refused else "" for name in ("verdict", "reason", "penalty")}
    drawn = render_template("staff/case.html", errors=errors, typed=typed, **case_shown.case_values(page))
    return drawn, 200 if refused is None else status_of(refused)


@bp.post("/cases/<int:case_id>/assign")
def assign(case_id: int) -> ResponseReturnValue:
    """Give the case to a member of staff."""
    with working() as work:
        integrity.assign_case(work, actor(), case_id=case_id, assignee_id=request.form.get("person", 0, type=int))
    return _back(case_id)


@bp.post("/cases/<int:case_id>/exclusions")
def exclude(case_id: int) -> ResponseReturnValue:
    """Say that a passage or a source does not count."""
    match_id = request.form.get("match", type=int)
    try:
        with working() as work:
            integrity.exclude(
                work,
                actor(),
                paper_id=integrity.paper_of_case(work, actor(), case_id=case_id),
                reason=request.form.get("reason", ""),
                match_id=match_id,
                source_id=request.form.get("source", type=int),
                for_all_papers=request.form.get("scope") == "all",
            )
    except Refused as refused:
        return _case(case_id, refused, field=f"reason-match-{match_id}" if match_id else "reason-source")
    flash(_("That does not count any more; the figure has changed."))
    return _back(case_id, anchor="share")


@bp.post("/cases/<int:case_id>/restored")
def restore(case_id: int) -> ResponseReturnValue:
    """Take an exclusion back."""
    with working() as work:
        integrity.restore(work, actor(), exclusion_id=request.form.get("exclusion", 0, type=int))
    flash(_("That counts again; the figure has changed."))
    return _back(case_id, anchor="share")


@bp.post("/cases/<int:case_id>/rulings")
def rule(case_id: int) -> ResponseReturnValue:
    """Decide the case."""
    verdict = _one_of(Verdict, request.form.get("verdict"))
    if verdict is None:
        return _case(case_id, Refused("verdict_missing", "Choose what staff decide."), field="verdict-cleared")
    try:
        with working() as work:
            integrity.rule(
                work,
                actor(),
                case_id=case_id,
                verdict=verdict,
                reason=request.form.get("reason", ""),
                penalty=_points(request.form.get("penalty", "")),
            )
    except Refused as refused:
        return _case(case_id, refused, field=_FAULTY.get(refused.code, "ruling-reason"))
    flash(_("The ruling is recorded."))
    return _back(case_id)


_FAULTY = {"penalty_missing": "penalty", "released_already": "ruling-title"}
"""Where on the page a refused ruling is to be mended; by default its reason."""


def _points(typed: str) -> Decimal | None:
    try:
        return Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        return None


def _back(case_id: int, anchor: str | None = None) -> ResponseReturnValue:
    other = request.args.get("other")
    return redirect(url_for("audits.case", case_id=case_id, other=other, _anchor=anchor), 303)


@bp.get("/cases/<int:case_id>/dossier", endpoint="dossier")
def save_dossier(case_id: int) -> ResponseReturnValue:
    """The case as one file that needs nothing else: it opens and prints in any browser."""
    with reading() as session:
        found = dossier(session, actor(), case_id)
    set_conference(found.page.conference_id)
    drawn = render_template("staff/dossier.html", **case_shown.dossier_values(found, house().clock()))
    answer = Response(drawn, mimetype="text/html")
    answer.headers["Content-Disposition"] = f"attachment; filename=case-{case_id}.html"
    return answer


@bp.get("/conferences/<int:conference_id>/log")
def log(conference_id: int) -> ResponseReturnValue:
    """What was done, by whom, newest first."""
    asked = {"action": request.args.get("act", ""), "who": request.args.get("who", "")}
    with reading() as session:
        page = log_page(session, actor(), conference_id, page=request.args.get("page", 1, type=int), **asked)
    set_conference(conference_id)
    return render_template("staff/log.html", **log_shown.log_values(page, house().clock(), **asked))


@bp.get("/conferences/<int:conference_id>/operations", endpoint="operations")
def show_operations(conference_id: int) -> ResponseReturnValue:
    """Work, mails and files."""
    waiting = house().bell.waiting()
    with reading() as session:
        found = operations(session, actor(), conference_id, ringing=None if waiting is None else len(waiting))
    set_conference(conference_id)
    return render_template("staff/operations.html", **log_shown.operations_values(found))


@bp.post("/runs/<int:run_id>/retry")
def retry(run_id: int) -> ResponseReturnValue:
    """Have a failed step done again."""
    with working() as work:
        conference_id = machine.retry_run(work, actor(), run_id=run_id)
    flash(_("It is queued again."))
    return redirect(url_for("audits.operations", conference_id=conference_id), 303)
