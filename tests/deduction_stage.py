"""The chairs' stage with a rubric that takes points off, and a paper that breaks all of its rules."""

from __future__ import annotations

from typing import Any

from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.models import Committee
from reviewer.work import House
from tests import factories
from tests.marking_stage import Stage, set_stage

RULES: dict[str, Any] = {
    "deductions": [
        {"key": "late", "title": "Late", "points": 1, "when": "After the deadline.", "trigger": "late"},
        {
            "key": "long",
            "title": "Too long",
            "points": 0.5,
            "when": "For each page begun beyond the limit.",
            "trigger": "over_length",
            "most_times": 3,
        },
        {"key": "bare", "title": "No sources", "percent": 10, "when": "No list.", "trigger": "no_references"},
        {"key": "hand", "title": "Torn", "points": 1, "when": "Decided by hand."},
    ],
    "caps": [{"key": "named", "title": "Named", "at_most": 4, "when": "Named.", "trigger": "identity_shown"}],
}


def set_rules(house: House) -> Stage:
    """The stage: its first paper is late for the award, too long, without sources, and names its school."""
    made = set_stage(house)
    with house.work() as work:
        body = work.session.get_one(Committee, made.committee.id)
        value = rubric_from_mapping({**factories.RUBRIC, "name": "with-rules", **RULES}, file="test")
        factories.rubric(work, body.conference, value=value, assign=[body])
        factories.adopted_format(
            work,
            body.conference,
            words={"max": 20},
            sources={"min": 2},
            blind={"hide": ["school"], "where": "anywhere"},
        )
    return made
