"""Password hashes: argon2id, costed so that a thousand sign-ins within minutes fit two cores.

The parameters are the second choice of RFC 9106 lowered to OWASP's minimum (19 MiB, 2 passes, 1 lane; Password Storage
Cheat Sheet): tens of milliseconds of CPU each. At most `_AT_ONCE` are computed in parallel in one process, so that a
rush of sign-ins queues up instead of taking every core and the memory from the people who are uploading.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 10
"""Characters; NIST SP 800-63B asks for length, not for kinds of character."""
LONGEST = 200

_AT_ONCE = 2
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_gate = threading.BoundedSemaphore(_AT_ONCE)
_NOBODYS_HASH = _hasher.hash("nobody has this password")


@dataclass(frozen=True, slots=True)
class Hashed:
    """A password's hash, as it is stored; told apart from a password by its type."""

    encoded: str = field(repr=False)


def hash_password(password: str) -> Hashed:
    """The hash to store."""
    with _gate:
        return Hashed(_hasher.hash(password))


def verify_password(password: str, encoded: str | None) -> bool:
    """Whether the password is the one hashed. Without a hash as much work is done, so that time tells nothing."""
    with _gate:
        try:
            _hasher.verify(encoded or _NOBODYS_HASH, password)
        except (VerificationError, InvalidHashError):
            return False
    return encoded is not None
