"""Invitations: a link that gives one address one role, once. Passwords are looked at before anything is written."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotAllowed, NotFound, Refused
from reviewer.domain.states import Role
from reviewer.models import Committee, Invitation, School, Seat, User
from reviewer.passwords import Hashed
from reviewer.services import accounts, audit, outbox
from reviewer.services.memberships import Target, add_membership
from reviewer.work import Work

INVITATION_LIFE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation and the secret of its link, which is shown or mailed once and never stored."""

    invitation_id: int
    token: str


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
        email=accounts.normal_email(email),
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


@dataclass(frozen=True, slots=True)
class Proof:
    """What came of the password with which somebody accepts: an account as it stood then, or a new one's hash."""

    user_id: int | None
    session_key: str
    new_password: Hashed | None


def prove(session: Session, *, token: str, password: str, signed_in_id: int | None = None) -> Proof:
    """Look at the password with which an invitation is to be accepted, before anything is written.

    Who is signed in with the very address that was invited needs none. Raises NotFound for a link that is not open,
    Refused for a wrong password of an account that exists, or one that a new account cannot have.
    """
    invitation = find_invitation(session, token)
    user = session.scalar(sa.select(User).where(User.email == invitation.email))
    if user is None:
        return Proof(None, "", accounts.new_password(password))
    if user.id != signed_in_id:
        user = accounts.authenticate(session, email=invitation.email, password=password)
    return Proof(user.id, user.session_key, None)


def accept_invitation(work: Work, *, token: str, proof: Proof, name: str | None = None) -> User:
    """Accept for the address that was invited: an existing account, or a new one.

    Raises NotFound for a link that is not open, Refused when the account is not any more what was proven.
    """
    invitation = find_invitation(work.session, token)
    work.session.refresh(invitation, with_for_update={"key_share": True})  # a second click waits and finds it used
    if invitation.accepted_at is not None or invitation.revoked_at is not None or invitation.expires_at < work.now:
        raise _gone()
    user = work.session.scalar(sa.select(User).where(User.email == invitation.email))
    if user is None:
        user = _made(work, invitation, proof, name)
    elif (user.id, user.session_key) != (proof.user_id, proof.session_key):
        raise accounts.changed_just_now()
    target = Target(invitation.role, invitation.committee_id, invitation.seat_id, invitation.school_id)
    add_membership(work, conference_id=invitation.conference_id, user_id=user.id, target=target, actor_id=user.id)
    invitation.accepted_at, invitation.accepted_by_id = work.now, user.id
    return user


def _made(work: Work, invitation: Invitation, proof: Proof, name: str | None) -> User:
    if proof.new_password is None:
        raise accounts.changed_just_now()
    try:
        return accounts.create_user(
            work, email=invitation.email, name=name or invitation.name, password=proof.new_password
        )
    except Refused as refused:
        if refused.code != "email_taken":
            raise
        raise accounts.changed_just_now() from None  # made by another link at this very moment
