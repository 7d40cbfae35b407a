"""Regrade requests as their templates want them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.states import RegradeState
from reviewer.services.desks.regrade_marks import ReadingMark, is_changed
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
        "until": moment(own.until, zone, now=own.now) if own.until else None,
        "may_ask": own.may_ask,
        "options": [
            (key if topic is None else f"{key}--{topic}", _titled(title, topic_title))
            for key, topic, title, topic_title in own.criteria
        ],
        "requests": [
            request_values(one, zone) | _marks_values(one, with_points=True) | {"typed": _typed(typed, one.id)}
            for one in own.requests
        ],
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
            request_values(one, page.timezone)
            | _marks_values(one, with_points=False)
            | _settling(one, typed, is_staff=page.is_staff)
            for one in page.requests
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
        "options": [("", _kept(one.readings.now)), *((str(mark), points(mark)) for mark in one.marks)],
        "what_it_does": _what_it_does(one.readings.now),
    }


def _kept(now: Sequence[ReadingMark]) -> str:
    marks = ", ".join(_each(now, [_points(one.mark) or "\u2013" for one in now]))
    return str(_("keep the marks: %(marks)s", marks=marks) if len(now) > 1 else _("keep %(mark)s", mark=marks))


def _what_it_does(now: Sequence[ReadingMark]) -> str:
    """What a chosen mark does that its number does not tell."""
    said = [_("A mark you choose is written into each of these readings.")] if len(now) > 1 else []
    said += [_("Comments with points go on moving the mark you choose.")] if any(one.moved for one in now) else []
    return " ".join(map(str, said))


def _marks_values(one: Asked, *, with_points: bool) -> Values:
    """The marks of each reading at each stage, one line each; delegates read what each was worth as well."""
    said = one.readings

    def lines(marks: Sequence[ReadingMark]) -> list[str]:
        return _each(marks, [_in_points(each, one.top) if with_points else _of_top(each, one.top) for each in marks])

    return {
        "before": lines(said.before),
        "after": lines(said.answered),
        "is_changed": is_changed(said.before, said.answered),
        "last": lines(said.closed),
        "is_last_changed": is_changed(said.answered, said.closed),
    }


def _each(marks: Sequence[ReadingMark], texts: Sequence[str]) -> list[str]:
    """The texts of the readings, with the reader's number where there are several."""
    if len(marks) < 2:
        return list(texts)
    return [
        str(_("%(mark)s (reader %(number)s)", mark=text, number=one.reader))
        for one, text in zip(marks, texts, strict=True)
    ]


def _of_top(one: ReadingMark, top: Decimal | None) -> str:
    if one.mark is None or top is None:
        return _points(one.mark) or "\u2013"
    return str(_("%(mark)s of %(top)s", mark=points(one.mark), top=points(top)))


def _in_points(one: ReadingMark, top: Decimal | None) -> str:
    """A mark and the points it gave; once, where marks are points."""
    if one.mark is None:
        return "\u2013"
    worth = str(_("%(points)s of %(out_of)s points", points=points(one.points), out_of=points(one.worth)))
    return worth if (one.mark, top) == (one.points, one.worth) else f"{_of_top(one, top)}, {worth}"


def request_values(one: Asked, zone: str) -> Values:
    """One request with every word said so far."""
    return {
        "id": one.id,
        "delegation": one.delegation,
        "committee": one.committee,
        "criterion": _titled(one.criterion, one.topic),
        "state": one.state.value,
        "state_words": STATES[one.state],
        "reason": one.reason,
        "asked": moment(one.asked_at, zone),
        "answer": one.answer,
        "answered_by": one.answered_by,
        "answered": moment(one.answered_at, zone) if one.answered_at else None,
        "escalation": one.escalation,
        "escalate_action": url_for("regrades.escalate", request_id=one.id)
        if one.state is RegradeState.ANSWERED
        else "",
        "last_word": one.last_word,
        "closed": moment(one.closed_at, zone) if one.closed_at else None,
        "version": one.version,
    }


def _titled(title: str, topic: str) -> str:
    return f"{title}: {topic}" if topic else title


def _points(value: Decimal | None) -> str:
    return "" if value is None else points(value)
