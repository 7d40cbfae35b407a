"""Mails written with the act that causes them, and sent afterwards, each until it is sent or given up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Protocol

import sqlalchemy as sa
import structlog

from reviewer.domain.states import MailState
from reviewer.models import OutboxMail, User
from reviewer.work import House, Work

_log = structlog.get_logger(__name__)
MOST_ATTEMPTS = 8
_FIRST_WAIT = timedelta(minutes=1)


class Mailer(Protocol):
    """Renders and hands over one mail; raises OSError when it cannot be handed over now."""

    def send(self, *, address: str, template: str, locale: str, parameters: dict[str, Any]) -> None:
        """Send it or raise."""
        ...


def write(
    work: Work,
    template: str,
    *,
    address: str,
    conference_id: int | None,
    parameters: dict[str, Any],
    recipient: User | None = None,
    locale: str = "en",
) -> OutboxMail:
    """Put a mail in the outbox, in this unit of work: it exists if and only if the act does."""
    mail = OutboxMail(
        conference_id=conference_id,
        recipient_id=recipient.id if recipient else None,
        address=address,
        template=template,
        locale=(recipient.locale if recipient and recipient.locale else locale),
        parameters=parameters,
        written_at=work.now,
        next_attempt_at=work.now,
    )
    work.session.add(mail)
    return mail


def call_off(work: Work, template: str, *, conference_id: int, parameter: str, value: int) -> None:
    """Take back mails that were not sent yet and speak of something that no longer holds."""
    waiting = work.session.scalars(
        sa.select(OutboxMail)
        .where(
            OutboxMail.conference_id == conference_id,
            OutboxMail.template == template,
            OutboxMail.state == MailState.WAITING,
        )
        .with_for_update()
    )
    for mail in waiting:
        if mail.parameters.get(parameter) == value:
            work.session.delete(mail)


def send_due(house: House, mailer: Mailer, *, most: int = 50) -> int:
    """Send what is due, one transaction a mail, so that one bad address holds up nobody. Returns how many were sent.

    A mail is first put off and then sent: a process that dies in between sends it again later rather than never. One
    that cannot be written at all, which no waiting mends, is given up at once.
    """
    with house.reading() as session:
        due = session.scalars(
            sa.select(OutboxMail.id)
            .where(OutboxMail.state == MailState.WAITING, OutboxMail.next_attempt_at <= house.clock())
            .order_by(OutboxMail.id)
            .limit(most)
        ).all()
    return sum(_send_one(house, mailer, mail_id) for mail_id in due)


def _send_one(house: House, mailer: Mailer, mail_id: int) -> bool:
    with house.work() as work:
        mail = work.session.get(OutboxMail, mail_id, with_for_update={"skip_locked": True})
        if mail is None or mail.state is not MailState.WAITING or mail.next_attempt_at > work.now:
            return False
        mail.attempts += 1
        mail.next_attempt_at = work.now + _FIRST_WAIT * 2 ** (mail.attempts - 1)
        letter = (mail.address, mail.template, mail.locale, dict(mail.parameters), mail.attempts)
    address, template, locale, parameters, attempts = letter
    try:
        mailer.send(address=address, template=template, locale=locale, parameters=parameters)
    except OSError as error:
        with house.work() as work:
            mail = work.session.get_one(OutboxMail, mail_id)
            mail.error = str(error)[:500]
            if attempts >= MOST_ATTEMPTS:
                mail.state = MailState.FAILED
        return False
    except Exception as error:  # noqa: BLE001 - one letter that cannot be written holds up none of the others
        _log.exception("mail.broke", mail=mail_id, template=template)
        with house.work() as work:
            mail = work.session.get_one(OutboxMail, mail_id)
            mail.state, mail.error = MailState.FAILED, type(error).__name__
        return False
    with house.work() as work:
        mail = work.session.get_one(OutboxMail, mail_id)
        mail.state, mail.sent_at, mail.error = MailState.SENT, work.now, None
        mail.parameters = {}  # links in it open accounts; once sent they are nobody else's to read
    return True
