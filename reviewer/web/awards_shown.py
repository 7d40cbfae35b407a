"""The award page and its minutes as their templates want them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.services.awards import RULES, SIGNATURES, Table
from reviewer.services.desks.awards import AwardsPage, Closed
from reviewer.services.desks.standing import Body
from reviewer.web.chairs_shown import Values
from reviewer.web.committee_place import place_values
from reviewer.web.dates import moment
from reviewer.web.quantities import points

TIES = {
    "criterion": _l("the mark for one criterion"),
    "fewest_adjustments": _l("fewer points taken off"),
    "raw": _l("points before adjustments"),
    "questions": _l("more key questions answered"),
    "earliest": _l("handed in earlier"),
}
REASONS = {
    "late": _l("too late for an award"),
    "ruling": _l("a ruling bars it"),
    "unfinished": _l("its marks are not complete"),
    "withdrawn": _l("it was withdrawn"),
}


def awards_values(page: AwardsPage) -> Values:
    """What `committee/awards.html` draws."""
    of, table = page.body, page.table
    return {
        **place_values(of.committee_id, of.name, "awards"),
        "ranked": [
            {
                "rank": one.rank,
                "delegation": table.papers[one.paper].delegation,
                "topic": table.papers[one.paper].topic,
                "total": points(one.total) if table.papers[one.paper].mine else "",
                "tied": one.tied,
                "broken_by": _tie(one.broken_by, dict(page.criteria).get(table.rules.criterion, "")),
                "href": url_for("chairs.desk", paper_id=one.paper) if table.papers[one.paper].mine else "",
            }
            for one in table.ranking.ranked
        ],
        "barred": [
            {
                "delegation": table.papers[one.paper].delegation,
                "topic": table.papers[one.paper].topic,
                "total": points(one.total) if one.total is not None and table.papers[one.paper].mine else "",
                "reasons": ", ".join(str(REASONS[reason]) for reason in one.reasons),
            }
            for one in table.ranking.barred
        ],
        "unfinished": len([one for one in table.ranking.barred if "unfinished" in one.reasons]),
        "ties": [("", _("no further rule")), *((rule, TIES[rule]) for rule in RULES)],
        "chosen": (*table.rules.ties, "", "", "")[:3],
        "criteria": list(page.criteria),
        "criterion": table.rules.criterion or (page.criteria[0][0] if page.criteria else ""),
        "action": url_for("awards.close", committee_id=of.committee_id),
        "here": url_for("awards.show", committee_id=of.committee_id),
        "list": _list(page.closed, of) | {"since": _since(page.closed, table)} if page.closed else None,
        "downloads": [
            {
                "label": _("Marks, %(format)s", format=ending.upper()),
                "href": url_for("awards.committee_scores", committee_id=of.committee_id, ending=ending),
            }
            for ending in ("csv", "xlsx")
        ],
    }


def _list(closed: Closed, of: Body) -> Values:
    return {
        "id": closed.id,
        **_content(closed.content, closed.criterion),
        "by": closed.closed_by,
        "at": moment(closed.closed_at, of.timezone),
        "signed": [{"name": name, "at": moment(at, of.timezone)} for name, at in closed.signed],
        "missing": max(SIGNATURES - len(closed.signed), 0),
        "stands": closed.stands,
        "too_near": ", ".join(closed.too_near),
        "sign_action": "" if closed.i_signed or closed.too_near else url_for("awards.sign", list_id=closed.id),
        "withdraw_action": url_for("awards.withdraw", list_id=closed.id),
        "print_href": url_for("awards.print_out", list_id=closed.id),
    }


def minutes_values(of: Body, closed: Closed) -> Values:
    """What `committee/minutes.html` draws."""
    return {"committee": of.name, "back_href": url_for("awards.show", committee_id=of.committee_id)} | {
        "list": _list(closed, of)
    }


def _content(content: dict[str, Any], criterion: str) -> Values:
    return {
        "ranked": [
            one | {"total": points(Decimal(one["total"])), "broken_by": _tie(one["broken_by"], criterion)}
            for one in content["ranked"]
        ],
        "barred": [
            one | {"reasons": ", ".join(str(REASONS[reason]) for reason in one["reasons"])} for one in content["barred"]
        ],
        "rules": [_tie(rule, criterion) for rule in content["rules"] if rule in TIES],
    }


def _tie(rule: str | None, criterion: str) -> str:
    """A tie rule in words; the rule that looks at one criterion names it."""
    if rule == "criterion" and criterion:
        return str(_("the mark for “%(criterion)s”", criterion=criterion))
    return str(TIES[rule]) if rule in TIES else ""


def _since(closed: Closed, table: Table) -> str:
    """What became of the listed papers' totals since the list was closed; of none the reader is too near to."""
    totals: dict[int, Decimal | None] = {one.paper: one.total for one in table.ranking.barred}
    totals |= {one.paper: one.total for one in table.ranking.ranked}
    papers = table.papers
    return "; ".join(
        _moved(one["delegation"], Decimal(one["total"]), totals.get(one["paper"]))
        for one in closed.content["ranked"]
        if one["paper"] in papers and papers[one["paper"]].mine and totals.get(one["paper"]) != Decimal(one["total"])
    )


def _moved(delegation: str, then: Decimal, today: Decimal | None) -> str:
    if today is None:
        return str(_("%(delegation)s %(then)s, now unfinished", delegation=delegation, then=points(then)))
    return str(_("%(delegation)s %(then)s, now %(now)s", delegation=delegation, then=points(then), now=points(today)))
