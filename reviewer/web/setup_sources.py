"""Sources: texts that papers are compared with, added in one go, taken out and brought back."""

from __future__ import annotations

from datetime import datetime
from pathlib import PurePath
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from reviewer.domain.errors import Conflict, Refused
from reviewer.domain.states import SourceKind, Visibility
from reviewer.services import submissions
from reviewer.services.desks.setup_sources import SourceLine, SourceState, sources_page
from reviewer.services.reading import SOURCE_LIMITS
from reviewer.services.setup.sources import add_source, remove_source, restore_source, retry_source
from reviewer.web.asking import actor, house, reading, working
from reviewer.web.dates import moment
from reviewer.web.errors import status_of
from reviewer.web.guard import limiter
from reviewer.web.messages import words, words_of
from reviewer.web.papers_shown import number
from reviewer.web.setup_place import Fault, bp, choose_file, columns, place, typed, typed_number, upload_rules
from reviewer.web.setup_words import SOURCE_KINDS, VISIBILITIES, VISIBLE

_FIELDS = {"title_invalid": "title", "address_invalid": "url", "committee_unknown": "committee"}


@bp.route("/conferences/<int:conference_id>/sources", methods=["GET", "POST"])
@limiter.limit("60 per 10 minutes", methods=["POST"])
def sources(conference_id: int) -> ResponseReturnValue:
    """What papers are compared with; add files to it."""
    if request.method == "GET":
        return _page({}, [])
    files = [one for one in request.files.getlist("file") if one.filename]
    if not files:
        return _page(request.form.to_dict(), [{"id": "file", "message": choose_file()}]), 422
    errors, status = [], 422
    for file in files:
        try:
            _add(conference_id, file, alone=len(files) == 1)
        except (Refused, Conflict) as refused:
            status = status_of(refused)
            name = "" if len(files) == 1 else f"{file.filename}: "
            errors.append({"id": _FIELDS.get(refused.code, "file"), "message": f"{name}{words(refused)}"})
    added = len(files) - len(errors)
    if added:
        flash(
            ngettext("One source is added; it is being read.", "%(num)s sources are added; they are being read.", added)
        )
    if errors:
        return _page(request.form.to_dict(), errors), status
    return redirect(url_for("setup.sources", conference_id=conference_id), 303)


def _add(conference_id: int, file: FileStorage, *, alone: bool) -> None:
    kinds, sights = {one.value: one for one in SOURCE_KINDS}, {one.value: one for one in Visibility}
    name = file.filename or ""
    title = (typed("title") if alone else "") or PurePath(name).stem
    received = submissions.receive(house().storage, file.read(), name, limits=SOURCE_LIMITS)
    with working() as work:
        add_source(
            work,
            actor(),
            conference_id=conference_id,
            committee_id=typed_number("committee"),
            kind=kinds.get(typed("kind"), SourceKind.OTHER),
            title=title,
            visibility=sights.get(typed("visibility"), Visibility.STAFF),
            file=received,
            url=typed("url") or None,
        )


@bp.post("/conferences/<int:conference_id>/sources/<int:source_id>/remove", endpoint="remove_source")
def remove(conference_id: int, source_id: int) -> ResponseReturnValue:
    """Take a source out of every comparison."""
    with working() as work:
        title = remove_source(work, actor(), source_id=source_id).title
    flash(_("“%(title)s” is taken out. You can bring it back below.", title=title))
    return redirect(url_for("setup.sources", conference_id=conference_id), 303)


@bp.post("/conferences/<int:conference_id>/sources/<int:source_id>/restore", endpoint="restore_source")
def restore(conference_id: int, source_id: int) -> ResponseReturnValue:
    """Bring a source back."""
    return _act(conference_id, source_id, restore_source, _("“%(title)s” is back, and papers are compared with it."))


@bp.post("/conferences/<int:conference_id>/sources/<int:source_id>/retry", endpoint="retry_source")
def retry(conference_id: int, source_id: int) -> ResponseReturnValue:
    """Have a source read again."""
    return _act(conference_id, source_id, retry_source, _("“%(title)s” is being read again."))


def _act(conference_id: int, source_id: int, act: Any, said: str) -> ResponseReturnValue:
    try:
        with working() as work:
            title = act(work, actor(), source_id=source_id).title
    except (Refused, Conflict) as refused:
        return _page({}, [{"id": f"source-{source_id}", "message": words(refused)}]), status_of(refused)
    flash(said % {"title": title})
    return redirect(url_for("setup.sources", conference_id=conference_id), 303)


def _page(values: dict[str, Any], errors: list[Fault]) -> str:
    here, now = place(), house().clock()
    with reading() as session:
        seen = sources_page(session, actor(), here.conference_id)
    empty = {"kind": "", "visibility": Visibility.PUBLISHED.value, "committee": "", "title": "", "url": ""}
    return render_template(
        "setup/sources.html",
        action=url_for("setup.sources", conference_id=here.conference_id),
        values=empty | values,
        errors=errors,
        kinds=[(kind.value, name) for kind, name in SOURCE_KINDS.items()],
        visibilities=[(one.value, name) for one, name in VISIBILITIES.items()],
        committees=[("", _("The whole conference")), *((str(identity), name) for identity, name in seen.committees)],
        sources=[_line(one, now) for one in seen.sources],
        removed=[_line(one, now) for one in seen.removed],
        columns=columns(
            *(_("Source"), _("Kind"), _("For"), _("Seen by"), _("Words"), _("State"), _("Change")),
            numeric=(_("Words"),),
        ),
        **upload_rules(),
    )


def _line(one: SourceLine, now: datetime) -> dict[str, Any]:
    failed = one.state in (SourceState.UNREADABLE, SourceState.STOPPED)
    return {
        "id": one.source_id,
        "title": one.title,
        "file_name": one.file_name,
        "href": url_for("papers.guide", source_id=one.source_id),
        "url": one.url,
        "kind": SOURCE_KINDS.get(one.kind, one.kind.value),
        "committee": one.committee or _("The whole conference"),
        "visibility": VISIBLE[one.visibility],
        "words": number(one.words) if one.words is not None else "",
        "added": moment(one.added_at, place().timezone, now=now),
        "state": one.state.value,
        "why": words_of(one.unreadable_code) if one.unreadable_code else "",
        "retry_action": _address("setup.retry_source", one) if failed else "",
        "remove_action": _address("setup.remove_source", one),
        "restore_action": _address("setup.restore_source", one),
    }


def _address(endpoint: str, one: SourceLine) -> str:
    return url_for(endpoint, conference_id=place().conference_id, source_id=one.source_id)
