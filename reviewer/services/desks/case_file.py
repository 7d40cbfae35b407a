"""What a paper's file tells of itself, and what it has in common with the files of other papers. Leads, no proof."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Place
from reviewer.models import Committee, Delegation, Document, DocumentMetadata, Paper, Seat, Submission
from reviewer.services import histories
from reviewer.services.histories import Kinship
from reviewer.services.papers import current_submissions


@dataclass(frozen=True, slots=True)
class SharedWith:
    """Another paper whose file has something in common with this one.

    `revision_ids` counts the editing sessions (Word's rsid) that both files name and hardly any other does.
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
    """A finding about the file: code, severity, the fact in plain English and by its values, and its place."""

    code: str
    severity: str
    detail: str
    start: int | None
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FileEvidence:
    """The file as it describes itself; empty where it says nothing, or where what it said was erased.

    `blocks` are those of its document, by which a flag's place is named.
    """

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
    blocks: Sequence[Mapping[str, Any]]


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
        shared=tuple(_shared(session, place, submission)),
        flags=tuple(_flags(document.flags)),
        blocks=document.blocks,
    )


def _said(value: str | None) -> str:
    return (value or "").strip()


def _flags(flags: Iterable[dict[str, Any]]) -> Iterable[FileFlag]:
    order = {"serious": 0, "warning": 1}
    for flag in sorted(flags, key=lambda one: order.get(one["severity"], 2)):
        yield FileFlag(flag["code"], flag["severity"], flag["detail"], flag.get("start"), flag.get("values") or {})


def _shared(session: Session, place: Place, submission: Submission) -> list[SharedWith]:
    """The papers whose files are this file, or seem to have been; the very same file first."""
    own = submission.paper_id
    kin = {}
    for one in histories.kinships(session, place.conference_id):
        if own in (one.paper_id, one.other_id):
            kin[one.other_id if one.paper_id == own else one.paper_id] = one
    rows = session.execute(
        sa.select(Submission.paper_id, Submission.file_sha256, Delegation.name, Committee.name)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(
            Committee.conference_id == place.conference_id,
            Submission.id.in_(current_submissions()),
            Submission.paper_id != own,
            sa.or_(Submission.file_sha256 == submission.file_sha256, Submission.paper_id.in_(kin)),
        )
        .order_by(Submission.paper_id)
    )
    found = [
        _compared(paper_id, delegation, committee, kin.get(paper_id), same_file=sha256 == submission.file_sha256)
        for paper_id, sha256, delegation, committee in rows
    ]
    return sorted(found, key=lambda one: (not one.same_file, -one.revision_ids, not one.same_author))


def _compared(paper_id: int, delegation: str, committee: str, kin: Kinship | None, *, same_file: bool) -> SharedWith:
    if kin is None:
        return SharedWith(paper_id, delegation, committee, same_file, False, False, 0)
    return SharedWith(
        paper_id, delegation, committee, same_file, kin.same_author, kin.same_last_editor, kin.revision_ids
    )
