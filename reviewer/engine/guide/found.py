"""A value read out of a document, with its place there and how sure the reading is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from reviewer.engine.document import Span

T = TypeVar("T")

Certainty = Literal["high", "low"]
_SURE = 0.65
"""Confidence from which a reading is called sure: what stands under a heading that announces it."""


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """`value` as read at `span`; `confidence` runs from 0 (a guess) to 1 (stated in so many words)."""

    value: T
    span: Span
    confidence: float

    @property
    def certainty(self) -> Certainty:
        """Whether staff may skim the value or should look at its place in the guide."""
        return "high" if self.confidence >= _SURE else "low"
