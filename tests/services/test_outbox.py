"""A mail exists if and only if its act does, and is sent until it is sent or given up."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from reviewer.domain.states import MailState
from reviewer.mail import Mailer, render
from reviewer.models import OutboxMail
from reviewer.services import outbox
from reviewer.work import House
from tests.conftest import Clock

PARAMETERS: dict[str, dict[str, Any]] = {
    "invitation": {"name": "Noor", "link": "https://service.example/invitations/secret"},
    "receipt": {"receipt": "ABCDEFGHJK", "number": 2, "received_at": "2030", "sha256": "f" * 64, "link": "https://l"},
    "unreadable": {"receipt": "ABCDEFGHJK", "code": "corrupt", "link": "https://l"},
    "not_accepted": {"receipt": "ABCDEFGHJK", "link": "https://l"},
    "feedback": {"link": "https://l", "release": 3},
    "regrade": {"link": "https://l", "criterion": "Content", "topic": "Early warning"},
    "reset": {"name": "Noor", "link": "https://l"},
    "paper_flagged": {
        "delegation": "Maravel",
        "committee": "Committee on Tides",
        "chair": "Emil Tarsk",
        "note": "",
        "link": "https://l",
    },
}


class FlakyMailer:
    """A mailer that cannot be reached a few times."""

    def __init__(self, failures: int) -> None:
        self.failures = failures
        self.sent: list[str] = []

    def send(self, *, address: str, template: str, locale: str, parameters: dict[str, Any]) -> None:
        if self.failures:
            self.failures -= 1
            raise ConnectionRefusedError("no server")
        self.sent.append(f"{template} to {address}")


def write(house: House) -> None:
    with house.work() as work:
        outbox.write(
            work, "invitation", address="noor@school.example", conference_id=None, parameters=PARAMETERS["invitation"]
        )


def mail(house: House) -> OutboxMail:
    with house.reading() as session:
        row = session.scalars(sa.select(OutboxMail)).one()
        session.expunge(row)
        return row


def test_mail_of_an_act_that_was_rolled_back_does_not_exist(house: House) -> None:
    def act_and_fail() -> None:
        with house.work() as work:
            outbox.write(work, "feedback", address="a@b.example", conference_id=None, parameters={})
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        act_and_fail()
    with house.reading() as session:
        assert session.scalars(sa.select(OutboxMail)).all() == []


def test_sent_mail_is_sent_once_and_forgets_its_secrets(house: House) -> None:
    write(house)
    mailer = FlakyMailer(0)
    assert (outbox.send_due(house, mailer), outbox.send_due(house, mailer)) == (1, 0)
    assert mailer.sent == ["invitation to noor@school.example"]
    assert (mail(house).state, mail(house).parameters) == (MailState.SENT, {})


def test_failed_mail_waits_longer_each_time_and_goes_out_at_last(house: House, clock: Clock) -> None:
    write(house)
    mailer = FlakyMailer(2)
    waits = []
    for _ in range(2):
        assert outbox.send_due(house, mailer) == 0
        waits.append(mail(house).next_attempt_at - clock.now)
        assert outbox.send_due(house, mailer) == 0
        clock.advance(seconds=waits[-1].total_seconds())
    assert waits[0] < waits[1]
    assert outbox.send_due(house, mailer) == 1
    assert mail(house).attempts == 3


def test_mail_that_never_goes_is_given_up_with_its_reason(house: House, clock: Clock) -> None:
    write(house)
    mailer = FlakyMailer(1000)
    for _ in range(outbox.MOST_ATTEMPTS + 2):
        outbox.send_due(house, mailer)
        clock.advance(days=10)
    assert (mail(house).state, mail(house).attempts) == (MailState.FAILED, outbox.MOST_ATTEMPTS)
    assert mail(house).error == "no server"


def test_mail_called_off_is_gone_and_others_stay(house: House) -> None:
    with house.work() as work:
        from tests import factories

        event = factories.conference(work)
        for release in (3, 4):
            outbox.write(
                work,
                "feedback",
                address="a@b.example",
                conference_id=event.id,
                parameters={"link": "https://l", "release": release},
            )
        work.session.flush()
        outbox.call_off(work, "feedback", conference_id=event.id, parameter="release", value=3)
    assert mail(house).parameters["release"] == 4


@pytest.mark.parametrize("template", PARAMETERS)
@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_letter_renders_with_its_link(template: str, locale: str) -> None:
    subject, body = render(template, locale, PARAMETERS[template])
    assert subject
    assert "\n" not in subject
    assert PARAMETERS[template]["link"] in body


def test_every_letter_in_the_folder_is_tested() -> None:
    folder = Path(__file__).parents[2] / "templates" / "mail"
    assert {path.stem for path in folder.glob("*.txt")} == set(PARAMETERS)


def test_folder_transport_writes_a_whole_letter(house: House) -> None:
    write(house)
    assert outbox.send_due(house, Mailer(house.settings)) == 1
    folder = Path(urlsplit(house.settings.mail_url).path)
    (letter,) = folder.glob("*.eml")
    text = letter.read_text()
    assert "To: noor@school.example" in text
    assert "https://service.example/invitations/secret" in text
    assert letter.stat().st_mode & 0o077 == 0
    assert "noor" not in letter.name


def test_letter_that_cannot_be_written_is_given_up_and_holds_up_nobody(house: House) -> None:
    with house.work() as work:
        for address in ("x@[broken", "noor@school.example"):
            outbox.write(work, "invitation", address=address, conference_id=None, parameters=PARAMETERS["invitation"])
    assert outbox.send_due(house, Mailer(house.settings)) == 1
    with house.reading() as session:
        states = dict(session.execute(sa.select(OutboxMail.address, OutboxMail.state)).all())
    assert states == {"x@[broken": MailState.FAILED, "noor@school.example": MailState.SENT}
