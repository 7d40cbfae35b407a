"""What was handed in for papers, and what was released of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewer.models import FinalMark, Release, ReleasedMark, Submission, User
from reviewer.services.papers import current_submissions


@dataclass(frozen=True, slots=True)
class Version:
    """One numbered upload and its receipt. `counts`: it is what would be marked now."""

    submission_id: int
    number: int
    receipt: str
    sha256: str
    file_name: str
    media_type: str
    size: int
    received_at: datetime
    counted_at: datetime
    sent_by_id: int | None
    sent_by: str | None
    withdrawn_at: datetime | None
    document_id: int | None
    unreadable_code: str | None
    unreadable_since: datetime | None
    not_accepted_since: datetime | None
    counts: bool

    @property
    def void_since(self) -> datetime | None:
        """Since when its sender is told that it cannot count."""
        return self.unreadable_since or self.not_accepted_since


@dataclass(frozen=True, slots=True)
class ReleasedResult:
    """A result in a release that stands; `is_visible` once its moment has come."""

    total: Decimal
    out_of: Decimal
    is_visible: bool


def versions(session: Session, papers: Sequence[int]) -> Mapping[int, tuple[Version, ...]]:
    """Every upload of these papers, newest first."""
    found: dict[int, list[Version]] = defaultdict(list)
    rows = session.execute(
        sa.select(Submission, User.name, Submission.id.in_(current_submissions()))
        .outerjoin(User, Submission.uploaded_by_id == User.id)
        .where(Submission.paper_id.in_(papers))
        .order_by(Submission.number.desc())
    )
    for row, name, counts in rows:
        found[row.paper_id].append(
            Version(
                submission_id=row.id,
                number=row.number,
                receipt=row.receipt,
                sha256=row.file_sha256,
                file_name=row.file_name,
                media_type=row.media_type,
                size=row.size,
                received_at=row.received_at,
                counted_at=row.counted_at,
                sent_by_id=row.uploaded_by_id,
                sent_by=name,
                withdrawn_at=row.withdrawn_at,
                document_id=row.document_id,
                unreadable_code=row.unreadable_code,
                unreadable_since=row.unreadable_since,
                not_accepted_since=row.not_accepted_since,
                counts=bool(counts),
            )
        )
    return defaultdict(tuple, {paper: tuple(rows) for paper, rows in found.items()})


def releases(session: Session, papers: Sequence[int], now: datetime) -> Mapping[int, list[ReleasedResult]]:
    """The results in releases that were not taken back, newest first."""
    found: dict[int, list[ReleasedResult]] = defaultdict(list)
    rows = session.execute(
        sa.select(ReleasedMark.paper_id, FinalMark.total, FinalMark.out_of, Release.visible_from)
        .join(FinalMark, ReleasedMark.final_mark_id == FinalMark.id)
        .join(Release, ReleasedMark.release_id == Release.id)
        .where(ReleasedMark.paper_id.in_(papers), Release.revoked_at.is_(None))
        .order_by(Release.id.desc())
    )
    for paper_id, total, out_of, visible_from in rows:
        found[paper_id].append(ReleasedResult(total, out_of, visible_from <= now))
    return found
