"""The door to a conference's set-up pages: every one of them opens to its staff and is not there for anybody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from flask import Blueprint, abort, g, request
from flask_babel import gettext as _

from reviewer.domain.errors import DomainError, Refused
from reviewer.domain.localtime import instant
from reviewer.services.desks.setup import Place, entrance
from reviewer.web.asking import actor, house, reading
from reviewer.web.messages import words
from reviewer.web.shell import set_conference

bp = Blueprint("setup", __name__)
_ACCEPTED = ".docx,.pdf,.odt,.rtf,.txt"
_MIB = 1024 * 1024
_LARGEST = 2**31 - 1
"""No row has a larger id: a database would refuse even to look for it."""
_DIGITS = 10
_YEARS = range(2000, 2200)
_WITHOUT_CONFERENCE = frozenset({"setup.create"})
Fault = dict[str, str]


@bp.before_request
def _enter() -> None:
    if request.endpoint in _WITHOUT_CONFERENCE:
        return
    named = request.view_args or {}
    if any(isinstance(value, int) and value > _LARGEST for value in named.values()):
        abort(404)
    with reading() as session:
        g.setup_place = entrance(
            session, actor(), conference_id=named.get("conference_id"), committee_id=named.get("committee_id")
        )
    set_conference(g.setup_place.conference_id)


def place() -> Place:
    """The conference of this request, which the asking person sets up."""
    return cast("Place", g.setup_place)


def fault(error: DomainError, fields: Mapping[str, str], default: str) -> Fault:
    """The refusal as it stands beside its field: `fields` says which by the refusal's code."""
    return {"id": fields.get(error.code, default), "message": words(error)}


def columns(*labels: str, numeric: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """The headings of a table that is not sorted."""
    return [{"label": one, "numeric": one in numeric, "sort_href": "", "sorted": ""} for one in labels]


def typed(name: str) -> str:
    """What was typed into a field, without the white space around it."""
    return request.form.get(name, "").replace("\0", "").strip()


def typed_number(name: str) -> int | None:
    """A whole number that was typed or chosen; None for nothing and for what is none."""
    value = typed(name)
    return int(value) if value.isascii() and value.isdigit() and len(value) < _DIGITS else None


def typed_instant(name: str) -> datetime | None:
    """What was typed into a field of date and time, by the conference's clock; None for nothing. Raises Refused."""
    day, _t, clock = typed(name).partition("T")
    if not day:
        return None
    year = day.partition("-")[0]
    if not (year.isascii() and year.isdigit() and len(year) < _DIGITS and int(year) in _YEARS):
        raise Refused("moment_unclear", "Give a date and a time, such as 2030-03-01 and 18:00.")
    return instant(day, clock, place().timezone)


def choose_file() -> str:
    """The word for a form that came without its file."""
    return str(_("No file came with that. Choose one and send it again."))


def upload_rules() -> dict[str, Any]:
    """What a guide or source may be, for the form that takes it."""
    return {"accepted": _ACCEPTED, "max_words": f"{house().settings.upload_limit_bytes // _MIB} MB"}
