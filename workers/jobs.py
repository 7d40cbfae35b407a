"""The functions that RQ calls, by name (`reviewer.queue.JOBS`). A run's id in, nothing out: the database tells."""

from __future__ import annotations

from reviewer.domain.states import Step
from reviewer.services import analysis
from workers import runtime


def read(run_id: int) -> None:
    """Stored bytes become a document."""
    analysis.perform(runtime.house(), runtime.tools(), Step.READ, run_id)


def compare(run_id: int) -> None:
    """A document is compared with the conference's sources and papers."""
    analysis.perform(runtime.house(), runtime.tools(), Step.COMPARE, run_id)


def cover(run_id: int) -> None:
    """Key questions are looked for in a document."""
    analysis.perform(runtime.house(), runtime.tools(), Step.COVER, run_id)


def picture(run_id: int) -> None:
    """Pages of a PDF become pictures."""
    analysis.perform(runtime.house(), runtime.tools(), Step.PICTURE, run_id)
