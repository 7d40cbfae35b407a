"""Whose a document is: the papers and sources of a conference, with what decides how passages of them are classed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import OtherPaper, OtherSource, Place
from reviewer.domain.states import SourceKind, Visibility
from reviewer.models import (
    Committee,
    Delegation,
    Membership,
    Paper,
    Seat,
    SeatHolder,
    Source,
    Submission,
)
from reviewer.services.papers import current_submissions


@dataclass(frozen=True, slots=True)
class Holder:
    """A paper, by one of its versions, or a source; of `paper_id` and `source_id` exactly one is set.

    `title` is a delegation's name or a source's title; `people` the ids of those who hold the seat.
    """

    document_id: int
    place: Place
    title: str
    paper_id: int | None = None
    submission_id: int | None = None
    committee: str = ""
    people: frozenset[int] = frozenset()
    received_at: datetime | None = None
    counted_at: datetime | None = None
    source_id: int | None = None
    source_kind: SourceKind | None = None
    visibility: Visibility | None = None

    @property
    def side(self) -> OtherPaper | OtherSource:
        """What the access rules ask about it."""
        if self.source_kind is None or self.visibility is None:
            return OtherPaper(self.place)
        return OtherSource(self.place.conference_id, self.source_kind, self.visibility)

    @property
    def key(self) -> str:
        """A name for pages and addresses: "paper-12" or "source-3"."""
        return f"paper-{self.paper_id}" if self.paper_id is not None else f"source-{self.source_id}"


def holders(session: Session, conference_id: int, documents: Collection[int]) -> dict[int, list[Holder]]:
    """By document, the conference's papers whose current version it is, and its sources; each in a fixed order."""
    found: dict[int, list[Holder]] = defaultdict(list)
    is_asked = Submission.document_id.in_(documents)
    theirs = sa.select(Submission.paper_id).where(is_asked)  # so that no other paper's versions are ranked
    is_current = sa.and_(is_asked, Submission.id.in_(current_submissions(of=theirs)))
    for one in [*_papers(session, conference_id, is_current), *_sources(session, conference_id, documents)]:
        found[one.document_id].append(one)
    return found


def versions(session: Session, conference_id: int, submissions: Sequence[Submission]) -> dict[int, Holder]:
    """By their ids, these very versions of papers, also such as are not current; unread ones are left out."""
    asked = Submission.id.in_([one.id for one in submissions])
    return {one.submission_id: one for one in _papers(session, conference_id, asked) if one.submission_id is not None}


def _papers(session: Session, conference_id: int, condition: sa.ColumnElement[bool]) -> list[Holder]:
    rows = session.execute(
        sa.select(
            Submission.id,
            Submission.document_id,
            Submission.paper_id,
            Submission.received_at,
            Submission.counted_at,
            Seat.id,
            Seat.school_id,
            Committee.id,
            Committee.name,
            Delegation.name,
        )
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(Committee.conference_id == conference_id, Submission.document_id.is_not(None), condition)
        .order_by(Submission.id)
    ).all()
    people = _people(session, {row[5] for row in rows})
    return [
        Holder(
            document_id=document or 0,
            place=Place(conference_id, committee_id, seat_id, school_id),
            title=delegation,
            paper_id=paper,
            submission_id=submission,
            committee=committee,
            people=people[seat_id],
            received_at=received,
            counted_at=counted,
        )
        for (
            submission,
            document,
            paper,
            received,
            counted,
            seat_id,
            school_id,
            committee_id,
            committee,
            delegation,
        ) in rows
    ]


def _people(session: Session, seats: Collection[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {seat_id: set() for seat_id in seats}
    rows = session.execute(
        sa.select(SeatHolder.seat_id, Membership.user_id)
        .join(Membership, SeatHolder.membership_id == Membership.id)
        .where(SeatHolder.seat_id.in_(seats))
    )
    for seat_id, user_id in rows:
        found[seat_id].add(user_id)
    return {seat_id: frozenset(ids) for seat_id, ids in found.items()}


def _sources(session: Session, conference_id: int, documents: Collection[int]) -> list[Holder]:
    sources = session.scalars(
        sa.select(Source)
        .where(Source.conference_id == conference_id, Source.document_id.in_(documents), Source.removed_at.is_(None))
        .order_by(Source.id)
    )
    return [
        Holder(
            document_id=source.document_id or 0,
            place=Place(conference_id, source.committee_id),
            title=source.title,
            source_id=source.id,
            source_kind=source.kind,
            visibility=source.visibility,
        )
        for source in sources
    ]
