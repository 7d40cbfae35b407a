"""The readers' page, and a chair's pace, as their templates want them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.states import ScorecardState
from reviewer.services.desks.readers import ChairPile, PlanSeen, ReadersPage
from reviewer.services.readers import METHODS
from reviewer.web.chairs_shown import Values
from reviewer.web.committee_place import place_values
from reviewer.web.dates import moment, span
from reviewer.web.quantities import number

COMBINE = {
    "mean": _l("their mean"),
    "median": _l("their median"),
    "highest": _l("the higher one"),
    "lowest": _l("the lower one"),
}
BECAUSE = {
    "barred": _l("everybody here has a conflict with it"),
    "full": _l("everybody who may read it has as many papers as they can"),
}


def readers_values(page: ReadersPage, now: datetime) -> Values:
    """What `committee/readers.html` draws."""
    of = page.body
    local = page.due.astimezone(ZoneInfo(of.timezone)) if page.due else None
    return {
        **place_values(of.committee_id, of.name, "readers"),
        "is_staff": page.is_staff,
        "zone": of.timezone,
        "readings": str(page.readings),
        "combine": page.combine,
        "methods": [(method, COMBINE[method]) for method in METHODS],
        "moderate_beyond": "" if page.moderate_beyond is None else _plain(page.moderate_beyond),
        "due": moment(page.due, of.timezone, now=now) if page.due else None,
        "due_date": f"{local:%Y-%m-%d}" if local else "",
        "due_time": f"{local:%H:%M}" if local else "",
        "chairs": [_chair(one, page) for one in page.chairs],
        "to_give_away": [
            {
                "chair": one.chair,
                "delegation": one.delegation,
                "state": {None: "unscored", ScorecardState.DRAFT: "draft", ScorecardState.FINAL: "scored"}[one.state],
            }
            for one in page.to_give_away
        ],
        "unassigned": page.unassigned,
        "papers": page.papers,
        "unready": page.unready,
        "places": [
            *((f"seat-{seat}", name) for seat, name in page.seats),
            *((f"school-{school}", name) for school, name in page.schools),
        ],
        "plan": _plan(page.plan) if page.plan else None,
        "settle_action": url_for("readers.settle", committee_id=of.committee_id),
        "due_action": url_for("readers.due", committee_id=of.committee_id),
        "assign_action": url_for("readers.assign", committee_id=of.committee_id),
        "rest_href": url_for("readers.show", committee_id=of.committee_id, plan="rest", _anchor="plan"),
        "anew_href": url_for("readers.show", committee_id=of.committee_id, plan="anew", _anchor="plan"),
        "here": url_for("readers.show", committee_id=of.committee_id),
    }


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _chair(one: ChairPile, page: ReadersPage) -> Values:
    committee_id = page.body.committee_id
    return {
        "id": one.membership_id,
        "name": one.name,
        "is_mine": one.is_mine,
        "may_change": one.is_mine or page.is_staff,
        "papers": one.papers,
        "words": number(one.words),
        "done": one.done,
        "share": one.done / one.papers if one.papers else 0.0,
        "most": "" if one.most is None else str(one.most),
        "usual": span(one.usual) if one.usual else "",
        "conflicts": [
            {
                "name": conflict.name or _("A school; its name is hidden"),
                "reason": conflict.reason,
                "revoke_action": url_for("readers.revoke", committee_id=committee_id, conflict_id=conflict.id),
            }
            for conflict in one.conflicts
        ],
        "cap_action": url_for("readers.cap", committee_id=committee_id, membership_id=one.membership_id),
        "declare_action": url_for("readers.declare", committee_id=committee_id, membership_id=one.membership_id),
    }


def _plan(plan: PlanSeen) -> Values:
    most = max((one.words for one in plan.piles), default=0)
    return {
        "piles": [
            {
                "name": one.name,
                "papers": one.papers,
                "words": number(one.words),
                "share": one.words / most if most else 0.0,
                "fresh": ", ".join(one.fresh),
            }
            for one in plan.piles
        ],
        "unfilled": [{"delegation": name, "because": BECAUSE[why]} for name, why in plan.unfilled],
        "changes": plan.changes,
        "spread": number(round((plan.spread - 1) * 100)),
        "kind": "anew" if plan.anew else "rest",
        "seen": plan.seen,
    }
