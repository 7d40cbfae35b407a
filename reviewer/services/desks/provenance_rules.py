"""The page on which staff say what counts: each class with its rule, how much of it there is, and every change."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.provenance import SHIPPED, Provenance, Rule
from reviewer.models import Committee, Conference, Paper, Seat, Submission
from reviewer.services import rules
from reviewer.services.desks.staffing import names_of
from reviewer.services.papers import current_submissions
from reviewer.services.passages import passages


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class with its rule, the shipped one, and how many passages of how many papers it has now."""

    provenance: Provenance
    rule: Rule
    shipped: Rule
    passages: int
    papers: int


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change of a rule: by whom, when, from what to what; `stands` while it can be taken back."""

    id: int
    provenance: Provenance
    before: Rule
    after: Rule
    by: str
    at: datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class RulesPage:
    """All classes in their order, and all changes, the newest first."""

    conference_id: int
    timezone: str
    classes: tuple[ClassLine, ...]
    changes: tuple[ChangeLine, ...]


def rules_page(session: Session, actor: Actor, conference_id: int) -> RulesPage:
    """The page. Raises NotFound for anybody but this conference's staff."""
    if not access.may_audit(actor, conference_id):
        raise NotFound("conference_unknown", "There is no such conference.")
    known = rules.in_force(session, conference_id)
    counts, papers = _counts(session, conference_id)
    made = rules.history(session, conference_id)
    names = names_of(session, {one.by_id for one in made})
    return RulesPage(
        conference_id=conference_id,
        timezone=session.get_one(Conference, conference_id).timezone,
        classes=tuple(
            ClassLine(one, known[one], SHIPPED[one], counts.get(one, 0), len(papers.get(one, ()))) for one in Provenance
        ),
        changes=tuple(
            ChangeLine(one.id, one.provenance, one.before, one.after, names.get(one.by_id, ""), one.at, one.stands)
            for one in made
        ),
    )


def _counts(session: Session, conference_id: int) -> tuple[dict[Provenance, int], dict[Provenance, set[int]]]:
    submissions = session.scalars(
        sa.select(Submission)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(
            Committee.conference_id == conference_id,
            Submission.id.in_(current_submissions()),
            Submission.document_id.is_not(None),
        )
    ).all()
    counts: dict[Provenance, int] = defaultdict(int)
    papers: dict[Provenance, set[int]] = defaultdict(set)
    for identity, shared in passages(session, conference_id, submissions).items():
        for one in shared.passages:
            counts[one.provenance] += 1
            papers[one.provenance].add(identity)
    return counts, papers
