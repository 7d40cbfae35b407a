"""The `compare` step: a document against the conference's sources and current papers, each pair stored once.

Who comes later compares with who is there already; both sides' reports read the same rows. Candidates come from the
fingerprint index, the engine aligns the few that share any.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from reviewer.domain.anchors import anchor
from reviewer.domain.states import Exclusion, MatchKind
from reviewer.engine import similarity
from reviewer.engine.report import ENGINE_VERSION, Passage
from reviewer.engine.similarity import Prepared, Prompt
from reviewer.models import (
    Committee,
    Comparison,
    Document,
    Fingerprint,
    KeyQuestion,
    Match,
    Paper,
    Seat,
    Source,
    Submission,
    Topic,
)
from reviewer.models.database import insert_or_keep
from reviewer.services import runs
from reviewer.services.papers import current_submissions, paper_place
from reviewer.services.reading import engine_document
from reviewer.services.runs import Claim
from reviewer.work import House

MOST_CANDIDATES = 40
_LEAST_SHARED = 2
"""Fingerprints two texts must share to be aligned: one alone is a treaty's name more often than a copy."""
_COMMON_SHARE, _COMMON_LEAST = 0.2, 4
"""A word sequence that a fifth of the conference's papers share, and at least four, is nobody's own."""


@dataclass(frozen=True, slots=True)
class _Job:
    """Everything a comparison needs, loaded in one reading unit."""

    document_id: int
    text: Prepared
    others: tuple[tuple[int, Prepared], ...]
    prompts: tuple[Prompt, ...]
    common: frozenset[int]


def compare(house: House, claimed: Claim) -> None:
    """Compare the run's document with its candidates and store what they share. Raises ClaimLost."""
    with house.reading() as session:
        job = _load(session, claimed)
    found = [
        (other_id, other, similarity.compare(job.text, other, prompts=job.prompts, common=job.common))
        for other_id, other in job.others
    ]
    with house.work() as work:
        for other_id, other, passages in found:
            if passages:
                _store(work.session, work.now, (job.document_id, job.text), (other_id, other), passages)
        runs.finish(work, claimed)


def _load(session: Session, claimed: Claim) -> _Job:
    if claimed.submission_id is not None:
        submission = session.get_one(Submission, claimed.submission_id)
        place = paper_place(session, submission.paper_id)
        document_id, conference_id, committee_id = submission.document_id, place.conference_id, place.committee_id
        own_paper: int | None = submission.paper_id
    else:
        source = session.get_one(Source, claimed.source_id)
        document_id, conference_id, committee_id = source.document_id, source.conference_id, source.committee_id
        own_paper = None
    assert document_id is not None, "compare is recorded once reading gave a document"
    text = similarity.prepare(engine_document(session.get_one(Document, document_id)))
    corpus = _corpus(conference_id, own_paper, papers_only=claimed.source_id is not None)
    others = _candidates(session, document_id, corpus)
    return _Job(
        document_id=document_id,
        text=text,
        others=tuple(
            (row.id, similarity.prepare(engine_document(row)))
            for row in session.scalars(sa.select(Document).where(Document.id.in_(others)).order_by(Document.id))
        ),
        prompts=similarity.prepare_prompts(_questions(session, conference_id, committee_id)),
        common=_common(session, document_id, conference_id),
    )


def _corpus(conference_id: int, own_paper: int | None, *, papers_only: bool) -> sa.Select[int | None]:
    """Document ids of the conference's current papers (other than the own one) and, for a paper, of its sources."""
    papers = (
        sa.select(Submission.document_id)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(
            Committee.conference_id == conference_id,
            Submission.id.in_(current_submissions()),
            Submission.document_id.is_not(None),
        )
    )
    if own_paper is not None:
        papers = papers.where(Submission.paper_id != own_paper)
    if papers_only:
        return papers
    sources = sa.select(Source.document_id).where(
        Source.conference_id == conference_id, Source.removed_at.is_(None), Source.document_id.is_not(None)
    )
    return sa.select(papers.union(sources).subquery().c[0])


def _candidates(session: Session, document_id: int, corpus: sa.Select[int | None]) -> list[int]:
    """The documents that share most fingerprints with this one, at most `MOST_CANDIDATES`, best first."""
    mine, theirs = aliased(Fingerprint), aliased(Fingerprint)
    shared = sa.func.count(sa.distinct(theirs.hash))
    return list(
        session.scalars(
            sa.select(theirs.document_id)
            .join(mine, mine.hash == theirs.hash)
            .where(mine.document_id == document_id, theirs.document_id.in_(corpus))
            .group_by(theirs.document_id)
            .having(shared >= _LEAST_SHARED)
            .order_by(shared.desc(), theirs.document_id)
            .limit(MOST_CANDIDATES)
        )
    )


def _questions(session: Session, conference_id: int, committee_id: int | None) -> list[str]:
    query = (
        sa.select(KeyQuestion.text)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .join(Committee, Topic.committee_id == Committee.id)
        .where(Committee.conference_id == conference_id, KeyQuestion.retired_at.is_(None))
        .order_by(KeyQuestion.id)
    )
    if committee_id is not None:
        query = query.where(Committee.id == committee_id)
    return list(session.scalars(query))


def _common(session: Session, document_id: int, conference_id: int) -> frozenset[int]:
    papers = _corpus(conference_id, None, papers_only=True)
    number = session.scalar(sa.select(sa.func.count()).select_from(papers.subquery())) or 0
    mine, theirs = aliased(Fingerprint), aliased(Fingerprint)
    sharing = sa.func.count(sa.distinct(theirs.document_id))
    return frozenset(
        session.scalars(
            sa.select(theirs.hash)
            .join(mine, mine.hash == theirs.hash)
            .where(mine.document_id == document_id, theirs.document_id.in_(papers))
            .group_by(theirs.hash)
            .having(sharing >= max(_COMMON_LEAST, _COMMON_SHARE * number))
        )
    )


def _store(
    session: Session, now: datetime, one: tuple[int, Prepared], two: tuple[int, Prepared], passages: tuple[Passage, ...]
) -> None:
    (low_id, low), (high_id, high) = sorted((one, two), key=lambda side: side[0])
    seen_from_low = passages if low_id == one[0] else tuple(passage.mirrored() for passage in passages)
    key = {"low_document_id": low_id, "high_document_id": high_id, "engine_key": ENGINE_VERSION}
    if not insert_or_keep(session, Comparison, [{**key, "compared_at": now}]):
        return  # the other side came first; its answer is the same
    comparison_id = session.scalars(sa.select(Comparison.id).filter_by(**key)).one()
    session.add_all(_match(comparison_id, low.text, high.text, passage) for passage in seen_from_low)


def _reason(code: str | None) -> Exclusion | None:
    return None if code is None else Exclusion(code)


def _match(comparison_id: int, low_text: str, high_text: str, passage: Passage) -> Match:
    low = anchor(low_text, passage.start, passage.end)
    high = anchor(high_text, passage.other_start, passage.other_end)
    return Match(
        comparison_id=comparison_id,
        kind=MatchKind(passage.kind),
        score=passage.score,
        low_start=low.start,
        low_end=low.end,
        low_quote=low.quote,
        low_before=low.before,
        low_after=low.after,
        low_excluded=_reason(passage.excluded),
        high_start=high.start,
        high_end=high.end,
        high_quote=high.quote,
        high_before=high.before,
        high_after=high.after,
        high_excluded=_reason(passage.other_excluded),
    )
