"""What is kept of texts' meaning: left when a document is compared, asked when others are, gone when it counts no more.

Only with an encoder is anything kept. A sketch is left before others are looked for, in a unit of work of its own: of
two papers that are compared at once, at least one then sees the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from reviewer.domain.states import Step
from reviewer.engine import similarity
from reviewer.engine.encoder import Encoder, model_of
from reviewer.engine.similarity import Prepared, Spoken
from reviewer.models import Document, MeaningSketch, Source, Submission
from reviewer.services import runs
from reviewer.services.papers import current_documents, current_submissions
from reviewer.services.reading import engine_document
from reviewer.work import House, Work

_AT_ONCE = 10
"""Documents in one unit of work of a rebuild: their sentences take half a second to encode, outside of it."""
_READ_AT_ONCE = 64
_LISTED_AT_ONCE = 500


def leave(house: House, document_id: int, text: Prepared, encoder: Encoder) -> None:
    """Keep what a document means, unless that stands already: then the text takes its vectors from there."""
    with house.reading() as session:
        known = recall(session, document_id, text, encoder)
    if not known:
        text.meanings(encoder)
        with house.work() as work:
            put(work, document_id, text, encoder)


def recall(session: Session, document_id: int, text: Prepared, encoder: Encoder) -> bool:
    """Give a text the vectors that are kept of its document; whether they are this encoder's and of these sentences."""
    row = session.get(MeaningSketch, document_id)
    if row is None or row.model != model_of(encoder):
        return False
    kept = Spoken.stored(document_id, row.language, row.vectors, row.sentences)
    return text.recall(encoder, kept.codes, row.sentences_sha256)


def put(work: Work, document_id: int, text: Prepared, encoder: Encoder) -> None:
    """Keep or replace a document's sketch, if it counts now: a version withdrawn meanwhile leaves nothing."""
    if work.session.scalar(_held([document_id])) is None:
        return
    made = similarity.spoken(document_id, text, encoder)
    values = {
        "model": model_of(encoder),
        "language": made.language,
        "sentences": len(made.codes),
        "sentences_sha256": text.meanings(encoder).sha256,
        "vectors": made.codes.tobytes(),
        "made_at": work.now,
        "looked_at": None,
    }
    dialect = postgresql if work.session.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(MeaningSketch).values(document_id=document_id, **values)
    work.session.execute(row.on_conflict_do_update(index_elements=["document_id"], set_=values))


def mark_looked(session: Session, document_id: int, now: datetime) -> None:
    """Say that texts like this one were looked for among all that were there."""
    row = sa.update(MeaningSketch).where(MeaningSketch.document_id == document_id)
    session.execute(row.values(looked_at=now), execution_options={"synchronize_session": False})


def kept(session: Session, encoder: Encoder, documents: Sequence[int], most_sentences: int) -> Iterator[Spoken]:
    """What this encoder's sketches say of these documents, in their order, some at a time, up to so many sentences."""
    left = most_sentences
    for start in range(0, len(documents), _LISTED_AT_ONCE):
        listed = documents[start : start + _LISTED_AT_ONCE]
        sizes = _sizes(session, encoder, listed)
        chosen: list[int] = []
        for document in listed:
            left -= sizes.get(document, 0)
            if left >= 0 and document in sizes:
                chosen.append(document)
        for first in range(0, len(chosen), _READ_AT_ONCE):
            yield from _read(session, chosen[first : first + _READ_AT_ONCE])


def _sizes(session: Session, encoder: Encoder, documents: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        sa.select(MeaningSketch.document_id, MeaningSketch.sentences).where(
            MeaningSketch.document_id.in_(documents), MeaningSketch.model == model_of(encoder)
        )
    )
    return {row.document_id: row.sentences for row in rows}


def _read(session: Session, documents: Sequence[int]) -> Iterator[Spoken]:
    columns = sa.select(
        MeaningSketch.document_id, MeaningSketch.language, MeaningSketch.vectors, MeaningSketch.sentences
    )
    for row in session.execute(columns.where(MeaningSketch.document_id.in_(documents))):
        yield Spoken.stored(*row)


def _held(documents: Sequence[int] | sa.Select[int | None] | None = None) -> sa.CompoundSelect[int | None]:
    """The documents (of these, or of all) that count now: papers' current versions and sources in force."""
    asked = sa.true() if documents is None else Submission.document_id.in_(documents)
    of = sa.select(Submission.paper_id).where(asked)
    current = current_submissions(of=None if documents is None else of)
    papers = sa.select(Submission.document_id).where(
        Submission.id.in_(current), Submission.document_id.is_not(None), asked
    )
    sources = sa.select(Source.document_id).where(
        Source.removed_at.is_(None),
        Source.document_id.is_not(None),
        sa.true() if documents is None else Source.document_id.in_(documents),
    )
    return sa.union(papers, sources)


def forget_versions(session: Session, paper_id: int) -> None:
    """Drop the sketches of a paper's versions that count no more, unless another paper or a source is the same file."""
    _drop(session, sa.select(Submission.document_id).where(Submission.paper_id == paper_id))


def forget_source(session: Session, document_id: int | None) -> None:
    """Drop the sketch of a source that is out of force, unless a paper or another source is the same file."""
    if document_id is not None:
        _drop(session, sa.select(Document.id).where(Document.id == document_id))


def _drop(session: Session, documents: sa.Select[int] | sa.Select[int | None]) -> None:
    session.flush()
    asked = sa.select(MeaningSketch.document_id).where(MeaningSketch.document_id.in_(documents))
    standing = session.scalars(asked).all()
    if standing:
        idle = set(standing) - set(session.scalars(_held(standing)))
        session.execute(sa.delete(MeaningSketch).where(MeaningSketch.document_id.in_(idle)))


def forget_idle(house: House) -> int:
    """Drop every sketch of what counts no more, however that came; how many."""
    with house.reading() as session:
        standing = set(session.scalars(sa.select(MeaningSketch.document_id)))
        idle = sorted(standing - set(session.scalars(_held()))) if standing else []
    for start in range(0, len(idle), _LISTED_AT_ONCE):
        with house.work() as work:
            rows = MeaningSketch.document_id.in_(idle[start : start + _LISTED_AT_ONCE])
            work.session.execute(sa.delete(MeaningSketch).where(rows))
    return len(idle)


def rebuild(house: House, encoder: Encoder, progress: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Keep what every document that counts means, and have papers looked at again that never looked; how many are kept.

    What stands and is of the same sentences and encoder is not made again, so a rebuild that was stopped goes on.
    """
    forget_idle(house)
    with house.reading() as session:
        waiting = sorted(one for one in session.scalars(_held()) if one is not None)
    for start in range(0, len(waiting), _AT_ONCE):
        progress(start, len(waiting))
        _put_all(house, waiting[start : start + _AT_ONCE], encoder)
    progress(len(waiting), len(waiting))
    _have_look(house, encoder)
    return len(waiting)


def _put_all(house: House, documents: Sequence[int], encoder: Encoder) -> None:
    fresh: list[tuple[int, Prepared]] = []
    with house.reading() as session:
        for row in session.scalars(sa.select(Document).where(Document.id.in_(documents))):
            text = similarity.prepare(engine_document(row))
            if not recall(session, row.id, text, encoder):
                fresh.append((row.id, text))
    for _, text in fresh:
        text.meanings(encoder)
    if fresh:
        with house.work() as work:
            for document_id, text in fresh:
                put(work, document_id, text, encoder)


def _have_look(house: House, encoder: Encoder) -> None:
    """Queue the comparison of papers and sources whose sketch came without one."""
    asked = MeaningSketch.looked_at.is_(None), MeaningSketch.model == model_of(encoder)
    papers = sa.select(Submission.id, MeaningSketch.document_id, MeaningSketch.made_at).join(
        MeaningSketch, Submission.document_id == MeaningSketch.document_id
    )
    with house.work() as work:
        current = work.session.execute(papers.where(*asked, Submission.id.in_(current_submissions()))).all()
        for submission_id, document_id, made_at in current:
            again = f"document:{document_id}:meaning:{made_at.isoformat()}"
            runs.record(work, Step.COMPARE, again, submission_id=submission_id)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many sketches there are, their bytes, and how many documents that count have none."""

    sketches: int
    size_bytes: int
    missing: int


def status(house: House) -> Kept:
    """Count what is kept of texts' meaning; 0 missing where nothing is kept at all, as without an encoder."""
    with house.reading() as session:
        number, size = session.execute(
            sa.select(sa.func.count(), sa.func.sum(sa.func.length(MeaningSketch.vectors)))
        ).one()
        held = session.scalar(sa.select(sa.func.count()).select_from(_held().subquery())) or 0
    return Kept(number, size or 0, max(0, held - number) if number else 0)


def by_words_alone(session: Session, conference_id: int) -> tuple[int, int]:
    """How many of a conference's papers were compared by their words alone, of how many that were read.

    What they say in other words, or in another language, than papers compared like them do was not looked for.
    """
    read = {document for document, _paper in session.execute(current_documents(conference_id))}
    looked = sa.select(MeaningSketch.document_id, MeaningSketch.model, MeaningSketch.made_at).where(
        MeaningSketch.looked_at.is_not(None), MeaningSketch.document_id.in_(sorted(one for one in read if one))
    )
    rows = session.execute(looked).all()
    newest = max(rows, key=lambda row: row.made_at).model if rows else None
    return len(read - {row.document_id for row in rows if row.model == newest}), len(read)
