"""Which texts' words went where, from the passages of many papers: what maps of copying are drawn from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.lineage import Flow
from reviewer.models import Committee, Paper, Seat, Submission
from reviewer.services.classing import LATER, Passage, Shared
from reviewer.services.holders import Holder, versions
from reviewer.services.origins import Order
from reviewer.services.papers import current_submissions
from reviewer.services.passages import passages
from reviewer.services.reports import words_covered

_HOPS = 3
_MOST_PAPERS = 40
"""Papers around one that are looked at; who shares with more is on the conference's map."""


@dataclass(frozen=True, slots=True)
class Node:
    """A text of a map: `at` is when a paper's counting version was received, None for a source."""

    key: str
    paper_id: int | None
    title: str
    committee: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Web:
    """Texts by their keys and the flows between them; every end of a flow is among the texts."""

    nodes: dict[str, Node]
    flows: tuple[Flow, ...]


def web_of(own: Iterable[Holder], shared: dict[int, Shared]) -> Web:
    """The texts and flows of these versions' passages: those that count, or would but for being first.

    A flow has the words that count in the later text's own report, as its case has them; those of the earlier text,
    which may be more, only where the later one is not among these versions.
    """
    nodes: dict[str, Node] = {}
    words: dict[tuple[str, str, bool], int] = {}
    among = {holder.key: holder for holder in own}
    for key, holder in among.items():
        for other, found in _by_other(shared[holder.submission_id or 0].passages).items():
            nodes[key], nodes[other.key] = _node(holder), _node(other)
            for ends, count in _flows(holder, other, found).items():
                _earlier, later, together = ends
                if together or later == key or later not in among:
                    words[ends] = max(words.get(ends, 0), count)
    flows = (Flow(earlier, later, count, together) for (earlier, later, together), count in words.items() if count)
    return Web(nodes, tuple(sorted(flows)))


def _by_other(found: Iterable[Passage]) -> dict[Holder, list[Passage]]:
    by_other: dict[Holder, list[Passage]] = defaultdict(list)
    for one in found:
        if one.counts or one.excluded == LATER:
            by_other[one.holder].append(one)
    return by_other


def _node(holder: Holder) -> Node:
    return Node(holder.key, holder.paper_id, holder.title, holder.committee, holder.received_at)


def _flows(own: Holder, other: Holder, found: Iterable[Passage]) -> dict[tuple[str, str, bool], int]:
    """The words by the way they went. What came together goes by the keys, so that both sides agree."""
    by_order: dict[Order | None, list[Passage]] = defaultdict(list)
    for one in found:
        by_order[one.precedence.order if one.precedence else None].append(one)
    mutual = [one.precedence for one in by_order[Order.MUTUAL] if one.precedence is not None]
    first, second = sorted((own.key, other.key))
    return {
        (own.key, other.key, False): words_covered(by_order[Order.OWN_FIRST]) + sum(one.own_words for one in mutual),
        (other.key, own.key, False): words_covered([*by_order[Order.OTHER_FIRST], *by_order[None]])
        + sum(one.other_words for one in mutual),
        (first, second, True): words_covered(by_order[Order.TOGETHER]),
    }


def conference_web(session: Session, conference_id: int) -> Web:
    """All texts of a conference that share what counts."""
    return _web(session, conference_id, _current(session, conference_id, None))


def web_around(session: Session, conference_id: int, paper_id: int) -> Web:
    """The texts around one paper: those it shares with, those they share with, and once more."""
    known: set[int] = set()
    wanted = {paper_id}
    web = Web({}, ())
    for _hop in range(_HOPS):
        known |= wanted
        web = _web(session, conference_id, _current(session, conference_id, known))
        wanted = {one.paper_id for one in web.nodes.values() if one.paper_id is not None} - known
        if not wanted or len(known) + len(wanted) > _MOST_PAPERS:
            break
    return web


def _current(session: Session, conference_id: int, papers: set[int] | None) -> list[Submission]:
    of = (
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Committee.conference_id == conference_id, sa.true() if papers is None else Paper.id.in_(papers))
    )
    read = sa.and_(Submission.id.in_(current_submissions(of)), Submission.document_id.is_not(None))
    return list(session.scalars(sa.select(Submission).where(read).order_by(Submission.id)))


def _web(session: Session, conference_id: int, submissions: Sequence[Submission]) -> Web:
    own = versions(session, conference_id, submissions)
    return web_of(own.values(), passages(session, conference_id, submissions))
