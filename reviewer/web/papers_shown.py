"""A delegate's papers as their templates want them: words, addresses and moments."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel.core import Locale, UnknownLocaleError
from flask import url_for
from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.progress import Progress
from reviewer.domain.states import DeadlineRight, RunState, Step, SubmissionState
from reviewer.services.desks.delegate import PaperCard, PaperState
from reviewer.services.desks.delegate_paper import Fact, PaperPage, SharedSeen
from reviewer.services.desks.paper_facts import PaperFacts
from reviewer.services.desks.sent import Version
from reviewer.web.dates import moment
from reviewer.web.facts_shown import counted_facts, title_warning
from reviewer.web.flags import FLAGS
from reviewer.web.format_words import finding_values
from reviewer.web.messages import words_of
from reviewer.web.quantities import number, points, size_words

__all__ = ["card_values", "checks_values", "language_name", "number", "page_values", "points"]

Values = dict[str, Any]

_STEPS = ((Step.READ, _l("Read")), (Step.COMPARE, _l("Compared")), (Step.COVER, _l("Questions")))
_AFTER = {
    DeadlineRight.FEEDBACK: _l("Papers received after %(time)s get no written feedback."),
    DeadlineRight.PAPER_AWARD: _l("Papers received after %(time)s cannot win a paper award."),
    DeadlineRight.ANY_AWARD: _l("Papers received after %(time)s cannot win any award."),
}
_PATIENCE_S = (1, 1, 2, 2, 3, 5, 8)
"""How long a page waits before each look at the checks; the last value from then on."""


def card_values(card: PaperCard, now: datetime, *, name_conference: bool = False) -> Values:
    """One card of the home page, as `delegate/home.html` documents it."""
    newest = card.newest
    here = url_for("papers.show", paper_id=card.paper_id)
    return {
        **paper_values(card, now),
        "id": card.paper_id,
        "conference": card.conference if name_conference else "",
        "topics": [{"title": one.title, "questions": one.questions, "links": one.links} for one in card.topics],
        "guides": [
            {"name": one.title, "pages": one.pages, "href": url_for("papers.guide", source_id=one.source_id)}
            for one in card.guides
        ],
        "version": newest.number if newest else None,
        "received": moment(newest.received_at, card.timezone, now=now) if newest else None,
        "checks": None if _is_quiet(card) else checks_values(card, now, on="home"),
        "upload_href": f"{here}#file",
        "detail_href": here,
        "feedback_href": url_for("papers.feedback", paper_id=card.paper_id),
        "total": points(card.shown.total) if card.shown else None,
        "out_of": points(card.shown.out_of) if card.shown else None,
    }


def _is_quiet(card: PaperCard) -> bool:
    """Whether the card's state says all there is to say of its checks."""
    return card.progress is None or card.progress.is_settled or card.state is PaperState.RELEASED


def paper_values(card: PaperCard, now: datetime) -> Values:
    """What every page of a paper shows of it."""
    due = card.due or next((due for due in card.dues if due.right in _AFTER), None)
    return {
        "delegation": card.delegation,
        "committee": card.committee,
        "state": card.state.value,
        "deadline": moment(due.at, card.timezone, now=now) if due else None,
        "is_extended": due is not None and due.is_extended,
        "late_rule": late_rule(card, now),
        "failure": failure(card, now),
        "may_submit": card.may_submit,
        "is_open": card.is_open,
    }


def late_rule(card: PaperCard, now: datetime) -> str:
    """What a paper loses that comes after one of the deadlines before the last."""
    return " ".join(
        str(_AFTER[due.right]) % {"time": moment(due.at, card.timezone, now=now).text}
        for due in card.dues
        if due.right in _AFTER
    )


def failure(card: PaperCard, now: datetime) -> str:
    """Why the newest version could not be checked and what to do, or nothing."""
    if card.newest is None or card.progress is None or card.state is PaperState.RELEASED:
        return ""
    if card.newest.not_accepted_since is not None:
        return " ".join([_not_accepted(card), *_replacement(card, now)])
    if card.progress.state is not SubmissionState.FAILED:
        return ""
    if card.newest.unreadable_code is None:
        return str(_("A check stopped on our side. Your file and its receipt are safe; have it checked again."))
    return " ".join([words_of(card.newest.unreadable_code), *_replacement(card, now)])


def _not_accepted(card: PaperCard) -> str:
    if any(version.counts and version.not_accepted_since is None for version in card.versions):
        return str(_("This version is not accepted: its form breaks a rule of the conference. The checks say which."))
    return str(
        _(
            "This version is not accepted: its form breaks a rule of the conference. The checks say which. It is kept, "
            "and chairs see that it was not accepted unless another comes."
        )
    )


def _replacement(card: PaperCard, now: datetime) -> list[str]:
    """Until when a new file counts as received at the old one's time, and what counts until then."""
    sentences = []
    if card.is_open and card.replacement_until and card.replacement_counts_as and now <= card.replacement_until:
        sentences.append(
            _(
                "A new file sent by %(until)s counts as received on %(since)s.",
                until=moment(card.replacement_until, card.timezone, now=now).text,
                since=moment(card.replacement_counts_as, card.timezone, now=now).text,
            )
        )
    earlier = next((version for version in card.versions if version.counts), None)
    if earlier is not None and earlier.void_since is None:
        sentences.append(_("Until then version %(number)s counts.", number=earlier.number))
    return sentences


def checks_values(card: PaperCard, now: datetime, *, on: str, look: int = 0) -> Values:
    """The steps of the newest version, with where and when to look again while they are not settled."""
    assert card.newest is not None
    assert card.progress is not None
    received = moment(card.newest.received_at, card.timezone, now=now)
    return {
        "live": not card.progress.is_settled,
        "href": url_for("papers.progress", paper_id=card.paper_id, on=on, look=look + 1),
        "wait": _PATIENCE_S[min(look, len(_PATIENCE_S) - 1)],
        "steps": [
            {"name": _("Received"), "state": "done", "note": received.clock},
            *_steps(card.progress),
            {
                "name": _("Done"),
                "state": "done" if card.progress.state is SubmissionState.CHECKED else "waiting",
                "note": "",
            },
        ],
    }


def _steps(progress: Progress) -> list[Values]:
    states = dict(progress.steps)
    shown = []
    is_first_open = True
    for step, name in _STEPS:
        state = "done" if states[step] is RunState.DONE else "failed" if states[step] is RunState.FAILED else "waiting"
        if state == "waiting" and is_first_open and not progress.is_settled:
            state, is_first_open = "now", False
        shown.append({"name": str(name), "state": state, "note": ""})
    return shown


def page_values(page: PaperPage, now: datetime, *, asker: int, mail: str) -> Values:
    """The page of one paper, as `delegate/upload.html` documents it."""
    card = page.card
    newest = card.newest
    return {
        "paper": paper_values(card, now),
        "action": url_for("papers.submit", paper_id=card.paper_id),
        "retry_action": url_for("papers.retry", paper_id=card.paper_id) if page.can_retry else "",
        "receipt": receipt_values(newest, card, now, asker=asker, mail=mail) if newest else None,
        "checks": checks_values(card, now, on="paper") if newest else None,
        "versions": [version_values(version, card, now) for version in card.versions],
        "feedback_href": url_for("papers.feedback", paper_id=card.paper_id) if card.shown else "",
        "back_href": url_for("papers.home"),
        **findings_values(page),
    }


def findings_values(page: PaperPage) -> Values:
    """What the checks found, as `delegate/_precheck.html` documents it."""
    return {
        "facts": fact_values(page.facts, page.known) if page.facts and page.known else [],
        "findings": finding_values(page.form) if page.form else [],
        "warnings": warning_values(page),
        "questions": [
            {
                "id": one.id,
                "topic": one.topic if len({other.topic for other in page.questions}) > 1 else "",
                "text": one.text,
                "status": one.status.value,
                "quote": one.quotes[0] if one.quotes else "",
            }
            for one in page.questions
        ],
        "shared": shared_values(page.shared) if page.shared else None,
        "text": {"blocks": page.blocks, "language": page.language},
    }


def receipt_values(version: Version, card: PaperCard, now: datetime, *, asker: int, mail: str) -> Values:
    """What the person can prove."""
    return {
        "number": version.receipt,
        "sha256": version.sha256,
        "version": version.number,
        "received": moment(version.received_at, card.timezone, now=now),
        "counted": (
            moment(version.counted_at, card.timezone, now=now) if version.counted_at != version.received_at else None
        ),
        "file_name": version.file_name,
        "size": size_words(version.size),
        "sent_by": version.sent_by or "",
        "mailed_to": mail if version.sent_by_id == asker else "",
    }


def version_values(version: Version, card: PaperCard, now: datetime) -> Values:
    """A row of the table of versions."""
    may_withdraw = card.may_submit and version.withdrawn_at is None and card.shown is None
    due = card.due
    return {
        "number": version.number,
        "received": moment(version.received_at, card.timezone, now=now),
        "file_name": version.file_name,
        "counts": version.counts,
        "late": version.counts and any(right.kept is False for right in card.dues),
        "withdrawn": version.withdrawn_at is not None,
        "unreadable": version.unreadable_code is not None,
        "not_accepted": version.not_accepted_since is not None,
        "download_href": url_for("papers.original", submission_id=version.submission_id),
        "withdraw_action": (
            url_for("papers.withdraw", submission_id=version.submission_id)
            if may_withdraw and (due is None or now <= due.at)
            else ""
        ),
    }


def warning_values(page: PaperPage) -> list[Values]:
    """What had better be mended: flags of the file, and a title block that names another seat."""
    mendable = [
        {"title": FLAGS[one.code][0], "detail": FLAGS[one.code][1], "words": one.words, "is_gentle": False}
        for one in page.mendable
    ]
    wrong = title_warning(page.known) if page.known else None
    return [*mendable, *([wrong] if wrong else [])]


def fact_values(facts: Fact, known: PaperFacts) -> list[tuple[str, str]]:
    """Names and values of what is known of the paper and its form."""
    named = [
        *counted_facts(known),
        (_("Language"), language_name(facts.language)),
        (_("Paper size"), facts.page_size or ""),
        (_("Type"), _typeface(facts)),
        (_("Line spacing"), format_decimal(facts.line_spacing) if facts.line_spacing else ""),
    ]
    return [(str(name), str(value)) for name, value in named if value]


def _typeface(facts: Fact) -> str:
    if not facts.font:
        return ""
    return f"{facts.font}, {format_decimal(facts.font_size_pt)} pt" if facts.font_size_pt else facts.font


def language_name(code: str | None) -> str:
    """A language's name in the page's language, or nothing."""
    try:
        return (Locale.parse(code, sep="-").get_display_name(get_locale()) or "").capitalize() if code else ""
    except (UnknownLocaleError, ValueError):
        return ""


def shared_values(shared: SharedSeen) -> Values:
    """What stands elsewhere too; texts that may not be named are another text."""
    return {
        "share": shared.share,
        "passages": [
            {
                "kind": one.kind.value,
                "quote": one.quote,
                "elsewhere": ", ".join(title or _("another text") for title in one.elsewhere),
                "own": one.wording.own if one.wording else (),
                "other": one.wording.other if one.wording else (),
            }
            for one in shared.passages
        ],
    }
