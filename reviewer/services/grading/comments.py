"""Comments on selected words, on a criterion or on the whole paper; taken away and brought back by their author."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import scoring
from reviewer.domain.access import Actor
from reviewer.domain.anchors import Anchor, anchor
from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.states import ScorecardState
from reviewer.models import Comment, Document, Scorecard, Submission
from reviewer.services.grading.marks import LONGEST_COMMENT, changed_meanwhile
from reviewer.services.grading.readings import check_may_mark, open_draft, rubric_of, topics_of
from reviewer.services.grading.records import record
from reviewer.work import Work


@dataclass(frozen=True, slots=True)
class Selection:
    """The words a chair selected: offsets into a document's text, and the words as the chair saw them."""

    document_id: int
    start: int
    end: int
    quote: str


def add_comment(
    work: Work,
    actor: Actor,
    *,
    paper_id: int,
    text: str,
    criterion: str | None = None,
    topic: int | None = None,
    points: Decimal | None = None,
    selection: Selection | None = None,
) -> Comment:
    """Comment on selected words, on a criterion, on both, or on the paper as a whole.

    `points` move the criterion's mark while the comment stands; they wait until it has one. Raises Refused when nothing
    was written, when the selected words do not stand where they were, or the criterion cannot be moved by so much.
    """
    scorecard = open_draft(work, actor, paper_id)
    _check_place(work.session, scorecard, criterion, topic, points)
    comment = Comment(
        paper_id=paper_id,
        scorecard_id=scorecard.id,
        author_id=actor.user_id,
        criterion=criterion,
        topic_number=topic or 0,
        points=points,
        text=_written(text),
        version=1,
        made_at=work.now,
        changed_at=work.now,
    )
    if selection is not None:
        _anchor_comment(work.session, comment, paper_id, selection)
    work.session.add(comment)
    _recount(work.session, comment)
    record(work, actor, paper_id, "comment.added", "comment", comment.id)
    return comment


def _check_place(
    session: Session, scorecard: Scorecard, criterion: str | None, topic: int | None, points: Decimal | None
) -> None:
    if criterion is None:
        if points is not None:
            raise Refused("points_without_criterion", "Say which criterion these points belong to.")
        return
    rubric = rubric_of(scorecard.rubric)
    known = rubric.criterion(criterion)
    keys = scoring.mark_keys(rubric, topics_of(session, scorecard.paper_id))
    if known is None or scoring.MarkKey(criterion, topic) not in keys:
        raise Refused("criterion_unknown", "This rubric has no such criterion. Reload the page.")
    if points is not None:
        scoring.check_points(known, points)


def _recount(session: Session, comment: Comment) -> None:
    """Let the scorecard count its comments anew."""
    session.flush()
    session.expire(session.get_one(Scorecard, comment.scorecard_id), ["moves"])


def _written(text: str) -> str:
    written = text.strip()[:LONGEST_COMMENT]
    if not written:
        raise Refused("comment_empty", "Write something before you save the comment.")
    return written


def _anchor_comment(session: Session, comment: Comment, paper_id: int, selection: Selection) -> None:
    place = selected_place(session, paper_id, selection)
    comment.document_id = selection.document_id
    comment.start, comment.end, comment.quote = place.start, place.end, place.quote
    comment.before, comment.after = place.before, place.after


def selected_place(session: Session, paper_id: int, selection: Selection) -> Anchor:
    """Where the selected words stand. Raises Refused when they do not stand there, in a version of this paper."""
    text = session.scalar(
        sa.select(Document.text)
        .join(Submission, Submission.document_id == Document.id)
        .where(Document.id == selection.document_id, Submission.paper_id == paper_id)
        .limit(1)
    )
    lost = Refused("anchor_lost", "The words you selected are not where they were. Select them again.")
    if text is None:
        raise lost
    try:
        place = anchor(text, selection.start, selection.end)
    except ValueError:
        raise lost from None
    if "".join(place.quote.split()) != "".join(selection.quote.split()):
        raise lost
    return place


def edit_comment(
    work: Work,
    actor: Actor,
    *,
    comment_id: int,
    seen_version: int,
    text: str,
    criterion: str | None = None,
    topic: int | None = None,
    points: Decimal | None = None,
) -> Comment:
    """Let an own comment say this from now on, about this criterion and with these points; its passage stays.

    Saying what stands there already changes nothing. Raises Conflict when it was changed since, with what stands there
    (`value`, `criterion`, `topic`, `points`), Refused as `add_comment`, NotAllowed on another's.
    """
    comment = _own_comment(work, actor, comment_id)
    written = _written(text)
    now = (written, criterion, topic or 0, points)
    stood = (comment.text, comment.criterion, comment.topic_number, comment.points)
    if now == stood:
        return comment
    _refuse_removed(comment)
    if comment.version != seen_version:
        raise _changed_since(work.session, comment)
    # A comment may stay on a criterion that its rubric has no more, as long as nothing else is said of it.
    if now[1:] != stood[1:]:
        _check_place(work.session, work.session.get_one(Scorecard, comment.scorecard_id), criterion, topic, points)
    comment.text, comment.criterion, comment.topic_number, comment.points = now
    comment.changed_at = work.now
    comment.version += 1
    _recount(work.session, comment)
    details = _moves_of(stood, comment)
    record(work, actor, comment.paper_id, "comment.changed", "comment", comment.id, version=comment.version, **details)
    return comment


def _moves_of(stood: tuple[str, str | None, int, Decimal | None], comment: Comment) -> dict[str, str | None]:
    """What the log says of a changed place or changed points; nothing when only words changed."""
    _text, criterion, topic, points = stood
    said: dict[str, str | None] = {}
    if (criterion, topic) != (comment.criterion, comment.topic_number):
        said["criterion"] = f"{criterion or '-'} > {comment.criterion or '-'}"
    if points != comment.points:
        said["points"] = f"{_plain(points)} > {_plain(comment.points)}"
    return said


def _plain(points: Decimal | None) -> str:
    return "-" if points is None else f"{points.normalize():f}"


def _changed_since(session: Session, comment: Comment) -> Conflict:
    conflict = changed_meanwhile(session, comment.author_id, comment.changed_at, comment.version, comment.text)
    conflict.details |= {
        "criterion": comment.criterion,
        "topic": comment.topic_number or None,
        "points": comment.points,
    }
    return conflict


def delete_comment(work: Work, actor: Actor, *, comment_id: int) -> Comment:
    """Take an own comment away; `restore_comment` brings it back."""
    comment = _own_comment(work, actor, comment_id)
    if comment.deleted_at is None:
        comment.deleted_at = work.now
        _recount(work.session, comment)
        record(work, actor, comment.paper_id, "comment.deleted", "comment", comment.id)
    return comment


def restore_comment(work: Work, actor: Actor, *, comment_id: int) -> Comment:
    """Bring back a comment that was taken away."""
    comment = _own_comment(work, actor, comment_id)
    if comment.deleted_at is not None:
        comment.deleted_at = None
        _recount(work.session, comment)
        record(work, actor, comment.paper_id, "comment.restored", "comment", comment.id)
    return comment


def drop_points(work: Work, actor: Actor, *, comment_id: int) -> tuple[Decimal | None, Comment]:
    """Let an own comment stand without its points, so that the mark goes back: the points (if any), and the comment.

    `edit_comment` gives them again.
    """
    comment = _own_comment(work, actor, comment_id)
    _refuse_removed(comment)
    dropped = comment.points
    if dropped is not None:
        comment.points, comment.changed_at = None, work.now
        comment.version += 1
        _recount(work.session, comment)
        said = _plain(dropped)
        record(work, actor, comment.paper_id, "comment.points_dropped", "comment", comment.id, points=said)
    return dropped, comment


def paper_of_comment(session: Session, actor: Actor, comment_id: int) -> int:
    """The paper a comment is on, for those who may mark it. Raises NotFound or NotAllowed for everybody else."""
    comment = session.get(Comment, comment_id)
    if comment is None:
        raise NotFound("comment_unknown", "There is no such comment.")
    check_may_mark(session, actor, comment.paper_id)
    return comment.paper_id


def _refuse_removed(comment: Comment) -> None:
    if comment.deleted_at is not None:
        raise Refused(
            "comment_removed", "You removed this comment in another window. Bring it back there, then change it."
        )


def _own_comment(work: Work, actor: Actor, comment_id: int) -> Comment:
    comment = work.session.get(Comment, comment_id, with_for_update=True)
    if comment is None:
        raise NotFound("comment_unknown", "There is no such comment.")
    check_may_mark(work.session, actor, comment.paper_id)
    if comment.author_id != actor.user_id:
        raise NotAllowed("not_your_comment", "Only its author may change a comment.")
    open_draft(work, actor, comment.paper_id)
    if work.session.get_one(Scorecard, comment.scorecard_id).state is ScorecardState.FINAL:
        raise Refused("scorecard_final", "This scorecard is finished. Reopen it to change it.")
    return comment
