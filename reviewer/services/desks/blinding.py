"""What tells whose paper it is, and a text in which it is hidden while marking is blind."""

from __future__ import annotations

import re
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import Document, DocumentMetadata, Membership, Paper, SeatHolder, User
from reviewer.services.commenting import HIDDEN

_SHORTEST_NAME = 4


def names_of(session: Session, paper: Paper, document: Document) -> list[str]:
    """The school, the delegates, and who the file says wrote it."""
    facts = session.get(DocumentMetadata, document.id)
    names = [*_people(session, paper), paper.seat.school.name if paper.seat.school else ""]
    names += [facts.author or "", facts.last_modified_by or ""] if facts else []
    return [name for name in names if len(name.strip()) >= _SHORTEST_NAME]


def _people(session: Session, paper: Paper) -> list[str]:
    return list(
        session.scalars(
            sa.select(User.name)
            .join(Membership, Membership.user_id == User.id)
            .join(SeatHolder, SeatHolder.membership_id == Membership.id)
            .where(SeatHolder.seat_id == paper.seat_id)
        )
    )


def without(names: Sequence[str], text: str) -> str:
    """The text with every letter of these names hidden; nothing in it moves."""
    for name in names:
        parts = [re.escape(part) for part in name.split()]
        pattern = re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)", re.IGNORECASE)
        text = pattern.sub(lambda found: re.sub(r"\S", HIDDEN, found.group()), text)
    return text
