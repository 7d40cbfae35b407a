"""Which of two papers had words first: told, word for word, from the earliest received versions that hold them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.engine.recurrence import Run, Runs, runs_in, runs_of
from reviewer.engine.text import count_words
from reviewer.models import Document, Submission
from reviewer.services.holders import Holder

_PART = 9
"""Words of a passage that each side must have had first for the two to have taken from each other in it."""


class Order(StrEnum):
    """Which side of a pair of papers had a passage first; `mutual`: each had a part of it first."""

    OTHER_FIRST = "other_first"
    OWN_FIRST = "own_first"
    MUTUAL = "mutual"
    TOGETHER = "together"


@dataclass(frozen=True, slots=True)
class Precedence:
    """Who had a passage first, when either side had it (most of the words that decide), and how many words each had."""

    order: Order
    own_at: datetime
    other_at: datetime
    own_words: int
    other_words: int


@dataclass(slots=True)
class Origins:
    """The read versions of papers by paper, oldest first, as (received, document); texts are folded when asked for."""

    versions: dict[int, list[tuple[datetime, int]]]
    texts: dict[int, str]
    _runs: dict[int, Runs] = field(default_factory=dict)

    def precedence(self, own: Holder, quote: str, other: Holder, other_quote: str) -> Precedence:
        """Who had a passage first.

        A run of words is as old as the first version of its paper that holds it: one withdrawn or replaced since proves
        as well that the words were there. Words that differ on the two sides are as old as the passage they stand in.
        """
        if not self._is_changed(own) and not self._is_changed(other):
            return _unchanged(_received(own), _received(other), max(1, count_words(quote)))
        here, there = runs_in(quote), set(runs_in(other_quote))
        ages = [(self._first(own, run), self._first(other, run)) for run in here if run in there]
        if len(ages) < _PART:
            ages = [(self._first_of_most(own, quote), self._first_of_most(other, other_quote))] * max(1, len(here))
        return _weighed(ages)

    def _is_changed(self, holder: Holder) -> bool:
        """Whether an earlier version was read: of most papers there is none, and then there is nothing to look for."""
        return any(at < _received(holder) for at, _ in self.versions.get(holder.paper_id or 0, ()))

    def _first(self, holder: Holder, run: Run) -> datetime:
        return next((at for at, runs in self._earlier(holder) if run in runs.runs), _received(holder))

    def _first_of_most(self, holder: Holder, passage: str) -> datetime:
        return next((at for at, runs in self._earlier(holder) if runs.have(passage)), _received(holder))

    def _earlier(self, holder: Holder) -> list[tuple[datetime, Runs]]:
        """The versions received before the holder's, oldest first."""
        known = self.versions.get(holder.paper_id or 0, ())
        return [(at, self._runs_of(document_id)) for at, document_id in known if at < _received(holder)]

    def _runs_of(self, document_id: int) -> Runs:
        if document_id not in self._runs:
            self._runs[document_id] = runs_of(self.texts[document_id])
        return self._runs[document_id]


def _received(holder: Holder) -> datetime:
    assert holder.received_at is not None, "a paper's version was received; sources are not asked"
    return holder.received_at


def _unchanged(own: datetime, other: datetime, words: int) -> Precedence:
    """The verdict where every word is as old as the paper it stands in."""
    if own == other:
        return Precedence(Order.TOGETHER, own, other, 0, 0)
    if own < other:
        return Precedence(Order.OWN_FIRST, own, other, words, 0)
    return Precedence(Order.OTHER_FIRST, own, other, 0, words)


def _weighed(ages: list[tuple[datetime, datetime]]) -> Precedence:
    """The verdict of runs, each with when either side had it first."""
    own = [pair for pair in ages if pair[0] < pair[1]]
    other = [pair for pair in ages if pair[1] < pair[0]]
    if min(len(own), len(other)) >= _PART:
        order, deciding = Order.MUTUAL, ages
    elif len(own) > len(other):
        order, deciding = Order.OWN_FIRST, own
    elif other:
        order, deciding = Order.OTHER_FIRST, other
    else:
        order, deciding = Order.TOGETHER, ages
    (own_at, other_at), _count = Counter(deciding).most_common(1)[0]
    return Precedence(order, own_at, other_at, len(own), len(other))


def origins(session: Session, papers: Collection[int]) -> Origins:
    """The versions of these papers; the texts of those that have several, for words to be looked for in."""
    rows = session.execute(
        sa.select(Submission.paper_id, Submission.received_at, Submission.document_id)
        .where(Submission.paper_id.in_(papers), Submission.document_id.is_not(None))
        .order_by(Submission.received_at, Submission.id)
    ).all()
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for paper_id, at, document_id in rows:
        found[paper_id].append((at, document_id or 0))
    earlier = {document_id for versions in found.values() for _, document_id in versions[:-1]}
    texts = sa.select(Document.id, Document.text).where(Document.id.in_(earlier))
    return Origins(found, dict(session.execute(texts).all()) if earlier else {})
