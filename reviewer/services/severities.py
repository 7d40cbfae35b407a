"""How soon each submission should be looked at: what it shares, weighed by `domain.severity`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.severity import Severity, Weight, severity
from reviewer.models import Document, Submission
from reviewer.services.leftovers import foreign_names
from reviewer.services.overlaps import Overlap, overlaps

NOTHING = Weight()
"""What a submission weighs that could not be read."""

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
    read = [submission for submission in submissions if submission.document_id is not None]
    shared = overlaps(session, conference_id, read)
    names = foreign_names(session, read)
    documents = {submission.document_id for submission in read}
    # Most papers have no such flag, and reading the flags of all of them takes longer than looking for the word.
    said = sa.cast(Document.flags, sa.Text).contains(_SERIOUS)
    flags = dict(session.execute(sa.select(Document.id, Document.flags).where(Document.id.in_(documents), said)).all())
    return {
        one.id: _weighed(shared[one.id], names[one.id], serious(flags.get(one.document_id or 0, ()))) for one in read
    }


def serious(flags: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The flags of a document that readers call serious."""
    return [flag for flag in flags if flag["severity"] == _SERIOUS]


def _weighed(overlap: Overlap, names: int, flags: Sequence[dict[str, str]]) -> Weighed:
    weight = Weight(
        share=overlap.figures.similarity,
        longest_serious=overlap.longest_serious,
        longest_counted=overlap.longest_counted,
        serious_words=overlap.serious_words,
        exchanged_words=overlap.exchanged_words,
        foreign_names=names,
        serious_flags=len(flags),
    )
    return Weighed(severity(weight), weight, overlap, tuple(dict.fromkeys(flag["code"] for flag in flags)))
