"""A rubric's versions: what differs between them, and moving committees and their marks from one to another."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from reviewer.domain.errors import Conflict
from reviewer.domain.rubric_diff import differences
from reviewer.domain.rubric_move import Fitted
from reviewer.services import rubric_moves
from reviewer.services.desks.adjusting import MarkMoved
from reviewer.services.desks.rubric_history import MadeMove, Version, history
from reviewer.services.rubric_moves import CardPlan, MovePlan
from reviewer.web.adjusting_shown import mark_moved
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.chairs_shown import points
from reviewer.web.dates import moment
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.rubric_diff_words import difference_words
from reviewer.web.setup_place import bp, columns, place

_FOLDER = "/conferences/<int:conference_id>/setup/rubrics"


@bp.get(f"{_FOLDER}/<int:rubric_id>/history")
def rubric_history(conference_id: int, rubric_id: int) -> ResponseReturnValue:
    """Every version of a rubric, what each changed, and the moves between them."""
    with reading() as session:
        found = history(session, actor(), conference_id, rubric_id)
    return render_template(
        "setup/rubric_history.html",
        title=found.versions[0].rubric.title,
        versions=[
            _version(one, found.versions[place + 1] if place + 1 < len(found.versions) else None)
            for place, one in enumerate(found.versions)
        ],
        moves=[_made(one) for one in found.moves],
        back_href=url_for("setup.rubrics", conference_id=conference_id),
    )


def _version(one: Version, before: Version | None) -> dict[str, Any]:
    conference_id = place().conference_id
    changes = differences(before.rubric, one.rubric) if before else ()
    return {
        "number": one.number,
        "at": moment(one.adopted_at, place().timezone, now=house().clock()),
        "by": one.adopted_by,
        "changes": [difference_words(change) for change in changes],
        "is_first": before is None,
        "used_by": ", ".join(one.committees),
        "file_href": url_for("setup.rubric_file", conference_id=conference_id, rubric_id=one.rubric_id),
        "move_href": url_for("setup.move_rubric", conference_id=conference_id, rubric_id=one.rubric_id)
        if one.others_in_use
        else "",
    }


def _made(one: MadeMove) -> dict[str, Any]:
    conference_id = place().conference_id
    return {
        "from": one.old,
        "to": one.new,
        "by": one.by,
        "at": moment(one.at, place().timezone, now=house().clock()),
        "readings": one.readings,
        "undone": None if one.undone_at is None else moment(one.undone_at, place().timezone, now=house().clock()),
        "undo": ""
        if one.undone_at is not None
        else url_for("setup.move_rubric_back", conference_id=conference_id, move_id=one.id),
    }


@bp.get(f"{_FOLDER}/<int:rubric_id>/move")
def move_rubric(conference_id: int, rubric_id: int) -> ResponseReturnValue:
    """What moving to this version would do to everybody who has marks, before anything is done."""
    return _drawn(conference_id, rubric_id)


def _drawn(conference_id: int, rubric_id: int, *, error: str = "") -> str:
    with reading() as session:
        found = rubric_moves.preview(session, actor(), conference_id, rubric_id)
    return render_template(
        "setup/rubric_move.html",
        title=found.new.title,
        number=found.new.version,
        plans=[_plan(one) for one in found.plans],
        seen=found.mark,
        error=error,
        table_columns=columns(_("Paper"), _("Marks"), _("Total now"), _("Then"), numeric=(_("Total now"), _("Then"))),
        action=url_for("setup.do_move_rubric", conference_id=conference_id, rubric_id=rubric_id),
        back_href=url_for("setup.rubric_history", conference_id=conference_id, rubric_id=rubric_id),
    )


def _plan(plan: MovePlan) -> dict[str, Any]:
    cards = [card for one in plan.committees for card in one.cards]
    marks = [mark for card in cards for mark in card.marks]
    return {
        "old": plan.old.version,
        "out_of": [points(one) for one in plan.out_of],
        "kept": sum(one.how == "kept" for one in marks),
        "moved": sum(one.how == "moved" for one in marks),
        "lost": sum(one.how == "lost" for one in marks),
        "opens": sum(card.opens for card in cards),
        "committees": [
            {"name": one.name, "cards": [_card(card) for card in one.cards], "released": ", ".join(one.released)}
            for one in plan.committees
        ],
    }


def _card(card: CardPlan) -> dict[str, Any]:
    changed = [one for one in card.marks if one.how != "kept"]
    kept = len(card.marks) - len(changed)
    title = f"{card.delegation}, {card.topic}" if card.topic else card.delegation
    return {
        "title": title,
        "reading": card.slot,
        "kept": ngettext("%(num)s mark stays", "%(num)s marks stay", kept) if kept else "",
        "changed": [_mark(one) for one in changed],
        "before": points(card.before),
        "after": points(card.after),
        "opens": card.opens,
    }


def _mark(one: Fitted) -> str:
    return mark_moved(MarkMoved(one.title, one.key.topic, one.how, one.before, one.after))


@bp.post(f"{_FOLDER}/<int:rubric_id>/move")
def do_move_rubric(conference_id: int, rubric_id: int) -> ResponseReturnValue:
    """Move committees and their marks to this version, as its preview said."""
    try:
        with working() as work:
            rubric_moves.move(
                work, actor(), conference_id=conference_id, rubric_id=rubric_id, seen=request.form.get("seen", "")
            )
    except Conflict as conflict:
        return _drawn(conference_id, rubric_id, error=words(conflict)), status_of(conflict)
    flash(_("The committees mark by this version now, and their marks went along. You can move them back."))
    return redirect(url_for("setup.rubric_history", conference_id=conference_id, rubric_id=rubric_id), 303)


@bp.post(f"{_FOLDER}/moves/<int:move_id>/undo")
def move_rubric_back(conference_id: int, move_id: int) -> ResponseReturnValue:
    """Put everything back to where it was before a move."""
    with working() as work:
        row = rubric_moves.undo(work, actor(), conference_id=conference_id, move_id=move_id)
    flash(_("The committees mark by the older version again, with the marks they had."))
    return redirect(url_for("setup.rubric_history", conference_id=conference_id, rubric_id=row.from_rubric_id), 303)
