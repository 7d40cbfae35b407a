"""The roster: uploaded, looked at as a plan with every fault, imported whole or not at all, its links shown once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from reviewer.domain.errors import Conflict, Refused
from reviewer.engine.document import Unreadable
from reviewer.services.desks.setup_people import InvitationLine, invitations_behind
from reviewer.services.setup.roster_import import Imported, import_roster
from reviewer.services.setup.rosters import RosterPlan, SeatPlan, check_roster
from reviewer.storage import StorageError
from reviewer.web.asking import actor, house, reading, sandbox, working
from reviewer.web.errors import status_of
from reviewer.web.guard import limiter
from reviewer.web.messages import words
from reviewer.web.roster_words import fault_words, unreadable_words
from reviewer.web.setup_csv import csv_file
from reviewer.web.setup_place import bp, choose_file, columns, place, typed

_TEMPLATE = ("Committee", "Delegation", "Size", "School", "Delegate", "E-mail", "Second delegate", "Second email")
_MOST_LINKS = 5000
_MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class _Held:
    """A roster in storage between its preview and its import."""

    sha256: str
    name: str


def _seal() -> URLSafeSerializer:
    return URLSafeSerializer(house().settings.secret_key, salt=f"roster of {place().conference_id}")


def _hold(data: bytes, name: str) -> str:
    """Keep the bytes; the ticket says which they are, and cannot be made to name any other stored file."""
    return str(_seal().dumps([house().storage.put(data), name]))


def _held(ticket: str) -> _Held:
    try:
        return _Held(*_seal().loads(ticket))
    except (BadSignature, TypeError):
        raise Refused("ticket_invalid", "This form does not belong to a roster that was checked here.") from None


def _check(held: _Held) -> RosterPlan:
    """What importing the held roster would do now. Raises Refused when it cannot be read."""
    try:
        with house().storage.open(held.sha256) as file:
            rows = sandbox().parse_table(file.read())
    except Unreadable as unreadable:
        reason = unreadable_words(unreadable)
        raise Refused("roster_unreadable", unreadable.message, reason=reason) from unreadable
    except StorageError as error:
        raise Refused("file_gone", "The file was not kept, because it waited too long. Choose it again.") from error
    with reading() as session:
        return check_roster(session, conference_id=place().conference_id, rows=rows)


@bp.route("/conferences/<int:conference_id>/setup/roster", methods=["GET", "POST"])
@limiter.limit("60 per 10 minutes", methods=["POST"])
def roster(conference_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door reads it
    """Check a roster, and import it once it was looked at."""
    if request.method == "GET":
        return _drop_page("")
    try:
        return _import() if typed("act") == "import" else _preview_upload()
    except (Refused, Conflict) as refused:
        return _drop_page(words(refused)), status_of(refused)


def _preview_upload() -> ResponseReturnValue:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _drop_page(choose_file()), 422
    data = sent.read()
    ticket = _hold(data, sent.filename[:200])
    plan = _check(_held(ticket))
    return _plan_page(plan, ticket), 422 if plan.faults else 200


def _import() -> ResponseReturnValue:
    held = _held(typed("ticket"))
    plan = _check(held)
    if plan.faults:
        return _plan_page(plan, typed("ticket")), 422
    with working() as work:
        done = import_roster(work, actor(), conference_id=place().conference_id, plan=plan, mail="mail" in request.form)
    return _done_page(done, is_mailed="mail" in request.form)


def _drop_page(error: str) -> str:
    conference_id = place().conference_id
    return render_template(
        "setup/roster.html",
        action=url_for("setup.roster", conference_id=conference_id),
        template_href=url_for("setup.roster_template", conference_id=conference_id),
        back_href=url_for("setup.overview", conference_id=conference_id),
        error=error,
    )


def _plan_page(plan: RosterPlan, ticket: str) -> str:
    conference_id = place().conference_id
    faulty = {one.line for one in plan.faults}
    right = [one for one in plan.seats if one.line not in faulty]
    return render_template(
        "setup/roster_plan.html",
        action=url_for("setup.roster", conference_id=conference_id),
        back_href=url_for("setup.roster", conference_id=conference_id),
        ticket=ticket,
        name=_held(ticket).name,
        faults=[{"line": one.line, "message": fault_words(one)} for one in plan.faults[:_MOST_ROWS]],
        fault_count=len(plan.faults),
        fault_columns=columns(_("Row"), _("What to do"), numeric=(_("Row"),)),
        ignored=plan.ignored,
        seats=[_seat(one) for one in right[:_MOST_ROWS]],
        more_seats=max(len(right) - _MOST_ROWS, 0),
        seat_columns=columns(
            _("Row"),
            _("Committee"),
            _("Delegation"),
            _("School"),
            _("To invite"),
            _("What happens"),
            numeric=(_("Row"),),
        ),
        new_seats=sum(one.is_new for one in plan.seats),
        changed=sum(one.before is not None for one in plan.seats),
        same=sum(one.changes_nothing for one in plan.seats),
        invited=sum(len(one.invite) for one in plan.seats),
        withdrawn=sum(len(one.withdraw) for one in plan.seats),
    )


def _seat(one: SeatPlan) -> dict[str, Any]:
    return {
        "line": one.line,
        "committee": one.committee,
        "delegation": one.delegation,
        "school": one.school,
        "people": [{"name": person.name, "email": person.email} for person in one.invite],
        "what": _what(one),
    }


def _what(one: SeatPlan) -> str:
    if one.is_new:
        return str(_("new seat"))
    if one.before is not None:
        return str(_("seat changes"))
    if one.withdraw:
        return str(_("delegate replaced"))
    return str(_("new invitation") if one.invite else _("as it stands"))


def _done_page(done: Imported, *, is_mailed: bool) -> str:
    conference_id = place().conference_id
    base = house().settings.base_url
    return render_template(
        "setup/roster_done.html",
        people_href=url_for("setup.people", conference_id=conference_id),
        back_href=url_for("setup.overview", conference_id=conference_id),
        links_action=url_for("setup.roster_links", conference_id=conference_id),
        seats=done.added.get("seat", 0),
        changed=len(done.changed),
        withdrawn=done.withdrawn,
        is_mailed=is_mailed,
        invited=[
            {"name": one.name, "email": one.email, "link": f"{base}/invitations/{one.token}", "token": one.token}
            for one in done.invited
        ],
        columns=columns(_("Delegate"), _("E-mail"), _("Link")),
    )


@bp.post("/conferences/<int:conference_id>/setup/roster/links.csv")
def roster_links(conference_id: int) -> ResponseReturnValue:
    """The links that the page before showed, as a file: it sends their secrets back, because we do not keep them."""
    tokens = typed("tokens").split()[:_MOST_LINKS]
    with reading() as session:
        found = invitations_behind(session, actor(), conference_id, tokens)
    header = (_("Delegate"), _("E-mail"), _("Place"), _("Link"))
    return csv_file([header, *(_row(one, token) for one, token in found)], "invitations.csv")


def _row(one: InvitationLine, token: str) -> tuple[str, str, str, str]:
    return one.name, one.email, one.place, f"{house().settings.base_url}/invitations/{token}"


@bp.get("/conferences/<int:conference_id>/setup/roster/template.csv")
def roster_template(conference_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door reads it
    """An empty roster: the column names, ready to be filled in."""
    return csv_file([_TEMPLATE], "roster.csv")
