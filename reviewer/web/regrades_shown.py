"""Regrade requests as their templates want them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.states import RegradeState
from reviewer.services.desks.regrades import Asked, OwnRegrades, RegradePage
from reviewer.web.committee_place import place_values
from reviewer.web.dates import moment
from reviewer.web.quantities import points

Values = dict[str, Any]

STATES = {
    RegradeState.OPEN: _l("waits for the chairs"),
    RegradeState.ANSWERED: _l("answered"),
    RegradeState.ESCALATED: _l("waits for staff"),
    RegradeState.CLOSED: _l("closed by staff"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed into a form that was refused, and why; `request` is 0 for a new request."""

    request: int
    values: dict[str, str]
    error: str


def own_values(own: OwnRegrades, paper_id: int, zone: str, typed: Typed | None = None) -> Values | None:
    """What `delegate/_regrade.html` draws; None while there is neither a window nor a request."""
    if not own.may_ask and not own.requests:
        return None
    return {
        "until": moment(own.until, zone) if own.until else None,
        "may_ask": own.may_ask,
        "options": [
            (key if topic is None else f"{key}--{topic}", _titled(title, topic_title))
            for key, topic, title, topic_title in own.criteria
        ],
        "requests": [request_values(one, zone) | {"typed": _typed(typed, one.id)} for one in own.requests],
        "action": url_for("regrades.ask", paper_id=paper_id),
        "typed": _typed(typed, 0),
    }


def _typed(typed: Typed | None, request: int) -> Values:
    """What stands in the form of one request: what was typed into it, with the fault, or nothing."""
    empty = {"criterion": "", "reason": "", "mark": "", "words": "", "error": ""}
    if typed is None or typed.request != request:
        return empty
    return empty | typed.values | {"error": typed.error}


def page_values(page: RegradePage, typed: Typed | None = None) -> Values:
    """What `chair/regrades.html` draws."""
    return {
        **(place_values(page.committee_id, page.committee, "regrades") if page.committee_id else {"committee": ""}),
        "requests": [
            request_values(one, page.timezone) | _settling(one, typed, is_staff=page.is_staff) for one in page.requests
        ],
        "kept_away": page.kept_away,
        "waiting": sum(one.state in (RegradeState.OPEN, RegradeState.ESCALATED) for one in page.requests),
    }


def _settling(one: Asked, typed: Typed | None, *, is_staff: bool) -> Values:
    """Where an answer goes, if this page's reader may give one now."""
    action = ""
    if one.state is RegradeState.OPEN:
        action = url_for("regrades.answer", request_id=one.id)
    elif one.state is RegradeState.ESCALATED and is_staff:
        action = url_for("regrades.close", request_id=one.id)
    return {
        "action": action,
        "typed": _typed(typed, one.id),
        "is_last": one.state is RegradeState.ESCALATED,
        "desk_href": url_for("chairs.desk", paper_id=one.paper_id),
        "marked_it": one.marked_it,
        "options": [("", _("keep %(mark)s", mark=_points(one.new if one.new is not None else one.old)))]
        + [(str(mark), points(mark)) for mark in one.marks],
    }


def request_values(one: Asked, zone: str) -> Values:
    """One request with everything said so far."""
    return {
        "id": one.id,
        "delegation": one.delegation,
        "committee": one.committee,
        "criterion": _titled(one.criterion, one.topic),
        "top": _points(one.top),
        "state": one.state.value,
        "state_words": STATES[one.state],
        "reason": one.reason,
        "asked": moment(one.asked_at, zone),
        "old": _points(one.old),
        "new": _points(one.new),
        "answer": one.answer,
        "answered_by": one.answered_by,
        "answered": moment(one.answered_at, zone) if one.answered_at else None,
        "escalation": one.escalation,
        "escalate_action": url_for("regrades.escalate", request_id=one.id)
        if one.state is RegradeState.ANSWERED
        else "",
        "last": _points(one.last),
        "last_word": one.last_word,
        "closed": moment(one.closed_at, zone) if one.closed_at else None,
        "version": one.version,
    }


def _titled(title: str, topic: str) -> str:
    return f"{title}: {topic}" if topic else title


def _points(value: Decimal | None) -> str:
    return "" if value is None else points(value)
