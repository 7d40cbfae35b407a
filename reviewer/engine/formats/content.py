"""What a paper is made of: its sections, its sources, a statement, and nothing it should be free of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reviewer.engine.citations import citations, reference_entries
from reviewer.engine.document import Document, Span
from reviewer.engine.formats.asked import Plain, Sections, Sources, Statement, Titled
from reviewer.engine.formats.finding import Finding, Occasion, Values, finding
from reviewer.engine.formats.parts import Heading, blocks_of, headings, how_many_topics, is_headed, topics_of
from reviewer.engine.formats.setting import family

_TEXT = "text/plain"
_PDF = "application/pdf"
_HEAVY = re.compile(r"bold|black|heavy|semibold|demi", re.IGNORECASE)
_SLANTED = re.compile(r"italic|oblique|slanted", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\w/.-])(?:1[89]|20)\d\d(?![\w-])")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_MIXED_SHARE = 0.02
"""A font or size of less than this share of the text may be a mark or a bullet."""


def check_sections(document: Document, asked: Sections, occasion: Occasion) -> Finding:
    """Whether every section has its heading, in order if that is asked, on each topic if these are told apart."""
    found = headings(document)
    titles = tuple(one.title for one in asked.titles)
    missing = tuple(one.title for one in asked.titles if not any(_is(heading, one) for heading in found))
    if missing:
        return finding("sections", "fail", "sections_missing", {"missing": missing})
    topics = topics_of(document, occasion) if asked.per == "topic" else ()
    times = how_many_topics(topics, occasion) if asked.per == "topic" else 1
    if times > 1 and not topics:
        return finding("sections", "cannot_tell", "sections_topics_apart", {"topics": times})
    starts = [topic.spans[0].start for topic in topics if topic.spans] or [0]
    for place, start in enumerate(sorted(starts), start=1):
        end = min((other for other in starts if other > start), default=len(document.text))
        own = [heading for heading in found if start <= heading.span.start < end]
        absent = tuple(one.title for one in asked.titles if not any(_is(heading, one) for heading in own))
        if absent and times > 1:
            return finding("sections", "fail", "sections_missing_topic", {"missing": absent, "topic": place})
        astray = _out_of_order(own, asked.titles) if asked.ordered else None
        if astray is not None:
            title, at = astray
            return finding("sections", "fail", "sections_order", {"section": title}, at=at, of=document)
    return finding("sections", "pass", "sections_found", {"sections": titles})


def _is(heading: Heading, wanted: Titled) -> bool:
    return is_headed(heading, (wanted.title, *wanted.also))


def _out_of_order(found: Sequence[Heading], titles: Sequence[Titled]) -> tuple[str, Span] | None:
    """The first section that stands only before the one it should follow, with its place."""
    position = -1
    for one in titles:
        places = [heading for heading in found if _is(heading, one)]
        after = next((heading for heading in places if heading.span.start > position), None)
        if after is None:
            return (one.title, places[0].span) if places else None
        position = after.span.start
    return None


def check_sources(document: Document, asked: Sources, occasion: Occasion) -> Finding:
    """Whether enough sources are listed; notes that cite count where there is no list.

    A list in which entries run into each other, as those of a PDF may, tells nothing when its years or addresses would
    be enough.
    """
    topics = topics_of(document, occasion) if asked.per == "topic" else ()
    times = how_many_topics(topics, occasion) if asked.per == "topic" else 1
    least = asked.least * times
    listed = reference_entries(document.text, document.blocks)
    noted = [block for block in document.blocks if block.kind == "footnote"]
    number = max(len(listed), len(noted))
    values: Values = {"number": number, "least": least, "topics": times}
    place = listed[0] if listed else None
    if number >= least:
        return finding("sources", "pass", "sources_enough", values)
    if number and max(_marks(document, listed)) >= least:
        return finding("sources", "cannot_tell", "sources_near", values, at=place, of=document)
    if number == 0 and len(citations(document.text, document.blocks)) >= least:
        return finding("sources", "fail", "sources_unlisted", values)
    return finding("sources", "fail", "sources_few", values, at=place, of=document)


def _marks(document: Document, listed: Sequence[Span]) -> tuple[int, int]:
    """How many years and how many addresses stand in the list."""
    text = " ".join(document.text[span.start : span.end] for span in listed)
    return len(_YEAR.findall(text)), len(_ADDRESS.findall(text))


def check_plain(document: Document, asked: Plain) -> Finding:
    """Whether the text is free of what it should be free of, as far as its format tells."""
    found, unknown = [], []
    for name in asked.forbid:
        answer = _has(document, name)
        if answer is None:
            unknown.append(name)
        elif answer:
            found.append(name)
    if found:
        return finding("plain", "fail", "plain_found", {"found": tuple(found)}, at=_first(document, found), of=document)
    if unknown:
        return finding("plain", "cannot_tell", "plain_unknown", {"unknown": tuple(unknown)})
    return finding("plain", "pass", "plain_clean", {"forbid": tuple(asked.forbid)})


def _has(document: Document, name: str) -> bool | None:
    """Whether the document has it; None where its format does not tell."""
    if name in ("footnotes", "bullets"):
        kind = "footnote" if name == "footnotes" else "list_item"
        return any(block.kind == kind for block in document.blocks)
    if document.media_type == _TEXT:
        return False
    if name == "mixed_type":
        return _mixed(document)
    if document.media_type != _PDF or name == "pictures" or not document.format.fonts:
        return None
    pattern = _HEAVY if name == "bold" else _SLANTED
    return any(pattern.search(font.name) for font in document.format.fonts)


def _mixed(document: Document) -> bool | None:
    """Whether more than one font or size is in use."""
    fonts = [font for font in document.format.fonts if font.share >= _MIXED_SHARE]
    if not fonts:
        return None
    return len({family(font.name) for font in fonts}) > 1 or len({font.size_pt for font in fonts}) > 1


def _first(document: Document, found: Sequence[str]) -> Span | None:
    kinds = {"footnotes": "footnote", "bullets": "list_item"}
    wanted = {kinds[name] for name in found if name in kinds}
    return next((Span(block.start, block.end) for block in document.blocks if block.kind in wanted), None)


def check_statement(document: Document, asked: Statement) -> Finding:
    """Whether the statement is there and, if that is asked and pages are known, begins a page."""
    place = next((one.span for one in reversed(headings(document)) if is_headed(one, asked.titles)), None)
    title = asked.titles[0]
    if place is None:
        return finding("statement", "fail", "statement_missing", {"title": title})
    page = document.page_at(place.start)
    if not asked.own_page:
        return finding("statement", "pass", "statement_found", {"title": title}, at=place, of=document)
    if page is None:
        return finding("statement", "cannot_tell", "statement_page_unknown", {"title": title}, at=place, of=document)
    before = [
        block for block in blocks_of(document) if block.end <= place.start and block.kind not in ("header", "footer")
    ]
    if before and any(block.page == page for block in before):
        return finding("statement", "fail", "statement_shared", {"title": title}, at=place, of=document)
    return finding("statement", "pass", "statement_found", {"title": title}, at=place, of=document)
