"""Papers against the format profile of their committee: findings as they are shown, and versions not accepted by them.

Findings are told anew from the stored document each time, so a profile acts at once on every paper and nothing is read
again. Not being accepted is different: it is said once, when the version is read, and lasts until the rules let it go.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.format_form import profile_from_mapping
from reviewer.domain.format_profile import FormatProfile
from reviewer.domain.states import Step
from reviewer.engine.facts import Expected
from reviewer.engine.formats import Finding, Occasion, findings
from reviewer.engine.report import ENGINE_VERSION
from reviewer.models import (
    AdoptedFormat,
    Committee,
    Conference,
    Delegation,
    Document,
    FormatChoice,
    Membership,
    Paper,
    RenderedPages,
    School,
    Seat,
    SeatHolder,
    Submission,
    Topic,
    User,
)
from reviewer.services import audit, outbox, reading, runs
from reviewer.services.papers import current_submissions, paper_place
from reviewer.work import Work


def profile_of(session: Session, committee_id: int) -> FormatProfile | None:
    """The profile that a committee's papers go by: its own choice, else the conference's; None for none."""
    adopted = adopted_for(session, committee_id)
    return None if adopted is None else profile_from_mapping(adopted.content, file=adopted.name)


def adopted_for(session: Session, committee_id: int) -> AdoptedFormat | None:
    """The row of the profile that a committee's papers go by."""
    chosen = session.execute(
        sa.select(FormatChoice.committee_id, AdoptedFormat)
        .join(Committee, Committee.conference_id == FormatChoice.conference_id)
        .outerjoin(AdoptedFormat, FormatChoice.format_id == AdoptedFormat.id)
        .where(
            Committee.id == committee_id,
            sa.or_(FormatChoice.committee_id == committee_id, FormatChoice.committee_id.is_(None)),
        )
        .order_by(FormatChoice.committee_id.is_(None))
        .limit(1)
    ).first()
    return None if chosen is None else chosen[1]


@dataclass(frozen=True, slots=True)
class Form:
    """What a profile asks of a version's form and what was found, one finding for each check."""

    profile: FormatProfile
    findings: tuple[Finding, ...]


def form_of(session: Session, submission: Submission, document: Document) -> Form | None:
    """The form of a read version by its committee's profile; None where it goes by none."""
    committee_id = paper_place(session, submission.paper_id).committee_id
    profile = profile_of(session, committee_id) if committee_id is not None else None
    if profile is None:
        return None
    return Form(profile, findings(reading.engine_document(document), profile, occasion_of(session, submission)))


def mark_of(place: int, finding: Finding) -> str:
    """The name of a finding's place in the text; none for what has no place, or is as it should be."""
    has_place = finding.start is not None and finding.end is not None and finding.start < finding.end
    return f"form-{place}" if has_place and finding.state != "pass" else ""


def occasion_of(session: Session, submission: Submission) -> Occasion:
    """What the paper is for: its seat's names, its topics, its file's name, and pages a word processor counted."""
    row = session.execute(
        sa.select(Paper, Committee, Delegation.name, School.name, Conference.title)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Conference, Committee.conference_id == Conference.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .outerjoin(School, Seat.school_id == School.id)
        .where(Paper.id == submission.paper_id)
    ).one()
    paper, committee, delegation, school, conference = row
    topics = _topics(session, paper, committee.id)
    titles = tuple(title for _number, title in topics)
    return Occasion(
        file_name=submission.file_name,
        conference=(conference,),
        expected=Expected(
            committee=(committee.name,),
            country=(delegation,),
            topics=titles,
            school=(school,) if school else (),
            delegates=_delegates(session, paper),
        ),
        topics=titles,
        number=topics[0][0] if len(topics) == 1 else None,
        rendered=session.scalar(
            sa.select(RenderedPages.pages).where(RenderedPages.document_id == submission.document_id)
        ),
    )


def _topics(session: Session, paper: Paper, committee_id: int) -> list[tuple[int, str]]:
    """Number and title of the topics that the paper owes."""
    wanted = Topic.committee_id == committee_id if paper.topic_id is None else Topic.id == paper.topic_id
    rows = session.execute(sa.select(Topic.number, Topic.title).where(wanted).order_by(Topic.number))
    return [(number, title) for number, title in rows]


def _delegates(session: Session, paper: Paper) -> tuple[str, ...]:
    return tuple(
        session.scalars(
            sa.select(User.name)
            .join(Membership, Membership.user_id == User.id)
            .join(SeatHolder, SeatHolder.membership_id == Membership.id)
            .where(SeatHolder.seat_id == paper.seat_id)
        )
    )


def broken(session: Session, submission: Submission) -> tuple[Finding, ...]:
    """The checks that keep this version from being accepted, as its committee's profile stands now."""
    document = session.get(Document, submission.document_id) if submission.document_id else None
    committee_id = paper_place(session, submission.paper_id).committee_id
    profile = profile_of(session, committee_id) if committee_id is not None else None
    if document is None or profile is None or not profile.blocking:
        return ()
    found = findings(reading.engine_document(document), profile.only_blocking(), occasion_of(session, submission))
    return tuple(one for one in found if one.state == "fail")


def judge(work: Work, submission: Submission) -> None:
    """Say of a version just read whether its form keeps it from counting; its sender is told, its receipt stands.

    A check that cannot tell keeps nothing from counting.
    """
    failed = broken(work.session, submission)
    if not failed:
        submission.not_accepted_since = None
        return
    if submission.not_accepted_since is not None:
        return
    submission.not_accepted_since = work.now
    place = paper_place(work.session, submission.paper_id)
    audit.record(
        work,
        "submission.not_accepted",
        actor_id=None,
        conference_id=place.conference_id,
        subject="submission",
        subject_id=submission.id,
        checks=" ".join(one.check for one in failed),
    )
    reading.compare_again(work, submission.paper_id, submission.id)
    sender = work.session.get(User, submission.uploaded_by_id) if submission.uploaded_by_id else None
    if sender is not None:
        outbox.write(
            work,
            "not_accepted",
            address=sender.email,
            conference_id=place.conference_id,
            recipient=sender,
            parameters={
                "receipt": submission.receipt,
                "link": f"{work.settings.base_url}/papers/{submission.paper_id}",
            },
        )


def accept_again(work: Work, conference_id: int) -> int:
    """Let versions count again that the rules in force do not keep from it any more; gives back how many."""
    waiting = work.session.scalars(
        sa.select(Submission)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Committee.conference_id == conference_id, Submission.not_accepted_since.is_not(None))
        .order_by(Submission.id)
    ).all()
    freed = [submission for submission in waiting if not broken(work.session, submission)]
    for submission in freed:
        submission.not_accepted_since = None
    work.session.flush()
    for submission in freed:
        _count_again(work, submission)
    for submission in freed:  # the audit chain is held last, as everywhere
        audit.record(
            work,
            "submission.accepted",
            actor_id=None,
            conference_id=conference_id,
            subject="submission",
            subject_id=submission.id,
        )
    return len(freed)


def _count_again(work: Work, submission: Submission) -> None:
    """Compare a version that counts again with those that came while it did not."""
    this = sa.select(Paper.id).where(Paper.id == submission.paper_id)
    current = work.session.scalar(current_submissions(of=this))
    if current == submission.id:
        key = f"engine:{ENGINE_VERSION}:document:{submission.document_id}:accepted:{work.now:%Y%m%d%H%M%S}"
        runs.record(work, Step.COMPARE, key, submission_id=submission.id)
