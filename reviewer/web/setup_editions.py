"""A new edition of a committee's guide: its differences, and taking what was chosen; the agenda as a file."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.errors import Conflict, DomainError, Refused
from reviewer.services.setup import agenda_file, editions, guides
from reviewer.services.setup.edition_diff import Change
from reviewer.services.setup.editions import DEADLINE, Edition
from reviewer.services.setup.guides import GuideFile
from reviewer.web.asking import actor, house, reading, sandbox, working
from reviewer.web.dates import moment
from reviewer.web.errors import status_of
from reviewer.web.guard import limiter
from reviewer.web.messages import words
from reviewer.web.setup_place import bp, choose_file, place, typed, typed_number, upload_rules

_HOW = {
    "added": _l("New"),
    "changed": _l("Changed"),
    "gone": _l("Gone from the guide"),
    "yours": _l("Yours"),
    "yours_changed": _l("Yours, and changed in the guide"),
    "left_out": _l("You left it out"),
}
_TAKE = {
    ("question", "added"): _l("Add it"),
    ("question", "changed"): _l("Take the new wording"),
    ("question", "gone"): _l("Retire it; its judgements are kept"),
    ("question", "yours"): _l("Give yours up"),
    ("question", "yours_changed"): _l("Take the guide's instead of yours"),
    ("question", "left_out"): _l("Add it after all"),
    ("title", "changed"): _l("Take the new title"),
    ("title", "yours"): _l("Take the guide's title instead of yours"),
    ("title", "yours_changed"): _l("Take the guide's title instead of yours"),
    ("topic", "added"): _l("Add the topic"),
    ("topic", "gone"): _l("Remove the topic"),
    ("topic", "yours"): _l("Remove your topic"),
    ("topic", "left_out"): _l("Add the topic after all"),
    ("link", "added"): _l("Add the link"),
    ("link", "gone"): _l("Remove the link"),
    ("link", "yours"): _l("Remove your link"),
    ("link", "left_out"): _l("Add the link after all"),
}


@bp.post("/committees/<int:committee_id>/setup/edition")
@limiter.limit("60 per 10 minutes", methods=["POST"])
def edition(committee_id: int) -> ResponseReturnValue:
    """Show what a new edition changes; take what was chosen of it."""
    try:
        if typed("ticket"):
            return _take(committee_id)
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            return _drop_page(committee_id, choose_file()), 422
        proposal = guides.propose(house(), sandbox(), data=sent.read(), name=sent.filename)
    except Refused as refused:
        return _drop_page(committee_id, words(refused)), status_of(refused)
    return _differences(committee_id, proposal.guide, proposal.ticket)


def _drop_page(committee_id: int, error: str) -> str:
    return render_template(
        "setup/guide.html",
        upload_action=url_for("setup.edition", committee_id=committee_id),
        by_hand_href="",
        error=error,
        back_href=url_for("setup.committee", committee_id=committee_id),
        **upload_rules(),
    )


def _differences(committee_id: int, guide: GuideFile, ticket: str, error: str = "") -> str:
    with reading() as session:
        found = editions.compare_edition(session, actor(), committee_id=committee_id, guide=guide)
    return render_template(
        "setup/edition.html",
        committee=found.committee.name,
        back_href=url_for("setup.committee", committee_id=committee_id),
        action=url_for("setup.edition", committee_id=committee_id),
        error=error,
        ticket=ticket,
        revision=found.committee.revision,
        unchanged=found.unchanged,
        changes=[_shown(one) for one in found.changes],
        due=_due(found),
    )


def _shown(one: Change) -> dict[str, Any]:
    return {
        "key": one.key,
        "what": one.what,
        "how": one.how,
        "how_words": str(_HOW[one.how]),
        "take": str(_TAKE[one.what, one.how]),
        "topic": one.topic,
        "before": one.before,
        "after": one.after,
        "is_default": one.is_default,
    }


def _due(found: Edition) -> dict[str, Any] | None:
    if found.due is None:
        return None
    zone = place().timezone
    before = found.due.before
    return {
        "key": DEADLINE,
        "before": moment(before, zone).text if before else "",
        "after": moment(found.due.after, zone).text,
        "is_yours": found.due.is_yours,
    }


def _take(committee_id: int) -> ResponseReturnValue:
    guide = guides.reopen(house(), sandbox(), ticket=typed("ticket"))
    try:
        with working() as work:
            editions.take_edition(
                work,
                actor(),
                committee_id=committee_id,
                guide=guide,
                taken=request.form.getlist("take"),
                revision=typed_number("revision") or 0,
            )
    except (Conflict, Refused) as refused:
        return _differences(committee_id, guide, typed("ticket"), _why(refused)), status_of(refused)
    flash(_("The new edition is taken over. Questions that did not change keep their judgements."))
    return redirect(url_for("setup.committee", committee_id=committee_id), 303)


def _why(refused: DomainError) -> str:
    faults = refused.details.get("faults")
    return " ".join(one.message for one in faults) if isinstance(faults, tuple) and faults else words(refused)


@bp.get("/committees/<int:committee_id>/setup/agenda.<ending>")
def save_agenda(committee_id: int, ending: str) -> ResponseReturnValue:
    """Topics, questions, hints and links as a file."""
    with reading() as session:
        mapping = agenda_file.agenda_mapping(session, actor(), committee_id)
    if ending == "yaml":
        answer = Response(agenda_file.to_yaml(mapping), mimetype="application/yaml")
    elif ending == "json":
        answer = Response(json.dumps(mapping, ensure_ascii=False, indent=1), mimetype="application/json")
    else:
        abort(404)
    answer.headers.set("Content-Disposition", "attachment", filename=f"agenda-{committee_id}.{ending}")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
