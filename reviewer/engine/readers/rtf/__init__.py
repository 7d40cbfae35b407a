"""Reads .rtf files (Rich Text Format 1.9.1): words that show, in order; everything else is skipped by its group."""

from __future__ import annotations

from dataclasses import replace

from reviewer.engine.document import Document, Limits
from reviewer.engine.readers.assemble import Draft, build
from reviewer.engine.readers.rtf import facts
from reviewer.engine.readers.rtf.story import Story
from reviewer.engine.readers.rtf.tokens import tokens
from reviewer.engine.readers.sniff import RTF


def read(data: bytes, limits: Limits) -> Document:
    """The Document of an .rtf file; raises Unreadable."""
    draft = Draft(limits)
    story = Story(draft)
    for token in tokens(data):
        story.take(token)
    story.finish()
    history = facts.metadata(story.said, tuple(story.tables.revision_ids))
    document = build(draft, data, RTF, form=facts.page_format(story.said), metadata=history)
    return replace(document, pages=facts.stated_pages(story.said, document.words))
