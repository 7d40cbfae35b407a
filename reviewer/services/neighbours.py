"""What the index knows of a text: the documents like it, the conference's sources, and phrases that are everybody's.

Papers are found by what only few share. A source is asked for by name as well, hash by hash: the more papers copy
from a guide, the more frequent its words become, and it must be found none the less. What shares meaning without words
is proposed by `services.resembling`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.states import SourceKind
from reviewer.engine import index
from reviewer.engine.fingerprints import Folded, K
from reviewer.engine.index import MOST_HOLDERS, Holders, Sketch
from reviewer.engine.sketching import SEQUENCE_WINDOW, sketch
from reviewer.models import Committee, Paper, Seat, Source, Submission
from reviewer.services.indexing import StoredHolders
from reviewer.services.papers import current_submissions

_SOURCE_WEIGHT = 6
"""A source needs less than a paper to be aligned: there are few, and each is there to be compared with."""
_FREQUENT_WEIGHT = 1
"""What a frequent hash tells of a source that holds it."""
_COMMON_SHARE, _COMMON_LEAST = 0.2, 4
"""A word sequence that a fifth of the conference's papers share, and at least four, is nobody's own."""
_BEYOND = 2
_MANY_PAPERS = int(MOST_HOLDERS / _COMMON_SHARE)
"""Papers of a conference from which on whatever a fifth of them share is frequent anyhow."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Documents of any conference like a text, and its conference's sources like it, most alike first each.

    `common_at` are positions of word sequences that are the field's or the conference's, and in none of its sources.
    """

    documents: tuple[int, ...]
    sources: tuple[int, ...]
    common_at: frozenset[int]


def neighbours(session: Session, folded: Folded, conference_id: int, key: bytes) -> Neighbours:
    """Look a text up in the index under `key`; the cost depends on the text, not on how many documents stand there."""
    mine = sketch(folded, key)
    stored = StoredHolders(session)
    holders = stored.holders(mine.hashes)
    kinds = _sources(session, conference_id)
    named = {document for document, kind in kinds.items() if kind is not SourceKind.PAST_PAPER}
    frequent = {value for value, found in holders.items() if index.is_frequent(found)}
    probed = stored.holding(frequent, named)
    shared = index.shared_weights(mine, holders)
    sources = _like(shared, probed, kinds.keys())
    of_sources = {value for value, found in holders.items() if not named.isdisjoint(found)} | probed.keys()
    papers = _papers(session, conference_id)
    common = _common(mine, holders, papers) - of_sources
    return Neighbours(
        documents=tuple(document for document, _told in index.heaviest(shared)),
        sources=tuple(sources),
        common_at=_around([one.position for one in mine.sequences if one.hash in common], len(folded) - K + 1),
    )


def _around(kept: Sequence[int], sequences: int) -> frozenset[int]:
    """Positions near those of common sequences, which are one of a few: between two neighbours, and two beyond."""
    near: set[int] = set()
    for number, position in enumerate(kept):
        following = kept[number + 1] if number + 1 < len(kept) else sequences
        end = following if following - position <= SEQUENCE_WINDOW else position + _BEYOND + 1
        near.update(range(max(0, position - _BEYOND), min(end, sequences)))
    return frozenset(near)


def _sources(session: Session, conference_id: int) -> dict[int, SourceKind]:
    """The documents of the conference's sources; one that is of several kinds is what is least like a paper."""
    rows = session.execute(
        sa.select(Source.document_id, Source.kind).where(
            Source.conference_id == conference_id, Source.removed_at.is_(None), Source.document_id.is_not(None)
        )
    )
    kinds: dict[int, SourceKind] = {}
    for document, kind in rows:
        if document is not None and (document not in kinds or kind is not SourceKind.PAST_PAPER):
            kinds[document] = kind
    return kinds


def _like(weights: Mapping[int, int], probed: dict[int, set[int]], sources: Collection[int]) -> list[int]:
    """Those of the sources that share enough with the text, most alike first."""
    shared = Counter({document: weights[document] for document in sources if document in weights})
    for found in probed.values():
        shared.update(dict.fromkeys(found, _FREQUENT_WEIGHT))
    ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
    return [document for document, told in ranked if told >= _SOURCE_WEIGHT]


def _papers(session: Session, conference_id: int) -> set[int] | None:
    """The documents of the conference's papers; None when so many that the index alone tells what is common."""
    papers = (
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Committee.conference_id == conference_id)
        .limit(_MANY_PAPERS + 1)
    )
    ids = session.scalars(papers).all()
    if len(ids) > _MANY_PAPERS:
        return None
    current = current_submissions(of=sa.select(papers.subquery().c.id))
    read = sa.select(Submission.document_id).where(Submission.id.in_(current))
    return {document for document in session.scalars(read) if document is not None}


def _common(mine: Sketch, holders: Holders[int], papers: set[int] | None) -> set[int]:
    """The hashes of sequences that are frequent, or that many of the conference's papers share."""
    least = MOST_HOLDERS + 1 if papers is None else max(_COMMON_LEAST, _COMMON_SHARE * len(papers))
    common: set[int] = set()
    for one in mine.sequences:
        found = holders.get(one.hash, ())
        if index.is_frequent(found) or (
            papers is not None and len(found) >= least and len(papers.intersection(found)) >= least
        ):
            common.add(one.hash)
    return common
