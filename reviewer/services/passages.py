"""What papers share with other texts, each passage with its class, its rule, its order in time and whether it counts.

Every figure and every list of passages on any page comes from `passages` here. What was found when two texts were
compared is stored once a pair; the rest (whose the other text is, who had it first, the conference's rules, staff's
exclusions) is looked up anew, so that whatever changes acts at once on all reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import Committee, Comparison, Document, Match, Paper, Seat, StaffExclusion, Submission
from reviewer.services import rules
from reviewer.services.classing import Shared, Standing, judged
from reviewer.services.holders import Holder, holders, versions
from reviewer.services.origins import origins
from reviewer.services.papers import current_submissions


def passages(session: Session, conference_id: int, submissions: Sequence[Submission]) -> dict[int, Shared]:
    """By their ids, what many versions share, in a fixed number of queries; versions not yet read are left out."""
    own = versions(session, conference_id, submissions)
    by_document: dict[int, list[Holder]] = defaultdict(list)
    for one in own.values():
        by_document[one.document_id].append(one)
    pairs = _pairs(session, by_document)
    others = holders(session, conference_id, {one for row in pairs for one in (row.low, row.high)})
    found: dict[int, list[tuple[Any, str, Holder]]] = defaultdict(list)
    for row in pairs:
        for mine, theirs, side in _sides(row):
            for one in by_document.get(mine, ()):
                other_sides = (other for other in others[theirs] if other.paper_id != one.paper_id)
                found[one.submission_id or 0] += [(row, side, other) for other in other_sides]
    standing = _standing(session, conference_id, [*own.values(), *(one for held in others.values() for one in held)])
    words = dict(session.execute(sa.select(Document.id, Document.words).where(Document.id.in_(by_document))).all())
    return {
        identity: Shared(words[one.document_id], tuple(judged(one, found[identity], standing)))
        for identity, one in own.items()
    }


def _sides(row: Any) -> list[tuple[int, int, str]]:
    """The two ways to read a pair, as (own document, other document, own side); a document with itself has one."""
    return [(row.low, row.high, "low"), (row.high, row.low, "high")][: 1 if row.low == row.high else 2]


def _pairs(session: Session, documents: Collection[int]) -> Sequence[Any]:
    """The matches of the newest comparison of each pair, as rows."""
    low, high = Comparison.low_document_id, Comparison.high_document_id
    touches = sa.or_(low.in_(documents), high.in_(documents))
    newest = sa.select(sa.func.max(Comparison.id)).where(touches).group_by(low, high)
    return session.execute(
        sa.select(
            low.label("low"),
            high.label("high"),
            Match.id,
            Match.kind,
            Match.score,
            Match.low_start,
            Match.low_end,
            Match.low_quote,
            Match.low_excluded,
            Match.low_manner,
            Match.high_start,
            Match.high_end,
            Match.high_quote,
            Match.high_excluded,
            Match.high_manner,
        )
        .join(Match, Match.comparison_id == Comparison.id)
        .where(Comparison.id.in_(newest))
        .order_by(Match.id)
    ).all()


def _standing(session: Session, conference_id: int, involved: Iterable[Holder]) -> Standing:
    made = session.execute(
        sa.select(StaffExclusion.paper_id, StaffExclusion.match_id, StaffExclusion.source_id).where(
            StaffExclusion.conference_id == conference_id, StaffExclusion.revoked_at.is_(None)
        )
    )
    papers = session.execute(
        sa.select(Committee.id, sa.func.count(Submission.id))
        .join(Seat, Seat.committee_id == Committee.id)
        .join(Paper, Paper.seat_id == Seat.id)
        .join(Submission, Submission.paper_id == Paper.id)
        .where(
            Committee.conference_id == conference_id,
            Submission.id.in_(current_submissions()),
            Submission.document_id.is_not(None),
        )
        .group_by(Committee.id)
    )
    return Standing(
        rules=rules.in_force(session, conference_id),
        excluded=frozenset((paper, match, source) for paper, match, source in made),
        origins=origins(session, {one.paper_id for one in involved if one.paper_id is not None}),
        papers=dict(papers.all()),
    )
