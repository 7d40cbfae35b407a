"""Signing in, invitations, and the grants that come of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotAllowed, NotFound, Refused
from reviewer.domain.states import Role
from reviewer.models import (
    AuditEvent,
    Committee,
    Conference,
    Invitation,
    Membership,
    OutboxMail,
    Seat,
    SeatHolder,
    User,
)
from reviewer.services import accounts, invitations, memberships
from reviewer.services.memberships import Target
from reviewer.work import House, Work
from tests import factories
from tests.conftest import Clock

NEW = "nine invented lanterns"


def invited(house: House, make: Callable[[Work], Target], email: str = "Noor@School.Example ") -> tuple[str, int]:
    """The token of an invitation, made by staff, and its conference."""
    with house.work() as work:
        target = make(work)
        conference_id = _conference_of(work, target)
        boss = factories.staff(work, work.session.get_one(Conference, conference_id))
        actor = factories.actor(work, boss)
        made = invitations.invite(
            work, actor, conference_id=conference_id, email=email, name="Noor Vale", target=target
        )
        return made.token, conference_id


def _conference_of(work: Work, target: Target) -> int:
    if target.seat_id is not None:
        return work.session.get_one(Seat, target.seat_id).committee.conference_id
    assert target.committee_id is not None
    return work.session.get_one(Committee, target.committee_id).conference_id


def a_seat(work: Work) -> Target:
    return Target(Role.DELEGATE, seat_id=factories.seat(work).id)


def a_chair(work: Work) -> Target:
    return Target(Role.CHAIR, committee_id=factories.committee(work).id)


def test_right_password_signs_in_whatever_the_case_of_the_address(house: House) -> None:
    with house.work() as work:
        user = factories.user(work)
    with house.reading() as session:
        found = accounts.authenticate(session, email=f" {user.email.upper()} ", password=factories.PASSWORD)
    assert found.id == user.id


@pytest.mark.parametrize("case", ["wrong password", "unknown address", "disabled", "never chose a password"])
def test_every_failed_sign_in_is_told_in_the_same_words(house: House, clock: Clock, case: str) -> None:
    with house.work() as work:
        user = factories.user(work, disabled_at=clock.now if case == "disabled" else None)
        if case == "never chose a password":
            user.password_hash = None
    email = "nobody@school.example" if case == "unknown address" else user.email
    password = "not this one at all" if case == "wrong password" else factories.PASSWORD
    with pytest.raises(Refused) as refused, house.reading() as session:
        accounts.authenticate(session, email=email, password=password)
    assert refused.value.code == "sign_in_failed"


def test_invitation_makes_an_account_and_gives_the_seat(house: House) -> None:
    token, conference_id = invited(house, a_seat)
    with house.work() as work:
        user = factories.accepted(work, token, NEW)
    with house.reading() as session:
        actor = memberships.load_actor(session, user.id)
        assert actor is not None
        assert user.email == "noor@school.example"
        assert [(grant.conference_id, grant.role) for grant in actor.grants] == [(conference_id, Role.DELEGATE)]
        assert actor.grants[0].seats == set(session.scalars(sa.select(SeatHolder.seat_id)))


def test_invitation_works_once_and_its_token_is_not_stored(house: House) -> None:
    token, _ = invited(house, a_chair)
    with house.reading() as session:
        row = session.scalars(sa.select(Invitation)).one()
        assert token not in (row.token_hash, row.email, row.name)
        assert token in session.scalars(sa.select(OutboxMail)).one().parameters["link"]
    with house.work() as work:
        factories.accepted(work, token, NEW)
    with pytest.raises(NotFound), house.work() as work:
        factories.accepted(work, token, NEW)


def test_expired_invitation_is_gone(house: House, clock: Clock) -> None:
    token, _ = invited(house, a_chair)
    clock.advance(days=61)
    with pytest.raises(NotFound), house.work() as work:
        factories.accepted(work, token, NEW)
    with house.reading() as session:
        assert session.scalar(sa.select(User.id).where(User.email == "noor@school.example")) is None


def test_new_link_ends_the_old_one(house: House) -> None:
    token, conference_id = invited(house, a_chair)
    with house.work() as work:
        boss = factories.staff(work, work.session.get_one(Conference, conference_id))
        identity = work.session.scalars(sa.select(Invitation.id)).one()
        fresh = invitations.renew_link(work, factories.actor(work, boss), invitation_id=identity)
    with pytest.raises(NotFound), house.reading() as session:
        invitations.find_invitation(session, token)
    with house.reading() as session:
        assert invitations.find_invitation(session, fresh.token).id == identity


def test_existing_account_accepts_with_its_own_password_only(house: House) -> None:
    with house.work() as work:
        known = factories.user(work, email="noor@school.example")
    token, _ = invited(house, a_chair)
    with pytest.raises(Refused), house.work() as work:
        factories.accepted(work, token, "somebody else's guess")
    with house.work() as work:
        user = factories.accepted(work, token, factories.PASSWORD)
    assert user.id == known.id


def test_being_signed_in_as_somebody_else_is_no_password(house: House) -> None:
    with house.work() as work:
        factories.user(work, email="noor@school.example")
        other = factories.user(work)
    token, _ = invited(house, a_chair)
    with pytest.raises(Refused), house.work() as work:
        factories.accepted(work, token, "", signed_in_id=other.id)


@pytest.mark.parametrize("password", ["short", "x" * 201])
def test_new_password_has_a_length(house: House, password: str) -> None:
    token, _ = invited(house, a_chair)
    with pytest.raises(Refused) as refused, house.work() as work:
        factories.accepted(work, token, password)
    assert refused.value.code.startswith("password_")


def test_full_seat_takes_nobody_more(house: House) -> None:
    seats: list[int] = []

    def full_seat(work: Work) -> Target:
        seat = factories.seat(work)
        factories.delegate(work, seat)
        seats.append(seat.id)
        return Target(Role.DELEGATE, seat_id=seat.id)

    token, _ = invited(house, full_seat)
    with pytest.raises(Refused) as refused, house.work() as work:
        factories.accepted(work, token, NEW)
    assert refused.value.code == "seat_full"
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SeatHolder)) == 1


@pytest.mark.parametrize("role", [Role.DELEGATE, Role.CHAIR, Role.ADVISER])
def test_only_staff_invite(house: House, role: Role) -> None:
    with house.work() as work:
        seat = factories.seat(work)
        event = seat.committee.conference
        assert seat.school is not None
        people = {
            Role.DELEGATE: lambda: factories.delegate(work, seat),
            Role.CHAIR: lambda: factories.chair(work, seat.committee),
            Role.ADVISER: lambda: factories.adviser(work, seat.school),
        }
        actor: Actor = factories.actor(work, people[role]())
        with pytest.raises(NotAllowed):
            invitations.invite(
                work, actor, conference_id=event.id, email="a@b.example", name="", target=Target(Role.STAFF)
            )


def test_invitation_cannot_reach_into_another_conference(house: House) -> None:
    with house.work() as work:
        foreign = factories.seat(work)
        event = factories.conference(work)
        actor = factories.actor(work, factories.staff(work, event))
        with pytest.raises(NotFound):
            invitations.invite(
                work,
                actor,
                conference_id=event.id,
                email="a@b.example",
                name="",
                target=Target(Role.DELEGATE, seat_id=foreign.id),
            )


def test_changed_password_ends_other_sessions(house: House) -> None:
    with house.work() as work:
        user = factories.user(work)
    old_key = user.session_key
    with pytest.raises(Refused):
        accounts.change_password(house, user_id=user.id, current="wrong one here", password=NEW)
    accounts.change_password(house, user_id=user.id, current=factories.PASSWORD, password=NEW)
    with house.reading() as session:
        assert accounts.load_person(session, user.id, old_key) is None
        assert accounts.authenticate(session, email=user.email, password=NEW).id == user.id


def test_a_password_held_against_an_older_state_changes_nothing(house: House) -> None:
    with house.work() as work:
        user = factories.user(work)
    with house.work() as work:
        accounts.sign_out_everywhere(work, user_id=user.id)
    with pytest.raises(Refused) as refused, house.work() as work:
        accounts.set_password(work, user_id=user.id, password=NEW, seen_key=user.session_key)
    assert refused.value.code == "account_changed"


def test_audit_log_holds_no_address_and_no_name(house: House) -> None:
    token, _ = invited(house, a_seat)
    with house.work() as work:
        factories.accepted(work, token, NEW)
    with house.reading() as session:
        told = " ".join(str(event.details) + event.action for event in session.scalars(sa.select(AuditEvent)))
    assert "invitation.made" in told
    assert "noor" not in told.lower()
    assert "vale" not in told.lower()


def test_ended_membership_grants_nothing(house: House, clock: Clock) -> None:
    with house.work() as work:
        seat = factories.seat(work)
        person = factories.delegate(work, seat)
        for row in work.session.scalars(sa.select(Membership)):
            row.ended_at = clock.now + timedelta(0)
        actor = memberships.load_actor(work.session, person.id)
    assert actor is not None
    assert actor.grants == ()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a@",
        "@b",
        "a b@c",
        "a@[b",
        'a"@b',
        "a,b@c",
        "a@b@c",
        "<a@b>",
        "a;b@c",
        "a(x)@b",
        "a\\@b",
        "a\x00@b",
        "\ud800@b",
    ],
)
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(Refused, match="not an e-mail address"):
        accounts.normal_email(address)


def test_addresses_of_any_script_are_lower_case_without_spaces_around() -> None:
    assert accounts.normal_email(" Åsa.O'Neil+mun@Skola.Example ") == "åsa.o'neil+mun@skola.example"


def test_ended_place_shows_nothing_and_frees_the_seat(house: House) -> None:
    with house.work() as work:
        seat = factories.seat(work)
        event = seat.committee.conference
        boss = factories.actor(work, factories.staff(work, event))
        gone, next_one = factories.delegate(work, seat), factories.user(work)
        memberships.end_membership(work, boss, conference_id=event.id, user_id=gone.id, role=Role.DELEGATE)
        assert factories.actor(work, gone).grants == ()
        target = Target(Role.DELEGATE, seat_id=seat.id)
        memberships.add_membership(
            work, conference_id=event.id, user_id=next_one.id, target=target, actor_id=boss.user_id
        )
        assert factories.actor(work, next_one).grants[0].seats == {seat.id}
    with house.reading() as session:
        ended = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "membership.ended")).one()
        assert (ended.subject_id, ended.details) == (gone.id, {"role": "delegate"})


def test_last_of_the_staff_stays_and_only_staff_end_places(house: House) -> None:
    with house.work() as work:
        event = factories.conference(work)
        first = factories.staff(work, event)
        boss = factories.actor(work, first)
        stranger = factories.actor(work, factories.staff(work, factories.conference(work)))
        with pytest.raises(Refused, match="needs somebody"):
            memberships.end_membership(work, boss, conference_id=event.id, user_id=first.id, role=Role.STAFF)
        with pytest.raises(NotFound):
            memberships.end_membership(work, stranger, conference_id=event.id, user_id=first.id, role=Role.STAFF)
        second = factories.staff(work, event)
        memberships.end_membership(work, boss, conference_id=event.id, user_id=second.id, role=Role.STAFF)
        assert factories.actor(work, second).grants == ()
