"""The versions of one adopted rubric and the moves of marks between them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from reviewer.domain.access import Actor
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import rubric_from_mapping
from reviewer.models import AdoptedRubric, Committee, MovedScorecard, RubricMove, User
from reviewer.services.desks.setup_rubrics import adopted_rubric


@dataclass(frozen=True, slots=True)
class Version:
    """One adopted version, with the committees that mark by it; `others_in_use`: some mark by another one."""

    rubric_id: int
    number: int
    rubric: Rubric
    adopted_at: datetime
    adopted_by: str
    committees: tuple[str, ...]
    others_in_use: bool


@dataclass(frozen=True, slots=True)
class MadeMove:
    """One move between versions (their numbers), and how many readings went along."""

    id: int
    old: int
    new: int
    by: str
    at: datetime
    readings: int
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """Versions and moves, the newest first."""

    versions: tuple[Version, ...]
    moves: tuple[MadeMove, ...]


def history(session: Session, actor: Actor, conference_id: int, rubric_id: int) -> History:
    """Every version of the rubric that this one is of. Raises NotFound for anybody but the conference's staff."""
    name = adopted_rubric(session, actor, conference_id, rubric_id).form.name
    rows = session.execute(
        sa.select(AdoptedRubric, User.name)
        .outerjoin(User, AdoptedRubric.adopted_by_id == User.id)
        .where(AdoptedRubric.conference_id == conference_id, AdoptedRubric.name == name)
        .order_by(AdoptedRubric.version.desc())
    ).all()
    committees = _committees(session, [row.id for row, _ in rows])
    versions = tuple(
        Version(
            rubric_id=row.id,
            number=row.version,
            rubric=rubric_from_mapping(row.content, file=row.name),
            adopted_at=row.adopted_at,
            adopted_by=by or "",
            committees=tuple(committees.get(row.id, ())),
            others_in_use=any(other != row.id for other in committees),
        )
        for row, by in rows
    )
    return History(versions, _moves(session, [row.id for row, _ in rows]))


def _committees(session: Session, rubrics: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for rubric_id, name in session.execute(
        sa.select(Committee.rubric_id, Committee.name)
        .where(Committee.rubric_id.in_(rubrics))
        .order_by(Committee.position)
    ):
        if rubric_id is not None:
            found.setdefault(rubric_id, []).append(name)
    return found


def _moves(session: Session, rubrics: list[int]) -> tuple[MadeMove, ...]:
    old, new = aliased(AdoptedRubric), aliased(AdoptedRubric)
    readings = (
        sa.select(sa.func.count())
        .where(MovedScorecard.move_id == RubricMove.id)
        .correlate(RubricMove)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(RubricMove, old.version, new.version, User.name, readings)
        .join(old, RubricMove.from_rubric_id == old.id)
        .join(new, RubricMove.to_rubric_id == new.id)
        .join(User, RubricMove.moved_by_id == User.id)
        .where(RubricMove.to_rubric_id.in_(rubrics))
        .order_by(RubricMove.id.desc())
    )
    return tuple(
        MadeMove(row.id, was, now, by, row.moved_at, count, row.undone_at) for row, was, now, by, count in rows
    )
