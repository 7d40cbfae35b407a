"""The marks that a regrade request is about: of each reading, before, after the chairs' answer, after staff's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import FinalMark, RegradeRequest


@dataclass(frozen=True, slots=True)
class ReadingMark:
    """What one reading gave for the criterion: `mark` of the criterion's top, `points` of `worth` in the total.

    `mark` is the one that counts, after comments moved it by `moved`; None where this reading left it out.
    """

    reader: int
    mark: Decimal | None
    moved: Decimal
    points: Decimal
    worth: Decimal


@dataclass(frozen=True, slots=True)
class MarksAsked:
    """By reading: before the request, after the chairs' answer and after staff's word; empty until they are said."""

    before: tuple[ReadingMark, ...]
    answered: tuple[ReadingMark, ...]
    closed: tuple[ReadingMark, ...]

    @property
    def now(self) -> tuple[ReadingMark, ...]:
        """The marks after everything said so far."""
        return self.closed or self.answered or self.before


def is_changed(before: Sequence[ReadingMark], after: Sequence[ReadingMark]) -> bool:
    """Whether the mark of any reading is another than it was."""
    return [(one.reader, one.mark) for one in before] != [(one.reader, one.mark) for one in after]


def finals_of(session: Session, rows: Sequence[RegradeRequest]) -> dict[int, list[FinalMark]]:
    """For each paper of these requests its final marks, oldest first."""
    found: dict[int, list[FinalMark]] = {}
    for final in session.scalars(
        sa.select(FinalMark)
        .where(FinalMark.paper_id.in_({row.paper_id for row in rows}))
        .order_by(FinalMark.paper_id, FinalMark.id)
    ):
        found.setdefault(final.paper_id, []).append(final)
    return found


def marks_asked(row: RegradeRequest, finals: Sequence[FinalMark]) -> MarksAsked:
    """The marks of a request, read from what was frozen: from the final mark it asks about, and those it led to.

    `finals` are all of its paper. Only a final mark made by the answer itself is read, so that a later release tells
    nothing here before its moment.
    """
    before = next(_lines(final, row) for final in finals if final.id == row.final_mark_id)
    later = [final for final in finals if final.id > row.final_mark_id]
    answered = _after(row, later, row.answered_at, row.answered_by_id, otherwise=before)
    return MarksAsked(before, answered, _after(row, later, row.closed_at, row.closed_by_id, otherwise=answered))


def _after(
    row: RegradeRequest,
    finals: Sequence[FinalMark],
    at: datetime | None,
    by: int | None,
    *,
    otherwise: tuple[ReadingMark, ...],
) -> tuple[ReadingMark, ...]:
    if at is None:
        return ()
    made = [final for final in finals if (final.made_at, final.made_by_id) == (at, by)]
    return _lines(made[-1], row) if made else otherwise


def _lines(final: FinalMark, row: RegradeRequest) -> tuple[ReadingMark, ...]:
    asked = row.criterion, row.topic_number or None
    lines = [line for line in final.content.get("criteria", ()) if (line["key"], line["topic"]) == asked]
    return tuple(_reading(line, number) for number, line in enumerate(lines, start=1))


def _reading(line: Mapping[str, str | None], number: int) -> ReadingMark:
    """`number` is the reading's place, as the feedback counts them."""
    mark = line["mark"]
    return ReadingMark(
        reader=number,
        mark=None if mark is None else Decimal(mark),
        moved=Decimal(line.get("moved") or 0),
        points=Decimal(line["points"] or 0),
        worth=Decimal(line["worth"] or 0),
    )
