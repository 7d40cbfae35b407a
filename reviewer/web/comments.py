"""Comments on a paper: added, changed, taken away and brought back; what that does to a mark is said at once."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Flask, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.domain.errors import Conflict, DomainError, Refused
from reviewer.services import commenting, grading
from reviewer.services.bank import bank
from reviewer.services.commenting import Counted
from reviewer.services.scorecards import plain
from reviewer.web.asking import actor, reading, working
from reviewer.web.card_shown import Asked
from reviewer.web.chairs import desk_page, to_desk
from reviewer.web.chairs_shown import points
from reviewer.web.comments_shown import conflict_values
from reviewer.web.errors import status_of
from reviewer.web.messages import words

bp = Blueprint("comments", __name__)


def init(app: Flask) -> None:
    """Serve what chairs do with comments."""
    app.register_blueprint(bp)


@bp.post("/papers/<int:paper_id>/comments")
def add(paper_id: int) -> ResponseReturnValue:
    """Comment on selected or pasted words, or on the whole paper."""
    form = request.form
    if "insert" in form:
        return _with_bank(paper_id)
    try:
        with working() as work:
            made = commenting.comment(
                work,
                actor(),
                paper_id=paper_id,
                text=form.get("text", ""),
                quote=form.get("quote", ""),
                start=form.get("start", type=int),
                end=form.get("end", type=int),
                document_id=form.get("document", type=int),
                on=form.get("on", ""),
                points=form.get("points", ""),
                bank=_used(),
            )
            counts = commenting.counted(work.session, made)
    except Refused as refused:
        if refused.code not in _FIELDS:
            raise
        asked = Asked(comment=form.to_dict(), comment_errors={_FIELDS[refused.code]: words(refused)}, tab="comments")
        return desk_page(paper_id, asked), status_of(refused)
    _say(counts)
    return to_desk(paper_id, f"comment-{made.id}")


def _say(counts: Iterable[Counted]) -> None:
    """Tell what a comment did to its criterion and to the total."""
    for one in counts:
        name = f"{one.title} ({one.topic})" if one.topic is not None else one.title
        if one.mark is None:
            flash(_("The points wait until “%(criterion)s” has a mark.", criterion=name))
        else:
            flash(
                _(
                    "“%(criterion)s” counts %(mark)s now; the total is %(total)s.",
                    criterion=name,
                    mark=points(one.mark),
                    total=points(one.total),
                )
            )


def _used() -> list[int]:
    """The comments of the bank that this one was made with."""
    return [int(one) for one in request.form.getlist("bank") if one.isascii() and one.isdecimal() and len(one) < 10]


def _with_bank(paper_id: int) -> ResponseReturnValue:
    """The desk with the chosen comment of the bank in the box, for who has no script to put it there."""
    with reading() as session:
        place = grading.check_may_mark(session, actor(), paper_id)
        assert place.committee_id is not None, "a paper stands in a committee"
        kept = {one.comment_id: one.entry for one in bank(session, actor(), place.committee_id).kept}
    entry = next((kept[one] for one in _used() if one in kept), None)
    typed = request.form.to_dict()
    if entry is not None:
        typed["text"] = f"{typed.get('text', '')} {entry.text}".strip()
        if not typed.get("on"):
            typed |= {"on": entry.criterion, "points": points(entry.points)}
    return desk_page(paper_id, Asked(comment=typed, tab="comments"))


_FIELDS = {"comment_empty": "text", "quote_unknown": "quote", "quote_twice": "quote", "anchor_lost": "quote"}
_FIELDS |= {"points_without_criterion": "points", "points_not_allowed": "points", "mark_not_a_number": "points"}


@bp.post("/comments/<int:comment_id>")
def edit(comment_id: int) -> ResponseReturnValue:
    """Change what an own comment says, which criterion it is on, and its points."""
    form = request.form
    try:
        with working() as work:
            changed, counts = commenting.change(
                work,
                actor(),
                comment_id=comment_id,
                text=form.get("text", ""),
                on=form.get("on", ""),
                points=form.get("points", ""),
                seen_version=form.get("version", 0, type=int),
            )
            paper_id = changed.paper_id
    except (Conflict, Refused) as refused:
        if not (isinstance(refused, Conflict) or refused.code in _FIELDS):
            raise
        return _as_typed(comment_id, refused)
    _say(counts)
    return to_desk(paper_id, f"comment-{comment_id}")


def _as_typed(comment_id: int, refused: DomainError) -> ResponseReturnValue:
    """The desk with the comment still open as it was typed, and what stands in its way beside it."""
    with reading() as session:
        paper_id = grading.paper_of_comment(session, actor(), comment_id)
        zone = grading.zone_of(session, paper_id)
    edited: dict[str, object] = {"id": comment_id, "typed": request.form.to_dict()}
    if isinstance(refused, Conflict):
        edited["clash"] = conflict_values(refused, zone)
    else:
        edited["errors"] = {_FIELDS[refused.code]: words(refused)}
    return desk_page(paper_id, Asked(edited=edited, tab="comments")), status_of(refused)


@bp.post("/comments/<int:comment_id>/remove")
def remove(comment_id: int) -> ResponseReturnValue:
    """Take an own comment away."""
    with working() as work:
        gone = grading.delete_comment(work, actor(), comment_id=comment_id)
        counts, paper_id = commenting.counted(work.session, gone), gone.paper_id
    flash(_("The comment is removed. You can bring it back below the others."))
    _say(counts)
    return to_desk(paper_id, "comments")


@bp.post("/comments/<int:comment_id>/restore")
def restore(comment_id: int) -> ResponseReturnValue:
    """Bring a removed comment back."""
    with working() as work:
        back = grading.restore_comment(work, actor(), comment_id=comment_id)
        counts, paper_id = commenting.counted(work.session, back), back.paper_id
    _say(counts)
    return to_desk(paper_id, f"comment-{comment_id}")


@bp.post("/comments/<int:comment_id>/points")
def drop_points(comment_id: int) -> ResponseReturnValue:
    """Let an own comment stand without its points; the page that follows offers them back."""
    with working() as work:
        dropped, kept = grading.drop_points(work, actor(), comment_id=comment_id)
        counts = commenting.counted(work.session, kept, commenting.keys_of(kept) if dropped is not None else ())
        paper_id = kept.paper_id
    _say(counts)
    more: dict[str, str | int] = {} if dropped is None else {"bare": comment_id, "by": plain(dropped)}
    return to_desk(paper_id, f"comment-{comment_id}", **more)
