"""What pages show of a paper's own facts, and whether its title block names the seat it was handed in for."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.engine.facts import Expected, Facts, FieldCheck, check_title, read_facts
from reviewer.engine.hiding import Veil
from reviewer.models import Delegation, Document, Paper, Submission
from reviewer.services import reading
from reviewer.work import keep, kept


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """The facts, and one check each for the committee, country and topic of the title block.

    Schools and delegates are not among them: pages that hide whose paper it is show the same facts.
    """

    facts: Facts
    checks: tuple[FieldCheck, ...]


def paper_facts(session: Session, submission: Submission, document: Document, veil: Veil | None = None) -> PaperFacts:
    """The facts of a read version; a `veil` lies over what the title block says while marking is blind."""
    paper = session.get_one(Paper, submission.paper_id)
    committee = paper.seat.committee
    titles = tuple(topic.title for topic in committee.topics if paper.topic_id in (None, topic.id))
    delegations = _delegations(session, committee.conference_id)
    mine = delegations.pop(paper.seat.delegation_id)
    expected = Expected(committee=(committee.name,), country=(mine,), topics=titles, others=tuple(delegations.values()))
    facts = _facts(session, document, titles, expected)
    checks = check_title(facts.title, expected)
    if veil is not None:
        checks = tuple(replace(one, found=veil.words(one.found)) if one.found else one for one in checks)
    return PaperFacts(facts, checks)


def _facts(session: Session, document: Document, titles: tuple[str, ...], expected: Expected) -> Facts:
    """The facts, read once a document and names that its title block may hold: neither changes while a page is open."""
    told = f"{document.file_sha256} {document.reader_version} {document.text_sha256} {titles!r} {expected!r}"
    digest = hashlib.sha256(told.encode()).digest()
    place = ("facts", document.id)
    found: Facts | None = kept(session, place, digest)
    if found is not None:
        return found
    return keep(session, place, digest, read_facts(reading.engine_document(document), titles, expected))


def _delegations(session: Session, conference_id: int) -> dict[int, str]:
    return dict(
        session.execute(
            sa.select(Delegation.id, Delegation.name).where(Delegation.conference_id == conference_id)
        ).all()
    )
