from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from reviewer.domain.states import RunState
from reviewer.models import Conference, OutboxMail, Run
from reviewer.services import outbox, runs
from reviewer.services.duty import Duty
from reviewer.work import House
from tests import factories
from tests.conftest import Clock


class ListMailer:
    def __init__(self) -> None:
        self.sent: list[str] = []

    def send(self, *, address: str, template: str, locale: str, parameters: dict[str, Any]) -> None:
        self.sent.append(address)


def test_duty_frees_lost_work_and_sends_mail(house: House, clock: Clock) -> None:
    with house.work() as work:
        factories.submission(work, queued=True)
        outbox.write(work, "feedback", address="noor@school.example", conference_id=None, parameters={"link": "l"})
    with house.reading() as session:
        run_id = session.scalars(sa.select(Run.id)).one()
    runs.claim(house, run_id)
    clock.advance(hours=1)
    mailer = ListMailer()
    Duty(house, mailer).look_after()
    with house.reading() as session:
        assert session.get_one(Run, run_id).state is RunState.QUEUED
        assert session.scalars(sa.select(OutboxMail.sent_at)).one() is not None
    assert mailer.sent == ["noor@school.example"]


def test_duty_erases_a_conference_once_its_day_has_come(house: House, clock: Clock) -> None:
    with house.work() as work:
        factories.conference(work, retain_until=clock.now.date())
        kept = factories.conference(work).id
    duty = Duty(house, ListMailer())
    clock.advance(days=2)
    duty.look_after()
    with house.reading() as session:
        assert session.scalars(sa.select(Conference.id)).all() == [kept]


def test_database_that_is_gone_is_met_again_at_the_next_turn(house: House) -> None:
    duty = Duty(house, ListMailer())
    with house.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE runs RENAME TO runs_away")
        connection.commit()
    duty.look_after()
    with house.engine.connect() as connection:
        connection.exec_driver_sql("ALTER TABLE runs_away RENAME TO runs")
        connection.commit()
    with house.work() as work:
        outbox.write(work, "feedback", address="noor@school.example", conference_id=None, parameters={"link": "l"})
    mailer = ListMailer()
    Duty(house, mailer).look_after()
    assert mailer.sent == ["noor@school.example"]
