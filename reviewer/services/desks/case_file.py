"""What a paper's file tells of itself, and what it has in common with the files of other papers. Leads, no proof."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Place
from reviewer.models import Committee, Delegation, Document, DocumentMetadata, Paper, Seat, Submission
from reviewer.services.papers import current_submissions


@dataclass(frozen=True, slots=True)
class SharedWith:
    """Another paper whose file has something in common with this one.

    `revision_ids` counts the editing sessions (Word's rsid) that both files name.
    """

    paper_id: int
    delegation: str
    committee: str
    same_file: bool
    same_author: bool
    same_last_editor: bool
    revision_ids: int


@dataclass(frozen=True, slots=True)
class FileFlag:
    """A finding about the file: the reader's code, how serious it is, and the fact in plain English."""

    code: str
    severity: str
    detail: str


@dataclass(frozen=True, slots=True)
class FileEvidence:
    """The file as it describes itself; empty where it says nothing, or where what it said was erased."""

    name: str
    size: int
    sha256: str
    author: str
    last_modified_by: str
    created: str
    modified: str
    edit_minutes: int | None
    revision_ids: int
    shared: tuple[SharedWith, ...]
    flags: tuple[FileFlag, ...]


def evidence(session: Session, place: Place, submission: Submission, document: Document) -> FileEvidence:
    """What the file of this submission tells."""
    own = session.get(DocumentMetadata, document.id)
    return FileEvidence(
        name=submission.file_name,
        size=submission.size,
        sha256=submission.file_sha256,
        author=_said(own.author if own else None),
        last_modified_by=_said(own.last_modified_by if own else None),
        created=_said(own.created if own else None),
        modified=_said(own.modified if own else None),
        edit_minutes=own.edit_minutes if own else None,
        revision_ids=len(own.revision_ids) if own else 0,
        shared=tuple(_shared(session, place, submission, own)),
        flags=tuple(_flags(document.flags)),
    )


def _said(value: str | None) -> str:
    return (value or "").strip()


def _flags(flags: Iterable[dict[str, Any]]) -> Iterable[FileFlag]:
    order = {"serious": 0, "warning": 1}
    for flag in sorted(flags, key=lambda one: order.get(one["severity"], 2)):
        yield FileFlag(flag["code"], flag["severity"], flag["detail"])


def _shared(session: Session, place: Place, submission: Submission, own: DocumentMetadata | None) -> list[SharedWith]:
    rows = session.execute(
        sa.select(Submission.paper_id, Submission.file_sha256, Delegation.name, Committee.name, DocumentMetadata)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .outerjoin(DocumentMetadata, DocumentMetadata.document_id == Submission.document_id)
        .where(
            Committee.conference_id == place.conference_id,
            Submission.id.in_(current_submissions()),
            Submission.paper_id != submission.paper_id,
        )
        .order_by(Submission.paper_id)
    )
    found = [
        _compared(paper_id, delegation, committee, own, theirs, same_file=sha256 == submission.file_sha256)
        for paper_id, sha256, delegation, committee, theirs in rows
    ]
    telling = [one for one in found if one.same_file or one.same_author or one.same_last_editor or one.revision_ids]
    return sorted(telling, key=lambda one: (not one.same_file, -one.revision_ids, not one.same_author))


def _compared(
    paper_id: int,
    delegation: str,
    committee: str,
    own: DocumentMetadata | None,
    theirs: DocumentMetadata | None,
    *,
    same_file: bool,
) -> SharedWith:
    if own is None or theirs is None:
        return SharedWith(paper_id, delegation, committee, same_file, False, False, 0)
    return SharedWith(
        paper_id=paper_id,
        delegation=delegation,
        committee=committee,
        same_file=same_file,
        same_author=_same(own.author, theirs.author),
        same_last_editor=_same(own.last_modified_by, theirs.last_modified_by),
        revision_ids=len(set(own.revision_ids) & set(theirs.revision_ids)),
    )


def _same(one: str | None, other: str | None) -> bool:
    return bool(_said(one)) and _said(one).casefold() == _said(other).casefold()
