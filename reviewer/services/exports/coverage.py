"""A committee's coverage as tables: codes and words that stay the same in every language of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviewer.services.desks.best_passages import BestPassages
from reviewer.services.desks.committee_views import Cell, CoverageMap
from reviewer.services.exports.workbook import Value


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its heading in the first row, and the same as JSON-ready values."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    content: Any


def map_table(seen: CoverageMap) -> Table:
    """A line a paper, a column a question: `covered`, `partly` or `missing`, `(suggested)` where no chair said so."""
    heading = ("delegation", "topic", *(f"{one.name} {one.text}" for one in seen.columns), "covered")
    lines: list[tuple[Value, ...]] = [
        (row.standing.delegation, row.standing.topic, *(_word(cell) for cell in row.cells), row.covered)
        for row in seen.rows
        if row.is_open
    ]
    content = {
        "committee": seen.body.name,
        "questions": [
            {"name": one.name, "topic": one.topic, "text": one.text, "hint": one.hint} for one in seen.columns
        ],
        "papers": [
            {
                "delegation": row.standing.delegation,
                "topic": row.standing.topic,
                "covered": row.covered,
                "questions": {
                    column.name: _content(cell)
                    for column, cell in zip(seen.columns, row.cells, strict=True)
                    if cell is not None
                },
            }
            for row in seen.rows
            if row.is_open
        ],
    }
    return Table("coverage", (heading, *lines), content)


def _word(cell: Cell | None) -> str:
    if cell is None or cell.status is None:
        return ""
    return cell.status.value if cell.is_confirmed else f"{cell.status.value} (suggested)"


def _content(cell: Cell) -> dict[str, Any]:
    return {"status": cell.status and cell.status.value, "confirmed": cell.is_confirmed, "trap": cell.trap or None}


def questions_table(seen: CoverageMap) -> Table:
    """A line a question: how many papers answer it; first those that none answers."""
    unanswered = {one.column.question_id for one in seen.unanswered()}
    ordered = sorted(seen.tallies(), key=lambda one: one.column.question_id not in unanswered)
    heading = ("question", "topic", "text", "covered", "partly", "missing", "confirmed", "nobody_answers")
    lines: list[tuple[Value, ...]] = [
        (
            *(one.column.name, one.column.topic, one.column.text, one.covered, one.partly, one.missing, one.said),
            "yes" if one.column.question_id in unanswered else "no",
        )
        for one in ordered
    ]
    return Table("questions", (heading, *lines), _named(heading, lines))


def passages_table(seen: BestPassages) -> Table:
    """A line a passage."""
    heading = ("question", "topic", "text", "delegation", "passage", "confirmed")
    lines = [
        (
            *(one.column.name, one.column.topic, one.column.text),
            *(passage.delegation, passage.quote, "yes" if passage.is_confirmed else "no"),
        )
        for one in seen.questions
        for passage in one.passages
    ]
    return Table("passages", (heading, *lines), _named(heading, lines))


def _named(heading: Sequence[str], lines: Sequence[Sequence[Value]]) -> list[dict[str, Value]]:
    return [dict(zip(heading, line, strict=True)) for line in lines]
