from __future__ import annotations

import pytest

from reviewer.domain.progress import progress
from reviewer.domain.states import RunState, Step, SubmissionState

QUEUED, RUNNING, DONE, FAILED = RunState.QUEUED, RunState.RUNNING, RunState.DONE, RunState.FAILED


@pytest.mark.parametrize(
    ("runs", "state", "settled"),
    [
        ({Step.READ: QUEUED}, SubmissionState.RECEIVED, False),
        ({Step.READ: RUNNING}, SubmissionState.CHECKING, False),
        ({Step.READ: DONE}, SubmissionState.CHECKING, False),
        ({Step.READ: DONE, Step.COMPARE: QUEUED, Step.COVER: DONE}, SubmissionState.CHECKING, False),
        ({Step.READ: DONE, Step.COMPARE: DONE, Step.COVER: DONE}, SubmissionState.CHECKED, True),
        ({Step.READ: FAILED}, SubmissionState.FAILED, True),
        ({Step.READ: DONE, Step.COMPARE: DONE, Step.COVER: FAILED}, SubmissionState.FAILED, True),
        # Another step still at work may yet bring something to see: not settled.
        ({Step.READ: DONE, Step.COMPARE: RUNNING, Step.COVER: FAILED}, SubmissionState.CHECKING, False),
        # Pictures are no check: they hold up nothing.
        ({Step.READ: DONE, Step.COMPARE: DONE, Step.COVER: DONE, Step.PICTURE: QUEUED}, SubmissionState.CHECKED, True),
    ],
)
def test_progress_tells_the_state_from_the_runs(
    runs: dict[Step, RunState], state: SubmissionState, settled: bool
) -> None:
    told = progress(runs)
    assert (told.state, told.is_settled) == (state, settled)
    assert [step for step, _ in told.steps] == [Step.READ, Step.COMPARE, Step.COVER]
