"""What a person may see follows from the places they hold now, and from no others."""

from __future__ import annotations

from typing import Any

import pytest

from reviewer.domain.errors import Refused
from reviewer.domain.states import Role
from reviewer.services import memberships
from reviewer.services.memberships import Target
from reviewer.work import House
from tests import factories


def test_adviser_is_not_quietly_left_at_the_first_of_two_schools(house: House) -> None:
    with house.work() as work:
        event = factories.conference(work)
        first, second = factories.school(work, event), factories.school(work, event)
        person = factories.adviser(work, first)
        target = Target(Role.ADVISER, school_id=second.id)
        with pytest.raises(Refused, match="another school"):
            memberships.add_membership(work, conference_id=event.id, user_id=person.id, target=target, actor_id=None)


@pytest.mark.parametrize("role", [Role.ADVISER, Role.DELEGATE, Role.CHAIR])
def test_who_left_and_comes_back_sees_the_new_place_alone(house: House, role: Role) -> None:
    with house.work() as work:
        event = factories.conference(work)
        body, other = factories.committee(work, event), factories.committee(work, event)
        seat, later = factories.seat(work, body), factories.seat(work, other)
        school, last = factories.school(work, event), factories.school(work, event)
        old = {
            Role.ADVISER: Target(role, school_id=school.id),
            Role.DELEGATE: Target(role, seat_id=seat.id),
            Role.CHAIR: Target(role, committee_id=body.id),
        }[role]
        new = {
            Role.ADVISER: Target(role, school_id=last.id),
            Role.DELEGATE: Target(role, seat_id=later.id),
            Role.CHAIR: Target(role, committee_id=other.id),
        }[role]
        person = factories.user(work)
        given: dict[str, Any] = {"conference_id": event.id, "user_id": person.id, "actor_id": None}
        memberships.add_membership(work, target=old, **given).ended_at = work.now
        work.session.flush()
        assert factories.actor(work, person).grants == ()
        memberships.add_membership(work, target=new, **given)
        (grant,) = factories.actor(work, person).grants
    assert grant.school_id == new.school_id
    assert grant.seats == ({new.seat_id} if new.seat_id else set())
    assert grant.committees == ({new.committee_id} if new.committee_id else set())
