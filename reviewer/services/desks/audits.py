"""Staff's audit board: every paper on which there is something to see, the most urgent first.

The order is that of `domain.severity`: what was copied and from whom. Whatever the number of papers, the same few
queries are made.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, load_only, selectinload

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.severity import Severity, urgency
from reviewer.domain.states import CaseState
from reviewer.models import Case, Committee, Conference, Delegation, Paper, Seat, Source, Submission, Topic
from reviewer.services import concerns, histories, meanings, severities
from reviewer.services.desks.staffing import Named, committees_of, staff_of
from reviewer.services.overlaps import NO_OVERLAP
from reviewer.services.papers import current_submissions
from reviewer.services.reports import Figures
from reviewer.services.severities import Weighed

PAGE = 50


class Shown(StrEnum):
    """Which papers the board lists: without a ruling yet, with the asking person, ruled, or all."""

    OPEN = "open"
    MINE = "mine"
    RULED = "ruled"
    ALL = "all"


class FindingKind(StrEnum):
    """What a paper stands on the board for; it may do so for several."""

    PAPER = "paper"
    SOURCE = "source"
    FILE = "file"
    CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list; `kind` and `committee_id` None for any."""

    shown: Shown = Shown.OPEN
    committee_id: int | None = None
    kind: FindingKind | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Most:
    """The paper (a delegation in a committee) or source with which a paper shares most, and how many words.

    `is_earlier`: whether that paper was handed in before this one; None for a source, or at the same instant.
    """

    is_paper: bool
    title: str
    committee: str
    words: int
    is_earlier: bool | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One paper of the board. `state` is a case's state or verdict, None while nobody opened a case.

    `longest` are the words of the longest word-for-word passage that counts, `exchanged` those of passages in which
    only the country differs, `later` those that later papers took; `foreign` counts sentences that speak as another
    country. `kin` counts the papers whose files may come from the same file.
    """

    paper_id: int
    case_id: int | None
    delegation: str
    topic: str | None
    committee_id: int
    committee: str
    severity: Severity | None
    figures: Figures
    most: Most | None
    others: int
    longest: int
    exchanged: int
    foreign: int
    later: int
    kinds: frozenset[FindingKind]
    flags: tuple[str, ...]
    kin: int
    state: str | None
    assignee_id: int | None
    assignee: str | None

    @property
    def is_ruled(self) -> bool:
        """Whether staff decided it."""
        return self.state not in (None, CaseState.OPEN.value, CaseState.ASSIGNED.value)

    @property
    def may_be_cleared(self) -> bool:
        """Whether it may be cleared together with others: a minor finding that nobody ruled on."""
        return not self.is_ruled and self.severity in (None, Severity.LOW)


@dataclass(frozen=True, slots=True)
class Board:
    """One page of it. `open`, `mine` and `ruled` count the whole conference; `total` what the filters leave.

    `by_words` are the papers that were compared by their words alone, of the `read` ones of the conference.
    """

    conference_id: int
    timezone: str
    rows: tuple[Row, ...]
    total: int
    page: int
    open: int
    mine: int
    ruled: int
    by_words: int
    read: int
    committees: tuple[Named, ...]
    staff: tuple[Named, ...]


def board(session: Session, actor: Actor, conference_id: int, filters: Filters) -> Board:
    """The board as filtered. Raises NotFound for anybody but this conference's staff."""
    if not access.may_audit(actor, conference_id):
        raise NotFound("conference_unknown", "There is no such conference.")
    found = _rows(session, conference_id)
    by_words, read = meanings.by_words_alone(session, conference_id)
    wanted = [row for row in found if _is_wanted(row, filters, actor.user_id)]
    last = max(1, -(-len(wanted) // PAGE))
    page = min(max(1, filters.page), last)
    return Board(
        conference_id=conference_id,
        timezone=session.get_one(Conference, conference_id).timezone,
        rows=tuple(wanted[(page - 1) * PAGE : page * PAGE]),
        total=len(wanted),
        page=page,
        open=sum(not row.is_ruled for row in found),
        mine=sum(not row.is_ruled and row.assignee_id == actor.user_id for row in found),
        ruled=sum(row.is_ruled for row in found),
        by_words=by_words,
        read=read,
        committees=committees_of(session, conference_id),
        staff=staff_of(session, conference_id),
    )


def _is_wanted(row: Row, filters: Filters, reader_id: int) -> bool:
    if filters.committee_id not in (None, row.committee_id):
        return False
    if filters.kind is not None and filters.kind not in row.kinds:
        return False
    match filters.shown:
        case Shown.OPEN:
            return not row.is_ruled
        case Shown.MINE:
            return not row.is_ruled and row.assignee_id == reader_id
        case Shown.RULED:
            return row.is_ruled
        case Shown.ALL:
            return True


@dataclass(frozen=True, slots=True)
class _Sent:
    submission: Submission
    committee: Named
    delegation: str
    topic: str | None


def _rows(session: Session, conference_id: int) -> list[Row]:
    """Every paper that shares something that counts, has a serious flag or a case, or that a chair asks staff to see.

    Papers whose files may come from one file are among them: a lead, nothing more.

    The most urgent is first; among equals one that a chair asks about.
    """
    sent = _sent(session, conference_id)
    weighed = severities.weigh(session, conference_id, [one.submission for one in sent])
    cases = _cases(session, conference_id)
    titles = _source_titles(session, conference_id)
    asked = concerns.papers_asked_about(session, conference_id)
    by_paper = {one.submission.paper_id: one for one in sent}
    kin = _kin(session, conference_id)
    listed = [
        one
        for one in sent
        if one.submission.paper_id in cases
        or one.submission.paper_id in asked
        or one.submission.paper_id in kin
        or ((weight := weighed.get(one.submission.id)) is not None and weight.severity is not None)
    ]
    unread = Weighed(None, severities.NOTHING, NO_OVERLAP, ())
    listed.sort(
        key=lambda one: (
            urgency(weighed.get(one.submission.id, unread).weight)[0],
            one.submission.paper_id not in asked,
            urgency(weighed.get(one.submission.id, unread).weight),
        )
    )
    return [
        _row(
            one,
            weighed.get(one.submission.id, unread),
            cases.get(one.submission.paper_id),
            by_paper,
            titles,
            is_asked=one.submission.paper_id in asked,
            kin=kin[one.submission.paper_id],
        )
        for one in listed
    ]


def _kin(session: Session, conference_id: int) -> Counter[int]:
    """For each paper, how many others' files may come from the same file."""
    pairs = [one for one in histories.kinships(session, conference_id) if one.revision_ids]
    return Counter(paper for one in pairs for paper in (one.paper_id, one.other_id))


def _sent(session: Session, conference_id: int) -> list[_Sent]:
    rows = session.execute(
        sa.select(Submission, Committee.id, Committee.name, Delegation.name, Topic.title)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .outerjoin(Topic, Paper.topic_id == Topic.id)
        .where(Committee.conference_id == conference_id, Submission.id.in_(current_submissions()))
        .order_by(Committee.position, Committee.id, Delegation.name, Paper.id)
        .options(load_only(Submission.paper_id, Submission.document_id, Submission.file_sha256, Submission.counted_at))
    )
    return [_Sent(submission, Named(number, name), country, topic) for submission, number, name, country, topic in rows]


def _cases(session: Session, conference_id: int) -> dict[int, Case]:
    cases = session.scalars(
        sa.select(Case)
        .join(Paper, Case.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Committee.conference_id == conference_id)
        .options(joinedload(Case.assignee), selectinload(Case.rulings))
    )
    return {case.paper_id: case for case in cases}


def _source_titles(session: Session, conference_id: int) -> dict[int, str]:
    rows = session.execute(sa.select(Source.id, Source.title).where(Source.conference_id == conference_id))
    return dict(rows.all())


def _row(
    sent: _Sent,
    weighed: Weighed,
    case: Case | None,
    by_paper: dict[int, _Sent],
    titles: dict[int, str],
    *,
    is_asked: bool,
    kin: int,
) -> Row:
    weight, overlap = weighed.weight, weighed.overlap
    return Row(
        paper_id=sent.submission.paper_id,
        case_id=None if case is None else case.id,
        delegation=sent.delegation,
        topic=sent.topic,
        committee_id=sent.committee.id,
        committee=sent.committee.name,
        severity=weighed.severity,
        figures=overlap.figures,
        most=_most(sent.submission, weighed, by_paper, titles),
        others=len(overlap.shares),
        longest=max(weight.longest_serious, weight.longest_counted),
        exchanged=weight.exchanged_words,
        foreign=weight.foreign_names,
        later=overlap.later_words,
        kinds=_kinds(weighed) | ({FindingKind.CHAIR} if is_asked else set()) | ({FindingKind.FILE} if kin else set()),
        flags=weighed.flags,
        kin=kin,
        state=None if case is None else state_of(case),
        assignee_id=None if case is None else case.assignee_id,
        assignee=case.assignee.name if case is not None and case.assignee is not None else None,
    )


def _most(own: Submission, weighed: Weighed, by_paper: dict[int, _Sent], titles: dict[int, str]) -> Most | None:
    """The other paper shared with most, if anything is shared with papers alone; else the source shared with most."""
    papers_first = weighed.overlap.serious_words > 0
    shares = sorted(weighed.overlap.shares, key=lambda one: (one.paper_id is None) == papers_first)
    for share in shares:
        if share.paper_id is not None and share.paper_id in by_paper:
            other = by_paper[share.paper_id]
            theirs = other.submission.counted_at
            is_earlier = None if theirs == own.counted_at else theirs < own.counted_at
            return Most(True, other.delegation, other.committee.name, share.words, is_earlier)
        if share.source_id is not None and share.source_id in titles:
            return Most(False, titles[share.source_id], "", share.words)
    return None


def _kinds(weighed: Weighed) -> frozenset[FindingKind]:
    shares = weighed.overlap.shares
    kinds = {FindingKind.PAPER if one.paper_id is not None else FindingKind.SOURCE for one in shares}
    return frozenset(kinds | ({FindingKind.FILE} if weighed.flags else set()))


def state_of(case: Case) -> str:
    """A case's state, or the verdict it ended with, as pages name it."""
    is_ruled = case.state is CaseState.RULED and bool(case.rulings)
    return case.rulings[-1].verdict.value if is_ruled else case.state.value
