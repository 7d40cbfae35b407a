"""A conference begins, and its rules change."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from zoneinfo import available_timezones

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotAllowed, Refused
from reviewer.domain.states import Role
from reviewer.models import AuditChain, Conference
from reviewer.services import audit, memberships
from reviewer.services.memberships import Target
from reviewer.services.setup.permission import lock_conference
from reviewer.work import Work

RETENTION = timedelta(days=365)
"""How long after the conference personal data is kept when nobody says otherwise."""

LONGEST_WINDOW_MINUTES = 30 * 24 * 60

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_SLUG = 64
_LONGEST_TITLE = 300
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What staff may change about a conference at any time; None leaves it as it is.

    Deadlines are instants: another `timezone` shows them by another clock and moves none of them.
    """

    title: str | None = None
    timezone: str | None = None
    languages: tuple[str, ...] | None = None
    delegates_see_similarity: bool | None = None
    replacement_window_minutes: int | None = None
    retain_until: date | None = None


def slug_of(words: str) -> str:
    """Words as they may stand in an address: lower-case letters without accents, digits and single hyphens."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", words.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG].strip("-") or "conference"


def create_conference(
    work: Work,
    actor: Actor,
    *,
    title: str,
    timezone: str,
    languages: list[str],
    slug: str | None = None,
    starts_on: date | None = None,
    retain_until: date | None = None,
    is_demo: bool = False,
) -> Conference:
    """A new conference, with its maker as the first staff member.

    Without a `slug` the title gives one; without `retain_until` personal data is kept for a year after the start.
    Raises NotAllowed for anybody but an operator, Refused for a value that cannot be, Conflict for a taken slug.
    """
    if not access.may_create_conference(actor):
        raise NotAllowed("operator_only", "Only operators of this installation may make a conference.")
    slug = slug_of(title) if slug is None else slug
    _check(title=title, slug=slug, timezone=timezone, languages=languages)
    begin = starts_on or work.now.date()
    until = retain_until or begin + RETENTION
    _check_retention(work, until)
    if work.session.scalar(sa.select(Conference.id).where(Conference.slug == slug)) is not None:
        raise Conflict("slug_taken", f"Another conference is called {slug!r} already; choose another short name.")
    conference = Conference(
        id=_fresh_id(work.session),
        slug=slug,
        title=title.strip(),
        timezone=timezone,
        languages=languages,
        starts_on=starts_on,
        retain_until=until,
        is_demo=is_demo,
        created_at=work.now,
    )
    work.session.add(conference)
    work.session.flush()
    audit.record(
        work,
        "conference.created",
        actor_id=actor.user_id,
        conference_id=conference.id,
        subject="conference",
        subject_id=conference.id,
    )
    staff = Target(Role.STAFF)
    memberships.add_membership(
        work, conference_id=conference.id, user_id=actor.user_id, target=staff, actor_id=actor.user_id
    )
    return conference


def _fresh_id(session: Session) -> int | None:
    """An id no conference had before, None where the database sees to it.

    SQLite gives the id of an erased last row again; the new conference would go on with the erased one's audit chain.
    """
    if session.get_bind().dialect.name != "sqlite":
        return None
    newest = session.scalar(sa.select(sa.func.max(Conference.id))) or 0
    return max(newest, session.scalar(sa.select(sa.func.max(AuditChain.chain))) or 0) + 1


def change_rules(work: Work, actor: Actor, *, conference_id: int, rules: Rules) -> Conference:
    """Change what `rules` names. Raises NotAllowed for anybody but staff, Refused for a value that cannot be."""
    conference = lock_conference(work, actor, conference_id)
    _check(
        title=conference.title if rules.title is None else rules.title,
        slug=conference.slug,
        timezone=rules.timezone or conference.timezone,
        languages=conference.languages if rules.languages is None else rules.languages,
    )
    if rules.replacement_window_minutes is not None and rules.replacement_window_minutes < 0:
        raise Refused("window_negative", "The window for replacing an unreadable file cannot be negative.")
    if rules.replacement_window_minutes is not None and rules.replacement_window_minutes > LONGEST_WINDOW_MINUTES:
        raise Refused("window_long", "The window for replacing an unreadable file is at most 30 days (43200 minutes).")
    if rules.retain_until is not None:
        _check_retention(work, rules.retain_until)
    changed = []
    for name in Rules.__slots__:
        given = getattr(rules, name)
        value = list(given) if isinstance(given, tuple) else given.strip() if isinstance(given, str) else given
        if value is not None and value != getattr(conference, name):
            setattr(conference, name, value)
            changed.append(name)
    if changed:
        audit.record(
            work,
            "conference.rules_changed",
            actor_id=actor.user_id,
            conference_id=conference_id,
            subject="conference",
            subject_id=conference_id,
            fields=",".join(changed),
        )
    return conference


def _check(*, title: str, slug: str, timezone: str, languages: Sequence[str]) -> None:
    if not 0 < len(title.strip()) <= _LONGEST_TITLE:
        raise Refused("title_invalid", f"Give the conference a title of 1 to {_LONGEST_TITLE} characters.")
    if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG:
        raise Refused(
            "slug_invalid", "A short name has lower-case letters, digits and hyphens only, as in harbour-2030."
        )
    if timezone not in _zones():
        raise Refused(
            "timezone_unknown",
            f"{timezone!r} is no time zone; write one like Europe/Madrid or America/New_York.",
            timezone=timezone,
        )
    check_languages(languages)


def check_languages(languages: Sequence[str]) -> None:
    """Raise Refused unless there is at least one language and each is named by its code."""
    if not languages or not all(_LANGUAGE.fullmatch(language) for language in languages):
        raise Refused("language_invalid", "Name at least one language by its code, such as en or es.")


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def _check_retention(work: Work, until: date) -> None:
    if until <= work.now.date():
        raise Refused("retention_past", "Personal data must be kept at least until tomorrow; choose a later day.")
