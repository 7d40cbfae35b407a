"""A committee's papers as its chairs work through them: filtered, sorted, with progress and the next one to mark."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from reviewer.domain.access import Actor
from reviewer.domain.readings import FIRST_ANCHOR
from reviewer.domain.states import CoverageStatus, ScorecardState
from reviewer.models import (
    CoverageJudgement,
    CoverageSnapshot,
    KeyQuestion,
    Membership,
    Paper,
    QuestionCoverage,
    Reader,
    Scorecard,
    Seat,
    Submission,
    Topic,
    User,
)
from reviewer.services import grading, overlaps
from reviewer.services.desks.pace import Pace, pace_here
from reviewer.services.desks.standing import DONE, Body, PaperState, Standing, body, standings


@dataclass(frozen=True, slots=True)
class View:
    """How somebody looks at a queue: a state, part of a delegation's name, and a column to sort by.

    `state` may also be `late`, `mine` (one's own pile), `unready` (nothing to mark yet) or empty for all. `sort` is one
    of `SORTS`, with a leading "-" for the other way round.
    """

    state: str = ""
    query: str = ""
    sort: str = "delegation"


@dataclass(frozen=True, slots=True)
class PaperReader:
    """Somebody on whose pile a paper lies. `state` is their reading's, None before they began."""

    name: str
    is_me: bool
    slot: int
    state: ScorecardState | None


@dataclass(frozen=True, slots=True)
class QueuedPaper:
    """A paper and its figures; a figure that is not there yet, or not this person's to see, is None."""

    standing: Standing
    covered: int | None
    questions: int
    similarity: float | None
    total: Decimal | None
    out_of: Decimal | None
    readers: tuple[PaperReader, ...] = ()

    @property
    def is_mine(self) -> bool:
        """Whether it lies on this person's own pile."""
        return any(one.is_me for one in self.readers)

    @property
    def is_late(self) -> bool:
        """Whether its time cost it a right."""
        return bool(self.standing.lost)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the committee's marking is, over all papers with a version to mark; `unready` are those without one."""

    scored: int
    drafts: int
    total: int
    unready: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What one person sees of one committee. `next_unscored` is the first of the shown papers that waits for marks."""

    body: Body
    papers: tuple[QueuedPaper, ...]
    progress: Progress
    next_unscored: int | None
    pace: Pace
    has_piles: bool


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A paper's place among the shown ones, counted from 1, and the papers around it."""

    number: int
    total: int
    previous: int | None
    next: int | None
    next_unscored: int | None


_WAITING = (PaperState.UNSCORED, PaperState.CHECKING)
_BEGUN = (PaperState.DRAFT,)
_OPEN = (*_WAITING, *_BEGUN)
_ORDER = {state: place for place, state in enumerate(PaperState)}


def _plain(name: str) -> str:
    """A name without accents and case, as people look for it."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


SORTS: dict[str, Callable[[QueuedPaper], Any]] = {
    "delegation": lambda one: _plain(one.standing.delegation),
    "state": lambda one: _ORDER[one.standing.state],
    "words": lambda one: one.standing.words,
    "questions": lambda one: one.covered,
    "similarity": lambda one: one.similarity,
    "reader": lambda one: (not one.is_mine, [_plain(who.name) for who in one.readers]) if one.readers else None,
    "score": lambda one: None if one.total is None or not one.out_of else one.total / one.out_of,
}
"""The columns a queue can be sorted by. Papers without a value come last, whichever way."""


def queue(session: Session, actor: Actor, committee_id: int, view: View, *, now: datetime) -> Queue:
    """The committee's papers. Raises NotFound for who is neither its chair nor staff."""
    of = body(session, actor, committee_id)
    standing = standings(session, actor, of)
    piles = _piles(session, actor, of)
    papers = _shown(_with_figures(session, of, standing, piles), view)
    following = _next_unscored(papers, after=None)
    pace = pace_here(session, of, standing, actor.user_id, now=now)
    return Queue(of, papers, _progress(standing), following, pace, has_piles=bool(piles))


def _piles(session: Session, actor: Actor, of: Body) -> dict[int, list[PaperReader]]:
    """Whose pile each paper lies on, by slot; anchor papers lie on everybody's, and nobody is named."""
    rows = session.execute(
        sa.select(Reader.paper_id, Reader.slot, User.id, User.name, Scorecard.state)
        .join(Membership, Reader.membership_id == Membership.id)
        .join(User, Membership.user_id == User.id)
        .join(Paper, Reader.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .outerjoin(Scorecard, sa.and_(Scorecard.paper_id == Reader.paper_id, Scorecard.slot == Reader.slot))
        .where(Seat.committee_id == of.committee_id, Reader.ended_at.is_(None), Reader.slot < FIRST_ANCHOR)
        .order_by(Reader.paper_id, Reader.slot)
    )
    found: dict[int, list[PaperReader]] = defaultdict(list)
    for paper_id, slot, user_id, name, state in rows:
        found[paper_id].append(PaperReader(name, user_id == actor.user_id, slot, state))
    return found


def neighbours(
    session: Session, actor: Actor, of: Body, standing: Sequence[Standing], paper_id: int, view: View
) -> Neighbours:
    """The papers around one in the order of its queue. Figures are read only when the order needs them."""
    needs_figures = view.sort.removeprefix("-") in ("questions", "similarity", "score")
    piles = _piles(session, actor, of)
    papers = (
        _with_figures(session, of, standing, piles)
        if needs_figures
        else [_bare(one, piles.get(one.paper_id, ())) for one in standing]
    )
    shown = [one for one in _shown(papers, view) if one.standing.is_readable and one.standing.mine]
    if all(one.standing.paper_id != paper_id for one in shown):
        # It left the filter, perhaps by being marked just now: it is shown in its place among all.
        everyone = _shown(papers, View(sort=view.sort))
        shown = [one for one in everyone if one.standing.is_readable and one.standing.mine]
    ids = [one.standing.paper_id for one in shown]
    here = ids.index(paper_id) if paper_id in ids else -1
    return Neighbours(
        number=here + 1,
        total=len(ids),
        previous=ids[here - 1] if here > 0 else None,
        next=ids[here + 1] if 0 <= here < len(ids) - 1 else None,
        next_unscored=_next_unscored(shown, after=here),
    )


def _bare(standing: Standing, readers: Sequence[PaperReader]) -> QueuedPaper:
    return QueuedPaper(standing, None, 0, None, None, None, tuple(readers))


def _next_unscored(papers: Sequence[QueuedPaper], *, after: int | None) -> int | None:
    """The next paper to begin, else the next draft, from a place on and then from the top.

    One's own pile comes first, then papers on nobody's pile; those on another's only when there is nothing else.
    """
    turned = papers if after is None else [*papers[after + 1 :], *papers[: max(after, 0)]]
    open_ones = [
        one for one in turned if one.standing.is_ready and one.standing.mine and one.standing.readings.slot is not None
    ]
    own = [one for one in open_ones if one.is_mine]
    free = [one for one in open_ones if not one.readers or one.standing.readings.wanted > 1]
    for group, states in ((own, _WAITING), (free, _WAITING), (own, _BEGUN), (free, _BEGUN), (open_ones, _OPEN)):
        for one in group:
            if one.standing.state in states:
                return one.standing.paper_id
    return None


def _progress(standing: Sequence[Standing]) -> Progress:
    return Progress(
        scored=sum(one.state in DONE for one in standing),
        drafts=sum(one.state is PaperState.DRAFT for one in standing),
        total=sum(one.is_ready for one in standing),
        unready=sum(not one.is_ready for one in standing),
    )


def _shown(papers: Sequence[QueuedPaper], view: View) -> tuple[QueuedPaper, ...]:
    wanted = _plain(view.query.strip())
    kept = [one for one in papers if wanted in _plain(one.standing.delegation) and _passes(one, view.state)]
    value = SORTS.get(view.sort.removeprefix("-"), SORTS["delegation"])
    known = [one for one in kept if value(one) is not None]
    known.sort(key=value, reverse=view.sort.startswith("-"))
    return (*known, *(one for one in kept if value(one) is None))


def _passes(one: QueuedPaper, state: str) -> bool:
    if state == "mine":
        return one.is_mine
    if state == "late":
        return one.is_late
    if state == "scored":
        return one.standing.state in DONE
    if state == "unready":
        return not one.standing.is_ready
    return not state or one.standing.state == state


def _with_figures(
    session: Session, of: Body, standing: Sequence[Standing], piles: Mapping[int, Sequence[PaperReader]]
) -> list[QueuedPaper]:
    seen = [one for one in standing if one.mine]
    submissions = session.scalars(
        sa.select(Submission).where(Submission.id.in_([one.submission_id for one in seen if one.submission_id]))
    ).all()
    similar = overlaps.figures(session, of.conference_id, submissions)
    covered = _covered(session, of, seen)
    asked = _questions(session, of)
    totals = _totals(session, seen)
    return [
        QueuedPaper(
            standing=one,
            covered=covered.get(one.paper_id),
            questions=asked.get(one.topic_number, 0),
            similarity=similar[one.submission_id].similarity if one.submission_id in similar else None,
            total=totals[one.paper_id][0] if one.paper_id in totals else None,
            out_of=totals[one.paper_id][1] if one.paper_id in totals else None,
            readers=tuple(piles.get(one.paper_id, ())),
        )
        for one in standing
    ]


def _questions(session: Session, of: Body) -> dict[int, int]:
    """How many key questions each topic asks, by its number; under 0 all together."""
    rows = session.execute(
        sa.select(Topic.number, sa.func.count(KeyQuestion.id))
        .join(KeyQuestion, KeyQuestion.topic_id == Topic.id)
        .where(Topic.committee_id == of.committee_id, KeyQuestion.retired_at.is_(None))
        .group_by(Topic.number)
    )
    counts = dict(rows.all())
    return {0: sum(counts.values()), **counts}


def _covered(session: Session, of: Body, standing: Sequence[Standing]) -> dict[int, int]:
    """How many questions each paper answers, by the newest suggestion and, where there is one, by a chair's word."""
    papers = {one.submission_id: one.paper_id for one in standing if one.submission_id}
    newest = (
        sa.select(sa.func.max(CoverageSnapshot.id))
        .where(CoverageSnapshot.submission_id.in_(papers))
        .group_by(CoverageSnapshot.submission_id)
    )
    status: dict[int, dict[int, CoverageStatus]] = defaultdict(dict)
    rows = session.execute(
        sa.select(CoverageSnapshot.submission_id, QuestionCoverage.key_question_id, QuestionCoverage.status)
        .outerjoin(QuestionCoverage, QuestionCoverage.snapshot_id == CoverageSnapshot.id)
        .outerjoin(KeyQuestion, QuestionCoverage.key_question_id == KeyQuestion.id)
        .where(CoverageSnapshot.id.in_(newest), KeyQuestion.retired_at.is_(None))
    )
    for submission_id, question_id, suggested in rows:
        status[papers[submission_id]][question_id] = suggested
    judged = session.execute(
        sa.select(CoverageJudgement.paper_id, CoverageJudgement.key_question_id, CoverageJudgement.status)
        .join(KeyQuestion, CoverageJudgement.key_question_id == KeyQuestion.id)
        .join(Paper, CoverageJudgement.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(
            Seat.committee_id == of.committee_id,
            KeyQuestion.retired_at.is_(None),
            CoverageJudgement.taken_back_at.is_(None),
        )
        .order_by(CoverageJudgement.id)
    )
    seen = {one.paper_id for one in standing}
    for paper_id, question_id, word in judged:
        if paper_id in seen:
            status[paper_id][question_id] = word
    return {
        paper_id: sum(word is CoverageStatus.COVERED for word in words.values()) for paper_id, words in status.items()
    }


def _totals(session: Session, standing: Sequence[Standing]) -> dict[int, tuple[Decimal, Decimal]]:
    """The total of each paper that has one: as released, else as it stands on the scorecard."""
    found = {one.paper_id: one.released for one in standing if one.released is not None}
    open_ones = [one.scorecard_id for one in standing if one.scorecard_id and one.paper_id not in found]
    cards = session.scalars(
        sa.select(Scorecard)
        .where(Scorecard.id.in_(open_ones))
        .options(selectinload(Scorecard.marks), selectinload(Scorecard.rubric))
    ).all()
    scores = grading.scores_of(session, cards)
    for card in cards:
        score = scores[card.id]
        if any(line.mark is not None for line in score.lines):
            found[card.paper_id] = (score.total, score.out_of)
    return found
