"""Anchor papers: read by every chair alone before marking opens, then talked over, then let go."""

from __future__ import annotations

from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access, scoring
from reviewer.domain.access import Actor, Place
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.readings import FIRST_ANCHOR
from reviewer.domain.scoring import MarkKey
from reviewer.models import AdoptedRubric, AnchorPaper, Committee, Paper, Scorecard, Seat
from reviewer.models.database import insert_or_keep
from reviewer.services import audit, grading
from reviewer.work import Work

MOST_ANCHORS = 10
"""Open ones in a committee: more than that is marking, not talking about marks."""


def choose(work: Work, actor: Actor, *, committee_id: int, paper_id: int) -> AnchorPaper:
    """Make a paper one that every chair reads alone. Chosen again, it opens again.

    Raises NotFound for a paper of another committee, Refused when its marking has begun or enough are open.
    """
    session = work.session
    place = _place(session, actor, committee_id)
    paper = session.execute(
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Paper.id == paper_id, Seat.committee_id == committee_id)
    ).scalar_one_or_none()
    if paper is None:
        raise NotFound("paper_unknown", "There is no such paper.")
    submission = grading.current_submission(session, paper_id)
    if submission is None or submission.document_id is None:
        raise Refused("nothing_to_mark", "There is no readable version of this paper to mark yet.")
    if _is_marked(session, paper_id):
        raise Refused("anchor_marked", "This paper's marking has begun. Choose one that nobody has marked yet.")
    if len(_open(session, committee_id)) >= MOST_ANCHORS:
        raise Refused("anchors_enough", f"{MOST_ANCHORS} anchor papers are open. End one first.", most=MOST_ANCHORS)
    row = {
        "committee_id": committee_id,
        "paper_id": paper_id,
        "agreed": {},
        "chosen_by_id": actor.user_id,
        "chosen_at": work.now,
    }
    insert_or_keep(session, AnchorPaper, [row])
    found = session.scalars(
        sa.select(AnchorPaper).where(AnchorPaper.committee_id == committee_id, AnchorPaper.paper_id == paper_id)
    ).one()
    found.ended_at = None
    _record(work, actor, found, place, "anchor.chosen")
    return found


def _open(session: Session, committee_id: int) -> list[int]:
    rows = sa.select(AnchorPaper.id).where(AnchorPaper.committee_id == committee_id, AnchorPaper.ended_at.is_(None))
    return list(session.scalars(rows))


def _is_marked(session: Session, paper_id: int) -> bool:
    cards = sa.select(Scorecard.id).where(Scorecard.paper_id == paper_id, Scorecard.slot < FIRST_ANCHOR)
    return session.scalar(cards.limit(1)) is not None


def end(work: Work, actor: Actor, *, anchor_id: int) -> AnchorPaper:
    """Let an anchor paper go: from now on it is marked as any other, its anchor readings kept for comparison."""
    row, place = _anchor(work.session, actor, anchor_id)
    if row.ended_at is None:
        row.ended_at = work.now
        _record(work, actor, row, place, "anchor.ended")
    return row


def agree(
    work: Work, actor: Actor, *, anchor_id: int, criterion: str, topic: int | None, mark: Decimal | None
) -> AnchorPaper:
    """Write down what the chairs agreed on for one criterion; None takes it away. Raises Refused for no such mark."""
    row, place = _anchor(work.session, actor, anchor_id)
    grading.check_may_mark(work.session, actor, row.paper_id)
    committee = work.session.get_one(Committee, row.committee_id)
    if committee.rubric_id is None:
        raise Refused("no_rubric", "This committee has no rubric yet. Ask the conference's staff to adopt one.")
    rubric = grading.rubric_of(work.session.get_one(AdoptedRubric, committee.rubric_id))
    topics = grading.topics_of(work.session, row.paper_id)
    key = MarkKey(criterion, topic)
    if key not in scoring.mark_keys(rubric, topics):
        raise Refused("criterion_unknown", "This rubric has no such criterion. Reload the page.")
    if mark is not None:
        scoring.check_mark(rubric, key, mark, topics)
    name = criterion if topic is None else f"{criterion}--{topic}"
    kept = {field: value for field, value in row.agreed.items() if field != name}
    row.agreed = kept if mark is None else kept | {name: str(mark)}
    _record(work, actor, row, place, "anchor.agreed", criterion=criterion, topic=topic)
    return row


def _anchor(session: Session, actor: Actor, anchor_id: int) -> tuple[AnchorPaper, Place]:
    row = session.get(AnchorPaper, anchor_id, with_for_update=True)
    if row is None:
        raise NotFound("anchor_unknown", "There is no such anchor paper.")
    return row, _place(session, actor, row.committee_id, code="anchor_unknown")


def _place(session: Session, actor: Actor, committee_id: int, *, code: str = "committee_unknown") -> Place:
    committee = session.get(Committee, committee_id)
    place = Place(committee.conference_id, committee.id) if committee else None
    if place is not None and access.may_read_for_marking(actor, place):
        return place
    raise NotFound(code, "There is no such committee or anchor paper.")


def _record(work: Work, actor: Actor, row: AnchorPaper, place: Place, action: str, **details: int | str | None) -> None:
    work.session.flush()
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=place.conference_id,
        subject="anchor",
        subject_id=row.id,
        paper=row.paper_id,
        **details,
    )
