"""How long a paper is, in pages and in words, in all or on each topic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from reviewer.engine.document import Block, Document, Span
from reviewer.engine.facts import TopicWords
from reviewer.engine.formats.asked import Extent, Profile
from reviewer.engine.formats.finding import Finding, Occasion, Values, finding
from reviewer.engine.formats.paging import Paging, paging
from reviewer.engine.formats.parts import counted, how_many_topics, topics_of, words_in

_SHOWN = 160
"""Characters of the paragraph in which a limit is passed that are pointed at."""


def check_pages(document: Document, profile: Profile, asked: Extent, occasion: Occasion) -> Finding:
    """Whether the pages of what counts are within the limits; an estimate near a limit tells nothing.

    A limit for each topic is a limit of so many times as much for a paper on several.
    """
    times = how_many_topics(topics_of(document, occasion), occasion) if asked.per == "topic" else 1
    found = paging(document, profile, occasion)
    if found is None:
        return finding("pages", "cannot_tell", "pages_unknown")
    least, most = (None if end is None else end * times for end in (asked.least, asked.most))
    values: Values = {"about": found.about, "how": found.how, "least": least, "most": most, "topics": times}
    if most is not None and _is_over(found, most):
        return finding("pages", "fail", "pages_over", values, at=_beyond(document, profile, found, most), of=document)
    if least is not None and found.high < least:
        return finding("pages", "fail", "pages_under", values)
    if (most is not None and found.high > most) or (least is not None and found.low < least):
        return finding("pages", "cannot_tell", "pages_near", values)
    return finding("pages", "pass", "pages_within", values)


def _is_over(found: Paging, most: float) -> bool:
    """A page that is begun is counted whole, so of a limit within a page only the full pages before it tell."""
    if found.how in ("counted", "rendered", "stored") and not most.is_integer():
        return found.low - 1 >= most
    return found.low > most


def _beyond(document: Document, profile: Profile, found: Paging, most: float) -> Span | None:
    """The beginning of the first counted block beyond the limit, where blocks know their pages."""
    if found.how != "counted":
        return None
    blocks = counted(document, profile)
    first = next((block.page for block in blocks if block.page is not None), 1)
    beyond = next((block for block in blocks if block.page is not None and block.page >= first + most), None)
    return None if beyond is None else _beginning(beyond)


def _beginning(block: Block) -> Span:
    return Span(block.start, min(block.end, block.start + _SHOWN))


def check_words(document: Document, profile: Profile, asked: Extent, occasion: Occasion) -> Finding:
    """Whether the words that count are within the limits, in all or on each topic."""
    blocks = counted(document, profile)
    number = sum(words_in(document, block) for block in blocks)
    topics = topics_of(document, occasion) if asked.per == "topic" else ()
    times = how_many_topics(topics, occasion) if asked.per == "topic" else 1
    if topics:
        return _by_topic(document, asked, topics)
    answer = _judged(document, asked, number, times, blocks)
    if times > 1 and answer.state == "pass":
        return finding("words", "cannot_tell", "words_topics_apart", answer.values)
    return answer


def _by_topic(document: Document, asked: Extent, topics: Sequence[TopicWords]) -> Finding:
    """The first topic that is out of the limits, else that all are within."""
    for topic in topics:
        one: Values = {"words": topic.counted, "least": asked.least, "most": asked.most, "topic": topic.number}
        place = topic.spans[0] if topic.spans else None
        at = None if place is None else Span(place.start, min(place.end, place.start + _SHOWN))
        if asked.most is not None and topic.counted > asked.most:
            return finding("words", "fail", "words_over_topic", one, at=at, of=document)
        if asked.least is not None and topic.counted < asked.least:
            return finding("words", "fail", "words_under_topic", one, at=at, of=document)
    each = tuple(str(topic.counted) for topic in topics)
    return finding("words", "pass", "words_within_topics", {"each": each, "least": asked.least, "most": asked.most})


def _judged(document: Document, asked: Extent, number: int, times: int, blocks: Sequence[Block]) -> Finding:
    least, most = (None if end is None else end * times for end in (asked.least, asked.most))
    values: Values = {"words": number, "least": least, "most": most, "topics": times}
    if most is not None and number > most:
        at = next(_passing(document, blocks, most), None)
        return finding("words", "fail", "words_over", values, at=at, of=document)
    if least is not None and number < least:
        return finding("words", "fail", "words_under", values)
    return finding("words", "pass", "words_within", values)


def _passing(document: Document, blocks: Sequence[Block], most: float) -> Iterator[Span]:
    """The block in which the limit is passed."""
    sums = accumulate(words_in(document, block) for block in blocks)
    return (_beginning(block) for block, total in zip(blocks, sums, strict=True) if total > most)
