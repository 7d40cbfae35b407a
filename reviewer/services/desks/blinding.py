"""What tells whose paper it is, gathered for a veil over everything that a chair reads while marking is blind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.states import Role
from reviewer.engine.hiding import Names, Veil
from reviewer.models import (
    Committee,
    Conference,
    Delegation,
    Document,
    DocumentMetadata,
    KeyQuestion,
    Membership,
    Paper,
    School,
    Seat,
    SeatHolder,
    Submission,
    Topic,
    User,
)
from reviewer.services.histories import telling_name
from reviewer.services.reading import engine_document
from reviewer.services.reports import ReportedMatch


def veils_of(session: Session, papers: Collection[int]) -> dict[int, Veil]:
    """A veil for each paper: its delegates, their advisers and school, and who its files say wrote or saved them."""
    rows = session.execute(
        sa.select(Paper.id, Seat, Delegation.name, School.name, Committee.name, Conference.title)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Conference, Committee.conference_id == Conference.id)
        .outerjoin(School, Seat.school_id == School.id)
        .where(Paper.id.in_(papers))
    ).all()
    people = _people(session, [seat for _, seat, *_ in rows])
    written = _written_by(session, papers)
    said = _said(session, {seat.committee_id for _, seat, *_ in rows})
    return {
        paper_id: Veil(
            Names(
                people=tuple(dict.fromkeys((*people[seat.id], *written[paper_id]))),
                schools=(school,) if school else (),
                kept=(delegation, committee, conference, *said[seat.committee_id][0]),
                ordinary=tuple(said[seat.committee_id][1]),
            )
        )
        for paper_id, seat, delegation, school, committee, conference in rows
    }


def committee_veil(session: Session, committee_id: int) -> Veil:
    """One veil for words that may come from any paper of a committee."""
    papers = session.scalars(sa.select(Paper.id).join(Seat).where(Seat.committee_id == committee_id)).all()
    return _merged(veils_of(session, papers).values())


def desk_veil(session: Session, paper_id: int, matches: Sequence[ReportedMatch]) -> Veil:
    """The veil of a paper and of those it shares passages with: copied words may name whose they were."""
    others = {one.other.paper_id for one in matches if one.other.paper_id is not None}
    return _merged(veils_of(session, {paper_id, *others}).values())


def veiled_matches(session: Session, veil: Veil, matches: Sequence[ReportedMatch]) -> tuple[ReportedMatch, ...]:
    """The passages as they may be shown, each cut from its whole text under the veil."""
    wanted = {one.other.document_id for one in matches if one.other_quote is not None}
    rows = session.scalars(sa.select(Document).where(Document.id.in_(wanted)))
    texts = {row.id: veiled_text(veil, row) for row in rows}
    return tuple(
        replace(
            one,
            quote=veil.words(one.quote),
            other_quote=None
            if one.other_quote is None
            else texts[one.other.document_id][one.other_start or 0 : one.other_end or 0],
            other=replace(one.other, title=veil.words(one.other.title) if one.other.source_id else one.other.title),
        )
        for one in matches
    )


def _merged(veils: Iterable[Veil]) -> Veil:
    names = [one.names for one in veils]
    return Veil(
        Names(
            people=_all(one.people for one in names),
            schools=_all(one.schools for one in names),
            kept=_all(one.kept for one in names),
            ordinary=_all(one.ordinary for one in names),
        )
    )


def _all(groups: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group in groups for name in group))


def veiled_text(veil: Veil, document: Document) -> str:
    """The whole text of a stored document, under the veil."""
    return veil.over(engine_document(document))


def _people(session: Session, seats: Sequence[Seat]) -> dict[int, list[str]]:
    """By seat, everybody who ever held it, and the advisers of its school."""
    found: dict[int, list[str]] = defaultdict(list)
    holders = session.execute(
        sa.select(SeatHolder.seat_id, User.name)
        .join(Membership, SeatHolder.membership_id == Membership.id)
        .join(User, Membership.user_id == User.id)
        .where(SeatHolder.seat_id.in_([one.id for one in seats]))
    )
    for seat_id, name in holders:
        found[seat_id].append(name)
    advisers = session.execute(
        sa.select(Membership.school_id, User.name)
        .join(User, Membership.user_id == User.id)
        .where(Membership.role == Role.ADVISER, Membership.school_id.in_({one.school_id for one in seats}))
    ).all()
    for seat in seats:
        found[seat.id] += [name for school_id, name in advisers if school_id == seat.school_id]
    return found


def _written_by(session: Session, papers: Collection[int]) -> dict[int, list[str]]:
    """By paper, who sent its versions, and whom their files name, but for what programs write for anybody."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        sa.select(Submission.paper_id, User.name, DocumentMetadata.author, DocumentMetadata.last_modified_by)
        .outerjoin(User, Submission.uploaded_by_id == User.id)
        .outerjoin(DocumentMetadata, DocumentMetadata.document_id == Submission.document_id)
        .where(Submission.paper_id.in_(papers))
    )
    for paper_id, sender, author, editor in rows:
        found[paper_id] += [name for name in (sender, author, editor) if name and telling_name(name)]
    return found


def _said(session: Session, committees: Collection[int]) -> dict[int, tuple[list[str], list[str]]]:
    """By committee, the titles of its topics, and its questions."""
    found: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for committee_id, title in session.execute(
        sa.select(Topic.committee_id, Topic.title).where(Topic.committee_id.in_(committees))
    ):
        found[committee_id][0].append(title)
    for committee_id, text in session.execute(
        sa.select(Topic.committee_id, KeyQuestion.text)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .where(Topic.committee_id.in_(committees))
    ):
        found[committee_id][1].append(text)
    return found
