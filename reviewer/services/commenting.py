"""Comments as a page sends them: with offsets when words were selected, with the bare words when they were pasted."""

from __future__ import annotations

import re

from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import Refused
from reviewer.engine.hiding import HIDDEN
from reviewer.models import Comment, Document
from reviewer.services import grading
from reviewer.services.grading import Selection
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
) -> Comment:
    """Comment on a passage, or, without a quote, on the whole paper.

    `on` is a criterion as its field is named, `points` what the comment adds to its mark, as it was typed. Raises
    Refused as `grading.add_comment`, and when pasted words stand nowhere in the paper, or in several places.
    """
    grading.check_may_mark(work.session, actor, paper_id)
    selection = selection_of(work.session, paper_id, quote=quote, start=start, end=end, document_id=document_id)
    criterion, topic = mark_key(on) if on else (None, None)
    return grading.add_comment(
        work,
        actor,
        paper_id=paper_id,
        text=text.replace("\r\n", "\n"),
        criterion=criterion,
        topic=topic,
        points=decimal_of(points.replace("−", "-")),
        selection=selection,
    )


def selection_of(
    session: Session, paper_id: int, *, quote: str, start: int | None, end: int | None, document_id: int | None
) -> Selection | None:
    """The words a page sends: with their offsets, or bare, when they must stand in one place only; None for none."""
    if start is not None and end is not None and document_id is not None:
        return _selected(session, document_id, start, end, quote)
    return _pasted(session, paper_id, quote) if quote.strip() else None


def _pattern(quote: str) -> re.Pattern[str]:
    """The words of a quote with any white space between them; a hidden letter stands for whatever is there."""
    words = (re.escape(word).replace(HIDDEN, r"\S") for word in quote.split())
    return re.compile(r"\s+".join(words))


def _selected(session: Session, document_id: int, start: int, end: int, quote: str) -> Selection:
    document = session.get(Document, document_id)
    there = document.text[start:end] if document is not None and 0 <= start < end else ""
    seen = there if HIDDEN in quote and _pattern(quote).fullmatch(there.strip()) else quote
    return Selection(document_id, start, end, seen)


def _pasted(session: Session, paper_id: int, quote: str) -> Selection:
    submission = grading.current_submission(session, paper_id)
    if submission is None or submission.document_id is None:
        raise Refused("nothing_to_mark", "There is no readable version of this paper to mark yet.")
    text = session.get_one(Document, submission.document_id).text
    places = list(_pattern(quote).finditer(text))
    if not places:
        raise Refused("quote_unknown", "These words do not stand in the paper. Copy them from the text.")
    if len(places) > 1:
        raise Refused(
            "quote_twice",
            f"These words stand in {len(places)} places. Copy a few more, so that it is clear which one you mean.",
            places=len(places),
        )
    found = places[0]
    return Selection(submission.document_id, found.start(), found.end(), found.group())
