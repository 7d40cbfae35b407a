"""Where the words of a PDF stand on its pages: found once in the sandbox, kept in storage beside the document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from reviewer.engine.document import Limits, Unreadable
from reviewer.engine.pages.sheets import PageMap
from reviewer.models import Document
from reviewer.models import PageMap as PageMapRow
from reviewer.models.database import insert_or_keep
from reviewer.sandbox import Sandbox
from reviewer.services import files
from reviewer.work import House

PDF = "application/pdf"
LIMITS = Limits(seconds=10.0)
"""For one look at a file while somebody waits for its page."""
TRANSIENT = frozenset(("timeout",))
"""What a busy machine causes as well as a file: not remembered against it."""


@dataclass(frozen=True, slots=True)
class Paged:
    """A document with pages: what is needed of it to find its words on them and to draw them."""

    document_id: int
    file_sha256: str
    text: str
    blocks: list[dict[str, Any]]
    is_garbled: bool


def paged(document: Document) -> Paged | None:
    """The document, if its file has pages that can be drawn."""
    if document.media_type != PDF:
        return None
    garbled = any(flag.get("code") == "garbled_text" for flag in document.flags)
    return Paged(document.id, document.file_sha256, document.text, document.blocks, garbled)


def page_map(house: House, sandbox: Sandbox, of: Paged) -> PageMap | None:
    """Where its words stand; None when that cannot be found out. Raises StorageError."""
    with house.reading() as session:
        known = session.get(PageMapRow, of.document_id)
    if known is None:
        return _made(house, sandbox, of)
    if known.file_sha256 is None:
        return None
    with house.storage.open(known.file_sha256) as file:
        return PageMap.from_json(json.load(file), length=len(of.text))


def _made(house: House, sandbox: Sandbox, of: Paged) -> PageMap | None:
    with house.storage.open(of.file_sha256) as file:
        data = file.read()
    try:
        found = sandbox.page_map(data, of.text, of.blocks, limits=LIMITS)
    except Unreadable as unreadable:
        if unreadable.code not in TRANSIENT:
            _keep(house, of.document_id, b"", fault=unreadable.code)
        return None
    made = json.dumps(found.to_json(), ensure_ascii=False, separators=(",", ":"))
    _keep(house, of.document_id, made.encode(), fault=None)
    return found


def _keep(house: House, document_id: int, made: bytes, *, fault: str | None) -> None:
    sha256 = house.storage.put(made) if fault is None else None
    with house.work() as work:
        if sha256 is not None:
            files.keep(work, sha256=sha256, size=len(made))
        row = {"document_id": document_id, "file_sha256": sha256, "fault": fault}
        insert_or_keep(work.session, PageMapRow, [row])
