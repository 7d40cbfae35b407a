"""Stored bytes for those who may have them: originals of papers and sources, pictures of pages."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, OtherSource
from reviewer.domain.errors import NotAllowed, NotFound
from reviewer.domain.states import Role
from reviewer.models import Conference, Document, PagePicture, Source, Submission
from reviewer.services.blindness import is_blind_now
from reviewer.services.grading.readings import refuse_when_too_near
from reviewer.services.papers import current_submissions, paper_place


@dataclass(frozen=True, slots=True)
class Stored:
    """Which bytes to give, under which name and kind."""

    sha256: str
    name: str
    media_type: str


def submission_original(session: Session, actor: Actor, submission_id: int) -> Stored:
    """The file as it was sent. Raises NotFound, or NotAllowed for a chair while marking is blind or who is too near."""
    submission = session.get(Submission, submission_id)
    if submission is None:
        raise NotFound("submission_unknown", "There is no such submission.")
    _check(session, actor, submission.paper_id, code="submission_unknown")
    return Stored(submission.file_sha256, submission.file_name, submission.media_type)


def page_picture(session: Session, actor: Actor, paper_id: int, page: int) -> Stored:
    """The picture of a page of what counts now.

    Raises NotFound, or NotAllowed for a chair while marking is blind or who is too near.
    """
    _check(session, actor, paper_id, code="paper_unknown")
    sha256 = session.scalar(
        sa.select(PagePicture.file_sha256)
        .join(Submission, Submission.document_id == PagePicture.document_id)
        .where(Submission.paper_id == paper_id, Submission.id.in_(current_submissions()), PagePicture.page == page)
    )
    if sha256 is None:
        raise NotFound("page_unknown", "There is no picture of this page.")
    return Stored(sha256, f"page-{page}.png", "image/png")


def _check(session: Session, actor: Actor, paper_id: int, *, code: str) -> None:
    place = paper_place(session, paper_id)
    blind = is_blind_now(session, session.get_one(Conference, place.conference_id))
    if access.may_download_original(actor, place, blind=blind):
        return
    if access.may_read_for_marking(actor, place):
        refuse_when_too_near(actor, place)
        raise NotAllowed("marking_is_blind", "While marking is blind, chairs read the text only: files name people.")
    raise NotFound(code, "There is no such paper.")


def source_original(session: Session, actor: Actor, source_id: int) -> Stored:
    """A published source for every member of its conference, any source for staff. Raises NotFound otherwise."""
    source = session.get(Source, source_id)
    if source is None or not _may_have(actor, source):
        raise NotFound("source_unknown", "There is no such source.")
    document = session.get(Document, source.document_id) if source.document_id else None
    return Stored(source.file_sha256, source.file_name, document.media_type if document else "application/octet-stream")


def _may_have(actor: Actor, source: Source) -> bool:
    if access.is_staff(actor, source.conference_id):
        return True
    other = OtherSource(source.conference_id, source.kind, source.visibility)
    return source.removed_at is None and access.sight_of_other_side(actor, other, reader=Role.DELEGATE) == "full"
