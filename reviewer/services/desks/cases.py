"""One case: the paper beside one other text at a time, what counts and what does not, and everything that was done."""

from __future__ import annotations

from collections import defaultdict
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
from reviewer.domain.states import MatchKind, Role
from reviewer.models import Case, Committee, Conference, Delegation, Document, Paper, Seat, Submission, Topic
from reviewer.services import grading, release, reports, severities
from reviewer.services.desks import case_file, case_history
from reviewer.services.desks.audits import state_of
from reviewer.services.desks.case_file import FileEvidence
from reviewer.services.desks.case_history import Event, MadeExclusion
from reviewer.services.desks.rendering import Highlight, ShownBlock, shown_blocks
from reviewer.services.desks.staffing import Named, names_of, staff_of
from reviewer.services.papers import paper_place
from reviewer.services.reports import Figures, Other, Report, ReportedMatch


@dataclass(frozen=True, slots=True)
class Text:
    """A text as blocks of runs; the runs of a pair carry the same ids ("match-7") on both sides."""

    language: str | None
    words: int
    blocks: tuple[ShownBlock, ...]


@dataclass(frozen=True, slots=True)
class OtherText:
    """A paper or source with which this paper shares something; `key` is "paper-12" or "source-3".

    `counted` and `all_words` are words of this paper that stand there too, after and before exclusions. `counted_at` is
    when it was handed in, None for a source. `is_earlier`: whether it was there first, None where that says nothing.
    """

    key: str
    paper_id: int | None
    source_id: int | None
    source_kind: str | None
    title: str
    committee: str
    counted: int
    all_words: int
    counted_at: datetime | None
    is_earlier: bool | None
    is_excluded: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """A match with the chosen other text. `excluded` is the engine's reason or `staff`; `exclusion` staff's own row."""

    id: int
    kind: MatchKind
    words: int
    quote: str
    other_quote: str
    excluded: str | None
    exclusion: MadeExclusion | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A ruling, with the share that counted when it was made."""

    verdict: str
    reason: str
    penalty: Decimal | None
    similarity: float
    by: str
    at: datetime


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
    others = [] if report is None or submission is None else _others(report, submission)
    chosen = _chosen(others, other)
    exclusions = case_history.exclusions(session, case, report)
    delegation, committee, topic = _names(session, case.paper_id)
    matches = [] if report is None or chosen is None else _matches_with(report, chosen)
    own = None if submission is None else submission.document
    facing = _document_of(session, report, chosen)
    weighed = severities.weigh(session, place.conference_id, [submission] if submission else [])
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
        text=None if own is None else _text(own, _highlights(matches)),
        others=tuple(others),
        chosen=chosen,
        chosen_text=None if facing is None else _text(facing, _facing_highlights(matches)),
        passages=tuple(_passage(one, exclusions) for one in matches),
        exclusions=tuple(exclusions),
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
    return Dossier(page, tuple(sections), _text(submission.document, _highlights(report.matches)))


def _section(report: Report, other: OtherText, exclusions: Sequence[MadeExclusion]) -> Section:
    return Section(other, tuple(_passage(one, exclusions) for one in _matches_with(report, other)))


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


def _key(other: Other) -> str:
    return f"paper-{other.paper_id}" if other.paper_id is not None else f"source-{other.source_id}"


def _others(report: Report, submission: Submission) -> list[OtherText]:
    """The other texts, the one with most words that count first."""
    by_key: dict[str, list[ReportedMatch]] = defaultdict(list)
    for match in report.matches:
        by_key[_key(match.other)].append(match)
    found = [_other(key, matches, submission) for key, matches in by_key.items()]
    return sorted(found, key=lambda one: (-one.counted, -one.all_words, one.key))


def _other(key: str, matches: Sequence[ReportedMatch], submission: Submission) -> OtherText:
    other = matches[0].other
    return OtherText(
        key=key,
        paper_id=other.paper_id,
        source_id=other.source_id,
        source_kind=other.source_kind,
        title=other.title,
        committee=other.committee,
        counted=reports.words_in(one for one in matches if one.excluded is None),
        all_words=reports.words_in(matches),
        counted_at=other.counted_at,
        is_earlier=None if other.counted_at is None else other.counted_at < submission.counted_at,
        is_excluded=other.is_excluded,
    )


def _chosen(others: Sequence[OtherText], wanted: str | None) -> OtherText | None:
    if wanted is None:
        return others[0] if others else None
    found = next((one for one in others if one.key == wanted), None)
    if found is None:
        raise NotFound("source_unknown", "This paper shares nothing with that text.")
    return found


def chosen_paper(chosen: OtherText | None) -> int | None:
    """The paper on the other side, where it is one."""
    return None if chosen is None else chosen.paper_id


def _matches_with(report: Report, chosen: OtherText) -> list[ReportedMatch]:
    return [one for one in report.matches if _key(one.other) == chosen.key]


def _document_of(session: Session, report: Report | None, chosen: OtherText | None) -> Document | None:
    if report is None or chosen is None:
        return None
    document_id = next(one.other.document_id for one in report.matches if _key(one.other) == chosen.key)
    return session.get_one(Document, document_id)


def _text(document: Document, highlights: Iterable[Highlight]) -> Text:
    blocks: Sequence[Mapping[str, Any]] = document.blocks
    return Text(document.language, document.words, shown_blocks(document.text, blocks, highlights))


def _highlights(matches: Iterable[ReportedMatch]) -> list[Highlight]:
    return [Highlight(f"match-{one.match_id}", one.start, one.end, _classes(one)) for one in matches]


def _facing_highlights(matches: Iterable[ReportedMatch]) -> list[Highlight]:
    return [
        Highlight(f"match-{one.match_id}", one.other_start, one.other_end, _classes(one))
        for one in matches
        if one.other_start is not None and one.other_end is not None
    ]


def _classes(match: ReportedMatch) -> tuple[str, ...]:
    return ("match", f"match-{match.kind.value}") + (("match-excluded",) if match.excluded is not None else ())


def _passage(match: ReportedMatch, exclusions: Sequence[MadeExclusion]) -> Passage:
    return Passage(
        id=match.match_id,
        kind=match.kind,
        words=reports.word_count(match.quote),
        quote=match.quote,
        other_quote=match.other_quote or "",
        excluded=None if match.excluded is None else str(match.excluded),
        exclusion=next((one for one in exclusions if one.match_id == match.match_id and one.revoked_at is None), None),
    )


def _decisions(session: Session, case: Case) -> list[Decision]:
    """The rulings, the one that stands first."""
    names = names_of(session, {one.ruled_by_id for one in case.rulings})
    return [
        Decision(
            verdict=one.verdict.value,
            reason=one.reason,
            penalty=one.penalty,
            similarity=one.similarity,
            by=names.get(one.ruled_by_id, ""),
            at=one.ruled_at,
        )
        for one in reversed(case.rulings)
    ]
