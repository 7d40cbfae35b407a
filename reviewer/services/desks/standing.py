"""Where every paper of a committee stands, in a fixed number of queries however many papers there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.deadlines import Due, effective_due, rights_kept
from reviewer.domain.errors import NotFound
from reviewer.domain.progress import progress
from reviewer.domain.readings import FIRST, MODERATION, Readings
from reviewer.domain.states import DeadlineRight, RunState, ScorecardState, Step, SubmissionState
from reviewer.models import (
    Committee,
    Deadline,
    Delegation,
    Document,
    Extension,
    FinalMark,
    Paper,
    Release,
    ReleasedMark,
    Run,
    Scorecard,
    Seat,
    Submission,
    Topic,
)
from reviewer.services import blindness, grading
from reviewer.services.papers import current_submissions

_ONE_READING = Readings()


class PaperState(StrEnum):
    """What a chair needs to know of a paper, in the order of its life."""

    MISSING = "missing"
    RECEIVED = "received"
    CHECKING = "checking"
    FAILED = "failed"
    NOT_ACCEPTED = "not_accepted"
    UNSCORED = "unscored"
    DRAFT = "draft"
    SCORED = "scored"
    RELEASED = "released"


DONE = (PaperState.SCORED, PaperState.RELEASED)
"""The states in which a paper asks for no more marks."""
_UNREADY = (PaperState.MISSING, PaperState.RECEIVED, PaperState.FAILED, PaperState.NOT_ACCEPTED)
"""The states in which there is nothing to mark yet."""


@dataclass(frozen=True, slots=True)
class Body:
    """The committee of a queue, with what its papers owe."""

    committee_id: int
    name: str
    conference_id: int
    timezone: str
    blind: bool
    blind_until: datetime | None = None
    """When names will be shown, where that is known."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One paper. `lost` are the rights that its time does not keep; `mine` is False for a paper the asker may not mark.

    `topic` is the title of the one topic it is on, empty when it owes all of them.
    """

    paper_id: int
    delegation: str
    topic: str
    topic_number: int
    state: PaperState
    lost: frozenset[DeadlineRight]
    mine: bool
    submission_id: int | None
    document_id: int | None
    words: int | None
    scorecard_id: int | None
    released: tuple[Decimal, Decimal] | None
    """Total and what it is out of, as released."""
    readings: Readings = _ONE_READING
    """How it is read; `scorecard_id` is None where this person may not look at the reading."""

    @property
    def is_readable(self) -> bool:
        """Whether there is a text to read."""
        return self.document_id is not None

    @property
    def is_ready(self) -> bool:
        """Whether there is a version to mark: one that can be read and was accepted. What is marked stays so."""
        return self.state in DONE or (self.is_readable and self.state not in _UNREADY)


def body(session: Session, actor: Actor, committee_id: int) -> Body:
    """The committee, for its chairs and the conference's staff. Raises NotFound for everybody else."""
    committee = session.get(Committee, committee_id)
    if committee is None or not access.may_read_for_marking(actor, Place(committee.conference_id, committee.id)):
        raise NotFound("committee_unknown", "There is no such committee.")
    conference = committee.conference
    blind = blindness.is_hidden_from(session, actor, conference)
    until = conference.blind_until if blind else None
    return Body(committee.id, committee.name, conference.id, conference.timezone, blind, until)


_Row = tuple[int, Seat, str, str | None, int | None, Submission | None, int | None]


def standings(session: Session, actor: Actor, of: Body) -> tuple[Standing, ...]:
    """Every paper that the committee's seats owe, by delegation and topic."""
    owed = sa.select(Paper.id).join(Seat, Paper.seat_id == Seat.id).where(Seat.committee_id == of.committee_id)
    rows: Sequence[_Row] = session.execute(
        sa.select(Paper.id, Seat, Delegation.name, Topic.title, Topic.number, Submission, Document.words)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .outerjoin(Topic, Paper.topic_id == Topic.id)
        .outerjoin(
            Submission, sa.and_(Submission.paper_id == Paper.id, Submission.id.in_(current_submissions(of=owed)))
        )
        .outerjoin(Document, Submission.document_id == Document.id)
        .where(Seat.committee_id == of.committee_id)
        .order_by(Delegation.name, Topic.number, Paper.id)
    ).all()
    checks = _checks(session, [submission.id for *_, submission, _words in rows if submission is not None])
    place = Place(of.conference_id, of.committee_id)
    readings = grading.readings_of_papers(session, actor, owed, place)
    cards = _scorecards(session, of.committee_id)
    finals = _released(session, of.committee_id)
    dues = _dues(session, of)
    found = []
    for paper_id, seat, delegation, topic, number, submission, words in rows:
        scorecard_id, card_state = _own_card(readings[paper_id], cards[paper_id])
        state = _state(submission, checks, card_state, is_released=paper_id in finals)
        found.append(
            Standing(
                paper_id=paper_id,
                delegation=delegation,
                topic=topic or "",
                topic_number=number or 0,
                state=state,
                lost=_lost(dues.get(seat.id, dues[0]), submission),
                mine=access.may_mark(actor, Place(of.conference_id, of.committee_id, seat.id, seat.school_id)),
                submission_id=submission.id if submission else None,
                document_id=submission.document_id if submission else None,
                words=words,
                scorecard_id=scorecard_id,
                released=finals.get(paper_id),
                readings=readings[paper_id],
            )
        )
    return tuple(found)


def _state(
    submission: Submission | None,
    checks: dict[int, dict[Step, RunState]],
    card: ScorecardState | None,
    *,
    is_released: bool,
) -> PaperState:
    if is_released:
        return PaperState.RELEASED
    if submission is None:
        return PaperState.MISSING
    if card is ScorecardState.FINAL:
        return PaperState.SCORED
    if submission.unreadable_code is not None:
        return PaperState.FAILED
    if submission.not_accepted_since is not None:
        return PaperState.NOT_ACCEPTED
    if card is not None:
        return PaperState.DRAFT
    found = progress(checks.get(submission.id, {}))
    if submission.document_id is not None:
        # Checks that failed or were never needed do not keep anybody from reading and marking the text.
        return PaperState.CHECKING if _is_under_way(checks.get(submission.id, {})) else PaperState.UNSCORED
    return {
        SubmissionState.RECEIVED: PaperState.RECEIVED,
        SubmissionState.FAILED: PaperState.FAILED,
    }.get(found.state, PaperState.CHECKING)


def _is_under_way(checks: dict[Step, RunState]) -> bool:
    return any(state in (RunState.QUEUED, RunState.RUNNING) for state in checks.values())


def _checks(session: Session, submissions: Collection[int]) -> dict[int, dict[Step, RunState]]:
    """The state of each step's newest run, by submission."""
    rows = session.execute(
        sa.select(Run.submission_id, Run.step, Run.state)
        .where(Run.submission_id.in_(submissions), Run.step != Step.PICTURE)
        .order_by(Run.id)
    )
    found: dict[int, dict[Step, RunState]] = defaultdict(dict)
    for submission_id, step, state in rows:
        if submission_id is not None:
            found[submission_id][step] = state
    return found


_Cards = dict[int, tuple[int, ScorecardState]]
"""A paper's scorecards by slot: id and state."""


def _scorecards(session: Session, committee_id: int) -> dict[int, _Cards]:
    rows = session.execute(
        sa.select(Scorecard.paper_id, Scorecard.slot, Scorecard.id, Scorecard.state)
        .join(Paper, Scorecard.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id)
    )
    found: dict[int, _Cards] = defaultdict(dict)
    for paper_id, slot, scorecard_id, state in rows:
        found[paper_id][slot] = (scorecard_id, state)
    return found


def _own_card(readings: Readings, cards: _Cards) -> tuple[int | None, ScorecardState | None]:
    """The scorecard by which a paper stands for this person: their own, else what is known of the readers' ones.

    Where others read it, one who may look sees the first reading; that both are done is no secret.
    """
    slot = readings.slot
    if slot is not None and slot != MODERATION:
        return cards.get(slot, (None, None))
    if MODERATION in cards and readings.are_done:
        return cards[MODERATION]
    scorecard_id = cards[FIRST][0] if FIRST in cards and readings.shows(FIRST) else None
    if readings.are_done:
        return scorecard_id, ScorecardState.FINAL
    return scorecard_id, ScorecardState.DRAFT if cards else None


def _released(session: Session, committee_id: int) -> dict[int, tuple[Decimal, Decimal]]:
    """What the newest release that stands shows of each paper, whether its moment has come or not."""
    rows = session.execute(
        sa.select(ReleasedMark.paper_id, FinalMark.total, FinalMark.out_of)
        .join(FinalMark, ReleasedMark.final_mark_id == FinalMark.id)
        .join(Release, ReleasedMark.release_id == Release.id)
        .join(Paper, ReleasedMark.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id, Release.revoked_at.is_(None))
        .order_by(Release.id)
    )
    return {paper_id: (total, out_of) for paper_id, total, out_of in rows}


_JUDGED_BY_TIME = frozenset(DeadlineRight) - {DeadlineRight.REGRADE}


def _dues(session: Session, of: Body) -> dict[int, list[Due]]:
    """The dues of each seat that has an extension; under 0 those of all the others."""
    own: dict[DeadlineRight, Due] = {}
    rows = session.scalars(
        sa.select(Deadline)
        .where(
            Deadline.conference_id == of.conference_id,
            sa.or_(Deadline.committee_id == of.committee_id, Deadline.committee_id.is_(None)),
            Deadline.right.in_(_JUDGED_BY_TIME),
        )
        .order_by(Deadline.committee_id.is_not(None))  # a committee's own comes last and replaces the conference's
    )
    for row in rows:
        own[row.right] = Due(row.right, row.at, timedelta(minutes=row.grace_minutes))
    extended: dict[int, dict[DeadlineRight, datetime]] = defaultdict(dict)
    for one in session.scalars(
        sa.select(Extension)
        .join(Seat, Extension.seat_id == Seat.id)
        .where(Seat.committee_id == of.committee_id, Extension.right.in_(_JUDGED_BY_TIME))
    ):
        extended[one.seat_id][one.right] = one.until
    dues = {0: list(own.values())}
    for seat_id, later in extended.items():
        dues[seat_id] = [effective_due(due, later.get(due.right)) for due in own.values()]
    return dues


def _lost(dues: list[Due], submission: Submission | None) -> frozenset[DeadlineRight]:
    if submission is None:
        return frozenset()
    return frozenset(due.right for due in dues) - rights_kept(dues, submission.counted_at)
