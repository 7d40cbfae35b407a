"""A committee's award list: papers as ranked at one moment, closed by one person and signed by two.

What is signed is a snapshot: later marks change no list. Whoever belongs to the school of a ranked paper, or declared a
conflict with it, cannot sign.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor, Place
from reviewer.domain.awards import Candidate, Ranking, TieRule, rank
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.scoring import Score, combine
from reviewer.domain.states import CoverageStatus, Verdict
from reviewer.models import (
    AwardList,
    AwardSignature,
    Case,
    Committee,
    Paper,
    Ruling,
    Scorecard,
    Seat,
    Submission,
)
from reviewer.models.database import insert_or_keep
from reviewer.services import audit, final_marks, grading
from reviewer.services.desks.standing import Standing, body, standings
from reviewer.services.grading.sums import marks_of
from reviewer.services.judgements import judged_in
from reviewer.services.papers import current_submissions, places_of
from reviewer.work import Work

RULES: tuple[TieRule, ...] = get_args(TieRule)
SIGNATURES = 2
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Rules:
    """How ties are broken: rules in their order, and the criterion of the rule `criterion`."""

    ties: tuple[TieRule, ...] = ("criterion", "questions", "fewest_adjustments")
    criterion: str = ""

    @classmethod
    def from_words(cls, ties: Sequence[str], criterion: str) -> Rules:
        """The rules a form names; unknown ones are left out, each counts once."""
        return cls(tuple(one for one in dict.fromkeys(ties) if one in RULES), criterion)


@dataclass(frozen=True, slots=True)
class Table:
    """A ranking with the papers it speaks of, by id."""

    ranking: Ranking
    papers: Mapping[int, Standing]
    rules: Rules


def ranking(session: Session, actor: Actor, committee_id: int, rules: Rules) -> Table:
    """The committee's papers ranked as of now. Raises NotFound for who is neither its chair nor staff."""
    of = body(session, actor, committee_id)
    withdrawn = _withdrawn(session, committee_id)
    papers = {
        one.paper_id: one
        for one in standings(session, actor, of)
        if one.submission_id is not None or one.paper_id in withdrawn
    }
    ids = sa.select(Paper.id).join(Seat, Paper.seat_id == Seat.id).where(Seat.committee_id == committee_id)
    cards = final_marks.deciding_scorecards(session, ids)
    scores = grading.scores_of(session, [card for group in cards.values() for card in group])
    times = _places_in_time(session, committee_id)
    verdicts = _verdicts(session, committee_id)
    answered = {
        paper: sum(one.status is CoverageStatus.COVERED for one in judged.values())
        for paper, judged in judged_in(session, committee_id).items()
    }
    committee = session.get_one(Committee, committee_id)
    sums = {
        paper: combine([scores[card.id] for card in group], final_marks.method_of(committee, len(group)))
        for paper, group in cards.items()
    }
    candidates = [
        Candidate(
            paper=paper_id,
            total=sums[paper_id].total if paper_id in sums else None,
            reached=sums[paper_id].reached if paper_id in sums else None,
            marks=_marks(cards.get(paper_id, ())),
            taken_off=_taken_off(scores, cards.get(paper_id, ())),
            answered=answered.get(paper_id, 0),
            place_in_time=times.get(paper_id, 0),
            lost=standing.lost,
            verdict=verdicts.get(paper_id),
            is_withdrawn=standing.submission_id is None,
        )
        for paper_id, standing in papers.items()
    ]
    return Table(rank(candidates, rules.ties, criterion=rules.criterion), papers, rules)


def _marks(cards: Sequence[Scorecard]) -> dict[str, Decimal]:
    """The mean mark by criterion over the readings that decide."""
    found: dict[str, list[Decimal]] = defaultdict(list)
    for card in cards:
        for key, points in marks_of(card).items():
            found[key.criterion].append(points)
    return {criterion: sum(points, Decimal(0)) / len(points) for criterion, points in found.items()}


def _taken_off(scores: Mapping[int, Score], cards: Sequence[Scorecard]) -> int:
    return max((sum(line.points < 0 for line in scores[card.id].adjustments) for card in cards), default=0)


def _places_in_time(session: Session, committee_id: int) -> dict[int, int]:
    rows = session.scalars(
        sa.select(Submission)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id, Submission.id.in_(current_submissions()))
    ).all()
    ordered = sorted(rows, key=lambda row: (row.counted_at, row.id))
    return {row.paper_id: place for place, row in enumerate(ordered, 1)}


def _withdrawn(session: Session, committee_id: int) -> set[int]:
    """The papers of which a version was handed in and withdrawn; none may be left that counts."""
    rows = session.scalars(
        sa.select(Submission.paper_id)
        .join(Paper, Submission.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id, Submission.withdrawn_at.is_not(None))
    )
    return set(rows)


def _verdicts(session: Session, committee_id: int) -> dict[int, Verdict]:
    """Each paper's newest ruling."""
    rows = session.execute(
        sa.select(Case.paper_id, Ruling.verdict)
        .join(Ruling, Ruling.case_id == Case.id)
        .join(Paper, Case.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .where(Seat.committee_id == committee_id)
        .order_by(Ruling.id)
    )
    return dict(rows.all())


def close(work: Work, actor: Actor, *, committee_id: int, rules: Rules) -> AwardList:
    """Keep today's ranking as a list to sign, in place of the one before. Raises Refused while nothing is ranked."""
    table = ranking(work.session, actor, committee_id, rules)
    if not table.ranking.ranked:
        raise Refused("nothing_ranked", "No paper here can be ranked yet. Finish the marking first.")
    for before in work.session.scalars(_standing(committee_id)):
        before.withdrawn_at = work.now
    row = AwardList(committee_id=committee_id, content=_content(table), closed_by_id=actor.user_id, closed_at=work.now)
    work.session.add(row)
    work.session.flush()
    _record(work, actor, row, "awards.closed")
    return row


def _standing(committee_id: int) -> sa.Select[AwardList]:
    return sa.select(AwardList).where(AwardList.committee_id == committee_id, AwardList.withdrawn_at.is_(None))


def _content(table: Table) -> dict[str, Any]:
    return {
        "rules": list(table.rules.ties),
        "criterion": table.rules.criterion,
        "ranked": [
            {
                "paper": one.paper,
                "delegation": table.papers[one.paper].delegation,
                "topic": table.papers[one.paper].topic,
                "rank": one.rank,
                "total": str(one.total),
                "tied": one.tied,
                "broken_by": one.broken_by,
            }
            for one in table.ranking.ranked[:MOST_LISTED]
        ],
        "barred": [
            {
                "delegation": table.papers[one.paper].delegation,
                "topic": table.papers[one.paper].topic,
                "total": None if one.total is None else str(one.total),
                "reasons": list(one.reasons),
            }
            for one in table.ranking.barred
        ],
    }


def sign(work: Work, actor: Actor, *, list_id: int) -> AwardList:
    """Put one's name under a list. Raises Refused for a withdrawn one and for who is too near to a ranked paper."""
    row = _held(work, actor, list_id)
    near = too_near(work.session, actor, row)
    if near:
        message = f"You are too near to {', '.join(near)} to sign. Let somebody else sign this list."
        raise Refused("too_near", message, delegations=", ".join(near))
    if insert_or_keep(
        work.session, AwardSignature, [{"list_id": row.id, "user_id": actor.user_id, "signed_at": work.now}]
    ):
        _record(work, actor, row, "awards.signed")
    return row


def withdraw(work: Work, actor: Actor, *, list_id: int) -> AwardList:
    """Take a list back, with its signatures; it stays in the log."""
    row = _held(work, actor, list_id)
    row.withdrawn_at = work.now
    _record(work, actor, row, "awards.withdrawn")
    return row


def _held(work: Work, actor: Actor, list_id: int) -> AwardList:
    row = work.session.get(AwardList, list_id, with_for_update=True)
    committee = work.session.get(Committee, row.committee_id) if row else None
    if row is None or committee is None:
        raise NotFound("awards_unknown", "There is no such award list.")
    if not access.may_read_for_marking(actor, Place(committee.conference_id, committee.id)):
        raise NotFound("awards_unknown", "There is no such award list.")
    if row.withdrawn_at is not None:
        raise Refused("awards_withdrawn", "This list was withdrawn. Look at the newer one.")
    return row


def too_near(session: Session, actor: Actor, row: AwardList) -> tuple[str, ...]:
    """The ranked delegations this person must not judge: of their own school, their own seat, or declared so."""
    papers = {one["paper"]: one["delegation"] for one in row.content["ranked"]}
    places = places_of(session, papers)
    return tuple(sorted(papers[paper] for paper, place in places.items() if access.is_too_near(actor, place)))


def signatures(session: Session, row: AwardList) -> list[AwardSignature]:
    """Who signed, first to last."""
    return list(
        session.scalars(
            sa.select(AwardSignature)
            .where(AwardSignature.list_id == row.id)
            .order_by(AwardSignature.signed_at, AwardSignature.user_id)
        )
    )


def standing_list(session: Session, committee_id: int) -> AwardList | None:
    """The list that was closed last and not withdrawn."""
    return session.scalar(_standing(committee_id).order_by(AwardList.id.desc()).limit(1))


def _record(work: Work, actor: Actor, row: AwardList, action: str) -> None:
    committee = work.session.get_one(Committee, row.committee_id)
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=committee.conference_id,
        subject="award_list",
        subject_id=row.id,
        committee=row.committee_id,
    )
