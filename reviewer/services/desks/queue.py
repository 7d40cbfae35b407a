"""A committee's papers as its chairs work through them: filtered, sorted, with progress and the next one to mark."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from reviewer.domain.access import Actor
from reviewer.domain.states import CoverageStatus
from reviewer.models import (
    CoverageJudgement,
    CoverageSnapshot,
    KeyQuestion,
    Paper,
    QuestionCoverage,
    Scorecard,
    Seat,
    Submission,
    Topic,
)
from reviewer.services import grading, reports
from reviewer.services.desks.standing import Body, PaperState, Standing, body, standings


@dataclass(frozen=True, slots=True)
class View:
    """How somebody looks at a queue: a state (or `late`, or all), part of a delegation's name, and a column to sort by.

    `sort` is one of `SORTS`, with a leading "-" for the other way round.
    """

    state: str = ""
    query: str = ""
    sort: str = "delegation"


@dataclass(frozen=True, slots=True)
class QueuedPaper:
    """A paper and its figures; a figure that is not there yet, or not this person's to see, is None."""

    standing: Standing
    covered: int | None
    questions: int
    similarity: float | None
    total: Decimal | None
    out_of: Decimal | None

    @property
    def is_late(self) -> bool:
        """Whether its time cost it a right."""
        return bool(self.standing.lost)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the committee's marking is, over all its papers whatever the filter."""

    scored: int
    drafts: int
    total: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What one person sees of one committee. `next_unscored` is the first of the shown papers that waits for marks."""

    body: Body
    papers: tuple[QueuedPaper, ...]
    progress: Progress
    next_unscored: int | None


@dataclass(frozen=True, slots=True)
class Neighbours:
    """A paper's place among the shown ones, counted from 1, and the papers around it."""

    number: int
    total: int
    previous: int | None
    next: int | None
    next_unscored: int | None


_DONE = (PaperState.SCORED, PaperState.RELEASED)
_WAITING = (PaperState.UNSCORED, PaperState.CHECKING)
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
    "score": lambda one: None if one.total is None or not one.out_of else one.total / one.out_of,
}
"""The columns a queue can be sorted by. Papers without a value come last, whichever way."""


def queue(session: Session, actor: Actor, committee_id: int, view: View) -> Queue:
    """The committee's papers. Raises NotFound for who is neither its chair nor staff."""
    of = body(session, actor, committee_id)
    standing = standings(session, actor, of)
    papers = _shown(_with_figures(session, of, standing), view)
    return Queue(of, papers, _progress(standing), _next_unscored([one.standing for one in papers], after=None))


def neighbours(session: Session, of: Body, standing: Sequence[Standing], paper_id: int, view: View) -> Neighbours:
    """The papers around one in the order of its queue. Figures are read only when the order needs them."""
    needs_figures = view.sort.removeprefix("-") in ("questions", "similarity", "score")
    papers = _with_figures(session, of, standing) if needs_figures else [_bare(one) for one in standing]
    shown = [one.standing for one in _shown(papers, view) if one.standing.is_readable and one.standing.mine]
    if all(one.paper_id != paper_id for one in shown):
        # It left the filter, perhaps by being marked just now: it is shown in its place among all.
        everyone = _shown(papers, View(sort=view.sort))
        shown = [one.standing for one in everyone if one.standing.is_readable and one.standing.mine]
    ids = [one.paper_id for one in shown]
    here = ids.index(paper_id) if paper_id in ids else -1
    return Neighbours(
        number=here + 1,
        total=len(ids),
        previous=ids[here - 1] if here > 0 else None,
        next=ids[here + 1] if 0 <= here < len(ids) - 1 else None,
        next_unscored=_next_unscored(shown, after=here),
    )


def _bare(standing: Standing) -> QueuedPaper:
    return QueuedPaper(standing, None, 0, None, None, None)


def _next_unscored(standing: Sequence[Standing], *, after: int | None) -> int | None:
    """The next paper that nobody has begun, else the next draft, from a place on and then from the top."""
    turned = standing if after is None else [*standing[after + 1 :], *standing[: max(after, 0)]]
    open_ones = [one for one in turned if one.is_readable and one.mine]
    for states in (_WAITING, (PaperState.DRAFT,)):
        for one in open_ones:
            if one.state in states:
                return one.paper_id
    return None


def _progress(standing: Sequence[Standing]) -> Progress:
    return Progress(
        scored=sum(one.state in _DONE for one in standing),
        drafts=sum(one.state is PaperState.DRAFT for one in standing),
        total=sum(one.state is not PaperState.MISSING for one in standing),
    )


def _shown(papers: Sequence[QueuedPaper], view: View) -> tuple[QueuedPaper, ...]:
    wanted = _plain(view.query.strip())
    kept = [one for one in papers if wanted in _plain(one.standing.delegation) and _passes(one, view.state)]
    value = SORTS.get(view.sort.removeprefix("-"), SORTS["delegation"])
    known = [one for one in kept if value(one) is not None]
    known.sort(key=value, reverse=view.sort.startswith("-"))
    return (*known, *(one for one in kept if value(one) is None))


def _passes(one: QueuedPaper, state: str) -> bool:
    if state == "late":
        return one.is_late
    if state == "scored":
        return one.standing.state in _DONE
    return not state or one.standing.state == state


def _with_figures(session: Session, of: Body, standing: Sequence[Standing]) -> list[QueuedPaper]:
    seen = [one for one in standing if one.mine]
    submissions = session.scalars(
        sa.select(Submission).where(Submission.id.in_([one.submission_id for one in seen if one.submission_id]))
    ).all()
    similar = reports.figures(session, of.conference_id, submissions)
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
