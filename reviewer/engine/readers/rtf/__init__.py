"""Reads .rtf files (Rich Text Format 1.9.1): words that show, in order; everything else is skipped by its group."""

from __future__ import annotations

from reviewer.engine.document import Document, Limits, Metadata
from reviewer.engine.readers.assemble import Draft, build
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
    info = story.info
    history = Metadata(author=info.get("author"), last_modified_by=info.get("operator"))
    return build(draft, data, RTF, metadata=history)
