"""Staff say what counts: the rules for kinds of shared passages, and each change taken back as easily."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from reviewer.domain.errors import Refused
from reviewer.domain.provenance import Provenance, Rule
from reviewer.services import rules
from reviewer.services.desks.provenance_rules import ChangeLine, ClassLine, RulesPage, rules_page
from reviewer.web.asking import actor, reading, working
from reviewer.web.dates import moment
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.provenance_words import CLASSES, MEANINGS, RULES
from reviewer.web.shell import set_conference, stand_in

bp = Blueprint("rules", __name__)
Values = dict[str, Any]


def init(app: Flask) -> None:
    """Serve the page of rules."""
    app.register_blueprint(bp)


@bp.get("/conferences/<int:conference_id>/rules")
def show(conference_id: int) -> ResponseReturnValue:
    """What counts in this conference."""
    return _page(conference_id)


def _page(conference_id: int, refused: Refused | None = None) -> ResponseReturnValue:
    with reading() as session:
        page = rules_page(session, actor(), conference_id)
    set_conference(conference_id)
    stand_in("audits.board")
    errors = [] if refused is None else [{"id": "rules-title", "message": words(refused)}]
    drawn = render_template("staff/audit_rules.html", errors=errors, **_values(page))
    return drawn, 200 if refused is None else status_of(refused)


@bp.post("/conferences/<int:conference_id>/rules")
def change(conference_id: int) -> ResponseReturnValue:
    """Set the rules as chosen."""
    wanted = {one.value: request.form[one.value] for one in Provenance if one.value in request.form}
    try:
        with working() as work:
            changed = rules.change(work, actor(), conference_id=conference_id, wanted=wanted)
    except Refused as refused:
        return _page(conference_id, refused)
    if changed:
        flash(ngettext("One rule changed.", "%(num)s rules changed.", changed))
        flash(_("Every report follows it already."))
    else:
        flash(_("Nothing was changed."))
    return redirect(url_for("rules.show", conference_id=conference_id), 303)


@bp.post("/conferences/<int:conference_id>/rules/taken-back")
def take_back(conference_id: int) -> ResponseReturnValue:
    """Set one class back to what it was before its latest change."""
    try:
        with working() as work:
            change_id = request.form.get("change", 0, type=int)
            rules.take_back(work, actor(), conference_id=conference_id, change_id=change_id)
    except Refused as refused:
        return _page(conference_id, refused)
    flash(_("That rule is as it was before. Every report follows it already."))
    return redirect(url_for("rules.show", conference_id=conference_id), 303)


def _values(page: RulesPage) -> Values:
    here: Values = {"conference_id": page.conference_id}
    return {
        "classes": [_class(one) for one in page.classes],
        "rules": [(rule.value, RULES[rule]) for rule in Rule],
        "changes": [_change(one, page.timezone) for one in page.changes],
        "actions": {"change": url_for("rules.change", **here), "take_back": url_for("rules.take_back", **here)},
        "back_href": url_for("audits.board", **here),
    }


def _class(line: ClassLine) -> Values:
    found = ngettext("%(num)s passage now", "%(num)s passages now", line.passages) if line.passages else _("none now")
    return {
        "code": line.provenance.value,
        "name": str(CLASSES[line.provenance]),
        "meaning": str(MEANINGS[line.provenance]),
        "rule": line.rule.value,
        "shipped": "" if line.rule is line.shipped else str(RULES[line.shipped]),
        "found": found,
    }


def _change(line: ChangeLine, zone: str) -> Values:
    return {
        "id": line.id,
        "name": str(CLASSES[line.provenance]),
        "before": str(RULES[line.before]),
        "after": str(RULES[line.after]),
        "by": line.by,
        "at": moment(line.at, zone),
        "stands": line.stands,
    }
