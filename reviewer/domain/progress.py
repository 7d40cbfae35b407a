"""How far a submission's checks are, told from the states of its steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reviewer.domain.states import RunState, Step, SubmissionState

CHECKS = (Step.READ, Step.COMPARE, Step.COVER)
"""The steps a delegate waits for, in order. Pictures of pages are a comfort and not among them."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a submission and of each check; a step that was not recorded yet has the state None."""

    state: SubmissionState
    steps: tuple[tuple[Step, RunState | None], ...]

    @property
    def is_settled(self) -> bool:
        """Whether nothing will change without somebody's act, so that a page may stop asking."""
        return self.state in (SubmissionState.CHECKED, SubmissionState.FAILED)


def progress(newest: Mapping[Step, RunState]) -> Progress:
    """The progress, given the state of each step's newest run."""
    steps = tuple((step, newest.get(step)) for step in CHECKS)
    states = [state for _, state in steps]
    if all(state is RunState.DONE for state in states):
        state = SubmissionState.CHECKED
    elif RunState.FAILED in states and not any(s in (RunState.QUEUED, RunState.RUNNING) for s in states):
        state = SubmissionState.FAILED
    elif any(s not in (None, RunState.QUEUED) for s in states):
        state = SubmissionState.CHECKING
    else:
        state = SubmissionState.RECEIVED
    return Progress(state, steps)
