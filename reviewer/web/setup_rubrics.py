"""Rubrics: looked at, adopted, brought along as YAML, given to committees, and taken away again as YAML."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from reviewer import catalog
from reviewer.domain.errors import Conflict, NotFound
from reviewer.domain.rubric import Criterion, Level, Rubric
from reviewer.models import RubricDraft
from reviewer.services.desks.setup_rubrics import RubricsPage, adopted_rubric, rubric_text, rubrics_page
from reviewer.services.setup.rubric_drafts import drafts
from reviewer.services.setup.rubrics import adopt_rubric, assign_rubric
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.dates import moment
from reviewer.web.messages import words
from reviewer.web.papers_shown import language_name, points
from reviewer.web.setup_adopting import Brought, bringing_values, brought, named, yaml_file
from reviewer.web.setup_place import Fault, bp, columns, place, typed, typed_number

_FOLDER = "/conferences/<int:conference_id>/setup/rubrics"


@cache
def at_hand() -> dict[str, Rubric]:
    """The shipped rubrics, read once in a process: they change only with the program."""
    return catalog.load_all()


@bp.route(_FOLDER, methods=["GET", "POST"])
def rubrics(conference_id: int) -> ResponseReturnValue:
    """Rubrics at hand and adopted ones; adopt one, bring an own file, or give committees theirs."""
    act = typed("act")
    if request.method == "GET":
        return _page(conference_id)
    if act == "assign":
        return _assign(conference_id)
    if act == "upload":
        return _upload(conference_id)
    rubric = at_hand().get(typed("name"))
    if rubric is None:
        raise NotFound("rubric_unknown", "There is no such rubric.")
    return _adopt(conference_id, rubric)


def _upload(conference_id: int) -> ResponseReturnValue:
    own = brought(catalog.load_text)
    return (_page(conference_id, own=own), 422) if own.form is None else _adopt(conference_id, own.form)


def _adopt(conference_id: int, rubric: Rubric) -> ResponseReturnValue:
    """Adopt it, and give it at once to the committees that have none when that was ticked."""
    with reading() as session:
        without = [one for one, _name, has in rubrics_page(session, actor(), conference_id).committees if has is None]
    given = without if "assign" in request.form else []
    with working() as work:
        adopted = adopt_rubric(work, actor(), conference_id=conference_id, rubric=rubric)
        for committee_id in given:
            assign_rubric(work, actor(), committee_id=committee_id, rubric_id=adopted.id)
    said = _("“%(title)s” is adopted.", title=rubric.title)
    if given:
        said += " " + ngettext("One committee marks by it.", "%(num)s committees mark by it.", len(given))
    flash(said)
    return redirect(url_for("setup.rubrics", conference_id=conference_id), 303)


def _assign(conference_id: int) -> ResponseReturnValue:
    with reading() as session:
        committees = rubrics_page(session, actor(), conference_id).committees
    errors = []
    for committee_id, name, standing in committees:
        wanted = typed_number(f"rubric-{committee_id}")
        if wanted is None or wanted == standing:
            continue
        try:
            with working() as work:
                assign_rubric(work, actor(), committee_id=committee_id, rubric_id=wanted)
        except Conflict as refused:
            errors.append({"id": f"rubric-{committee_id}", "message": f"{name}: {words(refused)}"})
    if errors:
        return _page(conference_id, errors), 409
    flash(_("The committees' rubrics are saved."))
    return redirect(url_for("setup.rubrics", conference_id=conference_id), 303)


@bp.get(f"{_FOLDER}/<int:rubric_id>.yaml")
def rubric_file(conference_id: int, rubric_id: int) -> ResponseReturnValue:
    """An adopted rubric as a YAML file to save."""
    with reading() as session:
        rubric = adopted_rubric(session, actor(), conference_id, rubric_id).form
    return yaml_file(rubric.name, rubric_text(rubric))


@bp.get(f"{_FOLDER}/shipped/<name>.yaml")
def shipped_rubric_file(conference_id: int, name: str) -> ResponseReturnValue:  # noqa: ARG001 - the door reads it
    """A shipped rubric as a YAML file to save, as a beginning for an own one."""
    rubric = at_hand().get(name)
    if rubric is None:
        raise NotFound("rubric_unknown", "There is no such rubric.")
    return yaml_file(rubric.name, rubric_text(rubric))


def _page(conference_id: int, errors: Sequence[Fault] = (), own: Brought[Rubric] | None = None) -> str:
    with reading() as session:
        seen = rubrics_page(session, actor(), conference_id)
        begun = drafts(session, actor(), conference_id)
    hashes = {one.form for one in seen.adopted}
    shipped = [rubric for rubric in at_hand().values() if rubric not in hashes]
    return render_template(
        "setup/rubrics.html",
        action=url_for("setup.rubrics", conference_id=conference_id),
        start_action=url_for("setup.start_rubric", conference_id=conference_id),
        drafts=[_draft(one) for one in begun],
        beginnings=_beginnings(seen, shipped),
        back_href=url_for("setup.overview", conference_id=conference_id),
        adopted=_adopted(seen),
        shipped=[_shown(one, _shipped_href(one)) for one in shipped],
        committees=_committees(seen),
        committee_columns=columns(_("Committee"), _("Rubric")),
        without=sum(has is None for _id, _name, has in seen.committees),
        **bringing_values(own, errors),
    )


def _draft(row: RubricDraft) -> dict[str, Any]:
    return {
        "title": row.content.get("title") or row.name,
        "href": url_for("setup.rubric_draft", conference_id=row.conference_id, draft_id=row.id),
        "at": moment(row.changed_at, place().timezone, now=house().clock()),
    }


def _beginnings(seen: RubricsPage, shipped: list[Rubric]) -> list[tuple[str, str]]:
    """What a draft can begin with: the newest version of each adopted rubric, then the shipped ones."""
    newest = {one.form.name: one for one in reversed(seen.adopted)}
    adopted = [(f"adopted:{one.id}", named(one.form.title, one.version)) for one in newest.values()]
    return [*adopted, *((f"shipped:{one.name}", one.title) for one in shipped)]


def _shipped_href(rubric: Rubric) -> str:
    return url_for("setup.shipped_rubric_file", conference_id=place().conference_id, name=rubric.name)


def _adopted(seen: RubricsPage) -> list[dict[str, Any]]:
    used = {one.id: [n for _i, n, has in seen.committees if has == one.id] for one in seen.adopted}
    return [
        _shown(
            one.form,
            url_for("setup.rubric_file", conference_id=place().conference_id, rubric_id=one.id),
            version=one.version,
            used_by=used[one.id],
        )
        | {"history_href": url_for("setup.rubric_history", conference_id=place().conference_id, rubric_id=one.id)}
        for one in seen.adopted
    ]


def _committees(seen: RubricsPage) -> list[dict[str, Any]]:
    options = [(str(one.id), named(one.form.title, one.version)) for one in seen.adopted]
    none = [("", _("None yet"))]
    return [
        {"id": identity, "name": name, "value": str(has or ""), "options": [*([] if has else none), *options]}
        for identity, name, has in seen.committees
    ]


def _shown(rubric: Rubric, href: str, version: int = 1, used_by: list[str] | None = None) -> dict[str, Any]:
    return {
        "name": rubric.name,
        "title": named(rubric.title, version),
        "language": language_name(rubric.language),
        "description": rubric.description,
        "based_on": rubric.based_on,
        "out_of": points(rubric.scale.out_of),
        "criteria": [_criterion(one, rubric) for one in rubric.criteria],
        "deductions": [
            *({"title": one.title, "when": one.when} for one in rubric.deductions),
            *({"title": one.title, "when": one.when} for one in rubric.caps),
        ],
        "href": href,
        "used_by": ", ".join(used_by or []),
    }


def _criterion(one: Criterion, rubric: Rubric) -> dict[str, Any]:
    return {
        "title": one.title,
        "guidance": one.guidance,
        "worth": points(rubric.worth(one)),
        "independent": one.independent,
        "levels": [{"points": _span(level), "title": level.title, "chairs": level.chairs} for level in one.levels],
    }


def _span(level: Level) -> str:
    return points(level.low) if level.low == level.high else f"{points(level.low)}\N{EN DASH}{points(level.high)}"
