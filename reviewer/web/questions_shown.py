"""The desk's key questions as `templates/desk/_questions.html` documents them."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from reviewer.domain.states import CoverageStatus
from reviewer.services.desks.answers import Answer
from reviewer.services.desks.marking import Desk
from reviewer.services.desks.queue import View
from reviewer.services.desks.suggestions import Suggestions
from reviewer.web.chairs_shown import Values, arguments
from reviewer.web.dates import moment

TRAPS = {
    "restated": _l("Says the question again, without an answer"),
    "guide_pasted": _l("These words stand in the background guide"),
}
_NOTICED = {
    "off_topic": _l("No key question seems to be answered: the paper may be off its topics."),
    "topic_missing": _l("No part of the paper seems to speak of “%(topic)s”."),
    "topic_empty": _l("The part on “%(topic)s” seems to answer none of its questions."),
}


def question_values(desk: Desk) -> list[Values]:
    """The questions in the guide's order."""
    return [_question(one, place, desk) for place, one in enumerate(desk.answers, 1)]


def _question(one: Answer, place: int, desk: Desk) -> Values:
    return {
        "id": f"question-{one.question_id}",
        "number": one.question_id,
        "place": place,
        "topic": one.topic,
        "text": one.text,
        "hint": one.hint,
        "status": one.suggested.value if one.suggested else None,
        "ruling": one.decided.value if one.decided else None,
        "state": state_values(one.decided, one.by, one.at, desk.body.timezone, is_mine=one.is_mine),
        "evidence": [
            {
                "id": span.id,
                "number": span.span_id or "",
                "quote": desk.quote(span.start, span.end),
                "is_confirmed": span.is_confirmed,
            }
            for span in one.evidence
        ],
        "trap": _trap(one, desk),
    }


def state_values(
    decided: CoverageStatus | None, by: str, at: datetime | None, zone: str, *, is_mine: bool
) -> Values | None:
    """Who said what and when; None while nobody has."""
    if decided is None or at is None:
        return None
    return {"ruling": decided.value, "by": by, "at": moment(at, zone), "is_mine": is_mine}


def _trap(one: Answer, desk: Desk) -> Values | None:
    if one.trap is None:
        return None
    place = one.trap.place
    return {
        "words": str(TRAPS.get(one.trap.code, one.trap.code)),
        "lights": one.trap.id if place else "",
        "quote": desk.quote(*place) if place else "",
    }


def suggestion_values(desk: Desk, view: View) -> Values | None:
    """What a chair should know of the suggestions as a whole; None while there are none."""
    shown = desk.suggestions
    if shown is None:
        return None
    made = moment(shown.made_at, desk.body.timezone)
    return {
        "is_weak": not shown.is_semantic,
        "made": made,
        "learned": ngettext(
            "They learned from one sentence that chairs confirmed in other papers.",
            "They learned from %(num)s sentences that chairs confirmed in other papers.",
            shown.learned_from,
        )
        if shown.learned_from
        else "",
        "renewed": _renewed(shown, made.clock),
        "earlier_href": _snapshot_href(desk, view, shown.earlier),
        "newest_href": _snapshot_href(desk, view, shown.newer),
        "noticed": [str(_NOTICED[one.code]) % {"topic": one.topic} for one in shown.outline.noticed],
        "topics": _topics(desk),
        "map_href": url_for("committees.coverage", committee_id=desk.body.committee_id),
    }


def _renewed(shown: Suggestions, clock: str) -> str:
    if shown.earlier is None:
        return ""
    said = ngettext("one suggestion changed", "%(num)s suggestions changed", shown.changed)
    return str(
        _("Suggestions were renewed at %(time)s; your confirmations stay; %(changed)s.", time=clock, changed=said)
    )


def _snapshot_href(desk: Desk, view: View, snapshot_id: int | None) -> str:
    if snapshot_id is None:
        return ""
    values = {"paper_id": desk.paper_id, "suggestions": snapshot_id, "_anchor": "questions", **arguments(view)}
    return url_for("chairs.desk", **values)


def _topics(desk: Desk) -> list[Values]:
    """Each topic with where the paper speaks of it; nothing where a paper has one topic only."""
    assert desk.suggestions is not None, "asked for only when there are suggestions"
    topics = desk.suggestions.outline.topics
    if len(topics) < 2:
        return []
    return [
        {
            "title": topic.title,
            "split": topic.split,
            "lights": " ".join(f"evidence-part-{place}-{n}" for n, _part in enumerate(topic.parts)),
            "share": sum(end - start for start, end in topic.parts) / max(len(desk.text), 1),
        }
        for place, topic in enumerate(topics)
    ]
