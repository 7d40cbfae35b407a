"""The snapshot of suggestions that a desk shows, and how it differs from the one before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer, joinedload

from reviewer.models import CoverageSnapshot, QuestionCoverage
from reviewer.services.outlines import Outline, outline_from


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What was suggested for a version at one time.

    `earlier` and `newer` are the neighbouring snapshots' ids; `changed` counts the questions whose suggestion is not
    what it was in the one before.
    """

    snapshot_id: int
    document_id: int
    made_at: datetime
    is_semantic: bool
    learned_from: int
    outline: Outline
    questions: Mapping[int, QuestionCoverage]
    earlier: int | None
    newer: int | None
    changed: int


def suggestions(session: Session, submission_id: int, wanted: int | None = None) -> Suggestions | None:
    """The newest snapshot of a version, or an older one of its own that was asked for; None before the first."""
    all_ = session.scalars(
        sa.select(CoverageSnapshot)
        .where(CoverageSnapshot.submission_id == submission_id)
        .options(defer(CoverageSnapshot.digest))
        .order_by(CoverageSnapshot.id)
    ).all()
    if not all_:
        return None
    place = next((place for place, one in enumerate(all_) if one.id == wanted), len(all_) - 1)
    shown, before = all_[place], all_[place - 1] if place else None
    questions = _questions(session, [one.id for one in (shown, before) if one is not None])
    return Suggestions(
        snapshot_id=shown.id,
        document_id=shown.document_id,
        made_at=shown.made_at,
        is_semantic=shown.semantic,
        learned_from=shown.learned_from,
        outline=outline_from(shown.outline),
        questions=questions[shown.id],
        earlier=before.id if before else None,
        newer=all_[-1].id if shown is not all_[-1] else None,
        changed=_changed(questions[shown.id], questions[before.id]) if before else 0,
    )


_Questions = dict[int, QuestionCoverage]


def _questions(session: Session, snapshots: Sequence[int]) -> dict[int, _Questions]:
    rows = session.scalars(
        sa.select(QuestionCoverage)
        .where(QuestionCoverage.snapshot_id.in_(snapshots))
        .options(joinedload(QuestionCoverage.evidence))
        .order_by(QuestionCoverage.id)
    ).unique()
    found: dict[int, _Questions] = {snapshot_id: {} for snapshot_id in snapshots}
    for row in rows:
        found[row.snapshot_id][row.key_question_id] = row
    return found


def _changed(shown: _Questions, before: _Questions) -> int:
    return sum(before[key].status is not one.status for key, one in shown.items() if key in before)
