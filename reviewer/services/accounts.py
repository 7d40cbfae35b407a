"""Who a person is: accounts, passwords, and the sessions that they open and end."""

from __future__ import annotations

import re
import secrets

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from reviewer import passwords
from reviewer.domain.access import Actor
from reviewer.domain.errors import Refused
from reviewer.models import User
from reviewer.passwords import Hashed
from reviewer.services import audit
from reviewer.services.memberships import load_actor
from reviewer.work import House, Work

_LONGEST_EMAIL = 320
_EMAIL = re.compile(r"""[^\s@"(),:;<>\[\]\\]+@[^\s@"(),:;<>\[\]\\]+""")
"""One address, without what is syntax in a mail's header (RFC 5322): there it would be a list, a group or a comment."""


def normal_email(email: str) -> str:
    """The form in which addresses are stored and compared; raises Refused for what cannot be an address."""
    address = email.strip().lower()
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address) or not address.isprintable():
        raise Refused("email_invalid", f"{email!r} is not an e-mail address; check it and try again.", email=email)
    return address


def create_user(
    work: Work,
    *,
    email: str,
    name: str,
    password: str | Hashed | None,
    is_operator: bool = False,
    locale: str | None = None,
) -> User:
    """A new account. Raises Refused when the address has one already or the password is too short."""
    address = normal_email(email)
    taken = Refused("email_taken", f"{address} has an account already; sign in with it.", email=address)
    if work.session.scalar(sa.select(User.id).where(User.email == address)) is not None:
        raise taken
    user = User(
        email=address,
        name=name.strip() or address,
        password_hash=None if password is None else _hashed(password).encoded,
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


def new_password(password: str) -> Hashed:
    """The hash of a password somebody chose; raises Refused when it is too short or too long.

    It takes tens of milliseconds: pages do it before they begin to write, since writers wait for each other.
    """
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


def _hashed(password: str | Hashed) -> Hashed:
    return new_password(password) if isinstance(password, str) else password


def change_password(house: House, *, user_id: int, current: str, password: str) -> User:
    """Change the own password, given the current one, and end the person's other sessions.

    Raises Refused when the current one is wrong or the new one cannot be. Both are looked at before it writes.
    """
    with house.reading() as session:
        user = authenticate(session, email=session.get_one(User, user_id).email, password=current)
    chosen = new_password(password)
    with house.work() as work:
        return set_password(work, user_id=user_id, password=chosen, seen_key=user.session_key)


def set_password(work: Work, *, user_id: int, password: str | Hashed, seen_key: str | None = None) -> User:
    """Give the account this password and end its sessions.

    Raises Refused when the password cannot be, or when `seen_key` is given and the sessions were ended since.
    """
    user = work.session.get_one(User, user_id, with_for_update={"key_share": True})
    if seen_key is not None and not secrets.compare_digest(user.session_key, seen_key):
        raise changed_just_now()
    user.password_hash = _hashed(password).encoded
    user.session_key = secrets.token_urlsafe(24)
    _record(work, user, "account.password_changed")
    return user


def changed_just_now() -> Refused:
    """What somebody is told whose account is not any more what their password was held against."""
    return Refused("account_changed", "This account changed just now. Send this again with its password.")


def sign_out_everywhere(work: Work, *, user_id: int) -> None:
    """End every session of the account, also those of copied cookies; links for a new password that wait end, too."""
    user = work.session.get_one(User, user_id, with_for_update={"key_share": True})
    user.session_key = secrets.token_urlsafe(24)
    _record(work, user, "account.signed_out_everywhere")


def _record(work: Work, user: User, action: str) -> None:
    audit.record(work, action, actor_id=user.id, conference_id=None, subject="user", subject_id=user.id)
