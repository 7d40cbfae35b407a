"""The log and the machine's work in words: what `templates/staff/log.html` and `operations.html` draw."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.states import MailState, RunState, Step
from reviewer.services.desks.log import PAGE, Entry, LogPage
from reviewer.services.desks.operations import FailedRun, Operations
from reviewer.web.dates import moment
from reviewer.web.log_words import MAILS, detail_words
from reviewer.web.messages import words_of
from reviewer.web.paging import page_values

Values = dict[str, Any]

ACTS = {
    "account.created": _l("Created an account"),
    "account.made_operator": _l("Made an account an operator"),
    "account.password_changed": _l("Changed a password"),
    "account.signed_out_everywhere": _l("Signed out everywhere"),
    "adjustment.made": _l("Adjusted a total"),
    "adjustment.revoked": _l("Took an adjustment back"),
    "anchor.agreed": _l("Wrote down an agreed mark of an anchor paper"),
    "anchor.chosen": _l("Chose an anchor paper"),
    "anchor.ended": _l("Let an anchor paper go"),
    "awards.closed": _l("Closed an award list"),
    "awards.signed": _l("Signed an award list"),
    "awards.withdrawn": _l("Withdrew an award list"),
    "blind.begun": _l("Began blind marking"),
    "blind.changed": _l("Changed when blind marking ends"),
    "blind.ended": _l("Ended blind marking"),
    "case.assigned": _l("Gave a case to somebody"),
    "case.opened": _l("Opened a case"),
    "case.ruled": _l("Ruled on a case"),
    "comment.added": _l("Added a comment"),
    "comment.changed": _l("Changed a comment"),
    "comment.deleted": _l("Deleted a comment"),
    "bank.kept": _l("Put a comment into the bank"),
    "bank.changed": _l("Changed a comment of the bank"),
    "bank.retired": _l("Took a comment out of the bank"),
    "bank.moved": _l("Shared a comment of the bank"),
    "comment.points_dropped": _l("Let a comment stand without its points"),
    "comment.restored": _l("Brought a comment back"),
    "committee.changed": _l("Changed a committee"),
    "committee.created": _l("Created a committee"),
    "conference.erased": _l("Erased the conference's personal data"),
    "conference.created": _l("Created the conference"),
    "conference.rules_changed": _l("Changed the conference's rules"),
    "conflict.declared": _l("Declared a conflict"),
    "conflict.revoked": _l("Took a declared conflict back"),
    "marks_due.set": _l("Said when marks are due"),
    "readers.assigned": _l("Shared papers out among chairs"),
    "readers.cap_set": _l("Set how many papers a chair reads"),
    "readings.set": _l("Set how papers are read"),
    "deadline.cleared": _l("Removed a deadline"),
    "deadline.set": _l("Set a deadline"),
    "deduction.declined": _l("Decided against a proposed deduction"),
    "deduction.reconsidered": _l("Had a declined deduction proposed again"),
    "exclusion.made": _l("Excluded a passage or source"),
    "exclusion.revoked": _l("Took an exclusion back"),
    "extension.granted": _l("Granted an extension"),
    "format.adopted": _l("Adopted a format profile"),
    "format.chosen": _l("Chose a format profile"),
    "invitation.made": _l("Invited somebody"),
    "invitation.renewed": _l("Renewed an invitation"),
    "mark.set": _l("Set a mark"),
    "membership.ended": _l("Took somebody's place away"),
    "membership.granted": _l("Gave somebody a place"),
    "note.set": _l("Wrote a note beside a mark"),
    "overall.set": _l("Wrote the overall comment"),
    "paper.flagged": _l("Asked staff to look at a paper"),
    "question.judged": _l("Judged a key question"),
    "question.taken_back": _l("Took a word on a key question back"),
    "hints.changed": _l("Changed hints"),
    "suggestions.renewal_stopped": _l("Stopped renewing suggestions"),
    "suggestions.renewed": _l("Had suggestions renewed"),
    "questions.changed": _l("Changed key questions"),
    "regrade.answered": _l("Answered a request for a regrade"),
    "regrade.asked": _l("Asked for a regrade"),
    "regrade.closed": _l("Said staff's last word on a regrade"),
    "regrade.escalated": _l("Asked staff to look at a regrade"),
    "release.made": _l("Released feedback"),
    "release.taken_back": _l("Took a release back"),
    "roster.imported": _l("Imported a roster"),
    "rule.changed": _l("Changed what counts"),
    "rubric.adopted": _l("Adopted a rubric"),
    "rubric.moved": _l("Moved marks to another version of a rubric"),
    "rubric.moved_back": _l("Moved marks back to the older version"),
    "rubric.draft_dropped": _l("Threw a rubric's draft away"),
    "rubric.assigned": _l("Gave a committee its rubric"),
    "run.retried": _l("Had a failed step done again"),
    "scorecard.finished": _l("Finished a scorecard"),
    "scorecard.reopened": _l("Reopened a scorecard"),
    "source.added": _l("Added a source"),
    "source.removed": _l("Removed a source"),
    "source.restored": _l("Brought a source back"),
    "source.retried": _l("Had a source read again"),
    "submission.accepted": _l("Accepted a version after all"),
    "submission.not_accepted": _l("Did not accept a version's form"),
    "submission.received": _l("Handed in a version"),
    "submission.unreadable": _l("Found a version unreadable"),
    "submission.withdrawn": _l("Withdrew a version"),
}
"""What an act of the log is called, by its code."""

_SUBJECTS = {
    "adjustment": _l("adjustment"),
    "anchor": _l("anchor paper"),
    "award_list": _l("award list"),
    "case": _l("case"),
    "comment": _l("comment"),
    "committee": _l("committee"),
    "conference": _l("conference"),
    "deadline": _l("deadline"),
    "exclusion": _l("exclusion"),
    "extension": _l("extension"),
    "format": _l("format profile"),
    "invitation": _l("invitation"),
    "judgement": _l("judgement"),
    "mark": _l("mark"),
    "membership": _l("membership"),
    "paper": _l("paper"),
    "regrade": _l("regrade"),
    "release": _l("release"),
    "rubric": _l("rubric"),
    "ruling": _l("ruling"),
    "run": _l("step"),
    "scorecard": _l("scorecard"),
    "seat": _l("seat"),
    "source": _l("source"),
    "submission": _l("version"),
    "user": _l("account"),
}

_STEPS = {
    Step.READ: _l("Reading"),
    Step.COMPARE: _l("Comparing"),
    Step.COVER: _l("Key questions"),
    Step.PICTURE: _l("Page pictures"),
}


def act_word(action: str) -> str:
    """What an act is called; an act without a name of ours by its code."""
    return str(ACTS[action]) if action in ACTS else action


def log_values(page: LogPage, now: datetime, *, action: str, who: str) -> Values:
    """The context of the log."""
    here: Values = {"conference_id": page.conference_id}
    query: Values = {"act": action or None, "who": who or None}
    acts = sorted(((code, act_word(code)) for code in page.actions), key=lambda one: one[1])
    return {
        "operations_href": url_for("audits.operations", **here),
        "chain": {"broken": page.broken, "checked": moment(now, page.timezone, now=now)},
        "filters": {
            "action": url_for("audits.log", **here),
            "who": who,
            "act": action,
            "acts": [("", _("All acts")), *acts],
        },
        "events": [_entry(one, page.timezone) for one in page.entries],
        "page": page_values(page.page, PAGE, page.total, lambda n: url_for("audits.log", **here, **query, page=n)),
    }


def _entry(entry: Entry, zone: str) -> Values:
    subject = str(_SUBJECTS.get(entry.subject, entry.subject))
    case_id = entry.subject_id if entry.subject == "case" else entry.details.get("case")
    return {
        "number": entry.number,
        "at": moment(entry.at, zone),
        "who": _who(entry),
        "act": act_word(entry.action),
        "what": subject if entry.subject_id is None else f"{subject} {entry.subject_id}",
        "what_href": url_for("audits.case", case_id=case_id) if isinstance(case_id, int) else "",
        "details": detail_words(entry.details, zone),
        "hash": entry.hash,
    }


def _who(entry: Entry) -> str:
    if entry.actor_id is None:
        return str(_("The service"))
    return entry.who or _("Person %(number)s, erased", number=entry.actor_id)


def operations_values(found: Operations) -> Values:
    """The context of the operations page."""
    queued, running = found.runs[RunState.QUEUED], found.runs[RunState.RUNNING]
    return {
        "here": url_for("audits.operations", conference_id=found.conference_id),
        "log_href": url_for("audits.log", conference_id=found.conference_id),
        "broker": found.ringing is not None,
        "ringing": found.ringing or 0,
        "runs": {"queued": queued, "running": running, "done": found.runs[RunState.DONE]},
        "oldest": None if found.oldest_queued_at is None else moment(found.oldest_queued_at, found.timezone),
        "failed": [_failed(one, found.timezone) for one in found.failed],
        "failed_total": found.runs[RunState.FAILED],
        "mails": {
            "waiting": found.mails[MailState.WAITING],
            "sent": found.mails[MailState.SENT],
            "failed": found.mails[MailState.FAILED],
        },
        "stuck": [
            {
                "address": one.address,
                "template": str(MAILS.get(one.template, one.template)),
                "given_up": one.is_given_up,
                "attempts": one.attempts,
                "error": one.error,
                "next": moment(one.next_attempt_at, found.timezone),
            }
            for one in found.stuck
        ],
        "files": found.files,
        "size": _size(found.bytes),
    }


def _failed(run: FailedRun, zone: str) -> Values:
    version = "" if run.number is None else _("version %(number)s", number=run.number)
    return {
        "title": run.title,
        "of": ", ".join(part for part in (run.committee, version) if part),
        "step": str(_STEPS[run.step]),
        "reason": words_of(run.code),
        "detail": run.detail,
        "at": moment(run.failed_at, zone),
        "retry": url_for("audits.retry", run_id=run.run_id),
    }


def _size(count: int) -> str:
    """Bytes as people read them."""
    size, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024 or unit == "GB":
            break
        size /= 1024
    return f"{format_decimal(round(size, 1))} {unit}"
