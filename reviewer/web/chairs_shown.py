"""The chairs' queue and desk as their templates want them: words, addresses and moments."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.states import DeadlineRight, ScorecardState
from reviewer.services.desks.queue import PaperReader, Queue, QueuedPaper, View
from reviewer.services.desks.standing import Standing
from reviewer.web.committee_place import place_values
from reviewer.web.dates import moment
from reviewer.web.pace_shown import pace_words
from reviewer.web.papers_shown import number

Values = dict[str, Any]

_COLUMNS = (
    ("delegation", _l("Delegation"), False),
    ("state", _l("State"), False),
    ("reader", _l("Readers"), False),
    ("words", _l("Words"), True),
    ("questions", _l("Questions"), True),
    ("similarity", _l("Similarity"), True),
    ("score", _l("Score"), True),
)
_LOST = {
    DeadlineRight.SUBMISSION: _l("Late"),
    DeadlineRight.FEEDBACK: _l("Late: no written feedback"),
    DeadlineRight.PAPER_AWARD: _l("Late: no paper award"),
    DeadlineRight.ANY_AWARD: _l("Late: no award"),
}


def arguments(view: View) -> dict[str, Any]:
    """The view as a query string says it: only what differs from a plain one."""
    plain = asdict(View())
    return {name: value for name, value in asdict(view).items() if value != plain[name]}


def late_words(standing: Standing) -> str:
    """What being late cost the paper, or nothing."""
    return next((str(words) for right, words in _LOST.items() if right in standing.lost), "")


def points(value: Decimal | None) -> str:
    """Points in the language's decimals, or nothing."""
    return "" if value is None else str(format_decimal(value))


def queue_values(queue: Queue, view: View, *, here: int | None) -> Values:
    """The page of `chair/queue.html`; `here` is the paper the person comes from."""
    return {
        **place_values(queue.body.committee_id, queue.body.name, "queue"),
        "blind": queue.body.blind,
        "blind_until": at(queue.body.blind_until, queue.body.timezone, None),
        "pace": pace_words(queue.pace) if queue.pace.total else "",
        "progress": asdict(queue.progress),
        "unready_href": url_for("chairs.queue", committee_id=queue.body.committee_id, state="unready"),
        "next_href": desk_href(queue.next_unscored, view) if queue.next_unscored else "",
        "filters": {
            "action": url_for("chairs.queue", committee_id=queue.body.committee_id),
            "state": view.state,
            "query": view.query,
            "sort": view.sort if view.sort != View().sort else "",
        },
        "is_filtered": bool(view.state or view.query),
        "columns": [_column(queue, view, *column) for column in _COLUMNS if queue.has_piles or column[0] != "reader"],
        "has_piles": queue.has_piles,
        "papers": [_row(one, view, here) for one in queue.papers],
        "page": None,
    }


def desk_href(paper_id: int | None, view: View) -> str:
    """The address of a desk in the order of this view, or nothing."""
    return "" if paper_id is None else url_for("chairs.desk", paper_id=paper_id, **arguments(view))


def _column(queue: Queue, view: View, key: str, label: object, numeric: bool) -> Values:
    falling = f"-{key}"
    natural, other = (falling, key) if numeric else (key, falling)
    wanted = View(view.state, view.query, other if view.sort == natural else natural)
    found = {
        "label": str(label),
        "numeric": numeric,
        "sort_href": url_for("chairs.queue", committee_id=queue.body.committee_id, **arguments(wanted)),
        "sorted": "",
    }
    if view.sort.removeprefix("-") == key:
        found["sorted"] = "descending" if view.sort == falling else "ascending"
    return found


def _row(one: QueuedPaper, view: View, here: int | None) -> Values:
    standing = one.standing
    return {
        "delegation": standing.delegation,
        "topic": standing.topic,
        "href": desk_href(standing.paper_id, view) if standing.is_readable and standing.mine else "",
        "state": standing.state.value,
        "late": late_words(standing),
        "words": number(standing.words) if standing.words else "",
        "covered": one.covered,
        "questions": one.questions,
        "similarity": one.similarity,
        "total": points(one.total),
        "out_of": points(one.out_of),
        "here": standing.paper_id == here,
        "is_anchor": standing.readings.is_anchor,
        "readers": [_reader(who) for who in one.readers],
    }


def _reader(one: PaperReader) -> Values:
    """Whose pile it is, and how far their reading is."""
    return {
        "name": str(_("You")) if one.is_me else one.name,
        "is_me": one.is_me,
        "state": {None: "unscored", ScorecardState.DRAFT: "draft", ScorecardState.FINAL: "scored"}[one.state],
    }


def at(instant: datetime | None, zone: str, now: datetime | None) -> object:
    """A moment, or nothing."""
    return None if instant is None else moment(instant, zone, now=now)


def with_arguments(endpoint: str, view: View, **values: Any) -> str:
    """An address that remembers the order of the queue."""
    return url_for(endpoint, **values, **arguments(view))
