"""The rubrics of a conference: as adopted, with the committees that mark by them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import rubric_from_mapping, to_mapping
from reviewer.models import AdoptedRubric, Committee
from reviewer.services.desks.adopted import AdoptedLine, adopted_line, adopted_lines, yaml_text
from reviewer.services.desks.setup import entrance


@dataclass(frozen=True, slots=True)
class RubricsPage:
    """Adopted rubrics, the newest first, and every committee (id, name, its rubric's id)."""

    adopted: tuple[AdoptedLine[Rubric], ...]
    committees: tuple[tuple[int, str, int | None], ...]


def rubrics_page(session: Session, actor: Actor, conference_id: int) -> RubricsPage:
    """The conference's rubrics. Raises NotFound for anybody but its staff."""
    entrance(session, actor, conference_id=conference_id)
    committees = session.execute(
        sa.select(Committee.id, Committee.name, Committee.rubric_id)
        .filter_by(conference_id=conference_id)
        .order_by(Committee.position)
    )
    return RubricsPage(
        adopted=adopted_lines(session, AdoptedRubric, conference_id, rubric_from_mapping),
        committees=tuple((identity, name, rubric_id) for identity, name, rubric_id in committees),
    )


def adopted_rubric(session: Session, actor: Actor, conference_id: int, rubric_id: int) -> AdoptedLine[Rubric]:
    """One adopted rubric. Raises NotFound when it is not this conference's, or for anybody but its staff."""
    entrance(session, actor, conference_id=conference_id)
    line = adopted_line(session, AdoptedRubric, conference_id, rubric_id, rubric_from_mapping)
    if line is None:
        raise NotFound("rubric_unknown", "Your conference has not adopted this rubric.")
    return line


def rubric_text(rubric: Rubric) -> str:
    """The rubric as a YAML file, which reads back as the very same rubric."""
    return yaml_text(to_mapping(rubric))
