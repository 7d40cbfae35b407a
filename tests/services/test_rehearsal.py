from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from reviewer.domain.states import RunState, Step
from reviewer.models import AuditEvent, Base, Run
from reviewer.sandbox import Sandbox
from reviewer.services import analysis, rehearsal
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


class CountingEncoder:
    """Vectors by the letters of a sentence; remembers what it was asked."""

    name, version = "letters", "1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, sentences: Sequence[str]) -> NDArray[np.float32]:
        self.asked += sentences
        rows = np.array([[text.lower().count(letter) + 1 for letter in "abcdefgh"] for text in sentences], np.float32)
        if not len(rows):
            return np.zeros((0, 8), np.float32)
        unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return unit


STATEMENT = "Every harbour of this coast keeps a rescue boat and pays its crew through the whole winter."


def cover_run_beside_a_guide(house: House, step: Step = Step.COVER) -> int:
    with house.work() as work:
        committee = factories.committee(work)
        factories.source(work, committee.conference, only=committee, text=f"{STATEMENT} It began to do so in 1990.\n")
        sent = factories.submission(work, factories.paper(work, factories.seat(work, committee)), read=True)
        return factories.run(work, sent, step, RunState.QUEUED).id


def test_a_guide_is_encoded_before_the_fork_and_not_again_by_the_job(house: House) -> None:
    encoder = CountingEncoder()
    tools = Tools(Sandbox("fork"), encoder)
    run_id = cover_run_beside_a_guide(house)
    rehearsal.prepare_for(house, tools, run_id)
    assert encoder.asked.count(STATEMENT) == 1
    analysis.perform(house, tools, Step.COVER, run_id)
    with house.reading() as session:
        assert session.get_one(Run, run_id).state is RunState.DONE
    assert encoder.asked.count(STATEMENT) == 1


def test_nothing_is_encoded_for_other_steps_or_runs_that_are_gone(house: House) -> None:
    encoder = CountingEncoder()
    tools = Tools(Sandbox("fork"), encoder)
    rehearsal.prepare_for(house, tools, cover_run_beside_a_guide(house, Step.COMPARE))
    rehearsal.prepare_for(house, tools, 999_999)
    assert encoder.asked == []
