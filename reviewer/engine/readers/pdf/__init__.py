"""Reads .pdf files with PDFium: characters with their places become lines, columns and paragraphs.

What the page does not show is left out and flagged: each word is compared with a rendering of its page, which finds
white, covered, clipped, transparent and switched-off text alike.
"""

from __future__ import annotations

from reviewer.engine.document import Document, Limits, Unreadable
from reviewer.engine.readers.assemble import Draft, build, too_long
from reviewer.engine.readers.pdf import active, facts, layout
from reviewer.engine.readers.pdf.annotations import annotation_texts
from reviewer.engine.readers.pdf.ink import Ink
from reviewer.engine.readers.pdf.opened import Opened
from reviewer.engine.readers.pdf.page import Page, read_page
from reviewer.engine.readers.pdf.picture import page_picture
from reviewer.engine.readers.sniff import PDF

__all__ = ["page_picture", "read"]

_RENDERED_PAGES = 60
"""Pages compared with their rendering. A paper has two or three; a longer source is read without that comparison."""


def read(data: bytes, limits: Limits) -> Document:
    """The Document of a .pdf file; raises Unreadable."""
    draft = Draft(limits)
    with Opened(data) as opened:
        if opened.pages > limits.pages:
            raise Unreadable(
                "too_long",
                f"The file has {opened.pages:,} pages, the limit is {limits.pages}. Hand in the paper alone.",
            )
        pages = _read_pages(opened, draft)
        layout.compose(pages, draft)
        _flag_pages(pages, draft)
        active.flag(opened, data, draft)
        history = facts.metadata(opened)
        return build(draft, data, PDF, pages=opened.pages, form=facts.page_format(pages), metadata=history)


def _read_pages(opened: Opened, draft: Draft) -> list[Page]:
    """All pages; raises Unreadable(too_long) as soon as they hold more than the limit, seen or hidden."""
    pages: list[Page] = []
    characters = 0
    for index in range(opened.pages):
        pages.append(_read_page(opened, index, draft))
        characters += pages[-1].characters
        if characters > draft.limits.characters:
            raise too_long(draft.limits)
    return pages


def _read_page(opened: Opened, index: int, draft: Draft) -> Page:
    with opened.page(index) as handle:
        ink = Ink(handle) if index < _RENDERED_PAGES else None
        page = read_page(handle, index + 1, ink, draft)
        page.aside += annotation_texts(handle, opened.form)
        return page


def _flag_pages(pages: list[Page], draft: Draft) -> None:
    bare = [page.number for page in pages if not page.segments and page.has_images]
    if bare and len(bare) < len(pages):
        listed = ", ".join(map(str, bare[:20]))
        draft.flag(
            "image_only", "warning", f"Pages without text, only pictures: {listed}.", pages=list(map(str, bare[:20]))
        )
    characters = sum(page.characters for page in pages)
    unmapped = sum(page.unmapped for page in pages)
    if characters and unmapped > max(20, 0.08 * characters):
        percent = round(100 * unmapped / characters)
        detail = f"{percent}% of the characters have no meaning in the file; its text is not what it shows."
        draft.flag("garbled_text", "serious", detail, why="signs", percent=percent)
