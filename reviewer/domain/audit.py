"""The audit log's chain: each event's hash covers its content and the hash before it.

Changing, removing or inserting an event breaks every later hash, which `broken_links` finds. The method is the plain
hash chain of append-only logs (Haber and Stornetta, "How to time-stamp a digital document", 1991).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

FIRST_HASH = "0" * 64
"""What the first event of a chain has before it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One act as it is hashed: numbers and codes only."""

    chain: int
    sequence: int
    at: datetime
    actor_id: int | None
    action: str
    subject: str
    subject_id: int | None
    details: Mapping[str, object]


def event_hash(event: Event, previous_hash: str) -> str:
    """SHA-256, as 64 hex digits, of the canonical JSON of the event and the hash before it."""
    canonical = json.dumps(
        {
            "action": event.action,
            "actor": event.actor_id,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "chain": event.chain,
            "details": dict(event.details),
            "previous": previous_hash,
            "sequence": event.sequence,
            "subject": event.subject,
            "subject_id": event.subject_id,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def broken_links(events: Iterable[tuple[Event, str, str]]) -> list[int]:
    """The sequence numbers at which a chain does not hold; empty when every link does.

    Each item is an event with the previous hash and the own hash that are stored beside it, in sequence order.
    """
    broken = []
    expected_previous, expected_sequence = FIRST_HASH, 1
    for event, previous_hash, own_hash in events:
        if (
            previous_hash != expected_previous
            or event.sequence != expected_sequence
            or event_hash(event, previous_hash) != own_hash
        ):
            broken.append(event.sequence)
        expected_previous, expected_sequence = own_hash, event.sequence + 1
    return broken
