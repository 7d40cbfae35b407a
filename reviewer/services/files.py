"""Stored bytes and the rows that keep them alive.

Bytes come into storage before any row speaks of them, and leave it when no row has spoken of them for a day. Both ends
meet on the row in `stored_files`: whoever collects holds it while the bytes go, whoever keeps waits for it and then
looks whether the bytes are still there.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from reviewer.domain.errors import Refused
from reviewer.models import Base, Document, StoredFile
from reviewer.models.database import insert_or_keep
from reviewer.services import indexing
from reviewer.work import House, Work

PATIENCE = timedelta(days=1)
"""How long bytes may lie without a row that needs them: far longer than any upload or set-up form takes."""


def keep(work: Work, *, sha256: str, size: int) -> None:
    """Give stored bytes a row, so that others may refer to them. Raises Refused when they were collected meanwhile."""
    insert_or_keep(work.session, StoredFile, [{"sha256": sha256, "size": size, "created_at": work.now}])
    unmeasured = sa.update(StoredFile).where(StoredFile.sha256 == sha256, StoredFile.size != size)
    work.session.execute(unmeasured.values(size=size))
    # Held as a row that refers to it would hold it, which comes later in this unit: nobody collects it in between.
    row = sa.select(StoredFile.sha256).where(StoredFile.sha256 == sha256)
    held = work.session.scalar(row.with_for_update(read=True, key_share=True))
    if held is None or not work.storage.exists(sha256):
        raise Refused("file_gone", "The file was not kept, because it waited too long. Choose it again and send it.")


def unreferenced(model: type[Base]) -> sa.ColumnElement[bool]:
    """The condition under which no row at all needs a row of `model`: nothing that would keep it alive refers to it."""
    table = model.__table__
    needed = [
        sa.exists().where(column == key.column)
        for other in Base.metadata.sorted_tables
        for key in other.foreign_keys
        if key.column.table is table and key.ondelete == "RESTRICT"
        for column in [key.parent]
    ]
    return sa.not_(sa.or_(*needed))


def drop_documents(work: Work, condition: sa.ColumnElement[bool]) -> int:
    """Delete the documents of which this is true and that no submission, source or question needs; how many.

    They leave the index, too: at once, or at no cost where `indexing.forget` took them out before.
    """
    gone = sa.select(Document.id).where(condition, unreferenced(Document))
    indexing.take_out(work.session, work.settings.index_key, gone)
    return len(work.session.execute(sa.delete(Document).where(Document.id.in_(gone)).returning(Document.id)).all())


def collect_garbage(house: House) -> int:
    """Delete documents and stored bytes that nothing needs and that are older than `PATIENCE`; how many files went.

    Bytes without a row, of an upload that was never finished, get one now and go next time. Each file is a unit of
    its own: a process that dies in between leaves nothing half gone.
    """
    _give_rows(house)
    before = house.clock() - PATIENCE
    indexing.forget(house, sa.select(Document.id).where(Document.read_at < before, unreferenced(Document)))
    with house.work() as work:
        drop_documents(work, Document.read_at < before)
    with house.reading() as session:
        waiting = session.scalars(
            sa.select(StoredFile.sha256).where(StoredFile.created_at < before, unreferenced(StoredFile))
        ).all()
    return sum(_collect(house, sha256) for sha256 in waiting)


def _give_rows(house: House) -> None:
    with house.reading() as session:
        known = set(session.scalars(sa.select(StoredFile.sha256)))
    for sha256 in house.storage.iterate():
        if sha256 not in known:
            with house.work() as work:
                row = {"sha256": sha256, "size": 0, "created_at": work.now}
                insert_or_keep(work.session, StoredFile, [row])


def _collect(house: House, sha256: str) -> bool:
    with house.work() as work:
        gone = work.session.execute(
            sa.delete(StoredFile)
            .where(StoredFile.sha256 == sha256, unreferenced(StoredFile))
            .returning(StoredFile.sha256)
        ).one_or_none()
        if gone is not None:
            work.storage.delete(sha256)
    return gone is not None
