"""Where the words of a PDF stand on its pages: found once in the sandbox, kept in storage beside the document."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from reviewer.engine.document import Limits, Unreadable
from reviewer.engine.pages import sheets
from reviewer.engine.pages.sheets import PageMap
from reviewer.models import Document
from reviewer.models import PageMap as PageMapRow
from reviewer.models.database import insert_or_keep
from reviewer.sandbox import Sandbox
from reviewer.services import files, page_turns
from reviewer.work import House

PDF = "application/pdf"
LIMITS = Limits(seconds=10.0)
"""For one look at a file while somebody waits for its page."""
TRANSIENT = page_turns.TRANSIENT
_UNVERSIONED = 1
"""The version of maps that do not tell theirs."""


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
    """Where its words stand; None when that cannot be found out. Raises StorageError, and Busy if others are first."""
    known = _known(house, of)
    if isinstance(known, _Missing):
        return _made(house, sandbox, of)
    return known


@dataclass(frozen=True, slots=True)
class _Missing:
    """There is no map, or only one of another version, stored as this file."""

    stale_sha256: str | None


def _known(house: House, of: Paged) -> PageMap | _Missing | None:
    with house.reading() as session:
        known = session.get(PageMapRow, of.document_id)
    if known is None:
        return _Missing(None)
    if known.file_sha256 is None:
        return None
    with house.storage.open(known.file_sha256) as file:
        stored = json.load(file)
    if stored.get("version", _UNVERSIONED) != sheets.PAGES_VERSION:
        return _Missing(known.file_sha256)
    return PageMap.from_json(stored, length=len(of.text))


def _made(house: House, sandbox: Sandbox, of: Paged) -> PageMap | None:
    place = "map", of.document_id
    if page_turns.is_resting(place):
        return None
    with page_turns.turn():
        known = _known(house, of)
        if not isinstance(known, _Missing):  # made by somebody else while this one waited
            return known
        with house.storage.open(of.file_sha256) as file:
            data = file.read()
        try:
            found = sandbox.page_map(data, of.text, of.blocks, limits=LIMITS)
        except Unreadable as unreadable:
            if page_turns.may_pass(unreadable):
                page_turns.rest(place)
            else:
                _keep(house, of.document_id, known, b"", fault=unreadable.code)
            return None
    stored = {"version": sheets.PAGES_VERSION, **found.to_json()}
    _keep(house, of.document_id, known, _as_json(stored), fault=None)
    return found


def _as_json(stored: dict[str, Any]) -> bytes:
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()


def _keep(house: House, document_id: int, missing: _Missing, made: bytes, *, fault: str | None) -> None:
    """The map's row, instead of that of another version."""
    sha256 = house.storage.put(made) if fault is None else None
    with house.work() as work:
        if sha256 is not None:
            files.keep(work, sha256=sha256, size=len(made))
        if missing.stale_sha256 is not None:
            stale = sa.delete(PageMapRow).where(PageMapRow.document_id == document_id)
            work.session.execute(stale.where(PageMapRow.file_sha256 == missing.stale_sha256))
        row = {"document_id": document_id, "file_sha256": sha256, "fault": fault}
        insert_or_keep(work.session, PageMapRow, [row])
