"""A paper's text to take along without its file: nothing in it tells whose it is."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.states import Role
from reviewer.models import Committee, Delegation, Document, Paper, Seat, Topic
from reviewer.services import reports
from reviewer.services.desks.blinding import desk_veil, veiled_text
from reviewer.services.desks.rendering import ShownBlock, shown_blocks
from reviewer.services.grading import current_submission
from reviewer.services.grading.readings import refuse_when_too_near
from reviewer.services.papers import paper_place

_BESIDE = frozenset(("header", "footer"))


@dataclass(frozen=True, slots=True)
class PlainCopy:
    """A text file and what to call it, without its ending."""

    name: str
    text: str


def plain_copy(session: Session, actor: Actor, paper_id: int) -> PlainCopy:
    """What counts now of a paper, as text with every name hidden, whether marking is blind or not.

    Raises NotFound for who is neither the committee's chair nor staff, and while there is no text; NotAllowed, as the
    desk does, for who is too near to the paper.
    """
    place = paper_place(session, paper_id)
    if not access.may_read_for_marking(actor, place):
        raise NotFound("paper_unknown", "There is no such paper.")
    refuse_when_too_near(actor, place)
    submission = current_submission(session, paper_id)
    document = session.get(Document, submission.document_id) if submission and submission.document_id else None
    if submission is None or document is None:
        raise NotFound("nothing_to_mark", "There is no readable version of this paper to mark yet.")
    delegation, committee, topic = session.execute(
        sa.select(Delegation.name, Committee.name, Topic.title)
        .select_from(Paper)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .outerjoin(Topic, Paper.topic_id == Topic.id)
        .where(Paper.id == paper_id)
    ).one()
    found = reports.report(session, actor, submission, place, reader=Role.CHAIR)
    veil = desk_veil(session, paper_id, found.matches if found else ())
    blocks = shown_blocks(veiled_text(veil, document), document.blocks)
    body = [_said(block) for block in blocks if block.kind not in _BESIDE]
    heading = "\n".join(part for part in (delegation, committee, topic) if part)
    return PlainCopy(f"{delegation}, {committee}", "\n\n".join((heading, *body)) + "\n")


def _said(block: ShownBlock) -> str:
    words = "".join(run.text for run in block.runs).strip()
    return f"- {words}" if block.kind == "list_item" else words
