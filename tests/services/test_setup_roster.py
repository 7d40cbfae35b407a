from __future__ import annotations

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotAllowed, Refused
from reviewer.models import Conference, Delegation, Invitation, OutboxMail, Paper, School, Seat
from reviewer.sandbox import Sandbox
from reviewer.services.setup.roster_import import Imported, import_roster
from reviewer.services.setup.rosters import RosterPlan, check_roster
from reviewer.work import House
from tests import factories as make

ROSTER = """Committee,Country,Size,School,Delegate,E-mail,Second delegate,Second email
Council of Tides,Maravel,2,Lighthouse School,Ada Ferrolan,ada@school.example,Teo Marwick,teo@school.example
Council of Tides,Costa Brisa,1,Harbour College,Iria Belmonte,iria@college.example,,
Third Committee,Maravel,,Lighthouse School,Oren Vask,oren@school.example,,
"""

SPANISH = """Comité;País;Plazas;Escuela;Nombre;Correo electrónico
Council of Tides;Maravel;individual;Colegio del Faro;Ada Ferrolán;ada@colegio.example
"""


@pytest.fixture
def event(house: House) -> Conference:
    with house.work() as work:
        made = make.conference(work)
        make.committee(work, made, name="Council of Tides", slug="tides")
        make.committee(work, made, name="Third Committee", slug="third")
        make.committee(work, made, name="Crisis Cabinet", slug="crisis", paper_required=False)
    return made


@pytest.fixture
def boss(house: House, event: Conference) -> Actor:
    with house.work() as work:
        return make.actor(work, make.staff(work, event))


def _check(house: House, event: Conference, csv: str) -> RosterPlan:
    rows = Sandbox("fork").parse_table(csv.encode())
    with house.reading() as session:
        return check_roster(session, conference_id=event.id, rows=rows)


def _import(house: House, event: Conference, boss: Actor, csv: str) -> Imported:
    plan = _check(house, event, csv)
    with house.work() as work:
        return import_roster(work, boss, conference_id=event.id, plan=plan)


def _count(house: House, model: type) -> int:
    with house.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def _faults(house: House, event: Conference, csv: str) -> list[tuple[int, str]]:
    return [(fault.line, fault.code) for fault in _check(house, event, csv).faults]


def test_a_roster_becomes_schools_seats_papers_and_invitations(house: House, event: Conference, boss: Actor) -> None:
    done = _import(house, event, boss, ROSTER)
    assert done.added == {"school": 2, "delegation": 2, "seat": 3, "paper": 3}
    assert [person.email for person in done.invited] == [
        *("ada@school.example", "teo@school.example"),
        *("iria@college.example", "oren@school.example"),
    ]
    with house.reading() as session:
        sizes = session.scalars(sa.select(Seat.size).order_by(Seat.id)).all()
        assert sizes == [2, 1, 1]
        addresses = session.scalars(sa.select(OutboxMail.address).order_by(OutboxMail.id)).all()
        assert addresses == [person.email for person in done.invited]


def test_an_invitation_of_a_roster_opens_its_seat(house: House, event: Conference, boss: Actor) -> None:
    done = _import(house, event, boss, ROSTER)
    with house.work() as work:
        user = make.accepted(work, done.invited[1].token, make.PASSWORD)
        grants = make.actor(work, user).grants
    assert user.name == "Teo Marwick"
    assert [grant.seats for grant in grants] == [frozenset({done.invited[1].seat_id})]
    assert grants[0].school_id is not None


def test_the_same_roster_again_adds_nothing(house: House, event: Conference, boss: Actor) -> None:
    _import(house, event, boss, ROSTER)
    plan = _check(house, event, ROSTER)
    assert plan.seats
    assert all(seat.changes_nothing for seat in plan.seats)
    again = _import(house, event, boss, ROSTER)
    assert (again.added, again.invited, again.withdrawn, again.changed) == ({}, (), 0, ())


def test_a_roster_again_leaves_people_alone_who_have_come_in(house: House, event: Conference, boss: Actor) -> None:
    first = _import(house, event, boss, ROSTER)
    with house.work() as work:
        make.accepted(work, first.invited[0].token, make.PASSWORD)
    assert _import(house, event, boss, ROSTER).invited == ()


def test_a_corrected_roster_changes_only_what_is_new(house: House, event: Conference, boss: Actor) -> None:
    first = _import(house, event, boss, ROSTER)
    corrected = ROSTER.replace("iria@college.example", "iria.b@college.example").replace("Maravel,,L", "Maravel,2,L")
    corrected += "Crisis Cabinet,Maravel,1,,,,,\n"
    again = _import(house, event, boss, corrected)
    assert again.added == {"seat": 1}
    assert [person.email for person in again.invited] == ["iria.b@college.example"]
    assert again.withdrawn == 1
    assert again.changed == (first.invited[3].seat_id,)
    with house.reading() as session:
        revoked = session.scalars(sa.select(Invitation.email).where(Invitation.revoked_at.is_not(None))).all()
        assert revoked == ["iria@college.example"]


def test_spanish_column_names_and_semicolons_are_understood(house: House, event: Conference, boss: Actor) -> None:
    done = _import(house, event, boss, SPANISH)
    assert done.added == {"school": 1, "delegation": 1, "seat": 1, "paper": 1}
    with house.reading() as session:
        assert session.scalars(sa.select(School.name)).one() == "Colegio del Faro"
        assert session.scalars(sa.select(Delegation.name)).one() == "Maravel"


def test_committees_are_found_whatever_their_accents_and_case(house: House, event: Conference, boss: Actor) -> None:
    assert _import(house, event, boss, "Body,State\nCOUNCIL OF  TIDES,Maravel\nthird,Maravel\n").added["seat"] == 2


def test_a_committee_without_papers_gets_seats_only(house: House, event: Conference, boss: Actor) -> None:
    assert "paper" not in _import(house, event, boss, "Committee,Country\nCrisis Cabinet,Maravel\n").added
    assert _count(house, Paper) == 0


def test_every_fault_is_named_with_its_line_and_nothing_is_imported(
    house: House, event: Conference, boss: Actor
) -> None:
    csv = """Committee,Country,Size,School,Delegate,E-mail,Second delegate,Second email
Council of Tydes,Maravel,1,,,,,
Council of Tides,,1,,,,,
Council of Tides,Maravel,1,,Ada,ada@school.example,Teo,teo@school.example
Council of Tides,Maravel,1,,,,,
Third Committee,Maravel,7,,Oren,oren at school,,
Third Committee,Costa Brisa,2,,Iria,iria@c.example,Iria,IRIA@c.example
Third Committee,Novaterra,1,,Uma,,,
Crisis Cabinet,Novaterra,1,,Ada,ada@school.example,,
"""
    assert _faults(house, event, csv) == [
        (2, "committee_unknown"),
        (3, "delegation_missing"),
        (4, "over_size"),
        (5, "seat_double"),
        (6, "email_invalid"),
        (6, "size_unknown"),
        (7, "email_double"),
        (8, "email_missing"),
        (9, "email_twice"),
    ]
    with pytest.raises(Refused) as refused:
        _import(house, event, boss, csv)
    assert len(refused.value.details["faults"]) == 9  # type: ignore[arg-type]
    assert [_count(house, model) for model in (Seat, School, Delegation, Invitation)] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("csv", "codes"),
    [
        ("Country,E-mail\nMaravel,a@b.example\n", ["column_committee"]),
        ("Committee,Delegation,Country\nCouncil of Tides,Maravel,Maravel\n", ["column_double"]),
        ("Committee,Country\n", ["roster_empty"]),
    ],
)
def test_a_header_that_cannot_be_used_is_named(house: House, event: Conference, csv: str, codes: list[str]) -> None:
    assert _faults(house, event, csv) == [(1, code) for code in codes]


def test_columns_that_mean_nothing_are_ignored_and_said(house: House, event: Conference) -> None:
    plan = _check(house, event, "Committee,Country,Shirt\nCouncil of Tides,Maravel,M\n")
    assert (plan.faults, plan.ignored) == ((), ("Shirt",))


def test_a_held_seat_is_not_given_to_others(house: House, event: Conference, boss: Actor) -> None:
    first = _import(house, event, boss, ROSTER)
    with house.work() as work:
        make.accepted(work, first.invited[2].token, make.PASSWORD)
    changed = ROSTER.replace("iria@college.example", "nela@college.example")
    assert _faults(house, event, changed) == [(3, "seat_taken")]


def test_a_plan_that_the_conference_outran_is_refused(house: House, event: Conference, boss: Actor) -> None:
    plan = _check(house, event, ROSTER)
    _import(house, event, boss, ROSTER)
    with pytest.raises(Conflict, match="Check it again"), house.work() as work:
        import_roster(work, boss, conference_id=event.id, plan=plan)


def test_only_staff_import_rosters(house: House, event: Conference) -> None:
    with house.work() as work:
        other = make.actor(work, make.staff(work, make.conference(work)))
    with pytest.raises(NotAllowed):
        _import(house, event, other, ROSTER)
