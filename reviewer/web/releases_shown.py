"""Releases in words and addresses: what `templates/staff/release.html` and `release_preview.html` draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from reviewer.services.desks.releases import CommitteeReady, MadeRelease, MissingPaper, Overview
from reviewer.services.grading.proposals import Proposal
from reviewer.web.audits_shown import titled
from reviewer.web.dates import moment

Values = dict[str, Any]


def overview_values(found: Overview, now: datetime) -> Values:
    """The context of the release page but for what was typed."""
    return {
        "committees": [_committee(one, found.conference_id) for one in found.committees],
        "ready": sum(len(one.ready) for one in found.committees),
        "missing": missing_values(found.committees),
        "released": [_made(one, found.timezone, now) for one in found.releases],
        "action": url_for("releases.make", conference_id=found.conference_id),
        "zone": found.timezone.rsplit("/", 1)[-1].replace("_", " "),
        "links": [
            {"label": _("Regrades"), "href": url_for("regrades.of_conference", conference_id=found.conference_id)},
            *(
                {
                    "label": _("Marks, %(format)s", format=ending.upper()),
                    "href": url_for("awards.conference_scores", conference_id=found.conference_id, ending=ending),
                }
                for ending in ("csv", "xlsx")
            ),
        ],
    }


def _committee(one: CommitteeReady, conference_id: int) -> Values:
    return {
        "id": one.id,
        "name": one.name,
        "ready": len(one.ready),
        "missing": len(one.missing),
        "released": one.released,
        "total": one.handed_in,
        "open_cases": _open_cases(one),
        "cases_href": url_for("audits.board", conference_id=conference_id, committee=one.id),
    }


def _open_cases(one: CommitteeReady) -> int:
    return sum(paper.has_open_case for paper in one.ready) + sum(paper.has_open_case for paper in one.missing)


def missing_values(committees: Iterable[CommitteeReady]) -> list[Values]:
    """Every paper that would be left out, with what it lacks."""
    return [
        {
            "title": titled(paper.delegation, paper.topic),
            "committee": committee.name,
            "lacks": _lacks(paper),
            "has_case": paper.has_open_case,
            "href": url_for("chairs.desk", paper_id=paper.paper_id),
        }
        for committee in committees
        for paper in committee.missing
    ]


def _lacks(paper: MissingPaper) -> str:
    if not paper.is_read:
        return str(_("its text could not be read"))
    if not paper.is_started:
        return str(_("no chair began"))
    if paper.needs_moderation:
        return str(_("its readings are too far apart: a third person must read it"))
    if paper.marks_missing:
        return str(ngettext("%(num)s mark is missing", "%(num)s marks are missing", paper.marks_missing))
    if paper.has_draft:
        return str(_("all marks are there, but its chair has not finished it"))
    return str(ngettext("%(num)s more reading is needed", "%(num)s more readings are needed", paper.readings_missing))


def _made(one: MadeRelease, zone: str, now: datetime) -> Values:
    return {
        "id": one.id,
        "name": one.committee or _("All committees"),
        "papers": one.papers,
        "at": moment(one.released_at, zone),
        "visible": moment(one.visible_from, zone),
        "is_due": one.visible_from > now and one.revoked_at is None,
        "was_shown": one.visible_from < (one.revoked_at or now),
        "by": one.by,
        "revoked": None if one.revoked_at is None else moment(one.revoked_at, zone),
        "revoked_by": one.revoked_by,
        "take_back": url_for("releases.take_back", release_id=one.id),
        "undecided": [
            _undecided(paper.paper_id, titled(paper.delegation, paper.topic), paper.committee, paper.proposals)
            for paper in one.undecided
        ],
    }


def _undecided(paper_id: int, title: str, committee: str, lines: Sequence[Proposal]) -> Values:
    """A paper with the lines that nobody decided on, and where to decide."""
    return {
        "title": title,
        "committee": committee,
        "lines": ", ".join(one.rule.title for one in lines),
        "href": url_for("chairs.desk", paper_id=paper_id, _anchor="deductions"),
    }


def preview_values(
    found: Overview, committee_id: int | None, when: datetime | None, waiting: Mapping[int, Sequence[Proposal]]
) -> Values:
    """The context of the preview but for the fields to send again; `waiting` by paper: proposals nobody decided on."""
    chosen = found.chosen(committee_id)
    papers = [(committee, paper) for committee in chosen for paper in committee.ready]
    return {
        "what": _("all committees") if committee_id is None else ", ".join(one.name for one in chosen),
        "when": None if when is None else moment(when, found.timezone),
        "papers": [
            {
                "title": titled(paper.delegation, paper.topic),
                "committee": committee.name,
                "total": format_decimal(paper.total),
                "out_of": format_decimal(paper.out_of),
                "has_case": paper.has_open_case,
            }
            for committee, paper in papers
        ],
        "undecided": [
            _undecided(paper.paper_id, titled(paper.delegation, paper.topic), committee.name, waiting[paper.paper_id])
            for committee, paper in papers
            if paper.paper_id in waiting
        ],
        "cases": sum(paper.has_open_case for _committee, paper in papers),
        "missing": missing_values(chosen),
        "people": sum(one.people for one in chosen),
        "action": url_for("releases.make", conference_id=found.conference_id),
        "back_href": url_for("releases.overview", conference_id=found.conference_id),
    }
