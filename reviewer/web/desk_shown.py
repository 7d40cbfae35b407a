"""The marking desk as `templates/desk` documents it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import format_datetime
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.states import ScorecardState, SourceKind
from reviewer.services.desks.marking import Desk, Passage
from reviewer.services.desks.others import Part
from reviewer.services.desks.queue import View
from reviewer.services.page_maps import PDF
from reviewer.web.banks_shown import desk_bank
from reviewer.web.card_shown import Asked, card_values
from reviewer.web.chairs_shown import Values, at, desk_href, late_words, with_arguments
from reviewer.web.comments_shown import comment_values, criterion_name
from reviewer.web.dates import moment
from reviewer.web.facts_shown import counted_facts
from reviewer.web.flags import flag_shown
from reviewer.web.format_words import finding_values
from reviewer.web.messages import words
from reviewer.web.others_shown import other_values
from reviewer.web.pace_shown import pace_words
from reviewer.web.papers_shown import language_name, number
from reviewer.web.questions_shown import question_values, suggestion_values

_KINDS = {
    SourceKind.GUIDE: _l("Background guide"),
    SourceKind.PROMPT: _l("Question text"),
    SourceKind.UN_DOCUMENT: _l("UN document"),
    SourceKind.PAST_PAPER: _l("Past paper"),
    SourceKind.WEB: _l("Web page"),
    SourceKind.OTHER: _l("Other source"),
}


def desk_values(desk: Desk, view: View, now: datetime, asked: Asked) -> Values:
    """The whole page."""
    zone = desk.body.timezone
    return {
        "tab": asked.tab,
        "paper": _paper(desk, now),
        "place": _place(desk, view),
        "scorecard": None
        if desk.card is None
        else card_values(desk.card, zone, now, asked, is_released=not _is_open(desk), others=desk.others),
        "part": desk.part.value,
        "others": [other_values(one, desk.card) for one in desk.others],
        "pace": pace_words(desk.pace) if desk.pace.total else "",
        "notices": _notices(desk, asked),
        "questions": question_values(desk),
        "suggestions": suggestion_values(desk, view),
        "similarity": _similarity(desk),
        **_comments(desk, view, now, asked),
        "draft_comment": {
            **dict.fromkeys(("text", "quote", "start", "end", "on", "points", "bank"), ""),
            **asked.comment,
        },
        "comment_errors": {"text": "", "quote": "", "points": "", **asked.comment_errors},
        "bank": desk_bank(desk.bank),
        "criterion_choices": [(one.name, criterion_name(desk, one.name)) for one in desk.card.criteria]
        if desk.card
        else [],
        "findings": finding_values(desk.form) if desk.form else [],
        "format_title": desk.form.profile.title if desk.form else "",
        "not_accepted": not desk.is_accepted,
        "flags": [_flag(place, one, desk) for place, one in enumerate(desk.flags, 1)],
        "facts": _facts(desk),
        "readers": [{"name": name, "at": at(since, zone, now)} for name, since in desk.readers],
        "actions": _actions(desk, view),
    }


def _comments(desk: Desk, view: View, now: datetime, asked: Asked) -> Values:
    shown = [
        (one.is_removed, comment_values(one, desk, view, now, asked, is_open=_takes_words(desk)))
        for one in desk.remarks
    ]
    return {
        "comments": [values for is_removed, values in shown if not is_removed],
        "removed": [values for is_removed, values in shown if is_removed],
    }


def _place(desk: Desk, view: View) -> Values:
    around = desk.neighbours
    return {
        "number": around.number,
        "total": around.total,
        "previous_href": desk_href(around.previous, view),
        "next_href": desk_href(around.next, view),
        "next_unscored_href": desk_href(around.next_unscored, view),
        "queue_href": with_arguments("chairs.queue", view, committee_id=desk.body.committee_id, here=desk.paper_id),
    }


def _actions(desk: Desk, view: View) -> Values:
    here = desk.paper_id
    return {
        "save": with_arguments("chairs.save", view, paper_id=here),
        "autosave": url_for("chairs.autosave", paper_id=here),
        "comment": with_arguments("comments.add", view, paper_id=here),
        "bank": url_for("banks.show", committee_id=desk.body.committee_id),
        "question": with_arguments("questions.judge", view, paper_id=here) if _may_judge(desk) else "",
        "final": with_arguments("chairs.finish", view, paper_id=here),
        "reopen": with_arguments("chairs.reopen", view, paper_id=here),
        "tell": "" if desk.is_flagged else with_arguments("chairs.tell_staff", view, paper_id=here),
    }


def _is_open(desk: Desk) -> bool:
    return desk.standing.released is None


def _may_judge(desk: Desk) -> bool:
    """Whether this person's word changes anything here."""
    return _is_open(desk) and desk.part is not Part.OTHERS


def _takes_words(desk: Desk) -> bool:
    """Whether comments can be written: not on a finished scorecard."""
    return _may_judge(desk) and (desk.card is None or desk.card.state is ScorecardState.DRAFT)


def _paper(desk: Desk, now: datetime) -> Values:
    standing = desk.standing
    original = url_for("papers.original", submission_id=desk.submission_id) if desk.may_download else ""
    return {
        "delegation": standing.delegation,
        "committee": desk.body.name,
        "topic": standing.topic,
        "state": standing.state.value,
        "late": late_words(standing),
        "blind": desk.body.blind,
        "blind_until": at(desk.body.blind_until, desk.body.timezone, now),
        "words": number(desk.document.words),
        "pages": desk.document.pages,
        "blocks": desk.blocks,
        "language": desk.document.language,
        "original_href": original,
        "copy_href": url_for("papers.plain_copy", paper_id=desk.paper_id) if desk.body.blind else "",
        "version": desk.version,
        "received": moment(desk.received_at, desk.body.timezone, now=now),
        **_views(desk),
        "document_id": desk.document.id,
        "submission_id": desk.submission_id,
    }


def _views(desk: Desk) -> Values:
    """Where the paper is found as text and as pages; nothing for files without pages of their own."""
    if desk.document.media_type != PDF:
        return {}
    return {
        "text_href": url_for("chairs.desk", paper_id=desk.paper_id, view="text"),
        "pages_href": url_for("chairs.desk", paper_id=desk.paper_id, view="pages"),
        "pages_part": url_for("desk_pages.show", paper_id=desk.paper_id),
    }


def _notices(desk: Desk, asked: Asked) -> list[str]:
    said = []
    if asked.outcome.open_because is not None:
        said.append(words(asked.outcome.open_because))
    elif asked.outcome.changed:
        said.append(_("Somebody else changed the fields marked below meanwhile. Look at them, then go on."))
    if desk.part is Part.OTHERS:
        said.append(
            _("Two others read this paper. You can read it, but not mark it; here are their marks.")
            if desk.others
            else _("Two others read this paper. You can read it, but not mark it; their marks show once both are done.")
        )
    if desk.newer:
        said.append(_("This version came in after the scorecard was finished. Reopen it to mark this version."))
    if not _is_open(desk):
        said.append(_("Feedback on this paper is released, so nothing here can change until staff take it back."))
    return said


def _similarity(desk: Desk) -> Values:
    shown = [_passage(place, one) for place, one in enumerate(desk.passages, 1)]
    figures = desk.figures
    return {
        "share": figures.similarity if figures else None,
        "excluded_share": figures.similarity_excluded if figures else None,
        "matches": [one for one in shown if not one["excluded"]],
        "left_out": [one for one in shown if one["excluded"]],
        "is_flagged": desk.is_flagged,
    }


def _passage(place: int, one: Passage) -> Values:
    other = one.match.other
    title = f"{other.title}, {other.committee}" if other.committee else other.title
    return {
        "id": f"passage-{place}",
        "lights": one.id,
        "kind": one.match.kind.value,
        "other": title if other.sight == "full" else _("A paper of another committee"),
        "other_kind": str(_KINDS[SourceKind(other.source_kind)]) if other.source_kind else "",
        "words": one.words,
        "other_text": None if one.match.other_quote is None else " ".join(one.match.other_quote.split()),
        "excluded": one.match.excluded,
    }


def _flag(place: int, flag: Any, desk: Desk) -> Values:
    return {
        **asdict(flag_shown(flag, desk.document.blocks)),
        "is_serious": flag["severity"] == "serious",
        "lights": f"flag-{place}" if flag.get("start") is not None and flag.get("end") != flag.get("start") else "",
    }


def _facts(desk: Desk) -> list[tuple[str, str]]:
    document = desk.document
    form = document.format
    fonts = form.get("fonts") or []
    named = [
        (_("Version"), str(desk.version)),
        *counted_facts(desk.facts),
        (_("Language"), language_name(document.language)),
        (_("Paper size"), form.get("page_size") or ""),
        (_("Type"), ", ".join(_font(font) for font in fonts[:2])),
        (_("Line spacing"), number(form["line_spacing"]) if form.get("line_spacing") else ""),
        *_identity(desk),
    ]
    return [(str(name), str(value)) for name, value in named if value]


def _font(font: Any) -> str:
    return f"{font['name']} {number(font['size_pt'])} pt" if font.get("size_pt") else str(font["name"])


def _instant(written: str) -> str:
    """A time as a file writes it, in words; what is no time stays as it is."""
    try:
        return str(format_datetime(datetime.fromisoformat(written), "medium", rebase=False))
    except ValueError:
        return written


def _identity(desk: Desk) -> list[tuple[str, str]]:
    known = desk.identity
    if known is None:
        return []
    minutes = known.edit_minutes
    return [
        (_("School"), known.school),
        (_("File"), known.file_name),
        (_("Author in the file"), known.author),
        (_("Last saved by"), known.last_modified_by),
        (_("Created"), _instant(known.created)),
        (_("Changed"), _instant(known.modified)),
        (_("Time in the editor"), _("%(minutes)s min", minutes=number(minutes)) if minutes is not None else ""),
    ]
