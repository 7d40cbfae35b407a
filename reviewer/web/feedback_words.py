"""Released feedback in the words of the page's language, as its files bear them. The dais signs, never a person."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

from flask_babel import format_date
from flask_babel import gettext as _

from reviewer.engine.returning import Line, Sheet
from reviewer.services.desks.delegate_feedback import CommentShown, CriterionShown, FeedbackPage, QuestionShown
from reviewer.services.exports.feedback_card import Card, CardLine, Remarks
from reviewer.services.feedback_files import FeedbackFile
from reviewer.web.language import current
from reviewer.web.quantities import points, signed

_LONGEST_QUOTE = 240


def sheet_of(found: FeedbackFile) -> Sheet:
    """What is written into the returned paper: comments at their words, and the block at its end."""
    page = found.page
    return Sheet(
        author=_("The dais of %(committee)s", committee=page.committee),
        made_at=found.since.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ"),
        notes=tuple(one.note(said(one.shown), about(one.shown)) for one in found.comments),
        closing=_closing(page),
        further=_("Further comments"),
        language=current(),
    )


def said(comment: CommentShown) -> str:
    """A comment with the criterion it belongs to and what it did to its mark."""
    if not comment.criterion:
        return comment.text
    name = _on_topic(comment.criterion, comment.topic)
    change = f" ({signed(comment.points)})" if comment.points else ""
    return f"{name}{change}: {comment.text}"


def about(comment: CommentShown) -> str:
    """Which words a comment speaks of, for where it cannot stand beside them."""
    return str(_("On the words “%(words)s”:", words=_short(comment.quote))) if comment.quote else ""


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[:_LONGEST_QUOTE].rpartition(" ")[0] + "\u2026"


def _closing(page: FeedbackPage) -> tuple[Line, ...]:
    lines = [
        Line("heading", _("Feedback")),
        Line("line", f"{page.delegation}, {page.committee}"),
        Line("strong", _total(page)),
    ]
    lines += [Line("line", part) for part in (page.band, how_combined(page)) if part]
    for number, criteria in enumerate(page.readings, 1):
        lines += [Line("small", _("Reader %(number)s", number=number))] if len(page.readings) > 1 else []
        for one in criteria:
            lines.append(Line("strong", f"{_name(one)}: {_points_of(one)}"))
            lines += [Line("line", part) for part in (_level(one), one.note) if part]
    lines += [Line("line", f"{one.reason}: {signed(one.points)}") for one in page.adjustments]
    if page.overall:
        lines.append(Line("strong", _("Overall")))
        lines += [Line("line", part) for part in page.overall.splitlines() if part.strip()]
    lines += [Line("strong", _("Key questions"))] if page.questions else []
    lines += [Line("line", f"{one.text} {status_of(one)}.") for one in page.questions]
    return tuple(lines)


def how_combined(page: FeedbackPage) -> str:
    """How the readers' totals made the one that counts; empty for one reader."""
    if not page.reader_totals:
        return ""
    totals = ", ".join(points(one) for one in page.reader_totals)
    return {
        "median": str(_("The readers gave %(totals)s points; their median counts.", totals=totals)),
        "highest": str(_("The readers gave %(totals)s points; the higher one counts.", totals=totals)),
        "lowest": str(_("The readers gave %(totals)s points; the lower one counts.", totals=totals)),
    }.get(page.method, str(_("The readers gave %(totals)s points; their mean counts.", totals=totals)))


def _total(page: FeedbackPage) -> str:
    if page.total is None or page.out_of is None:
        return ""
    return _reached(page.total, page.out_of)


def _reached(reached: Decimal, top: Decimal) -> str:
    return str(_("%(points)s of %(out_of)s points", points=points(reached), out_of=points(top)))


def _name(one: CriterionShown) -> str:
    return _on_topic(one.title, one.topic)


def _on_topic(title: str, topic: str) -> str:
    return f"{title}: {topic}" if topic else title


def _points_of(one: CriterionShown) -> str:
    return _reached(one.points, one.worth)


def _level(one: CriterionShown) -> str:
    return f"{one.level}. {one.words}".strip() if one.level else one.words


def status_of(one: QuestionShown) -> str:
    """A question's status: a chair's word, or a suggestion that says so."""
    if one.is_confirmed:
        return str({"covered": _("Answered"), "partly": _("Partly answered")}.get(one.status, _("Not answered")))
    return str({"covered": _("Likely answered"), "partly": _("Look here")}.get(one.status, _("Likely missing")))


def card_of(found: FeedbackFile) -> Card:
    """The card of a paper."""
    page = found.page
    several = len(page.readings) > 1
    criteria = [
        CardLine(
            f"{_name(one)} ({_('Reader %(number)s', number=number)})" if several else _name(one),
            "\n".join(part for part in (_level(one), one.note) if part),
            _points_of(one),
        )
        for number, lines in enumerate(page.readings, 1)
        for one in lines
    ]
    criteria += [CardLine(one.reason, "", signed(one.points)) for one in page.adjustments]
    day = format_date(found.since.astimezone(ZoneInfo(page.timezone)), "long", rebase=False)
    return Card(
        title=f"{page.delegation}, {page.committee}",
        subtitle=page.topic,
        score=_total(page),
        band=" · ".join(part for part in (page.band, how_combined(page)) if part),
        criteria_title=_("Criteria"),
        criteria=tuple(criteria),
        overall_title=_("Overall"),
        overall=page.overall,
        questions_title=_("Key questions"),
        questions=tuple(CardLine(one.text, "", status_of(one)) for one in page.questions),
        foot=_("The dais of %(committee)s, %(day)s.", committee=page.committee, day=day),
        more=_("Shortened to fit: the feedback page has every word."),
        language=current(),
    )


def remarks_of(found: FeedbackFile) -> Remarks:
    """Every comment with the words it speaks of, for pages that are printed."""
    lines = tuple(
        CardLine(
            _("Comment %(number)s", number=one.shown.number),
            f"“{_short(one.shown.quote)}”" if one.shown.quote else "",
            said(one.shown),
        )
        for one in found.comments
    )
    return Remarks(_("Comments"), lines)
