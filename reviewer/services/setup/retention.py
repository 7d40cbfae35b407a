"""A conference ends: on its retention day everything personal is erased, and only the audit log's numbers stay."""

from __future__ import annotations

import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from reviewer.models import (
    AdoptedRubric,
    Base,
    Case,
    Committee,
    Conference,
    CoverageJudgement,
    Document,
    Extension,
    FinalMark,
    Invitation,
    Membership,
    Paper,
    Release,
    Scorecard,
    Seat,
    Source,
    StaffExclusion,
    Submission,
    Topic,
    User,
)
from reviewer.services import audit, files, indexing
from reviewer.services.setup import forgetting
from reviewer.work import House, Work

_log = structlog.get_logger(__name__)


def purge_due(house: House) -> list[int]:
    """Erase every conference whose retention day has come, one transaction each, then its files; the ids erased."""
    with house.reading() as session:
        today = house.clock().date()
        due = session.scalars(sa.select(Conference.id).where(Conference.retain_until <= today)).all()
    for conference_id in due:
        _leave_the_index(house, conference_id)
        with house.work() as work:
            conference = work.session.get(Conference, conference_id, with_for_update=True)
            if conference is not None and conference.retain_until <= work.now.date():
                purge(work, conference)
        _log.info("conference.erased", conference=conference_id)
    if due:
        files.collect_garbage(house)
        forgetting.forget(house)
        indexing.catch_up(house)  # a file that stands in another conference too was taken out with the others
    return list(due)


def _leave_the_index(house: House, conference_id: int) -> None:
    """Take what was read for a conference out of the index, in short units before the long one that erases it."""
    with house.reading() as session:
        read = _files(session, conference_id, _papers(conference_id))
    indexing.forget(house, sa.select(Document.id).where(Document.file_sha256.in_(read)))


def _papers(conference_id: int) -> sa.Select[int]:
    return (
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Committee.conference_id == conference_id)
    )


def purge(work: Work, conference: Conference, *, actor_id: int | None = None) -> None:
    """Erase a conference: its rows, what was read from its files, and accounts that have no other place here.

    The audit chain stays, with one event more. Bytes go when garbage is next collected, a day after they came at the
    earliest. Who may ask for it is the caller's rule: the retention day, or the operator at the machine.
    """
    session = work.session
    session.flush()
    papers = _papers(conference.id)
    read = _files(session, conference.id, papers)
    people = set(session.scalars(sa.select(Membership.user_id).filter_by(conference_id=conference.id)))
    audit.record(
        work,
        "conference.erased",
        actor_id=actor_id,
        conference_id=conference.id,
        subject="conference",
        subject_id=conference.id,
    )
    _delete_rows(session, conference.id, papers)
    session.expunge(conference)
    files.drop_documents(work, Document.file_sha256.in_(read))
    _delete_people(session, people)


def _files(session: Session, conference_id: int, papers: sa.Select[int]) -> set[str]:
    """The hashes of the conference's submissions and sources."""
    sent = session.scalars(sa.select(Submission.file_sha256).where(Submission.paper_id.in_(papers)))
    compared = session.scalars(sa.select(Source.file_sha256).filter_by(conference_id=conference_id))
    return {*sent, *compared}


def _delete_rows(session: Session, conference_id: int, papers: sa.Select[int]) -> None:
    """From what refers to what is referred to: some of these references refuse to lose their target."""
    committees = sa.select(Committee.id).where(Committee.conference_id == conference_id)
    seats = sa.select(Seat.id).where(Seat.committee_id.in_(committees))
    of_papers = (Case, Scorecard, CoverageJudgement)
    _delete(session, Release, Release.conference_id == conference_id)
    _delete(session, FinalMark, FinalMark.paper_id.in_(papers))
    for model in of_papers:
        _delete(session, model, model.paper_id.in_(papers))
    _delete(session, StaffExclusion, StaffExclusion.conference_id == conference_id)
    _delete(session, Submission, Submission.paper_id.in_(papers))
    _delete(session, Paper, Paper.seat_id.in_(seats))
    _delete(session, Extension, Extension.seat_id.in_(seats))
    for placed in (Invitation, Membership):
        _delete(session, placed, placed.conference_id == conference_id)
    _delete(session, Topic, Topic.committee_id.in_(committees))
    _delete(session, Seat, Seat.committee_id.in_(committees))
    for owned in (Source, Committee, AdoptedRubric):
        _delete(session, owned, owned.conference_id == conference_id)
    _delete(session, Conference, Conference.id == conference_id)


def _delete(session: Session, model: type[Base], condition: sa.ColumnElement[bool]) -> None:
    session.execute(sa.delete(model).where(condition), execution_options={"synchronize_session": False})


def _delete_people(session: Session, people: set[int]) -> None:
    """Accounts that belonged to the conference alone; an operator's stays, and whoever acted elsewhere."""
    elsewhere = sa.exists().where(Membership.user_id == User.id)
    alone = sa.not_(elsewhere) & sa.not_(User.is_operator) & files.unreferenced(User)
    _delete(session, User, User.id.in_(people) & alone)
