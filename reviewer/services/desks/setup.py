"""A conference as its staff set it up: what stands, what is missing, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.states import CommitteeKind, DeadlineRight, SourceKind
from reviewer.models import (
    AdoptedRubric,
    Committee,
    CommitteeChair,
    Conference,
    Deadline,
    Invitation,
    KeyQuestion,
    Membership,
    Seat,
    Source,
    Topic,
)


class Part(StrEnum):
    """A part of the set-up, in the order in which one leads to the next."""

    COMMITTEES = "committees"
    RUBRICS = "rubrics"
    DEADLINES = "deadlines"
    ROSTER = "roster"
    CHAIRS = "chairs"
    SOURCES = "sources"
    INVITATIONS = "invitations"


@dataclass(frozen=True, slots=True)
class Place:
    """The conference that is being set up, with its rules."""

    conference_id: int
    title: str
    timezone: str
    languages: tuple[str, ...]
    starts_on: date | None
    retain_until: date
    blind_marking: bool
    blind_until: datetime | None
    delegates_see_similarity: bool
    replacement_window_minutes: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a part is: `done` of `total` things. A part without anything is not finished."""

    part: Part
    done: int
    total: int

    @property
    def is_finished(self) -> bool:
        """Whether nothing of it is missing."""
        return 0 < self.total == self.done


@dataclass(frozen=True, slots=True)
class CommitteeLine:
    """A committee with its counts. `due` is the submission deadline in force, its own or the conference's."""

    committee_id: int
    name: str
    kind: CommitteeKind
    paper_required: bool
    topics: int
    questions: int
    seats: int
    chairs: int
    has_guide: bool
    rubric: str | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The checklist and the committees. `next_part` is the first part that is not finished, None when all are."""

    place: Place
    parts: tuple[Standing, ...]
    committees: tuple[CommitteeLine, ...]

    @property
    def next_part(self) -> Part | None:
        """What to do next."""
        return next((one.part for one in self.parts if not one.is_finished), None)


def entrance(
    session: Session, actor: Actor, *, conference_id: int | None = None, committee_id: int | None = None
) -> Place:
    """The conference of these pages. Raises NotFound for anybody but its staff, as for one that does not exist."""
    if committee_id is not None:
        conference_id = session.scalar(sa.select(Committee.conference_id).where(Committee.id == committee_id))
    conference = session.get(Conference, conference_id) if conference_id is not None else None
    if conference is None or not access.may_set_up(actor, conference.id):
        raise NotFound("conference_unknown", "There is no such conference.")
    return Place(
        conference_id=conference.id,
        title=conference.title,
        timezone=conference.timezone,
        languages=tuple(conference.languages),
        starts_on=conference.starts_on,
        retain_until=conference.retain_until,
        blind_marking=conference.blind_marking,
        blind_until=conference.blind_until,
        delegates_see_similarity=conference.delegates_see_similarity,
        replacement_window_minutes=conference.replacement_window_minutes,
    )


def overview(session: Session, actor: Actor, conference_id: int) -> Overview:
    """The conference's checklist and committees, in a fixed number of queries. Raises NotFound but for staff."""
    place = entrance(session, actor, conference_id=conference_id)
    committees = _committees(session, conference_id)
    return Overview(place, _parts(session, conference_id, committees), committees)


def _committees(session: Session, conference_id: int) -> tuple[CommitteeLine, ...]:
    rows = session.execute(
        sa.select(Committee, AdoptedRubric.title)
        .outerjoin(AdoptedRubric, Committee.rubric_id == AdoptedRubric.id)
        .where(Committee.conference_id == conference_id)
        .order_by(Committee.position, Committee.id)
    ).all()
    ids = [committee.id for committee, _title in rows]
    topics = _count(session, sa.select(Topic.committee_id), Topic.committee_id, ids)
    asked = sa.select(Topic.committee_id).join(KeyQuestion).where(KeyQuestion.retired_at.is_(None))
    questions = _count(session, asked, Topic.committee_id, ids)
    seats = _count(session, sa.select(Seat.committee_id), Seat.committee_id, ids)
    chairing = sa.select(CommitteeChair.committee_id).join(Membership).where(Membership.ended_at.is_(None))
    chairs = _count(session, chairing, CommitteeChair.committee_id, ids)
    guided = sa.select(Source.committee_id).where(Source.kind == SourceKind.GUIDE, Source.removed_at.is_(None))
    guides = _count(session, guided, Source.committee_id, ids)
    dues = dict(
        session.execute(
            sa.select(Deadline.committee_id, Deadline.at).where(
                Deadline.conference_id == conference_id, Deadline.right == DeadlineRight.SUBMISSION
            )
        ).all()
    )
    return tuple(
        CommitteeLine(
            committee_id=committee.id,
            name=committee.name,
            kind=committee.kind,
            paper_required=committee.paper_required,
            topics=topics.get(committee.id, 0),
            questions=questions.get(committee.id, 0),
            seats=seats.get(committee.id, 0),
            chairs=chairs.get(committee.id, 0),
            has_guide=committee.id in guides,
            rubric=title,
            due=dues.get(committee.id, dues.get(None)),
        )
        for committee, title in rows
    )


def _count(
    session: Session, rows: sa.Select[int] | sa.Select[int | None], by: InstrumentedAttribute[Any], ids: Sequence[int]
) -> Mapping[int, int]:
    found = session.execute(rows.add_columns(sa.func.count()).where(by.in_(ids)).group_by(by))
    return {key: count for key, count in found if key is not None}


def _parts(session: Session, conference_id: int, committees: Sequence[CommitteeLine]) -> tuple[Standing, ...]:
    owing = [one for one in committees if one.paper_required]
    sources, read = session.execute(
        sa.select(sa.func.count(Source.id), sa.func.count(Source.document_id)).where(
            Source.conference_id == conference_id, Source.removed_at.is_(None), Source.kind != SourceKind.PROMPT
        )
    ).one()
    invited, accepted = session.execute(
        sa.select(sa.func.count(Invitation.id), sa.func.count(Invitation.accepted_at)).where(
            Invitation.conference_id == conference_id, Invitation.revoked_at.is_(None)
        )
    ).one()
    return (
        Standing(Part.COMMITTEES, sum(one.questions > 0 for one in committees), len(committees)),
        Standing(Part.RUBRICS, sum(one.rubric is not None for one in owing), len(owing)),
        Standing(Part.DEADLINES, sum(one.due is not None for one in owing), len(owing)),
        Standing(Part.ROSTER, sum(one.seats > 0 for one in committees), len(committees)),
        Standing(Part.CHAIRS, sum(one.chairs > 0 for one in owing), len(owing)),
        Standing(Part.SOURCES, read, sources),
        Standing(Part.INVITATIONS, accepted, invited),
    )
