"""Pictures of a paper's pages for the marking desk: drawn in the sandbox when first asked for, then kept in storage.

Who may have the original sees the pages as they are. While marking is blind a chair sees them covered, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound, Refused
from reviewer.engine.document import Unreadable
from reviewer.engine.hiding import Veil
from reviewer.engine.pages.sheets import PageMap
from reviewer.models import Conference, Document, DrawnPage, PagePicture
from reviewer.models.database import insert_or_keep
from reviewer.sandbox import Sandbox
from reviewer.services import blindness, files, grading, page_turns
from reviewer.services.downloads import Stored
from reviewer.services.page_covers import Cover, blind_text, cover_of
from reviewer.services.page_maps import LIMITS, Paged, page_map, paged
from reviewer.services.picturing import WIDTH_PX
from reviewer.work import House

WIDTHS = (WIDTH_PX, 1680)
"""Pixels across: for usual screens, as made when the paper was read, and for those with two dots a pixel."""
_MOST_BYTES = 12 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Wanted:
    """The pages of a paper as somebody may see them. `veiled` is the text with its veil, for who must not see names."""

    of: Paged
    veiled: tuple[str, Veil] | None


def wanted(session: Session, actor: Actor, paper_id: int) -> Wanted:
    """The pages of what counts now, for who may mark it.

    Raises NotAllowed and NotFound as the desk does, Refused for a file without pages of its own.
    """
    place = grading.check_may_mark(session, actor, paper_id)
    submission = grading.current_submission(session, paper_id)
    if submission is None or submission.document_id is None:
        raise _unknown()
    document = session.get_one(Document, submission.document_id)
    of = paged(document)
    if of is None:
        raise Refused("no_pages", "This file has no pages of its own to show. Read its text.")
    conference = session.get_one(Conference, place.conference_id)
    if access.may_download_original(actor, place, blind=blindness.is_blind_now(session, conference)):
        return Wanted(of, None)
    return Wanted(of, blind_text(session, actor, submission, place, document))


def desk_picture(house: House, sandbox: Sandbox, actor: Actor, paper_id: int, page: int, width_px: int) -> Stored:
    """The picture of a page. Raises NotFound for no such page or width, Refused for one that is not shown, and Busy."""
    if width_px not in WIDTHS:
        raise _unknown()
    with house.reading() as session:
        asked = wanted(session, actor, paper_id)
    cover = None
    if asked.veiled is not None:
        cover = _cover(house, sandbox, asked, page)
    known = _known(house, asked.of.document_id, page, width_px, cover)
    if known is None:
        known = _draw(house, sandbox, asked.of, page, width_px, cover)
    return Stored(known, f"page-{page}.png", "image/png")


def _cover(house: House, sandbox: Sandbox, asked: Wanted, page: int) -> Cover:
    assert asked.veiled is not None
    found = page_map(house, sandbox, asked.of)
    if found is None:
        raise _undrawn()
    if not 1 <= page <= len(found.sheets):
        raise _unknown()
    cover = cover_of(asked.of, *asked.veiled, found, found.sheets[page - 1])
    if not isinstance(cover, Cover):
        raise Refused("page_hidden", "While names are hidden this page is read as text only.")
    return cover


def covers(asked: Wanted, found: PageMap) -> list[Cover | str | None]:
    """For each page how it is covered (None: as it is), or the reason why it is not shown."""
    if asked.veiled is None:
        return [None] * len(found.sheets)
    return [cover_of(asked.of, *asked.veiled, found, sheet) for sheet in found.sheets]


def faults(session: Session, document_id: int) -> set[tuple[int, int, str]]:
    """What could not be drawn: the page, its width in pixels, and the key of its cover (empty for none)."""
    failed = sa.select(DrawnPage.page, DrawnPage.width_px, DrawnPage.cover).where(
        DrawnPage.document_id == document_id, DrawnPage.fault.is_not(None)
    )
    return {(page, width_px, cover) for page, width_px, cover in session.execute(failed)}


def key_of(cover: Cover | str | None) -> str:
    """The key of a page's cover; empty for none."""
    return cover.key if isinstance(cover, Cover) else ""


def _known(house: House, document_id: int, page: int, width_px: int, cover: Cover | None) -> str | None:
    """The SHA-256 of the picture, if there is one; raises Refused when it could not be drawn."""
    with house.reading() as session:
        drawn = session.execute(
            sa.select(DrawnPage.file_sha256, DrawnPage.fault).where(
                DrawnPage.document_id == document_id,
                DrawnPage.page == page,
                DrawnPage.width_px == width_px,
                DrawnPage.cover == key_of(cover),
            )
        ).one_or_none()
        if drawn is not None:
            if drawn.fault is not None:
                raise _undrawn()
            return str(drawn.file_sha256)
        if cover is not None or width_px != WIDTH_PX:
            return None
        return session.scalar(
            sa.select(PagePicture.file_sha256).where(PagePicture.document_id == document_id, PagePicture.page == page)
        )


def _draw(house: House, sandbox: Sandbox, of: Paged, page: int, width_px: int, cover: Cover | None) -> str:
    """Have the page drawn and keep the picture; its SHA-256. Raises NotFound, Refused, Busy or StorageError."""
    if page < 1 or page > 2 * LIMITS.pages:
        raise _unknown()
    place = of.document_id, page, width_px, key_of(cover)
    if page_turns.is_resting(place):
        raise _undrawn()
    with house.storage.open(of.file_sha256) as file:
        data = file.read()
    try:
        with page_turns.turn():
            known = _known(house, of.document_id, page, width_px, cover)
            if known is not None:  # drawn for somebody else while this one waited
                return known
            made = _drawing(sandbox, data, page, width_px, cover)
    except Unreadable as unreadable:
        if page_turns.may_pass(unreadable):
            page_turns.rest(place)
        else:
            _keep(house, of.document_id, page, width_px, cover, b"", fault=unreadable.code)
        raise _undrawn() from None
    return _keep(house, of.document_id, page, width_px, cover, made, fault=None)


def _drawing(sandbox: Sandbox, data: bytes, page: int, width_px: int, cover: Cover | None) -> bytes:
    if cover is None:
        made = sandbox.page_picture(data, page, width_px, limits=LIMITS)
    else:
        made = sandbox.covered_picture(data, page, width_px, cover.shown, cover.covered, limits=LIMITS)
    if len(made) > _MOST_BYTES:
        raise Unreadable("too_large", "The picture of this page is larger than any print.")
    return made


def _keep(
    house: House, document_id: int, page: int, width_px: int, cover: Cover | None, made: bytes, *, fault: str | None
) -> str:
    """The picture's row, instead of those with older covers: names change, and nobody asks for these again."""
    sha256 = house.storage.put(made) if fault is None else None
    key = key_of(cover)
    with house.work() as work:
        if sha256 is not None:
            files.keep(work, sha256=sha256, size=len(made))
        if cover is not None:
            older = sa.delete(DrawnPage).where(DrawnPage.document_id == document_id, DrawnPage.page == page)
            work.session.execute(older.where(DrawnPage.width_px == width_px, DrawnPage.cover.not_in(("", key))))
        row = {"document_id": document_id, "page": page, "width_px": width_px, "cover": key}
        insert_or_keep(work.session, DrawnPage, [{**row, "file_sha256": sha256, "fault": fault}])
    return sha256 or ""


def _unknown() -> NotFound:
    return NotFound("page_unknown", "There is no picture of this page.")


def _undrawn() -> Refused:
    return Refused("page_undrawn", "This page could not be drawn. Its words are under Text.")
