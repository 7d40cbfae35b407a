"""Comments beside the text they speak of, found again where the paper has a newer version or a better reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from reviewer.domain.anchors import Anchor, find_again
from reviewer.domain.readings import Readings
from reviewer.domain.scoring import MarkKey
from reviewer.models import Comment, Document, Scorecard
from reviewer.services.desks.rendering import Highlight
from reviewer.services.scorecards import name_of


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment. `criterion` is its field's name, `points` what it adds to that mark.

    `span` is where its words stand in the document shown; `is_lost` that they stand there no more.
    """

    comment_id: int
    number: int
    text: str
    version: int
    author: str
    is_mine: bool
    at: datetime
    criterion: str | None
    points: Decimal | None
    quote: str
    span: tuple[int, int] | None
    is_lost: bool
    is_removed: bool

    @property
    def id(self) -> str:
        """Its name on the page."""
        return f"comment-{self.comment_id}"


def remarks(
    session: Session, paper_id: int, document: Document, reader_id: int, readings: Readings
) -> tuple[Remark, ...]:
    """The paper's comments by their place in the text, then those on no passage; the reader's own removed ones last.

    Those of a reading that this person may not look at yet are left out.
    """
    rows = session.execute(
        sa.select(Comment, Scorecard.slot)
        .join(Scorecard, Comment.scorecard_id == Scorecard.id)
        .where(
            Comment.paper_id == paper_id,
            sa.or_(Comment.deleted_at.is_(None), Comment.author_id == reader_id),
        )
        .options(joinedload(Comment.author))
        .order_by(Comment.id)
    ).all()
    found = [
        _remark(row, document, reader_id) for row, slot in rows if row.author_id == reader_id or readings.shows(slot)
    ]
    found.sort(key=lambda one: (one.is_removed, one.span is None, one.span or (0, 0), one.comment_id))
    return tuple(replace(one, number=place) for place, one in enumerate(found, 1))


def _remark(row: Comment, document: Document, reader_id: int) -> Remark:
    span = _span(row, document)
    return Remark(
        comment_id=row.id,
        number=0,
        text=row.text,
        version=row.version,
        author=row.author.name,
        is_mine=row.author_id == reader_id,
        at=row.changed_at,
        criterion=None if row.criterion is None else name_of(MarkKey(row.criterion, row.topic_number or None)),
        points=row.points,
        quote=row.quote or "",
        span=span,
        is_lost=row.start is not None and span is None,
        is_removed=row.deleted_at is not None,
    )


def _span(row: Comment, document: Document) -> tuple[int, int] | None:
    if row.start is None or row.end is None or row.quote is None:
        return None
    if row.document_id == document.id:
        return row.start, row.end
    again = find_again(Anchor(row.start, row.end, row.quote, row.before or "", row.after or ""), document.text)
    return None if again is None else (again.start, again.end)


def highlights(found: Sequence[Remark]) -> list[Highlight]:
    """The passages that are commented on, with their numbers."""
    return [
        Highlight(one.id, *one.span, classes=("comment",), number=one.number)
        for one in found
        if one.span is not None and not one.is_removed
    ]
