"""What papers share with other texts, each passage with its class, its rule, its order in time and whether it counts.

Every figure and every list of passages on any page comes from `passages` here. What was found when two texts were
compared is stored once a pair; the rest (whose the other text is, who had it first, the conference's rules, staff's
exclusions) is looked up anew, so that whatever changes acts at once on all reports.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import Committee, Comparison, Document, Match, Paper, Seat, StaffExclusion, Submission
from reviewer.services import rules
from reviewer.services.classing import Shared, Standing, judged
from reviewer.services.holders import Holder, holders, versions
from reviewer.services.origins import origins
from reviewer.services.papers import current_submissions


@dataclass(frozen=True, slots=True)
class Layout:
    """Whose passages are asked for, with whom they are shared, and what they are judged by; not the passages yet.

    `pairs` are rows of the newest comparisons that found something: `id`, `low`, `high`, and what tells their passages
    from any others (`engine_key`, `compared_at`, `many`, `last`, `ends`).
    """

    own: dict[int, Holder]
    pairs: Sequence[Any]
    others: dict[int, list[Holder]]
    standing: Standing

    def sides(self) -> Iterator[tuple[Any, str, Holder, list[Holder]]]:
        """Every pair as each version in it sees it: the pair, the version's side of it, the version, and the others."""
        by_document: dict[int, list[Holder]] = defaultdict(list)
        for one in self.own.values():
            by_document[one.document_id].append(one)
        for pair in self.pairs:
            for mine, theirs, side in _sides(pair):
                for one in by_document.get(mine, ()):
                    yield pair, side, one, [held for held in self.others[theirs] if held.paper_id != one.paper_id]


def passages(session: Session, conference_id: int, submissions: Sequence[Submission]) -> dict[int, Shared]:
    """By their ids, what many versions share, in a fixed number of queries; versions not yet read are left out."""
    laid = layout(session, conference_id, submissions)
    return passages_in(session, laid, laid.own)


def layout(session: Session, conference_id: int, submissions: Sequence[Submission]) -> Layout:
    """With whom these versions share, and what that is judged by now."""
    own = versions(session, conference_id, submissions)
    pairs = _pairs(session, {one.document_id for one in own.values()})
    paired = {one for row in pairs for one in (row.low, row.high)}
    others = holders(session, conference_id, paired)
    involved = [one for one in own.values() if one.document_id in paired]
    involved += [one for held in others.values() for one in held]
    return Layout(own, pairs, others, _standing(session, conference_id, involved))


def passages_in(session: Session, laid: Layout, wanted: Collection[int]) -> dict[int, Shared]:
    """The passages of these submissions of a layout, by their ids."""
    of_pairs: dict[int, list[tuple[int, str, list[Holder]]]] = defaultdict(list)
    for pair, side, one, others in laid.sides():
        if one.submission_id in wanted:
            of_pairs[pair.id].append((one.submission_id or 0, side, others))
    found: dict[int, list[tuple[Any, str, Holder]]] = defaultdict(list)
    for row in _matches(session, of_pairs):
        for identity, side, others in of_pairs[row.comparison_id]:
            found[identity] += [(row, side, other) for other in others]
    documents = {identity: laid.own[identity].document_id for identity in wanted}
    known = sa.select(Document.id, Document.words).where(Document.id.in_(set(documents.values())))
    words = dict(session.execute(known).all())
    return {
        identity: Shared(words[document], tuple(judged(laid.own[identity], found[identity], laid.standing)))
        for identity, document in documents.items()
    }


def _sides(row: Any) -> list[tuple[int, int, str]]:
    """The two ways to read a pair, as (own document, other document, own side); a document with itself has one."""
    return [(row.low, row.high, "low"), (row.high, row.low, "high")][: 1 if row.low == row.high else 2]


def _pairs(session: Session, documents: Collection[int]) -> Sequence[Any]:
    """The newest comparison of each pair that found something."""
    low, high = Comparison.low_document_id, Comparison.high_document_id
    touches = sa.or_(low.in_(documents), high.in_(documents))
    newest = sa.select(sa.func.max(Comparison.id)).where(touches).group_by(low, high)
    return session.execute(
        sa.select(
            Comparison.id,
            low.label("low"),
            high.label("high"),
            Comparison.engine_key,
            Comparison.compared_at,
            sa.func.count(Match.id).label("many"),
            sa.func.max(Match.id).label("last"),
            sa.func.sum(Match.low_end + Match.high_end).label("ends"),
        )
        .join(Match, Match.comparison_id == Comparison.id)
        .where(Comparison.id.in_(newest))
        .group_by(Comparison.id)
        .order_by(Comparison.id)
    ).all()


def _matches(session: Session, comparisons: Collection[int]) -> list[Any]:
    """The passages of these pairs by their ids."""
    ids = sorted(comparisons)
    found = [
        row
        for start in range(0, max(1, len(ids)), _AT_ONCE)
        for row in session.execute(_MATCHES.where(Match.comparison_id.in_(ids[start : start + _AT_ONCE])))
    ]
    return sorted(found, key=lambda row: row.id)


_AT_ONCE = 10_000
"""Ids that one statement names: databases bound them."""
_MATCHES = sa.select(
    Match.comparison_id,
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
