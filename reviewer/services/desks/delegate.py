"""A delegate's papers, each as one card: what is owed by when, what was handed in, and how far it is.

Whatever the number of papers, the same few queries are made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access, deadlines
from reviewer.domain.access import Actor, Place
from reviewer.domain.deadlines import Due, Upload
from reviewer.domain.errors import NotFound
from reviewer.domain.progress import Progress, progress
from reviewer.domain.states import DeadlineRight, Role, RunState, Step, SubmissionState
from reviewer.models import Committee, Conference, Delegation, Paper, Run, Seat
from reviewer.services.desks import owed, sent
from reviewer.services.desks.owed import Guide, TopicAsked
from reviewer.services.desks.sent import ReleasedResult, Version
from reviewer.services.dues import dues


class PaperState(StrEnum):
    """Where a paper stands for its delegates; the names are those of the pages' `paper_state`."""

    MISSING = "missing"
    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    NOT_ACCEPTED = "not_accepted"
    UNREADABLE = "failed"
    STOPPED = "stopped"
    LATE = "late"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class RightDue:
    """A deadline of this seat, with its extension. `kept`: whether what counts now was in time; None without any."""

    right: DeadlineRight
    at: datetime
    is_extended: bool
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Shown:
    """The released result."""

    total: Decimal
    out_of: Decimal


@dataclass(frozen=True, slots=True)
class PaperCard:
    """One paper of one seat. `versions` are newest first; `newest` is the newest that was not withdrawn.

    `is_open`: whether a file sent now would be taken. `replacement_until`: for a newest version that is
    unreadable or not accepted, until when a new file counts as received at `replacement_counts_as`.
    """

    paper_id: int
    conference: str
    conference_id: int
    timezone: str
    committee: str
    delegation: str
    topics: tuple[TopicAsked, ...]
    guides: tuple[Guide, ...]
    dues: tuple[RightDue, ...]
    versions: tuple[Version, ...]
    newest: Version | None
    progress: Progress | None
    state: PaperState
    shown: Shown | None
    may_submit: bool
    is_open: bool
    replacement_until: datetime | None
    replacement_counts_as: datetime | None

    @property
    def due(self) -> RightDue | None:
        """When handing in ends."""
        return next((due for due in self.dues if due.right is DeadlineRight.SUBMISSION), None)


@dataclass(frozen=True, slots=True)
class OwnPaper:
    """A paper's row with where it stands, before anything is known of it."""

    paper_id: int
    topic_id: int | None
    place: Place
    conference: Conference
    committee: str
    delegation: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What was loaded for several papers at once: by paper, submission, committee or seat."""

    versions: Mapping[int, tuple[Version, ...]]
    newest: Mapping[int, Version | None]
    steps: Mapping[int, Mapping[Step, RunState]]
    topics: Mapping[int | None, Sequence[TopicAsked]]
    guides: Sequence[Guide]
    dues: Mapping[int | None, Sequence[tuple[Due, bool]]]
    results: Mapping[int, Sequence[ReleasedResult]]


def delegate_home(session: Session, actor: Actor, now: datetime) -> tuple[PaperCard, ...]:
    """The cards of every paper whose seat the actor holds, or that the actor's school holds when they advise it.

    What needs an act and is due first comes first.
    """
    seats = {seat for grant in actor.grants if grant.role is Role.DELEGATE for seat in grant.seats}
    schools = {grant.school_id for grant in actor.grants if grant.role is Role.ADVISER}
    found = cards(session, actor, now, sa.or_(Seat.id.in_(seats), Seat.school_id.in_(schools - {None})))
    return tuple(sorted(found, key=_urgency))


def _urgency(card: PaperCard) -> tuple[bool, float]:
    wants_an_act = card.is_open and card.state in (PaperState.MISSING, PaperState.UNREADABLE, PaperState.STOPPED)
    return not wants_an_act, card.due.at.timestamp() if card.due else float("inf")


def own_card(session: Session, actor: Actor, paper_id: int, now: datetime) -> PaperCard:
    """The card of one paper. Raises NotFound for a paper that is not the actor's own."""
    found = cards(session, actor, now, Paper.id == paper_id)
    if not found:
        raise NotFound("paper_unknown", "There is no such paper.")
    return found[0]


def cards(session: Session, actor: Actor, now: datetime, wanted: sa.ColumnElement[bool]) -> tuple[PaperCard, ...]:
    """The cards of the wanted papers that are the actor's own."""
    own = [paper for paper in _papers(session, wanted) if access.may_read_own_paper(actor, paper.place)]
    if not own:
        return ()
    known = _load(session, own, now)
    return tuple(_card(actor, now, paper, known) for paper in own)


def _load(session: Session, own: Sequence[OwnPaper], now: datetime) -> _Known:
    ids = [paper.paper_id for paper in own]
    versions = sent.versions(session, ids)
    newest = {paper: next((v for v in versions[paper] if v.withdrawn_at is None), None) for paper in ids}
    return _Known(
        versions=versions,
        newest=newest,
        steps=_steps(session, [version.submission_id for version in newest.values() if version]),
        topics=owed.topics(session, {paper.place.committee_id for paper in own}),
        guides=owed.guides(session, {paper.place.conference_id for paper in own}),
        dues=dues(session, [paper.place for paper in own]),
        results=sent.releases(session, ids, now),
    )


def _card(actor: Actor, now: datetime, paper: OwnPaper, known: _Known) -> PaperCard:
    place, versions, newest = paper.place, known.versions[paper.paper_id], known.newest[paper.paper_id]
    dues, results = known.dues[place.seat_id], known.results[paper.paper_id]
    settled = progress(known.steps[newest.submission_id]) if newest else None
    rights = _rights(dues, versions)
    result = next((Shown(one.total, one.out_of) for one in results if one.is_visible), None)
    until, counts_as = _replacement(newest, paper.conference)
    return PaperCard(
        paper_id=paper.paper_id,
        conference=paper.conference.title,
        conference_id=paper.conference.id,
        timezone=paper.conference.timezone,
        committee=paper.committee,
        delegation=paper.delegation,
        topics=tuple(one for one in known.topics[place.committee_id] if paper.topic_id in (None, one.topic_id)),
        guides=tuple(one for one in known.guides if one.is_for(place)),
        dues=rights,
        versions=versions,
        newest=newest,
        progress=settled,
        state=PaperState.RELEASED if result else _state(newest, settled, rights),
        shown=result,
        may_submit=access.may_submit(actor, place),
        is_open=not results and _is_open(dues, versions, paper, now),
        replacement_until=until,
        replacement_counts_as=counts_as,
    )


def _papers(session: Session, wanted: sa.ColumnElement[bool]) -> list[OwnPaper]:
    rows = session.execute(
        sa.select(Paper.id, Paper.topic_id, Seat.id, Seat.school_id, Committee, Delegation.name, Conference)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .join(Conference, Committee.conference_id == Conference.id)
        .where(wanted)
        .order_by(Conference.id.desc(), Delegation.name, Committee.position, Committee.id, Paper.id)
    )
    return [
        OwnPaper(
            paper_id=paper_id,
            topic_id=topic_id,
            place=Place(conference.id, committee.id, seat_id, school_id),
            conference=conference,
            committee=committee.name,
            delegation=delegation,
        )
        for paper_id, topic_id, seat_id, school_id, committee, delegation, conference in rows
    ]


def _steps(session: Session, submissions: Sequence[int]) -> Mapping[int, dict[Step, RunState]]:
    """The state of each step's newest run, by submission."""
    found: dict[int, dict[Step, RunState]] = defaultdict(dict)
    rows = session.execute(
        sa.select(Run.submission_id, Run.step, Run.state).where(Run.submission_id.in_(submissions)).order_by(Run.id)
    )
    for submission_id, step, state in rows:
        assert submission_id is not None
        found[submission_id][step] = state
    return found


def _rights(dues: Iterable[tuple[Due, bool]], versions: Sequence[Version]) -> tuple[RightDue, ...]:
    counting = next((version for version in versions if version.counts), None)
    return tuple(
        RightDue(due.right, due.at, is_extended, None if counting is None else due.is_met_by(counting.counted_at))
        for due, is_extended in sorted(dues, key=lambda pair: pair[0].at)
    )


def _state(newest: Version | None, settled: Progress | None, rights: Sequence[RightDue]) -> PaperState:
    if newest is None or settled is None:
        return PaperState.MISSING
    if settled.state is SubmissionState.FAILED:
        return PaperState.UNREADABLE if newest.unreadable_code else PaperState.STOPPED
    if newest.not_accepted_since is not None:
        return PaperState.NOT_ACCEPTED
    if settled.state is SubmissionState.CHECKED and any(due.kept is False for due in rights):
        return PaperState.LATE
    return PaperState(settled.state.value)


def _submission_due(dues: Iterable[tuple[Due, bool]]) -> Due | None:
    return next((due for due, _ in dues if due.right is DeadlineRight.SUBMISSION), None)


def _is_open(dues: Sequence[tuple[Due, bool]], versions: Sequence[Version], paper: OwnPaper, now: datetime) -> bool:
    due = _submission_due(dues)
    before = Upload(versions[0].counted_at, versions[0].void_since) if versions else None
    window = timedelta(minutes=paper.conference.replacement_window_minutes)
    return due is None or due.is_met_by(deadlines.counted_time(Upload(now), before, window))


def _replacement(newest: Version | None, conference: Conference) -> tuple[datetime | None, datetime | None]:
    """Until when, and as of when, a replacement of a newest version counts that was unreadable or not accepted."""
    if newest is None or newest.void_since is None:
        return None, None
    until = newest.void_since + timedelta(minutes=conference.replacement_window_minutes)
    return until, newest.counted_at
