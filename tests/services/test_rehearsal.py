from __future__ import annotations

import sqlalchemy as sa

from reviewer.models import AuditEvent, Base, Run
from reviewer.sandbox import Sandbox
from reviewer.services import rehearsal
from reviewer.services.analysis import Tools
from reviewer.work import House
from tests import factories


def test_rehearsal_does_every_step_and_leaves_nothing(house: House) -> None:
    with house.work() as work:
        factories.submission(work, queued=True)
    with house.reading() as session:
        before = {
            table.name: session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
    assert rehearsal.rehearse(house, Tools(Sandbox("fork"))) == 6
    with house.reading() as session:
        after = {
            table.name: session.scalar(sa.select(sa.func.count()).select_from(table))
            for table in Base.metadata.sorted_tables
        }
        assert session.scalars(sa.select(Run.attempt)).all() == [0]
        assert session.scalars(sa.select(AuditEvent)).all() == []
    assert after == before
    assert list(house.storage.iterate())  # the real paper's bytes
