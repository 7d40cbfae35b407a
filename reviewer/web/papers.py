"""The delegate's pages: own papers, handing in, receipts and checks, feedback, and files to take away."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.errors import Conflict, DomainError, Refused
from reviewer.services import downloads, rechecks, submissions
from reviewer.services.desks.delegate import delegate_home, own_card
from reviewer.services.desks.delegate_feedback import feedback_page
from reviewer.services.desks.delegate_paper import PaperPage, paper_page
from reviewer.services.desks.regrades import own_regrades
from reviewer.services.exports import plain_copy as copies
from reviewer.services.feedback_files import schools_with_feedback
from reviewer.web import papers_shown
from reviewer.web.asking import actor, house, person, reading, sandbox, working
from reviewer.web.attachments import attachment, picture
from reviewer.web.errors import status_of, wants_json
from reviewer.web.feedback_shown import feedback_values
from reviewer.web.guard import limiter
from reviewer.web.messages import words
from reviewer.web.regrades_shown import Typed, own_values
from reviewer.web.shell import set_conference

bp = Blueprint("papers", __name__)
ACCEPTED = ".docx,.pdf,.odt,.rtf,.txt"
_MIB = 1024 * 1024


def init(app: Flask) -> None:
    """Serve the delegate's pages."""
    app.register_blueprint(bp)


@bp.get("/papers")
def home() -> ResponseReturnValue:
    """Every paper the person owes, or looks after as an adviser."""
    now = house().clock()
    with reading() as session:
        cards = delegate_home(session, actor(), now)
        schools = schools_with_feedback(session, actor(), now)
    several = len({card.conference_id for card in cards}) > 1
    return render_template(
        "delegate/home.html",
        papers=[papers_shown.card_values(card, now, name_conference=several) for card in cards],
        packs=[{"school": name, "href": url_for("feedback_files.pack", school_id=one)} for one, name in schools],
    )


@bp.get("/papers/<int:paper_id>")
def show(paper_id: int) -> ResponseReturnValue:
    """One paper: receipt, checks, versions, and the form that takes a file."""
    return _page(paper_id)


def _page(paper_id: int, refused: DomainError | None = None) -> ResponseReturnValue:
    now = house().clock()
    with reading() as session:
        page = paper_page(session, actor(), paper_id, now)
    set_conference(page.card.conference_id)
    values = papers_shown.page_values(page, now, asker=actor().user_id, mail=person().email)
    errors = [] if refused is None else [{"id": "file", "message": words(refused)}]
    arrived = request.args.get("received", type=int)
    drawn = render_template(
        "delegate/upload.html", errors=errors, arrived=_just_arrived(page, arrived), **_rules(), **values
    )
    return drawn, 200 if refused is None else status_of(refused)


def _just_arrived(page: PaperPage, number: int | None) -> bool:
    return number is not None and page.card.newest is not None and page.card.newest.number == number


def _rules() -> dict[str, Any]:
    limit = house().settings.upload_limit_bytes
    return {"accepted": ACCEPTED, "max_bytes": limit, "max_words": f"{limit // _MIB} MB"}


@bp.post("/papers/<int:paper_id>/submissions")
@limiter.limit("30 per 10 minutes")
def submit(paper_id: int) -> ResponseReturnValue:
    """Take a file and give a receipt. What cannot be taken is said beside the field, on the same page."""
    with reading() as session:
        submissions.check_may_submit(session, actor(), paper_id)
    try:
        made = _take(paper_id)
    except (Refused, Conflict) as refused:
        if wants_json():
            raise
        return _page(paper_id, refused)
    there = url_for("papers.show", paper_id=paper_id, received=made["number"])
    if wants_json():
        return {**made, "location": there}, 201
    return redirect(there, 303)


def _take(paper_id: int) -> dict[str, Any]:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refused("no_file", "No file came with that. Choose your paper and send it again.")
    limits = submissions.limits_of(house())
    file = submissions.receive(house().storage, sent.read(), sent.filename, limits=limits, sandbox=sandbox())
    with working() as work:
        row = submissions.submit(work, actor(), paper_id=paper_id, file=file)
        return {
            "receipt": row.receipt,
            "number": row.number,
            "sha256": row.file_sha256,
            "received_at": row.received_at.isoformat(),
        }


@bp.get("/papers/<int:paper_id>/progress")
def progress(paper_id: int) -> ResponseReturnValue:
    """How far the checks are; asks to be asked again until they are settled, a little later each time."""
    now = house().clock()
    on = "home" if request.args.get("on") == "home" else "paper"
    look = min(max(request.args.get("look", 0, type=int), 0), 1000)
    with reading() as session:
        card = own_card(session, actor(), paper_id, now)
        settled = card.progress is None or card.progress.is_settled
        page = paper_page(session, actor(), paper_id, now) if settled and on == "paper" else None
    if card.progress is None or (settled and on == "home"):
        return Response(headers={"HX-Refresh": "true"})
    checks = papers_shown.checks_values(card, now, on=on, look=look)
    values = papers_shown.page_values(page, now, asker=actor().user_id, mail=person().email) if page else {}
    return render_template("delegate/_progress.html", **(values | {"checks": checks, "settled": settled}))


@bp.post("/papers/<int:paper_id>/checks")
def retry(paper_id: int) -> ResponseReturnValue:
    """Have stopped checks done again."""
    with working() as work:
        rechecks.retry_checks(work, actor(), paper_id=paper_id)
    return redirect(url_for("papers.show", paper_id=paper_id), 303)


@bp.post("/submissions/<int:submission_id>/withdraw")
def withdraw(submission_id: int) -> ResponseReturnValue:
    """Take a version back; the form that sends this has asked for confirmation."""
    with working() as work:
        row = submissions.withdraw(work, actor(), submission_id=submission_id)
        paper_id, number = row.paper_id, row.number
    flash(_("Version %(number)s is withdrawn. Its receipt stays.", number=number))
    return redirect(url_for("papers.show", paper_id=paper_id), 303)


@bp.get("/submissions/<int:submission_id>/original")
def original(submission_id: int) -> ResponseReturnValue:
    """The file as it was sent, to save."""
    with reading() as session:
        stored = downloads.submission_original(session, actor(), submission_id)
    return attachment(stored)


@bp.get("/papers/<int:paper_id>/pages/<int:page>.png")
def page_picture(paper_id: int, page: int) -> ResponseReturnValue:
    """A page of what counts now, as a picture."""
    with reading() as session:
        stored = downloads.page_picture(session, actor(), paper_id, page)
    return picture(stored)


@bp.get("/papers/<int:paper_id>/copy.txt")
def plain_copy(paper_id: int) -> ResponseReturnValue:
    """The text without names, to save: what chairs may take along while marking is blind."""
    with reading() as session:
        found = copies.plain_copy(session, actor(), paper_id)
    answer = Response(found.text, mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{found.name}.txt")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.get("/papers/<int:paper_id>/feedback")
def feedback(paper_id: int) -> ResponseReturnValue:
    """The released feedback, or the word that there is none yet."""
    return feedback_sheet(paper_id)


def feedback_sheet(paper_id: int, typed: Typed | None = None, status: int = 200) -> tuple[str, int]:
    """The feedback page, with what was typed into a refused request for a regrade."""
    with reading() as session:
        page = feedback_page(session, actor(), paper_id, house().clock())
        own = own_regrades(session, actor(), paper_id, house().clock())
    set_conference(page.conference_id)
    values = feedback_values(page)
    if not page.released:
        return render_template("delegate/no_feedback.html", **values), 404
    values["regrade"] = own_values(own, paper_id, page.timezone, typed)
    return render_template("delegate/feedback.html", **values), status


@bp.get("/sources/<int:source_id>/original")
def guide(source_id: int) -> ResponseReturnValue:
    """A guide or another published source, to save."""
    with reading() as session:
        stored = downloads.source_original(session, actor(), source_id)
    return attachment(stored)
