"""A forgotten password: a link by mail to the account's own address, good once and for two hours.

Only the address itself can ask: staff of one conference must not be able to take over an account that has a place in
another. The link names the session key it was made under, and a new password changes that key.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from reviewer.domain.errors import NotFound
from reviewer.models import OutboxMail, User
from reviewer.services import accounts, outbox
from reviewer.settings import Settings
from reviewer.work import House, Work

LINK_LIFE = timedelta(hours=2)
_PAUSE = timedelta(minutes=5)
"""No second letter within this time: a stranger must not be able to fill somebody's mailbox."""


def ask(work: Work, *, email: str) -> None:
    """Write a letter with a link if the address has an account; say nothing either way."""
    user = work.session.scalar(sa.select(User).where(User.email == email.strip().lower()))
    if user is None or user.disabled_at is not None or _asked_just_now(work, user):
        return
    token = _serializer(work.settings).dumps([user.id, _key_of(user)])
    outbox.write(
        work,
        "reset",
        address=user.email,
        conference_id=None,
        recipient=user,
        parameters={"name": user.name, "link": f"{work.settings.base_url}/new-password/{token}"},
    )


def _asked_just_now(work: Work, user: User) -> bool:
    recent = sa.select(OutboxMail.id).where(
        OutboxMail.recipient_id == user.id,
        OutboxMail.template == "reset",
        OutboxMail.written_at > work.now - _PAUSE,
    )
    return work.session.scalar(recent.limit(1)) is not None


def account_of(session: Session, settings: Settings, token: str) -> User:
    """The account behind a link that still holds. Raises NotFound for any other alike."""
    gone = NotFound("reset_gone", "This link does not hold any more. Ask for a new one.")
    try:
        user_id, key = _serializer(settings).loads(token, max_age=int(LINK_LIFE.total_seconds()))
    except (BadSignature, ValueError):
        raise gone from None
    user = session.get(User, user_id)
    if user is None or user.disabled_at is not None or key != _key_of(user):
        raise gone
    return user


def choose(house: House, *, token: str, password: str) -> User:
    """Set the new password and end every session. Raises NotFound for a stale link, Refused for a short password."""
    with house.reading() as session:
        account_of(session, house.settings, token)
    chosen = accounts.new_password(password)
    with house.work() as work:
        user = account_of(work.session, work.settings, token)
        return accounts.set_password(work, user_id=user.id, password=chosen, seen_key=user.session_key)


def _serializer(settings: Settings) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(settings.secret_key, salt="new password")


def _key_of(user: User) -> str:
    return hashlib.sha256(user.session_key.encode()).hexdigest()[:32]
