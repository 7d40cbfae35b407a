"""The index in the database answers like the one in memory, on both databases, whatever happened before."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from reviewer.engine import index
from reviewer.engine.index import MemoryIndex, Sketch, rank
from reviewer.engine.sketching import sketch_id
from reviewer.models import Fingerprint, IndexedDocument, IndexRebuild
from reviewer.services import files, indexing
from reviewer.services.indexing import StoredHolders
from reviewer.settings import Settings
from reviewer.work import House
from tests import factories
from tests.conftest import Clock

KEY = b"a key of the tests"


def documents(house: House, number: int) -> list[int]:
    """Ids of documents that stand in no index."""
    with house.work() as work:
        made = [factories.document(work, text=f"Text {n} of the lighthouse keepers.").id for n in range(number)]
        work.session.execute(sa.delete(Fingerprint))
        work.session.execute(sa.delete(IndexedDocument))
    return made


def rows(house: House) -> set[tuple[int, int]]:
    with house.reading() as session:
        return {(one, two) for one, two in session.execute(sa.select(Fingerprint.hash, Fingerprint.document_id))}


def test_stored_index_answers_like_the_one_in_memory_whatever_the_order(
    either_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "MOST_HOLDERS", 3)
    monkeypatch.setattr(indexing, "MOST_HOLDERS", 3)
    chosen = random.Random(11)
    ids = documents(either_house, 8)
    answered = 0
    for _ in range(25):
        texts = {one: frozenset(chosen.choices(range(30), k=chosen.randrange(12))) for one in ids}
        memory = MemoryIndex()
        for one, hashes in texts.items():
            memory.add(one, hashes)
        mine = Sketch((), frozenset(chosen.choices(range(35), k=12)))
        with either_house.work() as work:
            work.session.execute(sa.delete(Fingerprint))
            for one in chosen.sample(ids, len(ids)):
                indexing.put(work.session, KEY, one, texts[one], work.now)
            stored = StoredHolders(work.session)
            expected = rank(mine, memory.holders(mine.hashes), least=1)
            assert rank(mine, stored.holders(mine.hashes), least=1) == expected
        answered += len(expected)
    assert answered > 50


def test_no_more_of_a_frequent_hash_is_read_than_tells_that_it_is(
    either_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "MOST_HOLDERS", 2)
    ids = documents(either_house, 5)
    with either_house.work() as work:
        for one in reversed(ids):
            indexing.put(work.session, KEY, one, {7, one}, work.now)
        stored = StoredHolders(work.session)
        assert stored.holders({7, ids[4], 99}) == {7: ids[:3], ids[4]: [ids[4]]}
        assert stored.holders(set()) == {}
        assert stored.holding({7, ids[0]}, {ids[0], ids[4]}) == {7: {ids[0], ids[4]}, ids[0]: {ids[0]}}


def test_reading_puts_a_document_in_and_putting_it_in_again_changes_nothing(house: House) -> None:
    with house.work() as work:
        document = factories.document(work, text=factories.PAPER_TEXT)
    before = rows(house)
    assert {one for _, one in before} == {document.id}
    with house.work() as work:
        hashes = indexing.hashes_of(document.text, house.settings.index_key)
        indexing.put(work.session, house.settings.index_key, document.id, hashes, work.now)
    assert rows(house) == before
    assert {value for value, _ in before} == hashes


def test_document_that_is_deleted_leaves_the_index(either_house: House, clock: Clock) -> None:
    with either_house.work() as work:
        gone = factories.document(work, text=factories.PAPER_TEXT)
        stays = factories.submission(work, text=factories.PAPER_TEXT + " More.", read=True)
    assert {one for _, one in rows(either_house)} == {gone.id, stays.document_id}
    clock.advance(days=2)
    files.collect_garbage(either_house)
    assert {one for _, one in rows(either_house)} == {stays.document_id}
    assert indexing.status(either_house).missing == 0


def test_documents_that_are_missing_are_put_in_some_at_a_time(either_house: House) -> None:
    with either_house.work() as work:
        for number in range(5):
            factories.document(work, text=f"{factories.PAPER_TEXT} Number {number} has its own words as well.")
    whole = rows(either_house)
    with either_house.work() as work:
        work.session.execute(sa.delete(Fingerprint))
        work.session.execute(sa.delete(IndexedDocument))
    assert indexing.status(either_house).missing == 5
    assert [indexing.catch_up(either_house, most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert rows(either_house) == whole


def test_rebuild_makes_the_rows_again_and_drops_those_of_nobody(either_house: House, clock: Clock) -> None:
    with either_house.work() as work:
        made = [factories.document(work, text=f"{factories.PAPER_TEXT} Number {n}.").id for n in range(3)]
    whole = rows(either_house)
    with either_house.work() as work:
        work.session.execute(sa.delete(Fingerprint).where(Fingerprint.document_id == made[1]))
        work.session.add(Fingerprint(hash=2**47, document_id=made[-1] + 1000))
    clock.advance(minutes=1)
    shown: list[tuple[int, int]] = []
    assert indexing.rebuild(either_house, lambda done, total: shown.append((done, total))) == 3
    assert rows(either_house) == whole
    assert [done for done, _ in shown] == sorted(done for done, _ in shown)
    assert shown[-1][0] == shown[-1][1] > 3
    assert indexing.status(either_house).rebuilding_since is None


def test_rebuild_that_was_stopped_goes_on_where_it_was(
    house: House, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_AT_ONCE", 1)
    with house.work() as work:
        for number in range(4):
            factories.document(work, text=f"{factories.PAPER_TEXT} Number {number}.")
    clock.advance(minutes=1)
    steps = itertools.count()

    def stop_at_the_third(_done: int, _total: int) -> None:
        if next(steps) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexing.rebuild(house, stop_at_the_third)
    assert indexing.status(house).rebuilding_since is not None
    clock.advance(minutes=1)
    assert indexing.rebuild(house) == 2
    clock.advance(minutes=1)
    assert indexing.rebuild(house) == 4


def with_key(house: House, key: bytes) -> House:
    return replace(house, settings=replace(house.settings, index_key=key))


def test_another_key_is_answered_by_a_rebuild(either_house: House) -> None:
    with either_house.work() as work:
        document = factories.document(work, text=factories.PAPER_TEXT)
    before = rows(either_house)
    other = with_key(either_house, KEY)
    told = indexing.status(other)
    assert (told.documents, told.missing, told.other_key, told.rows) == (1, 1, 1, len(before))
    assert indexing.rebuild(other) == 1
    after = rows(either_house)
    assert {value for value, _ in after} == indexing.hashes_of(document.text, KEY)
    assert not before & after
    with either_house.reading() as session:
        assert session.scalars(sa.select(IndexedDocument.key_id)).all() == [sketch_id(KEY)]
        assert session.scalars(sa.select(IndexRebuild)).all() == []
    assert indexing.status(other).missing == 0


def test_key_is_in_no_row_and_drawn_from_the_secret_unless_given(tmp_path: Path) -> None:
    environment = {"REVIEWER_ENV": "production", "SECRET_KEY": "s" * 40, "VAR_DIR": str(tmp_path)}
    drawn = Settings.from_env(environment)
    assert drawn.index_key != Settings.from_env({**environment, "SECRET_KEY": "t" * 40}).index_key
    assert b"s" * 8 not in drawn.index_key
    assert Settings.from_env({**environment, "INDEX_KEY": "our own"}).index_key == b"our own"
    assert "our own" not in repr(Settings.from_env({**environment, "INDEX_KEY": "our own"}))
