"""A committee's papers against its key questions: who answers what, what nobody answers, and in which words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.states import CoverageStatus
from reviewer.models import CoverageJudgement, CoverageSnapshot, KeyQuestion, QuestionCoverage, Topic
from reviewer.services.desks.standing import Body, Standing, body, standings
from reviewer.services.judgements import judged_in
from reviewer.services.renewals import Renewal, new_words, renewal


@dataclass(frozen=True, slots=True)
class Column:
    """A key question with its name on narrow pages, such as `1.3`: the third of the first topic."""

    question_id: int
    name: str
    topic_number: int
    topic: str
    text: str
    hint: str


@dataclass(frozen=True, slots=True)
class Cell:
    """How one paper meets one question: a chair's word, else a suggestion; `status` None while there is neither."""

    status: CoverageStatus | None
    is_confirmed: bool
    trap: str


@dataclass(frozen=True, slots=True)
class Row:
    """A paper with a cell a question, in the columns' order; None where the question is not put to it.

    `is_open` is False for a paper that has no text yet, or that this person may not mark: it has no cells.
    """

    standing: Standing
    is_open: bool
    cells: tuple[Cell | None, ...]

    @property
    def covered(self) -> int:
        """How many questions it answers."""
        return sum(cell is not None and cell.status is CoverageStatus.COVERED for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Tally:
    """How the papers together meet one question; `said` counts the words of chairs among them."""

    column: Column
    covered: int
    partly: int
    missing: int
    said: int

    @property
    def asked(self) -> int:
        """The papers that were looked at for this question."""
        return self.covered + self.partly + self.missing


@dataclass(frozen=True, slots=True)
class CoverageMap:
    """The whole committee. `is_weak`: some suggestions were made by words alone; None before the first."""

    body: Body
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    is_weak: bool | None
    renewal: Renewal | None
    new_words: int

    def tallies(self) -> tuple[Tally, ...]:
        """Each question's sums, in the guide's order."""
        return tuple(
            _tally(column, [row.cells[place] for row in self.rows if row.cells])
            for place, column in enumerate(self.columns)
        )

    def unanswered(self) -> tuple[Tally, ...]:
        """The questions that no paper seems to answer; the debate may begin with them."""
        return tuple(one for one in self.tallies() if one.asked and not one.covered)


def coverage_map(session: Session, actor: Actor, committee_id: int) -> CoverageMap:
    """The committee's map. Raises NotFound for who is neither its chair nor staff."""
    of = body(session, actor, committee_id)
    papers = standings(session, actor, of)
    columns = columns_of(session, committee_id)
    open_ones = {one.paper_id: one for one in papers if one.is_readable and one.mine}
    newest = newest_snapshots(session, [one.submission_id for one in open_ones.values() if one.submission_id])
    suggested = _suggested(session, [one.id for one in newest.values()])
    words = judged_in(session, committee_id)
    return CoverageMap(
        body=of,
        columns=columns,
        rows=tuple(
            _row(one, columns, suggested.get(_snapshot(one, newest), {}), words.get(one.paper_id, {})) for one in papers
        ),
        is_weak=any(not one.semantic for one in newest.values()) if newest else None,
        renewal=renewal(session, committee_id),
        new_words=new_words(session, committee_id),
    )


def columns_of(session: Session, committee_id: int) -> tuple[Column, ...]:
    """The committee's questions in the guide's order."""
    rows = session.execute(
        sa.select(KeyQuestion, Topic.number, Topic.title)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .where(Topic.committee_id == committee_id, KeyQuestion.retired_at.is_(None))
        .order_by(Topic.number, KeyQuestion.number)
    )
    return tuple(
        Column(one.id, f"{number}.{one.number}", number, title, one.text, one.hint or "") for one, number, title in rows
    )


def newest_snapshots(session: Session, submissions: Iterable[int]) -> dict[int, CoverageSnapshot]:
    """The newest snapshot of each of these submissions, without its digest."""
    newest = (
        sa.select(sa.func.max(CoverageSnapshot.id))
        .where(CoverageSnapshot.submission_id.in_(list(submissions)))
        .group_by(CoverageSnapshot.submission_id)
    )
    rows = session.scalars(
        sa.select(CoverageSnapshot)
        .where(CoverageSnapshot.id.in_(newest))
        .options(sa.orm.defer(CoverageSnapshot.digest), sa.orm.defer(CoverageSnapshot.outline))
    )
    return {one.submission_id: one for one in rows}


def _snapshot(one: Standing, newest: Mapping[int, CoverageSnapshot]) -> int:
    found = newest.get(one.submission_id or 0)
    return found.id if found else 0


_Suggestion = tuple[CoverageStatus, str]


def _suggested(session: Session, snapshots: Sequence[int]) -> dict[int, dict[int, _Suggestion]]:
    rows = session.execute(
        sa.select(
            QuestionCoverage.snapshot_id,
            QuestionCoverage.key_question_id,
            QuestionCoverage.status,
            QuestionCoverage.trap,
        ).where(QuestionCoverage.snapshot_id.in_(snapshots))
    )
    found: dict[int, dict[int, _Suggestion]] = defaultdict(dict)
    for snapshot_id, question_id, status, trap in rows:
        found[snapshot_id][question_id] = (status, trap or "")
    return found


def _row(
    standing: Standing,
    columns: Sequence[Column],
    suggested: Mapping[int, _Suggestion],
    words: Mapping[int, CoverageJudgement],
) -> Row:
    if not (standing.is_readable and standing.mine):
        return Row(standing, is_open=False, cells=())
    return Row(
        standing,
        is_open=True,
        cells=tuple(
            _cell(suggested.get(one.question_id), words.get(one.question_id))
            if standing.topic_number in (0, one.topic_number)
            else None
            for one in columns
        ),
    )


def _cell(suggested: _Suggestion | None, word: CoverageJudgement | None) -> Cell:
    status, trap = suggested or (None, "")
    return Cell(word.status if word else status, word is not None, trap)


def _tally(column: Column, cells: Sequence[Cell | None]) -> Tally:
    seen = [cell for cell in cells if cell is not None]
    counts = {status: sum(cell.status is status for cell in seen) for status in CoverageStatus}
    return Tally(
        column,
        counts[CoverageStatus.COVERED],
        counts[CoverageStatus.PARTLY],
        counts[CoverageStatus.MISSING],
        sum(cell.is_confirmed for cell in seen),
    )
