"""The frame around every page: who is signed in, where they may go, which language it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from reviewer.domain.states import Role
from reviewer.services import desks
from reviewer.web import language
from reviewer.web.asking import reading
from reviewer.web.links import safe_url


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of the main navigation."""

    label: str
    href: str
    current: bool


def init(app: Flask) -> None:
    """Offer `shell` to every template."""
    app.context_processor(lambda: {"shell": shell()})
    app.jinja_env.filters["safe_url"] = safe_url


def set_conference(conference_id: int) -> None:
    """Say which conference the page is about; without it the person's newest is taken."""
    g.conference_id = conference_id


def stand_in(endpoint: str) -> None:
    """Say to which place of the main navigation the page belongs, where its address does not tell."""
    g.stands_in = endpoint


def shell() -> dict[str, Any]:
    """The values of the layouts (documented at their top)."""
    frame: dict[str, Any] = {
        "language": language.current(),
        "languages": [
            {"code": code, "name": name, "current": code == language.current()}
            for code, name in language.LANGUAGES.items()
        ],
        "language_action": url_for("language.choose"),
        "conference": _("Position papers"),
        "home_href": url_for("home.start"),
        "sign_out_action": url_for("auth.sign_out"),
        "nav": [],
        "user": None,
        "footer": [],
    }
    if current_user.is_authenticated:
        frame.update(_for_person())
    return frame


def _for_person() -> dict[str, Any]:
    actor = current_user.actor
    with reading() as session:
        place = desks.frame(session, actor, getattr(g, "conference_id", None))
    nav: list[NavItem] = []
    if place is not None:
        targets = []
        if Role.DELEGATE in place.roles or Role.ADVISER in place.roles:
            targets.append((_("My papers"), url_for("papers.home")))
        targets += [(name, url_for("chairs.queue", committee_id=committee_id)) for committee_id, name in place.chaired]
        if Role.STAFF in place.roles:
            targets += [
                (_("Set-up"), url_for("setup.overview", conference_id=place.conference_id)),
                (_("People"), url_for("setup.people", conference_id=place.conference_id)),
                (_("Sources"), url_for("setup.sources", conference_id=place.conference_id)),
                (_("Audit"), url_for("audits.board", conference_id=place.conference_id)),
                (_("Release"), url_for("releases.overview", conference_id=place.conference_id)),
                (_("Log"), url_for("audits.log", conference_id=place.conference_id)),
            ]
        nav = [NavItem(label, href, _is_here(href, place.conference_id)) for label, href in targets]
    return {
        "conference": place.title if place else _("Position papers"),
        "nav": nav,
        "user": {
            "id": current_user.actor.user_id,
            "name": current_user.name,
            "role": ", ".join(role_name(role) for role in place.roles) if place else "",
            "account_href": url_for("auth.account"),
        },
    }


def _is_here(href: str, conference_id: int) -> bool:
    stands_in = getattr(g, "stands_in", None)
    if stands_in is not None:
        return href == url_for(stands_in, conference_id=conference_id)
    return request.path.startswith(href)


def role_name(role: Role) -> str:
    """A role in the reader's language."""
    names: dict[Role, str] = {
        Role.DELEGATE: _("Delegate"),
        Role.ADVISER: _("Adviser"),
        Role.CHAIR: _("Chair"),
        Role.STAFF: _("Staff"),
    }
    return names[role]
