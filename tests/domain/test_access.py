"""Who may do what: each rule for every kind of person, in the own place and in others."""

from __future__ import annotations

import pytest

from reviewer.domain import access
from reviewer.domain.access import Actor, Grant, OtherPaper, OtherSource, Place
from reviewer.domain.states import Role, SourceKind, Visibility

HERE = Place(conference_id=1, committee_id=10, seat_id=100, school_id=1000)
OTHER_COMMITTEE = Place(conference_id=1, committee_id=11, seat_id=110, school_id=1000)
ELSEWHERE = Place(conference_id=2, committee_id=20, seat_id=200, school_id=2000)


def actor(*grants: Grant) -> Actor:
    return Actor(user_id=1, grants=grants)


PEOPLE = {
    "nobody": actor(),
    "operator": Actor(user_id=1, is_operator=True),
    "delegate": actor(Grant(1, Role.DELEGATE, seats=frozenset({100}))),
    "delegate of another seat": actor(Grant(1, Role.DELEGATE, seats=frozenset({101}))),
    "adviser": actor(Grant(1, Role.ADVISER, school_id=1000)),
    "adviser of another school": actor(Grant(1, Role.ADVISER, school_id=1001)),
    "chair": actor(Grant(1, Role.CHAIR, committees=frozenset({10}))),
    "chair of another committee": actor(Grant(1, Role.CHAIR, committees=frozenset({11}))),
    "staff": actor(Grant(1, Role.STAFF)),
    "staff of another conference": actor(Grant(2, Role.STAFF)),
    "chair who advises the school": actor(
        Grant(1, Role.CHAIR, committees=frozenset({10})), Grant(1, Role.ADVISER, school_id=1000)
    ),
}

NEAR = {
    "chair who declared a conflict": actor(
        Grant(1, Role.CHAIR, committees=frozenset({10}), conflict_seats=frozenset({100}))
    ),
    "chair of a declared school": actor(
        Grant(1, Role.CHAIR, committees=frozenset({10}), conflict_schools=frozenset({1000}))
    ),
    "chair of the school": actor(Grant(1, Role.CHAIR, committees=frozenset({10}), school_id=1000)),
}
PEOPLE |= NEAR

ALLOWED = {
    "submit": {"delegate"},
    "read own": {"delegate", "adviser", "chair who advises the school"},
    "read for marking": {"chair", "staff", "chair who advises the school", *NEAR},
    "mark": {"chair", "staff"},
    "download": {"delegate", "adviser", "chair", "staff", "chair who advises the school"},
    "download while blind": {"delegate", "adviser", "staff", "chair who advises the school"},
    "set up": {"staff"},
    "audit": {"staff"},
    "release": {"staff"},
    "create a conference": {"operator"},
}

RULES = {
    "submit": lambda who: access.may_submit(who, HERE),
    "read own": lambda who: access.may_read_own_paper(who, HERE),
    "read for marking": lambda who: access.may_read_for_marking(who, HERE),
    "mark": lambda who: access.may_mark(who, HERE),
    "download": lambda who: access.may_download_original(who, HERE, blind=False),
    "download while blind": lambda who: access.may_download_original(who, HERE, blind=True),
    "set up": lambda who: access.may_set_up(who, 1),
    "audit": lambda who: access.may_audit(who, 1),
    "release": lambda who: access.may_release(who, 1),
    "create a conference": access.may_create_conference,
}


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("rule", RULES)
def test_rule_lets_in_whom_it_should_and_nobody_else(rule: str, name: str) -> None:
    assert RULES[rule](PEOPLE[name]) is (name in ALLOWED[rule])


@pytest.mark.parametrize("place", [OTHER_COMMITTEE, ELSEWHERE])
@pytest.mark.parametrize("name", ["delegate", "chair"])
def test_grant_ends_at_its_seat_and_committee(name: str, place: Place) -> None:
    who = PEOPLE[name]
    assert not access.may_submit(who, place)
    assert not access.may_read_own_paper(who, place)
    assert not access.may_read_for_marking(who, place)


PUBLISHED = OtherSource(1, SourceKind.GUIDE, Visibility.PUBLISHED)
UNPUBLISHED = OtherSource(1, SourceKind.PAST_PAPER, Visibility.STAFF)


@pytest.mark.parametrize("name", NEAR)
def test_a_conflict_bars_from_its_own_seat_or_school_alone(name: str) -> None:
    assert access.is_too_near(PEOPLE[name], HERE)
    assert not access.is_too_near(PEOPLE[name], Place(1, 10, seat_id=101, school_id=1001))
    assert not access.is_too_near(PEOPLE[name], Place(1, 10, seat_id=101))


OTHERS: dict[str, OtherPaper | OtherSource] = {
    "paper of the committee": OtherPaper(HERE),
    "paper of another committee": OtherPaper(OTHER_COMMITTEE),
    "paper of another conference": OtherPaper(ELSEWHERE),
    "published source": PUBLISHED,
    "unpublished source": UNPUBLISHED,
    "source of another conference": OtherSource(2, SourceKind.GUIDE, Visibility.PUBLISHED),
}
FULL = {
    ("delegate", Role.DELEGATE): {"published source"},
    ("adviser", Role.ADVISER): {"published source"},
    ("chair", Role.CHAIR): {"paper of the committee", "published source", "unpublished source"},
    ("staff", Role.STAFF): {
        "paper of the committee",
        "paper of another committee",
        "published source",
        "unpublished source",
    },
    # A page made for delegates stays one whoever opens it.
    ("staff", Role.DELEGATE): {"published source"},
    ("chair", Role.DELEGATE): {"published source"},
    # A delegate who forges a chair's page gains nothing.
    ("delegate", Role.CHAIR): set(),
    ("delegate", Role.STAFF): set(),
    ("chair", Role.STAFF): {"paper of the committee", "published source", "unpublished source"},
    ("nobody", Role.STAFF): set(),
    ("nobody", Role.DELEGATE): set(),
}


@pytest.mark.parametrize(("who", "reader"), FULL)
@pytest.mark.parametrize("other", OTHERS)
def test_other_side_of_a_match_is_shown_only_where_the_rule_says(who: str, reader: Role, other: str) -> None:
    sight = access.sight_of_other_side(PEOPLE[who], OTHERS[other], reader=reader)
    assert sight == ("full" if other in FULL[who, reader] else "masked")
