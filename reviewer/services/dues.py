"""When something is due for a seat: the committee's deadlines before the conference's, and the seat's extensions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Place
from reviewer.domain.deadlines import Due, effective_due
from reviewer.domain.states import DeadlineRight
from reviewer.models import Deadline, Extension


def dues(session: Session, places: Collection[Place]) -> Mapping[int | None, list[tuple[Due, bool]]]:
    """By seat, each right's due (the committee's own, else the conference's) and whether it is extended."""
    set_for: dict[tuple[int, int | None, DeadlineRight], Due] = {}
    for row in session.scalars(
        sa.select(Deadline).where(Deadline.conference_id.in_({place.conference_id for place in places}))
    ):
        due = Due(row.right, row.at, timedelta(minutes=row.grace_minutes))
        set_for[row.conference_id, row.committee_id, row.right] = due
    until = {
        (row.seat_id, row.right): row.until
        for row in session.scalars(
            sa.select(Extension).where(Extension.seat_id.in_({place.seat_id for place in places}))
        )
    }
    found: dict[int | None, list[tuple[Due, bool]]] = defaultdict(list)
    for place in {place.seat_id: place for place in places}.values():
        for right in DeadlineRight:
            common = set_for.get((place.conference_id, None, right))
            own = set_for.get((place.conference_id, place.committee_id, right), common)
            if own is not None and place.seat_id is not None:
                extended = effective_due(own, until.get((place.seat_id, right)))
                found[place.seat_id].append((extended, extended != own))
    return found
