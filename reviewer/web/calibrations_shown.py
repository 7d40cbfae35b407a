"""The calibration page as its template wants it."""

from __future__ import annotations

from decimal import Decimal

from flask import url_for
from flask_babel import format_decimal
from flask_babel import gettext as _

from reviewer.domain.agreement import LEAST_PAIRS
from reviewer.services.desks.anchor_papers import Anchor
from reviewer.services.desks.calibration import Calibration, Chair, CriterionAgreement
from reviewer.web.chairs_shown import Values
from reviewer.web.committee_place import place_values
from reviewer.web.quantities import points

_GOOD, _FAIR = 0.8, 0.667
"""Krippendorff's own marks for alpha: rely on it from .800, draw only tentative conclusions from .667."""


def calibration_values(found: Calibration) -> Values:
    """What `committee/calibration.html` draws."""
    of = found.body
    return {
        **place_values(of.committee_id, of.name, "calibration"),
        "rubric": found.rubric,
        "criteria": [_criterion(one) for one in found.criteria if one.figures.papers],
        "anchors": [_anchor(one, found) for one in found.anchors],
        "chairs": [_chair(one, found.out_of) for one in found.chairs],
        "outliers": [
            {
                "delegation": one.delegation,
                "href": url_for("chairs.desk", paper_id=one.paper_id),
                "apart": _number(one.apart),
                "usual": _number(one.usual),
            }
            for one in found.outliers
        ],
        "ranks": [
            {
                "delegation": one.delegation,
                "raw": _number(one.raw),
                "rank": one.rank,
                "adjusted": _number(one.adjusted),
                "adjusted_rank": one.adjusted_rank,
                "moved": one.rank - one.adjusted_rank,
            }
            for one in (found.ranks if any(one.lean is not None for one in found.chairs) else ())
        ],
        "candidates": [(str(paper), name) for paper, name in found.candidates],
        "choose_action": url_for("calibrations.choose", committee_id=of.committee_id),
        "out_of": points(found.out_of),
    }


def _number(value: float | None) -> str:
    return "" if value is None else str(format_decimal(round(value, 2), format="0.##"))


def _figure(value: float | None) -> str:
    return "" if value is None else str(format_decimal(round(value, 2), format="0.00"))


def _criterion(one: CriterionAgreement) -> Values:
    figures = one.figures
    return {
        "title": one.title or _("Total"),
        "is_total": not one.title,
        "papers": figures.papers,
        "marks": figures.marks,
        "alpha": _figure(figures.alpha),
        "kappa": _figure(figures.kappa),
        "difference": _number(figures.difference),
        "top": points(one.top) if one.top is not None else "",
        "word": _word(figures.alpha, is_firm=figures.is_firm),
        "look": "" if figures.alpha is None or not figures.is_firm else _look(figures.alpha),
    }


def _look(alpha: float) -> str:
    return "good" if alpha >= _GOOD else "fair" if alpha >= _FAIR else "poor"


def _word(alpha: float | None, *, is_firm: bool) -> str:
    if alpha is None:
        return str(_("nothing to compare yet"))
    if not is_firm:
        return str(_("too few papers to tell"))
    return str({"good": _("you agree"), "fair": _("tentative"), "poor": _("talk about it")}[_look(alpha)])


def _anchor(one: Anchor, found: Calibration) -> Values:
    names = dict(found.fields)
    fields = list(dict.fromkeys(name for reading in one.readings for name in reading.marks))
    return {
        "id": one.id,
        "delegation": one.delegation,
        "is_open": one.is_open,
        "mine_done": one.mine_done,
        "desk_href": url_for("chairs.desk", paper_id=one.paper_id),
        "end_action": url_for("calibrations.end", anchor_id=one.id),
        "agree_action": url_for("calibrations.agree", anchor_id=one.id),
        "readers": [{"name": reading.reader, "is_mine": reading.is_mine} for reading in one.readings],
        "rows": [
            {
                "name": name,
                "title": _titled(names, name),
                "marks": [_points(reading.marks.get(name)) for reading in one.readings],
                "agreed": one.agreed.get(name, ""),
                "is_apart": len({reading.marks.get(name) for reading in one.readings}) > 1,
            }
            for name in fields
        ],
        "totals": [_points(reading.total) for reading in one.readings],
        "waiting": ", ".join(one.waiting),
    }


def _titled(names: dict[str, str], name: str) -> str:
    criterion, _dashes, topic = name.partition("--")
    title = names.get(criterion, criterion)
    return str(_("%(title)s, topic %(topic)s", title=title, topic=topic)) if topic else title


def _points(value: Decimal | None) -> str:
    return "–" if value is None else points(value)


def _chair(one: Chair, out_of: Decimal) -> Values:
    lean = one.lean
    return {
        "name": one.name,
        "is_mine": one.is_mine,
        "papers": one.papers,
        "shared": one.shared,
        "mean": _number(one.mean),
        "lean": "" if lean is None else f"{'+' if lean > 0 else '−' if lean < 0 else ''}{_number(abs(lean))}",
        "share": 0.5 if lean is None or not out_of else min(max(0.5 + lean / float(out_of), 0.0), 1.0),
        "word": _chair_word(one),
    }


def _chair_word(one: Chair) -> str:
    if one.papers == 0:
        return str(_("has not finished a paper yet"))
    if one.lean is None:
        return str(_("shares no paper with others"))
    if one.shared < LEAST_PAIRS:
        return str(_("too few papers to tell"))
    if one.lean == 0:
        return str(_("as the others"))
    return str(_("gives more than others") if one.lean > 0 else _("gives less than others"))
