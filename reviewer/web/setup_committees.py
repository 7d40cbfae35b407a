"""Committees: proposed from a guide, corrected line by line, confirmed, and changed later in the same form."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.errors import Conflict, DomainError, NotFound, Refused
from reviewer.domain.states import CommitteeKind
from reviewer.services.desks.setup_committee import CommitteePage, committee_page
from reviewer.services.desks.setup_guide import COMMITTEE, DUE, GuideText, fresh_text
from reviewer.services.desks.setup_rubrics import rubrics_page
from reviewer.services.setup import agenda_file, committees, guides, rubrics
from reviewer.services.setup.agenda_file import AgendaFile
from reviewer.services.setup.committees import CommitteeForm
from reviewer.services.setup.guides import GuideFile, Proposal
from reviewer.web import setup_agenda
from reviewer.web.asking import actor, house, reading, sandbox, working
from reviewer.web.errors import status_of
from reviewer.web.guard import limiter
from reviewer.web.guide_words import reading_values
from reviewer.web.messages import words
from reviewer.web.setup_adopting import named
from reviewer.web.setup_agenda import Agendum
from reviewer.web.setup_place import (
    Fault,
    bp,
    choose_file,
    fault,
    place,
    typed,
    typed_instant,
    typed_number,
    upload_rules,
)
from reviewer.web.setup_words import KINDS

_FIELDS = {
    "name_invalid": "committee",
    "committee_taken": "committee",
    "moment_unclear": "due",
    "moment_skipped": "due",
    "language_invalid": "languages",
}

_UNLIT = {"committee_lights": "", "due_lights": ""}


@bp.route("/conferences/<int:conference_id>/setup/guide", methods=["GET", "POST"])
@limiter.limit("60 per 10 minutes", methods=["POST"])
def propose(conference_id: int) -> ResponseReturnValue:
    """Take a guide and show what was read out of it, or begin with an empty form."""
    if request.method == "GET":
        return _empty_page() if request.args.get("by") == "hand" else _drop_page(conference_id, "")
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _drop_page(conference_id, choose_file()), 422
    data = sent.read()
    try:
        if sent.filename.lower().endswith(agenda_file.ENDINGS):
            return _filed_page(agenda_file.read_agenda_file(data))
        proposal = guides.propose(house(), sandbox(), data=data, name=sent.filename)
    except Refused as refused:
        return _drop_page(conference_id, words(refused)), 422
    return _proposed_page(proposal)


def _drop_page(conference_id: int, error: str) -> str:
    here = url_for("setup.propose", conference_id=conference_id)
    by_hand = url_for("setup.propose", conference_id=conference_id, by="hand")
    return render_template(
        "setup/guide.html",
        upload_action=here,
        by_hand_href=by_hand,
        error=error,
        back_href=_overview(),
        **_guide_rules(),
    )


def _guide_rules() -> dict[str, Any]:
    """A guide, or an agenda that was saved here."""
    rules = upload_rules()
    return {**rules, "accepted": ",".join((rules["accepted"], *agenda_file.ENDINGS))}


def _proposed_page(proposal: Proposal) -> str:
    text = fresh_text(proposal.guide.document, proposal.guide.file.name)
    values = {
        "ticket": proposal.ticket,
        "committee": proposal.committee or "",
        "kind": proposal.kind.value,
        "paper_required": True,
        "due": _shown(proposal.submission_due),
        "committee_lights": text.lights.get(COMMITTEE, ""),
        "due_lights": text.lights.get(DUE, ""),
    }
    return _proposal_page(values, setup_agenda.begin(proposal.topics, text.lights), text, [])


def _filed_page(read: AgendaFile) -> str:
    values = {"ticket": "", "committee": read.committee, "kind": read.kind.value, "paper_required": True, "due": ""}
    return _proposal_page(values, setup_agenda.begin(read.topics, {}) or [Agendum(spare=3)], None, [])


def _empty_page() -> str:
    values = {"ticket": "", "committee": "", "kind": CommitteeKind.GENERAL_ASSEMBLY, "paper_required": True, "due": ""}
    return _proposal_page(values, [Agendum(spare=3)], None, [])


def _shown(at: datetime | None) -> str:
    return "" if at is None else f"{at.astimezone(ZoneInfo(place().timezone)):%Y-%m-%dT%H:%M}"


def _proposal_page(
    values: dict[str, Any],
    topics: list[Agendum],
    guide: GuideText | None,
    errors: list[Fault],
) -> str:
    return render_template(
        "staff/setup.html",
        title=_("Set up a committee"),
        guide=guide,
        action=url_for("setup.confirm", conference_id=place().conference_id),
        back_href=_overview(),
        errors=errors,
        is_new=True,
        reading=reading_values(guide),
        proposal=_editor(values, topics),
    )


def _editor(values: dict[str, Any], topics: list[Agendum]) -> dict[str, Any]:
    """What `staff/_proposal.html` documents."""
    kinds = [(kind.value, name) for kind, name in KINDS.items()]
    return {**_UNLIT, **values, "topics": topics, "kinds": kinds, "zone": place().timezone}


def _overview() -> str:
    return url_for("setup.overview", conference_id=place().conference_id)


@bp.post("/conferences/<int:conference_id>/setup/committees")
def confirm(conference_id: int) -> ResponseReturnValue:
    """Make the committee as it was corrected; the form's own buttons only show it again."""
    topics = setup_agenda.read(request.form)
    if setup_agenda.is_press(request.form):
        return _proposal_page(_typed(), topics, _guide_beside(), [])
    try:
        guide = _reopen()
        form = _form(topics)
        with working() as work:
            made = committees.confirm_committee(work, actor(), conference_id=conference_id, form=form, guide=guide)
    except (Refused, Conflict) as refused:
        return _refused(refused, topics), status_of(refused)
    flash(_("%(committee)s is set up.", committee=made.name))
    return redirect(_overview(), 303)


def _refused(refused: DomainError, topics: list[Agendum]) -> str:
    return _proposal_page(_typed(), topics or [Agendum()], _guide_beside(), _faults(refused))


def _faults(refused: DomainError) -> list[Fault]:
    return setup_agenda.faults(refused) or [fault(refused, _FIELDS, "committee")]


def _typed() -> dict[str, Any]:
    return {
        "ticket": typed("ticket"),
        "revision": typed("revision"),
        "committee": typed("committee"),
        "kind": typed("kind"),
        "languages": typed("languages"),
        "paper_required": "paper_required" in request.form,
        "due": typed("due"),
        "committee_lights": typed("committee-lights"),
        "due_lights": typed("due-lights"),
    }


def _reopen() -> GuideFile | None:
    return guides.reopen(house(), sandbox(), ticket=typed("ticket")) if typed("ticket") else None


def _guide_beside() -> GuideText | None:
    """The guide again, for a page that is drawn anew; a script asks for the form alone."""
    if request.headers.get("HX-Request"):
        return None
    try:
        guide = _reopen()
    except Refused:
        return None
    return fresh_text(guide.document, guide.file.name) if guide else None


def _form(topics: list[Agendum]) -> CommitteeForm:
    kinds = {kind.value: kind for kind in CommitteeKind}
    return CommitteeForm(
        name=typed("committee"),
        kind=kinds.get(typed("kind"), CommitteeKind.OTHER),
        topics=setup_agenda.forms(topics),
        languages=tuple(typed("languages").lower().replace(",", " ").split()),
        paper_required="paper_required" in request.form,
        submission_due=typed_instant("due"),
    )


@bp.route("/committees/<int:committee_id>/setup", methods=["GET", "POST"])
def committee(committee_id: int) -> ResponseReturnValue:
    """One committee: its name and kind, whether it owes papers, its agenda, and the rubric it marks by."""
    with reading() as session:
        seen = committee_page(session, actor(), committee_id)
    if request.method == "GET":
        lights = seen.guide.lights if seen.guide else {}
        return _committee_page(seen, _standing(seen), setup_agenda.begin(seen.topics, lights), [])
    if typed("act") == "rubric":
        return _assign(seen)
    topics = setup_agenda.read(request.form)
    if setup_agenda.is_press(request.form):
        return _committee_page(seen, _typed(), topics, [])
    try:
        _save(seen, topics)
    except (Refused, Conflict) as refused:
        page = _committee_page(seen, _typed(), topics or [Agendum()], _faults(refused))
        return page, status_of(refused)
    flash(_("%(committee)s is saved.", committee=typed("committee")))
    return redirect(url_for("setup.committee", committee_id=committee_id), 303)


def _save(seen: CommitteePage, topics: list[Agendum]) -> None:
    form = _form(topics)
    with working() as work:
        committees.confirm_committee(
            work,
            actor(),
            conference_id=seen.conference_id,
            form=form,
            committee_id=seen.committee_id,
            revision=typed_number("revision"),
        )


def _assign(seen: CommitteePage) -> ResponseReturnValue:
    try:
        with working() as work:
            rubrics.assign_rubric(work, actor(), committee_id=seen.committee_id, rubric_id=typed_number("rubric") or 0)
    except (Conflict, NotFound) as refused:
        lights = seen.guide.lights if seen.guide else {}
        faults = [{"id": "rubric", "message": words(refused)}]
        page = _committee_page(seen, _standing(seen), setup_agenda.begin(seen.topics, lights), faults)
        return page, status_of(refused)
    flash(_("%(committee)s is marked by this rubric.", committee=seen.name))
    return redirect(url_for("setup.committee", committee_id=seen.committee_id), 303)


def _standing(seen: CommitteePage) -> dict[str, Any]:
    return {
        "ticket": "",
        "revision": str(seen.revision),
        "committee": seen.name,
        "kind": seen.kind.value,
        "languages": ", ".join(seen.languages),
        "paper_required": seen.paper_required,
        "due": "",
    }


def _committee_page(seen: CommitteePage, values: dict[str, Any], topics: list[Agendum], errors: list[Fault]) -> str:
    with reading() as session:
        known = rubrics_page(session, actor(), seen.conference_id)
    return render_template(
        "staff/setup.html",
        title=seen.name,
        guide=seen.guide,
        action=url_for("setup.committee", committee_id=seen.committee_id),
        back_href=_overview(),
        errors=errors,
        is_new=False,
        reading=reading_values(seen.guide),
        edition_action=url_for("setup.edition", committee_id=seen.committee_id),
        agenda_hrefs=[
            (ending.upper(), url_for("setup.save_agenda", committee_id=seen.committee_id, ending=ending))
            for ending in ("yaml", "json")
        ],
        **upload_rules(),
        proposal=_editor(values, topics),
        missing_papers=max(seen.seats - seen.papers, 0) if seen.paper_required else 0,
        roster_href=url_for("setup.roster", conference_id=seen.conference_id),
        deadlines_href=url_for("setup.deadlines", conference_id=seen.conference_id, _anchor=f"own-{seen.committee_id}"),
        rubrics_href=url_for("setup.rubrics", conference_id=seen.conference_id),
        coverage_href=url_for("committees.coverage", committee_id=seen.committee_id),
        hints_href=url_for("committees.hint_lines", committee_id=seen.committee_id),
        guide_href=url_for("papers.guide", source_id=seen.guide_source_id) if seen.guide_source_id else "",
        rubric={
            "value": str(seen.rubric_id or ""),
            "options": [
                *([] if seen.rubric_id else [("", _("Choose a rubric"))]),
                *((str(one.id), named(one.form.title, one.version)) for one in known.adopted),
            ],
        },
    )
