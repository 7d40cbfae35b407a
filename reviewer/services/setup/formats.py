"""A conference adopts format profiles, each as it is at that moment, and says which papers go by which."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound
from reviewer.domain.format_form import content_hash, profile_from_mapping, to_mapping
from reviewer.domain.format_profile import FormatProfile
from reviewer.models import AdoptedFormat, FormatChoice
from reviewer.services import audit, formats
from reviewer.services.setup.adopting import Form, adopt
from reviewer.services.setup.permission import check_committee, lock_conference
from reviewer.work import Work


def adopt_format(work: Work, actor: Actor, *, conference_id: int, profile: FormatProfile) -> AdoptedFormat:
    """The profile as the conference has it from now on; see `adopting.adopt`."""
    form = Form("format", profile.name, profile.title, to_mapping(profile), content_hash(profile))
    return adopt(work, actor, AdoptedFormat, conference_id=conference_id, form=form)


def choose_format(
    work: Work, actor: Actor, *, conference_id: int, committee_id: int | None, format_id: int | None
) -> FormatChoice:
    """Papers go by this profile (None: by none): a committee's, or all of committees without a choice of their own.

    Versions that an earlier profile kept from counting and this one does not are accepted again; what counted goes on
    counting. Raises NotFound for a committee or profile of another conference, NotAllowed for anybody but staff.
    """
    lock_conference(work, actor, conference_id)
    check_committee(work, conference_id, committee_id)
    _check_format(work, conference_id, format_id)
    choice = _choice(work, conference_id, committee_id)
    if choice is None:
        choice = FormatChoice(conference_id=conference_id, committee_id=committee_id)
        work.session.add(choice)
    elif choice.format_id == format_id:
        return choice
    choice.format_id, choice.chosen_by_id, choice.chosen_at = format_id, actor.user_id, work.now
    work.session.flush()
    _act(work, actor, conference_id, committee_id, format_id)
    return choice


def follow_conference(work: Work, actor: Actor, *, conference_id: int, committee_id: int) -> None:
    """Let a committee go by what the conference goes by, whatever that is. Raises as `choose_format` does."""
    lock_conference(work, actor, conference_id)
    check_committee(work, conference_id, committee_id)
    choice = _choice(work, conference_id, committee_id)
    if choice is None:
        return
    work.session.delete(choice)
    work.session.flush()
    _act(work, actor, conference_id, committee_id, None)


def _act(work: Work, actor: Actor, conference_id: int, committee_id: int | None, format_id: int | None) -> None:
    formats.accept_again(work, conference_id)
    audit.record(
        work,
        "format.chosen",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="conference" if committee_id is None else "committee",
        subject_id=conference_id if committee_id is None else committee_id,
        format=format_id,
    )


def _check_format(work: Work, conference_id: int, format_id: int | None) -> None:
    if format_id is None:
        return
    adopted = work.session.get(AdoptedFormat, format_id)
    if adopted is None or adopted.conference_id != conference_id:
        raise NotFound("format_unknown", "Your conference has not adopted this format profile.")


def _choice(work: Work, conference_id: int, committee_id: int | None) -> FormatChoice | None:
    return work.session.scalar(
        sa.select(FormatChoice).where(
            FormatChoice.conference_id == conference_id,
            FormatChoice.committee_id.is_(None) if committee_id is None else FormatChoice.committee_id == committee_id,
        )
    )


def set_blocking(
    work: Work, actor: Actor, *, conference_id: int, format_id: int, keys: Collection[str]
) -> AdoptedFormat:
    """The profile with exactly these checks keeping versions from counting, adopted in the old one's every place.

    Raises NotFound for a profile of another conference, NotAllowed for anybody but staff.
    """
    lock_conference(work, actor, conference_id)
    _check_format(work, conference_id, format_id)
    old = work.session.get_one(AdoptedFormat, format_id)
    profile = profile_from_mapping(old.content, file=old.name).with_blocking(keys)
    adopted = adopt_format(work, actor, conference_id=conference_id, profile=profile)
    held = work.session.scalars(
        sa.select(FormatChoice.committee_id).filter_by(conference_id=conference_id, format_id=format_id)
    ).all()
    for committee_id in held if adopted.id != format_id else ():
        choose_format(work, actor, conference_id=conference_id, committee_id=committee_id, format_id=adopted.id)
    return adopted
