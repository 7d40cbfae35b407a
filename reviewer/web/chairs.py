"""The chairs' pages: the queue of a committee and the marking desk of a paper."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.errors import Conflict, DomainError
from reviewer.services import concerns, grading, scorecards
from reviewer.services.desks import marking
from reviewer.services.desks import queue as queues
from reviewer.services.desks.adjusting import adjusting
from reviewer.services.desks.queue import View
from reviewer.services.scorecards import Entry, Outcome
from reviewer.web.adjusting_shown import adjusting_values
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.card_shown import Asked
from reviewer.web.chairs_shown import points, queue_values, with_arguments
from reviewer.web.dates import moment
from reviewer.web.desk_pages import asked_pages
from reviewer.web.desk_shown import desk_values
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.shell import set_conference

bp = Blueprint("chairs", __name__)


def init(app: Flask) -> None:
    """Serve the chairs' pages."""
    app.register_blueprint(bp)


def _view() -> View:
    given = request.args
    return View(given.get("state", ""), given.get("query", "")[:100], given.get("sort", View().sort))


@bp.get("/committees/<int:committee_id>/queue")
def queue(committee_id: int) -> ResponseReturnValue:
    """The committee's papers, filtered and sorted as asked."""
    with reading() as session:
        found = queues.queue(session, actor(), committee_id, _view(), now=house().clock())
    set_conference(found.body.conference_id)
    return render_template("chair/queue.html", **queue_values(found, _view(), here=request.args.get("here", type=int)))


@bp.get("/papers/<int:paper_id>/desk")
def desk(paper_id: int) -> ResponseReturnValue:
    """The marking desk of one paper."""
    given = request.args
    return desk_page(paper_id, Asked(dropped=(given.get("bare", 0, type=int), given.get("by", "")[:8])))


def desk_page(paper_id: int, asked: Asked) -> str:
    """The desk with what was just sent, as it was typed."""
    now = house().clock()
    with reading() as session:
        older = request.args.get("suggestions", type=int)
        found = marking.desk(session, actor(), paper_id, now=now, view=_view(), snapshot_id=older)
        set_conference(found.body.conference_id)
        beside = adjusting(session, paper_id, found.card, is_open=found.standing.released is None)
        lines = adjusting_values(beside, paper_id, found.body.timezone, now, asked)
        values = desk_values(found, _view(), now, asked)
    # The pages may have to be made first, which takes a child process its time: no transaction is open meanwhile.
    return render_template("desk/desk.html", **values, adjusting=lines, pages=asked_pages(found))


def to_desk(paper_id: int, anchor: str, **more: str | int) -> ResponseReturnValue:
    """The desk again, at a place of it, in the order of the queue it was opened from."""
    return redirect(with_arguments("chairs.desk", _view(), paper_id=paper_id, _anchor=anchor, **more))


@bp.post("/papers/<int:paper_id>/scorecard")
def save(paper_id: int) -> ResponseReturnValue:
    """Save the whole form as it came; what cannot be saved is shown beside its field."""
    with working() as work:
        outcome = scorecards.save_form(work, actor(), paper_id=paper_id, entries=_entries())
    return _after(paper_id, outcome, _("The draft is saved."))


@bp.post("/papers/<int:paper_id>/finish")
def finish(paper_id: int) -> ResponseReturnValue:
    """Save the whole form and declare the reading done."""
    seen = request.form.get("submission", type=int)
    with working() as work:
        outcome = scorecards.finish(work, actor(), paper_id=paper_id, entries=_entries(), seen_submission_id=seen)
    return _after(paper_id, outcome, _("This paper is scored. You can reopen it until its feedback is released."))


def _entries() -> list[Entry]:
    """The fields of the form. A row of keys with none chosen sends nothing but its version."""
    form = request.form
    names = dict.fromkeys(name.removeprefix("version-") for name in form)
    return [
        Entry(name, form.get(name, ""), form.get(f"version-{name}", 0, type=int), form.get(f"was-{name}"))
        for name in names
        if name.startswith(("criterion-", "note-")) or name == scorecards.OVERALL
    ]


def _after(paper_id: int, outcome: Outcome, done: str) -> ResponseReturnValue:
    if outcome.is_clean:
        flash(done)
        return to_desk(paper_id, "score")
    asked = Asked(outcome, entered=request.form.to_dict())
    return desk_page(paper_id, asked), 409 if outcome.clashes or outcome.changed else 422


@bp.post("/papers/<int:paper_id>/scorecard/field")
def autosave(paper_id: int) -> ResponseReturnValue:
    """Save one field for the page's script: JSON as the top of `autosave.js` says."""
    form = request.form
    entry = Entry(form.get("field", ""), form.get("value", ""), form.get("version", 0, type=int))
    try:
        with working() as work:
            saved = scorecards.save_field(work, actor(), paper_id=paper_id, entry=entry)
    except Conflict as conflict:
        return _told(paper_id, conflict), 409
    except DomainError as refused:
        return {"message": words(refused)}, status_of(refused)
    clock = moment(saved.at, saved.timezone).clock
    return {"version": saved.version, "clock": clock, "total": points(saved.total) or None}


def _told(paper_id: int, conflict: Conflict) -> dict[str, object]:
    with reading() as session:
        zone = grading.zone_of(session, paper_id)
    known = conflict.details
    at = moment(known["at"], zone).clock if known["at"] else ""  # type: ignore[arg-type]  # details hold any value
    value = "" if known["value"] is None else known["value"]
    # The page knows the words of its own levels, so the label is left to it.
    return {"version": known["version"], "value": value, "label": None, "by": known["by"], "clock": at}


@bp.post("/papers/<int:paper_id>/reopen")
def reopen(paper_id: int) -> ResponseReturnValue:
    """Go back to editing a finished reading."""
    with working() as work:
        grading.reopen(work, actor(), paper_id=paper_id)
    return to_desk(paper_id, "score")


@bp.post("/papers/<int:paper_id>/staff")
def tell_staff(paper_id: int) -> ResponseReturnValue:
    """Ask staff to look at a paper."""
    with working() as work:
        concerns.tell_staff(work, actor(), paper_id=paper_id, note=request.form.get("note", ""))
    flash(_("Staff are told. They decide; you can go on marking."))
    return to_desk(paper_id, "similarity")
