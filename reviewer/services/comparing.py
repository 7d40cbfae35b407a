"""The `compare` step: a document against the conference's sources and current papers, each pair stored once.

Who comes later compares with who is there already; both sides' reports read the same rows. Candidates come from the
fingerprint index, the engine aligns the few that share any, one at a time: texts may be long, and all of them at once
would not fit. A paper meets every source and the papers most like it; a source meets every paper, some in each run.

What is translated or freely paraphrased shares too few words to be found in the index. With an encoder a text also
meets what `services.resembling` proposes for its meaning; a paper leaves what is kept of its own before it looks.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.anchors import anchor
from reviewer.domain.states import Exclusion, MatchKind, Step
from reviewer.engine import similarity
from reviewer.engine.encoder import Encoder, model_of
from reviewer.engine.manners import manner
from reviewer.engine.report import ENGINE_VERSION, Passage
from reviewer.engine.similarity import Prepared, Prompt
from reviewer.models import (
    Committee,
    Comparison,
    Document,
    KeyQuestion,
    Match,
    Source,
    Submission,
    Topic,
)
from reviewer.models.database import insert_or_keep
from reviewer.services import meanings, resembling, runs
from reviewer.services.neighbours import Neighbours, neighbours
from reviewer.services.papers import current_documents, paper_place
from reviewer.services.reading import engine_document
from reviewer.services.resembling import Subject
from reviewer.services.runs import Claim
from reviewer.work import House

MOST_CANDIDATES = 32
"""Papers with which a paper is compared: beyond so many, they share what everybody shares."""
MOST_PAIRS = 100
"""Pairs in one run of a source, so that it ends well within its lease; the rest is another run."""
_ASKED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Job:
    """What a comparison rests on; `others` are documents not yet compared with this one, `has_more` that some wait.

    `peers` are those of a paper's others that are no sources.
    """

    document_id: int
    text: Prepared
    others: tuple[int, ...]
    peers: frozenset[int]
    has_more: bool
    prompts: tuple[Prompt, ...]
    common: frozenset[int]
    encoder: Encoder | None

    @property
    def engine_key(self) -> str:
        """By what the pairs of this job are compared: with an encoder more is found, so such pairs are others."""
        return engine_key(self.encoder)


def engine_key(encoder: Encoder | None) -> str:
    """What a comparison rests on besides its two documents; the newest comparison of a pair is the one that is shown.

    When the encoder is installed, removed or changed, pairs are compared again as papers are next checked; what was
    found before stands until then.
    """
    return ENGINE_VERSION if encoder is None else f"{ENGINE_VERSION}+{model_of(encoder)}"


def compare(house: House, claimed: Claim, encoder: Encoder | None = None) -> None:
    """Compare the run's document with its candidates and store what they share. Raises ClaimLost."""
    with house.reading() as session:
        subject = _subject(session, claimed)
        text = similarity.prepare(engine_document(session.get_one(Document, subject.document_id)))
    if encoder is not None:
        meanings.leave(house, subject.document_id, text, encoder)
    with house.reading() as session:
        job = _load(session, subject, text, house.settings.index_key, encoder)
    found = [(other_id, _aligned(house, job, other_id)) for other_id in job.others]
    with house.work() as work:
        for other_id, matches in found:
            _store(work.session, work.now, job, other_id, matches)
        if job.has_more:
            rest = f"engine:{ENGINE_VERSION}:document:{job.document_id}:after-run:{claimed.run_id}"
            runs.record(work, Step.COMPARE, rest, submission_id=claimed.submission_id, source_id=claimed.source_id)
        if encoder is not None:
            meanings.mark_looked(work.session, job.document_id, work.now)
        runs.finish(work, claimed)


def _aligned(house: House, job: _Job, other_id: int) -> list[dict[str, Any]]:
    """What the run's document shares with another, as rows of matches without their comparison."""
    with house.reading() as session:
        row = session.get(Document, other_id)
        other = similarity.prepare(engine_document(row)) if row is not None else None
    if other is None:  # a conference was erased meanwhile
        return []
    if job.encoder is not None:
        meanings.leave(house, other_id, other, job.encoder)
    passages = similarity.compare(
        job.text, other, prompts=job.prompts, common=job.common, encoder=job.encoder, peers=other_id in job.peers
    )
    if job.document_id <= other_id:
        return [_match(job.text.text, other.text, passage) for passage in passages]
    return [_match(other.text, job.text.text, passage.mirrored()) for passage in passages]


def _subject(session: Session, claimed: Claim) -> Subject:
    if claimed.submission_id is not None:
        submission = session.get_one(Submission, claimed.submission_id)
        place = paper_place(session, submission.paper_id)
        assert submission.document_id is not None, "compare is recorded once reading gave a document"
        return Subject(submission.document_id, place.conference_id, place.committee_id, submission.paper_id)
    source = session.get_one(Source, claimed.source_id)
    assert source.document_id is not None, "compare is recorded once reading gave a document"
    return Subject(source.document_id, source.conference_id, source.committee_id, None)


def _load(session: Session, subject: Subject, text: Prepared, key: bytes, encoder: Encoder | None) -> _Job:
    near = neighbours(session, text.folded, subject.conference_id, key)
    compared = _compared(session, subject.document_id, engine_key(encoder))
    papers = other_papers(session, near, subject.conference_id, subject.paper_id, compared)
    if subject.paper_id is None:
        others = [*papers, *_by_meaning(session, subject, text, encoder, papers, compared)]
    else:
        others = [*papers[:MOST_CANDIDATES], *near.sources]
        others += _by_meaning(session, subject, text, encoder, others, compared)
    others = [one for one in dict.fromkeys(others) if one not in compared]
    most = MOST_PAIRS if subject.paper_id is None else len(others)
    return _Job(
        document_id=subject.document_id,
        text=text,
        others=tuple(sorted(others[:most])),
        peers=frozenset(others) - resembling.sources(session, subject) if subject.paper_id else frozenset(),
        has_more=len(others) > most,
        prompts=similarity.prepare_prompts(_questions(session, subject.conference_id, subject.committee_id)),
        common=frozenset(text.hashes[at] for at in near.common_at),
        encoder=encoder,
    )


def _by_meaning(
    session: Session,
    subject: Subject,
    text: Prepared,
    encoder: Encoder | None,
    proposed: Sequence[int],
    compared: Collection[int | None],
) -> list[int]:
    """What to compare beside what is `proposed` by words; nothing without an encoder."""
    if encoder is None:
        return []
    if subject.paper_id is None:
        always, most = resembling.of_committee(session, subject), MOST_PAIRS
    else:
        always, most = resembling.newest_sources(session, subject), resembling.MOST_BY_MEANING
    known = {*proposed, *always, *(one for one in compared if one is not None)}
    return [*always, *resembling.alike(session, subject, text, encoder, known, most)]


def other_papers(
    session: Session, near: Neighbours, conference_id: int, own_paper: int | None, compared: Collection[int | None]
) -> list[int]:
    """The conference's other papers among a text's neighbours, most alike first, without those compared already."""
    papers: list[int] = []
    for start in range(0, len(near.documents), _ASKED_AT_ONCE):
        asked = near.documents[start : start + _ASKED_AT_ONCE]
        of = sa.select(Submission.paper_id).where(Submission.document_id.in_(asked))
        held = session.execute(current_documents(conference_id, of).where(Submission.document_id.in_(asked)))
        known = {document for document, paper in held if paper != own_paper} - set(compared)
        papers += [document for document in asked if document in known]
        if len(papers) > max(MOST_CANDIDATES, MOST_PAIRS):
            break
    return papers


def _compared(session: Session, document_id: int, key: str) -> set[int | None]:
    """The documents with which this one was compared by today's engine and encoder."""
    low, high = Comparison.low_document_id, Comparison.high_document_id
    pairs = session.execute(
        sa.select(low, high).where(Comparison.engine_key == key, sa.or_(low == document_id, high == document_id))
    )
    return {two if one == document_id else one for one, two in pairs}


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


def _store(session: Session, now: datetime, job: _Job, other_id: int, matches: list[dict[str, Any]]) -> None:
    """Keep a pair, also one that shares nothing after all: it need not be looked at again."""
    low_id, high_id = sorted((job.document_id, other_id))
    key = {"low_document_id": low_id, "high_document_id": high_id, "engine_key": job.engine_key}
    if not insert_or_keep(session, Comparison, [{**key, "compared_at": now}]):
        return  # the other side came first; its answer is the same
    comparison_id = session.scalars(sa.select(Comparison.id).filter_by(**key)).one()
    session.add_all(Match(comparison_id=comparison_id, **match) for match in matches)


def _reason(code: str | None) -> Exclusion | None:
    return None if code is None else Exclusion(code)


def _match(low_text: str, high_text: str, passage: Passage) -> dict[str, Any]:
    low = anchor(low_text, passage.start, passage.end)
    high = anchor(high_text, passage.other_start, passage.other_end)
    return {
        "kind": MatchKind(passage.kind),
        "score": passage.score,
        "low_start": low.start,
        "low_end": low.end,
        "low_quote": low.quote,
        "low_before": low.before,
        "low_after": low.after,
        "low_excluded": _reason(passage.excluded),
        "low_manner": manner(low_text, low.start, low.end),
        "high_start": high.start,
        "high_end": high.end,
        "high_quote": high.quote,
        "high_before": high.before,
        "high_after": high.after,
        "high_excluded": _reason(passage.other_excluded),
        "high_manner": manner(high_text, high.start, high.end),
    }
