"""Released feedback as its template wants it: words, points and addresses."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from reviewer.engine.readers.sniff import DOCX, PDF
from reviewer.services.desks.delegate_feedback import CriterionShown, FeedbackPage, QuestionShown
from reviewer.web.feedback_words import how_combined
from reviewer.web.quantities import points, signed

Values = dict[str, Any]


def feedback_values(page: FeedbackPage) -> Values:
    """The feedback sheet, as `delegate/feedback.html` documents it."""
    return {
        "paper": {
            "delegation": page.delegation,
            "committee": page.committee,
            "topic": page.topic,
            "blocks": page.blocks,
            "language": page.language,
        },
        "total": points(page.total) if page.total is not None else "",
        "out_of": points(page.out_of) if page.out_of is not None else "",
        "band": page.band,
        "combined": how_combined(page),
        "readings": [[criterion_values(line) for line in lines] for lines in page.readings],
        "adjustments": [{"reason": one.reason, "points": signed(one.points)} for one in page.adjustments],
        "overall": {"text": page.overall, "author": _("The chairs of %(committee)s", committee=page.committee)}
        if page.overall
        else None,
        "comments": [one for one in page.comments if not _is_placed(one.id, page)],
        "questions": [question_values(one) for one in page.questions],
        "downloads": _downloads(page.paper_id),
        "remade": page.media_type not in (DOCX, PDF),
        "regrade": None,
        "back_href": url_for("papers.home"),
    }


def _downloads(paper_id: int) -> list[dict[str, str]]:
    return [
        {"label": _("Paper with comments"), "href": url_for("feedback_files.paper", paper_id=paper_id)},
        {"label": _("Card of one page"), "href": url_for("feedback_files.card", paper_id=paper_id)},
        {"label": _("Feedback as PDF"), "href": url_for("feedback_files.sheet", paper_id=paper_id)},
    ]


def criterion_values(line: CriterionShown) -> Values:
    """A criterion with its points and words."""
    return {
        "name": line.title,
        "topic": line.topic,
        "points": points(line.points),
        "out_of": points(line.worth),
        "level": line.level,
        "words": line.words,
        "note": line.note,
        "moved": _moved(line),
    }


def _moved(line: CriterionShown) -> str:
    """What comments did to the mark that was given, or nothing."""
    if not line.moved or line.given is None:
        return ""
    given, moved = points(line.given), signed(line.moved)
    return str(_("The mark was %(given)s; comments with points moved it by %(moved)s.", given=given, moved=moved))


def _is_placed(comment: str, page: FeedbackPage) -> bool:
    return any(comment in run.ids for block in page.blocks for run in block.runs)


def question_values(question: QuestionShown) -> Values:
    """A line of the question map."""
    return {
        "id": question.id,
        "text": question.text,
        "status": question.status,
        "confirmed": question.is_confirmed,
        "quote": question.quote,
    }
