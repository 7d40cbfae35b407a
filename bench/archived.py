"""An archive of invented papers, written in bulk into a database as the services would have left it."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench.papers import paper_text
from reviewer.domain.states import CommitteeKind, RunState, Step
from reviewer.engine import readers
from reviewer.engine.document import Limits
from reviewer.engine.fingerprints import Folded, fold
from reviewer.engine.sketching import sketch_id
from reviewer.models import (
    Base,
    Committee,
    Comparison,
    Conference,
    Delegation,
    Document,
    Fingerprint,
    IndexedDocument,
    Match,
    Paper,
    Run,
    Seat,
    StoredFile,
    Submission,
)
from reviewer.services import indexing, reading, runs
from reviewer.services.runs import Claim
from reviewer.work import House, Work

SEED, COPYING_PERCENT = 7, 5.0
_BATCH = 5_000
_SIZES = {
    "sqlite": """
        SELECT tbl_name, sum(pgsize) FROM dbstat('main', 1) JOIN sqlite_master USING (name) GROUP BY tbl_name
        UNION ALL SELECT '', page_count * page_size FROM pragma_page_count(), pragma_page_size()
    """,
    "postgresql": """
        SELECT relname, pg_total_relation_size(oid) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        UNION ALL SELECT '', pg_database_size(current_database())
    """,
}


@cache
def _generator() -> Any:
    """`scale.py` of the evaluation set, where there is one."""
    path = Path(os.environ.get("EVAL_DIR", "")) / "bench" / "scale" / "scale.py"
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location("scale", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def _plain_format() -> dict[str, Any]:
    """The form of a plain text, as its reader tells it."""
    told: dict[str, Any] = readers.read(b"A text.", name="text.txt", limits=Limits()).to_json()["format"]
    return told


@dataclass(frozen=True)
class Made:
    """A paper's text and the numbers of those it copies from."""

    text: str
    copied_from: frozenset[int]


def made(number: int) -> Made:
    """Paper `number`: always the same."""
    scale = _generator()
    if scale is None:
        return _own(number)
    paper = scale.paper(SEED, number, COPYING_PERCENT)
    return Made(paper["text"], frozenset(int(copy["source"][1:]) for copy in paper["copies"]))


def _own(number: int) -> Made:
    """A paper of our own; one in twenty repeats three sentences of an earlier one."""
    chosen = random.Random(f"{SEED}/{number}")
    text = paper_text(number)
    if number == 0 or chosen.random() * 100 >= COPYING_PERCENT:
        return Made(text, frozenset())
    source = chosen.randrange(number)
    sentences = paper_text(source).split(". ")
    first = chosen.randrange(max(1, len(sentences) - 3))
    return Made(f"{text}\n\n{'. '.join(sentences[first : first + 3])}.", frozenset({source}))


def new_papers(size: int, number: int) -> Iterator[Made]:
    """The first papers after an archive of this size that copy from papers in it, and from no others."""
    at = size
    while number:
        paper = made(at)
        if paper.copied_from and max(paper.copied_from) < size:
            yield paper
            number -= 1
        at += 1


@dataclass(frozen=True)
class HandedIn:
    """A new paper as read, with its submission and the documents it copies from."""

    text: str
    folded: Folded
    document_id: int
    submission_id: int
    paper_id: int
    seat_id: int
    sha256: str
    copied_from: frozenset[int]


@dataclass(frozen=True)
class Found:
    """How many texts a paper was aligned with, and with which of them it shares something."""

    compared: int
    documents: frozenset[int]


class Archive:
    """One conference whose papers grow in number; paper `n` is document `n + 1`."""

    def __init__(self, house: House) -> None:
        self._house = house
        with house.reading() as session:
            found = session.execute(sa.select(Committee.conference_id, Committee.id)).first()
            self.size = session.scalar(sa.select(sa.func.count()).select_from(Paper)) or 0
        self.conference_id, self._committee_id = self._begun() if found is None else found

    def _begun(self) -> tuple[int, int]:
        with self._house.work() as work:
            conference = Conference(
                slug="archive",
                title="Archive",
                timezone="UTC",
                languages=["en"],
                retain_until=(work.now + timedelta(days=90)).date(),
                created_at=work.now,
            )
            work.session.add(conference)
            work.session.flush()
            committee = Committee(
                conference_id=conference.id, slug="all", name="All", kind=CommitteeKind.OTHER, languages=["en"]
            )
            work.session.add(committee)
            work.session.flush()
            return conference.id, committee.id

    def grow_to(self, size: int) -> None:
        """Write papers until there are so many."""
        while self.size < size:
            until = min(size, self.size + _BATCH)
            texts = [made(number).text for number in range(self.size, until)]
            with self._house.work() as work:
                rows = [self._rows(work, number, text) for number, text in enumerate(texts, start=self.size + 1)]
                for of_one_table in zip(*rows, strict=True):
                    work.session.add_all(of_one_table)
                    work.session.flush()
                work.session.expunge_all()
                self._index(work, texts)
            self.size = until
        with self._house.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")
            if connection.dialect.name == "postgresql":  # ids were given, of which its sequence knows nothing
                connection.exec_driver_sql(
                    "SELECT setval(pg_get_serial_sequence('documents', 'id'), max(id)) FROM documents"
                )

    def _rows(self, work: Work, number: int, text: str) -> tuple[Base, ...]:
        """The rows of one paper, all under its number, in the order in which they refer to each other."""
        data = text.encode()
        sha256 = hashlib.sha256(data).hexdigest()
        blocks, start = [], 0
        for paragraph in text.split("\n\n"):
            end = start + len(paragraph)
            blocks.append({"kind": "paragraph", "start": start, "end": end, "level": None, "page": None})
            start = end + 2
        words = len(text.split())
        document = Document(
            id=number,
            file_sha256=sha256,
            media_type="text/plain",
            reader_version=readers.READER_VERSION,
            language="en",
            text=text,
            text_sha256=sha256,
            words=words,
            words_body=words,
            pages=None,
            blocks=blocks,
            format=_plain_format(),
            flags=[],
            read_at=work.now,
        )
        return (
            StoredFile(sha256=sha256, size=len(data), created_at=work.now),
            Delegation(id=number, conference_id=self.conference_id, name=f"Delegation {number}"),
            Seat(id=number, committee_id=self._committee_id, delegation_id=number),
            Paper(id=number, seat_id=number),
            document,
            _submission(work, number, number, number, sha256, len(data)),
        )

    def _index(self, work: Work, texts: list[str]) -> None:
        """The rows that `indexing.put` would have left, in the order of the table."""
        key = self._house.settings.index_key
        first = self.size + 1
        rows = sorted(
            (value, number) for number, text in enumerate(texts, first) for value in indexing.hashes_of(text, key)
        )
        connection = work.session.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("INSERT INTO fingerprints (hash, document_id) VALUES (?, ?)", rows)
        else:
            for start in range(0, len(rows), 100_000):
                hashes, documents = zip(*rows[start : start + 100_000], strict=True)
                sent = "INSERT INTO fingerprints SELECT * FROM unnest(%s::bigint[], %s::bigint[])"
                connection.exec_driver_sql(sent, (list(hashes), list(documents)))
        marked = {"key_id": sketch_id(key), "indexed_at": work.now}
        numbers = range(first, first + len(texts))
        work.session.execute(sa.insert(IndexedDocument), [{"document_id": n, **marked} for n in numbers])

    def hand_in(self, paper: Made) -> HandedIn:
        """A new paper, read but not yet in the index."""
        data = paper.text.encode()
        document = readers.read(data, name="new.txt", limits=Limits())
        number = 10_000_000 + int(hashlib.sha256(data).hexdigest()[:6], 16)
        with self._house.work() as work:
            session = work.session
            document_id = reading.store_document(work, document)
            indexing.take_out(session, self._house.settings.index_key, sa.select(sa.literal(document_id)))
            session.add(Delegation(id=number, conference_id=self.conference_id, name=f"Delegation {number}"))
            session.flush()
            session.add(Seat(id=number, committee_id=self._committee_id, delegation_id=number))
            session.flush()
            session.add(Paper(id=number, seat_id=number))
            session.flush()
            session.add(_submission(work, number, number, document_id, document.sha256, len(data)))
        copied = frozenset(source + 1 for source in paper.copied_from)
        return HandedIn(
            document.text, fold(document.text), document_id, number, number, number, document.sha256, copied
        )

    def claim(self, paper: HandedIn) -> Claim:
        """The right to compare a paper."""
        with self._house.work() as work:
            runs.record(work, Step.COMPARE, "measured", submission_id=paper.submission_id)
            run_id = work.session.scalars(sa.select(Run.id).where(Run.state == RunState.QUEUED)).one()
        claimed = runs.claim(self._house, run_id)
        assert claimed is not None
        return claimed

    def matched(self, paper: HandedIn) -> Found:
        """What the comparison of a paper left."""
        low, high = Comparison.low_document_id, Comparison.high_document_id
        of = sa.or_(low == paper.document_id, high == paper.document_id)
        with self._house.reading() as session:
            pairs = session.execute(sa.select(low, high).where(of, Comparison.matches.any())).all()
            compared = session.scalar(sa.select(sa.func.count()).select_from(Comparison).where(of)) or 0
        return Found(compared, frozenset(one for pair in pairs for one in pair))

    def take_back(self, papers: list[HandedIn]) -> None:
        """Delete new papers, so that the archive is what it was."""
        for paper in papers:
            with self._house.work() as work:
                session = work.session
                of = sa.or_(
                    Comparison.low_document_id == paper.document_id, Comparison.high_document_id == paper.document_id
                )
                compared = sa.select(Comparison.id).where(of)
                session.execute(sa.delete(Match).where(Match.comparison_id.in_(compared)))
                session.execute(sa.delete(Comparison).where(of))
                session.execute(sa.delete(Run).where(Run.submission_id == paper.submission_id))
                session.execute(sa.delete(Submission).where(Submission.id == paper.submission_id))
                session.execute(sa.delete(Paper).where(Paper.id == paper.paper_id))
                session.execute(sa.delete(Seat).where(Seat.id == paper.seat_id))
                session.execute(sa.delete(Delegation).where(Delegation.id == paper.seat_id))
                gone = sa.select(Document.id).where(Document.id == paper.document_id)
                indexing.take_out(session, self._house.settings.index_key, gone)
                session.execute(sa.delete(Document).where(Document.id == paper.document_id))
                session.execute(sa.delete(StoredFile).where(StoredFile.sha256 == paper.sha256))
        with self._house.reading() as session:
            left = session.scalar(sa.select(sa.func.count()).where(Fingerprint.document_id > 10_000_000))
        assert not left

    def bytes_by_table(self) -> dict[str, int]:
        """What each table takes with its keys; `""` is the whole database. Reads all of a SQLite file."""
        with self._house.reading() as session:
            rows = session.execute(sa.text(_SIZES[session.get_bind().dialect.name])).tuples()
            return {name: size for name, size in rows if size}


def _submission(work: Work, number: int, paper_id: int, document_id: int, sha256: str, size: int) -> Submission:
    return Submission(
        id=number,
        paper_id=paper_id,
        number=1,
        file_sha256=sha256,
        file_name="paper.txt",
        media_type="text/plain",
        size=size,
        receipt=f"A{number}",
        received_at=work.now,
        counted_at=work.now,
        document_id=document_id,
    )
