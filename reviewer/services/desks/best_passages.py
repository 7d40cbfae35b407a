"""The best answers to each key question across a committee's papers, for planning its debate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.states import CoverageStatus
from reviewer.engine.hiding import Veil
from reviewer.models import CoverageJudgement, EvidenceSpan, QuestionCoverage
from reviewer.services.desks.blinding import veils_of
from reviewer.services.desks.committee_views import Column, columns_of, newest_snapshots
from reviewer.services.desks.standing import Body, Standing, body, standings
from reviewer.services.judgements import judged_in, words_of

MOST = 6
"""Passages a question on the page; more are one click away, at the papers."""


@dataclass(frozen=True, slots=True)
class BestPassage:
    """A sentence and whose paper it is in; `is_confirmed` when a chair judged by it."""

    paper_id: int
    delegation: str
    quote: str
    is_confirmed: bool
    score: float
    is_doubtful: bool = False
    """Whether the paper also says the question again, or the guide's words, as if they answered."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with its passages: those that chairs confirmed first, then the likeliest."""

    column: Column
    passages: tuple[BestPassage, ...]


@dataclass(frozen=True, slots=True)
class BestPassages:
    """The whole committee."""

    body: Body
    questions: tuple[Answered, ...]


def best_passages(session: Session, actor: Actor, committee_id: int, *, most: int = MOST) -> BestPassages:
    """At most `most` passages a question. Raises NotFound for who is neither the committee's chair nor staff.

    What a chair called not answered gives no passage, and a paper that the person may not mark gives none either.
    """
    of = body(session, actor, committee_id)
    papers = {one.paper_id: one for one in standings(session, actor, of) if one.is_readable and one.mine}
    words = judged_in(session, committee_id)
    found: dict[int, list[BestPassage]] = defaultdict(list)
    for paper_id, judged in words.items():
        if paper_id in papers:
            _add_confirmed(found, papers[paper_id], judged)
    for standing, question_id, span, trap in _suggested(session, papers):
        if question_id not in words.get(standing.paper_id, {}):
            found[question_id].append(_passage(standing, span.quote, span.score, is_doubtful=bool(trap)))
    columns = columns_of(session, committee_id)
    best = {one.question_id: _best(found[one.question_id], most) for one in columns}
    quoted = {one.paper_id for passages in best.values() for one in passages}
    veils = veils_of(session, quoted) if of.blind else {}
    return BestPassages(
        of,
        tuple(Answered(one, tuple(_blinded(p, veils) for p in best[one.question_id])) for one in columns),
    )


def _add_confirmed(
    found: dict[int, list[BestPassage]], standing: Standing, judged: dict[int, CoverageJudgement]
) -> None:
    for question_id, word in judged.items():
        said = words_of(word)
        if said and word.status is not CoverageStatus.MISSING:
            found[question_id].append(_passage(standing, said, 1.0, is_confirmed=True))


def _suggested(session: Session, papers: dict[int, Standing]) -> list[tuple[Standing, int, EvidenceSpan, str]]:
    """The first sentence for each question that a paper seems to answer."""
    by_submission = {one.submission_id: one for one in papers.values() if one.submission_id}
    newest = newest_snapshots(session, by_submission)
    by_snapshot = {one.id: by_submission[submission] for submission, one in newest.items()}
    rows = session.execute(
        sa.select(QuestionCoverage.snapshot_id, QuestionCoverage.key_question_id, EvidenceSpan, QuestionCoverage.trap)
        .join(EvidenceSpan, EvidenceSpan.question_coverage_id == QuestionCoverage.id)
        .where(
            QuestionCoverage.snapshot_id.in_(by_snapshot),
            QuestionCoverage.status != CoverageStatus.MISSING,
            EvidenceSpan.rank == 1,
        )
    )
    return [(by_snapshot[snapshot_id], question_id, span, trap or "") for snapshot_id, question_id, span, trap in rows]


def _passage(
    standing: Standing, quote: str, score: float, *, is_confirmed: bool = False, is_doubtful: bool = False
) -> BestPassage:
    words = " ".join(quote.split())
    return BestPassage(standing.paper_id, standing.delegation, words, is_confirmed, score, is_doubtful)


def _best(passages: list[BestPassage], most: int) -> list[BestPassage]:
    return sorted(
        passages, key=lambda one: (not one.is_confirmed, one.is_doubtful, -one.score, one.delegation, one.paper_id)
    )[:most]


def _blinded(passage: BestPassage, veils: dict[int, Veil]) -> BestPassage:
    veil = veils.get(passage.paper_id)
    return passage if veil is None else replace(passage, quote=veil.words(passage.quote))
