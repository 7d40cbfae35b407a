"""Who may do and see what. The one place where a role becomes a permission.

Every function is a fact about an `Actor` and a `Place`; nothing here knows how either is stored or shown. A chair's
world is their committees, a delegate's their seats, an adviser's their school's seats, staff's their conference.
Somebody may hold several roles; each grants what it grants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from reviewer.domain.states import Role, SourceKind, Visibility


@dataclass(frozen=True, slots=True)
class Grant:
    """One membership: a role in a conference with the committees, seats or school it reaches.

    `conflict_seats` and `conflict_schools` are those its holder declared a conflict with.
    """

    conference_id: int
    role: Role
    committees: frozenset[int] = frozenset()
    seats: frozenset[int] = frozenset()
    school_id: int | None = None
    conflict_seats: frozenset[int] = frozenset()
    conflict_schools: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person and everything they were granted."""

    user_id: int
    is_operator: bool = False
    grants: tuple[Grant, ...] = ()

    def grants_in(self, conference_id: int, *roles: Role) -> tuple[Grant, ...]:
        """The grants of these roles in one conference."""
        return tuple(g for g in self.grants if g.conference_id == conference_id and g.role in roles)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper (or a thing of a committee) stands; seat and school only where it has them."""

    conference_id: int
    committee_id: int | None = None
    seat_id: int | None = None
    school_id: int | None = None


@dataclass(frozen=True, slots=True)
class OtherPaper:
    """The other side of a match when it is a paper."""

    place: Place


@dataclass(frozen=True, slots=True)
class OtherSource:
    """The other side of a match when it is a source."""

    conference_id: int
    kind: SourceKind
    visibility: Visibility


Sight = Literal["full", "masked"]
"""`full`: text, name and country of the other side. `masked`: only that there is another text."""


def is_staff(actor: Actor, conference_id: int) -> bool:
    """Staff of this very conference."""
    return bool(actor.grants_in(conference_id, Role.STAFF))


def chairs(actor: Actor, place: Place) -> bool:
    """A chair of this very committee."""
    return any(place.committee_id in grant.committees for grant in actor.grants_in(place.conference_id, Role.CHAIR))


def holds_seat(actor: Actor, place: Place) -> bool:
    """A delegate of this very seat (either half of a double delegation)."""
    return any(place.seat_id in grant.seats for grant in actor.grants_in(place.conference_id, Role.DELEGATE))


def advises(actor: Actor, place: Place) -> bool:
    """An adviser of the school that holds the seat."""
    return place.school_id is not None and any(
        grant.school_id == place.school_id for grant in actor.grants_in(place.conference_id, Role.ADVISER)
    )


def may_create_conference(actor: Actor) -> bool:
    """Only operators make conferences; whoever makes one becomes its first staff member."""
    return actor.is_operator


def may_set_up(actor: Actor, conference_id: int) -> bool:
    """Committees, rosters, sources, deadlines, rubrics, invitations: staff."""
    return is_staff(actor, conference_id)


def may_submit(actor: Actor, place: Place) -> bool:
    """Uploading and withdrawing a paper: the seat's own delegates, nobody for them."""
    return holds_seat(actor, place)


def may_read_own_paper(actor: Actor, place: Place) -> bool:
    """The delegate's view of a paper: its receipt, versions, checks and (once released) feedback."""
    return holds_seat(actor, place) or advises(actor, place)


def may_take_feedback(actor: Actor, place: Place) -> bool:
    """The files of a released paper's feedback: its own delegates, their adviser, and staff who answer for them."""
    return may_read_own_paper(actor, place) or is_staff(actor, place.conference_id)


def may_take_pack(actor: Actor, conference_id: int, school_id: int) -> bool:
    """The released files of a whole school: its advisers, and staff."""
    return advises(actor, Place(conference_id, school_id=school_id)) or is_staff(actor, conference_id)


def may_read_for_marking(actor: Actor, place: Place) -> bool:
    """The marking desk of a paper: its committee's chairs, and staff."""
    return chairs(actor, place) or is_staff(actor, place.conference_id)


def is_too_near(actor: Actor, place: Place) -> bool:
    """Whether somebody must not judge a seat's paper: their own, one of their school, or a conflict was declared."""
    return holds_seat(actor, place) or any(
        place.seat_id in grant.conflict_seats
        or (place.school_id is not None and place.school_id in {grant.school_id, *grant.conflict_schools})
        for grant in actor.grants_in(place.conference_id, *Role)
    )


def may_mark(actor: Actor, place: Place) -> bool:
    """Seeing and writing marks and comments: the committee's chairs, and staff; nobody who is too near to the paper."""
    return may_read_for_marking(actor, place) and not is_too_near(actor, place)


def may_audit(actor: Actor, conference_id: int) -> bool:
    """Cases, exclusions, rulings and the audit log: staff."""
    return is_staff(actor, conference_id)


def may_release(actor: Actor, conference_id: int) -> bool:
    """Releasing feedback and taking it back: staff."""
    return is_staff(actor, conference_id)


def may_download_original(actor: Actor, place: Place, *, blind: bool) -> bool:
    """A submission's original bytes. While marking is blind a chair gets the text only: files name people.

    A chair who is too near to the paper gets neither. Staff keep it: they answer for the file, whoever marks it.
    """
    if holds_seat(actor, place) or advises(actor, place) or is_staff(actor, place.conference_id):
        return True
    return chairs(actor, place) and not blind and not is_too_near(actor, place)


def sight_of_other_side(actor: Actor, other: OtherPaper | OtherSource, *, reader: Role) -> Sight:
    """How much of the other side of a match may be shown to `actor` on a page made for `reader`.

    Staff see all of their conference. A chair sees papers of their own committees and every source of the conference.
    On a delegate's or adviser's page only published sources are shown, whatever other roles the person has: the page
    may be printed, exported or looked at over a shoulder.
    """
    conference_id = other.place.conference_id if isinstance(other, OtherPaper) else other.conference_id
    if reader is Role.STAFF and is_staff(actor, conference_id):
        return "full"
    if reader in (Role.STAFF, Role.CHAIR):
        if isinstance(other, OtherSource):
            return "full" if actor.grants_in(conference_id, Role.CHAIR, Role.STAFF) else "masked"
        return "full" if may_read_for_marking(actor, other.place) else "masked"
    if isinstance(other, OtherSource) and other.visibility is Visibility.PUBLISHED:
        return "full" if actor.grants_in(conference_id, *Role) else "masked"
    return "masked"
