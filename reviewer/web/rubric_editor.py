"""The rubric editor: a form that is kept as it is typed, with a preview as chairs and delegates will see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from reviewer.domain.errors import Conflict, NotFound
from reviewer.domain.faults import Fault, FormFaults
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import rubric_from_mapping, to_mapping
from reviewer.models import AdoptedRubric, RubricDraft
from reviewer.services.desks.card import empty_card
from reviewer.services.desks.setup_rubrics import adopted_rubric
from reviewer.services.rubric_moves import older_in_use
from reviewer.services.setup.rubric_drafts import (
    adopt_draft,
    draft_of,
    drop_draft,
    free_name,
    save_draft,
    start_draft,
)
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.card_shown import Asked, card_values
from reviewer.web.chairs_shown import points
from reviewer.web.dates import moment
from reviewer.web.fault_words import field_words
from reviewer.web.papers_shown import language_name
from reviewer.web.rubric_editor_form import Content, arranged, field_of, read, shown, slug
from reviewer.web.rubric_editor_words import BASES, ENTRIES, KINDS, TRIGGERS, UNITS
from reviewer.web.setup_place import bp, place, typed
from reviewer.web.setup_rubrics import at_hand
from reviewer.work import Reading

_FOLDER = "/conferences/<int:conference_id>/setup/rubrics/drafts"


@bp.post(_FOLDER)
def start_rubric(conference_id: int) -> ResponseReturnValue:
    """Begin a draft: from a shipped rubric, an adopted one or nothing; under its own title it is another rubric."""
    title = typed("title")[:120]
    with reading() as session:
        content = _beginning(session, conference_id, typed("from"))
        name = content["name"]
        if title or name == "blank":
            name = free_name(session, conference_id, slug(title or str(_("Our rubric")), "rubric"))
            content |= {"title": title or str(_("Our rubric"))}
    with working() as work:
        draft = start_draft(work, actor(), conference_id=conference_id, content=content, name=name)
    return redirect(url_for("setup.rubric_draft", conference_id=conference_id, draft_id=draft.id), 303)


def _beginning(session: Reading, conference_id: int, source: str) -> Content:
    kind, _colon, name = source.partition(":")
    if kind == "adopted" and name.isdigit():
        return to_mapping(adopted_rubric(session, actor(), conference_id, int(name)).form)
    rubric = at_hand().get(name if kind == "shipped" else "blank")
    if rubric is None:
        raise NotFound("rubric_unknown", "There is no such rubric.")
    found = to_mapping(rubric)
    return found if kind == "shipped" else {**found, "language": str(get_locale() or "en")}


@bp.route(f"{_FOLDER}/<int:draft_id>", methods=["GET", "POST"])
def rubric_draft(conference_id: int, draft_id: int) -> ResponseReturnValue:
    """The editor. Every button saves what was typed first, and the page comes back with it."""
    with reading() as session:
        draft = draft_of(session, actor(), conference_id, draft_id)
    if request.method == "GET":
        return _page(draft, draft.content, draft.version)
    act = typed("act")
    if act == "drop":
        with working() as work:
            drop_draft(work, actor(), conference_id=conference_id, draft_id=draft_id)
        flash(_("The draft is thrown away."))
        return redirect(url_for("setup.rubrics", conference_id=conference_id), 303)
    content = arranged(read(request.form, draft.name), act)
    seen = request.form.get("version", 0, type=int)
    try:
        with working() as work:
            save_draft(
                work, actor(), conference_id=conference_id, draft_id=draft_id, content=content, seen_version=seen
            )
    except Conflict as clash:
        return _page(draft, content, draft.version, clash=clash), 409
    return _adopt(conference_id, draft, content) if act == "adopt" else _again(conference_id, draft_id, act)


def _again(conference_id: int, draft_id: int, act: str) -> ResponseReturnValue:
    """The editor at what was just moved or added."""
    deed, _colon, path = act.partition(":")
    if deed == "save":
        flash(_("The draft is saved. Nobody marks by it until it is adopted."))
    anchor = path.split("-levels")[0] if deed in ("add", "remove", "up", "down") else None
    return redirect(
        url_for("setup.rubric_draft", conference_id=conference_id, draft_id=draft_id, at=anchor, _anchor=anchor), 303
    )


def _adopt(conference_id: int, draft: RubricDraft, content: Content) -> ResponseReturnValue:
    try:
        with working() as work:
            adopted = adopt_draft(work, actor(), conference_id=conference_id, draft_id=draft.id)
    except FormFaults as wrong:
        with reading() as session:
            draft = draft_of(session, actor(), conference_id, draft.id)
        return _page(draft, content, draft.version, faults=wrong.faults), 422
    flash(_("“%(title)s” is adopted as version %(number)s.", title=adopted.title, number=adopted.version))
    return redirect(_after_adoption(conference_id, adopted), 303)


def _after_adoption(conference_id: int, adopted: AdoptedRubric) -> str:
    """Where to go on: to what moving marks would do, if committees mark by an older version."""
    with reading() as session:
        in_use = older_in_use(session, actor(), conference_id, adopted.id)
    if in_use:
        return url_for("setup.move_rubric", conference_id=conference_id, rubric_id=adopted.id)
    return url_for("setup.rubrics", conference_id=conference_id)


@bp.post(f"{_FOLDER}/<int:draft_id>/preview")
def preview_rubric(conference_id: int, draft_id: int) -> ResponseReturnValue:
    """The preview alone, of what is typed at this moment; nothing is saved."""
    with reading() as session:
        draft = draft_of(session, actor(), conference_id, draft_id)
    return render_template("setup/_rubric_preview.html", preview=preview_values(read(request.form, draft.name)))


def _page(
    draft: RubricDraft,
    content: Mapping[str, Any],
    version: int,
    *,
    faults: tuple[Fault, ...] = (),
    clash: Conflict | None = None,
) -> str:
    conference_id = place().conference_id
    errors = [{"id": _id_of(field_of(one.path, content)), "message": field_words(one)} for one in faults]
    return render_template(
        "setup/rubric_editor.html",
        draft={"title": content.get("title") or draft.name, "version": version, "name": draft.name},
        values=shown(content),
        errors=errors,
        summary=[{**one, "message": _placed(one["id"], content, one["message"])} for one in errors],
        wrong_parts={"-".join(one["id"].split("-")[:2]) for one in errors},
        clash=_clash(clash),
        choices={
            "kinds": [(key, str(label)) for key, label in KINDS],
            "bases": [(key, str(label)) for key, label in BASES],
            "triggers": [(key, str(label)) for key, label in TRIGGERS],
            "units": [(key, str(label)) for key, label in UNITS],
            "languages": _languages(content.get("language", "")),
        },
        at=request.args.get("at", ""),
        preview=preview_values(content),
        action=url_for("setup.rubric_draft", conference_id=conference_id, draft_id=draft.id),
        preview_action=url_for("setup.preview_rubric", conference_id=conference_id, draft_id=draft.id),
        back_href=url_for("setup.rubrics", conference_id=conference_id),
    )


def _languages(current: str) -> list[tuple[str, str]]:
    codes = dict.fromkeys([*([current] if current else []), "en", "es", "fr", "pt", "de", "ar", "ru", "zh"])
    return [(code, language_name(code) or code) for code in codes]


def _id_of(name: str) -> str:
    """The field, or for what speaks of a whole list the heading of its part."""
    return name or "rubric-form"


def _placed(name: str, content: Mapping[str, Any], said: str) -> str:
    """What is wrong, behind the name of the criterion, level or rule that it is wrong in."""
    parts = name.split("-")
    titles: list[str] = []
    here: Any = content
    for part, number in zip(parts[0::2], parts[1::2], strict=False):
        entries = here.get(part) if isinstance(here, Mapping) else None
        if not number.isdigit() or not isinstance(entries, list) or int(number) >= len(entries):
            break
        here = entries[int(number)]
        titles.append(here.get("title") or f"{ENTRIES[part]} {int(number) + 1}")
    return ": ".join([*titles, said])


def _clash(clash: Conflict | None) -> dict[str, Any] | None:
    if clash is None:
        return None
    at: Any = clash.details["at"]
    return {"by": clash.details["by"], "at": moment(at, place().timezone, now=house().clock())}


def preview_values(content: Mapping[str, Any]) -> dict[str, Any]:
    """The desk's form of what can be shown already, the words delegates would read, and what is still wrong."""
    faults: tuple[Fault, ...] = ()
    rubric: Rubric | None = None
    try:
        rubric = rubric_from_mapping(content, file="")
    except FormFaults as wrong:
        faults = wrong.faults
    parts = [rubric] if rubric else [part for one in content.get("criteria", []) if (part := _alone(one))]
    now = house().clock()
    cards = [card_values(empty_card(one), "UTC", now, Asked(), is_released=False) for one in parts]
    return {
        "criteria": [criterion for card in cards for criterion in card["criteria"]],
        "out_of": points(rubric.scale.out_of) if rubric else "",
        "levels": [
            {"criterion": criterion.title, "levels": [(one.title, one.delegates) for one in criterion.levels]}
            for part in parts
            for criterion in part.criteria
            if criterion.levels
        ],
        "faults": [_placed(field_of(one.path, content), content, field_words(one)) for one in faults],
    }


def _alone(criterion: Mapping[str, Any]) -> Rubric | None:
    """One criterion as a rubric of its own, if it is sound by itself."""
    marks = [one.get("range", [one.get("points")])[-1] for one in criterion.get("levels", [])]
    tops = [one for one in [criterion.get("top"), *marks] if isinstance(one, int | float)]
    inside = {key: value for key, value in criterion.items() if key not in ("weight", "independent", "required")}
    whole = {
        "name": "preview",
        "title": "-",
        "language": "en",
        "description": "-",
        "scale": {"basis": "points", "out_of": max(tops, default=0)},
        "criteria": [inside],
    }
    try:
        return rubric_from_mapping(whole, file="")
    except FormFaults:
        return None
