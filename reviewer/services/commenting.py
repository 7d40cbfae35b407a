"""Comments as a page sends them: with offsets when words were selected, with the bare words when they were pasted."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import Refused
from reviewer.domain.scoring import MarkKey
from reviewer.engine.hiding import HIDDEN
from reviewer.models import Comment, Conference, Document, Scorecard, Submission
from reviewer.services import blindness, grading
from reviewer.services.bank import count_uses
from reviewer.services.desks.blinding import veiled_text, veils_of
from reviewer.services.grading import Selection
from reviewer.services.papers import paper_place
from reviewer.services.scorecards import decimal_of, mark_key
from reviewer.work import Work


def comment(
    work: Work,
    actor: Actor,
    *,
    paper_id: int,
    text: str,
    quote: str = "",
    start: int | None = None,
    end: int | None = None,
    document_id: int | None = None,
    on: str = "",
    points: str = "",
    bank: Collection[int] = (),
) -> Comment:
    """Comment on a passage, or, without a quote, on the whole paper.

    `bank` names the comments of the bank it was made with, `on` is a criterion as its field is named, `points` what the
    comment adds to its mark, as it was typed. Raises Refused as `grading.add_comment`, and when pasted words stand
    nowhere in the paper, or in several places.
    """
    place = grading.check_may_mark(work.session, actor, paper_id)
    selection = selection_of(work.session, actor, paper_id, quote=quote, start=start, end=end, document_id=document_id)
    criterion, topic = mark_key(on) if on else (None, None)
    made = grading.add_comment(
        work,
        actor,
        paper_id=paper_id,
        text=text.replace("\r\n", "\n"),
        criterion=criterion,
        topic=topic,
        points=decimal_of(points.replace("−", "-")),
        selection=selection,
    )
    if bank and place.committee_id is not None:
        count_uses(work, actor, committee_id=place.committee_id, comment_ids=bank)
    return made


def change(
    work: Work, actor: Actor, *, comment_id: int, text: str, on: str, points: str, seen_version: int
) -> tuple[Comment, tuple[Counted, ...]]:
    """Let an own comment say this from now on, with criterion and points as they were typed: `grading.edit_comment`.

    The second is what its criteria count now, when place or points changed: the one it left, too.
    """
    stood = work.session.get(Comment, comment_id)
    before = None if stood is None else _weight(stood)
    criterion, topic = mark_key(on) if on else (None, None)
    changed = grading.edit_comment(
        work,
        actor,
        comment_id=comment_id,
        seen_version=seen_version,
        text=text.replace("\r\n", "\n"),
        criterion=criterion,
        topic=topic,
        points=decimal_of(points.replace("−", "-")),
    )
    now = _weight(changed)
    moved = [] if before in (None, now) else [key for key, by in (before, now) if key is not None and by is not None]
    return changed, counted(work.session, changed, moved)


def _weight(comment: Comment) -> tuple[MarkKey | None, Decimal | None]:
    """Which mark a comment is on, and what it adds to it."""
    key = None if comment.criterion is None else MarkKey(comment.criterion, comment.topic_number or None)
    return key, comment.points


@dataclass(frozen=True, slots=True)
class Counted:
    """What one criterion counts now, and the total with it; no mark while none is given: points wait for it."""

    title: str
    topic: int | None
    mark: Decimal | None
    total: Decimal | None


def keys_of(comment: Comment) -> tuple[MarkKey, ...]:
    """The mark that a comment is on, if any."""
    key, _by = _weight(comment)
    return () if key is None else (key,)


def counted(session: Session, comment: Comment, keys: Collection[MarkKey] | None = None) -> tuple[Counted, ...]:
    """What the criteria of a comment's scorecard count now: those named, else the one that its points move."""
    if keys is None:
        key, by = _weight(comment)
        keys = [] if key is None or by is None else [key]
    if not keys:
        return ()
    score = grading.score_of(session, session.get_one(Scorecard, comment.scorecard_id))
    has_marks = any(line.mark is not None for line in score.lines)
    return tuple(
        Counted(line.title, line.key.topic, line.mark, score.total if has_marks else None)
        for line in score.lines
        if line.key in keys
    )


def selection_of(
    session: Session,
    actor: Actor,
    paper_id: int,
    *,
    quote: str,
    start: int | None,
    end: int | None,
    document_id: int | None,
) -> Selection | None:
    """The words a page sends: with their offsets, or bare, when they must stand in one place only; None for none.

    While marking is blind they are looked for in the text as it is shown: a name guessed right is not found either.
    """
    if start is not None and end is not None and document_id is not None:
        return _selected(session, actor, paper_id, document_id, start, end, quote)
    return _pasted(session, actor, paper_id, quote) if quote.strip() else None


def _pattern(quote: str) -> re.Pattern[str]:
    """The letters of a quote with any white space between them; a hidden letter stands for whatever is there.

    A page draws a break without white space where the text has some, and the other way round.
    """
    letters = (r"\S" if letter == HIDDEN else re.escape(letter) for letter in "".join(quote.split()))
    return re.compile(r"\s*".join(letters))


def _selected(
    session: Session, actor: Actor, paper_id: int, document_id: int, start: int, end: int, quote: str
) -> Selection:
    document = _version(session, paper_id, document_id)
    if document is None or not 0 <= start < end:
        raise _lost()
    shown = _shown(session, actor, paper_id, document)[start:end]
    if HIDDEN not in shown and HIDDEN not in quote:
        return Selection(document_id, start, end, quote)
    if not _pattern(quote).fullmatch(shown.strip()):
        raise _lost()
    return Selection(document_id, start, end, document.text[start:end])


def _version(session: Session, paper_id: int, document_id: int) -> Document | None:
    """A document that is a version of this paper; no other one is looked into, whatever a form names."""
    of_paper = sa.exists().where(Submission.document_id == Document.id, Submission.paper_id == paper_id)
    return session.scalars(sa.select(Document).where(Document.id == document_id, of_paper)).one_or_none()


def _lost() -> Refused:
    return Refused("anchor_lost", "The words you selected are not where they were. Select them again.")


def _shown(session: Session, actor: Actor, paper_id: int, document: Document) -> str:
    """The text as the desk shows it to this person."""
    if not blindness.is_hidden_from(session, actor, _conference(session, paper_id)):
        return document.text
    return veiled_text(veils_of(session, [paper_id])[paper_id], document)


def _conference(session: Session, paper_id: int) -> Conference:
    return session.get_one(Conference, paper_place(session, paper_id).conference_id)


def _unknown() -> Refused:
    return Refused("quote_unknown", "These words do not stand in the paper. Copy them from the text.")


def _pasted(session: Session, actor: Actor, paper_id: int, quote: str) -> Selection:
    submission = grading.current_submission(session, paper_id)
    if submission is None or submission.document_id is None:
        raise Refused("nothing_to_mark", "There is no readable version of this paper to mark yet.")
    document = session.get_one(Document, submission.document_id)
    places = list(_pattern(quote).finditer(_shown(session, actor, paper_id, document)))
    if not places:
        raise _unknown()
    if len(places) > 1:
        raise Refused(
            "quote_twice",
            f"These words stand in {len(places)} places. Copy a few more, so that it is clear which one you mean.",
            places=len(places),
        )
    found = places[0]
    return Selection(document.id, found.start(), found.end(), document.text[found.start() : found.end()])
