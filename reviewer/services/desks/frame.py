"""What stands around every page: the conference and the person's roles in it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.states import Role
from reviewer.models import Committee, Conference


@dataclass(frozen=True, slots=True)
class Frame:
    """One conference as one person meets it. `chaired` holds (id, name) of the committees they chair."""

    conference_id: int
    title: str
    timezone: str
    roles: tuple[Role, ...]
    chaired: tuple[tuple[int, str], ...]


def frame(session: Session, actor: Actor, conference_id: int | None) -> Frame | None:
    """The conference asked for, else the person's newest; None when they have no place in it."""
    ids = {grant.conference_id for grant in actor.grants}
    wanted = conference_id if conference_id in ids else max(ids, default=None)
    if wanted is None:
        return None
    conference = session.get_one(Conference, wanted)
    grants = [grant for grant in actor.grants if grant.conference_id == wanted]
    committees = sorted({committee for grant in grants for committee in grant.committees})
    chaired = session.execute(
        sa.select(Committee.id, Committee.name).where(Committee.id.in_(committees)).order_by(Committee.position)
    )
    return Frame(
        conference_id=conference.id,
        title=conference.title,
        timezone=conference.timezone,
        roles=tuple(role for role in Role if any(grant.role is role for grant in grants)),
        chaired=tuple((identity, name) for identity, name in chaired),
    )


def database_answers(session: Session) -> None:
    """Ask the database something; raises when it cannot answer."""
    session.execute(sa.select(1))
