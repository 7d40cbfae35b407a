"""The people of a conference: members by role, invitations and their links, which are shown once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.errors import DomainError, NotFound, Refused
from reviewer.domain.states import Role
from reviewer.services import invitations, memberships
from reviewer.services.desks.setup_people import InvitationLine, InvitationState, Option, PeoplePage, people_page
from reviewer.services.memberships import Target
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.dates import moment
from reviewer.web.errors import status_of
from reviewer.web.guard import limiter
from reviewer.web.setup_place import Fault, bp, columns, fault, place, typed
from reviewer.web.setup_words import MEMBERS
from reviewer.web.shell import role_name

_DIGITS = 10
_SHOWN_ONCE = "invitation_link"
_FIELDS = {"email_invalid": "email", "invitation_incomplete": "place"}
_STATES = {
    InvitationState.OPEN: "open",
    InvitationState.EXPIRED: "expired",
    InvitationState.ACCEPTED: "accepted",
    InvitationState.WITHDRAWN: "withdrawn",
}


@bp.get("/conferences/<int:conference_id>/people")
def people(conference_id: int) -> ResponseReturnValue:  # noqa: ARG001 - the door reads it
    """Everybody who came or was invited."""
    return _page({}, [])


@bp.post("/conferences/<int:conference_id>/people/invitations")
@limiter.limit("300 per hour")
def invite(conference_id: int) -> ResponseReturnValue:
    """Invite one address to one place."""
    try:
        with working() as work:
            made = invitations.invite(
                work,
                actor(),
                conference_id=conference_id,
                email=typed("email"),
                name=typed("name") or typed("email"),
                target=_target(typed("place")),
                mail="mail" in request.form,
            )
    except DomainError as refused:
        return _page(request.form.to_dict(), [fault(refused, _FIELDS, "place")]), status_of(refused)
    _show_once(made.token, typed("name") or typed("email"))
    return redirect(url_for("setup.people", conference_id=conference_id), 303)


@bp.post("/conferences/<int:conference_id>/people/invitations/<int:invitation_id>/renew")
@limiter.limit("300 per hour")
def renew(conference_id: int, invitation_id: int) -> ResponseReturnValue:
    """A new link for an invitation that waits; the old one stops working."""
    try:
        with working() as work:
            made = invitations.renew_link(work, actor(), invitation_id=invitation_id)
    except Refused as refused:
        return _page({}, [fault(refused, {}, "invitations")]), status_of(refused)
    _show_once(made.token, "")
    return redirect(url_for("setup.people", conference_id=conference_id), 303)


@bp.post("/conferences/<int:conference_id>/people/<int:user_id>/end")
def end(conference_id: int, user_id: int) -> ResponseReturnValue:
    """Take a person's role away."""
    role = next((one for one in Role if one.value == typed("role")), None)
    if role is None:
        raise NotFound("member_unknown", "This conference has no such member.")
    try:
        with working() as work:
            memberships.end_membership(work, actor(), conference_id=conference_id, user_id=user_id, role=role)
    except Refused as refused:
        return _page({}, [fault(refused, {}, "members")]), status_of(refused)
    flash(_("They have no place here any more. What they wrote stays."))
    return redirect(url_for("setup.people", conference_id=conference_id), 303)


def _target(chosen: str) -> Target:
    role, _colon, number = chosen.partition(":")
    identity = int(number) if number.isascii() and number.isdigit() and len(number) < _DIGITS else None
    match role:
        case "staff":
            return Target(Role.STAFF)
        case "chair":
            return Target(Role.CHAIR, committee_id=identity)
        case "adviser":
            return Target(Role.ADVISER, school_id=identity)
        case "delegate":
            return Target(Role.DELEGATE, seat_id=identity)
    raise Refused("invitation_incomplete", "Say which seat, committee or school the invitation is for.")


def _show_once(token: str, name: str) -> None:
    """Keep the link in the person's own cookie until the next page shows it: no row and no log ever holds it."""
    session[_SHOWN_ONCE] = {"token": token, "name": name}


def _page(values: dict[str, Any], errors: list[Fault]) -> str:
    here, now = place(), house().clock()
    with reading() as unit:
        seen = people_page(unit, actor(), here.conference_id, now)
    fresh = session.pop(_SHOWN_ONCE, None)
    return render_template(
        "setup/people.html",
        invite_action=url_for("setup.invite", conference_id=here.conference_id),
        roster_href=url_for("setup.roster", conference_id=here.conference_id),
        places=_places(seen),
        values={"name": "", "email": "", "place": "", "mail": "yes"} | values,
        errors=errors,
        link=f"{house().settings.base_url}/invitations/{fresh['token']}" if fresh else "",
        link_name=fresh["name"] if fresh else "",
        counts=[(MEMBERS[role], len(members)) for role, members in seen.members.items()],
        groups=[
            {"name": MEMBERS[role], "role": role.value, "members": members}
            for role, members in seen.members.items()
            if members
        ],
        member_columns=columns(_("Name"), _("E-mail"), _("Place"), _("Change")),
        end_href=lambda user_id: url_for("setup.end", conference_id=here.conference_id, user_id=user_id),
        invitations=[_invitation(one, now) for one in seen.invitations],
        waiting=sum(one.state in (InvitationState.OPEN, InvitationState.EXPIRED) for one in seen.invitations),
        invitation_columns=columns(_("Name"), _("Invited as"), _("State"), _("Link")),
    )


def _places(seen: PeoplePage) -> list[dict[str, Any]]:
    """The places as groups of one select: role and place are chosen at once."""

    def group(label: str, role: str, options: tuple[Option, ...]) -> dict[str, Any]:
        return {"label": label, "options": [(f"{role}:{one.id}", one.name) for one in options]}

    groups = [
        group(_("Chair of"), "chair", seen.committees),
        {"label": _("Staff"), "options": [("staff", _("Staff of the conference"))]},
        group(_("Adviser of"), "adviser", seen.schools),
        group(_("Delegate for"), "delegate", seen.seats),
    ]
    return [one for one in groups if one["options"]]


def _invitation(one: InvitationLine, now: datetime) -> dict[str, Any]:
    conference_id, zone = place().conference_id, place().timezone
    waits = one.state in (InvitationState.OPEN, InvitationState.EXPIRED)
    when = one.accepted_at or one.expires_at
    return {
        "id": one.invitation_id,
        "name": one.name,
        "email": one.email,
        "role": role_name(one.role),
        "place": one.place,
        "state": _STATES[one.state],
        "when": moment(when, zone, now=now) if one.state is not InvitationState.WITHDRAWN else None,
        "renew_action": (
            url_for("setup.renew", conference_id=conference_id, invitation_id=one.invitation_id) if waits else ""
        ),
    }
