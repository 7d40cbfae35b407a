"""What the files of a released paper's feedback are made of; read from what a release froze, and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.states import Role
from reviewer.engine.returning import Note
from reviewer.models import Committee, Document, Paper, Release, ReleasedMark, School, Seat, Submission
from reviewer.services import release
from reviewer.services.desks.delegate_feedback import CommentShown, FeedbackPage, released_page
from reviewer.services.downloads import Stored
from reviewer.services.papers import paper_place

_AROUND = 200
"""Characters on either side of commented words by which the same words elsewhere are told apart."""


@dataclass(frozen=True, slots=True)
class PlacedComment:
    """A comment with the surroundings of its words, empty when they are not where they were."""

    shown: CommentShown
    before: str
    after: str
    share: float

    def note(self, text: str, about: str) -> Note:
        """The comment as a file bears it, in these words."""
        return Note(text, self.shown.quote, self.before, self.after, self.share, about)


@dataclass(frozen=True, slots=True)
class FeedbackFile:
    """A released paper: its feedback, the file that was marked, its text in blocks (kind, words), and since when."""

    page: FeedbackPage
    file: Stored
    blocks: tuple[tuple[str, str], ...]
    comments: tuple[PlacedComment, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class SchoolPack:
    """A school's released papers, by committee and delegation."""

    school: str
    conference_id: int
    files: tuple[FeedbackFile, ...]


def feedback_file(session: Session, actor: Actor, paper_id: int, now: datetime) -> FeedbackFile:
    """What the files of one paper need. Raises NotFound for others, and until its release's moment has come."""
    if access.may_take_feedback(actor, paper_place(session, paper_id)):
        found = _file(session, paper_id, now)
        if found is not None:
            return found
    raise NotFound("paper_unknown", "There is no such paper.")


def school_pack(session: Session, actor: Actor, school_id: int, now: datetime) -> SchoolPack:
    """The released papers of a school. Raises NotFound for others than its advisers and staff."""
    school = session.get(School, school_id)
    if school is None or not access.may_take_pack(actor, school.conference_id, school_id):
        raise NotFound("school_unknown", "There is no such school.")
    papers = session.scalars(
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Seat.school_id == school_id)
        .order_by(Committee.position, Committee.id, Paper.id)
    )
    found = (_file(session, paper_id, now) for paper_id in papers)
    return SchoolPack(school.name, school.conference_id, tuple(one for one in found if one is not None))


def schools_with_feedback(session: Session, actor: Actor, now: datetime) -> tuple[tuple[int, str], ...]:
    """The schools the actor advises that have a released paper now: (id, name)."""
    advised = {grant.school_id for grant in actor.grants if grant.role is Role.ADVISER} - {None}
    if not advised:
        return ()
    rows = session.execute(
        sa.select(School.id, School.name)
        .join(Seat, Seat.school_id == School.id)
        .join(Paper, Paper.seat_id == Seat.id)
        .join(ReleasedMark, ReleasedMark.paper_id == Paper.id)
        .join(Release, ReleasedMark.release_id == Release.id)
        .where(School.id.in_(advised), Release.revoked_at.is_(None), Release.visible_from <= now)
        .group_by(School.id, School.name)
        .order_by(School.name)
    )
    return tuple((school_id, name) for school_id, name in rows)


def _file(session: Session, paper_id: int, now: datetime) -> FeedbackFile | None:
    final = release.visible_mark(session, paper_id, now)
    if final is None:
        return None
    submission = session.get_one(Submission, final.submission_id)
    document = session.get(Document, submission.document_id) if submission.document_id else None
    text = document.text if document else ""
    page = released_page(session, paper_id, now)
    return FeedbackFile(
        page=page,
        file=Stored(submission.file_sha256, submission.file_name, submission.media_type),
        blocks=tuple((one["kind"], text[one["start"] : one["end"]]) for one in document.blocks) if document else (),
        comments=tuple(_placed(one, text) for one in page.comments),
        since=_since(session, final.id, now),
    )


def _since(session: Session, final_mark_id: int, now: datetime) -> datetime:
    found = session.scalar(
        sa.select(sa.func.max(Release.visible_from))
        .join(ReleasedMark, ReleasedMark.release_id == Release.id)
        .where(ReleasedMark.final_mark_id == final_mark_id, Release.revoked_at.is_(None), Release.visible_from <= now)
    )
    assert found is not None, "a visible mark has a release"
    return found


def _placed(comment: CommentShown, text: str) -> PlacedComment:
    """A comment with what stands around its words; one on words of another version has only the words."""
    start, end = comment.span
    if not end:
        return PlacedComment(comment, "", "", 0.0)
    before, after = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    return PlacedComment(comment, before, after, start / len(text))
