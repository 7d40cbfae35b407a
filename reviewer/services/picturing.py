"""The `picture` step: the pages of a PDF as pictures, made in the sandbox, so that no PDF ever opens in a browser."""

from __future__ import annotations

import sqlalchemy as sa

from reviewer.engine.document import Unreadable
from reviewer.models import Document, PagePicture, Submission
from reviewer.models.database import insert_or_keep
from reviewer.sandbox import Sandbox
from reviewer.services import files, page_maps, runs
from reviewer.services.runs import Claim
from reviewer.work import House

WIDTH_PX = 1240
"""150 dots an inch on A4: sharp enough to read, small enough to send to a phone."""
MOST_PAGES = 30


def picture(house: House, sandbox: Sandbox, claimed: Claim) -> None:
    """Make the pictures that are missing, at most `MOST_PAGES`, and find the words on the pages for the desk.

    Raises Unreadable, StorageError or ClaimLost.
    """
    with house.reading() as session:
        submission = session.get_one(Submission, claimed.submission_id)
        document = session.get_one(Document, submission.document_id)
        document_id, sha256 = document.id, document.file_sha256
        of = page_maps.paged(document)
        made = set(session.scalars(sa.select(PagePicture.page).where(PagePicture.document_id == document.id)))
        pages = [page for page in range(1, min(document.pages or 0, MOST_PAGES) + 1) if page not in made]
    with house.storage.open(sha256) as file:
        data = file.read()
    if of is not None:
        page_maps.page_map(house, sandbox, of)
    drawn = [one for page in pages if (one := _drawn(house, sandbox, data, page)) is not None]
    with house.work() as work:
        for page, picture_sha256, size in drawn:
            files.keep(work, sha256=picture_sha256, size=size)
            insert_or_keep(
                work.session,
                PagePicture,
                [{"document_id": document_id, "page": page, "file_sha256": picture_sha256}],
            )
        runs.finish(work, claimed)


def _drawn(house: House, sandbox: Sandbox, data: bytes, page: int) -> tuple[int, str, int] | None:
    """The page with the SHA-256 and the size of its picture; None for one that cannot be drawn."""
    try:
        png = sandbox.page_picture(data, page, WIDTH_PX)
    except Unreadable as unreadable:
        if unreadable.code in page_maps.TRANSIENT:
            raise
        return None
    return page, house.storage.put(png), len(png)
