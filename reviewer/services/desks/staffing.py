"""Short lists that several of staff's screens offer to choose from."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.states import Role
from reviewer.models import Committee, Membership, User


class Named(NamedTuple):
    """An id with its name."""

    id: int
    name: str


def committees_of(session: Session, conference_id: int) -> tuple[Named, ...]:
    """The conference's committees in its own order."""
    rows = session.execute(
        sa.select(Committee.id, Committee.name)
        .where(Committee.conference_id == conference_id)
        .order_by(Committee.position, Committee.name)
    )
    return tuple(Named(*row) for row in rows)


def staff_of(session: Session, conference_id: int) -> tuple[Named, ...]:
    """The conference's staff by name."""
    rows = session.execute(
        sa.select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.conference_id == conference_id, Membership.role == Role.STAFF, Membership.ended_at.is_(None))
        .order_by(User.name, User.id)
    )
    return tuple(Named(*row) for row in rows)


def names_of(session: Session, users: set[int]) -> dict[int, str]:
    """The names of people by their ids; erased people have none."""
    if not users:
        return {}
    rows = session.execute(sa.select(User.id, User.name).where(User.id.in_(users)))
    return dict(rows.all())
