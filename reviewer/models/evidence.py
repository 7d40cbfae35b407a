"""What the engine found: sources, fingerprints, matches stored once a pair, coverage with its evidence."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from reviewer.domain.states import CoverageStatus, Exclusion, MatchKind, SourceKind, Visibility
from reviewer.models.base import Anchored, Base, Code, Id, JsonObject, LongText, Name, Sha256, by_value, refers
from reviewer.models.conference import KeyQuestion
from reviewer.models.papers import Document


class Source(Base):
    """A text papers are compared with: for one committee, or (committee empty) for the whole conference."""

    __tablename__ = "sources"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    committee_id: Mapped[int | None] = refers("committees.id", erase=True)
    kind: Mapped[SourceKind] = mapped_column(by_value(SourceKind))
    visibility: Mapped[Visibility] = mapped_column(by_value(Visibility))
    title: Mapped[Name]
    url: Mapped[LongText | None]
    file_sha256: Mapped[Sha256] = refers("stored_files.sha256")
    file_name: Mapped[str] = mapped_column(sa.String(255))
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("users.id", ondelete="SET NULL"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = refers("documents.id")
    unreadable_code: Mapped[Code | None]

    document: Mapped[Document | None] = relationship()

    __table_args__ = (sa.CheckConstraint("document_id IS NULL OR unreadable_code IS NULL", name="read_or_unreadable"),)


class Fingerprint(Base):
    """That a document holds a hash: the candidate index. Derived; rebuilt from the documents at any time.

    A row is nothing but its key, ordered by hash, so that a look-up reads one place. There is no index by document:
    what a document's hashes are is known from its text, which stands as long as it does.
    """

    __tablename__ = "fingerprints"

    hash: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    document_id: Mapped[int] = mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=False
    )

    __table_args__ = ({"sqlite_with_rowid": False},)


class IndexedDocument(Base):
    """That a document's hashes are in the index, made under this key and scheme."""

    __tablename__ = "indexed_documents"

    document_id: Mapped[int] = refers("documents.id", erase=True, primary_key=True)
    key_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    """See `engine.sketching.sketch_id`: it tells keys apart and says nothing of them."""
    indexed_at: Mapped[datetime]


class IndexRebuild(Base):
    """A rebuild of the index under way: one that was stopped goes on with the documents indexed before it began."""

    __tablename__ = "index_rebuilds"

    key_id: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    started_at: Mapped[datetime]


class MeaningSketch(Base):
    """What is kept of a text's meaning, by one encoder: a rounded vector for each sentence, in order.

    Only of what counts now: papers' current versions and sources in force. Derived from the text, and personal like it:
    much of a sentence can be guessed from its vector, so these are shown to nobody, never leave the house, and go
    when their document goes or no longer counts.
    """

    __tablename__ = "meaning_sketches"

    document_id: Mapped[int] = refers("documents.id", erase=True, primary_key=True)
    model: Mapped[Code]
    """The encoder's name and version; vectors of another one mean something else."""
    language: Mapped[str | None] = mapped_column(sa.String(16))
    sentences: Mapped[int]
    sentences_sha256: Mapped[Sha256]
    vectors: Mapped[bytes]
    """`sentences` rows of bytes, see `engine.encoder.rounded`."""
    made_at: Mapped[datetime]
    looked_at: Mapped[datetime | None]
    """When texts like it were last looked for; None: only those that came since can have found it."""


class Comparison(Base):
    """A pair of documents compared by one engine version; the lower id first: a pair is stored once.

    Two papers that are the same file share one document: their pair is the document with itself.
    """

    __tablename__ = "comparisons"

    id: Mapped[Id]
    low_document_id: Mapped[int] = refers("documents.id", erase=True)
    high_document_id: Mapped[int] = refers("documents.id", erase=True)
    engine_key: Mapped[Code]
    compared_at: Mapped[datetime]

    matches: Mapped[list[Match]] = relationship(back_populates="comparison", order_by="Match.low_start")

    __table_args__ = (
        sa.UniqueConstraint("low_document_id", "high_document_id", "engine_key"),
        sa.CheckConstraint("low_document_id <= high_document_id", name="low_before_high"),
    )


class Match(Base):
    """Two spans that say the same, each an anchor (see `Anchored`), with why it does not count, if it does not."""

    __tablename__ = "matches"

    id: Mapped[Id]
    comparison_id: Mapped[int] = refers("comparisons.id", erase=True)
    kind: Mapped[MatchKind] = mapped_column(by_value(MatchKind))
    score: Mapped[float]
    low_start: Mapped[int]
    low_end: Mapped[int]
    low_quote: Mapped[LongText]
    low_before: Mapped[str] = mapped_column(sa.String(40), default="")
    low_after: Mapped[str] = mapped_column(sa.String(40), default="")
    low_excluded: Mapped[Exclusion | None] = mapped_column(by_value(Exclusion, "low_exclusion"))
    low_manner: Mapped[Code | None]
    """How the passage is introduced there (`domain.provenance.Manner`); None: in no such way, or never asked."""
    high_start: Mapped[int]
    high_end: Mapped[int]
    high_quote: Mapped[LongText]
    high_before: Mapped[str] = mapped_column(sa.String(40), default="")
    high_after: Mapped[str] = mapped_column(sa.String(40), default="")
    high_excluded: Mapped[Exclusion | None] = mapped_column(by_value(Exclusion, "high_exclusion"))
    high_manner: Mapped[Code | None]

    comparison: Mapped[Comparison] = relationship(back_populates="matches")

    __table_args__ = (
        sa.CheckConstraint("low_start < low_end AND high_start < high_end", name="spans_not_empty"),
        sa.CheckConstraint("score >= 0 AND score <= 1", name="score_is_a_share"),
    )


class StaffExclusion(Base):
    """Staff's word that a match, or all that stands in a source, does not count; undone by `revoked_at`, never deleted.

    `paper_id` empty: for every paper of the conference.
    """

    __tablename__ = "staff_exclusions"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    paper_id: Mapped[int | None] = refers("papers.id", erase=True)
    source_id: Mapped[int | None] = refers("sources.id", erase=True)
    match_id: Mapped[int | None] = refers("matches.id", erase=True)
    reason: Mapped[LongText]
    made_by_id: Mapped[int] = refers("users.id", index=False)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by_id: Mapped[int | None] = refers("users.id", index=False)

    __table_args__ = (
        sa.CheckConstraint("(source_id IS NULL) != (match_id IS NULL)", name="one_target"),
        sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)", name="revoked_by_somebody"),
    )


class CoverageSnapshot(Base):
    """The coverage of one document by one question set, as suggested at one time: what a shown score rests on."""

    __tablename__ = "coverage_snapshots"

    id: Mapped[Id]
    submission_id: Mapped[int] = refers("submissions.id", erase=True)
    document_id: Mapped[int] = refers("documents.id", erase=True)
    inputs_key: Mapped[str] = mapped_column(sa.String(200))
    engine_version: Mapped[Code]
    semantic: Mapped[bool]
    digest: Mapped[JsonObject]
    """What the committee's other papers learn from this one (the engine's PaperDigest)."""
    made_at: Mapped[datetime]
    learned_from: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many sentences that chairs confirmed in other papers the suggestions could learn from."""
    outline: Mapped[JsonObject | None]
    """How the paper falls into topics, and what to see first: see `services.outlines`."""

    questions: Mapped[list[QuestionCoverage]] = relationship(back_populates="snapshot", order_by="QuestionCoverage.id")

    __table_args__ = (sa.UniqueConstraint("submission_id", "inputs_key"),)


class QuestionCoverage(Base):
    """The engine's suggestion for one key question."""

    __tablename__ = "question_coverage"

    id: Mapped[Id]
    snapshot_id: Mapped[int] = refers("coverage_snapshots.id", erase=True)
    key_question_id: Mapped[int] = refers("key_questions.id", erase=True)
    status: Mapped[CoverageStatus] = mapped_column(by_value(CoverageStatus))
    score: Mapped[float]
    trap: Mapped[Code | None]
    """Why what seems an answer is none: the question said again, or words of the guide."""
    trap_start: Mapped[int | None]
    trap_end: Mapped[int | None]

    snapshot: Mapped[CoverageSnapshot] = relationship(back_populates="questions")
    key_question: Mapped[KeyQuestion] = relationship()
    evidence: Mapped[list[EvidenceSpan]] = relationship(back_populates="question", order_by="EvidenceSpan.rank")

    __table_args__ = (sa.UniqueConstraint("snapshot_id", "key_question_id"),)


class EvidenceSpan(Anchored, Base):
    """A sentence that may answer the question; rank 1 is the best of at most three."""

    __tablename__ = "evidence_spans"

    id: Mapped[Id]
    question_coverage_id: Mapped[int] = refers("question_coverage.id", erase=True)
    rank: Mapped[int]
    score: Mapped[float]

    question: Mapped[QuestionCoverage] = relationship(back_populates="evidence")

    __table_args__ = (
        sa.UniqueConstraint("question_coverage_id", "rank"),
        sa.CheckConstraint("rank BETWEEN 1 AND 3", name="rank_to_three"),
        sa.CheckConstraint('start < "end"', name="span_not_empty"),
    )


class CoverageJudgement(Base):
    """A chair's word on one question of one paper, with who and when; the newest that was not taken back counts."""

    __tablename__ = "coverage_judgements"

    id: Mapped[Id]
    paper_id: Mapped[int] = refers("papers.id", erase=True)
    key_question_id: Mapped[int] = refers("key_questions.id", erase=True)
    status: Mapped[CoverageStatus] = mapped_column(by_value(CoverageStatus))
    evidence_span_id: Mapped[int | None] = refers("evidence_spans.id")
    judged_by_id: Mapped[int] = refers("users.id", index=False)
    judged_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    evidence_span: Mapped[EvidenceSpan | None] = relationship()
    chosen: Mapped[ChosenEvidence | None] = relationship(back_populates="judgement")


class ChosenEvidence(Anchored, Base):
    """The words of the paper by which a chair judged, chosen by hand instead of among the suggested sentences."""

    __tablename__ = "chosen_evidence"

    id: Mapped[Id]
    judgement_id: Mapped[int] = mapped_column(sa.ForeignKey("coverage_judgements.id", ondelete="CASCADE"), unique=True)

    judgement: Mapped[CoverageJudgement] = relationship(back_populates="chosen")

    __table_args__ = (sa.CheckConstraint('start < "end"', name="span_not_empty"),)


class CoverageRenewal(Base):
    """A wish to have a committee's suggestions made anew; its runs end in `renewal:ID`, see `services.renewals`."""

    __tablename__ = "coverage_renewals"

    id: Mapped[Id]
    committee_id: Mapped[int] = refers("committees.id", erase=True)
    asked_by_id: Mapped[int] = refers("users.id", index=False)
    asked_at: Mapped[datetime]
    papers: Mapped[int]
    cancelled_at: Mapped[datetime | None]
