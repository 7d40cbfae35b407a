"""A guide's text with the places from which its values were read, so that staff can check each of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reviewer.engine.document import Document
from reviewer.engine.guide import Guide, read_guide
from reviewer.engine.guide.found import Found
from reviewer.engine.guide.notices import Notice
from reviewer.services.desks.rendering import Highlight, ShownBlock, shown_blocks
from reviewer.services.setup.sources import is_address

_LOOK = ("evidence",)
UNSURE = "evidence-unsure-"
"""How the name of a place begins whose reading is not sure."""
COMMITTEE, DUE = "\x1fcommittee", "\x1fdue"
"""What stands for the committee's name and the deadline among the words that places are found by."""


@dataclass(frozen=True, slots=True)
class AlsoRead:
    """Something else that the guide says: `kind` is conference, officer, definitions, actions_taken or work."""

    kind: str
    words: str
    lights: str


@dataclass(frozen=True, slots=True)
class GuideText:
    """The guide as a page draws it.

    `lights` gives the highlight of a topic's title, a question or a link's address, by its words; those that begin with
    `UNSURE` should be looked at. `notices` is what the reading leaves to people, `also` what a committee's form has no
    place for.
    """

    name: str
    language: str
    blocks: tuple[ShownBlock, ...]
    lights: Mapping[str, str]
    notices: tuple[tuple[Notice, str], ...] = ()
    also: tuple[AlsoRead, ...] = ()


Spot = tuple[str, int, int, bool]
"""Words, the place from which they were read, and whether that is sure."""


def fresh_text(document: Document, name: str) -> GuideText:
    """The text of a guide that was just read; the places are those of the reading itself."""
    guide = read_guide(document)
    also = list(_also(guide))
    noticed = [
        Highlight(f"evidence-notice-{n}", spot.start, spot.end, _LOOK)
        for n, notice in enumerate(guide.notices)
        for spot in notice.spans
    ]
    spots = [
        *_spots(guide, document.text),
        *((f"\x1f{kind}\x1f{one.value}", *_place(document.text, one), True) for kind, one in also),
    ]
    text = _drawn(document.text, document.to_json()["blocks"], spots, name, document.language or "", noticed)
    return GuideText(
        text.name,
        text.language,
        text.blocks,
        text.lights,
        notices=tuple((one, f"evidence-notice-{n}" if one.spans else "") for n, one in enumerate(guide.notices)),
        also=tuple(AlsoRead(kind, one.value, text.lights[f"\x1f{kind}\x1f{one.value}"]) for kind, one in also),
    )


def guide_text(
    text: str, blocks: list[dict[str, Any]], spots: Iterable[tuple[str, int, int]], name: str, language: str
) -> GuideText:
    """A guide's text with places in it, each (words, start, end)."""
    return _drawn(text, blocks, [(*spot, True) for spot in spots], name, language)


def _drawn(
    text: str,
    blocks: list[dict[str, Any]],
    spots: Iterable[Spot],
    name: str,
    language: str,
    more: Iterable[Highlight] = (),
) -> GuideText:
    named = [
        (f"{'evidence-' if is_sure else UNSURE}{number}", words, start, end)
        for number, (words, start, end, is_sure) in enumerate(spots, 1)
    ]
    highlights = [Highlight(key, start, end, _LOOK) for key, _words, start, end in named]
    lights = {words: key for key, words, _start, _end in named}
    return GuideText(name, language, shown_blocks(text, blocks, [*more, *highlights]), lights)


def _spots(guide: Guide, text: str) -> Iterator[Spot]:
    if guide.committee:
        yield COMMITTEE, *_place(text, guide.committee), _is_sure(guide.committee)
    if guide.deadline:
        yield DUE, guide.deadline.span.start, guide.deadline.span.end, _is_sure(guide.deadline)
    for topic in guide.topics:
        for found in (topic.title, *topic.questions):
            if found.value:
                yield found.value, *_place(text, found), _is_sure(found)
        for link in topic.links:
            yield link.value.url, link.span.start, link.span.end, _is_sure(link)


def _is_sure(found: Found[Any]) -> bool:
    return found.certainty == "high"


def _also(guide: Guide) -> Iterator[tuple[str, Found[str]]]:
    if guide.conference:
        yield "conference", guide.conference
    for officer in guide.officers:
        said = f"{officer.value.name}, {officer.value.role}" if officer.value.role else officer.value.name
        yield "officer", Found(said, officer.span, officer.confidence)
    for topic in guide.topics:
        for section in topic.sections:
            yield section.kind, Found(section.heading, section.text.span, section.text.confidence)
        for link in topic.links:
            if not is_address(link.value.url):
                yield "broken_link", Found(link.value.url, link.span, link.confidence)
        for work in topic.bibliography:
            yield "work", Found(work.value.url, work.span, work.confidence)


def _place(text: str, found: Found[str]) -> tuple[int, int]:
    """Where the words stand, however their lines are broken and indented; else where they were read."""
    pattern = re.compile(r"\s+".join(re.escape(word) for word in found.value.split()))
    seen = pattern.search(text, found.span.start) or pattern.search(text)
    return seen.span() if seen else (found.span.start, found.span.end)
