"""What a conference adopted of one kind (rubrics, format profiles), and each as the file it came from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from reviewer.models import AdoptedFormat, AdoptedRubric

FormT = TypeVar("FormT")
RowT = TypeVar("RowT", AdoptedRubric, AdoptedFormat)
_WIDTH = 110


@dataclass(frozen=True, slots=True)
class AdoptedLine(Generic[FormT]):
    """A form as the conference has it."""

    id: int
    version: int
    form: FormT


def adopted_lines(
    session: Session, kind: type[RowT], conference_id: int, read: Callable[..., FormT]
) -> tuple[AdoptedLine[FormT], ...]:
    """All of a kind, the newest first; `read` makes the form of its mapping."""
    rows = session.scalars(sa.select(kind).where(kind.conference_id == conference_id).order_by(kind.id.desc()))
    return tuple(_line(row, read) for row in rows)


def adopted_line(
    session: Session, kind: type[RowT], conference_id: int, identity: int, read: Callable[..., FormT]
) -> AdoptedLine[FormT] | None:
    """One of a kind; None when it is not this conference's."""
    row = session.get(kind, identity)
    return None if row is None or row.conference_id != conference_id else _line(row, read)


def _line(row: AdoptedRubric | AdoptedFormat, read: Callable[..., FormT]) -> AdoptedLine[FormT]:
    return AdoptedLine(row.id, row.version, read(row.content, file=row.name))


def yaml_text(content: Mapping[str, Any]) -> str:
    """A form's mapping as a YAML file, which reads back as the very same form."""
    return str(yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=_WIDTH))
