"""Which papers' files look like versions of one file: revision ids and names that hardly any other file carries.

Word writes a random number, its rsid, for every editing session into a file, and copies of the file keep the old
ones. What many papers share came with a template of the conference, or with a program, and says nothing. All of this
is a lead for staff, personal data that a conference may erase, and never a proof.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import Committee, DocumentMetadata, Paper, Seat, Submission
from reviewer.services.papers import current_submissions

_FEW = 3
"""Papers up to which what they have in common is theirs; beyond, it is a template's or a computer room's."""
_ENOUGH_IDS = 2
"""Revision ids two files must share: one alone may come from the empty file a program began with."""
_PYTHON_DOCX = "00B47730 00034616 0006063C 0015074B 0029639D 00326F90 00AA1D8D 00CB0664 00FC693F"
_EMPTY = frozenset(("00000000", *_PYTHON_DOCX.split()))
"""Ids that say nothing: Google Docs' noughts, and those of the template python-docx begins with."""
_WORDS = (
    "user usuario windows user microsoft office user microsoft account admin administrator administrador owner pc hp "
    "dell lenovo asus acer samsung student students estudiante estudiantes alumno alumna author autor unknown default "
    "guest invitado home office libreoffice openoffice apple mac macbook python-docx un-named unnamed google google "
    "docs wps office word laptop computer equipo desktop teacher profesor school escuela me"
)
_ANYBODY = frozenset(_WORDS.split())
"""Words of names that programs and computers give to anybody."""
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Kinship:
    """What the files of two papers, of different seats, have in common that few others have."""

    paper_id: int
    other_id: int
    revision_ids: int
    same_author: bool
    same_last_editor: bool


@dataclass(frozen=True, slots=True)
class History:
    """One paper's file as it tells of itself."""

    paper_id: int
    seat_id: int
    author: str
    last_modified_by: str
    revision_ids: frozenset[str]


def kinships(session: Session, conference_id: int) -> list[Kinship]:
    """The pairs of current papers of a conference whose files seem to have been one file, or one person's."""
    return related(histories(session, conference_id))


def histories(session: Session, conference_id: int) -> list[History]:
    """What the files of a conference's current papers tell; erased histories are not among them."""
    rows = session.execute(
        sa.select(
            Paper.id,
            Paper.seat_id,
            DocumentMetadata.author,
            DocumentMetadata.last_modified_by,
            DocumentMetadata.revision_ids,
        )
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Submission, Submission.paper_id == Paper.id)
        .join(DocumentMetadata, DocumentMetadata.document_id == Submission.document_id)
        .where(Committee.conference_id == conference_id, Submission.id.in_(current_submissions()))
        .order_by(Paper.id)
    )
    return [
        History(paper, seat, author or "", editor or "", frozenset(revisions or ()))
        for paper, seat, author, editor, revisions in rows
    ]


def related(told: Sequence[History]) -> list[Kinship]:
    """The pairs among these histories that few others resemble, those with most in common first."""
    shared: Counter[tuple[int, int]] = Counter()
    for holders in _rare((one, one.revision_ids - _EMPTY) for one in told):
        shared.update((one.paper_id, other.paper_id) for one, other in holders)
    authors = _pairs(_rare((one, telling_name(one.author)) for one in told))
    editors = _pairs(_rare((one, telling_name(one.last_modified_by)) for one in told))
    pairs = {pair for pair, number in shared.items() if number >= _ENOUGH_IDS} | authors | editors
    found = [
        Kinship(
            paper_id=one,
            other_id=other,
            revision_ids=shared[one, other] if shared[one, other] >= _ENOUGH_IDS else 0,
            same_author=(one, other) in authors,
            same_last_editor=(one, other) in editors,
        )
        for one, other in pairs
    ]
    return sorted(found, key=lambda one: (-one.revision_ids, not one.same_author, one.paper_id, one.other_id))


def _rare(told: Iterable[tuple[History, frozenset[str]]]) -> list[list[tuple[History, History]]]:
    """For everything that two or a few papers have, the pairs of papers of different seats that have it."""
    holders: dict[str, list[History]] = defaultdict(list)
    for history, things in told:
        for thing in things:
            holders[thing].append(history)
    return [
        [(one, other) for one, other in combinations(having, 2) if one.seat_id != other.seat_id]
        for having in holders.values()
        if 1 < len({one.seat_id for one in having}) <= _FEW
    ]


def _pairs(found: Iterable[list[tuple[History, History]]]) -> set[tuple[int, int]]:
    return {(one.paper_id, other.paper_id) for holders in found for one, other in holders}


def telling_name(written: str) -> frozenset[str]:
    """What a file says of a person, as it is compared; nothing for words that programs give to anybody."""
    name = " ".join(written.casefold().split())
    anybody = all(word.strip(".,;()0123456789") in _ANYBODY | {""} for word in name.split())
    return frozenset() if anybody or len(name) < _SHORTEST else frozenset((name,))
