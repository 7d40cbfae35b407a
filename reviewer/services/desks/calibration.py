"""How a committee's chairs mark beside each other: anchors, agreement, severity, outliers, a second opinion on rank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import agreement
from reviewer.domain.access import Actor
from reviewer.domain.agreement import Agreement, Given
from reviewer.domain.rubric import Rubric
from reviewer.domain.states import Role
from reviewer.models import (
    AdoptedRubric,
    Committee,
    CommitteeChair,
    Delegation,
    Membership,
    Paper,
    Seat,
)
from reviewer.services import grading
from reviewer.services.desks.anchor_papers import Anchor, anchors, candidates
from reviewer.services.desks.finished_readings import Done, anchored, finished_readings
from reviewer.services.desks.staffing import names_of
from reviewer.services.desks.standing import Body, body
from reviewer.services.grading.sums import marks_of

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


def calibration(session: Session, actor: Actor, committee_id: int) -> Calibration:
    """The calibration of a committee. Raises NotFound for who is neither its chair nor staff."""
    of = body(session, actor, committee_id)
    committee = session.get_one(Committee, committee_id)
    row = session.get(AdoptedRubric, committee.rubric_id) if committee.rubric_id else None
    rubric = grading.rubric_of(row) if row else None
    done = finished_readings(session, actor, of)
    names = _people(session, committee_id, done)
    delegations = _delegations(session, committee_id)
    totals = [Given(one.reader, one.card.paper_id, float(one.score.total)) for one in done]
    marked = [one for one in totals if (one.reader, one.paper) not in anchored(done)]
    return Calibration(
        body=of,
        rubric=rubric.title if rubric else "",
        out_of=rubric.scale.out_of if rubric else Decimal(0),
        fields=_fields(rubric),
        criteria=_criteria(rubric, done, totals),
        anchors=anchors(session, actor, of, done, names, delegations),
        chairs=_chairs(actor, names, totals),
        outliers=_outliers(totals, float(rubric.scale.out_of) if rubric else 0.0, delegations),
        ranks=_ranks(marked, delegations),
        candidates=candidates(session, committee_id, delegations),
    )


def _people(session: Session, committee_id: int, done: Sequence[Done]) -> dict[int, str]:
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


def _criteria(rubric: Rubric | None, done: Sequence[Done], totals: Sequence[Given]) -> tuple[CriterionAgreement, ...]:
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
