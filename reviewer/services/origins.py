"""Which paper had a passage first: the earliest received version that holds it, told from the versions' texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.engine.recurrence import Runs, runs_of
from reviewer.models import Document, Submission
from reviewer.services.holders import Holder


class Order(StrEnum):
    """Which side of a pair of papers had a passage first."""

    OTHER_FIRST = "other_first"
    OWN_FIRST = "own_first"
    TOGETHER = "together"


@dataclass(slots=True)
class Origins:
    """The read versions of papers by paper, oldest first, as (received, document); texts are folded when asked for."""

    versions: dict[int, list[tuple[datetime, int]]]
    texts: dict[int, str]
    _runs: dict[int, Runs] = field(default_factory=dict)
    _known: dict[tuple[int, int, str], datetime] = field(default_factory=dict)

    def first(self, holder: Holder, passage: str) -> datetime:
        """When the first version of the holder's paper that has its passage was received.

        A version withdrawn or replaced since proves as well that the words were there.
        """
        assert holder.paper_id is not None, "sources have no versions"
        assert holder.received_at is not None, "a paper's version was received"
        key = (holder.paper_id, holder.document_id, passage)
        if key not in self._known:
            self._known[key] = self._first(holder.paper_id, holder, passage, holder.received_at)
        return self._known[key]

    def _first(self, paper_id: int, holder: Holder, passage: str, received_at: datetime) -> datetime:
        for at, document_id in self.versions.get(paper_id, ()):
            if at >= received_at:
                break
            if document_id == holder.document_id or self._has(document_id, passage):
                return at
        return received_at

    def _has(self, document_id: int, passage: str) -> bool:
        if document_id not in self._runs:
            self._runs[document_id] = runs_of(self.texts[document_id])
        return self._runs[document_id].have(passage)


def origins(session: Session, papers: Collection[int]) -> Origins:
    """The versions of these papers; the texts of those that have several, for passages to be looked for in."""
    rows = session.execute(
        sa.select(Submission.paper_id, Submission.received_at, Submission.document_id)
        .where(Submission.paper_id.in_(papers), Submission.document_id.is_not(None))
        .order_by(Submission.received_at, Submission.id)
    ).all()
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for paper_id, at, document_id in rows:
        found[paper_id].append((at, document_id or 0))
    earlier = {document_id for versions in found.values() for _, document_id in versions[:-1]}
    texts = session.execute(sa.select(Document.id, Document.text).where(Document.id.in_(earlier))).all()
    return Origins(found, dict(texts))


def order_of(own: datetime, other: datetime) -> Order:
    """Who was first, by when each side's first version with the passage was received."""
    if own == other:
        return Order.TOGETHER
    return Order.OTHER_FIRST if other < own else Order.OWN_FIRST
