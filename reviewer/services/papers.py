"""Where a paper stands, for every service that must ask the access rules about one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Place
from reviewer.domain.errors import NotFound
from reviewer.models import Committee, Conference, Paper, Seat, Submission, Topic
from reviewer.work import once


def paper_place(session: Session, paper_id: int) -> Place:
    """The conference, committee, seat and school of a paper. Raises NotFound."""
    asked = sa.select(Paper.id).where(Paper.id == paper_id)
    found = once(session, ("place", paper_id), lambda: places_of(session, asked).get(paper_id))
    if found is None:
        raise NotFound("paper_unknown", "There is no such paper.")
    return found


def places_of(session: Session, papers: sa.Select[int] | Collection[int]) -> dict[int, Place]:
    """Where each of these papers stands, by its id, in one query."""
    rows = session.execute(
        sa.select(Paper.id, Committee.conference_id, Committee.id, Seat.id, Seat.school_id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Paper.id.in_(papers))
    )
    return {
        paper_id: Place(conference_id, committee_id, seat_id, school_id)
        for paper_id, conference_id, committee_id, seat_id, school_id in rows
    }


def topic_titles(session: Session, papers: sa.Select[int] | Collection[int]) -> dict[int, dict[int, str]]:
    """The titles of the topics of each of these papers' committees: by the paper's id, then by the topic's number."""
    rows = session.execute(
        sa.select(Paper.id, Topic.number, Topic.title)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Topic, Topic.committee_id == Seat.committee_id)
        .where(Paper.id.in_(papers))
    )
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for paper_id, number, title in rows:
        found[paper_id][number] = title
    return found


def lock_paper(session: Session, paper_id: int) -> None:
    """Hold a paper until the unit of work ends: whatever changes it or its marks, and the release, come in turn.

    Locks are taken in one order everywhere, or two acts could wait for each other on PostgreSQL: conference, then case
    or comment, then paper, then scorecard, and the audit chain last. None bars rows that only refer to the locked one.
    """
    session.execute(sa.select(Paper.id).where(Paper.id == paper_id).with_for_update(key_share=True))


def conference_of(session: Session, paper_id: int) -> Conference:
    """The conference a paper belongs to. Raises NotFound."""
    return session.get_one(Conference, paper_place(session, paper_id).conference_id)


def submissions_to_mark(committee_id: int) -> sa.Select[int]:
    """Ids of a committee's submissions that count and can be marked: readable, and accepted as they are."""
    of = sa.select(Paper.id).join(Seat, Paper.seat_id == Seat.id).where(Seat.committee_id == committee_id)
    return sa.select(Submission.id).where(
        Submission.id.in_(current_submissions(of=of)),
        Submission.document_id.is_not(None),
        Submission.not_accepted_since.is_(None),
    )


def current_submissions(of: sa.Select[int] | None = None) -> sa.Select[int]:
    """Ids of the submissions that count: each paper's newest that was not withdrawn.

    One whose form was not accepted does not count while another was, and one that proved unreadable not while another
    can be read. `of` selects the papers asked for, so that the others need not be ranked.
    """
    ready = sa.case(
        (Submission.unreadable_code.is_not(None), 2), (Submission.not_accepted_since.is_not(None), 1), else_=0
    )
    ranked = (
        sa.select(
            Submission.id,
            sa.func.row_number()
            .over(
                partition_by=Submission.paper_id,
                order_by=(ready, Submission.number.desc()),
            )
            .label("place"),
        )
        .where(Submission.withdrawn_at.is_(None), sa.true() if of is None else Submission.paper_id.in_(of))
        .subquery()
    )
    return sa.select(ranked.c.id).where(ranked.c.place == 1)


def current_documents(conference_id: int, of: sa.Select[int] | None = None) -> sa.Select[int | None, int]:
    """Document and paper of the current submission, once read, of each of a conference's papers, or of these of it."""
    return (
        sa.select(Submission.document_id, Submission.paper_id)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(
            Committee.conference_id == conference_id,
            Submission.id.in_(current_submissions(of=of if of is not None else papers_of(conference_id))),
            Submission.document_id.is_not(None),
        )
    )


def papers_of(conference_id: int, committee_id: int | None = None) -> sa.Select[int]:
    """Ids of a conference's papers, or of one committee's."""
    papers = (
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Committee.conference_id == conference_id)
    )
    return papers if committee_id is None else papers.where(Committee.id == committee_id)
