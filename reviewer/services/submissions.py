"""A delegate hands in a paper: cheap checks first, then a receipt that nothing takes back."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.deadlines import Due, Upload, counted_time, effective_due
from reviewer.domain.errors import Conflict, NotAllowed, NotFound, Refused
from reviewer.domain.states import DeadlineRight, Step
from reviewer.engine import readers
from reviewer.engine.document import Limits, Unreadable
from reviewer.models import Conference, Deadline, Extension, Paper, Release, ReleasedMark, Submission, User
from reviewer.sandbox import Sandbox
from reviewer.services import audit, files, meanings, outbox, reading, runs
from reviewer.services.papers import lock_paper, paper_place
from reviewer.storage import Storage
from reviewer.work import House, Work

_RECEIPT_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""No 0, O, 1 or I: receipts are read out over the telephone."""
_RECEIPT_LENGTH = 10
_LONGEST_NAME = 200

_MEDIA_SUFFIX = {
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "application/rtf": ".rtf",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """Bytes that passed the cheap checks and lie in storage, not yet belonging to anything."""

    sha256: str
    size: int
    media_type: str
    name: str


def shown_name(name: str, media_type: str) -> str:
    """A file name that is safe to show and to offer: no path, no control or direction characters, an honest suffix."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(c for c in base if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*').strip(" .")
    suffix = _MEDIA_SUFFIX.get(media_type, "")
    stem = clean[: -len(suffix)] if suffix and clean.lower().endswith(suffix) else clean
    return (stem[:_LONGEST_NAME].strip(" .") or "paper") + suffix


def receive(
    storage: Storage, data: bytes, name: str, *, limits: Limits, sandbox: Sandbox | None = None
) -> ReceivedFile:
    """Check a file cheaply (signature, size, encryption, container directory) and put it into storage.

    Raises Refused with the reader's code and words. Done outside any transaction, so that no lock waits for a disk;
    bytes that end up belonging to nothing are collected later. A PDF that speaks of encryption is opened in the
    `sandbox`, if there is one: many only forbid printing, and those are welcome.
    """
    try:
        media_type = readers.inspect(data, name=name, limits=limits)
        if sandbox is not None and media_type == "application/pdf" and b"/Encrypt" in data:
            sandbox.check_opens(data, limits=limits)
    except Unreadable as unreadable:
        raise Refused(unreadable.code, unreadable.message) from unreadable
    return ReceivedFile(storage.put(data), len(data), media_type, shown_name(name, media_type))


def check_may_submit(session: Session, actor: Actor, paper_id: int) -> None:
    """Raise NotFound for a paper that is not the actor's to know of, NotAllowed for one they may only look at."""
    place = paper_place(session, paper_id)
    if access.may_submit(actor, place):
        return
    if access.may_read_own_paper(actor, place) or access.may_read_for_marking(actor, place):
        raise NotAllowed("not_your_seat", "Only the delegates of this seat may hand in its paper.")
    raise NotFound("paper_unknown", "There is no such paper.")


def submit(work: Work, actor: Actor, *, paper_id: int, file: ReceivedFile) -> Submission:
    """Give a receipt for a file: the next numbered submission of a paper, with its `read` run recorded.

    Raises NotFound or NotAllowed for a paper that is not the actor's, Refused after the deadline or when feedback was
    released, Conflict when the file is byte for byte the version that counts now.
    """
    session = work.session
    check_may_submit(session, actor, paper_id)
    paper = session.get_one(Paper, paper_id, with_for_update={"key_share": True})
    place = paper_place(session, paper_id)
    conference = session.get_one(Conference, place.conference_id)
    _refuse_when_released(work, paper_id)
    previous = _newest(session, paper_id)
    if previous is not None and previous.withdrawn_at is None and previous.file_sha256 == file.sha256:
        raise Conflict(
            "same_file",
            f"This is exactly the file you sent as version {previous.number}; that version and its receipt stand.",
            number=previous.number,
            receipt=previous.receipt,
        )
    counted_at = _counted_at(session, work.now, previous, conference)
    _refuse_when_late(session, paper, counted_at)
    files.keep(work, sha256=file.sha256, size=file.size)
    submission = Submission(
        paper_id=paper_id,
        number=(previous.number if previous else 0) + 1,
        file_sha256=file.sha256,
        file_name=file.name,
        media_type=file.media_type,
        size=file.size,
        receipt="".join(secrets.choice(_RECEIPT_LETTERS) for _ in range(_RECEIPT_LENGTH)),
        uploaded_by_id=actor.user_id,
        received_at=work.now,
        counted_at=counted_at,
    )
    session.add(submission)
    session.flush()
    meanings.forget_versions(session, paper_id)
    runs.record(work, Step.READ, f"read:{readers.READER_VERSION}", submission_id=submission.id)
    _tell(work, actor, submission, place.conference_id)
    return submission


def _tell(work: Work, actor: Actor, submission: Submission, conference_id: int) -> None:
    audit.record(
        work,
        "submission.received",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="submission",
        subject_id=submission.id,
        paper=submission.paper_id,
        number=submission.number,
        sha256=submission.file_sha256,
    )
    person = work.session.get_one(User, actor.user_id)
    outbox.write(
        work,
        "receipt",
        address=person.email,
        conference_id=conference_id,
        recipient=person,
        parameters={
            "receipt": submission.receipt,
            "number": submission.number,
            "sha256": submission.file_sha256,
            "received_at": submission.received_at.isoformat(),
            "link": f"{work.settings.base_url}/papers/{submission.paper_id}",
        },
    )


def _newest(session: Session, paper_id: int) -> Submission | None:
    return session.scalar(
        sa.select(Submission).where(Submission.paper_id == paper_id).order_by(Submission.number.desc()).limit(1)
    )


def _counted_at(session: Session, now: datetime, previous: Submission | None, conference: Conference) -> datetime:
    before = None
    if previous is not None:
        # A chain of files that cannot count has one window, begun when the first was refused: none opens another.
        refused = sa.func.coalesce(Submission.unreadable_since, Submission.not_accepted_since)
        since = previous.void_since and session.scalar(
            sa.select(sa.func.min(refused)).where(
                Submission.paper_id == previous.paper_id, Submission.counted_at == previous.counted_at
            )
        )
        before = Upload(previous.counted_at, since)
    return counted_time(Upload(now), before, timedelta(minutes=conference.replacement_window_minutes))


def due_of(session: Session, paper: Paper, right: DeadlineRight) -> Due | None:
    """The instant of a right for this paper's seat: the committee's own, else the conference's, extended."""
    place = paper_place(session, paper.id)
    deadline = session.scalar(
        sa.select(Deadline)
        .where(
            Deadline.conference_id == place.conference_id,
            Deadline.right == right,
            sa.or_(Deadline.committee_id == place.committee_id, Deadline.committee_id.is_(None)),
        )
        .order_by(Deadline.committee_id.is_(None))
        .limit(1)
    )
    if deadline is None:
        return None
    extended_to = session.scalar(
        sa.select(Extension.until).where(Extension.seat_id == paper.seat_id, Extension.right == right)
    )
    return effective_due(Due(right, deadline.at, timedelta(minutes=deadline.grace_minutes)), extended_to)


def _refuse_when_late(session: Session, paper: Paper, counted_at: datetime) -> None:
    due = due_of(session, paper, DeadlineRight.SUBMISSION)
    if due is not None and not due.is_met_by(counted_at):
        raise Refused(
            "after_deadline",
            "The deadline has passed, so nothing was handed in. Ask the conference's staff for an extension.",
            due=due.at.isoformat(),
        )


def _refuse_when_released(work: Work, paper_id: int) -> None:
    released = work.session.scalar(
        sa.select(Release.id)
        .join(ReleasedMark, ReleasedMark.release_id == Release.id)
        .where(ReleasedMark.paper_id == paper_id, Release.revoked_at.is_(None))
        .limit(1)
    )
    if released is not None:
        raise Refused("already_released", "This paper is closed: its marks are final, so it takes no new version.")


def withdraw(work: Work, actor: Actor, *, submission_id: int) -> Submission:
    """Take a submission back: it stops counting, its bytes and receipt stay. Until the deadline only."""
    submission = work.session.get(Submission, submission_id)
    if submission is None:
        raise NotFound("submission_unknown", "There is no such submission.")
    check_may_submit(work.session, actor, submission.paper_id)
    if submission.withdrawn_at is not None:
        return submission
    lock_paper(work.session, submission.paper_id)
    _refuse_when_released(work, submission.paper_id)
    _refuse_when_late(work.session, work.session.get_one(Paper, submission.paper_id), work.now)
    submission.withdrawn_at = work.now
    meanings.forget_versions(work.session, submission.paper_id)
    reading.compare_again(work, submission.paper_id, submission.id)
    audit.record(
        work,
        "submission.withdrawn",
        actor_id=actor.user_id,
        conference_id=paper_place(work.session, submission.paper_id).conference_id,
        subject="submission",
        subject_id=submission.id,
    )
    return submission


def limits_of(house: House) -> Limits:
    """How much one paper may be here."""
    return Limits(bytes=house.settings.upload_limit_bytes)
