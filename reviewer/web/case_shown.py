"""A case and its dossier in words and addresses: what `templates/staff/case.html` and `dossier.html` draw."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from reviewer.domain.provenance import Rule
from reviewer.services.desks.case_file import FileEvidence, SharedWith
from reviewer.services.desks.case_history import MadeExclusion
from reviewer.services.desks.case_passages import OtherText, Passage
from reviewer.services.desks.cases import CasePage, Dossier
from reviewer.services.flows import Node
from reviewer.services.origins import Order
from reviewer.web.arcs import cluster_values
from reviewer.web.audits_shown import titled
from reviewer.web.case_history_shown import event_values
from reviewer.web.dates import moment
from reviewer.web.flags import flag_shown
from reviewer.web.provenance_words import CLASSES, reason_word
from reviewer.web.rulings_shown import KINDS, decision_values, verdicts

Values = dict[str, Any]


def case_values(page: CasePage) -> Values:
    """The context of a case."""
    here: Values = {"case_id": page.case_id}
    key = page.chosen.key if page.chosen else None
    return {
        "case": {
            "delegation": titled(page.delegation, page.topic),
            "committee": page.committee,
            "state": page.state,
            "severity": "none" if page.severity is None else page.severity.value,
            "share": page.figures.similarity,
            "before": page.figures.similarity + page.figures.similarity_excluded,
            "auditor": page.assignee or "",
            "auditor_id": page.assignee_id or "",
        },
        "paper": _paper(page),
        "source": _source(page),
        "sources": [_other(one, page) for one in page.others if _is_tab(one, page)],
        "left_out": [_other(one, page) for one in page.others if not _is_tab(one, page)],
        "matches": [_match(one, page.timezone) for one in page.passages],
        "foreign": page.foreign,
        "lineage": _lineage(page),
        "exclusions": [_exclusion(one, page.timezone) for one in page.exclusions],
        "file": None if page.file is None else file_values(page.file),
        "timeline": [event_values(one, page.timezone) for one in page.timeline],
        "decisions": [decision_values(one, page.timezone) for one in page.decisions],
        "verdicts": verdicts(),
        "staff": [("", _("Choose a person")), *page.staff],
        "is_released": page.is_released,
        "release_href": url_for("releases.overview", conference_id=page.conference_id),
        "actions": {
            "assign": url_for("audits.assign", **here),
            "exclude": url_for("audits.exclude", **here, other=key),
            "restore": url_for("audits.restore", **here, other=key),
            "rule": url_for("audits.rule", **here, other=key),
            "dossier": url_for("audits.dossier", **here),
        },
        "back_href": url_for("audits.board", conference_id=page.conference_id),
        "rules_href": url_for("rules.show", conference_id=page.conference_id),
        "map_href": url_for("maps.show", conference_id=page.conference_id),
    }


def _paper(page: CasePage) -> Values | None:
    if page.text is None or page.counted_at is None:
        return None
    return {
        "title": _("%(delegation)s, version %(number)s", delegation=page.delegation, number=page.number),
        "blocks": page.text.blocks,
        "language": page.text.language or "",
        "at": moment(page.counted_at, page.timezone),
        "is_first": page.chosen is not None and page.chosen.is_earlier is False,
    }


def _source(page: CasePage) -> Values | None:
    if page.chosen is None or page.chosen_text is None:
        return None
    chosen = page.chosen
    return {
        "title": other_title(chosen, page.committee),
        "kind_word": kind_word(chosen),
        "blocks": page.chosen_text.blocks,
        "language": page.chosen_text.language or "",
        "at": None if chosen.counted_at is None else moment(chosen.counted_at, page.timezone),
        "is_first": chosen.is_earlier is True,
        "source_id": chosen.source_id,
        "is_excluded": chosen.is_excluded,
        "is_mutual": chosen.is_mutual,
        "counted": chosen.counted,
        "all_words": chosen.all_words,
    }


def _is_tab(other: OtherText, page: CasePage) -> bool:
    """Whether a text stands among the first: it has words that count, or is looked at just now."""
    return other.counted > 0 or other is page.chosen


def _lineage(page: CasePage) -> Values | None:
    if page.lineage is None:
        return None

    def href(node: Node) -> str:
        """The pair with that text where this paper shares anything with it."""
        if any(one.key == node.key for one in page.others):
            return url_for("audits.case", case_id=page.case_id, other=node.key)
        return ""

    return cluster_values(page.lineage, page.timezone, href, own=f"paper-{page.paper_id}")


def other_title(other: OtherText, committee: str) -> str:
    """What the other text is called in a case of this committee: another committee is named, its own is not."""
    return (
        other.title if other.paper_id is None or other.committee == committee else f"{other.title}, {other.committee}"
    )


def kind_word(other: OtherText) -> str:
    """What kind of text the other one is."""
    words = {
        "guide": _("guide"),
        "prompt": _("question text"),
        "un_document": _("UN document"),
        "past_paper": _("past paper"),
        "web": _("web page"),
        "other": _("other source"),
    }
    return str(_("paper of this conference") if other.source_kind is None else words[other.source_kind])


def _other(other: OtherText, page: CasePage) -> Values:
    return {
        "title": other_title(other, page.committee),
        "href": url_for("audits.case", case_id=page.case_id, other=other.key),
        "words": other.counted,
        "all_words": other.all_words,
        "current": other is page.chosen,
    }


def _match(passage: Passage, zone: str) -> Values:
    return {
        "id": f"match-{passage.id}",
        "match_id": passage.id,
        "kind": passage.kind.value,
        "words": passage.words,
        "quote": passage.quote,
        "other_quote": passage.other_quote,
        "own": passage.wording.own,
        "other": passage.wording.other,
        "class_name": str(CLASSES[passage.provenance]),
        "is_serious": passage.rule is Rule.SERIOUS and passage.excluded is None,
        "is_exchange": passage.is_exchange,
        "order": _order(passage, zone),
        "excluded": passage.excluded or "",
        "reason": passage.exclusion.reason if passage.exclusion else "",
        "exclusion_id": passage.exclusion.id if passage.exclusion else None,
    }


def _order(passage: Passage, zone: str) -> str:
    """Which paper had the passage first, in a sentence; empty for a source."""
    known = passage.precedence
    if known is None:
        return ""
    own, other = moment(known.own_at, zone).text, moment(known.other_at, zone).text
    match known.order:
        case Order.OTHER_FIRST:
            return str(_("The other paper had it first: %(other)s; this one since %(own)s.", own=own, other=other))
        case Order.OWN_FIRST:
            return str(_("This paper had it first: %(own)s; the other one since %(other)s.", own=own, other=other))
        case Order.MUTUAL:
            words = {"own": known.own_words, "other": known.other_words}
            return str(_("Each had a part of it first: %(own)s words this paper, %(other)s the other one.", **words))
        case Order.TOGETHER:
            return str(_("Both papers were received with it at the same moment: %(own)s.", own=own))


def _exclusion(made: MadeExclusion, zone: str) -> Values:
    return {
        "id": made.id,
        "is_source": made.source_id is not None,
        "what": made.what,
        "for_all": made.for_all,
        "reason": made.reason,
        "by": made.by,
        "at": moment(made.made_at, zone),
        "revoked": None if made.revoked_at is None else moment(made.revoked_at, zone),
        "revoked_by": made.revoked_by,
    }


def file_values(file: FileEvidence) -> Values:
    """What the file tells, as names and values; what it does not say is left out."""
    facts = [
        (_("File"), file.name),
        (_("Author"), file.author),
        (_("Last saved by"), file.last_modified_by),
        (_("Created"), _stamp(file.created)),
        (_("Last saved"), _stamp(file.modified)),
        (_("Editing time"), "" if file.edit_minutes is None else _("%(num)s min", num=file.edit_minutes)),
        (_("Revision ids"), str(file.revision_ids or "")),
    ]
    return {
        "facts": [(name, value) for name, value in facts if value],
        "flags": [
            {**asdict(flag_shown(asdict(one), file.blocks)), "serious": one.severity == "serious"} for one in file.flags
        ],
        "shared": [{"title": f"{one.delegation}, {one.committee}", "what": _shared(one)} for one in file.shared],
    }


def _stamp(value: str) -> str:
    """A file's own date as it stands there: no zone is known, so nothing is turned."""
    return value.replace("T", " ").removesuffix("Z")[:16]


def _shared(one: SharedWith) -> str:
    found = []
    if one.same_file:
        found.append(_("the very same file"))
    if one.same_author:
        found.append(_("the same author"))
    if one.same_last_editor:
        found.append(_("last saved by the same person"))
    if one.revision_ids:
        found.append(
            ngettext(
                "%(num)s revision id that hardly any other file has: the papers may come from the same file",
                "%(num)s revision ids that hardly any other file has: the papers may come from the same file",
                one.revision_ids,
            )
        )
    return ", ".join(found)


def dossier_values(found: Dossier, now: datetime) -> Values:
    """The context of a dossier: the case's own, with every other text and its passages."""
    page = found.page
    return {
        **case_values(page),
        "now": moment(now, page.timezone),
        "words": page.text.words if page.text else 0,
        "blocks": found.text.blocks if found.text else (),
        "sections": [
            {
                "title": other_title(one.other, page.committee),
                "kind_word": kind_word(one.other),
                "at": None if one.other.counted_at is None else moment(one.other.counted_at, page.timezone),
                "is_earlier": one.other.is_earlier,
                "counted": one.other.counted,
                "all_words": one.other.all_words,
                "is_mutual": one.other.is_mutual,
                "matches": [
                    _match(passage, page.timezone) | {"how": _how(passage, page.timezone)} for passage in one.passages
                ],
            }
            for one in found.sections
        ],
    }


def _how(passage: Passage, zone: str) -> str:
    """How a passage is shared, what kind it is, who had it first, and, where it does not count, why."""
    said = [str(KINDS[passage.kind]), str(CLASSES[passage.provenance])]
    if passage.is_exchange:
        said.append(_("same text with the country exchanged"))
    if passage.excluded is not None:
        said.append(_("does not count: %(why)s", why=reason_word(passage.excluded)))
    order = _order(passage, zone)
    return "; ".join(said) + (f". {order}" if order else "")
