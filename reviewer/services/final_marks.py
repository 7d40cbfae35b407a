"""What a release freezes of a paper: the total of the readings that decide, and every word of the feedback."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from reviewer.domain import readings, scoring
from reviewer.domain.access import Actor
from reviewer.domain.states import ScorecardState
from reviewer.models import (
    ChosenEvidence,
    Comment,
    Committee,
    CoverageJudgement,
    CoverageSnapshot,
    EvidenceSpan,
    FinalMark,
    KeyQuestion,
    Paper,
    QuestionCoverage,
    Scorecard,
    Seat,
    Topic,
)
from reviewer.services import grading
from reviewer.services.judgements import judged
from reviewer.services.papers import paper_place, topic_titles
from reviewer.work import Work


def method_for(readings: int, method: scoring.Method = "mean") -> scoring.Method:
    """How this many finished readings make one total: a single one as it is, several by `method`."""
    return "single" if readings == 1 else method


def deciding_scorecards(session: Session, papers: sa.Select[int]) -> dict[int, list[Scorecard]]:
    """For each of the papers that has a decision the scorecards that make it, by slot; the others are left out."""
    rows = session.execute(
        sa.select(Scorecard, Committee.readings, Committee.moderate_beyond)
        .join(Paper, Scorecard.paper_id == Paper.id)
        .join(Seat, Paper.seat_id == Seat.id)
        .join(Committee, Seat.committee_id == Committee.id)
        .where(Scorecard.paper_id.in_(papers.order_by(None)), Scorecard.state == ScorecardState.FINAL)
        .order_by(Scorecard.paper_id, Scorecard.slot)
        .options(selectinload(Scorecard.marks), joinedload(Scorecard.rubric))
    ).all()
    scores = grading.scores_of(session, [card for card, _, _ in rows])
    found: dict[int, list[Scorecard]] = {}
    for paper_id, group in groupby(rows, key=lambda row: row[0].paper_id):
        cards = list(group)
        _, wanted, beyond = cards[0]
        slots = readings.deciding({card.slot: scores[card.id].total for card, _, _ in cards}, wanted, beyond)
        if slots:
            found[paper_id] = [card for card, _, _ in cards if card.slot in slots]
    return found


def make(work: Work, actor: Actor, *, paper_id: int, decided_by: Sequence[Scorecard] = ()) -> FinalMark:
    """Freeze what may be shown of a paper: the total from the readings that decide, and the words of the feedback.

    `decided_by` says which readings those are where that was settled before, as for a released mark that changes.
    """
    session = work.session
    session.execute(sa.select(Scorecard.id).where(Scorecard.paper_id == paper_id).with_for_update())
    scorecards = sorted(decided_by, key=lambda card: card.slot) or _deciding(session, paper_id)
    scores = [grading.score_of(session, scorecard) for scorecard in scorecards]
    committee = session.get_one(Committee, paper_place(session, paper_id).committee_id)
    combined = scoring.combine(scores, method_of(committee, len(scores)))
    first = scorecards[0]
    final = FinalMark(
        paper_id=paper_id,
        submission_id=first.submission_id,
        rubric_id=first.rubric_id,
        method=combined.method,
        total=combined.total,
        out_of=combined.out_of,
        content=_content(session, scorecards, scores),
        made_by_id=actor.user_id,
        made_at=work.now,
    )
    final.scorecards = list(scorecards)
    final.adjustments = grading.standing_adjustments(session, paper_id)
    session.add(final)
    session.flush()
    return final


def _deciding(session: Session, paper_id: int) -> list[Scorecard]:
    return deciding_scorecards(session, sa.select(Paper.id).where(Paper.id == paper_id))[paper_id]


def method_of(committee: Committee, readings: int) -> scoring.Method:
    """How a committee makes one total of this many readings."""
    return method_for(readings, cast("scoring.Method", committee.combine))


def _content(session: Session, scorecards: Sequence[Scorecard], scores: Sequence[scoring.Score]) -> dict[str, Any]:
    """The words of the feedback, as plain values: later edits of anything do not reach it."""
    first = scorecards[0]
    return {
        "criteria": [
            _criterion(scorecard, line)
            for scorecard, score in zip(scorecards, scores, strict=True)
            for line in score.lines
        ],
        "adjustments": [
            {"reason": line.adjustment.reason, "points": str(line.points)} for line in scores[0].adjustments
        ],
        "overall": "\n\n".join(scorecard.overall for scorecard in scorecards if scorecard.overall.strip()),
        "comments": [_comment(row) for row in _comments(session, [scorecard.id for scorecard in scorecards])],
        "coverage": _coverage(session, first),
        "topics": _topics(session, first.paper_id),
        "totals": {str(scorecard.slot): str(score.total) for scorecard, score in zip(scorecards, scores, strict=True)},
        "band": scores[0].band.title if scores[0].band else None,
    }


def _topics(session: Session, paper_id: int) -> dict[str, str]:
    """The titles of its committee's topics by their numbers, which JSON has as strings."""
    return {str(number): title for number, title in topic_titles(session, [paper_id]).get(paper_id, {}).items()}


def _criterion(scorecard: Scorecard, line: scoring.CriterionLine) -> dict[str, Any]:
    rubric = grading.rubric_of(scorecard.rubric)
    criterion = rubric.criterion(line.key.criterion)
    level = criterion.level_of(line.mark) if criterion is not None and line.mark is not None else None
    notes = {(mark.criterion, mark.topic_number): mark.note for mark in scorecard.marks}
    return {
        "reader": scorecard.slot,
        "key": line.key.criterion,
        "topic": line.key.topic,
        "title": line.title,
        "mark": None if line.mark is None else str(line.mark),
        "given": None if line.given is None else str(line.given),
        "moved": str(line.moved),
        "top": str(line.top),
        "points": str(line.points),
        "worth": str(line.worth),
        "level_title": level.title if level else "",
        "descriptor": level.delegates if level else "",
        "note": notes.get((line.key.criterion, line.key.topic or 0), ""),
    }


def _comments(session: Session, scorecard_ids: list[int]) -> list[Comment]:
    return list(
        session.scalars(
            sa.select(Comment)
            .where(Comment.scorecard_id.in_(scorecard_ids), Comment.deleted_at.is_(None))
            .order_by(Comment.start, Comment.id)
        )
    )


def _comment(row: Comment) -> dict[str, Any]:
    return {
        "text": row.text,
        "criterion": row.criterion,
        "topic": row.topic_number or None,
        "points": None if row.points is None else str(row.points),
        "document_id": row.document_id,
        "start": row.start,
        "end": row.end,
        "quote": row.quote,
    }


def _coverage(session: Session, scorecard: Scorecard) -> list[dict[str, Any]]:
    """The key-question map: a chair's word where there is one, else the suggestion, said to be one."""
    rows = session.execute(
        sa.select(QuestionCoverage, KeyQuestion.text, Topic.title)
        .join(CoverageSnapshot, QuestionCoverage.snapshot_id == CoverageSnapshot.id)
        .join(KeyQuestion, QuestionCoverage.key_question_id == KeyQuestion.id)
        .join(Topic, KeyQuestion.topic_id == Topic.id)
        .where(
            CoverageSnapshot.id
            == sa.select(sa.func.max(CoverageSnapshot.id))
            .where(CoverageSnapshot.submission_id == scorecard.submission_id)
            .scalar_subquery()
        )
        .order_by(Topic.number, KeyQuestion.number)
    ).all()
    words = judged(session, scorecard.paper_id)
    return [
        {
            "topic": topic,
            "question": question,
            "status": str(words[row.key_question_id].status if row.key_question_id in words else row.status),
            "confirmed": row.key_question_id in words,
            "evidence": [
                {"document_id": span.document_id, "start": span.start, "end": span.end, "quote": span.quote}
                for span in _evidence(row, words.get(row.key_question_id))
            ],
        }
        for row, question, topic in rows
    ]


def _evidence(row: QuestionCoverage, word: CoverageJudgement | None) -> list[EvidenceSpan | ChosenEvidence]:
    """What a chair judged by first, then what was suggested."""
    chosen = None if word is None else word.chosen or word.evidence_span
    suggested: list[EvidenceSpan | ChosenEvidence] = list(row.evidence)
    return suggested if chosen is None else [chosen, *(one for one in suggested if one is not chosen)]
