"""What pages show of a paper's own facts, and whether its title block names the seat it was handed in for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.engine.facts import Expected, Facts, FieldCheck, check_title, read_facts
from reviewer.models import Committee, Delegation, Document, Paper, Seat, Submission
from reviewer.services import formats, reading
from reviewer.services.desks.blinding import without


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The facts, and one check each for the committee, country and topic of the title block.

    Schools and delegates are not among them: pages that hide whose paper it is show the same facts.
    """

    facts: Facts
    checks: tuple[FieldCheck, ...]


def paper_facts(session: Session, submission: Submission, document: Document, names: Sequence[str] = ()) -> PaperFacts:
    """The facts of a read version; `names` are hidden in what the title block says while marking is blind."""
    occasion = formats.occasion_of(session, submission)
    seat = occasion.expected
    expected = Expected(
        committee=seat.committee, country=seat.country, topics=seat.topics, others=_others(session, submission)
    )
    facts = read_facts(reading.engine_document(document), occasion.topics, expected)
    checks = check_title(facts.title, expected)
    return PaperFacts(
        facts, tuple(replace(one, found=without(names, one.found)) if one.found else one for one in checks)
    )


def _others(session: Session, submission: Submission) -> tuple[str, ...]:
    """The other delegations of the conference."""
    mine = session.execute(
        sa.select(Committee.conference_id, Seat.delegation_id)
        .join(Seat, Seat.committee_id == Committee.id)
        .join(Paper, Paper.seat_id == Seat.id)
        .where(Paper.id == submission.paper_id)
    ).one()
    return tuple(
        session.scalars(sa.select(Delegation.name).where(Delegation.conference_id == mine[0], Delegation.id != mine[1]))
    )
