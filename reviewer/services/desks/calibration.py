"""How a committee's chairs mark beside each other: anchors, agreement, severity, outliers, a second opinion on rank.

A chair sees of others' readings only what both have finished: of anchors the ones they read themselves, of papers with
two readers the ones that are done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from reviewer.domain import access, agreement
from reviewer.domain.access import Actor
from reviewer.domain.agreement import Agreement, Given
from reviewer.domain.readings import FIRST_ANCHOR
from reviewer.domain.rubric import Rubric
from reviewer.domain.scoring import MarkKey, Score
from reviewer.domain.states import Role, ScorecardState
from reviewer.models import (
    AdoptedRubric,
    AnchorPaper,
    Committee,
    CommitteeChair,
    Delegation,
    Membership,
    Paper,
    Scorecard,
    Seat,
    Submission,
)
from reviewer.services import grading
from reviewer.services.desks.staffing import names_of
from reviewer.services.desks.standing import Body, body
from reviewer.services.grading.sums import marks_of
from reviewer.services.papers import places_of

_OUTLIER_SHARE = 0.15
"""Of a total's whole range: readers nearer than this are no outliers, however alike the others are."""
_TOPICS_APART = 1000
"""A mark for a topic is a unit of its own: paper * 1000 + topic."""


@dataclass(frozen=True, slots=True)
class CriterionAgreement:
    """Agreement on one criterion, None figures where nothing can be told; `top` is its highest mark."""

    title: str
    top: Decimal | None
    figures: Agreement


@dataclass(frozen=True, slots=True)
class Reading:
    """One chair's finished reading of a paper: marks by field name ("content", "content--2"), and the total."""

    reader: str
    is_mine: bool
    marks: Mapping[str, Decimal]
    total: Decimal


@dataclass(frozen=True, slots=True)
class Anchor:
    """An anchor paper. `readings` are empty while its reader has not finished their own; `waiting` are not done."""

    id: int
    paper_id: int
    delegation: str
    is_open: bool
    mine_done: bool
    readings: tuple[Reading, ...]
    agreed: Mapping[str, str]
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chair:
    """One chair beside the others; `lean` is None where nobody else read the same papers. Silent ones read nothing."""

    name: str
    is_mine: bool
    papers: int
    shared: int
    mean: float | None
    lean: float | None


@dataclass(frozen=True, slots=True)
class Apart:
    """A paper whose readers are far apart."""

    paper_id: int
    delegation: str
    apart: float
    usual: float


@dataclass(frozen=True, slots=True)
class Second:
    """A paper's place by its marks and by what they would be with severity taken out."""

    paper_id: int
    delegation: str
    raw: float
    rank: int
    adjusted: float
    adjusted_rank: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """The whole page. `fields` are (name, title) of the rubric's marks; `candidates` are papers that may be anchors."""

    body: Body
    rubric: str
    out_of: Decimal
    fields: tuple[tuple[str, str], ...]
    criteria: tuple[CriterionAgreement, ...]
    anchors: tuple[Anchor, ...]
    chairs: tuple[Chair, ...]
    outliers: tuple[Apart, ...]
    ranks: tuple[Second, ...]
    candidates: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class _Done:
    """A finished scorecard with its reader and sum."""

    card: Scorecard
    reader: int
    score: Score


def calibration(session: Session, actor: Actor, committee_id: int) -> Calibration:
    """The calibration of a committee. Raises NotFound for who is neither its chair nor staff."""
    of = body(session, actor, committee_id)
    committee = session.get_one(Committee, committee_id)
    row = session.get(AdoptedRubric, committee.rubric_id) if committee.rubric_id else None
    rubric = grading.rubric_of(row) if row else None
    places = places_of(session, sa.select(Paper.id).join(Seat).where(Seat.committee_id == committee_id))
    finished = [
        one
        for one in _finished(session, committee_id)
        if one.reader == actor.user_id or not access.is_too_near(actor, places[one.card.paper_id])
    ]
    done = _seen(actor, of, finished, committee.readings)
    names = _people(session, committee_id, done)
    delegations = _delegations(session, committee_id)
    totals = [Given(one.reader, one.card.paper_id, float(one.score.total)) for one in done]
    marked = [one for one in totals if (one.reader, one.paper) not in _anchored(done)]
    return Calibration(
        body=of,
        rubric=rubric.title if rubric else "",
        out_of=rubric.scale.out_of if rubric else Decimal(0),
        fields=_fields(rubric),
        criteria=_criteria(rubric, done, totals),
        anchors=_anchors(session, actor, of, done, names, delegations),
        chairs=_chairs(actor, names, totals),
        outliers=_outliers(totals, float(rubric.scale.out_of) if rubric else 0.0, delegations),
        ranks=_ranks(marked, delegations),
        candidates=_candidates(session, committee_id, delegations),
    )


def _finished(session: Session, committee_id: int) -> list[_Done]:
    cards = session.scalars(
        sa.select(Scorecard)
        .join(Paper, Scorecard.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id, Scorecard.state == ScorecardState.FINAL)
        .options(selectinload(Scorecard.marks), joinedload(Scorecard.rubric))
        .order_by(Scorecard.paper_id, Scorecard.slot)
    ).all()
    scores = grading.scores_of(session, cards)
    return [_Done(card, card.finished_by_id or 0, scores[card.id]) for card in cards]


def _seen(actor: Actor, of: Body, done: Sequence[_Done], wanted: int) -> list[_Done]:
    """Without what must stay hidden from this person until they, or both readers, are done."""
    if access.is_staff(actor, of.conference_id):
        return list(done)
    finished: dict[int, set[int]] = defaultdict(set)
    mine: set[int] = set()
    for one in done:
        finished[one.card.paper_id].add(one.card.slot)
        if one.reader == actor.user_id and one.card.slot >= FIRST_ANCHOR:
            mine.add(one.card.paper_id)
    return [
        one
        for one in done
        if one.reader == actor.user_id
        or (
            one.card.paper_id in mine if one.card.slot >= FIRST_ANCHOR else _all_in(finished[one.card.paper_id], wanted)
        )
    ]


def _all_in(slots: set[int], wanted: int) -> bool:
    return len([slot for slot in slots if slot <= wanted]) >= wanted


def _anchored(done: Sequence[_Done]) -> set[tuple[int, int]]:
    return {(one.reader, one.card.paper_id) for one in done if one.card.slot >= FIRST_ANCHOR}


def _people(session: Session, committee_id: int, done: Sequence[_Done]) -> dict[int, str]:
    """The committee's chairs and whoever else finished a reading, by id."""
    chairs = session.scalars(
        sa.select(Membership.user_id)
        .join(CommitteeChair, CommitteeChair.membership_id == Membership.id)
        .where(
            CommitteeChair.committee_id == committee_id,
            Membership.role == Role.CHAIR,
            Membership.ended_at.is_(None),
        )
    )
    return names_of(session, {*chairs, *(one.reader for one in done)})


def _delegations(session: Session, committee_id: int) -> dict[int, str]:
    rows = session.execute(
        sa.select(Paper.id, Delegation.name)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(Seat.committee_id == committee_id)
        .order_by(Delegation.name)
    )
    return dict(rows.all())


def _fields(rubric: Rubric | None) -> tuple[tuple[str, str], ...]:
    return tuple((one.key, one.title) for one in rubric.criteria) if rubric else ()


def _criteria(rubric: Rubric | None, done: Sequence[_Done], totals: Sequence[Given]) -> tuple[CriterionAgreement, ...]:
    """Each criterion, then the total (with an empty title)."""
    if rubric is None:
        return ()
    given: dict[str, list[Given]] = defaultdict(list)
    for one in done:
        for key, points in marks_of(one.card).items():
            unit = one.card.paper_id * _TOPICS_APART + (key.topic or 0)
            given[key.criterion].append(Given(one.reader, unit, float(points)))
    found = [CriterionAgreement(one.title, one.top, agreement.agreement(given[one.key])) for one in rubric.criteria]
    return (*found, CriterionAgreement("", rubric.scale.out_of, agreement.agreement(totals)))


def _anchors(
    session: Session,
    actor: Actor,
    of: Body,
    done: Sequence[_Done],
    names: Mapping[int, str],
    delegations: Mapping[int, str],
) -> tuple[Anchor, ...]:
    rows = session.scalars(
        sa.select(AnchorPaper).where(AnchorPaper.committee_id == of.committee_id).order_by(AnchorPaper.id)
    )
    finished = _who_finished(session, of.committee_id)
    return tuple(
        Anchor(
            id=row.id,
            paper_id=row.paper_id,
            delegation=delegations.get(row.paper_id, ""),
            is_open=row.ended_at is None,
            mine_done=actor.user_id in finished[row.paper_id],
            readings=tuple(
                _reading(one, names, actor)
                for one in done
                if one.card.paper_id == row.paper_id and one.card.slot >= FIRST_ANCHOR
            ),
            agreed=row.agreed,
            waiting=tuple(name for person, name in names.items() if person not in finished[row.paper_id]),
        )
        for row in rows
    )


def _who_finished(session: Session, committee_id: int) -> dict[int, set[int]]:
    rows = session.execute(
        sa.select(Scorecard.paper_id, Scorecard.finished_by_id)
        .join(Paper, Scorecard.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(
            Seat.committee_id == committee_id,
            Scorecard.slot >= FIRST_ANCHOR,
            Scorecard.state == ScorecardState.FINAL,
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for paper_id, person in rows:
        found[paper_id].add(person or 0)
    return found


def _reading(one: _Done, names: Mapping[int, str], actor: Actor) -> Reading:
    return Reading(
        reader=names.get(one.reader, ""),
        is_mine=one.reader == actor.user_id,
        marks={_name(key): points for key, points in marks_of(one.card).items()},
        total=one.score.total,
    )


def _name(key: MarkKey) -> str:
    return key.criterion if key.topic is None else f"{key.criterion}--{key.topic}"


def _chairs(actor: Actor, names: Mapping[int, str], totals: Sequence[Given]) -> tuple[Chair, ...]:
    known = {one.reader: one for one in agreement.severities(totals)}
    found = [
        Chair(
            name=name,
            is_mine=person == actor.user_id,
            papers=known[person].papers if person in known else 0,
            shared=known[person].shared if person in known else 0,
            mean=known[person].mean if person in known else None,
            lean=known[person].lean if person in known else None,
        )
        for person, name in names.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.lean is None, one.lean or 0.0, one.name)))


def _outliers(totals: Sequence[Given], out_of: float, delegations: Mapping[int, str]) -> tuple[Apart, ...]:
    return tuple(
        Apart(one.paper, delegations.get(one.paper, ""), one.apart, one.usual)
        for one in agreement.outliers(totals, least=_OUTLIER_SHARE * out_of)
    )


def _ranks(totals: Sequence[Given], delegations: Mapping[int, str]) -> tuple[Second, ...]:
    """Papers by their mean, each with its adjusted value; none while fewer than two people have marked."""
    if len({one.reader for one in totals}) < 2:
        return ()
    by_paper: dict[int, list[float]] = defaultdict(list)
    for one in totals:
        by_paper[one.paper].append(one.points)
    raw = {paper: sum(points) / len(points) for paper, points in by_paper.items()}
    adjusted = agreement.adjusted(totals)
    places, adjusted_places = _places(raw), _places(adjusted)
    found = [
        Second(paper, delegations.get(paper, ""), raw[paper], places[paper], adjusted[paper], adjusted_places[paper])
        for paper in raw
    ]
    return tuple(sorted(found, key=lambda one: (one.rank, one.delegation)))


def _places(values: Mapping[int, float]) -> dict[int, int]:
    """Ranks from 1; papers equal to six decimals share one."""
    return {paper: 1 + sum(other > value + 1e-6 for other in values.values()) for paper, value in values.items()}


def _candidates(session: Session, committee_id: int, delegations: Mapping[int, str]) -> tuple[tuple[int, str], ...]:
    """Readable papers nobody has marked, that are no open anchors."""
    taken = sa.select(Scorecard.paper_id).where(Scorecard.slot < FIRST_ANCHOR)
    anchors = sa.select(AnchorPaper.paper_id).where(AnchorPaper.ended_at.is_(None))
    rows = session.scalars(
        sa.select(Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(
            Seat.committee_id == committee_id,
            Paper.id.in_(sa.select(Submission.paper_id).where(Submission.document_id.is_not(None))),
            Paper.id.not_in(taken),
            Paper.id.not_in(anchors),
        )
    )
    return tuple(sorted(((paper, delegations[paper]) for paper in rows), key=lambda pair: pair[1]))
