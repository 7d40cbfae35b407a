"""How a paper falls into topics, and what a chair should see before the questions, as a snapshot keeps it.

`{"topics": [{"title", "split", "parts": [[start, end]]}], "remarks": [{"code", "topic", "start", "end"}]}`:
`split` says whether headings or words told the topics apart, `topic` counts from 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviewer.engine import coverage
from reviewer.engine.report import TopicCoverage


@dataclass(frozen=True, slots=True)
class OutlinedTopic:
    """A topic's parts in the paper, each from `start` to `end`."""

    title: str
    split: str
    parts: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Noticed:
    """Something about the whole paper or one topic: `off_topic`, `topic_missing` or `topic_empty`."""

    code: str
    topic: str
    place: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Outline:
    """What a page says above the questions."""

    topics: tuple[OutlinedTopic, ...] = ()
    noticed: tuple[Noticed, ...] = ()


def outline_of(found: Sequence[TopicCoverage]) -> dict[str, Any]:
    """The outline of a result, ready to be stored."""
    return {
        "topics": [
            {"title": one.title, "split": one.split, "parts": [[part.start, part.end] for part in one.parts]}
            for one in found
        ],
        "remarks": [
            {"code": one.code, "topic": one.topic, "start": one.start, "end": one.end}
            for one in coverage.remarks(found)
        ],
    }


def outline_from(stored: Mapping[str, Any] | None) -> Outline:
    """The inverse; empty for a snapshot of before outlines were kept."""
    if not stored:
        return Outline()
    topics = tuple(
        OutlinedTopic(one["title"], one["split"], tuple((start, end) for start, end in one["parts"]))
        for one in stored["topics"]
    )
    return Outline(topics, tuple(_noticed(one, topics) for one in stored["remarks"]))


def _noticed(one: Mapping[str, Any], topics: Sequence[OutlinedTopic]) -> Noticed:
    place = None if one["start"] is None else (one["start"], one["end"])
    return Noticed(one["code"], "" if one["topic"] is None else topics[one["topic"]].title, place)
