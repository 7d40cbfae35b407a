"""Regrade requests as their delegates, a committee's chairs and staff see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.errors import NotFound
from reviewer.domain.states import RegradeState
from reviewer.engine.hiding import Veil
from reviewer.models import (
    Committee,
    Conference,
    Delegation,
    FinalMark,
    FinalMarkScorecard,
    Paper,
    RegradeRequest,
    Scorecard,
    Seat,
    User,
)
from reviewer.services import blindness, grading, regrades, release
from reviewer.services.desks.blinding import veils_of
from reviewer.services.desks.regrade_marks import MarksAsked, finals_of, marks_asked
from reviewer.services.papers import paper_place, places_of, topic_titles


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. Marks are as the criterion gives them, of `top`; `readings` has them of each reading.

    `topic` is a title where the criterion is marked for each topic, else empty. `marks` can be given; `marked_it` says
    that the reader of this page gave the mark in question.
    """

    id: int
    paper_id: int
    committee: str
    delegation: str
    criterion: str
    topic: str
    top: Decimal | None
    marks: tuple[Decimal, ...]
    state: RegradeState
    reason: str
    asked_at: datetime
    readings: MarksAsked
    answer: str
    answered_by: str
    answered_at: datetime | None
    escalation: str
    last_word: str
    closed_at: datetime | None
    version: int
    marked_it: bool


@dataclass(frozen=True, slots=True)
class OwnRegrades:
    """A paper's requests, and what may still be asked about: (key, topic, title, the topic's title).

    `until` is None without a window; `now` is when this was looked at.
    """

    now: datetime
    until: datetime | None
    may_ask: bool
    criteria: tuple[tuple[str, int | None, str, str], ...]
    requests: tuple[Asked, ...]


@dataclass(frozen=True, slots=True)
class RegradePage:
    """The requests of a committee, or (committee None) of the whole conference, those that wait first.

    `kept_away` counts those about papers that this person is too near to: others answer them.
    """

    conference_id: int
    timezone: str
    committee_id: int | None
    committee: str
    is_staff: bool
    requests: tuple[Asked, ...]
    kept_away: int


def own_regrades(session: Session, actor: Actor, paper_id: int, now: datetime) -> OwnRegrades:
    """What the feedback page of an own paper says of regrades."""
    place = paper_place(session, paper_id)
    final = release.visible_mark(session, paper_id, now)
    found = _asked(session, actor, sa.select(RegradeRequest).where(RegradeRequest.paper_id == paper_id))
    until = regrades.open_until(session, place)
    asked = set(
        session.execute(
            sa.select(RegradeRequest.criterion, RegradeRequest.topic_number).where(RegradeRequest.paper_id == paper_id)
        ).all()
    )
    titles = topic_titles(session, [paper_id]).get(paper_id, {})
    lines = final.content.get("criteria", ()) if final else ()
    criteria = {
        (line["key"], line["topic"]): line["title"]
        for line in lines
        if line["mark"] is not None and (line["key"], line["topic"] or 0) not in asked
    }
    return OwnRegrades(
        now=now,
        until=until,
        may_ask=final is not None and until is not None and now <= until and access.may_submit(actor, place),
        criteria=tuple((key, topic, title, titles.get(topic or 0, "")) for (key, topic), title in criteria.items()),
        requests=found,
    )


def committee_regrades(session: Session, actor: Actor, committee_id: int) -> RegradePage:
    """A committee's requests, for its chairs and staff. Raises NotFound for everybody else."""
    committee = session.get(Committee, committee_id)
    if committee is None or not access.may_read_for_marking(actor, Place(committee.conference_id, committee.id)):
        raise NotFound("committee_unknown", "There is no such committee.")
    query = _in_conference().where(Committee.id == committee_id)
    return _page(session, actor, committee.conference, committee, query)


def conference_regrades(session: Session, actor: Actor, conference_id: int) -> RegradePage:
    """All requests of a conference, for its staff. Raises NotFound for everybody else."""
    if not access.may_release(actor, conference_id):
        raise NotFound("conference_unknown", "There is no such conference.")
    query = _in_conference().where(Committee.conference_id == conference_id)
    return _page(session, actor, session.get_one(Conference, conference_id), None, query)


def page_of(session: Session, actor: Actor, request_id: int, *, whole: bool) -> RegradePage:
    """The page a request stands on: its committee's, or (`whole`) the conference's."""
    row = session.get(RegradeRequest, request_id)
    if row is None:
        raise NotFound("regrade_unknown", "There is no such request.")
    place = paper_place(session, row.paper_id)
    if whole:
        return conference_regrades(session, actor, place.conference_id)
    assert place.committee_id is not None, "a paper stands in a committee"
    return committee_regrades(session, actor, place.committee_id)


def paper_of(session: Session, actor: Actor, request_id: int) -> int:
    """The paper of a request, for who may read it as its own. Raises NotFound for everybody else."""
    row = session.get(RegradeRequest, request_id)
    if row is None or not access.may_read_own_paper(actor, paper_place(session, row.paper_id)):
        raise NotFound("regrade_unknown", "There is no such request.")
    return row.paper_id


def _in_conference() -> sa.Select[RegradeRequest]:
    return (
        sa.select(RegradeRequest)
        .join(Paper, RegradeRequest.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
    )


def _page(
    session: Session,
    actor: Actor,
    conference: Conference,
    committee: Committee | None,
    query: sa.Select[RegradeRequest],
) -> RegradePage:
    is_staff = access.may_release(actor, conference.id)
    waiting = (RegradeState.ESCALATED, RegradeState.OPEN) if is_staff else (RegradeState.OPEN, RegradeState.ESCALATED)
    order = {state: place for place, state in enumerate((*waiting, RegradeState.ANSWERED, RegradeState.CLOSED))}
    everything = session.scalars(query.with_only_columns(Paper.id)).all()
    places = places_of(session, set(everything))
    near = {paper_id for paper_id, place in places.items() if access.is_too_near(actor, place)}
    asked = _asked(session, actor, query.where(Paper.id.not_in(near)))
    if blindness.is_hidden_from(session, actor, conference):
        veils = veils_of(session, {one.paper_id for one in asked})
        asked = tuple(_under(veils[one.paper_id], one) for one in asked)
    found = sorted(asked, key=lambda one: (order[one.state], one.asked_at, one.id))
    return RegradePage(
        conference_id=conference.id,
        timezone=conference.timezone,
        committee_id=committee.id if committee else None,
        committee=committee.name if committee else "",
        is_staff=is_staff,
        requests=tuple(found),
        kept_away=sum(paper_id in near for paper_id in everything),
    )


def _under(veil: Veil, one: Asked) -> Asked:
    """A request whose delegates may have written who they are."""
    return replace(one, reason=veil.words(one.reason), escalation=veil.words(one.escalation))


def _asked(session: Session, actor: Actor, query: sa.Select[RegradeRequest]) -> tuple[Asked, ...]:
    rows = session.scalars(query.order_by(RegradeRequest.id)).all()
    finals = finals_of(session, rows)
    places = _places(session, {row.paper_id for row in rows})
    names = dict(
        session.execute(
            sa.select(User.id, User.name).where(User.id.in_({row.answered_by_id or 0 for row in rows}))
        ).all()
    )
    markers = _markers(session, rows)
    titles = topic_titles(session, {row.paper_id for row in rows})
    return tuple(
        _one(
            row,
            finals[row.paper_id],
            places[row.paper_id],
            names,
            titles.get(row.paper_id, {}).get(row.topic_number, ""),
            marked_it=(row.id, actor.user_id) in markers,
        )
        for row in rows
    )


def _places(session: Session, papers: set[int]) -> dict[int, tuple[str, str]]:
    rows = session.execute(
        sa.select(Paper.id, Committee.name, Delegation.name)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(Paper.id.in_(papers))
    )
    return {paper: (committee, delegation) for paper, committee, delegation in rows}


def _markers(session: Session, rows: Sequence[RegradeRequest]) -> set[tuple[int, int | None]]:
    """(request, person) of everybody who finished a reading that a request is about."""
    by_final: dict[int, list[int]] = {}
    for row in rows:
        by_final.setdefault(row.final_mark_id, []).append(row.id)
    found = session.execute(
        sa.select(FinalMarkScorecard.final_mark_id, Scorecard.finished_by_id)
        .join(Scorecard, FinalMarkScorecard.scorecard_id == Scorecard.id)
        .where(FinalMarkScorecard.final_mark_id.in_(by_final))
    )
    return {(request, person) for final, person in found for request in by_final[final]}


def _one(
    row: RegradeRequest,
    finals: Sequence[FinalMark],
    place: tuple[str, str],
    names: dict[int, str],
    topic: str,
    *,
    marked_it: bool,
) -> Asked:
    final = next(each for each in finals if each.id == row.final_mark_id)
    criterion = grading.rubric_of(final.scorecards[0].rubric).criterion(row.criterion)
    return Asked(
        id=row.id,
        paper_id=row.paper_id,
        committee=place[0],
        delegation=place[1],
        criterion=criterion.title if criterion else row.criterion,
        topic=topic,
        top=criterion.top if criterion else None,
        marks=tuple(criterion.allowed_marks()) if criterion else (),
        state=row.state,
        reason=row.reason,
        asked_at=row.asked_at,
        readings=marks_asked(row, finals),
        answer=row.answer,
        answered_by=names.get(row.answered_by_id or 0, ""),
        answered_at=row.answered_at,
        escalation=row.escalation,
        last_word=row.last_word,
        closed_at=row.closed_at,
        version=row.version,
        marked_it=marked_it,
    )
