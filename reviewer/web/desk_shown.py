"""The marking desk as `templates/desk` documents it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from reviewer.domain.states import ScorecardState
from reviewer.services.desks.card import Card, Choice, CriterionField
from reviewer.services.desks.marking import Desk, Passage
from reviewer.services.desks.queue import View
from reviewer.services.desks.remarks import Remark
from reviewer.services.scorecards import OVERALL, Outcome, Theirs, digest
from reviewer.web.chairs_shown import Values, at, desk_href, late_words, points, with_arguments
from reviewer.web.dates import moment
from reviewer.web.flags import FLAGS
from reviewer.web.messages import words
from reviewer.web.papers_shown import language_name, number


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody just sent that could not be done as it was: shown again, with what stands in its way."""

    outcome: Outcome = field(default_factory=Outcome)
    entered: dict[str, str] = field(default_factory=dict)
    comment: dict[str, str] = field(default_factory=dict)
    comment_errors: dict[str, str] = field(default_factory=dict)
    tab: str = "score"


def desk_values(desk: Desk, view: View, now: datetime, asked: Asked) -> Values:
    """The whole page."""
    zone = desk.body.timezone
    here = desk.paper_id
    return {
        "tab": asked.tab,
        "paper": _paper(desk, now),
        "place": {
            "number": desk.neighbours.number,
            "total": desk.neighbours.total,
            "previous_href": desk_href(desk.neighbours.previous, view),
            "next_href": desk_href(desk.neighbours.next, view),
            "next_unscored_href": desk_href(desk.neighbours.next_unscored, view),
            "queue_href": with_arguments("chairs.queue", view, committee_id=desk.body.committee_id, here=here),
        },
        "scorecard": None if desk.card is None else _card(desk.card, desk, now, asked),
        "notices": _notices(desk, asked),
        "questions": _questions(desk),
        "similarity": _similarity(desk),
        "comments": [_comment(one, desk, view, now) for one in desk.remarks if not one.is_removed],
        "removed": [_comment(one, desk, view, now) for one in desk.remarks if one.is_removed],
        "draft_comment": {"text": "", "quote": "", "start": "", "end": "", **asked.comment},
        "comment_errors": {"text": "", "quote": "", **asked.comment_errors},
        "bank": [],
        "findings": [],
        "flags": [_flag(place, one) for place, one in enumerate(desk.flags, 1)],
        "facts": _facts(desk),
        "readers": [{"name": name, "at": at(since, zone, now)} for name, since in desk.readers],
        "actions": {
            "save": with_arguments("chairs.save", view, paper_id=here),
            "autosave": url_for("chairs.autosave", paper_id=here),
            "comment": with_arguments("chairs.comment", view, paper_id=here),
            "question": with_arguments("chairs.judge", view, paper_id=here) if _is_open(desk) else "",
            "final": with_arguments("chairs.finish", view, paper_id=here),
            "reopen": with_arguments("chairs.reopen", view, paper_id=here),
            "tell": "" if desk.is_flagged else with_arguments("chairs.tell_staff", view, paper_id=here),
        },
    }


def _is_open(desk: Desk) -> bool:
    return desk.standing.released is None


def _takes_words(desk: Desk) -> bool:
    """Whether comments can be written: not on a finished scorecard."""
    return _is_open(desk) and (desk.card is None or desk.card.state is ScorecardState.DRAFT)


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
        "words": number(desk.document.words),
        "pages": desk.document.pages,
        "blocks": desk.blocks,
        "language": desk.document.language,
        "original_href": original,
        "version": desk.version,
        "received": moment(desk.received_at, desk.body.timezone, now=now),
        "document_id": desk.document.id,
        "submission_id": desk.submission_id,
    }


def _notices(desk: Desk, asked: Asked) -> list[str]:
    said = []
    if asked.outcome.open_because is not None:
        said.append(words(asked.outcome.open_because))
    elif asked.outcome.changed:
        said.append(_("Somebody else changed the fields marked below meanwhile. Look at them, then go on."))
    if desk.newer:
        said.append(_("This version came in after the scorecard was finished. Reopen it to mark this version."))
    if not _is_open(desk):
        said.append(_("Feedback on this paper is released, so nothing here can change until staff take it back."))
    return said


def _card(card: Card, desk: Desk, now: datetime, asked: Asked) -> Values:
    zone = desk.body.timezone
    overall = _entry(OVERALL, card.overall, card.overall_version, card.overall_digest, asked, zone, now)
    return {
        "state": card.state.value,
        "is_open": _takes_words(desk),
        "may_reopen": card.state.value == "final" and _is_open(desk),
        "rubric": card.rubric,
        "total": points(card.total),
        "out_of": points(card.out_of),
        "band": card.band,
        "missing": card.missing,
        "adds_up": card.adds_up,
        "adjustments": [{"reason": reason, "points": points(change)} for reason, change in card.adjustments],
        "saved": at(card.saved_at, zone, now),
        "overall": overall,
        "criteria": [
            _criterion(one, asked, zone, now) | {"is_later": place > 0 and card.criteria[place - 1].title == one.title}
            for place, one in enumerate(card.criteria)
        ],
    }


def _criterion(one: CriterionField, asked: Asked, zone: str, now: datetime) -> Values:
    mark = _entry(f"criterion-{one.name}", one.value, one.version, one.digest, asked, zone, now)
    return {
        "key": one.name,
        "title": one.title,
        "name": f"{one.title}: {one.topic}" if one.topic else one.title,
        "topic": one.topic,
        "words": one.guidance,
        "mark": mark,
        "note": _entry(f"note-{one.name}", one.note, one.note_version, one.note_digest, asked, zone, now),
        "points": _short(mark["value"]),
        "out_of": _short(one.top),
        "top_value": one.top,
        "is_typed": one.is_typed,
        "is_counted": one.is_counted,
        "worth_each": one.worth_each,
        "halves": any(choice.is_half for choice in one.choices),
        "bands": [
            {"title": level.title, "from": _short(str(level.low)), "words": level.chairs} for level in one.levels
        ],
        "levels": [_level(choice) for choice in one.choices],
    }


def _level(choice: Choice) -> Values:
    between = _("%(lower)s to %(upper)s", lower=choice.lower, upper=choice.upper) if choice.upper else choice.lower
    return {
        "value": choice.value,
        "short": _short(choice.value),
        "label": between or choice.value,
        "words": choice.words,
        "half": choice.is_half,
        "worth": choice.worth,
    }


def _short(mark: str) -> str:
    """A mark as it stands on a key: 3½ rather than 3.5."""
    return f"{mark.removesuffix('.5').removeprefix('0')}½" if mark.endswith(".5") else mark


def _entry(name: str, value: str, version: int, sign: str, asked: Asked, zone: str, now: datetime) -> Values:
    """A field with what stands in it; after a clash, with what was typed, and beside it what stands there now."""
    clash = next((one for one in asked.outcome.clashes if one.name == name), None)
    changed = next((one for one in asked.outcome.changed if one.name == name), None)
    refused = asked.outcome.refused.get(name)
    found: Values = {
        "value": value,
        "version": version,
        "digest": sign,
        "clash": _theirs(clash, zone, now) if clash else None,
        "changed": _theirs(changed, zone, now) if changed else None,
        "fault": words(refused) if refused else "",
    }
    if clash is not None and clash.mine is not None:
        found |= {"value": clash.mine, "version": clash.version, "digest": digest(clash.value)}
    elif refused is not None:
        found["value"] = asked.entered.get(name, value)
    return found


def _theirs(one: Theirs, zone: str, now: datetime) -> Values:
    return {"by": one.by, "value": one.value, "clock": moment(one.at, zone, now=now).clock if one.at else ""}


def _questions(desk: Desk) -> list[Values]:
    return [
        {
            "id": f"question-{one.question_id}",
            "number": one.question_id,
            "topic": one.topic,
            "text": one.text,
            "hint": one.hint,
            "status": one.suggested.value if one.suggested else None,
            "ruling": one.decided.value if one.decided else None,
            "evidence": [{"id": span.id, "quote": desk.quote(span.start, span.end)} for span in one.evidence],
        }
        for one in desk.answers
    ]


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
        "other_kind": other.source_kind,
        "words": one.words,
        "other_text": None if one.match.other_quote is None else " ".join(one.match.other_quote.split()),
        "excluded": one.match.excluded,
    }


def _comment(one: Remark, desk: Desk, view: View, now: datetime) -> Values:
    quote = desk.quote(*one.span) if one.span else " ".join(one.quote.split())
    return {
        "id": one.id,
        "number": one.number,
        "quote": quote,
        "is_lost": one.is_lost,
        "text": one.text,
        "version": one.version,
        "author": one.author,
        "at": moment(one.at, desk.body.timezone, now=now),
        "mine": one.is_mine and _takes_words(desk),
        "edit_action": with_arguments("chairs.edit_comment", view, comment_id=one.comment_id),
        "remove_action": with_arguments("chairs.remove_comment", view, comment_id=one.comment_id),
        "restore_action": with_arguments("chairs.restore_comment", view, comment_id=one.comment_id),
    }


def _flag(place: int, flag: Any) -> Values:
    known = FLAGS.get(flag["code"])
    return {
        "title": str(known[0]) if known else flag["code"].replace("_", " ").capitalize(),
        "detail": flag["detail"],
        "is_serious": flag["severity"] == "serious",
        "lights": f"flag-{place}" if flag.get("start") is not None and flag.get("end") != flag.get("start") else "",
    }


def _facts(desk: Desk) -> list[tuple[str, str]]:
    document = desk.document
    form = document.format
    fonts = form.get("fonts") or []
    named = [
        (_("Version"), str(desk.version)),
        (
            _("Words"),
            _(
                "%(words)s, of them %(body)s in the body",
                words=number(document.words),
                body=number(document.words_body),
            ),
        ),
        (_("Pages"), number(document.pages) if document.pages else ""),
        (_("Language"), language_name(document.language)),
        (_("Paper"), form.get("page_size") or ""),
        (_("Type"), ", ".join(_font(font) for font in fonts[:2])),
        (_("Line spacing"), number(form["line_spacing"]) if form.get("line_spacing") else ""),
        *_identity(desk),
    ]
    return [(str(name), str(value)) for name, value in named if value]


def _font(font: Any) -> str:
    return f"{font['name']} {number(font['size_pt'])} pt" if font.get("size_pt") else str(font["name"])


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
        (_("Created"), known.created),
        (_("Changed"), known.modified),
        (_("Time in the editor"), _("%(minutes)s min", minutes=number(minutes)) if minutes is not None else ""),
    ]
