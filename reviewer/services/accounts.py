"""Who a person is: signing in, invitations, and the grants that the access rules reason about."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reviewer import passwords
from reviewer.domain import access
from reviewer.domain.access import Actor, Grant
from reviewer.domain.errors import NotAllowed, NotFound, Refused
from reviewer.domain.states import Role
from reviewer.models import (
    Committee,
    CommitteeChair,
    Invitation,
    Membership,
    School,
    Seat,
    SeatHolder,
    User,
)
from reviewer.services import audit, outbox
from reviewer.services.conflicts import declared_by
from reviewer.work import Work

INVITATION_LIFE = timedelta(days=60)
_LONGEST_EMAIL = 320
_EMAIL = re.compile(r"""[^\s@"(),:;<>\[\]\\]+@[^\s@"(),:;<>\[\]\\]+""")
"""One address, without what is syntax in a mail's header (RFC 5322): there it would be a list, a group or a comment."""


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation and the secret of its link, which is shown or mailed once and never stored."""

    invitation_id: int
    token: str


@dataclass(frozen=True, slots=True)
class Target:
    """What an invitation gives: a role, with the committee, seat or school that the role needs."""

    role: Role
    committee_id: int | None = None
    seat_id: int | None = None
    school_id: int | None = None


def normal_email(email: str) -> str:
    """The form in which addresses are stored and compared; raises Refused for what cannot be an address."""
    address = email.strip().lower()
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address) or not address.isprintable():
        raise Refused("email_invalid", f"{email!r} is not an e-mail address; check it and try again.", email=email)
    return address


def load_actor(session: Session, user_id: int) -> Actor | None:
    """The person with all their grants, in five queries; None when the account is gone or disabled."""
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None:
        return None
    memberships = session.scalars(
        sa.select(Membership).where(Membership.user_id == user_id, Membership.ended_at.is_(None))
    ).all()
    ids = [membership.id for membership in memberships]
    committees: dict[int, set[int]] = defaultdict(set)
    for chair in session.scalars(sa.select(CommitteeChair).where(CommitteeChair.membership_id.in_(ids))):
        committees[chair.membership_id].add(chair.committee_id)
    seats: dict[int, set[int]] = defaultdict(set)
    for holder in session.scalars(sa.select(SeatHolder).where(SeatHolder.membership_id.in_(ids))):
        seats[holder.membership_id].add(holder.seat_id)
    conflict_seats, conflict_schools = declared_by(session, ids)
    return Actor(
        user_id=user.id,
        is_operator=user.is_operator,
        grants=tuple(
            Grant(
                conference_id=membership.conference_id,
                role=membership.role,
                committees=frozenset(committees[membership.id]),
                seats=frozenset(seats[membership.id]),
                school_id=membership.school_id,
                conflict_seats=frozenset(conflict_seats[membership.id]),
                conflict_schools=frozenset(conflict_schools[membership.id]),
            )
            for membership in memberships
        ),
    )


def create_user(
    work: Work, *, email: str, name: str, password: str | None, is_operator: bool = False, locale: str | None = None
) -> User:
    """A new account. Raises Refused when the address has one already or the password is too short."""
    address = normal_email(email)
    taken = Refused("email_taken", f"{address} has an account already; sign in with it.", email=address)
    if work.session.scalar(sa.select(User.id).where(User.email == address)) is not None:
        raise taken
    user = User(
        email=address,
        name=name.strip() or address,
        password_hash=None if password is None else _checked_hash(password),
        locale=locale,
        is_operator=is_operator,
        session_key=secrets.token_urlsafe(24),
        created_at=work.now,
    )
    try:
        with work.session.begin_nested():
            work.session.add(user)
    except IntegrityError:
        raise taken from None  # made by somebody else at this very moment
    audit.record(work, "account.created", actor_id=None, conference_id=None, subject="user", subject_id=user.id)
    return user


def _checked_hash(password: str) -> str:
    if len(password) < passwords.SHORTEST:
        raise Refused(
            "password_short",
            f"Choose a password of at least {passwords.SHORTEST} characters.",
            least=passwords.SHORTEST,
        )
    if len(password) > passwords.LONGEST:
        raise Refused(
            "password_long", f"Choose a password of at most {passwords.LONGEST} characters.", most=passwords.LONGEST
        )
    return passwords.hash_password(password)


def authenticate(session: Session, *, email: str, password: str) -> User:
    """The account with this address and password. Raises Refused, with one message for every reason, otherwise.

    It takes as long for an unknown address as for a wrong password.
    """
    user = session.scalar(sa.select(User).where(User.email == email.strip().lower()))
    good = passwords.verify_password(password[: passwords.LONGEST], user.password_hash if user else None)
    if user is None or not good or user.disabled_at is not None:
        raise Refused(
            "sign_in_failed", "That e-mail address and password do not go together. Check both and try again."
        )
    return user


def load_person(session: Session, user_id: int, session_key: str) -> tuple[User, Actor] | None:
    """The account and grants behind a session; None when the session was ended or the account is gone."""
    actor = load_actor(session, user_id)
    user = session.get(User, user_id)
    if actor is None or user is None or not secrets.compare_digest(user.session_key, session_key):
        return None
    return user, actor


def set_locale(work: Work, *, user_id: int, locale: str) -> None:
    """Remember the language of the person's pages and mails."""
    work.session.get_one(User, user_id).locale = locale


def change_password(work: Work, *, user_id: int, current: str, password: str) -> User:
    """Change the own password, given the current one. Raises Refused when that is wrong or the new one too short."""
    user = work.session.get_one(User, user_id)
    authenticate(work.session, email=user.email, password=current)
    return set_password(work, user_id=user_id, password=password)


def set_password(work: Work, *, user_id: int, password: str) -> User:
    """Change the password and end the person's other sessions."""
    user = work.session.get_one(User, user_id)
    user.password_hash = _checked_hash(password)
    user.session_key = secrets.token_urlsafe(24)
    audit.record(
        work, "account.password_changed", actor_id=user_id, conference_id=None, subject="user", subject_id=user_id
    )
    return user


def add_membership(work: Work, *, conference_id: int, user_id: int, target: Target, actor_id: int | None) -> Membership:
    """Give a person a role, or widen the one they have by another committee or seat.

    Raises Refused when the seat is full, or when an adviser is to advise a second school.
    """
    session = work.session
    membership = session.scalar(
        sa.select(Membership).where(
            Membership.conference_id == conference_id, Membership.user_id == user_id, Membership.role == target.role
        )
    )
    if membership is None:
        membership = Membership(
            conference_id=conference_id,
            user_id=user_id,
            role=target.role,
            school_id=target.school_id,
            created_at=work.now,
        )
        session.add(membership)
    elif membership.ended_at is not None:
        _begin_anew(session, membership, target)
    elif target.role is Role.ADVISER and membership.school_id != target.school_id:
        raise Refused(
            "adviser_elsewhere",
            "This person advises another school of this conference already; ask the conference's staff.",
        )
    session.flush()
    if target.role is Role.CHAIR and target.committee_id is not None:
        session.merge(CommitteeChair(membership_id=membership.id, committee_id=target.committee_id))
    if target.role is Role.DELEGATE and target.seat_id is not None:
        _take_seat(session, membership, target.seat_id)
    session.flush()
    audit.record(
        work,
        "membership.granted",
        actor_id=actor_id,
        conference_id=conference_id,
        subject="user",
        subject_id=user_id,
        role=target.role.value,
        committee=target.committee_id,
        seat=target.seat_id,
    )
    return membership


def end_membership(work: Work, actor: Actor, *, conference_id: int, user_id: int, role: Role) -> None:
    """Take a person's role in a conference away, with its committees or seats; what they wrote stays.

    Raises NotFound for anybody but staff and for a role the person does not have, Refused for the last of the staff.
    """
    session = work.session
    if not access.may_set_up(actor, conference_id):
        raise NotFound("member_unknown", "This conference has no such member.")
    standing = sa.select(Membership).where(
        Membership.conference_id == conference_id, Membership.role == role, Membership.ended_at.is_(None)
    )
    members = session.scalars(standing.with_for_update(key_share=True)).all()
    membership = next((one for one in members if one.user_id == user_id), None)
    if membership is None:
        raise NotFound("member_unknown", "This conference has no such member.")
    if role is Role.STAFF and len(members) == 1:
        raise Refused("last_staff", "A conference needs somebody on its staff. Invite another first.")
    membership.ended_at = work.now
    for places in (CommitteeChair, SeatHolder):
        session.execute(sa.delete(places).where(places.membership_id == membership.id))
    audit.record(
        work,
        "membership.ended",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="user",
        subject_id=user_id,
        role=role.value,
    )


def _begin_anew(session: Session, membership: Membership, target: Target) -> None:
    """Somebody who had left comes back for this place alone: what they could see before does not come back with it."""
    membership.ended_at, membership.school_id = None, target.school_id
    for places in (CommitteeChair, SeatHolder):
        session.execute(sa.delete(places).where(places.membership_id == membership.id))


def _take_seat(session: Session, membership: Membership, seat_id: int) -> None:
    seat = session.get_one(Seat, seat_id, with_for_update={"key_share": True})
    holders = set(session.scalars(sa.select(SeatHolder.membership_id).where(SeatHolder.seat_id == seat_id)))
    if membership.id in holders:
        return
    if len(holders) >= seat.size:
        raise Refused("seat_full", "Every place of this seat is taken; ask the conference's staff.", seat=seat_id)
    session.add(SeatHolder(membership_id=membership.id, seat_id=seat_id))


def invite(
    work: Work, actor: Actor, *, conference_id: int, email: str, name: str, target: Target, mail: bool = True
) -> Invited:
    """Invite one address to one role; the link works once. With `mail` it is also written to the outbox.

    Raises NotAllowed for anybody but staff, NotFound when the target is of another conference.
    """
    if not access.may_set_up(actor, conference_id):
        raise NotAllowed("staff_only", "Only this conference's staff may invite people.")
    _check_target(work.session, conference_id, target)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        conference_id=conference_id,
        email=normal_email(email),
        name=name.strip(),
        role=target.role,
        committee_id=target.committee_id,
        seat_id=target.seat_id,
        school_id=target.school_id,
        token_hash=_token_hash(token),
        created_by_id=actor.user_id,
        created_at=work.now,
        expires_at=work.now + INVITATION_LIFE,
    )
    work.session.add(invitation)
    work.session.flush()
    audit.record(
        work,
        "invitation.made",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="invitation",
        subject_id=invitation.id,
        role=target.role.value,
    )
    if mail:
        outbox.write(
            work,
            "invitation",
            address=invitation.email,
            conference_id=conference_id,
            parameters={"link": f"{work.settings.base_url}/invitations/{token}", "name": invitation.name},
        )
    return Invited(invitation.id, token)


def renew_link(work: Work, actor: Actor, *, invitation_id: int) -> Invited:
    """A new link for an invitation nobody accepted; the old link stops working."""
    invitation = work.session.get(Invitation, invitation_id, with_for_update={"key_share": True})
    if invitation is None or not access.may_set_up(actor, invitation.conference_id):
        raise NotFound("invitation_unknown", "There is no such invitation.")
    if invitation.accepted_at is not None:
        raise Refused("invitation_used", "This invitation was accepted already; the person can sign in.")
    token = secrets.token_urlsafe(32)
    invitation.token_hash = _token_hash(token)
    invitation.expires_at = work.now + INVITATION_LIFE
    invitation.revoked_at = None
    audit.record(
        work,
        "invitation.renewed",
        actor_id=actor.user_id,
        conference_id=invitation.conference_id,
        subject="invitation",
        subject_id=invitation.id,
    )
    return Invited(invitation.id, token)


def _check_target(session: Session, conference_id: int, target: Target) -> None:
    places: list[tuple[str, int | None, sa.Select[int]]] = [
        (
            "committee",
            target.committee_id,
            sa.select(Committee.conference_id).where(Committee.id == target.committee_id),
        ),
        (
            "seat",
            target.seat_id,
            sa.select(Committee.conference_id)
            .join(Seat, Seat.committee_id == Committee.id)
            .where(Seat.id == target.seat_id),
        ),
        ("school", target.school_id, sa.select(School.conference_id).where(School.id == target.school_id)),
    ]
    for kind, identity, query in places:
        if identity is not None and session.scalar(query) != conference_id:
            raise NotFound(f"{kind}_unknown", f"This conference has no such {kind}.")
    needed = {
        Role.DELEGATE: target.seat_id,
        Role.CHAIR: target.committee_id,
        Role.ADVISER: target.school_id,
        Role.STAFF: 0,
    }
    if needed[target.role] is None:
        raise Refused("invitation_incomplete", f"Say which seat, committee or school the {target.role.value} is for.")


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def find_invitation(session: Session, token: str) -> Invitation:
    """The invitation behind a link that was neither used nor withdrawn. Raises NotFound for any other alike."""
    invitation = session.scalar(sa.select(Invitation).where(Invitation.token_hash == _token_hash(token)))
    if invitation is None or invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise _gone()
    return invitation


def _gone() -> NotFound:
    return NotFound(
        "invitation_gone", "This invitation is not open any more. Ask the conference's staff for a new link."
    )


@dataclass(frozen=True, slots=True)
class InvitedView:
    """What the page behind an invitation link shows."""

    conference: str
    conference_id: int
    email: str
    name: str
    role: Role
    place: str
    has_account: bool


def look_at_invitation(session: Session, token: str, now: datetime) -> InvitedView:
    """The open invitation behind a link, for its page. Raises NotFound, also for one that has expired."""
    invitation = find_invitation(session, token)
    if invitation.expires_at < now:
        raise _gone()
    seat = invitation.seat
    return InvitedView(
        conference=invitation.conference.title,
        conference_id=invitation.conference_id,
        email=invitation.email,
        name=invitation.name,
        role=invitation.role,
        place=(
            f"{seat.delegation.name}, {seat.committee.name}"
            if seat
            else invitation.committee.name
            if invitation.committee
            else invitation.school.name
            if invitation.school
            else ""
        ),
        has_account=session.scalar(sa.select(User.id).where(User.email == invitation.email)) is not None,
    )


def _made_or_met(work: Work, email: str, name: str, password: str) -> User:
    """A new account; where another link made it at this very moment, that one, with its password."""
    try:
        return create_user(work, email=email, name=name, password=password)
    except Refused as refused:
        if refused.code != "email_taken":
            raise
        return authenticate(work.session, email=email, password=password)


def accept_invitation(
    work: Work, *, token: str, password: str, name: str | None = None, signed_in_id: int | None = None
) -> User:
    """Accept for the address that was invited: an existing account with its password, or a new one.

    A person who is signed in with that very address needs no password. Raises NotFound for a link that is not open,
    Refused for a wrong password of an existing account.
    """
    invitation = find_invitation(work.session, token)
    work.session.refresh(invitation, with_for_update={"key_share": True})  # a second click waits and finds it used
    if invitation.accepted_at is not None or invitation.revoked_at is not None or invitation.expires_at < work.now:
        raise _gone()
    user = work.session.scalar(sa.select(User).where(User.email == invitation.email))
    if user is None:
        user = _made_or_met(work, invitation.email, name or invitation.name, password)
    elif user.id != signed_in_id:
        user = authenticate(work.session, email=invitation.email, password=password)
    target = Target(invitation.role, invitation.committee_id, invitation.seat_id, invitation.school_id)
    add_membership(work, conference_id=invitation.conference_id, user_id=user.id, target=target, actor_id=user.id)
    invitation.accepted_at, invitation.accepted_by_id = work.now, user.id
    return user
