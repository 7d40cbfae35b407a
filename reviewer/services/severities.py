"""How soon each submission should be looked at: what it shares, weighed by `domain.severity`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.severity import Severity, Weight, severity
from reviewer.models import Document, Submission
from reviewer.services import reports
from reviewer.services.reports import Figures, Overlap

NOTHING = Weight()
NO_OVERLAP = Overlap(Figures(0.0, 0.0), 0, 0, 0, ())
"""What a submission weighs and shares that could not be read."""

_SERIOUS = "serious"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A submission's severity (None: nothing to look at), what it rests on, and the codes of its serious flags."""

    severity: Severity | None
    weight: Weight
    overlap: Overlap
    flags: tuple[str, ...]


def weigh(session: Session, conference_id: int, submissions: Sequence[Submission]) -> dict[int, Weighed]:
    """The weighed submissions by their ids, without those that were not read; in a fixed number of queries."""
    overlaps = reports.overlaps(session, conference_id, submissions)
    documents = {submission.document_id for submission in submissions}
    flags = dict(session.execute(sa.select(Document.id, Document.flags).where(Document.id.in_(documents))).all())
    return {
        submission.id: _weighed(
            overlaps[submission.id], [one["code"] for one in serious(flags[submission.document_id])]
        )
        for submission in submissions
        if submission.document_id is not None
    }


def serious(flags: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The flags of a document that readers call serious."""
    return [flag for flag in flags if flag["severity"] == _SERIOUS]


def _weighed(overlap: Overlap, flags: list[str]) -> Weighed:
    weight = Weight(
        share=overlap.figures.similarity,
        longest_from_papers=overlap.longest_from_papers,
        longest_from_sources=overlap.longest_from_sources,
        from_papers=overlap.from_papers,
        serious_flags=len(flags),
    )
    return Weighed(severity(weight), weight, overlap, tuple(dict.fromkeys(flags)))
