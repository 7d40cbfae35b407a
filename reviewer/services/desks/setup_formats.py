"""The format profiles of a conference: as adopted, and which papers go by which."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.format_form import profile_from_mapping, to_mapping
from reviewer.domain.format_profile import FormatProfile
from reviewer.models import AdoptedFormat, Committee, FormatChoice
from reviewer.services.desks.adopted import AdoptedLine, adopted_line, adopted_lines, yaml_text
from reviewer.services.desks.setup import entrance


@dataclass(frozen=True, slots=True)
class CommitteeFormat:
    """What a committee goes by: `own` if it chose for itself, and then `format_id` (None: by none)."""

    committee_id: int
    name: str
    own: bool
    format_id: int | None


@dataclass(frozen=True, slots=True)
class FormatsPage:
    """Adopted profiles, the newest first, the conference's choice, and every committee's."""

    adopted: tuple[AdoptedLine[FormatProfile], ...]
    common: int | None
    committees: tuple[CommitteeFormat, ...]

    def users(self, format_id: int) -> tuple[str, ...]:
        """The committees whose papers go by this profile, whoever chose it."""
        return tuple(one.name for one in self.committees if (one.format_id if one.own else self.common) == format_id)


def formats_page(session: Session, actor: Actor, conference_id: int) -> FormatsPage:
    """The conference's format profiles. Raises NotFound for anybody but its staff."""
    entrance(session, actor, conference_id=conference_id)
    wanted = sa.select(FormatChoice.committee_id, FormatChoice.format_id).filter_by(conference_id=conference_id)
    choices = {row.committee_id: row.format_id for row in session.execute(wanted)}
    committees = session.execute(
        sa.select(Committee.id, Committee.name).filter_by(conference_id=conference_id).order_by(Committee.position)
    )
    return FormatsPage(
        adopted=adopted_lines(session, AdoptedFormat, conference_id, profile_from_mapping),
        common=choices.get(None),
        committees=tuple(CommitteeFormat(one, name, one in choices, choices.get(one)) for one, name in committees),
    )


def adopted_format(session: Session, actor: Actor, conference_id: int, format_id: int) -> AdoptedLine[FormatProfile]:
    """One adopted profile. Raises NotFound when it is not this conference's, or for anybody but its staff."""
    entrance(session, actor, conference_id=conference_id)
    line = adopted_line(session, AdoptedFormat, conference_id, format_id, profile_from_mapping)
    if line is None:
        raise NotFound("format_unknown", "Your conference has not adopted this format profile.")
    return line


def format_text(profile: FormatProfile) -> str:
    """The profile as a YAML file, which reads back as the very same profile."""
    return yaml_text(to_mapping(profile))
