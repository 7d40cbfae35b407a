"""What a ruling rested on: the figure and the passages of that moment, kept whatever a later engine or rule says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor, Place
from reviewer.domain.states import Role
from reviewer.models import Ruling, RulingEvidence
from reviewer.services import grading, reports
from reviewer.services.reports import ReportedMatch
from reviewer.work import Work


@dataclass(frozen=True, slots=True)
class KeptPassage:
    """A passage as it stood when staff ruled, with the codes of its kind, class and rule, and why it did not count."""

    quote: str
    other_quote: str
    other: str
    committee: str
    kind: str
    provenance: str
    rule: str
    excluded: str | None
    order: str | None
    words: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a ruling rested on: a version's number (None: no version could be read), its shares and its passages."""

    number: int | None
    similarity: float
    similarity_excluded: float
    passages: tuple[KeptPassage, ...]


def evidence(work: Work, actor: Actor, paper_id: int, place: Place) -> Evidence:
    """What a ruling of this moment rests on."""
    submission = grading.current_submission(work.session, paper_id)
    seen = None
    if submission is not None:
        seen = reports.report(work.session, actor, submission, place, reader=Role.STAFF)
    if submission is None or seen is None:
        return Evidence(None, 0.0, 0.0, ())
    figures = seen.figures
    return Evidence(submission.number, figures.similarity, figures.similarity_excluded, tuple(_kept(seen.matches)))


def _kept(matches: Iterable[ReportedMatch]) -> Iterable[KeptPassage]:
    for one in matches:
        yield KeptPassage(
            quote=one.quote,
            other_quote=one.other_quote or "",
            other=one.other.title,
            committee=one.other.committee,
            kind=one.kind.value,
            provenance=one.provenance.value,
            rule=one.rule.value,
            excluded=None if one.excluded is None else str(one.excluded),
            order=None if one.precedence is None else one.precedence.order.value,
            words=reports.word_count(one.quote),
        )


def keep(work: Work, ruling: Ruling, rested_on: Evidence) -> None:
    """Keep it beside the ruling; nothing changes it any more."""
    work.session.add(RulingEvidence(ruling_id=ruling.id, content=asdict(rested_on)))
    work.session.flush()


def kept(session: Session, case_id: int) -> dict[int, Evidence]:
    """What each ruling of a case rested on, by the ruling's id; rulings older than this record have none."""
    rows = session.execute(
        sa.select(RulingEvidence.ruling_id, RulingEvidence.content)
        .join(Ruling, RulingEvidence.ruling_id == Ruling.id)
        .where(Ruling.case_id == case_id)
    )
    return {ruling_id: _read(content) for ruling_id, content in rows}


def _read(content: dict[str, Any]) -> Evidence:
    passages = tuple(KeptPassage(**one) for one in content["passages"])
    return Evidence(content["number"], content["similarity"], content["similarity_excluded"], passages)
