"""The award page of a committee: today's ranking, and the list that stands with who signed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.models import AdoptedRubric, AwardList, Committee
from reviewer.services import awards, grading
from reviewer.services.awards import Rules, Table
from reviewer.services.desks.staffing import names_of
from reviewer.services.desks.standing import Body, body


@dataclass(frozen=True, slots=True)
class Closed:
    """A list as it was closed. `signed` are (name, when); `stands` once enough signed; `too_near` keeps one from it.

    `criterion` is the title of the criterion that its tie rules look at, empty where they look at none.
    """

    id: int
    content: dict[str, Any]
    closed_by: str
    closed_at: datetime
    signed: tuple[tuple[str, datetime], ...]
    stands: bool
    i_signed: bool
    too_near: tuple[str, ...]
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class AwardsPage:
    """All of it. `criteria` are (key, title) for the tie rule that looks at one."""

    body: Body
    table: Table
    criteria: tuple[tuple[str, str], ...]
    closed: Closed | None


def awards_page(session: Session, actor: Actor, committee_id: int, rules: Rules) -> AwardsPage:
    """The page. Raises NotFound for who is neither the committee's chair nor staff."""
    of = body(session, actor, committee_id)
    row = awards.standing_list(session, committee_id)
    return AwardsPage(
        body=of,
        table=awards.ranking(session, actor, committee_id, rules),
        criteria=_criteria(session, committee_id),
        closed=_closed(session, actor, row) if row else None,
    )


def minutes(session: Session, actor: Actor, list_id: int) -> tuple[Body, Closed]:
    """A list to print, withdrawn or not. Raises NotFound for who is neither the committee's chair nor staff."""
    row = session.get(AwardList, list_id)
    if row is None:
        raise NotFound("awards_unknown", "There is no such award list.")
    return body(session, actor, row.committee_id), _closed(session, actor, row)


def _criteria(session: Session, committee_id: int) -> tuple[tuple[str, str], ...]:
    committee = session.get_one(Committee, committee_id)
    row = session.get(AdoptedRubric, committee.rubric_id) if committee.rubric_id else None
    return tuple((one.key, one.title) for one in grading.rubric_of(row).criteria) if row else ()


def _closed(session: Session, actor: Actor, row: AwardList) -> Closed:
    signed = awards.signatures(session, row)
    criterion: str = row.content["criterion"]
    names = names_of(session, {row.closed_by_id, *(one.user_id for one in signed)})
    return Closed(
        id=row.id,
        content=row.content,
        closed_by=names.get(row.closed_by_id, ""),
        closed_at=row.closed_at,
        signed=tuple((names.get(one.user_id, ""), one.signed_at) for one in signed),
        stands=len(signed) >= awards.SIGNATURES,
        i_signed=any(one.user_id == actor.user_id for one in signed),
        too_near=awards.too_near(session, actor, row),
        criterion=dict(_criteria(session, row.committee_id)).get(criterion, criterion),
    )
