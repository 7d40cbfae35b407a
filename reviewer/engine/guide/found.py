"""A value read out of a document, with its place there and how sure the reading is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from reviewer.engine.document import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """`value` as read at `span`; `confidence` runs from 0 (a guess) to 1 (stated in so many words)."""

    value: T
    span: Span
    confidence: float
