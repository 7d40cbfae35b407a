"""A guide's text with the places from which topics and questions were read, so that staff can check each line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.engine.document import Document
from reviewer.engine.guide import Guide, read_guide
from reviewer.engine.guide.found import Found
from reviewer.services.desks.rendering import Highlight, ShownBlock, shown_blocks

_LOOK = ("evidence",)


@dataclass(frozen=True, slots=True)
class GuideText:
    """The guide as a page draws it. `lights` gives the highlight of a topic's title or a question, by its words."""

    name: str
    language: str
    blocks: tuple[ShownBlock, ...]
    lights: Mapping[str, str]


def fresh_text(document: Document, name: str) -> GuideText:
    """The text of a guide that was just read; the places are those of the reading itself."""
    return guide_text(
        document.text,
        document.to_json()["blocks"],
        _spots(read_guide(document), document.text),
        name,
        document.language or "",
    )


def guide_text(
    text: str, blocks: list[dict[str, Any]], spots: Iterable[tuple[str, int, int]], name: str, language: str
) -> GuideText:
    """A guide's text with places in it, each (words, start, end)."""
    named = [(f"evidence-{number}", *spot) for number, spot in enumerate(spots, 1)]
    highlights = [Highlight(key, start, end, _LOOK) for key, _words, start, end in named]
    lights = {words: key for key, words, _start, _end in named}
    return GuideText(name, language, shown_blocks(text, blocks, highlights), lights)


def _spots(guide: Guide, text: str) -> Iterator[tuple[str, int, int]]:
    for topic in guide.topics:
        for found in (topic.title, *topic.questions):
            if found.value:
                yield found.value, *_place(text, found)


def _place(text: str, found: Found[str]) -> tuple[int, int]:
    """Where the words stand, however their lines are broken and indented; else where they were read."""
    pattern = re.compile(r"\s+".join(re.escape(word) for word in found.value.split()))
    seen = pattern.search(text, found.span.start) or pattern.search(text)
    return seen.span() if seen else (found.span.start, found.span.end)
