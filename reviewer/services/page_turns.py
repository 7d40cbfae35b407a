"""Turns at the children that somebody waits for to see pages, and the rests after one that came to nothing.

A child may take as long as its limits let it, and holds a thread of the web server meanwhile: few do so at a time, and
whoever finds no turn is told to come again, so that everything else is served.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Hashable, Iterator

from reviewer.domain.errors import DomainError
from reviewer.engine.document import Unreadable
from reviewer.sandbox import Unanswered

WAIT_SECONDS = 2.0
"""How long somebody waits for a turn."""
REST_SECONDS = 600.0
"""How long a page or a file is left alone on which a child ended without an answer."""
TRANSIENT = frozenset(("timeout",))
"""What a busy machine causes as well as a file: not remembered against it."""

_turns = threading.BoundedSemaphore(2)
_resting: dict[Hashable, float] = {}


class Busy(DomainError):
    """Others' pages are being drawn; soon it may be this one's turn."""


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """A turn at a child; raises Busy when there is none in `WAIT_SECONDS`."""
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Busy("pages_busy", "Many pages are being drawn at the moment. Try again in a few seconds.")
    try:
        yield
    finally:
        _turns.release()


def may_pass(unreadable: Unreadable) -> bool:
    """Whether it may go better another time: the child said nothing against the file itself."""
    return isinstance(unreadable, Unanswered) or unreadable.code in TRANSIENT


def rest(what: Hashable) -> None:
    """Leave it alone for a while, in this process."""
    now = time.monotonic()
    for known, until in list(_resting.items()):
        if until <= now:
            _resting.pop(known, None)
    _resting[what] = now + REST_SECONDS


def is_resting(what: Hashable) -> bool:
    """Whether it is left alone now."""
    return _resting.get(what, 0.0) > time.monotonic()
