"""What the person at the machine does: first accounts, staff, the demo's accounts. Their shell is their permission."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.errors import NotFound
from reviewer.domain.states import Role
from reviewer.models import Conference, User
from reviewer.services import accounts, audit, memberships
from reviewer.services.memberships import Target
from reviewer.work import Work


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """An account that may now do more; `is_new` when its password is the one just given."""

    user_id: int
    email: str
    is_new: bool


def is_empty(session: Session) -> bool:
    """Whether there is neither an account nor a conference yet."""
    return not session.scalar(sa.select(sa.or_(sa.exists(sa.select(User.id)), sa.exists(sa.select(Conference.id)))))


def demo_conferences(session: Session) -> list[Conference]:
    """The conferences that the demo made."""
    return list(session.scalars(sa.select(Conference).where(Conference.is_demo).order_by(Conference.id)))


def make_staff(
    work: Work, *, email: str, name: str, password: str, is_operator: bool, conference_slug: str | None = None
) -> StaffAccount:
    """Make the person an operator, staff of a conference, or both; an account that stands keeps its password.

    Raises Refused for an address or password that cannot be, NotFound for an unknown conference.
    """
    conference = None
    if conference_slug is not None:
        conference = work.session.scalar(sa.select(Conference).filter_by(slug=conference_slug))
        if conference is None:
            raise NotFound("conference_unknown", f"There is no conference with the short name {conference_slug!r}.")
    user = _find(work, email)
    is_new = user is None
    if user is None:
        user = accounts.create_user(work, email=email, name=name, password=password)
    if is_operator and not user.is_operator:
        _make_operator(work, user)
    if conference is not None:
        staff = Target(Role.STAFF)
        memberships.add_membership(work, conference_id=conference.id, user_id=user.id, target=staff, actor_id=None)
    return StaffAccount(user.id, user.email, is_new)


def renew_account(work: Work, *, email: str, name: str, password: str, is_operator: bool = False) -> User:
    """An account with this password, new or not: for the demo's own invented addresses only."""
    user = _find(work, email)
    if user is None:
        user = accounts.create_user(work, email=email, name=name, password=password)
    else:
        user = accounts.set_password(work, user_id=user.id, password=password)
    if is_operator and not user.is_operator:
        _make_operator(work, user)
    return user


def reset_password(work: Work, *, email: str, password: str) -> User:
    """Give an account that stands this password and end its sessions. Raises NotFound where there is none."""
    user = _find(work, email)
    if user is None:
        raise NotFound("account_unknown", f"There is no account with the address {email!r}.")
    return accounts.set_password(work, user_id=user.id, password=password)


def _find(work: Work, email: str) -> User | None:
    return work.session.scalar(sa.select(User).where(User.email == accounts.normal_email(email)))


def _make_operator(work: Work, user: User) -> None:
    user.is_operator = True
    audit.record(work, "account.made_operator", actor_id=None, conference_id=None, subject="user", subject_id=user.id)
