"""Which documents a text is compared with for its meaning alone, where the index of words says nothing of them.

A paper meets the newest sources of its committee and conference in any case, since there are few. Other papers, and
sources beyond those, are met when what is kept of their meaning (`services.meanings`) is near enough: first the
committee's are asked, then the conference's sources, then its other papers, up to `MOST_SENTENCES` of them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.engine import similarity
from reviewer.engine.encoder import Encoder
from reviewer.engine.similarity import Prepared
from reviewer.models import Source, Submission
from reviewer.services import meanings
from reviewer.services.papers import current_documents, papers_of

MOST_BY_MEANING = 12
"""Sources that a paper meets in any case, and texts it meets for what is kept of them."""
MOST_SENTENCES = 50_000
"""Sentences that one look asks: those of some 1,900 papers, 25 MB read a little at a time, a quarter second of CPU."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose document is compared: a paper's, or (`paper_id` None) a source's, of a committee or of none."""

    document_id: int
    conference_id: int
    committee_id: int | None
    paper_id: int | None


def newest_sources(session: Session, subject: Subject) -> list[int]:
    """Sources whose words a paper of the committee may have translated or told anew; few, so that a check ends soon."""
    own = Source.committee_id == subject.committee_id
    query = (
        _sources(subject)
        .where(sa.or_(own, Source.committee_id.is_(None)))
        .order_by(None)
        .order_by(sa.case((own, 0), else_=1), Source.id.desc())
        .limit(MOST_BY_MEANING)
    )
    return [document for document in session.scalars(query) if document is not None]


def sources(session: Session, subject: Subject) -> set[int]:
    """The documents of the conference's sources in force."""
    return {document for document in session.scalars(_sources(subject)) if document is not None}


def of_committee(session: Session, subject: Subject) -> list[int]:
    """The papers of the committee that a source is for; none of a source for the whole conference."""
    if subject.committee_id is None:
        return []
    return _papers(session, subject, subject.committee_id)


def alike(
    session: Session, subject: Subject, text: Prepared, encoder: Encoder, known: Collection[int], most: int
) -> list[int]:
    """Documents beside the `known` ones that may say what a text says, the likeliest first; some may not after all."""
    asked = [document for document in _asked(session, subject) if document not in known]
    others = meanings.kept(session, encoder, asked, MOST_SENTENCES)
    mine = similarity.spoken(subject.document_id, text, encoder)
    return [document for document, _evidence in similarity.nearest(mine, others)[:most]]


def _asked(session: Session, subject: Subject) -> list[int]:
    """What may be near, newest first each: the committee's papers, for a paper all sources, the conference's papers."""
    near = _papers(session, subject, subject.committee_id) if subject.committee_id is not None else []
    given = session.scalars(_sources(subject)).all() if subject.paper_id is not None else []
    every = [*near, *given, *_papers(session, subject, None)]
    return [one for one in dict.fromkeys(every) if one is not None and one != subject.document_id]


def _papers(session: Session, subject: Subject, committee_id: int | None) -> list[int]:
    """The documents of other papers than the subject, newest first."""
    query = current_documents(subject.conference_id, papers_of(subject.conference_id, committee_id))
    rows = session.execute(query.order_by(Submission.document_id.desc()))
    return [document for document, paper in rows if document is not None and paper != subject.paper_id]


def _sources(subject: Subject) -> sa.Select[int | None]:
    """The documents of the conference's sources in force, the newest first."""
    return (
        sa.select(Source.document_id)
        .where(
            Source.conference_id == subject.conference_id,
            Source.removed_at.is_(None),
            Source.document_id.is_not(None),
        )
        .order_by(Source.id.desc())
    )
