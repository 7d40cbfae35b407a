"""Format profiles: looked at, adopted, brought as YAML, chosen for conference and committees, and made to block."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer import catalog
from reviewer.domain.errors import NotFound
from reviewer.domain.format_profile import FormatProfile
from reviewer.services.desks.setup_formats import (
    CommitteeFormat,
    FormatsPage,
    adopted_format,
    format_text,
    formats_page,
)
from reviewer.services.setup import formats as acts
from reviewer.web.asking import actor, reading, working
from reviewer.web.format_rules import rules, things
from reviewer.web.papers_shown import language_name
from reviewer.web.setup_adopting import Brought, bringing_values, brought, named, yaml_file
from reviewer.web.setup_place import Fault, bp, columns, place, typed, typed_number
from reviewer.work import Work

_FOLDER = "/conferences/<int:conference_id>/setup/formats"
_NONE, _COMMON = "none", "common"


@cache
def _at_hand() -> dict[str, FormatProfile]:
    """The shipped profiles, read once in a process: they change only with the program."""
    return catalog.load_formats()


@bp.route(_FOLDER, methods=["GET", "POST"])
def formats(conference_id: int) -> ResponseReturnValue:
    """Profiles at hand and adopted ones; adopt one, bring an own file, choose who goes by which, say what blocks."""
    if request.method == "GET":
        return _page(conference_id)
    act = typed("act")
    if act == "choose":
        return _choose(conference_id)
    if act == "upload":
        return _upload(conference_id)
    if act == "block":
        return _block(conference_id)
    return _adopt(conference_id, _shipped(typed("name")).with_blocking(request.form.getlist("blocks")))


def _shipped(name: str) -> FormatProfile:
    profile = _at_hand().get(name)
    if profile is None:
        raise NotFound("format_unknown", "There is no such format profile.")
    return profile


def _upload(conference_id: int) -> ResponseReturnValue:
    own = brought(catalog.load_format_text)
    return (_page(conference_id, own=own), 422) if own.form is None else _adopt(conference_id, own.form)


def _adopt(conference_id: int, profile: FormatProfile) -> ResponseReturnValue:
    """Adopt it, and let the whole conference go by it when that was ticked."""
    with working() as work:
        adopted = acts.adopt_format(work, actor(), conference_id=conference_id, profile=profile)
        if "common" in request.form:
            acts.choose_format(work, actor(), conference_id=conference_id, committee_id=None, format_id=adopted.id)
    said = _("“%(title)s” is adopted.", title=profile.title)
    if "common" in request.form:
        said += " " + _("Papers go by it wherever a committee has not chosen for itself.")
    return _back(conference_id, said)


def _block(conference_id: int) -> ResponseReturnValue:
    with working() as work:
        acts.set_blocking(
            work,
            actor(),
            conference_id=conference_id,
            format_id=typed_number("format") or 0,
            keys=request.form.getlist("blocks"),
        )
    return _back(conference_id, _("What keeps a version from counting is saved."))


def _choose(conference_id: int) -> ResponseReturnValue:
    with reading() as session:
        seen = formats_page(session, actor(), conference_id)
    with working() as work:
        for committee_id in (None, *(one.committee_id for one in seen.committees)):
            _choose_one(work, conference_id, committee_id, typed(f"format-{committee_id or 0}"))
    return _back(conference_id, _("Who goes by which rules is saved. They hold for papers that are here already, too."))


def _choose_one(work: Work, conference_id: int, committee_id: int | None, wanted: str) -> None:
    if wanted == _COMMON and committee_id is not None:
        acts.follow_conference(work, actor(), conference_id=conference_id, committee_id=committee_id)
        return
    chosen = typed_number(f"format-{committee_id or 0}")
    if wanted == _NONE or chosen is not None:
        acts.choose_format(work, actor(), conference_id=conference_id, committee_id=committee_id, format_id=chosen)


def _back(conference_id: int, said: str) -> ResponseReturnValue:
    flash(str(said))
    return redirect(url_for("setup.formats", conference_id=conference_id), 303)


@bp.get(f"{_FOLDER}/<int:format_id>.yaml")
def format_file(conference_id: int, format_id: int) -> ResponseReturnValue:
    """An adopted profile as a YAML file to save."""
    with reading() as session:
        profile = adopted_format(session, actor(), conference_id, format_id).form
    return yaml_file(profile.name, format_text(profile))


@bp.get(f"{_FOLDER}/shipped/<profile_name>.yaml")
def shipped_format_file(conference_id: int, profile_name: str) -> ResponseReturnValue:  # noqa: ARG001 - the door reads it
    """A shipped profile as a YAML file to save, as a beginning for an own one."""
    profile = _shipped(profile_name)
    return yaml_file(profile.name, format_text(profile))


def _page(conference_id: int, errors: Sequence[Fault] = (), own: Brought[FormatProfile] | None = None) -> str:
    with reading() as session:
        seen = formats_page(session, actor(), conference_id)
    bare = {one.form.with_blocking(()) for one in seen.adopted}
    return render_template(
        "setup/formats.html",
        action=url_for("setup.formats", conference_id=conference_id),
        back_href=url_for("setup.overview", conference_id=conference_id),
        adopted=_adopted(seen),
        shipped=[_shown(one, _shipped_href(one)) for one in _at_hand().values() if one not in bare],
        choices=_choices(seen),
        choice_columns=columns(_("Committee"), _("Format rules")),
        has_common=seen.common is not None,
        **bringing_values(own, errors),
    )


def _shipped_href(profile: FormatProfile) -> str:
    return url_for("setup.shipped_format_file", conference_id=place().conference_id, profile_name=profile.name)


def _adopted(seen: FormatsPage) -> list[dict[str, Any]]:
    return [
        _shown(
            one.form,
            url_for("setup.format_file", conference_id=place().conference_id, format_id=one.id),
            version=one.version,
            used_by=seen.users(one.id),
        )
        | {"id": one.id}
        for one in seen.adopted
    ]


def _choices(seen: FormatsPage) -> list[dict[str, Any]]:
    """A line for the conference and one for each committee, with what can be chosen there."""
    titles = [(str(one.id), named(one.form.title, one.version)) for one in seen.adopted]
    none = (_NONE, _("No format rules"))
    common = {
        "id": 0,
        "name": _("All committees that have not chosen"),
        "value": str(seen.common or _NONE),
        "options": [none, *titles],
    }
    shared = dict(titles).get(str(seen.common), str(none[1]))
    follow = (_COMMON, _("As the conference: %(title)s", title=shared))
    return [common, *(_choice(one, [follow, none, *titles]) for one in seen.committees)]


def _choice(one: CommitteeFormat, options: list[tuple[str, Any]]) -> dict[str, Any]:
    value = (str(one.format_id) if one.format_id else _NONE) if one.own else _COMMON
    return {"id": one.committee_id, "name": one.name, "value": value, "options": options}


def _shown(profile: FormatProfile, href: str, version: int = 1, used_by: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "id": "",
        "name": profile.name,
        "title": named(profile.title, version),
        "language": language_name(profile.language),
        "description": profile.description,
        "source": profile.source,
        "rules": rules(profile),
        "not_counted": things(profile.not_counted),
        "href": href,
        "used_by": ", ".join(used_by),
    }
