"""Where papers speak as another country than the one whose seat they are of."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.engine.countries import country_of
from reviewer.engine.leftovers import LeftBehind, left_behind
from reviewer.models import Delegation, Document, Paper, Seat, Submission

_known: dict[tuple[int, str, str], tuple[LeftBehind, ...]] = {}
_MOST_KNOWN = 10_000


def leftovers(document: Document, delegation: str) -> tuple[LeftBehind, ...]:
    """The places of a document that speak as another country than the delegation's."""
    return left_behind(document.text, country_of(delegation))


def foreign_names(session: Session, submissions: Sequence[Submission]) -> dict[int, int]:
    """How many such places each version has, by its id; a document's answer is kept, since documents never change."""
    delegations = _delegations(session, submissions)
    asked = {one.id: (one.document_id or 0, _sha(one), delegations[one.id]) for one in submissions}
    missing = {key[0] for key in asked.values() if key not in _known}
    texts = dict(session.execute(sa.select(Document.id, Document.text).where(Document.id.in_(missing))).all())
    if len(_known) > _MOST_KNOWN:
        _known.clear()
    for key in asked.values():
        if key not in _known:
            _known[key] = left_behind(texts[key[0]], country_of(key[2]))
    return {identity: len(_known[key]) for identity, key in asked.items()}


def _sha(submission: Submission) -> str:
    return submission.file_sha256


def _delegations(session: Session, submissions: Sequence[Submission]) -> dict[int, str]:
    rows = session.execute(
        sa.select(Submission.id, Delegation.name)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .where(Submission.id.in_([one.id for one in submissions]))
    ).all()
    return dict(rows)
