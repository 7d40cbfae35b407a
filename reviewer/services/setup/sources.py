"""Texts that papers are compared with: guides, past papers, resolutions, pages of the web."""

from __future__ import annotations

from urllib.parse import urlsplit

import sqlalchemy as sa

from reviewer.domain import access
from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotFound, Refused
from reviewer.domain.states import RunState, SourceKind, Step, Visibility
from reviewer.engine import readers
from reviewer.engine.report import ENGINE_VERSION
from reviewer.models import Run, Source
from reviewer.services import audit, files, meanings, runs
from reviewer.services.setup.permission import check_committee, lock_conference
from reviewer.services.submissions import ReceivedFile
from reviewer.work import Work

_LONGEST_TITLE = 300


def add_source(
    work: Work,
    actor: Actor,
    *,
    conference_id: int,
    committee_id: int | None,
    kind: SourceKind,
    title: str,
    visibility: Visibility,
    file: ReceivedFile,
    url: str | None = None,
) -> Source:
    """A new source, to be read and then compared with every paper there is.

    Raises NotAllowed for anybody but staff, NotFound for a committee of another conference, Refused for a title or
    address that cannot be, Conflict when the same file is such a source of this committee already.
    """
    lock_conference(work, actor, conference_id)
    check_committee(work, conference_id, committee_id)
    _check(title, url)
    known = same_source(work, conference_id=conference_id, committee_id=committee_id, kind=kind, sha256=file.sha256)
    if known is not None:
        raise Conflict(
            "same_source",
            f"This file is a source already, as {known.title!r}; nothing was added.",
            source=known.id,
            title=known.title,
        )
    files.keep(work, sha256=file.sha256, size=file.size)
    source = Source(
        conference_id=conference_id,
        committee_id=committee_id,
        kind=kind,
        visibility=visibility,
        title=title.strip(),
        url=url,
        file_sha256=file.sha256,
        file_name=file.name,
        added_by_id=actor.user_id,
        added_at=work.now,
    )
    work.session.add(source)
    work.session.flush()
    runs.record(work, Step.READ, f"read:{readers.READER_VERSION}", source_id=source.id)
    _tell(work, actor, "source.added", source, kind=kind.value)
    return source


def same_source(
    work: Work, *, conference_id: int, committee_id: int | None, kind: SourceKind, sha256: str
) -> Source | None:
    """The source in force that is this very file, of this kind and for this committee."""
    return work.session.scalar(
        sa.select(Source).where(
            Source.conference_id == conference_id,
            Source.committee_id == committee_id if committee_id is not None else Source.committee_id.is_(None),
            Source.kind == kind,
            Source.file_sha256 == sha256,
            Source.removed_at.is_(None),
        )
    )


def remove_source(work: Work, actor: Actor, *, source_id: int) -> Source:
    """Take a source out of every comparison; its matches stop counting, and `restore_source` brings them back."""
    source = _source(work, actor, source_id)
    if source.removed_at is None:
        source.removed_at = work.now
        meanings.forget_source(work.session, source.document_id)
        _tell(work, actor, "source.removed", source)
    return source


def restore_source(work: Work, actor: Actor, *, source_id: int) -> Source:
    """Bring a removed source back, and compare it with the papers that came meanwhile. Raises Conflict for a double."""
    source = _source(work, actor, source_id)
    if source.removed_at is None:
        return source
    double = same_source(
        work,
        conference_id=source.conference_id,
        committee_id=source.committee_id,
        kind=source.kind,
        sha256=source.file_sha256,
    )
    if double is not None:
        raise Conflict("same_source", f"This file was added again meanwhile, as {double.title!r}.", source=double.id)
    source.removed_at = None
    work.session.flush()
    if source.document_id is not None:
        again = f"engine:{ENGINE_VERSION}:document:{source.document_id}:restored:{work.now.isoformat()}"
        runs.record(work, Step.COMPARE, again, source_id=source.id)
    _tell(work, actor, "source.restored", source)
    return source


def retry_source(work: Work, actor: Actor, *, source_id: int) -> Source:
    """Have a source read again that could not be read. Raises Refused when its reading has not failed."""
    source = _source(work, actor, source_id)
    failed = work.session.scalar(
        sa.select(Run.id)
        .where(Run.source_id == source_id, Run.step == Step.READ, Run.state == RunState.FAILED)
        .order_by(Run.id.desc())
        .limit(1)
    )
    if failed is None:
        raise Refused("run_not_failed", "Only work that failed can be tried again; this has not failed.")
    runs.retry(work, failed)
    source.unreadable_code = None
    _tell(work, actor, "source.retried", source)
    return source


def _source(work: Work, actor: Actor, source_id: int) -> Source:
    source = work.session.get(Source, source_id)
    if source is None or not access.may_set_up(actor, source.conference_id):
        raise NotFound("source_unknown", "There is no such source in your conference.")
    lock_conference(work, actor, source.conference_id)
    return source


def _check(title: str, url: str | None) -> None:
    if not 0 < len(title.strip()) <= _LONGEST_TITLE:
        raise Refused("title_invalid", f"Give the source a title of 1 to {_LONGEST_TITLE} characters.")
    if url is not None:
        check_address(url)


def check_address(url: str) -> None:
    """Raise Refused for what is not a whole http or https address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Refused("address_invalid", f"{url!r} is not a web address; write one that begins with https://.", url=url)


def is_address(url: str) -> bool:
    """Whether `check_address` takes it."""
    try:
        check_address(url)
    except Refused:
        return False
    return True


def _tell(work: Work, actor: Actor, action: str, source: Source, **details: str) -> None:
    audit.record(
        work,
        action,
        actor_id=actor.user_id,
        conference_id=source.conference_id,
        subject="source",
        subject_id=source.id,
        **details,
    )
