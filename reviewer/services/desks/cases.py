"""One case: the paper beside one other text at a time, what counts and what does not, and everything that was done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.errors import NotFound
from reviewer.domain.severity import Severity
from reviewer.domain.states import Role
from reviewer.engine.document import Span
from reviewer.engine.leftovers import LeftBehind
from reviewer.models import Case, Committee, Conference, Delegation, Document, Paper, Seat, Topic
from reviewer.services import grading, release, reports, rulings, severities
from reviewer.services.desks import case_file, case_history
from reviewer.services.desks.audits import state_of
from reviewer.services.desks.case_file import FileEvidence
from reviewer.services.desks.case_history import Event, MadeExclusion
from reviewer.services.desks.case_passages import (
    OtherText,
    Passage,
    chosen_of,
    facing_highlights,
    highlights,
    matches_with,
    other_texts,
    passages_of,
)
from reviewer.services.desks.lineages import Cluster, lineage_of
from reviewer.services.desks.rendering import Highlight, ShownBlock, shown_blocks
from reviewer.services.desks.staffing import Named, names_of, staff_of
from reviewer.services.leftovers import leftovers
from reviewer.services.papers import paper_place
from reviewer.services.reports import Figures, Report
from reviewer.services.rulings import Evidence

_AROUND = 80
"""Characters shown on either side of another country's name."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as blocks of runs; the runs of a pair carry the same ids ("match-7") on both sides."""

    language: str | None
    words: int
    blocks: tuple[ShownBlock, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A ruling, with the share that counted when it was made and, where it was kept, all that it rested on."""

    verdict: str
    reason: str
    penalty: Decimal | None
    similarity: float
    by: str
    at: datetime
    rested_on: Evidence | None


@dataclass(frozen=True, slots=True)
class ForeignName:
    """A place where the paper speaks as another country: the sentence around it, and the name in it."""

    before: str
    name: str
    after: str


@dataclass(frozen=True, slots=True)
class CasePage:
    """Everything on the page of a case. `text`, `number` and `counted_at` are None until a version can be read."""

    case_id: int
    paper_id: int
    conference_id: int
    timezone: str
    delegation: str
    committee: str
    topic: str | None
    number: int | None
    counted_at: datetime | None
    state: str
    assignee_id: int | None
    assignee: str | None
    severity: Severity | None
    figures: Figures
    text: Text | None
    others: tuple[OtherText, ...]
    chosen: OtherText | None
    chosen_text: Text | None
    passages: tuple[Passage, ...]
    exclusions: tuple[MadeExclusion, ...]
    foreign: tuple[ForeignName, ...]
    lineage: Cluster | None
    file: FileEvidence | None
    timeline: tuple[Event, ...]
    decisions: tuple[Decision, ...]
    staff: tuple[Named, ...]
    is_released: bool


def case_page(session: Session, actor: Actor, case_id: int, *, other: str | None = None) -> CasePage:
    """The case beside the text asked for, else beside the one with most words that count.

    Raises NotFound for anybody but staff of the paper's conference, and for another text that shares nothing.
    """
    case, place = _case(session, actor, case_id)
    submission = grading.current_submission(session, case.paper_id)
    report = None if submission is None else reports.report(session, actor, submission, place, reader=Role.STAFF)
    others = [] if report is None or submission is None else other_texts(report, submission)
    chosen = chosen_of(others, other)
    exclusions = case_history.exclusions(session, case, report)
    delegation, committee, topic = _names(session, case.paper_id)
    matches = [] if report is None or chosen is None else matches_with(report, chosen)
    own = None if submission is None else submission.document
    facing = None if chosen is None else session.get_one(Document, chosen.document_id)
    weighed = severities.weigh(session, place.conference_id, [submission] if submission else [])
    left = () if own is None else leftovers(own, delegation)
    return CasePage(
        case_id=case.id,
        paper_id=case.paper_id,
        conference_id=place.conference_id,
        timezone=session.get_one(Conference, place.conference_id).timezone,
        delegation=delegation,
        committee=committee,
        topic=topic,
        number=None if submission is None else submission.number,
        counted_at=None if submission is None else submission.counted_at,
        state=state_of(case),
        assignee_id=case.assignee_id,
        assignee=case.assignee.name if case.assignee else None,
        severity=next((one.severity for one in weighed.values()), None),
        figures=Figures(0.0, 0.0) if report is None else report.figures,
        text=None if own is None else _text(own, [*highlights(matches), *_foreign_highlights(left)]),
        others=tuple(others),
        chosen=chosen,
        chosen_text=None if facing is None else _text(facing, facing_highlights(matches)),
        passages=passages_of(matches, exclusions),
        exclusions=tuple(exclusions),
        foreign=() if own is None else tuple(_foreign_name(own.text, one.span) for one in left),
        lineage=lineage_of(session, place.conference_id, case.paper_id),
        file=None if submission is None or own is None else case_file.evidence(session, place, submission, own),
        timeline=tuple(case_history.timeline(session, case, exclusions, chosen_paper(chosen))),
        decisions=tuple(_decisions(session, case)),
        staff=staff_of(session, place.conference_id),
        is_released=release.holds(session, case.paper_id),
    )


@dataclass(frozen=True, slots=True)
class Section:
    """One other text of a dossier with every passage shared with it."""

    other: OtherText
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of a case at once, to be read without this service; `text` marks the passages of every other text."""

    page: CasePage
    sections: tuple[Section, ...]
    text: Text | None


def dossier(session: Session, actor: Actor, case_id: int) -> Dossier:
    """The case with the passages of every other text. Raises NotFound as `case_page` does."""
    page = case_page(session, actor, case_id)
    case, place = _case(session, actor, case_id)
    submission = grading.current_submission(session, case.paper_id)
    report = None if submission is None else reports.report(session, actor, submission, place, reader=Role.STAFF)
    if submission is None or submission.document is None or report is None:
        return Dossier(page, (), None)
    sections = [_section(report, other, page.exclusions) for other in page.others]
    return Dossier(page, tuple(sections), _text(submission.document, highlights(report.matches)))


def _section(report: Report, other: OtherText, exclusions: Sequence[MadeExclusion]) -> Section:
    return Section(other, passages_of(matches_with(report, other), exclusions))


def _case(session: Session, actor: Actor, case_id: int) -> tuple[Case, Place]:
    case = session.get(Case, case_id)
    place = None if case is None else paper_place(session, case.paper_id)
    if case is None or place is None or not access.may_audit(actor, place.conference_id):
        raise NotFound("case_unknown", "There is no such case.")
    return case, place


def _names(session: Session, paper_id: int) -> tuple[str, str, str | None]:
    row = session.execute(
        sa.select(Delegation.name, Committee.name, Topic.title)
        .select_from(Paper)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .join(Delegation, Seat.delegation_id == Delegation.id)
        .outerjoin(Topic, Paper.topic_id == Topic.id)
        .where(Paper.id == paper_id)
    ).one()
    return row[0], row[1], row[2]


def chosen_paper(chosen: OtherText | None) -> int | None:
    """The paper on the other side, where it is one."""
    return None if chosen is None else chosen.paper_id


def _text(document: Document, highlights: Iterable[Highlight]) -> Text:
    blocks: Sequence[Mapping[str, Any]] = document.blocks
    return Text(document.language, document.words, shown_blocks(document.text, blocks, highlights))


def _foreign_highlights(left: Iterable[LeftBehind]) -> list[Highlight]:
    return [Highlight(f"foreign-{at}", one.span.start, one.span.end, ("foreign",)) for at, one in enumerate(left, 1)]


def _foreign_name(text: str, span: Span) -> ForeignName:
    before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
    return ForeignName(before.rpartition("\n")[2], text[span.start : span.end], after.partition("\n")[0])


def _decisions(session: Session, case: Case) -> list[Decision]:
    """The rulings, the one that stands first."""
    names = names_of(session, {one.ruled_by_id for one in case.rulings})
    rested_on = rulings.kept(session, case.id)
    return [
        Decision(
            verdict=one.verdict.value,
            reason=one.reason,
            penalty=one.penalty,
            similarity=one.similarity,
            by=names.get(one.ruled_by_id, ""),
            at=one.ruled_at,
            rested_on=rested_on.get(one.id),
        )
        for one in reversed(case.rulings)
    ]
