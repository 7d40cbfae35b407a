"""What a release would show now and what it would leave out, committee by committee, and the releases made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from reviewer.domain import access, readings, scoring
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.states import CaseState, ScorecardState
from reviewer.models import (
    Case,
    Committee,
    Conference,
    Delegation,
    Membership,
    Paper,
    Release,
    ReleasedMark,
    Scorecard,
    Seat,
    SeatHolder,
    Submission,
    Topic,
)
from reviewer.services import final_marks, grading, release
from reviewer.services.desks.staffing import committees_of, names_of
from reviewer.services.grading.proposals import Proposal, undecided
from reviewer.services.papers import current_submissions
from reviewer.work import moment_of


@dataclass(frozen=True, slots=True)
class ReadyPaper:
    """A paper with a finished reading, and the total that would be shown."""

    paper_id: int
    delegation: str
    topic: str | None
    total: Decimal
    out_of: Decimal
    has_open_case: bool


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A paper that was handed in and would be left out.

    `is_read`: whether its text could be read. `is_started`: whether a chair began; with `has_draft`, `marks_missing`
    says how many marks a draft still lacks (0: it only has to be finished). `readings_missing` is how many of several
    readings are not finished, `needs_moderation` that they are, and too far apart.
    """

    paper_id: int
    delegation: str
    topic: str | None
    is_read: bool
    is_started: bool
    has_draft: bool
    marks_missing: int
    readings_missing: int
    needs_moderation: bool
    has_open_case: bool


@dataclass(frozen=True, slots=True)
class CommitteeReady:
    """One committee: papers to show, papers left out, how many are released already, and how many people are told."""

    id: int
    name: str
    ready: tuple[ReadyPaper, ...]
    missing: tuple[MissingPaper, ...]
    released: int
    people: int

    @property
    def handed_in(self) -> int:
        """How many papers there are in all."""
        return len(self.ready) + len(self.missing) + self.released


@dataclass(frozen=True, slots=True)
class UndecidedPaper:
    """A paper of a release that waits, with the deductions and caps its facts propose and nobody decided on."""

    paper_id: int
    delegation: str
    topic: str | None
    committee: str
    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class MadeRelease:
    """A release: of one committee, or (committee None) of all. `revoked_at` when it was taken back.

    `undecided` is told while its moment is still to come: what it shows goes without those deductions.
    """

    id: int
    committee: str | None
    papers: int
    by: str
    released_at: datetime
    visible_from: datetime
    revoked_at: datetime | None
    revoked_by: str
    undecided: tuple[UndecidedPaper, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """All of it; releases are newest first."""

    conference_id: int
    timezone: str
    committees: tuple[CommitteeReady, ...]
    releases: tuple[MadeRelease, ...]

    def chosen(self, committee_id: int | None) -> tuple[CommitteeReady, ...]:
        """The committees a release of this one, or (None) of all, would reach. Raises NotFound for another's."""
        found = tuple(one for one in self.committees if committee_id in (None, one.id))
        if committee_id is not None and not found:
            raise NotFound("committee_unknown", "This conference has no such committee.")
        return found

    def ready_in(self, committee_id: int | None) -> int:
        """How many papers such a release would show."""
        return sum(len(one.ready) for one in self.chosen(committee_id))


def overview(session: Session, actor: Actor, conference_id: int) -> Overview:
    """What is ready and what is not. Raises NotFound for anybody but this conference's staff."""
    if not access.may_release(actor, conference_id):
        raise NotFound("conference_unknown", "There is no such conference.")
    ready_ids, missing_ids = release.ready_and_missing(session, conference_id, None)
    papers = _papers(session, [*ready_ids, *missing_ids])
    cards = _scorecards(session, [*ready_ids, *missing_ids])
    decided = final_marks.deciding_scorecards(session, sa.select(Paper.id).where(Paper.id.in_(ready_ids)))
    cases = _open_cases(session, conference_id)
    ready, missing = defaultdict(list), defaultdict(list)
    scores = grading.scores_of(session, [card for of_paper in cards.values() for card in of_paper])
    for paper_id in ready_ids:
        one = papers[paper_id]
        ready[one.committee_id].append(_ready(one, decided[paper_id], scores, paper_id in cases))
    for paper_id in missing_ids:
        one = papers[paper_id]
        missing[one.committee_id].append(_missing(one, cards[paper_id], scores, paper_id in cases))
    released = _released(session, conference_id)
    people = _people(session, ready_ids)
    return Overview(
        conference_id=conference_id,
        timezone=session.get_one(Conference, conference_id).timezone,
        committees=tuple(
            CommitteeReady(
                id=committee.id,
                name=committee.name,
                ready=tuple(ready[committee.id]),
                missing=tuple(missing[committee.id]),
                released=released.get(committee.id, 0),
                people=people.get(committee.id, 0),
            )
            for committee in committees_of(session, conference_id)
        ),
        releases=tuple(_releases(session, conference_id)),
    )


@dataclass(frozen=True, slots=True)
class _Paper:
    id: int
    committee_id: int
    delegation: str
    topic: str | None
    is_read: bool
    wanted: int
    combine: scoring.Method


def _papers(session: Session, paper_ids: Sequence[int]) -> dict[int, _Paper]:
    rows = session.execute(
        sa.select(
            Paper.id,
            Seat.committee_id,
            Delegation.name,
            Topic.title,
            Submission.document_id,
            Committee.readings,
            Committee.combine,
        )
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .join(Submission, sa.and_(Submission.paper_id == Paper.id, Submission.id.in_(current_submissions())))
        .outerjoin(Topic, Paper.topic_id == Topic.id)
        .where(Paper.id.in_(paper_ids))
    )
    return {
        paper_id: _Paper(
            paper_id, committee_id, delegation, topic, document_id is not None, wanted, cast("scoring.Method", combine)
        )
        for paper_id, committee_id, delegation, topic, document_id, wanted, combine in rows
    }


def _scorecards(session: Session, paper_ids: Sequence[int]) -> dict[int, list[Scorecard]]:
    found: dict[int, list[Scorecard]] = defaultdict(list)
    for card in session.scalars(
        sa.select(Scorecard)
        .where(Scorecard.paper_id.in_(paper_ids), Scorecard.slot < readings.FIRST_ANCHOR)
        .options(selectinload(Scorecard.marks), joinedload(Scorecard.rubric))
        .order_by(Scorecard.slot)
    ):
        found[card.paper_id].append(card)
    return found


def _open_cases(session: Session, conference_id: int) -> set[int]:
    return set(
        session.scalars(
            sa.select(Case.paper_id)
            .join(Paper, Case.paper_id == Paper.id)
            .join(Seat, Paper.seat_id == Seat.id)
            .join(Committee, Seat.committee_id == Committee.id)
            .where(Committee.conference_id == conference_id, Case.state != CaseState.RULED)
        )
    )


def _ready(
    paper: _Paper, cards: Sequence[Scorecard], scores: dict[int, scoring.Score], has_open_case: bool
) -> ReadyPaper:
    combined = scoring.combine([scores[card.id] for card in cards], final_marks.method_for(len(cards), paper.combine))
    return ReadyPaper(paper.id, paper.delegation, paper.topic, combined.total, combined.out_of, has_open_case)


def _missing(
    paper: _Paper, cards: Sequence[Scorecard], scores: dict[int, scoring.Score], has_open_case: bool
) -> MissingPaper:
    drafts = [card for card in cards if card.state is ScorecardState.DRAFT]
    finished = len(cards) - len(drafts)
    return MissingPaper(
        paper_id=paper.id,
        delegation=paper.delegation,
        topic=paper.topic,
        is_read=paper.is_read,
        is_started=bool(cards),
        has_draft=bool(drafts),
        marks_missing=min((len(scores[card.id].missing) for card in drafts), default=0),
        readings_missing=max(paper.wanted - finished, 0),
        needs_moderation=finished >= paper.wanted,
        has_open_case=has_open_case,
    )


def _released(session: Session, conference_id: int) -> dict[int, int]:
    """How many papers of each committee are in a release that stands."""
    rows = session.execute(
        sa.select(Seat.committee_id, sa.func.count(sa.distinct(ReleasedMark.paper_id)))
        .join(Paper, Paper.seat_id == Seat.id)
        .join(ReleasedMark, ReleasedMark.paper_id == Paper.id)
        .join(Release, ReleasedMark.release_id == Release.id)
        .where(Release.conference_id == conference_id, Release.revoked_at.is_(None))
        .group_by(Seat.committee_id)
    )
    return dict(rows.all())


def _people(session: Session, paper_ids: Sequence[int]) -> dict[int, int]:
    """How many delegates get a mail, by committee."""
    rows = session.execute(
        sa.select(Seat.committee_id, sa.func.count(sa.distinct(Membership.user_id)))
        .join(Paper, Paper.seat_id == Seat.id)
        .join(SeatHolder, SeatHolder.seat_id == Seat.id)
        .join(Membership, SeatHolder.membership_id == Membership.id)
        .where(Paper.id.in_(paper_ids), Membership.ended_at.is_(None))
        .group_by(Seat.committee_id)
    )
    return dict(rows.all())


def _releases(session: Session, conference_id: int) -> list[MadeRelease]:
    count = sa.select(sa.func.count()).where(ReleasedMark.release_id == Release.id).correlate(Release).scalar_subquery()
    rows = session.execute(
        sa.select(Release, Committee.name, count)
        .outerjoin(Committee, Release.committee_id == Committee.id)
        .where(Release.conference_id == conference_id)
        .order_by(Release.id.desc())
    ).all()
    waiting = _waiting(session, [row.id for row, _, _ in rows if _waits(session, row)])
    names = names_of(session, {one for row, _, _ in rows for one in (row.released_by_id, row.revoked_by_id or 0)})
    return [
        MadeRelease(
            id=row.id,
            committee=committee,
            papers=papers,
            by=names.get(row.released_by_id, ""),
            released_at=row.released_at,
            visible_from=row.visible_from,
            revoked_at=row.revoked_at,
            revoked_by=names.get(row.revoked_by_id or 0, ""),
            undecided=tuple(waiting[row.id]),
        )
        for row, committee, papers in rows
    ]


def _waits(session: Session, row: Release) -> bool:
    return row.revoked_at is None and row.visible_from > moment_of(session)


def _waiting(session: Session, releases: Sequence[int]) -> dict[int, list[UndecidedPaper]]:
    """What nobody decided on in each of these releases."""
    shown = session.execute(
        sa.select(ReleasedMark.release_id, ReleasedMark.paper_id).where(ReleasedMark.release_id.in_(releases))
    ).all()
    open_ones = undecided(session, {paper_id for _release_id, paper_id in shown})
    papers = _papers(session, list(open_ones))
    committees = dict(
        session.execute(
            sa.select(Committee.id, Committee.name).where(
                Committee.id.in_({paper.committee_id for paper in papers.values()})
            )
        ).all()
    )
    found: dict[int, list[UndecidedPaper]] = defaultdict(list)
    for release_id, paper_id in shown:
        if paper_id in papers:
            paper = papers[paper_id]
            named = (paper.delegation, paper.topic, committees[paper.committee_id])
            found[release_id].append(UndecidedPaper(paper_id, *named, open_ones[paper_id]))
    return found
