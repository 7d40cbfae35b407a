"""How many pages a word processor makes of a paper whose format has none, where the installation asks for that."""

from __future__ import annotations

from reviewer import rendering
from reviewer.engine.document import Document, Limits, Unreadable
from reviewer.models import RenderedPages
from reviewer.models.database import insert_or_keep
from reviewer.sandbox import Sandbox
from reviewer.work import House, Work


def count(house: House, sandbox: Sandbox, document: Document) -> int | None:
    """The pages of a document just read, outside any transaction: it takes seconds. None where it is not done."""
    if house.settings.render_pages == "off" or document.media_type not in rendering.SUFFIXES:
        return None
    with house.storage.open(document.sha256) as file:
        made = rendering.render(file.read(), document.media_type)
    if made is None:
        return None
    try:
        return sandbox.read_document(made, name="paper.pdf", limits=Limits()).pages
    except Unreadable:
        return None


def keep(work: Work, document_id: int, pages: int) -> None:
    """Keep the number beside the document; the first one stands."""
    row = {"document_id": document_id, "pages": pages, "rendered_at": work.now}
    insert_or_keep(work.session, RenderedPages, [row])
