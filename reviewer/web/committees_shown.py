"""A committee's coverage as `templates/committee` documents it."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _

from reviewer.services.desks.best_passages import BestPassages
from reviewer.services.desks.committee_views import Cell, Column, CoverageMap, Row, Tally
from reviewer.services.desks.standing import Body
from reviewer.services.hints import HintsPage
from reviewer.services.renewals import Renewal
from reviewer.web.chairs_shown import Values
from reviewer.web.committee_place import place_values
from reviewer.web.dates import moment
from reviewer.web.questions_shown import TRAPS

ENDINGS = ("csv", "xlsx", "json")


def map_values(seen: CoverageMap) -> Values:
    """The page of `committee/coverage.html`."""
    of = seen.body
    return {
        **place_values(of.committee_id, of.name, "coverage"),
        "columns": [_column(one) for one in seen.columns],
        "topics": _topics(seen.columns),
        "papers": [_paper(row, seen.columns) for row in seen.rows],
        "tallies": [_tally(one) for one in seen.tallies()],
        "unanswered": [_tally(one) for one in seen.unanswered()],
        "is_weak": seen.is_weak,
        "new_words": seen.new_words,
        "renewal": _renewal(seen.renewal, of),
        "renew_action": url_for("committees.renew", committee_id=of.committee_id),
        "stop_action": url_for("committees.stop", committee_id=of.committee_id),
        "here": url_for("committees.coverage", committee_id=of.committee_id),
        "downloads": [*_downloads(of, "map", _("the map")), *_downloads(of, "questions", _("the questions"))],
    }


def _downloads(of: Body, name: str, label: str) -> list[Values]:
    return [
        {
            "label": f"{label}, {ending.upper()}",
            "href": url_for("committees.table", committee_id=of.committee_id, what=name, ending=ending),
        }
        for ending in ENDINGS
    ]


def _column(one: Column) -> Values:
    return {"id": one.question_id, "name": one.name, "topic": one.topic, "text": one.text, "hint": one.hint}


def _topics(columns: tuple[Column, ...]) -> list[Values]:
    """The topics above the columns, each as wide as its questions."""
    widths: dict[str, int] = {}
    for one in columns:
        widths[one.topic] = widths.get(one.topic, 0) + 1
    return [{"title": title, "width": width} for title, width in widths.items()]


def _paper(row: Row, columns: tuple[Column, ...]) -> Values:
    standing = row.standing
    cells = zip(columns, row.cells, strict=True) if row.is_open else ()
    return {
        "delegation": standing.delegation,
        "topic": standing.topic,
        "state": standing.state.value,
        "is_open": row.is_open,
        "href": url_for("chairs.desk", paper_id=standing.paper_id, _anchor="questions") if row.is_open else "",
        "covered": row.covered,
        "asked": sum(cell is not None for cell in row.cells),
        "cells": [_cell(cell, column, standing.paper_id) for column, cell in cells],
    }


def _cell(cell: Cell | None, column: Column, paper_id: int) -> Values | None:
    if cell is None:
        return None
    return {
        "status": cell.status.value if cell.status else "",
        "is_confirmed": cell.is_confirmed,
        "trap": str(TRAPS.get(cell.trap, "")) if not cell.is_confirmed else "",
        "name": column.name,
        "text": column.text,
        "href": url_for("chairs.desk", paper_id=paper_id, _anchor=f"question-{column.question_id}"),
    }


def _tally(one: Tally) -> Values:
    asked = max(one.asked, 1)
    return {
        **_column(one.column),
        "covered": one.covered,
        "partly": one.partly,
        "missing": one.missing,
        "said": one.said,
        "asked": one.asked,
        "share": one.covered / asked,
    }


def _renewal(one: Renewal | None, of: Body) -> Values | None:
    if one is None:
        return None
    return {
        "by": one.by,
        "at": moment(one.asked_at, of.timezone),
        "papers": one.papers,
        "done": one.done,
        "failed": one.failed,
        "is_running": one.is_running,
        "is_cancelled": one.is_cancelled,
        "share": one.done / max(one.papers, 1),
    }


def passages_values(seen: BestPassages) -> Values:
    """The page of `committee/passages.html`."""
    of = seen.body
    return {
        **place_values(of.committee_id, of.name, "passages"),
        "questions": [
            {
                **_column(one.column),
                "passages": [
                    {
                        "delegation": passage.delegation,
                        "quote": passage.quote,
                        "is_confirmed": passage.is_confirmed,
                        "href": url_for(
                            "chairs.desk", paper_id=passage.paper_id, _anchor=f"question-{one.column.question_id}"
                        ),
                    }
                    for passage in one.passages
                ],
            }
            for one in seen.questions
        ],
        "downloads": _downloads(of, "passages", _("the passages")),
    }


def hints_values(seen: HintsPage, typed: Mapping[int, str]) -> Values:
    """The page of `committee/hints.html`, with what was typed where a form comes back."""
    of = seen.body
    return {
        **place_values(of.committee_id, of.name, "hints"),
        "action": url_for("committees.hint_lines", committee_id=of.committee_id),
        "lines": [
            {
                **_column(one.column),
                "was": one.column.hint,
                "hint": typed.get(one.column.question_id, one.column.hint),
                "suggested": ", ".join(one.suggested),
                "learned_from": one.learned_from,
            }
            for one in seen.lines
        ],
    }
