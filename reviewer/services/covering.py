"""The `cover` step: which key questions a paper seems to answer, kept as a snapshot that never changes afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.anchors import anchor
from reviewer.domain.states import CoverageStatus, SourceKind, Step
from reviewer.engine import coverage
from reviewer.engine.candidates import PaperText
from reviewer.engine.committee import CommitteeContext, PaperDigest
from reviewer.engine.coverage import Asked, QuestionTopic
from reviewer.engine.encoder import Encoder
from reviewer.engine.report import ENGINE_VERSION, Question, TopicCoverage
from reviewer.models import (
    Committee,
    CoverageSnapshot,
    Delegation,
    Document,
    EvidenceSpan,
    Paper,
    QuestionCoverage,
    Run,
    Seat,
    Source,
    Submission,
    Topic,
)
from reviewer.services import judgements, outlines, runs
from reviewer.services.papers import current_submissions
from reviewer.services.reading import engine_document
from reviewer.services.runs import Claim
from reviewer.work import House

_RENEWAL = ":renewal:"


@dataclass(frozen=True, slots=True)
class _Job:
    document_id: int
    paper: PaperText
    topics: tuple[QuestionTopic, ...]
    question_ids: tuple[tuple[int, ...], ...]
    guide: str
    committee: CommitteeContext | None
    confirmed: dict[str, list[str]]
    seat: tuple[str, ...]
    inputs_key: str
    digest: PaperDigest | None


def inputs_key(session: Session, submission: Submission, semantic: str) -> str:
    """What the coverage of a submission rests on.

    Engine, document, question set, the guide whose copies are no evidence, and whether an encoder may help.
    """
    committee = _committee(session, submission)
    return (
        f"engine:{ENGINE_VERSION}:document:{submission.document_id}"
        f":questions:{committee.id}.{committee.question_revision}"
        f":guide:{_guide_id(session, committee) or 0}:semantic:{semantic}"
    )


def renewed_key(key: str, renewal_id: int) -> str:
    """The inputs key of the same inputs, looked at once more because somebody asked: see `services.renewals`."""
    return f"{key}{_RENEWAL}{renewal_id}"


def cover(house: House, claimed: Claim, encoder: Encoder | None) -> None:
    """Suggest an answer for each key question the paper owes and store it as one snapshot. Raises ClaimLost."""
    with house.reading() as session:
        job = _load(session, claimed, house.settings.semantic, has_encoder=encoder is not None)
    found, digest = _look(job, encoder)
    with house.work() as work:
        runs.finish(work, claimed)
        if _is_kept(work.session, claimed, job):
            return  # tried again by hand: what a chair saw stays as it was
        snapshot = CoverageSnapshot(
            submission_id=claimed.submission_id,
            document_id=job.document_id,
            inputs_key=job.inputs_key,
            engine_version=ENGINE_VERSION,
            semantic=encoder is not None,
            digest=digest.to_json(),
            made_at=work.now,
            learned_from=sum(map(len, job.confirmed.values())),
            outline=outlines.outline_of(found),
        )
        snapshot.questions = _rows(job, found)
        work.session.add(snapshot)


def _look(job: _Job, encoder: Encoder | None) -> tuple[Sequence[TopicCoverage], PaperDigest]:
    asked = Asked(job.paper, job.topics, job.guide, job.seat)
    if not job.topics:
        return (), job.digest or PaperDigest(sentences=0, containing={})
    if job.digest is None:
        return coverage.cover_and_digest(asked, job.committee, encoder, confirmed=job.confirmed)
    found = coverage.cover_paper(
        job.paper, job.topics, job.committee, encoder, guide=job.guide, confirmed=job.confirmed, seat=job.seat
    )
    return found, job.digest


def _is_kept(session: Session, claimed: Claim, job: _Job) -> bool:
    kept = sa.select(CoverageSnapshot.id).where(
        CoverageSnapshot.submission_id == claimed.submission_id, CoverageSnapshot.inputs_key == job.inputs_key
    )
    return session.scalar(kept) is not None


def _load(session: Session, claimed: Claim, semantic: str, *, has_encoder: bool) -> _Job:
    submission = session.get_one(Submission, claimed.submission_id)
    assert submission.document_id is not None, "cover is recorded once reading gave a document"
    committee = _committee(session, submission)
    topics = _topics(session, submission, committee)
    key = inputs_key(session, submission, semantic)
    renewal = session.get_one(Run, claimed.run_id).inputs_key.partition(_RENEWAL)[2]
    return _Job(
        document_id=submission.document_id,
        paper=PaperText.of(engine_document(session.get_one(Document, submission.document_id))),
        topics=tuple(
            QuestionTopic(topic.title, tuple(Question(one.text, one.hint) for one in topic.questions))
            for topic in topics
        ),
        question_ids=tuple(tuple(one.id for one in topic.questions) for topic in topics),
        guide=_guide_text(session, committee),
        committee=CommitteeContext.pool(_digests(session, committee, submission)),
        confirmed=judgements.confirmed(session, committee.id, but_not=submission.paper_id),
        seat=_seat(session, submission),
        inputs_key=renewed_key(key, int(renewal)) if renewal else key,
        digest=_known_digest(session, submission, key, has_encoder=has_encoder) if renewal else None,
    )


def _known_digest(session: Session, submission: Submission, key: str, *, has_encoder: bool) -> PaperDigest | None:
    """What the others learn from this paper, if it was made of the same inputs: confirmations do not change it."""
    digest = session.scalar(
        sa.select(CoverageSnapshot.digest)
        .where(
            CoverageSnapshot.submission_id == submission.id,
            CoverageSnapshot.semantic == has_encoder,
            sa.or_(
                CoverageSnapshot.inputs_key == key,
                CoverageSnapshot.inputs_key.startswith(f"{key}{_RENEWAL}", autoescape=True),
            ),
        )
        .order_by(CoverageSnapshot.id.desc())
        .limit(1)
    )
    return PaperDigest.from_json(digest) if digest else None


def _seat(session: Session, submission: Submission) -> tuple[str, ...]:
    """The names of whom the paper speaks for."""
    return tuple(
        session.scalars(
            sa.select(Delegation.name)
            .join(Seat, Seat.delegation_id == Delegation.id)
            .join(Paper, Paper.seat_id == Seat.id)
            .where(Paper.id == submission.paper_id)
        )
    )


def _committee(session: Session, submission: Submission) -> Committee:
    return session.scalars(
        sa.select(Committee)
        .join(Seat, Seat.committee_id == Committee.id)
        .join(Paper, Paper.seat_id == Seat.id)
        .where(Paper.id == submission.paper_id)
    ).one()


def _topics(session: Session, submission: Submission, committee: Committee) -> list[Topic]:
    paper = session.get_one(Paper, submission.paper_id)
    topics = session.scalars(sa.select(Topic).where(Topic.committee_id == committee.id).order_by(Topic.number))
    return [topic for topic in topics if topic.questions and paper.topic_id in (None, topic.id)]


def _guide_id(session: Session, committee: Committee) -> int | None:
    """The document of the committee's newest guide."""
    return session.scalar(
        sa.select(Source.document_id)
        .where(
            Source.committee_id == committee.id,
            Source.kind == SourceKind.GUIDE,
            Source.removed_at.is_(None),
            Source.document_id.is_not(None),
        )
        .order_by(Source.id.desc())
        .limit(1)
    )


def guide_of_run(session: Session, run_id: int) -> str:
    """The text of the guide that a `cover` run will hold its paper against; empty for any other run."""
    run = session.get(Run, run_id)
    if run is None or run.step is not Step.COVER or run.submission_id is None:
        return ""
    return _guide_text(session, _committee(session, session.get_one(Submission, run.submission_id)))


def _guide_text(session: Session, committee: Committee) -> str:
    guide = _guide_id(session, committee)
    return session.get_one(Document, guide).text if guide else ""


def _digests(session: Session, committee: Committee, submission: Submission) -> list[PaperDigest]:
    """The newest digest of every other current paper of the committee."""
    newest = (
        sa.select(sa.func.max(CoverageSnapshot.id))
        .join(Submission, CoverageSnapshot.submission_id == Submission.id)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(
            Seat.committee_id == committee.id,
            Submission.paper_id != submission.paper_id,
            Submission.id.in_(current_submissions()),
        )
        .group_by(Submission.paper_id)
    )
    digests = session.scalars(sa.select(CoverageSnapshot.digest).where(CoverageSnapshot.id.in_(newest)))
    return [PaperDigest.from_json(digest) for digest in digests]


def _rows(job: _Job, found: Sequence[TopicCoverage]) -> list[QuestionCoverage]:
    rows = []
    for ids, topic in zip(job.question_ids, found, strict=True):
        for question_id, question in zip(ids, topic.questions, strict=True):
            row = QuestionCoverage(
                key_question_id=question_id, status=CoverageStatus(question.status), score=question.score
            )
            if question.trap is not None:
                row.trap, row.trap_start, row.trap_end = question.trap.kind, question.trap.start, question.trap.end
            row.evidence = [
                _evidence(job, rank, one.start, one.end, one.score) for rank, one in enumerate(question.evidence, 1)
            ]
            rows.append(row)
    return rows


def _evidence(job: _Job, rank: int, start: int, end: int, score: float) -> EvidenceSpan:
    place = anchor(job.paper.text, start, end)
    return EvidenceSpan(
        document_id=job.document_id,
        rank=rank,
        score=score,
        start=place.start,
        end=place.end,
        quote=place.quote,
        before=place.before,
        after=place.after,
    )
