"""What stands beside an act of the log, in the reader's language: names of details, and codes as words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from reviewer.domain.provenance import Provenance, Rule
from reviewer.domain.states import CoverageStatus, DeadlineRight, Role
from reviewer.web.dates import moment
from reviewer.web.format_rules import NAMES as CHECK_NAMES
from reviewer.web.messages import words_of
from reviewer.web.provenance_words import CLASSES, RULES
from reviewer.web.rulings_shown import verdict_word
from reviewer.web.setup_words import RIGHTS
from reviewer.web.shell import role_name

DETAILS = {
    "assignee": _l("given to person"),
    "at": _l("moment"),
    "case": _l("case"),
    "changed": _l("changed"),
    "checks": _l("checks"),
    "code": _l("reason"),
    "committee": _l("committee"),
    "content": _l("content"),
    "criterion": _l("criterion"),
    "fields": _l("fields"),
    "format": _l("format profile"),
    "grace": _l("minutes of grace"),
    "invited": _l("invited"),
    "kind": _l("kind"),
    "match": _l("passage"),
    "number": _l("version"),
    "paper": _l("paper"),
    "papers": _l("papers"),
    "points": _l("points"),
    "provenance": _l("kind of passage"),
    "question": _l("key question"),
    "readings": _l("readings"),
    "revision": _l("revision"),
    "right": _l("right"),
    "role": _l("role"),
    "rubric": _l("rubric"),
    "rule": _l("rule"),
    "seat": _l("seat"),
    "seats": _l("seats"),
    "sha256": "SHA-256",
    "source": _l("source"),
    "status": _l("state"),
    "topic": _l("topic"),
    "until": _l("until"),
    "verdict": _l("decided"),
    "version": _l("version"),
    "withdrawn": _l("withdrawn"),
}
"""What a detail of an act is called, by its key."""

MAILS = {
    "feedback": _l("feedback"),
    "not_accepted": _l("paper not accepted"),
    "invitation": _l("invitation"),
    "paper_flagged": _l("a chair asks"),
    "receipt": _l("receipt"),
    "regrade": _l("regrade answered"),
    "reset": _l("new password"),
    "unreadable": _l("paper cannot be read"),
}
"""What a letter is called, by the name of its template."""

_FIELDS = {
    "blind_marking": _l("Blind marking"),
    "delegates_see_similarity": _l("Delegates see shared passages before the deadline"),
    "languages": _l("Languages of the papers"),
    "replacement_window_minutes": _l("Window for replacing an unreadable file, in minutes"),
    "retain_until": _l("Personal data is kept until"),
    "timezone": _l("Time zone"),
    "title": _l("Title"),
}
_STATUSES = {
    CoverageStatus.COVERED: _l("Answered"),
    CoverageStatus.PARTLY: _l("Partly answered"),
    CoverageStatus.MISSING: _l("Not answered"),
}
_KINDS = {
    "bonus": _l("bonus"),
    "cap": _l("limit"),
    "deduction": _l("deduction"),
    "percent": _l("deduction in percent"),
}


def detail_words(details: Mapping[str, Any], zone: str) -> str:
    """The details of an act on one line; what has no name of ours stands by its code."""
    return ", ".join(
        f"{DETAILS.get(name, name)} {_value(name, value, zone)}" for name, value in details.items() if value is not None
    )


def _value(name: str, value: Any, zone: str) -> str:
    if not isinstance(value, str):
        return str(value)
    try:
        if name in _INSTANTS:
            return moment(datetime.fromisoformat(value), zone).text
        return _READ[name](value)
    except (KeyError, ValueError):
        return value


def _fields(value: str) -> str:
    return ", ".join(str(_FIELDS.get(name, name)) for name in value.split(","))


def _checks(value: str) -> str:
    return ", ".join(str(CHECK_NAMES.get(name, name)) for name in value.split())


_INSTANTS = frozenset({"at", "until"})
_READ: Mapping[str, Callable[[str], str]] = {
    "checks": _checks,
    "code": words_of,
    "fields": _fields,
    "kind": lambda value: str(_KINDS[value]),
    "provenance": lambda value: str(CLASSES[Provenance(value)]),
    "rule": lambda value: str(RULES[Rule(value)]),
    "right": lambda value: str(RIGHTS[DeadlineRight(value)][0]),
    "role": lambda value: role_name(Role(value)),
    "status": lambda value: str(_STATUSES[CoverageStatus(value)]),
    "verdict": verdict_word,
}
