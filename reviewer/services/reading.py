"""The `read` step: stored bytes become a document that stands in the index, once per file and reader version."""

from __future__ import annotations

import hashlib
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.states import Step
from reviewer.engine import readers
from reviewer.engine.document import MIB, Document, Limits, Unreadable
from reviewer.engine.report import ENGINE_VERSION
from reviewer.models import Document as DocumentRow
from reviewer.models import DocumentMetadata, Paper, Source, StoredFile, Submission, User
from reviewer.models.database import insert_or_keep
from reviewer.sandbox import Sandbox
from reviewer.services import audit, indexing, outbox, page_counts, runs
from reviewer.services.papers import current_submissions, paper_place
from reviewer.services.runs import Claim
from reviewer.storage import Storage
from reviewer.work import House, Work

SOURCE_LIMITS = Limits(bytes=60 * MIB, pages=1500, characters=8_000_000, seconds=60.0)
"""Guides and UN documents are longer than any paper."""


def read(house: House, sandbox: Sandbox, claimed: Claim) -> None:
    """Read the run's file and record the steps that follow. Raises Unreadable, StorageError or ClaimLost."""
    with house.reading() as session:
        subject = _subject(session, claimed)
        sha256, name = subject.file_sha256, subject.file_name
        known = find_document(session, sha256)
    limits = Limits(bytes=house.settings.upload_limit_bytes) if claimed.submission_id else SOURCE_LIMITS
    fresh = None if known else read_stored(house.storage, sandbox, sha256, name, limits)
    hashes = indexing.hashes_of(fresh.text, house.settings.index_key) if fresh else frozenset[int]()
    pages = page_counts.count(house, sandbox, fresh) if fresh and claimed.submission_id else None
    with house.work() as work:
        row = _store(work, fresh, hashes) if fresh else None
        if row is not None and pages is not None:
            page_counts.keep(work, row.id, pages)
        document_id = row.id if row else known
        subject = _subject(work.session, claimed)
        subject.document_id, subject.unreadable_code = document_id, None
        if isinstance(subject, Submission):
            from reviewer.services import formats  # formats compares again through this module

            subject.unreadable_since = None
            formats.judge(work, subject)
        _record_next(work, claimed, subject)
        runs.finish(work, claimed)


def read_stored(storage: Storage, sandbox: Sandbox, sha256: str, name: str, limits: Limits) -> Document:
    """The document of stored bytes, read in the sandbox. Raises Unreadable or StorageError."""
    with storage.open(sha256) as file:
        data = file.read()
    return sandbox.read_document(data, name=name, limits=limits)


def store_document(work: Work, document: Document) -> int:
    """Keep a document that was read elsewhere (a guide at set-up), with its fingerprints; the id of its row."""
    known = find_document(work.session, document.sha256)
    if known:
        return known
    insert_or_keep(work.session, StoredFile, [{"sha256": document.sha256, "size": 0, "created_at": work.now}])
    return _store(work, document, indexing.hashes_of(document.text, work.settings.index_key)).id


def find_document(session: Session, sha256: str) -> int | None:
    """The id of the document of this file by today's reader, if it was read already."""
    return session.scalar(
        sa.select(DocumentRow.id).where(
            DocumentRow.file_sha256 == sha256, DocumentRow.reader_version == readers.READER_VERSION
        )
    )


def engine_document(row: DocumentRow) -> Document:
    """The engine's value of a stored document, without the personal metadata."""
    return Document.from_json(
        {
            "media_type": row.media_type,
            "sha256": row.file_sha256,
            "text": row.text,
            "language": row.language,
            "words": row.words,
            "words_body": row.words_body,
            "pages": row.pages,
            "blocks": row.blocks,
            "format": row.format,
            "metadata": {},
            "flags": row.flags,
        }
    )


def refuse(work: Work, claimed: Claim, unreadable: Unreadable) -> None:
    """Record that a file cannot be read: the receipt stands, its sender is told why and what to do."""
    subject = _subject(work.session, claimed)
    subject.unreadable_code = unreadable.code
    if isinstance(subject, Submission):
        subject.unreadable_since = work.now
        _tell_sender(work, subject, unreadable)
        compare_again(work, subject.paper_id, subject.id)
    runs.fail(work, claimed, unreadable.code, unreadable.message)


def compare_again(work: Work, paper_id: int, because: int) -> None:
    """Compare the version that counts again now that submission `because` does not.

    Papers that came while that one counted never met this one. Pairs that stand are not looked at twice, and a version
    that was not read yet is compared once it is.
    """
    work.session.flush()
    this = sa.select(Paper.id).where(Paper.id == paper_id)
    current = work.session.scalar(sa.select(Submission).where(Submission.id.in_(current_submissions(of=this))))
    if current is not None and current.id != because and current.document_id is not None:
        again = f"engine:{ENGINE_VERSION}:document:{current.document_id}:instead-of:{because}"
        runs.record(work, Step.COMPARE, again, submission_id=current.id)


def _tell_sender(work: Work, submission: Submission, unreadable: Unreadable) -> None:
    place = paper_place(work.session, submission.paper_id)
    audit.record(
        work,
        "submission.unreadable",
        actor_id=None,
        conference_id=place.conference_id,
        subject="submission",
        subject_id=submission.id,
        code=unreadable.code,
    )
    sender = work.session.get(User, submission.uploaded_by_id) if submission.uploaded_by_id else None
    if sender is not None:
        outbox.write(
            work,
            "unreadable",
            address=sender.email,
            conference_id=place.conference_id,
            recipient=sender,
            parameters={
                "receipt": submission.receipt,
                "code": unreadable.code,
                "link": f"{work.settings.base_url}/papers/{submission.paper_id}",
            },
        )


def _subject(session: Session, claimed: Claim) -> Submission | Source:
    if claimed.submission_id is not None:
        return session.get_one(Submission, claimed.submission_id)
    return session.get_one(Source, claimed.source_id)


def _store(work: Work, document: Document, hashes: frozenset[int]) -> DocumentRow:
    session = work.session
    body = document.to_json()
    text = document.text.replace("\0", "\ufffd")  # PostgreSQL stores no NUL; every offset stays
    insert_or_keep(
        session,
        DocumentRow,
        [
            {
                "file_sha256": document.sha256,
                "reader_version": readers.READER_VERSION,
                "media_type": document.media_type,
                "language": document.language,
                "text": text,
                "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
                "words": document.words,
                "words_body": document.words_body,
                "pages": document.pages,
                "blocks": body["blocks"],
                "format": body["format"],
                "flags": body["flags"],
                "read_at": work.now,
            }
        ],
    )
    # Two workers may have read one file at once: the first row stands, and both go on with it.
    row = session.scalars(
        sa.select(DocumentRow).where(
            DocumentRow.file_sha256 == document.sha256, DocumentRow.reader_version == readers.READER_VERSION
        )
    ).one()
    metadata = asdict(document.metadata) | {"revision_ids": list(document.metadata.revision_ids)}
    insert_or_keep(session, DocumentMetadata, [{"document_id": row.id, **metadata}])
    indexing.put(session, work.settings.index_key, row.id, hashes, work.now)
    return row


def _record_next(work: Work, claimed: Claim, subject: Submission | Source) -> None:
    who = {"submission_id": claimed.submission_id, "source_id": claimed.source_id}
    inputs = f"engine:{ENGINE_VERSION}:document:{subject.document_id}"
    runs.record(work, Step.COMPARE, inputs, **who)
    if isinstance(subject, Submission):
        from reviewer.services.covering import inputs_key  # covering reads stored documents through this module

        runs.record(work, Step.COVER, inputs_key(work.session, subject, work.settings.semantic), **who)
        if subject.media_type == "application/pdf":
            runs.record(work, Step.PICTURE, f"document:{subject.document_id}", **who)
