"""The candidate index in the database: documents put in, taken out, looked up, and all of it built anew.

The rules are the engine's (`engine.index`); here is only who holds which hash. Rows are made under the installation's
key (`Settings.index_key`): with another key they are of no use, and `rebuild` makes new ones.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from reviewer.engine.fingerprints import fold
from reviewer.engine.index import MOST_HOLDERS, Holders
from reviewer.engine.sketching import sketch, sketch_id
from reviewer.models import Document, Fingerprint, IndexedDocument, IndexRebuild
from reviewer.models.database import insert_or_keep
from reviewer.work import House

_AT_ONCE = 25
"""Documents in one writing unit of a rebuild: an upload waits a tenth of a second for it at most."""
_RANGES = 256
"""Parts of the hashes' range in which rows without a document are looked for, a writing unit each."""
_HASHES = 2**48
_SQLITE_ROW_BYTES = 20
"""What a row takes in a SQLite file, as measured with two thousand papers and more."""


def hashes_of(text: str, key: bytes) -> frozenset[int]:
    """The hashes by which a text stands in the index."""
    return sketch(fold(text), key).hashes


def put(session: Session, key: bytes, document_id: int, hashes: Collection[int], now: datetime) -> None:
    """Put a document in. What it is never changes, so doing it twice changes nothing."""
    listed = _listed(session, sorted(hashes))
    # Without a condition, SQLite takes the ON of ON CONFLICT for that of a join.
    rows = sa.select(listed.c.value, sa.literal(document_id, type_=sa.BigInteger)).where(listed.c.value.is_not(None))
    session.execute(_insert(session).from_select(["hash", "document_id"], rows))
    marked = {"document_id": document_id, "key_id": sketch_id(key), "indexed_at": now}
    if not insert_or_keep(session, IndexedDocument, [marked]):
        session.execute(
            sa.update(IndexedDocument).where(*_same(document_id, key)).values(indexed_at=now),
            execution_options={"synchronize_session": False},
        )


def _same(document_id: int, key: bytes) -> tuple[sa.ColumnElement[bool], ...]:
    return IndexedDocument.document_id == document_id, IndexedDocument.key_id == sketch_id(key)


def _insert(session: Session) -> postgresql.Insert | sqlite.Insert:
    """An insertion that leaves rows alone that stand already."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(Fingerprint).on_conflict_do_nothing()
    return sqlite.insert(Fingerprint).on_conflict_do_nothing()


def take_out(session: Session, key: bytes, documents: sa.Select[int]) -> None:
    """Take out those of the documents (a selection of ids) that stand in the index, while their texts still stand.

    A document's hashes are made again from its text, which is why nothing is searched; do many in units of their own.
    """
    standing = sa.select(IndexedDocument.document_id).where(IndexedDocument.key_id == sketch_id(key))
    query = sa.select(Document.id, Document.text).where(Document.id.in_(documents), Document.id.in_(standing))
    for document_id, text in session.execute(query).all():
        listed = _listed(session, sorted(hashes_of(text, key)))
        rows = Fingerprint.hash.in_(sa.select(listed.c.value)), Fingerprint.document_id == document_id
        session.execute(sa.delete(Fingerprint).where(*rows), execution_options={"synchronize_session": False})
        session.execute(sa.delete(IndexedDocument).where(*_same(document_id, key)))


def forget(house: House, documents: sa.Select[int]) -> None:
    """Take many documents out of the index, some in each unit of work, ahead of a unit that deletes them."""
    key = house.settings.index_key
    with house.reading() as session:
        ids = session.scalars(documents).all()
    for start in range(0, len(ids), _AT_ONCE):
        with house.work() as work:
            take_out(work.session, key, sa.select(Document.id).where(Document.id.in_(ids[start : start + _AT_ONCE])))


@dataclass(frozen=True, slots=True)
class StoredHolders:
    """The look-up of one session: the rows of `engine.index.CandidateIndex.holders`."""

    session: Session

    def holders(self, hashes: Collection[int]) -> Holders[int]:
        """See `CandidateIndex.holders`: of a frequent hash no more is read than tells that it is frequent."""
        listed = _listed(self.session, sorted(hashes))
        first = (
            sa.select(Fingerprint.document_id)
            .where(Fingerprint.hash == listed.c.value)
            .order_by(Fingerprint.document_id)
            .limit(MOST_HOLDERS + 1)
            .correlate(listed)
            .subquery()
        )
        joined = sa.select(sa.func.aggregate_strings(sa.cast(first.c.document_id, sa.Text), ",")).scalar_subquery()
        found = self.session.execute(sa.select(listed.c.value, joined)).all()
        return {value: sorted(json.loads(f"[{ids}]")) for value, ids in found if ids}

    def holding(self, hashes: Collection[int], documents: Collection[int]) -> dict[int, set[int]]:
        """For each of these hashes those of the given documents that hold it, however frequent it is."""
        found: dict[int, set[int]] = {}
        if hashes and documents:
            asked = (
                Fingerprint.hash.in_(sa.select(_listed(self.session, sorted(hashes)).c.value)),
                Fingerprint.document_id.in_(sorted(documents)),
            )
            for value, document in self.session.execute(
                sa.select(Fingerprint.hash, Fingerprint.document_id).where(*asked)
            ):
                found.setdefault(value, set()).add(document)
        return found


def _listed(session: Session, numbers: Sequence[int]) -> sa.TableValuedAlias:
    """Numbers as a table of one column, `value`: one parameter, however many they are."""
    if session.get_bind().dialect.name == "postgresql":
        listed = sa.func.unnest(sa.cast(list(numbers), sa.ARRAY(sa.BigInteger)))
        return listed.table_valued(sa.column("value", sa.BigInteger), name="listed").render_derived()
    every = sa.func.json_each(json.dumps(list(numbers)))
    return every.table_valued(sa.column("value", sa.BigInteger), name="listed")


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """How the index stands. `documents` are all there are; `missing` stand not in it, or under another key only."""

    documents: int
    missing: int
    other_key: int
    rows: int
    size_bytes: int
    rebuilding_since: datetime | None


def status(house: House) -> IndexStatus:
    """Count the index; this reads all of it."""
    key = house.settings.index_key
    with house.reading() as session:
        rows = session.scalar(sa.select(sa.func.count()).select_from(Fingerprint)) or 0
        return IndexStatus(
            documents=session.scalar(sa.select(sa.func.count()).select_from(Document)) or 0,
            missing=session.scalar(sa.select(sa.func.count()).select_from(_missing(key).subquery())) or 0,
            other_key=session.scalar(
                sa.select(sa.func.count()).select_from(IndexedDocument).where(IndexedDocument.key_id != sketch_id(key))
            )
            or 0,
            rows=rows,
            size_bytes=_size(session, rows),
            rebuilding_since=session.scalar(
                sa.select(IndexRebuild.started_at).where(IndexRebuild.key_id == sketch_id(key))
            ),
        )


def _size(session: Session, rows: int) -> int:
    """Bytes of the rows with their key: as PostgreSQL counts them, and by their number where SQLite does not tell."""
    if session.get_bind().dialect.name == "postgresql":
        return session.scalar(sa.select(sa.func.pg_total_relation_size("fingerprints"))) or 0
    return rows * _SQLITE_ROW_BYTES


def _missing(key: bytes, since: datetime | None = None) -> sa.Select[int]:
    """Documents that do not stand in the index under this key, or were last put in before `since`; by id."""
    known = IndexedDocument.document_id == Document.id, IndexedDocument.key_id == sketch_id(key)
    fresh = sa.exists().where(*known, sa.true() if since is None else IndexedDocument.indexed_at >= since)
    return sa.select(Document.id).where(sa.not_(fresh)).order_by(Document.id)


def catch_up(house: House, most: int = 200) -> int:
    """Put documents in that are missing, at most so many; how many there were. What an upgrade leaves to do."""
    with house.reading() as session:
        missing = session.scalars(_missing(house.settings.index_key).limit(most)).all()
    for start in range(0, len(missing), _AT_ONCE):
        _put_all(house, missing[start : start + _AT_ONCE])
    return len(missing)


def rebuild(house: House, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Put every stored document in anew, in short units of work, and drop what belongs to none; how many documents.

    The service may run meanwhile. Under the key of before, every document stays findable throughout; under another
    one, the old rows are dropped first. A rebuild that was stopped goes on where it was. `progress` is told how many
    steps are done, of how many.
    """
    key = house.settings.index_key
    started = _begin(house, key)
    with house.reading() as session:
        waiting = session.scalars(_missing(key, started)).all()
    total = len(waiting) + _RANGES
    for start in range(0, len(waiting), _AT_ONCE):
        progress(start, total)
        _put_all(house, waiting[start : start + _AT_ONCE])
    for number in range(_RANGES):
        progress(len(waiting) + number, total)
        _drop_orphans(house, _HASHES * number // _RANGES, _HASHES * (number + 1) // _RANGES)
    progress(total, total)
    with house.work() as work:
        work.session.execute(sa.delete(IndexRebuild))
    return len(waiting)


def _begin(house: House, key: bytes) -> datetime:
    """When this rebuild began, maybe in an earlier process; rows of another key go at its beginning."""
    with house.work() as work:
        session = work.session
        started = session.scalar(sa.select(IndexRebuild.started_at).where(IndexRebuild.key_id == sketch_id(key)))
        if started is None:
            session.execute(sa.delete(IndexRebuild))
            if session.scalar(sa.select(sa.exists().where(IndexedDocument.key_id != sketch_id(key)))):
                # All rows at once: on SQLite without a condition only pages are set free, none is read.
                session.execute(sa.delete(Fingerprint))
                session.execute(sa.delete(IndexedDocument))
            session.add(IndexRebuild(key_id=sketch_id(key), started_at=work.now))
            started = work.now
    return started


def _put_all(house: House, documents: Sequence[int]) -> None:
    """Put documents in: read and hashed outside the unit of work, and only if they still stand within it."""
    key = house.settings.index_key
    with house.reading() as session:
        texts = session.execute(sa.select(Document.id, Document.text).where(Document.id.in_(documents))).all()
    made = {document_id: hashes_of(text, key) for document_id, text in texts}
    with house.work() as work:
        standing = sa.select(Document.id).where(Document.id.in_(documents)).with_for_update(read=True, key_share=True)
        for document_id in work.session.scalars(standing).all():
            put(work.session, key, document_id, made[document_id], work.now)


def _drop_orphans(house: House, low: int, high: int) -> None:
    """Drop rows of one part of the hashes whose document is gone: its text went without `take_out`."""
    orphan = sa.not_(sa.exists().where(Document.id == Fingerprint.document_id))
    with house.reading() as session:
        found = session.execute(
            sa.select(Fingerprint.hash, Fingerprint.document_id).where(
                Fingerprint.hash >= low, Fingerprint.hash < high, orphan
            )
        ).all()
    if found:
        with house.work() as work:
            rows = sa.tuple_(Fingerprint.hash, Fingerprint.document_id)
            for start in range(0, len(found), 500):
                asked = rows.in_([tuple(row) for row in found[start : start + 500]])
                work.session.execute(
                    sa.delete(Fingerprint).where(asked), execution_options={"synchronize_session": False}
                )
