"""When something is due, for whom, and what being on time gives.

Instants are aware UTC; a conference's zone is only for showing them. A paper's time is the receipt's time. When a
received file proves unreadable, a replacement sent within the conference's window counts as the first one's time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from reviewer.domain.states import DeadlineRight


@dataclass(frozen=True, slots=True)
class Due:
    """One named right: being received at or before `at` (plus a grace that is never shown) keeps it."""

    right: DeadlineRight
    at: datetime
    grace: timedelta = timedelta(0)

    def is_met_by(self, received_at: datetime) -> bool:
        """Whether something received at this instant keeps the right."""
        return received_at <= self.at + self.grace


@dataclass(frozen=True, slots=True)
class Upload:
    """What the rules need of a submission: when its receipt was given, and since when it is known that it cannot count.

    It cannot when it proved unreadable, or when its form was not accepted; both give the same time to replace it.
    """

    received_at: datetime
    unreadable_since: datetime | None = None


def effective_due(due: Due, extended_to: datetime | None) -> Due:
    """The due of one seat: a personal extension moves it later, never earlier."""
    if extended_to is None or extended_to <= due.at:
        return due
    return Due(due.right, extended_to, due.grace)


def counted_time(upload: Upload, previous: Upload | None, window: timedelta) -> datetime:
    """The instant an upload counts as received.

    A replacement of a file that proved unreadable counts as the unreadable one's time when it comes within `window`
    of the moment the delegate was told; otherwise as its own.
    """
    if previous is None or previous.unreadable_since is None:
        return upload.received_at
    if upload.received_at <= previous.unreadable_since + window:
        return previous.received_at
    return upload.received_at


def rights_kept(dues: list[Due], received_at: datetime) -> frozenset[DeadlineRight]:
    """The rights that something received at this instant keeps."""
    return frozenset(due.right for due in dues if due.is_met_by(received_at))
