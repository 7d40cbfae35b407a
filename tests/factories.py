"""Rows for tests: every function makes one thing with sensible, invented defaults and flushes it.

Each takes the `Work` in which the row is to be and makes what the row needs unless it is given. People's passwords are
all `PASSWORD`.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa

from reviewer import passwords
from reviewer.domain.access import Actor
from reviewer.domain.anchors import anchor
from reviewer.domain.format_form import content_hash as format_hash
from reviewer.domain.format_form import profile_from_mapping
from reviewer.domain.format_form import to_mapping as format_mapping
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import content_hash, rubric_from_mapping, to_mapping
from reviewer.domain.states import (
    CommitteeKind,
    CoverageStatus,
    DeadlineRight,
    MatchKind,
    Role,
    RunState,
    ScorecardState,
    SourceKind,
    Step,
    Verdict,
    Visibility,
)
from reviewer.engine import readers
from reviewer.engine.document import Limits
from reviewer.engine.report import ENGINE_VERSION
from reviewer.models import (
    Adjustment,
    AdoptedFormat,
    AdoptedRubric,
    Base,
    Case,
    Comment,
    Committee,
    CommitteeChair,
    Comparison,
    Conference,
    CoverageSnapshot,
    Deadline,
    Delegation,
    Document,
    EvidenceSpan,
    Extension,
    FinalMark,
    FormatChoice,
    Invitation,
    KeyQuestion,
    Mark,
    Match,
    Membership,
    Paper,
    QuestionCoverage,
    Release,
    ReleasedMark,
    Ruling,
    Run,
    School,
    Scorecard,
    Seat,
    SeatHolder,
    Source,
    StoredFile,
    Submission,
    Topic,
    User,
)
from reviewer.models.database import insert_or_keep
from reviewer.sandbox import Sandbox
from reviewer.services import analysis, invitations, memberships, reading, runs
from reviewer.work import House, Work

PASSWORD = "seven invented herons"

PAPER_TEXT = """Position Paper of the Republic of Maravel

The Republic of Maravel has rebuilt its harbour twice within one generation, and it knows what a warning is worth.
In 2019 our parliament passed the Tidal Safety Act, which pays for sirens in every fishing village.
We propose a regional fund that lends instruments to states which cannot buy them, and we offer to host its office.
"""

_count = itertools.count(1)
RowT = TypeVar("RowT", bound=Base)

TOPICS: Mapping[str, Sequence[str]] = {
    "Early warning for coastal cities": (
        "What has your country done to warn people of floods?",
        "Who should pay for instruments that small states cannot afford?",
    ),
}

RUBRIC: Mapping[str, Any] = {
    "name": "two-criteria",
    "title": "Two criteria",
    "language": "en",
    "description": "Content and writing, five points each.",
    "scale": {"basis": "points", "out_of": 10},
    "criteria": [
        {
            "key": key,
            "title": key.title(),
            "half_points": True,
            "levels": [
                {
                    "key": level,
                    "title": level.title(),
                    "points": points,
                    "chairs": f"The {key} is {level}.",
                    "delegates": f"Your {key} is {level}.",
                }
                for level, points in (("strong", 5), ("fair", 3), ("absent", 0))
            ],
        }
        for key in ("content", "writing")
    ],
}


def number() -> int:
    """A number no other row of this process was made with."""
    return next(_count)


def add(work: Work, row: RowT) -> RowT:
    """Put a row into the unit of work, so that it has its id."""
    work.session.add(row)
    work.session.flush()
    return row


# --- the event and its bodies


def conference(work: Work, **given: Any) -> Conference:
    one = number()
    fields: dict[str, Any] = {
        "slug": f"conference-{one}",
        "title": f"Harbour Model UN {one}",
        "timezone": "America/New_York",
        "languages": ["en"],
        "starts_on": (work.now + timedelta(days=60)).date(),
        "retain_until": (work.now + timedelta(days=365)).date(),
        "created_at": work.now,
    }
    return add(work, Conference(**fields | given))


def committee(
    work: Work, of: Conference | None = None, *, topics: Mapping[str, Sequence[str]] = TOPICS, **given: Any
) -> Committee:
    """A committee with its topics: titles, each with its key questions."""
    one = number()
    of = of or conference(work)
    fields: dict[str, Any] = {
        "slug": f"committee-{one}",
        "name": f"Committee on Tides {one}",
        "kind": CommitteeKind.GENERAL_ASSEMBLY,
        "languages": list(of.languages),
    }
    made = add(work, Committee(conference_id=of.id, **fields | given))
    for position, (title, questions) in enumerate(topics.items(), 1):
        topic(work, made, number=position, title=title, questions=questions)
    return made


def topic(
    work: Work,
    of: Committee,
    *,
    number: int = 1,
    title: str = "Early warning for coastal cities",
    questions: Sequence[str] = ("What has your country done?",),
    links: Sequence[dict[str, str]] = (),
) -> Topic:
    made = add(work, Topic(committee_id=of.id, number=number, title=title, links=list(links)))
    for place, text in enumerate(questions, 1):
        add(work, KeyQuestion(topic_id=made.id, number=place, text=text))
    work.session.expire(of, ["topics"])
    work.session.expire(made, ["questions"])
    return made


def school(work: Work, of: Conference, **given: Any) -> School:
    return add(work, School(conference_id=of.id, **{"name": f"Lighthouse School {number()}"} | given))


def delegation(work: Work, of: Conference, **given: Any) -> Delegation:
    return add(work, Delegation(conference_id=of.id, **{"name": f"Republic of Maravel {number()}"} | given))


def seat(
    work: Work,
    of: Committee | None = None,
    *,
    held_for: Delegation | None = None,
    by: School | None = None,
    size: int = 1,
) -> Seat:
    """A seat of a committee, of a delegation and a school of its own unless they are given."""
    of = of or committee(work)
    event = work.session.get_one(Conference, of.conference_id)
    held_for = held_for or delegation(work, event)
    by = by or school(work, event)
    return add(work, Seat(committee_id=of.id, delegation_id=held_for.id, school_id=by.id, size=size))


def deadline(
    work: Work,
    of: Conference,
    *,
    at: datetime | None = None,
    right: DeadlineRight = DeadlineRight.SUBMISSION,
    only: Committee | None = None,
    grace_minutes: int = 0,
) -> Deadline:
    fields = {"committee_id": only.id if only else None, "right": right, "grace_minutes": grace_minutes}
    return add(work, Deadline(conference_id=of.id, at=at or work.now + timedelta(days=7), **fields))


def extension(
    work: Work, of: Seat, *, until: datetime, by: User, right: DeadlineRight = DeadlineRight.SUBMISSION
) -> Extension:
    fields = {"note": "Power cut.", "granted_by_id": by.id, "granted_at": work.now}
    return add(work, Extension(seat_id=of.id, right=right, until=until, **fields))


# --- people


@cache
def _password_hash() -> str:
    return passwords.hash_password(PASSWORD).encoded


def user(work: Work, **given: Any) -> User:
    one = number()
    fields: dict[str, Any] = {
        "email": f"person-{one}@school.example",
        "name": f"Ada Ferrolan {one}",
        "password_hash": _password_hash(),
        "session_key": f"session-{one}",
        "created_at": work.now,
    }
    return add(work, User(**fields | given))


def operator(work: Work, **given: Any) -> User:
    return user(work, is_operator=True, **given)


def membership(
    work: Work,
    of: Conference,
    role: Role,
    *,
    person: User | None = None,
    committees: Sequence[Committee] = (),
    seats: Sequence[Seat] = (),
    school: School | None = None,
) -> Membership:
    person = person or user(work)
    made = add(
        work,
        Membership(
            conference_id=of.id,
            user_id=person.id,
            role=role,
            school_id=school.id if school else None,
            created_at=work.now,
        ),
    )
    for one in committees:
        add(work, CommitteeChair(membership_id=made.id, committee_id=one.id))
    for place in seats:
        add(work, SeatHolder(membership_id=made.id, seat_id=place.id))
    return made


def staff(work: Work, of: Conference, **given: Any) -> User:
    person = user(work, **given)
    membership(work, of, Role.STAFF, person=person)
    return person


def chair(work: Work, *committees: Committee, **given: Any) -> User:
    """A chair of these committees of one conference."""
    person = user(work, **given)
    event = work.session.get_one(Conference, committees[0].conference_id)
    membership(work, event, Role.CHAIR, person=person, committees=committees)
    return person


def delegate(work: Work, *seats: Seat, **given: Any) -> User:
    """A delegate who holds these seats of one conference, and comes from the first one's school."""
    person = user(work, **given)
    event = work.session.get_one(Conference, work.session.get_one(Committee, seats[0].committee_id).conference_id)
    of = work.session.get(School, seats[0].school_id) if seats[0].school_id else None
    membership(work, event, Role.DELEGATE, person=person, seats=seats, school=of)
    return person


def adviser(work: Work, of: School, **given: Any) -> User:
    person = user(work, **given)
    event = work.session.get_one(Conference, of.conference_id)
    membership(work, event, Role.ADVISER, person=person, school=of)
    return person


def actor(work: Work, person: User) -> Actor:
    """The person as the access rules see them now."""
    found = memberships.load_actor(work.session, person.id)
    assert found is not None
    return found


def accepted(work: Work, token: str, password: str = PASSWORD, *, signed_in_id: int | None = None) -> User:
    """Whoever accepts the invitation behind this link with this password."""
    proof = invitations.prove(work.session, token=token, password=password, signed_in_id=signed_in_id)
    return invitations.accept_invitation(work, token=token, proof=proof)


def invitation(work: Work, of: Conference, role: Role = Role.STAFF, **given: Any) -> Invitation:
    """An open invitation; tests that follow its link use `invitations.invite`, which gives the token."""
    one = number()
    fields: dict[str, Any] = {
        "email": f"invited-{one}@school.example",
        "name": f"Teo Marwick {one}",
        "token_hash": f"{one:064x}",
        "created_at": work.now,
        "expires_at": work.now + timedelta(days=30),
    }
    return add(work, Invitation(conference_id=of.id, role=role, **fields | given))


# --- files, papers, sources


def stored_file(work: Work, data: bytes | str) -> StoredFile:
    """Bytes in storage, with their row; the same bytes give the same row."""
    data = data.encode() if isinstance(data, str) else data
    sha256 = work.storage.put(data)
    insert_or_keep(work.session, StoredFile, [{"sha256": sha256, "size": len(data), "created_at": work.now}])
    return work.session.get_one(StoredFile, sha256)


def adopted_format(work: Work, of: Conference, **checks: Any) -> AdoptedFormat:
    """A format profile that the conference adopted and goes by."""
    words = {"name": f"rules-{number()}", "title": "Rules of form", "language": "en", "description": "Invented."}
    rules = profile_from_mapping({**words, **(checks or {"words": {"max": 700}})}, file="factory")
    made = AdoptedFormat(
        conference_id=of.id,
        name=rules.name,
        version=1,
        title=rules.title,
        content_hash=format_hash(rules),
        content=format_mapping(rules),
        adopted_at=work.now,
    )
    add(work, made)
    add(work, FormatChoice(conference_id=of.id, format_id=made.id, chosen_at=work.now))
    return made


def document(work: Work, text: str | None = None) -> Document:
    """A plain text as the reader reads it, with its fingerprints; the same text gives the same row."""
    data = (text or f"{PAPER_TEXT}Document {number()}.\n").encode()
    stored_file(work, data)
    read = readers.read(data, name="text.txt", limits=Limits())
    return work.session.get_one(Document, reading.store_document(work, read))


def paper(work: Work, of: Seat | None = None, *, topic: Topic | None = None) -> Paper:
    of = of or seat(work)
    return add(work, Paper(seat_id=of.id, topic_id=topic.id if topic else None))


def submission(
    work: Work,
    of: Paper | None = None,
    *,
    text: str | None = None,
    data: bytes | None = None,
    name: str = "paper.txt",
    media_type: str = "text/plain",
    by: User | None = None,
    at: datetime | None = None,
    read: bool = False,
    queued: bool = False,
    **given: Any,
) -> Submission:
    """The paper's next submission, its bytes in storage.

    `read`: its document stands, as if the `read` step were done. `queued`: that step waits for a worker.
    """
    of = of or paper(work)
    one = number()
    data = data if data is not None else (text or f"{PAPER_TEXT}Submission {one}.\n").encode()
    last = work.session.scalar(sa.select(sa.func.max(Submission.number)).where(Submission.paper_id == of.id))
    fields: dict[str, Any] = {
        "number": (last or 0) + 1,
        "file_sha256": stored_file(work, data).sha256,
        "file_name": name,
        "media_type": media_type,
        "size": len(data),
        "receipt": f"TEST{one:06}",
        "uploaded_by_id": by.id if by else None,
        "received_at": at or work.now,
        "counted_at": at or work.now,
        "document_id": document(work, data.decode()).id if read else None,
    }
    made = add(work, Submission(paper_id=of.id, **fields | given))
    if queued:
        runs.record(work, Step.READ, f"read:{readers.READER_VERSION}", submission_id=made.id)
    return made


def source(
    work: Work,
    of: Conference,
    *,
    only: Committee | None = None,
    kind: SourceKind = SourceKind.GUIDE,
    visibility: Visibility = Visibility.PUBLISHED,
    text: str | None = None,
    read: bool = True,
    **given: Any,
) -> Source:
    """A source of the conference, or of one committee only; its document stands unless `read` is False."""
    text = text or f"Background guide {number()}.\n\nThe sea rises, and the harbours of this region are old.\n"
    fields: dict[str, Any] = {
        "committee_id": only.id if only else None,
        "title": f"Guide {number()}",
        "file_sha256": stored_file(work, text).sha256,
        "file_name": "guide.txt",
        "added_at": work.now,
        "document_id": document(work, text).id if read else None,
    }
    return add(work, Source(conference_id=of.id, kind=kind, visibility=visibility, **fields | given))


def run(work: Work, of: Submission | Source, step: Step = Step.READ, state: RunState = RunState.DONE) -> Run:
    """A run in any state, with what the state needs."""
    ended = state in (RunState.DONE, RunState.FAILED)
    subject = {"submission_id": of.id} if isinstance(of, Submission) else {"source_id": of.id}
    return add(
        work,
        Run(
            step=step,
            inputs_key=f"test:{number()}",
            state=state,
            attempt=0 if state is RunState.QUEUED else 1,
            queued_at=work.now,
            lease_until=work.now + timedelta(minutes=2) if state is RunState.RUNNING else None,
            finished_at=work.now if ended else None,
            error_code="corrupt" if state is RunState.FAILED else None,
            error_detail="The file is damaged." if state is RunState.FAILED else None,
            **subject,
        ),
    )


# --- what the engine found


def match(
    work: Work,
    one: Document,
    two: Document,
    *,
    words: str,
    other_words: str | None = None,
    kind: MatchKind = MatchKind.VERBATIM,
    score: float = 1.0,
) -> Match:
    """A match of two documents where `words` stand in the first and `other_words` (the same) in the second."""
    pairs = sorted([(one, words), (two, other_words or words)], key=lambda pair: pair[0].id)
    (low, low_words), (high, high_words) = pairs
    key = {"low_document_id": low.id, "high_document_id": high.id, "engine_key": ENGINE_VERSION}
    comparison = work.session.scalar(sa.select(Comparison).filter_by(**key)) or add(
        work, Comparison(**key, compared_at=work.now)
    )
    low_start, high_start = low.text.index(low_words), high.text.index(high_words)
    left = anchor(low.text, low_start, low_start + len(low_words))
    right = anchor(high.text, high_start, high_start + len(high_words))
    made = Match(
        comparison_id=comparison.id,
        kind=kind,
        score=score,
        low_start=left.start,
        low_end=left.end,
        low_quote=left.quote,
        low_before=left.before,
        low_after=left.after,
        high_start=right.start,
        high_end=right.end,
        high_quote=right.quote,
        high_before=right.before,
        high_after=right.after,
    )
    return add(work, made)


def coverage(
    work: Work, of: Submission, *, status: CoverageStatus = CoverageStatus.COVERED, words: str | None = None
) -> CoverageSnapshot:
    """A snapshot that gives every question of the committee one status; `words` of the text are the evidence."""
    assert of.document_id is not None, "coverage rests on a document: submission(..., read=True)"
    text = work.session.get_one(Document, of.document_id)
    fields = {"engine_version": ENGINE_VERSION, "semantic": False, "digest": {}, "made_at": work.now}
    snapshot = add(
        work,
        CoverageSnapshot(submission_id=of.id, document_id=text.id, inputs_key=f"test:{number()}", **fields),
    )
    place = work.session.get_one(Seat, work.session.get_one(Paper, of.paper_id).seat_id)
    asked = (
        sa.select(KeyQuestion.id)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .where(Topic.committee_id == place.committee_id, KeyQuestion.retired_at.is_(None))
        .order_by(Topic.number, KeyQuestion.number)
    )
    for question_id in work.session.scalars(asked).all():
        row = add(
            work, QuestionCoverage(snapshot_id=snapshot.id, key_question_id=question_id, status=status, score=0.8)
        )
        if words:
            at = anchor(text.text, text.text.index(words), text.text.index(words) + len(words))
            span = {"start": at.start, "end": at.end, "quote": at.quote, "before": at.before, "after": at.after}
            add(work, EvidenceSpan(question_coverage_id=row.id, document_id=text.id, rank=1, score=0.8, **span))
    return snapshot


# --- judging


@cache
def rubric_value() -> Rubric:
    """Two criteria, `content` and `writing`, of five points each (also in halves), ten in all."""
    return rubric_from_mapping(RUBRIC, file="two-criteria.yaml")


def rubric(
    work: Work, of: Conference, *, value: Rubric | None = None, assign: Sequence[Committee] = ()
) -> AdoptedRubric:
    """An adopted rubric, assigned to these committees."""
    value = value or rubric_value()
    made = add(
        work,
        AdoptedRubric(
            conference_id=of.id,
            name=value.name,
            version=1,
            title=value.title,
            content_hash=content_hash(value),
            content=to_mapping(value),
            adopted_at=work.now,
        ),
    )
    for one in assign:
        one.rubric_id = made.id
    work.session.flush()
    return made


def scorecard(
    work: Work,
    of: Submission,
    by: User,
    *,
    judged_by: AdoptedRubric,
    slot: int = 1,
    finished: bool = False,
    **given: Any,
) -> Scorecard:
    ended = {"state": ScorecardState.FINAL, "finished_at": work.now, "finished_by_id": by.id} if finished else {}
    fields = {"submission_id": of.id, "rubric_id": judged_by.id, "started_by_id": by.id, "started_at": work.now}
    return add(work, Scorecard(paper_id=of.paper_id, slot=slot, **fields | ended | given))


def mark(work: Work, of: Scorecard, criterion: str, points: str | None, by: User, **given: Any) -> Mark:
    fields = {"points": None if points is None else Decimal(points), "version": 1}
    changed = {"changed_by_id": by.id, "changed_at": work.now}
    return add(work, Mark(scorecard_id=of.id, criterion=criterion, **fields | changed | given))


def comment(work: Work, of: Scorecard, by: User, *, text: str = "Say who pays.", words: str | None = None) -> Comment:
    """A comment, on `words` of the submission's document if they are given."""
    place: dict[str, Any] = {}
    if words:
        document_id = work.session.get_one(Submission, of.submission_id).document_id
        body = work.session.get_one(Document, document_id).text
        at = anchor(body, body.index(words), body.index(words) + len(words))
        span = {"start": at.start, "end": at.end, "quote": at.quote, "before": at.before, "after": at.after}
        place = {"document_id": document_id, **span}
    made = {"text": text, "made_at": work.now, "changed_at": work.now}
    return add(work, Comment(paper_id=of.paper_id, scorecard_id=of.id, author_id=by.id, **made, **place))


def adjustment(work: Work, of: Paper, by: User, *, points: str = "1", reason: str = "Two days late.") -> Adjustment:
    fields = {"made_by_id": by.id, "made_at": work.now}
    return add(work, Adjustment(paper_id=of.id, kind="deduction", points=Decimal(points), reason=reason, **fields))


def final_mark(
    work: Work, of: Scorecard, by: User, *, total: str = "8", content: Mapping[str, Any] | None = None
) -> FinalMark:
    fields = {"method": "single", "total": Decimal(total), "out_of": Decimal(10), "content": dict(content or {})}
    made = FinalMark(
        paper_id=of.paper_id,
        submission_id=of.submission_id,
        rubric_id=of.rubric_id,
        made_by_id=by.id,
        made_at=work.now,
        **fields,
    )
    made.scorecards = [of]
    return add(work, made)


def release(
    work: Work,
    of: Conference,
    by: User,
    *marks: FinalMark,
    visible_from: datetime | None = None,
    only: Committee | None = None,
) -> Release:
    fields = {"committee_id": only.id if only else None, "released_by_id": by.id, "released_at": work.now}
    made = add(work, Release(conference_id=of.id, visible_from=visible_from or work.now, **fields))
    for one in marks:
        add(work, ReleasedMark(release_id=made.id, paper_id=one.paper_id, final_mark_id=one.id))
    return made


def case(work: Work, of: Paper, by: User, **given: Any) -> Case:
    return add(work, Case(paper_id=of.id, opened_by_id=by.id, opened_at=work.now, **given))


def ruling(work: Work, of: Case, by: User, *, verdict: Verdict = Verdict.CLEARED, penalty: str | None = None) -> Ruling:
    fields = {"reason": "The passages are quoted.", "similarity": 0.1, "ruled_by_id": by.id, "ruled_at": work.now}
    return add(
        work, Ruling(case_id=of.id, verdict=verdict, penalty=None if penalty is None else Decimal(penalty), **fields)
    )


# --- work


def run_all(house: House, *, most: int = 500) -> int:
    """Do every queued run in this process, as workers would, until none is queued; how many were done."""
    tools = analysis.Tools(Sandbox("fork"))
    for done in range(most):
        with house.reading() as session:
            waiting = sa.select(Run.step, Run.id).where(Run.state == RunState.QUEUED).order_by(Run.id).limit(1)
            found = session.execute(waiting).one_or_none()
        if found is None:
            return done
        analysis.perform(house, tools, *found)
    raise AssertionError(f"there was still work after {most} runs")
