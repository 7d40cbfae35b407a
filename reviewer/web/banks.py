"""The comment bank: to look at, add to, change, share, and take along as YAML or CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Blueprint, Flask, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.bank import COLUMNS, BankEntry, BankRows, points_of, rows_of
from reviewer.domain.errors import Conflict, Refused
from reviewer.services import bank as banks
from reviewer.services.bank import Holder
from reviewer.services.bank_file import LARGEST, bank_yaml, read_bank
from reviewer.web.asking import actor, reading, working
from reviewer.web.banks_shown import bank_values
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.setup_csv import csv_file
from reviewer.web.shell import set_conference

bp = Blueprint("banks", __name__)


def init(app: Flask) -> None:
    """Serve the comment bank."""
    app.register_blueprint(bp)


@bp.get("/committees/<int:committee_id>/bank")
def show(committee_id: int) -> ResponseReturnValue:
    """What the person has at hand in this committee."""
    return _drawn(committee_id)


def _drawn(
    committee_id: int,
    *,
    error: str = "",
    at: int = 0,
    typed: Mapping[str, str] | None = None,
    read: BankRows | None = None,
) -> str:
    with reading() as session:
        found = banks.bank(session, actor(), committee_id)
    set_conference(found.body.conference_id)
    values = bank_values(found, typed=typed or {}, at=at, read=read)
    return render_template("committee/bank.html", **values, error=error)


def _holder() -> Holder:
    given = request.form.get("holder", Holder.MINE)
    return Holder(given) if given in set(Holder) else Holder.MINE


def _entry() -> BankEntry:
    form = request.form
    written = form.get("points", "").strip()
    points = points_of(written)
    if written and points is None:
        raise Refused("bank_points", "Points are a number in whole or half steps, like −1 or 0.5.")
    text = form.get("text", "").replace("\r\n", "\n").replace("\0", "").strip()
    return BankEntry(form.get("name", "").strip().removeprefix("/"), text, form.get("criterion", "").strip(), points)


@bp.post("/committees/<int:committee_id>/bank")
def keep(committee_id: int) -> ResponseReturnValue:
    """Add a comment."""
    try:
        with working() as work:
            banks.keep(work, actor(), committee_id=committee_id, holder=_holder(), entry=_entry())
    except Refused as refused:
        return _drawn(committee_id, error=words(refused), typed=request.form.to_dict()), status_of(refused)
    flash(_("The comment is in the bank."))
    return _back(committee_id)


def _back(committee_id: int) -> ResponseReturnValue:
    return redirect(url_for("banks.show", committee_id=committee_id), 303)


@bp.post("/committees/<int:committee_id>/bank/<int:kept_id>")
def change(committee_id: int, kept_id: int) -> ResponseReturnValue:
    """Change a comment; what somebody else changed meanwhile is shown, not overwritten."""
    seen = request.form.get("version", 0, type=int)
    try:
        with working() as work:
            banks.change(
                work, actor(), committee_id=committee_id, comment_id=kept_id, entry=_entry(), seen_version=seen
            )
    except (Conflict, Refused) as refused:
        page = _drawn(committee_id, error=words(refused), at=kept_id, typed=request.form.to_dict())
        return page, status_of(refused)
    flash(_("The comment is changed."))
    return _back(committee_id)


@bp.post("/committees/<int:committee_id>/bank/<int:kept_id>/retire")
def retire(committee_id: int, kept_id: int) -> ResponseReturnValue:
    """Take a comment out of the bank."""
    with working() as work:
        banks.retire(work, actor(), committee_id=committee_id, comment_id=kept_id)
    flash(_("The comment is out of the bank. Comments made with it stay."))
    return _back(committee_id)


@bp.post("/committees/<int:committee_id>/bank/<int:kept_id>/share")
def share(committee_id: int, kept_id: int) -> ResponseReturnValue:
    """Move a comment to the committee's or the conference's bank."""
    try:
        with working() as work:
            banks.move_up(work, actor(), committee_id=committee_id, comment_id=kept_id, to=_holder())
    except Refused as refused:
        return _drawn(committee_id, error=words(refused)), status_of(refused)
    flash(_("The comment is shared."))
    return _back(committee_id)


@bp.get("/committees/<int:committee_id>/bank/<holder>.<ending>")
def export(committee_id: int, holder: str, ending: str) -> ResponseReturnValue:
    """One holder's comments as a file."""
    if holder not in set(Holder) or ending not in ("yaml", "csv", "json"):
        abort(404)
    with reading() as session:
        found = banks.bank(session, actor(), committee_id)
    entries = [one.entry for one in found.of(Holder(holder))]
    name = f"comments-{holder}.{ending}"
    if ending == "csv":
        return csv_file([COLUMNS, *([row[key] for key in COLUMNS] for row in rows_of(entries))], name)
    if ending == "json":
        answer = Response(json.dumps({"comments": rows_of(entries)}, ensure_ascii=False), mimetype="application/json")
    else:
        answer = Response(bank_yaml(entries), mimetype="application/yaml")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.post("/committees/<int:committee_id>/bank/import")
def take_in(committee_id: int) -> ResponseReturnValue:
    """Read a file and show what would come in; with `sure`, take it in."""
    try:
        text = _table()
        read = read_bank(text)
        if request.form.get("sure") and read.entries:
            with working() as work:
                added, changed = banks.take_in(
                    work, actor(), committee_id=committee_id, holder=_holder(), entries=read.entries
                )
            flash(_("%(added)s comments came in, %(changed)s were changed.", added=added, changed=changed))
            return _back(committee_id)
    except Refused as refused:
        return _drawn(committee_id, error=words(refused)), status_of(refused)
    page = _drawn(committee_id, read=read, typed={"table": text, "holder": _holder().value})
    return page, 422 if read.faults else 200


def _table() -> str:
    """The text that was sent: a file, or what was pasted or looked at before."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return request.form.get("table", "").replace("\0", "")
    raw: bytes = sent.read(4 * LARGEST + 1)
    try:
        return raw.decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace").replace("\0", "")
