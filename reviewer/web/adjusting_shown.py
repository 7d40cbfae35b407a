"""Deductions and other lines beside the criteria, in words: what `templates/desk/_adjustments.html` draws."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_datetime as exact
from flask import url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.deadlines import Due
from reviewer.domain.rubric import Cap
from reviewer.domain.states import DeadlineRight
from reviewer.services.desks.adjusting import Adjusting, MarkMoved, Moved
from reviewer.services.grading.proposals import Lateness, Proposal
from reviewer.web.card_shown import Asked
from reviewer.web.chairs_shown import Values, points
from reviewer.web.dates import moment
from reviewer.web.format_rules import rule
from reviewer.web.format_words import sentence

_MISSED = {
    DeadlineRight.SUBMISSION: _l("the deadline for papers"),
    DeadlineRight.FEEDBACK: _l("the deadline for written feedback"),
    DeadlineRight.PAPER_AWARD: _l("the deadline for the paper award"),
    DeadlineRight.ANY_AWARD: _l("the deadline for awards"),
}
KINDS = (
    ("deduction", _l("Take off points")),
    ("percent", _l("Take off percent of the points")),
    ("bonus", _l("Add points")),
    ("cap", _l("Limit the total to")),
)


def adjusting_values(found: Adjusting | None, paper_id: int, zone: str, now: datetime, asked: Asked) -> Values | None:
    """The part of the score panel below the criteria; None while there is no rubric."""
    if found is None:
        return None
    return {
        "is_open": found.is_open,
        "lines": [
            {
                "id": one.id,
                "reason": one.reason,
                "points": signed(one.points),
                "by": one.by,
                "at": moment(one.at, zone, now=now),
                "revoke": "" if one.is_ruling or not found.is_open else url_for("deductions.revoke", line_id=one.id),
            }
            for one in found.lines
        ],
        "proposals": [_proposal(one, zone, now) for one in found.proposals],
        "decide": url_for("deductions.decide", paper_id=paper_id),
        "add": url_for("deductions.add", paper_id=paper_id),
        "kinds": [(key, str(label)) for key, label in KINDS],
        "typed": {"kind": "deduction", "points": "", "reason": "", **asked.adjustment},
        "errors": asked.adjustment_errors,
        "moved": None if found.moved is None else _moved(found.moved, zone, now),
    }


def _proposal(one: Proposal, zone: str, now: datetime) -> Values:
    rubric_rule = one.rule
    return {
        "key": rubric_rule.key,
        "title": rubric_rule.title,
        "when": rubric_rule.when,
        "because": because(one, zone),
        "worth": worth(one),
        "times": one.times,
        "most_times": one.most_times,
        "declined_by": one.declined[0] if one.declined else "",
        "declined_at": moment(one.declined[1], zone, now=now) if one.declined else None,
    }


def worth(one: Proposal) -> str:
    """What taking it would do: "-2", "-10 %", or that the total is at most so much."""
    if isinstance(one.rule, Cap):
        return str(_("at most %(points)s", points=points(one.rule.at_most)))
    amount = points(one.rule.amount * one.times)
    return f"\N{MINUS SIGN}{amount} %" if one.rule.unit == "percent" else f"\N{MINUS SIGN}{amount}"


def because(one: Proposal, zone: str) -> str:
    """Why it is proposed, from the facts."""
    if one.late is not None:
        return _late(one.late, zone)
    checks = dict(one.profile.checks()) if one.profile else {}
    said = [
        f"{rule(found.check, checks[found.check], one.profile)}: {sentence(found)}"
        for found in one.findings
        if one.profile is not None
    ]
    return " ".join(said)


def reason(one: Proposal, zone: str) -> str:
    """What the delegate will read beside the points."""
    return f"{one.rule.title}. {because(one, zone)}"


def _late(late: Lateness, zone: str) -> str:
    due: Due = late.due
    return str(
        _(
            "Received %(received)s, after %(deadline)s, %(due)s.",
            received=_to_the_second(late.received, zone),
            deadline=_MISSED[due.right],
            due=_to_the_second(due.at, zone),
        )
    )


def _to_the_second(instant: datetime, zone: str) -> str:
    """Seconds decide here, so they are shown."""
    local = instant.astimezone(ZoneInfo(zone))
    return str(exact(local, "d MMM y, HH:mm:ss", locale=get_locale()))


def signed(change: Decimal) -> str:
    """A change of the total, with its sign: "-2" or "+1"."""
    sign = "\N{MINUS SIGN}" if change < 0 else "+" if change > 0 else ""
    return f"{sign}{points(abs(change))}"


def _moved(moved: Moved, zone: str, now: datetime) -> Values:
    return {
        "by": moved.by,
        "at": moment(moved.at, zone, now=now),
        "marks": [mark_moved(one) for one in moved.marks],
        "was_finished": moved.was_finished,
    }


def mark_moved(one: MarkMoved) -> str:
    """What became of one mark, in words."""
    title = one.title if one.topic is None else _("%(title)s, topic %(number)s", title=one.title, number=one.topic)
    before, after = points(one.before), points(one.after)
    if one.how == "lost":
        return str(_("%(title)s: %(before)s, no longer marked", title=title, before=before))
    if one.how == "new":
        return str(_("%(title)s: not marked yet", title=title))
    return str(_("%(title)s: %(before)s became %(after)s", title=title, before=before, after=after))
