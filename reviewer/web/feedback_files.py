"""Feedback to take away: the paper with its comments, a printable card, and a school's files in one archive."""

from __future__ import annotations

import io
from collections.abc import Iterator

from flask import Blueprint, Flask, Response, render_template, send_file, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.engine.document import Unreadable
from reviewer.sandbox import many_files
from reviewer.services.exports.feedback_card import card_pdf
from reviewer.services.feedback_files import FeedbackFile, SchoolPack, feedback_file, school_pack
from reviewer.storage import StorageError
from reviewer.web.asking import actor, house, reading, sandbox
from reviewer.web.feedback_made import MadeFile, file_name, made_file
from reviewer.web.feedback_pack import chunks
from reviewer.web.feedback_words import card_of, remarks_of
from reviewer.web.guard import limiter
from reviewer.web.shell import set_conference

bp = Blueprint("feedback_files", __name__)
_NOWHERE = "default-src 'none'; sandbox"


def init(app: Flask) -> None:
    """Serve the files of feedback."""
    app.register_blueprint(bp)


@bp.get("/papers/<int:paper_id>/feedback/paper")
@limiter.limit("60 per 10 minutes")
def paper(paper_id: int) -> ResponseReturnValue:
    """The paper with its comments, or the reason why there is none and what to take instead."""
    found = _found(paper_id)
    try:
        made = made_file(found, house().storage, sandbox())
    except (Unreadable, StorageError):
        return _no_file(found), 422
    return _saved(made)


def _found(paper_id: int) -> FeedbackFile:
    with reading() as session:
        return feedback_file(session, actor(), paper_id, house().clock())


def _no_file(found: FeedbackFile) -> str:
    set_conference(found.page.conference_id)
    return render_template(
        "delegate/no_file.html",
        paper={"delegation": found.page.delegation, "committee": found.page.committee},
        sheet_href=url_for("feedback_files.sheet", paper_id=found.page.paper_id),
        card_href=url_for("feedback_files.card", paper_id=found.page.paper_id),
        back_href=url_for("papers.feedback", paper_id=found.page.paper_id),
    )


@bp.get("/papers/<int:paper_id>/feedback/card")
@limiter.limit("60 per 10 minutes")
def card(paper_id: int) -> ResponseReturnValue:
    """The card of one page."""
    found = _found(paper_id)
    name = file_name(found, _("feedback card"), "pdf")
    return _saved(MadeFile(name, "application/pdf", card_pdf(card_of(found))))


@bp.get("/papers/<int:paper_id>/feedback/sheet")
@limiter.limit("60 per 10 minutes")
def sheet(paper_id: int) -> ResponseReturnValue:
    """The card, then every comment with the words it speaks of: for printing, and where no paper can come back."""
    found = _found(paper_id)
    name = file_name(found, _("feedback"), "pdf")
    return _saved(MadeFile(name, "application/pdf", card_pdf(card_of(found), remarks_of(found))))


@bp.get("/schools/<int:school_id>/feedback")
@limiter.limit("12 per 10 minutes")
def pack(school_id: int) -> ResponseReturnValue:
    """Every released paper of a school with its card, and a table of scores; sent while it is made."""
    with reading() as session:
        found = school_pack(session, actor(), school_id, house().clock())
    answer = Response(stream_with_context(_sent(found)), mimetype="application/zip")
    name = f"{_('Feedback')} {found.school}.zip".replace("/", "-").replace("\\", "-")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return _private(answer)


def _sent(found: SchoolPack) -> Iterator[bytes]:
    with many_files() as readers:
        yield from chunks(found, house().storage, readers)


def _saved(made: MadeFile) -> Response:
    return _private(send_file(io.BytesIO(made.data), made.media_type, as_attachment=True, download_name=made.name))


def _private(answer: Response) -> Response:
    answer.headers["Content-Security-Policy"] = _NOWHERE
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
