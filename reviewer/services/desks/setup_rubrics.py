"""The rubrics of a conference: as adopted, with the committees that mark by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import rubric_from_mapping, to_mapping
from reviewer.models import AdoptedRubric, Committee
from reviewer.services.desks.setup import entrance

_WIDTH = 110


@dataclass(frozen=True, slots=True)
class AdoptedLine:
    """A rubric as the conference has it."""

    rubric_id: int
    version: int
    content_hash: str
    adopted_at: datetime
    rubric: Rubric


@dataclass(frozen=True, slots=True)
class RubricsPage:
    """Adopted rubrics, the newest first, and every committee (id, name, its rubric's id)."""

    adopted: tuple[AdoptedLine, ...]
    committees: tuple[tuple[int, str, int | None], ...]


def rubrics_page(session: Session, actor: Actor, conference_id: int) -> RubricsPage:
    """The conference's rubrics. Raises NotFound for anybody but its staff."""
    entrance(session, actor, conference_id=conference_id)
    rows = session.scalars(
        sa.select(AdoptedRubric).filter_by(conference_id=conference_id).order_by(AdoptedRubric.id.desc())
    )
    committees = session.execute(
        sa.select(Committee.id, Committee.name, Committee.rubric_id)
        .filter_by(conference_id=conference_id)
        .order_by(Committee.position)
    )
    return RubricsPage(
        adopted=tuple(_line(row) for row in rows),
        committees=tuple((identity, name, rubric_id) for identity, name, rubric_id in committees),
    )


def adopted_rubric(session: Session, actor: Actor, conference_id: int, rubric_id: int) -> AdoptedLine:
    """One adopted rubric. Raises NotFound when it is not this conference's, or for anybody but its staff."""
    entrance(session, actor, conference_id=conference_id)
    row = session.get(AdoptedRubric, rubric_id)
    if row is None or row.conference_id != conference_id:
        raise NotFound("rubric_unknown", "Your conference has not adopted this rubric.")
    return _line(row)


def _line(row: AdoptedRubric) -> AdoptedLine:
    rubric = rubric_from_mapping(row.content, file=row.name)
    return AdoptedLine(row.id, row.version, row.content_hash, row.adopted_at, rubric)


def rubric_text(rubric: Rubric) -> str:
    """The rubric as a YAML file, which reads back as the very same rubric."""
    return str(yaml.safe_dump(to_mapping(rubric), sort_keys=False, allow_unicode=True, width=_WIDTH))
