"""Comments as `templates/desk/_comments.html` documents them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from reviewer.domain.errors import Conflict
from reviewer.domain.scoring import MarkKey
from reviewer.services.desks.marking import Desk
from reviewer.services.desks.queue import View
from reviewer.services.desks.remarks import Remark
from reviewer.services.scorecards import decimal_of, name_of, plain
from reviewer.web.card_shown import Asked
from reviewer.web.chairs_shown import Values, with_arguments
from reviewer.web.dates import moment
from reviewer.web.quantities import signed


def comment_values(one: Remark, desk: Desk, view: View, now: datetime, asked: Asked, *, is_open: bool) -> Values:
    """One comment; `is_open` says whether the scorecard takes words."""
    quote = desk.quote(*one.span) if one.span else " ".join(one.quote.split())
    stands = {"text": one.text, "on": one.criterion or "", "points": _typed(one.points)}
    return {
        "id": one.id,
        "number": one.number,
        "quote": quote,
        "is_lost": one.is_lost,
        "text": one.text,
        "version": one.version,
        "author": one.author,
        "criterion": criterion_name(desk, one.criterion),
        "points": signed(one.points) if one.points is not None else "",
        "drop_action": with_arguments("comments.drop_points", view, comment_id=one.comment_id),
        "at": moment(one.at, desk.body.timezone, now=now),
        "mine": one.is_mine and is_open,
        "stands": stands,
        "edit": _edit(one, desk, view, asked, stands),
        "put_back": _put_back(one, asked),
        "edit_action": with_arguments("comments.edit", view, comment_id=one.comment_id),
        "remove_action": with_arguments("comments.remove", view, comment_id=one.comment_id),
        "restore_action": with_arguments("comments.restore", view, comment_id=one.comment_id),
    }


def _typed(points: Decimal | None) -> str:
    return plain(points).replace("-", "\u2212")


def _edit(one: Remark, desk: Desk, view: View, asked: Asked, stands: dict[str, str]) -> Values:
    """The fields of the form that changes it: as they stand, or as they were just typed and could not be saved."""
    edited = asked.edited if asked.edited.get("id") == one.comment_id else {}
    clash = edited.get("clash")
    if clash is not None:
        here = with_arguments("chairs.desk", view, paper_id=desk.paper_id, _anchor=one.id)
        clash = clash | {"criterion": criterion_name(desk, clash["on"]), "points": clash["signed"], "href": here}
    return {
        **stands,
        **{name: str(value) for name, value in edited.get("typed", {}).items() if name in stands},
        "errors": {"text": "", "points": "", **edited.get("errors", {})},
        "clash": clash,
        "is_asked": bool(edited),
    }


def _put_back(one: Remark, asked: Asked) -> Values | None:
    """The points that were just dropped, to be given back with one press; None for every other comment."""
    comment_id, by = asked.dropped
    if comment_id != one.comment_id or one.points is not None or one.criterion is None:
        return None
    points = decimal_of(by) if by.lstrip("-").replace(".", "", 1).isdecimal() else None
    return None if not points else {"points": _typed(points), "signed": signed(points)}


def conflict_values(conflict: Conflict, zone: str) -> Values:
    """What stands in a comment that was changed meanwhile."""
    known = conflict.details
    criterion, points = known.get("criterion"), known.get("points")
    topic = known.get("topic")
    return {
        "clock": moment(known["at"], zone).clock,  # type: ignore[arg-type]  # details hold any value
        "text": str(known["value"]),
        "on": "" if criterion is None else name_of(MarkKey(str(criterion), topic if isinstance(topic, int) else None)),
        "signed": signed(points) if isinstance(points, Decimal) else "",
    }


def criterion_name(desk: Desk, name: str | None) -> str:
    """What the page calls a criterion, with its topic; empty for none of this rubric."""
    fields = desk.card.criteria if desk.card is not None else ()
    field = next((one for one in fields if one.name == name), None)
    return "" if field is None else f"{field.title}: {field.topic}" if field.topic else field.title
